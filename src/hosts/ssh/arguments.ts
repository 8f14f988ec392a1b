import type { SshTarget } from "./target.ts";

/**
 * The options that are not the user's to choose; all else is OpenSSH's: keys, agent, configuration, jump hosts, known
 * hosts. What is given here wins over the configuration file.
 */
const OPTIONS: Readonly<Record<string, string>> = {
  // Nobody is there to answer: a question would hang for ever, and an unknown host key must not become a known one.
  BatchMode: "yes",
  StrictHostKeyChecking: "yes",
  ConnectTimeout: "10",
  // A line that was cut is noticed after 45 s.
  ServerAliveInterval: "15",
  ServerAliveCountMax: "3",
  // A RemoteCommand of the configuration cannot stand beside ours; a LocalCommand has no use.
  RemoteCommand: "none",
  PermitLocalCommand: "no",
};

/** What makes ssh a way to the engine. */
export function dialArguments(target: SshTarget): readonly string[] {
  const docker = target.socket === undefined ? ["docker"] : ["docker", "--host", `unix://${target.socket}`];
  // Forwards of the configuration would be asked for by each of the pool's children, and be taken for all but one.
  const words = common(target, { ClearAllForwardings: "yes" });
  return [...words, ...destination(target), ...docker, "system", "dial-stdio"];
}

/** What opens the port `local` of this machine, for this machine alone, as `remote` of the other. */
export function forwardArguments(target: SshTarget, local: number, remote: number): readonly string[] {
  return tunnelArguments(target, `127.0.0.1:${local}:127.0.0.1:${remote}`);
}

/**
 * What opens the socket `local` of this machine as `remote` of the other, and prints where the engine's is there as its
 * `docker` sees it: "unix:///var/run/docker.sock".
 */
export function lineArguments(target: SshTarget, local: string, remote: string): readonly string[] {
  const where = ["docker", "context", "inspect", "--format", "'{{.Endpoints.docker.Host}}'", "&&"];
  return tunnelArguments(target, `${local}:${remote}`, where);
}

function tunnelArguments(target: SshTarget, forward: string, before: readonly string[] = []): readonly string[] {
  // A shared master would keep the port open after this child has ended.
  const words = common(target, { ExitOnForwardFailure: "yes", ControlPath: "none" });
  // Not -N: that does not look at its standard input, and would outlive a bot that was killed. `cat` ends with it.
  return [...words, "-L", forward, ...destination(target), ...before, "cat"];
}

/** What prints the configuration that counts for this host, without a connection. */
export function printArguments(target: SshTarget): readonly string[] {
  return ["-G", ...common(target), ...destination(target)];
}

function common({ config, port }: SshTarget, more: Readonly<Record<string, string>> = {}): readonly string[] {
  return [
    ...(config === undefined ? [] : ["-F", config]),
    // No terminal, no agent and no display for the other side.
    "-T",
    "-a",
    "-x",
    ...Object.entries({ ...OPTIONS, ...more }).flatMap(([name, value]) => ["-o", `${name}=${value}`]),
    ...(port === undefined ? [] : ["-p", String(port)]),
  ];
}

function destination({ user, host }: SshTarget): readonly string[] {
  return [...(user === undefined ? [] : ["-l", user]), "--", host];
}
