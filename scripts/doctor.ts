/**
 * What `/longshore doctor` says, without a chat: looks at settings, hosts, ledger and chats, beside a bot that runs or
 * without one. Ends with 1 when something is wrong.
 *
 *     npm run doctor
 */
import { terminalCaller } from "#chat/terminal/index.ts";
import { painter } from "#chat/terminal/paint.ts";
import { render } from "#chat/terminal/render.ts";
import { Problem } from "#core/problem.ts";
import { assemble } from "#src/assembly.ts";
import { loadConfig } from "#src/config.ts";
import { createLog } from "#src/log.ts";

try {
  const config = loadConfig();
  const notifier = { tell: () => undefined, send: () => Promise.resolve(false) };
  await using assembly = await assemble(config, { keeps: false, log: createLog({ quiet: true }), notifier });
  const what = { line: "/longshore doctor" };
  const signal = new AbortController().signal;
  const request = { caller: terminalCaller(), what, deliveryId: crypto.randomUUID(), signal };
  const reply = (await Array.fromAsync(assembly.bot.handle(request))).at(-1);
  const paint = painter(config.color === "always" || (config.color === "auto" && process.stdout.isTTY));
  if (reply) for (const line of render(reply, { width: process.stdout.columns || 120, paint })) console.log(line);
  process.exitCode = reply?.tone === "error" ? 1 : 0;
} catch (error) {
  if (!(error instanceof Problem)) throw error;
  console.error(`doctor: ${error.message}${error.hint ? `\n${error.hint}` : ""}`);
  process.exitCode = 2;
}
