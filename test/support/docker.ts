import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { bakedReference } from "#leases/baked/shape.ts";
import { isAll } from "./extent.ts";

const run = promisify(execFile);

/** The Docker CLI: a second pair of eyes on what the bot did, that shares no code with it. */
export async function docker(...words: string[]): Promise<string> {
  const { stdout } = await run("docker", words, { maxBuffer: 64 << 20 });
  return stdout.trim();
}

/** Names of the containers and volumes that carry this label, running or not. */
export async function labelled(label: string): Promise<string[]> {
  const filter = `label=${label}`;
  const [containers, volumes] = await Promise.all([
    docker("ps", "--all", "--filter", filter, "--format", "{{.Names}}"),
    docker("volume", "ls", "--filter", filter, "--format", "{{.Name}}"),
  ]);
  return [...containers.split("\n"), ...volumes.split("\n")].filter((name) => name !== "");
}

/** Removes every container and volume that carries this label, and the images that the bot of this instance has baked. */
export async function removeLabelled(label: string): Promise<void> {
  const filter = `label=${label}`;
  const containers = await docker("ps", "--all", "--quiet", "--filter", filter);
  if (containers !== "") await docker("rm", "--force", "--volumes", ...containers.split("\n"));
  const volumes = await docker("volume", "ls", "--quiet", "--filter", filter);
  if (volumes !== "") await docker("volume", "rm", "--force", ...volumes.split("\n"));
  const baked = `reference=${bakedReference(label.replace(/^.*=/, ""), "*")}`;
  const images = await docker("image", "ls", "--quiet", "--filter", baked);
  if (images !== "") await docker("image", "rm", "--force", ...new Set(images.split("\n")));
}

/** The databases whose images are on this machine, built here or pulled; what the engine tests can run. */
export async function runnableDatabases(): Promise<string[]> {
  const images = await docker("image", "ls", "--format", "{{.Repository}}");
  const there = new Set(images.split("\n"));
  return ["postgres", "mysql", "mariadb", "redis", "valkey"].filter(
    (name) => there.has(`longshore/${name}`) || there.has(name),
  );
}

/** The image of a database that is on this machine, built here or pulled. */
export async function imageOf(kind: string): Promise<string> {
  const images = (await docker("image", "ls", "--format", "{{.Repository}}:{{.Tag}}")).split("\n");
  const found = images.find((one) => one.startsWith(`longshore/${kind}:`) || one.startsWith(`${kind}:`));
  if (found === undefined) throw new Error(`no image of ${kind}`);
  return found;
}

/** Of those one a family, unless all tests are run: for what is the same in all of a family. */
export async function sampleDatabases(): Promise<string[]> {
  const runnable = await runnableDatabases();
  return isAll ? runnable : runnable.filter((name) => ["postgres", "mariadb", "redis"].includes(name));
}
