import { randomBytes } from "node:crypto";
import { SHARED_NETWORK } from "#core/docker/run-order.ts";
import { AHEAD_NAME } from "#core/database.ts";
import type { Host } from "#core/host.ts";
import { Problem } from "#core/problem.ts";
import { containerSpec } from "../container-spec.ts";
import { newPassword } from "../login.ts";
import { never } from "../never.ts";
import type { SpinUp } from "../parts.ts";
import { waitUntilReady } from "../ready.ts";
import { removeEverything } from "../removal.ts";
import { asLease, draftSpare } from "../spares/make.ts";
import { lobbyOf } from "../target.ts";
import type { Wish } from "./bakery.ts";
import { BAKED_DATA, bakedFit, bakedReference, withBakedData } from "./shape.ts";

const EXEC_MS = 10_000;

/**
 * Makes a server that is nobody's, lets it initialise its data in its own writable layer, stops it cleanly, and makes an image
 * of it. What must not be the same in two servers is taken out of it first, and made again by each.
 *
 * The server is removed, whatever happens; the image too when it fails. Throws the Problem of what went wrong.
 *
 * @returns False when there is one already, or somebody else makes it.
 */
export async function bake(
  parts: Pick<SpinUp, "ledger" | "random" | "now">,
  host: Host,
  { kind, database, found, asked }: Wish,
  signal: AbortSignal,
): Promise<boolean> {
  const { ledger } = parts;
  const { ahead, baking } = database;
  const fit = bakedFit(database, found.image, asked);
  if (!ahead || !baking || fit === undefined) return false;

  const id = randomBytes(6).toString("hex");
  const request = {
    ...asked,
    memoryBytes: database.memory.defaultBytes,
    login: { user: AHEAD_NAME, password: newPassword(), database: AHEAD_NAME },
  };
  const { login, memoryBytes } = request;
  const server = await draftSpare(parts, host, { id, kind, fit, login, found, asked: request });
  const { image, imageId, version, createdAt } = server;
  const made = { id, host: host.name, database: kind, version, image, imageId, fit, createdAt, login };
  const reference = bakedReference(ledger.instance, id);
  ledger.work.claim(id, "being baked");
  try {
    if (!ledger.baked.insert({ ...made, reference: "", sizeBytes: 0, usedAt: undefined })) return false;
    const plan = ahead.plan(request);
    const lease = asLease(server, host, memoryBytes);
    const elsewhere = baking.at(plan, BAKED_DATA);
    const network = await host.networks.apart(SHARED_NETWORK, signal);
    const spec = containerSpec(lease, ledger.instance, { bind: host.bind, network }, database, elsewhere, true);
    const containerId = await host.containers.create(
      withBakedData(spec, { image, declared: plan.dataPath, volume: false }),
      never(),
    );
    const [uid = 0, gid = 0] = database.user.split(":").map(Number);
    await host.containers.makeFolder(containerId, BAKED_DATA, { mode: 0o700, uid, gid }, never());
    signal.throwIfAborted();
    await host.containers.start(containerId, never());
    // It gets half of a CPU, and waits for others.
    const limitMs = 4 * database.firstStartMs;
    const target = lobbyOf(database, { ...lease, login });
    await waitUntilReady({ host, containerId, database, target, memoryBytes, limitMs }, signal);
    await takeOut(host, containerId, baking.unique, signal);
    await host.containers.stop(containerId, database.stopSeconds, signal);
    // Ours by its name alone: what somebody runs of it by hand would pass for a server that was left behind.
    const baked = await host.images.commit(containerId, reference, Object.keys(spec.labels), signal);
    ledger.baked.update(id, { reference, sizeBytes: Math.max(0, baked.sizeBytes - found.image.sizeBytes) });
    return true;
  } finally {
    await throwAwayServer(ledger, host, id);
  }
}

/** Removes the server it was made on, and what is left of one that was never finished. Whoever calls has claimed its id. */
export async function throwAwayServer(ledger: SpinUp["ledger"], host: Host, id: string): Promise<void> {
  try {
    await removeEverything(ledger, host, { id });
    if (ledger.baked.get(id)?.reference !== "") return;
    ledger.baked.delete(id);
    await host.operations.removeImage(bakedReference(ledger.instance, id), never());
  } finally {
    ledger.work.release(id);
  }
}

async function takeOut(host: Host, container: string, names: readonly string[], signal: AbortSignal): Promise<void> {
  if (names.length === 0) return;
  const paths = names.map((name) => `${BAKED_DATA}/${name}`);
  const { exitCode, output } = await host.containers.exec(
    container,
    ["rm", "-f", "--", ...paths],
    { timeoutMs: EXEC_MS },
    signal,
  );
  if (exitCode !== 0)
    throw new Problem("container-exited", `What is unique to a server cannot be taken out: ${output}`);
}
