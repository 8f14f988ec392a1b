import type { Readable } from "node:stream";
import type { Modem } from "./modem.ts";

/** What goes into the URL and what is sent as the body; our modem refuses options that are not sorted so. */
interface Sorted {
  readonly _query?: Readonly<Record<string, unknown>>;
  readonly _body?: unknown;
}

/**
 * The part of dockerode that we use, with answers that nobody has looked at yet.
 *
 * Its published types (4.0.2) are of an older version, and say of every answer that it is as documented.
 */
export interface Client {
  version(): Promise<unknown>;
  info(): Promise<unknown>;
  ping(): Promise<unknown>;
  df(): Promise<unknown>;
  getEvents(options: Sorted): Promise<Readable>;
  createContainer(options: Sorted): Promise<{ readonly id: unknown }>;
  listContainers(options: Sorted): Promise<unknown>;
  getContainer(id: string): ContainerClient;
  listImages(options: Sorted): Promise<unknown>;
  getImage(reference: string): {
    inspect(): Promise<unknown>;
    history(): Promise<unknown>;
    remove(options: Sorted): Promise<unknown>;
  };
  createImage(login: object | undefined, options: Sorted): Promise<Readable>;
  loadImage(archive: Readable, options: Sorted): Promise<Readable>;
  listVolumes(options: Sorted): Promise<unknown>;
  createVolume(options: Sorted): Promise<unknown>;
  getVolume(name: string): { remove(options: Sorted): Promise<unknown> };
  createNetwork(options: Sorted): Promise<{ readonly id: unknown }>;
  listNetworks(options: Sorted): Promise<unknown>;
  getNetwork(name: string): { inspect(): Promise<unknown>; remove(options: Sorted): Promise<unknown> };
  getExec(id: string): { start(options: Sorted): Promise<Readable>; inspect(): Promise<unknown> };
}

interface ContainerClient {
  inspect(): Promise<unknown>;
  start(options: Sorted): Promise<unknown>;
  stop(options: Sorted): Promise<unknown>;
  restart(options: Sorted): Promise<unknown>;
  remove(options: Sorted): Promise<unknown>;
  update(options: Sorted): Promise<unknown>;
  pause(): Promise<unknown>;
  unpause(): Promise<unknown>;
  rename(options: Sorted): Promise<unknown>;
  top(options: Sorted): Promise<unknown>;
  changes(): Promise<unknown>;
  getArchive(options: Sorted): Promise<Readable>;
  wait(options: Sorted): Promise<unknown>;
  /** `follow` makes dockerode hand over a stream; what the engine is asked stands in the query. */
  logs(options: Sorted & { readonly follow: true }): Promise<Readable>;
  stats(options: Sorted & { readonly stream: false }): Promise<unknown>;
  stats(options: Sorted & { readonly stream: true }): Promise<Readable>;
  putArchive(tar: Buffer, options: Sorted): Promise<unknown>;
  exec(options: Sorted): Promise<{ readonly id: unknown }>;
  commit(options: Sorted): Promise<unknown>;
}

/**
 * Loads dockerode. It takes about 0.1 s, most of it for SSH and BuildKit, which we do not use: so at first use, or in
 * the background once the bot has started.
 */
export async function loadClient(): Promise<(modem: Modem) => Client> {
  const { default: Dockerode } = await import("dockerode");
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- its own types are of another version
  return (modem) => new Dockerode({ modem } as object) as unknown as Client;
}
