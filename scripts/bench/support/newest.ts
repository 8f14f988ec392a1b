import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { docker } from "#test/support/docker.ts";
import { noNewestEngine, startNewestEngine } from "#test/support/newest-engine.ts";

/**
 * Runs a benchmark on the newest engine that is here instead of the machine's: in its network, where its ports are
 * published, with the machine's images of databases brought along.
 *
 * @param settings The content of its daemon.json.
 * @returns The exit code.
 */
export async function onNewestEngine(words: readonly string[], settings: object): Promise<number> {
  if (noNewestEngine) throw new Error(noNewestEngine);
  const listed = await docker(
    "image",
    "ls",
    "--filter",
    "reference=longshore/*",
    "--format",
    "{{.Repository}}:{{.Tag}}",
  );
  const images = listed.split("\n").filter((image) => image !== "" && !image.startsWith("longshore/baked"));
  await using engine = await startNewestEngine({ images, speaks: "all", settings });
  const bench = fileURLToPath(new URL("../../bench.ts", import.meta.url));
  const command = [`--net=/run/netns/${engine.network}`, process.execPath, ...process.execArgv, bench, ...words];
  const env = { ...process.env, DOCKER_HOST: `unix://${engine.socket}` };
  const [code] = (await once(spawn("nsenter", command, { env, stdio: "inherit" }), "exit")) as [number | null];
  return code ?? 1;
}
