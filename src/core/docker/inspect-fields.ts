import type { ContainerDetail, Usage } from "../operations.ts";
import { showBytes, showDuration } from "../units.ts";
import { showImage, showPorts } from "./container-table.ts";
import { exitCode } from "./observed.ts";
import { ownerOf } from "./ownership.ts";
import { shortId } from "./pick.ts";
import { showVariable } from "./secret-env.ts";

/** What a person wants to know first of a container. */
export function factsOf(container: ContainerDetail, now: Date): Readonly<Record<string, string>> {
  const { health, limits } = container;
  return {
    Id: shortId(container.id),
    Image: `${showImage(container.image)} (${shortId(container.imageId)})`,
    Command: cut(container.command.map(showWord).join(" ")),
    State: stateOf(container, now),
    ...(health && { Health: healthOf(health) }),
    Ports: showPorts(container.ports) || "none published",
    Mounts: container.mounts.map(mountOf).join("\n") || "none",
    Networks: container.networks
      .map(({ name, address }) => (address === "" ? name : `${name} (${address})`))
      .join(", "),
    Memory: limits.memoryBytes > 0 ? `at most ${showBytes(limits.memoryBytes)}${swapOf(limits)}` : "no limit",
    CPUs: limits.cpus > 0 ? `at most ${limits.cpus}` : "no limit",
    Restarts: `${container.restarts} so far, policy ${container.restartPolicy}`,
    Owner: ownerOf(container) ?? "not ours",
  };
}

export function variablesOf({ env }: ContainerDetail): readonly (readonly [name: string, value: string])[] {
  return Object.entries(env).map(([name, value]) => [name, cut(showVariable(name, value))]);
}

/** What it takes now of what it may take. */
export function usageOf({ limits }: ContainerDetail, usage: Usage | undefined): Readonly<Record<string, string>> {
  if (!usage) return { "In use": "the engine has no measurement of it" };
  const pids = limits.pids > 0 ? ` of ${limits.pids}` : "";
  return {
    "Memory in use": `${showBytes(usage.memoryBytes)} of ${showBytes(usage.memoryLimitBytes)}`,
    "CPUs in use": `${usage.cpus.toFixed(2)}${limits.cpus > 0 ? ` of ${limits.cpus}` : ""}`,
    Processes: `${usage.pids}${pids}`,
  };
}

function stateOf(container: ContainerDetail, now: Date): string {
  const { state, startedAt, finishedAt } = container;
  const ago = (then: Date) => showDuration(Math.max(0, now.getTime() - then.getTime()));
  if (state === "running" && startedAt) return `running for ${ago(startedAt)}`;
  if (state !== "exited" && state !== "dead") return state;
  return `${state}${finishedAt ? ` ${ago(finishedAt)} ago` : ""}, exit code ${exitCode(container)}`;
}

function healthOf({ status, failures, last }: NonNullable<ContainerDetail["health"]>): string {
  return failures === 0 ? status : `${status}, failed ${failures} times in a row: ${cut(last.trim())}`;
}

function mountOf({ type, source, path, readOnly }: ContainerDetail["mounts"][number]): string {
  return `${path} ← ${type} ${source}${readOnly ? ", read-only" : ""}`;
}

/** Docker's own numbers: both together, -1 is without limit. */
function swapOf({ memoryBytes, swapBytes }: ContainerDetail["limits"]): string {
  if (swapBytes === memoryBytes) return ", no swap";
  return swapBytes > memoryBytes ? `, and ${showBytes(swapBytes - memoryBytes)} of swap` : "";
}

function showWord(word: string): string {
  const [, name = "", value = ""] = /^(-{1,2}[\w-]+)=(.*)$/s.exec(word) ?? [];
  return name === "" ? showVariable("", word) : `${name}=${showVariable(name, value)}`;
}

function cut(text: string): string {
  return text.length > 300 ? `${text.slice(0, 299)}…` : text;
}
