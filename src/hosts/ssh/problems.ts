import { Problem, type ProblemCode } from "#core/problem.ts";
import { dockerTrouble, type DockerTrouble, type StdioError } from "../stdio/failure.ts";
import { oneLine } from "../stdio/output.ts";
import type { SshTarget } from "./target.ts";

interface Told {
  readonly code?: ProblemCode;
  readonly message: string;
  readonly hint: string;
}

interface Row {
  readonly said: RegExp;
  readonly tell: (target: SshTarget) => Told;
}

/** What OpenSSH (8.0 to 9.9) says when there is no way, and what to type; the first that matches counts. It speaks English only. */
const ROWS: readonly Row[] = [
  {
    said: /REMOTE HOST IDENTIFICATION HAS CHANGED|host key for .* has changed/i,
    tell: ({ host, port, written }) => ({
      message: `The host key of ${host} is not the one it had before: it was set up anew, or somebody stands in between.`,
      hint: `When you know why: ssh-keygen -R ${port ? `'[${host}]:${port}'` : host}, then ssh ${written} and compare the fingerprint.`,
    }),
  },
  {
    said: /host key is known for|Host key verification failed/i,
    tell: ({ host, written }) => ({
      message: `The host key of ${host} is not known to the user that runs the bot.`,
      hint: `As that user, once: ssh ${written} and compare the fingerprint before you say yes.`,
    }),
  },
  {
    said: /Permission denied \(|Too many authentication failures|no mutual signature/i,
    tell: ({ host, written }) => ({
      message: `${host} does not let the bot log in: no key it was shown is accepted.`,
      hint: `As the user that runs the bot: ssh-copy-id ${written}. A key with a passphrase has to be in an agent: ssh-add`,
    }),
  },
  {
    said: /Could not resolve hostname/i,
    tell: ({ host, written }) => ({
      message: `The name ${host} is not known: neither to DNS nor to the ssh configuration.`,
      hint: `Look at the spelling, or at what this does: ssh ${written}`,
    }),
  },
  {
    said: /Bad configuration option|Can't open user config file|Bad owner or permissions on|terminating, \d+ bad configuration/i,
    tell: ({ config, written }) => ({
      code: "configuration",
      message: `ssh cannot read its configuration${config === undefined ? "" : ` ${config}`}.`,
      hint: `This says which line: ssh -G ${written}`,
    }),
  },
  {
    said: /connect to host .*: Connection refused/i,
    tell: ({ host, port }) => ({
      message: `Nothing listens for ssh on ${host}, port ${port ?? 22}.`,
      hint: "There: sudo systemctl start ssh. Another port is written ssh://USER@HOST:PORT",
    }),
  },
  {
    said: /connect to host .*: |Connection timed out|Timeout, server .* not responding/i,
    tell: ({ host, written }) => ({
      message: `The host ${host} cannot be reached for ssh.`,
      hint: `Is it on, and the network or VPN up? ssh ${written}`,
    }),
  },
  {
    said: /kex_exchange_identification|banner exchange|Connection (?:closed|reset) by/i,
    tell: ({ host, written }) => ({
      message: `${host} ended the connection before the login: too many logins at a time, or it speaks no ssh there.`,
      hint: `Try: ssh ${written}. In its sshd_config, MaxStartups and MaxSessions limit logins.`,
    }),
  },
  {
    said: /no matching (?:host key|key exchange|cipher|mac)|Unable to negotiate/i,
    tell: ({ host, written }) => ({
      message: `ssh here and on ${host} have no method in common.`,
      hint: `This says which: ssh -v ${written}`,
    }),
  },
];

const DOCKER: Readonly<Record<DockerTrouble, (target: SshTarget) => Told>> = {
  "not-installed": ({ host, written }) => ({
    message: `There is no docker command on ${host} for the user that ssh logs in.`,
    hint: `Install Docker there, or look whether it is on the PATH without a login: ssh ${written} 'command -v docker'`,
  }),
  "not-running": ({ host, socket, written }) => ({
    message: `Docker is not running on ${host}${socket === undefined ? "" : ` at ${socket}`}.`,
    hint: `ssh ${written} sudo systemctl start docker`,
  }),
  forbidden: ({ host, user }) => ({
    message: `On ${host}, ${user ?? "the user that ssh logs in"} may not use Docker.`,
    hint: `There: sudo usermod -aG docker ${user ?? "USER"}. Or run rootless Docker and name its socket: ?socket=/run/user/1000/docker.sock`,
  }),
  "too-old": ({ host }) => ({
    message: `The docker command on ${host} is too old to be reached over ssh.`,
    hint: "Docker 18.09 or newer is needed there.",
  }),
};

/** What a failed ssh means for the caller. Pure. */
export function sshProblem(error: StdioError, target: SshTarget): Problem {
  const { code, said, exitCode, begun } = error.failure;
  if (code !== undefined) return notStarted(code, error);
  const row = ROWS.find((candidate) => candidate.said.test(said));
  const trouble = dockerTrouble(error.failure);
  // ssh's own failures are exit code 255; any other is of the program on the other side.
  const told =
    (exitCode === 255 ? row?.tell(target) : trouble && DOCKER[trouble](target)) ??
    row?.tell(target) ??
    (begun ? broken(target, said) : unknown(target, exitCode, said));
  return new Problem(told.code ?? "host-unreachable", told.message, { hint: told.hint, cause: error });
}

function notStarted(code: string, cause: StdioError): Problem {
  return new Problem("host-unreachable", `The ssh program cannot be started on the bot's machine (${code}).`, {
    hint: "Install it: sudo apt install openssh-client. On Windows: Settings, Optional features, OpenSSH Client.",
    cause,
  });
}

function broken({ host, written }: SshTarget, said: string): Told {
  return {
    message: `The ssh connection to ${host} broke off${said ? `: ${oneLine(said)}` : "."}`,
    hint: `Is it still there? ssh ${written}`,
  };
}

function unknown({ host, written }: SshTarget, exitCode: number | null, said: string): Told {
  return {
    message: `ssh gave no way to Docker on ${host} (exit code ${exitCode ?? "none"}): ${oneLine(said) || "it said nothing"}`,
    hint: `Try what the bot does: ssh ${written} docker version`,
  };
}
