// The bot's connections to one host, with streams open, to be killed: `node streaming-bot.ts URL short|streams`. Says "ready".
import { request } from "node:http";
import { homedir } from "node:os";
import { connect } from "#hosts/kinds.ts";

const environment = { platform: process.platform, home: homedir(), variables: process.env };
const connection = await connect(process.argv[2] ?? "docker", environment);
const agent = connection.agent({ keepAlive: true }, process.argv[3] === "streams" ? "streams" : "short");

// Events stay open for ever. Their headers come with the first event, so what is waited for is the idle request below.
// Some are opened as those are that are kept ready.
for (const spare of [true, false, true, false, true]) {
  const events = { host: "docker", agent, path: "/v1.41/events", spare };
  request(events).on("error", fail).end();
}
const { promise, resolve } = Promise.withResolvers<void>();
request({ host: "docker", agent, path: "/_ping" }, (answer) => answer.resume().on("end", resolve))
  .on("error", fail)
  .end();
await promise;
// The logins of the others are over by now, or nearly.
setTimeout(() => process.stdout.write("ready\n"), 1500);
setInterval(() => {}, 60_000);

function fail(error: Error): void {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
