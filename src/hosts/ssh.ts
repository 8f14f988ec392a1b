import { isIP } from "node:net";
import type { Connection, HostKind } from "./kind.ts";
import { LineAgent } from "./ssh/agent.ts";
import { dialArguments, printArguments } from "./ssh/arguments.ts";
import { Forwards } from "./ssh/forward.ts";
import { Line } from "./ssh/line.ts";
import { sshProblem } from "./ssh/problems.ts";
import { sshTarget } from "./ssh/target.ts";
import { StdioAgent } from "./stdio/agent.ts";
import { newMark, withMark } from "./stdio/end-mark.ts";
import { childVariables, type Program } from "./stdio/program.ts";
import { run } from "./stdio/run.ts";
import { Starts } from "./stdio/starts.ts";

/**
 * `ssh://ops@build.example`: the engine of a machine that the system's `ssh` can log in to, through the `docker`
 * command there.
 *
 * Not a library: keys, agents, jump hosts, hardware tokens and known hosts are OpenSSH's, as the user set them up.
 */
const ssh: HostKind = {
  async connect(url, environment): Promise<Connection> {
    const target = sshTarget(url);
    const env = childVariables(environment);
    const program = (args: readonly string[]): Program => ({ command: "ssh", args, env });
    const dialled = await realName(program(printArguments(target)), target.host);
    const loopback = LOOPBACK.test(dialled);
    const { forward } = target;
    const starts = new Starts();
    const forwards = new Forwards(target, program);
    const line = new Line(target, program);
    const mark = newMark();
    const stdio = {
      program: program(dialArguments(target)),
      marked: { program: program(withMark(dialArguments(target), mark)), mark },
      explain: (error: Parameters<typeof sshProblem>[0]) => sshProblem(error, target),
      starts,
    };
    return {
      kind: "ssh",
      url: `ssh://${target.user === undefined ? "" : `${target.user}@`}${url.host}`,
      host: "docker",
      slowToOpen: true,
      agent: (options, use) =>
        use === "streams" ? new LineAgent(line, stdio, options) : new StdioAgent(stdio, options),
      address: forward ?? dialled,
      // A forwarded port need not be open to anybody else's machine. A name may stand for several addresses.
      bind: forward !== undefined || loopback ? "127.0.0.1" : isIP(dialled) ? dialled : undefined,
      local: false,
      ...(forward !== undefined && { forward: (port: number) => forwards.open(forward, port) }),
      ...(target.mayForward && {
        unbound: { address: HERE, forward: (port: number) => forwards.open(HERE, port) },
      }),
      close() {
        line[Symbol.dispose]();
        forwards[Symbol.dispose]();
      },
    };
  },
};

export default ssh;

/** The bot's machine, as it sees itself. */
const HERE = "127.0.0.1";
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/;
/** It reads files only, but a `Match exec` in them may run anything. */
const PRINT_WITHIN_MS = 5000;

/** What the ssh configuration calls the host: an alias of `~/.ssh/config` means nothing to a database's client. */
async function realName(print: Program, host: string): Promise<string> {
  try {
    const { stdout } = await run(print, AbortSignal.timeout(PRINT_WITHIN_MS));
    return /^hostname (\S+)$/m.exec(stdout)?.[1] ?? host;
  } catch {
    // The first request fails with the reason.
    return host;
  }
}
