import { readBytes } from "./grammar/numbers.ts";
import type { CreateBody } from "./create-body.ts";
import type { Refusal } from "./policy.ts";
import type { Rule } from "./policy-rule.ts";
import { rule } from "./policy-rule.ts";

/** What every container of ours has: a request that lacks it is refused like one that asks for too much. */
export const hardening: readonly Rule[] = [
  rule(
    "no-new-privileges",
    "must be set.",
    (host) => !(host.SecurityOpt ?? []).some((option) => option.startsWith("no-new-privileges")),
  ),
  rule("--cap-drop ALL", "must be set.", (host) => !(host.CapDrop ?? []).includes("ALL")),
  rule("--network", "must be named: on Docker's default one containers reach one another.", (host) =>
    ["", "default", "bridge"].includes(host.NetworkMode ?? ""),
  ),
  rule(
    "--restart",
    "is set after the first start, not before.",
    (host) => !["", "no"].includes(host.RestartPolicy?.Name ?? ""),
  ),
  rule("--log-driver", "sends the log where it cannot be read back; json-file and local are taken.", (host) => {
    const type = host.LogConfig?.Type ?? "";
    return ["json-file", "local"].includes(type) ? [] : [type];
  }),
  rule(
    "--log-opt",
    `takes ${["max-size", "max-file", "compress", "mode", "max-buffer-size"].join(", ")}, at most 10 files of 100m.`,
    (host) =>
      Object.entries(host.LogConfig?.Config ?? {})
        .filter(([name, value]) => LOG_OPTIONS.get(name)?.(value) !== true)
        .map(([name]) => name),
  ),
  rule("--log-opt max-size", "must be set.", (host) => host.LogConfig?.Config["max-size"] === undefined),
  (body, _, { labels }) => {
    const missing = Object.entries(labels).filter(([name, value]) => labelOf(body, name) !== value);
    return missing.map(([name]): Refusal => ({ flag: `The label ${name}`, why: "must be the lease's." }));
  },
  (body, _, { labels }) =>
    Object.keys(body.Labels ?? {})
      .filter((name) => isReserved(name) && !Object.hasOwn(labels, name))
      .map((name): Refusal => ({ flag: `--label ${name}`, why: "is a label by which other programs act." })),
];

/** Labels that this and other programs find containers by, route to them and change them. */
export function isReserved(label: string): boolean {
  return /^\s*(?:longshore|com\.docker|io\.docker|org\.dockerproject|traefik|caddy|com\.centurylinklabs\.watchtower|io\.kubernetes)(?:[._]|$)/i.test(
    label,
  );
}

const LOG_OPTIONS: ReadonlyMap<string, (value: string) => boolean> = new Map(
  Object.entries<(value: string) => boolean>({
    "max-size": (value) => sizeOf(value) > 0 && sizeOf(value) <= 100 * 1024 ** 2,
    "max-file": (value) => /^(?:[1-9]|10)$/.test(value),
    compress: (value) => value === "true" || value === "false",
    mode: (value) => value === "blocking" || value === "non-blocking",
    "max-buffer-size": (value) => sizeOf(value) > 0 && sizeOf(value) <= 16 * 1024 ** 2,
  }),
);

function sizeOf(text: string): number {
  try {
    return readBytes(text);
  } catch {
    return 0;
  }
}

function labelOf({ Labels = {} }: CreateBody, name: string): string | undefined {
  return Object.hasOwn(Labels, name) ? Labels[name] : undefined;
}
