import type { RunPolicy } from "../docker-run/run-policy.ts";
import type { ContainerChange, ContainerDetail } from "../operations.ts";
import { Problem } from "../problem.ts";
import { showBytes } from "../units.ts";

/** Throws a Problem for a change that changes nothing, or asks for more than one container may have. */
export function checkChange(
  name: string,
  { memoryBytes, cpus, pids, restart }: ContainerChange,
  { most }: RunPolicy,
): void {
  if (memoryBytes === undefined && cpus === undefined && pids === undefined && restart === undefined) {
    throw new Problem("bad-input", "There is nothing to change.", {
      hint: `/docker update ${name} --memory 1g --cpus 2`,
    });
  }
  if ((memoryBytes ?? 0) > most.memoryBytes) {
    throw new Problem("not-allowed", `--memory is ${showBytes(most.memoryBytes)} at most.`);
  }
  if ((pids ?? 0) > most.pids) throw new Problem("not-allowed", `--pids is ${most.pids} at most.`);
  if ((cpus ?? 0) > most.cpus) throw new Problem("not-allowed", `--cpus is ${most.cpus} at most.`);
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
    ...(restart === undefined
      ? []
      : [
          [
            "Restart policy",
            restartPolicy,
            `${restart.name || "no"}${restart.retries > 0 ? `:${restart.retries}` : ""}`,
          ],
        ]),
  ];
}
