// npm run bench -- ready [--rounds 10]; npm run bench -- docker stats; npm run bench -- ready redis --newest
// --apart: on an engine whose own bridge keeps containers apart, as its "icc": false makes it.
import { readdir } from "node:fs/promises";
import { availableParallelism, cpus, totalmem } from "node:os";
import { parseArgs } from "node:util";
import { showBytes } from "#core/units.ts";
import { docker } from "#test/support/docker.ts";
import { onNewestEngine } from "./bench/support/newest.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: "string", default: "10" },
    newest: { type: "boolean", default: false },
    apart: { type: "boolean", default: false },
  },
});
const [name = ""] = positionals;
const known = (await readdir(new URL("./bench", import.meta.url)))
  .filter((file) => file.endsWith(".ts") && file !== "statistics.ts")
  .map((file) => file.replace(/\.ts$/, ""));

const isKnown = known.includes(name) && (values.newest || !values.apart);
if (isKnown && values.newest) {
  process.exitCode = await onNewestEngine(
    [name, "--rounds", values.rounds, ...positionals.slice(1)],
    values.apart ? { icc: false } : {},
  );
} else if (isKnown) {
  const bench = (await import(`./bench/${name}.ts`)) as {
    default: (rounds: number, parts: readonly string[]) => Promise<string>;
  };
  const result = await bench.default(Number(values.rounds), positionals.slice(1));
  const engine = await docker("version", "--format", "{{.Server.Version}}");
  const processor = cpus()[0]?.model ?? "unknown processor";
  console.log(
    `${availableParallelism()} cores (${processor.trim()}), ${showBytes(totalmem())}, Docker Engine ${engine}, ` +
      `Node ${process.versions.node}, ${values.rounds} rounds\n\n${result}`,
  );
} else {
  console.error(`npm run bench -- NAME [--rounds 10] [--newest [--apart]], where NAME is one of: ${known.join(", ")}`);
  process.exitCode = 2;
}
