import { z } from "zod";
import type { RunPolicy } from "../docker-run/run-policy.ts";
import type { ContainerChange, ContainerDetail } from "../operations.ts";
import { Problem } from "../problem.ts";
import type { Reply } from "../reply.ts";
import { memory, showBytes } from "../units.ts";
import { writeWords } from "../words.ts";
import { asNumber, asPeriod } from "./cpus.ts";
import { jsonFile } from "./json-file.ts";

/** Throws a Problem for a change that changes nothing. */
export function checkChange(name: string, { memoryBytes, cpus, pids, restart }: ContainerChange): void {
  if (memoryBytes === undefined && cpus === undefined && pids === undefined && restart === undefined) {
    throw new Problem("bad-input", "There is nothing to change.", {
      hint: `/docker update ${name} --memory 1g --cpus 2`,
    });
  }
}

/** A sentence for each thing of which a change asks for more than one container may have. */
export function changeRefusals(
  { memoryBytes = 0, cpus = 0, pids = 0 }: ContainerChange,
  { most }: RunPolicy,
): readonly string[] {
  return [
    ...(memoryBytes > most.memoryBytes ? [`--memory is ${showBytes(most.memoryBytes)} at most.`] : []),
    ...(pids > most.pids ? [`--pids is ${most.pids} at most.`] : []),
    ...(cpus > most.cpus ? [`--cpus is ${most.cpus} at most.`] : []),
  ];
}

/**
 * What the engine is sent: the body of `POST /containers/{id}/update`. Docker does not take a number of CPUs for a container that
 * was given a period.
 */
export function changeRequest(
  { memoryBytes, cpus, pids, restart }: ContainerChange,
  { hasCpuPeriod }: Pick<ContainerDetail["limits"], "hasCpuPeriod">,
) {
  return {
    // Memory and swap together: the same number is no swap.
    ...(memoryBytes !== undefined && { Memory: memoryBytes, MemorySwap: memoryBytes }),
    ...(cpus !== undefined && (hasCpuPeriod ? asPeriod(cpus) : asNumber(cpus))),
    ...(pids !== undefined && { PidsLimit: pids }),
    ...(restart && { RestartPolicy: { Name: restart.name, MaximumRetryCount: restart.retries } }),
  };
}

/** `docker update --memory 1g --memory-swap 1g web`: the equivalent line of Docker's own. */
function changeLine(
  { name, limits: { hasCpuPeriod } }: ContainerDetail,
  { memoryBytes, cpus, pids, restart }: ContainerChange,
): string {
  const size = memoryBytes === undefined ? "" : z.encode(memory, memoryBytes);
  return writeWords([
    ...["docker", "update"],
    ...(memoryBytes === undefined ? [] : ["--memory", size, "--memory-swap", size]),
    ...(cpus === undefined ? [] : cpuWords(cpus, hasCpuPeriod)),
    ...(pids === undefined ? [] : ["--pids-limit", String(pids)]),
    ...(restart ? ["--restart", showRestart(restart)] : []),
    name,
  ]);
}

function cpuWords(cpus: number, hasCpuPeriod: boolean): readonly string[] {
  if (!hasCpuPeriod) return ["--cpus", String(cpus)];
  const { CpuPeriod, CpuQuota } = asPeriod(cpus);
  return ["--cpu-period", String(CpuPeriod), "--cpu-quota", String(CpuQuota)];
}

/** What would be done, and nothing done: policy's decision, the equivalent line, the request. */
export function dryChangeReply(container: ContainerDetail, change: ContainerChange, refused: readonly string[]): Reply {
  const { id, name } = container;
  const isAllowed = refused.length === 0;
  const request = { method: "POST", path: `/containers/${id}/update`, body: changeRequest(change, container.limits) };
  return {
    tone: isAllowed ? "ok" : "warning",
    title: isAllowed ? `${name} would be changed` : `Policy refuses the change of ${name}`,
    audience: "caller",
    blocks: [
      {
        kind: "fields",
        fields: { Policy: isAllowed ? "allows it" : refused.join("\n"), Line: changeLine(container, change) },
      },
      { kind: "table", columns: ["What", "Is", "Would be"], rows: changeRows(container, change) },
      jsonFile("request.json", request),
    ],
  };
}

/** What, how it is, and how it would be. */
export function changeRows(
  { limits, restartPolicy }: ContainerDetail,
  change: ContainerChange,
): readonly (readonly string[])[] {
  const { memoryBytes, cpus, pids, restart } = change;
  const none = (value: number, text: string) => (value > 0 ? text : "no limit");
  return [
    ...(memoryBytes === undefined
      ? []
      : [["Memory", none(limits.memoryBytes, showBytes(limits.memoryBytes)), showBytes(memoryBytes)]]),
    ...(cpus === undefined ? [] : [["CPUs", none(limits.cpus, String(limits.cpus)), String(cpus)]]),
    ...(pids === undefined ? [] : [["Processes", none(limits.pids, String(limits.pids)), String(pids)]]),
    ...(restart === undefined ? [] : [["Restart policy", restartPolicy, showRestart(restart)]]),
  ];
}

function showRestart({ name, retries }: NonNullable<ContainerChange["restart"]>): string {
  return `${name || "no"}${retries > 0 ? `:${retries}` : ""}`;
}
