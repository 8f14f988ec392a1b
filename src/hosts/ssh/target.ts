import { isIP } from "node:net";
import { Problem } from "#core/problem.ts";

/** What an `ssh://` URL says. Every part is safe to stand on a command line, near and far. */
export interface SshTarget {
  readonly user: string | undefined;
  readonly host: string;
  readonly port: number | undefined;
  /** The engine's socket on the other side, when it is not the one its `docker` command uses. */
  readonly socket: string | undefined;
  /** A configuration file instead of the user's own. */
  readonly config: string | undefined;
  /** Where the bot's machine listens for databases; undefined when clients dial the other side. */
  readonly forward: string | undefined;
  /** False when somebody said that nothing is forwarded. */
  readonly mayForward: boolean;
  /** `ssh ops@build.example`, as somebody would type it, without the program. */
  readonly written: string;
}

const EXAMPLE = "Write ssh://USER@HOST or ssh://USER@HOST:PORT?socket=/run/user/1000/docker.sock";
// No leading dash: ssh would read it as an option, and -oProxyCommand= runs anything (CVE-2017-1000117 was this).
// No percent sign, which ssh and its configuration expand.
const HOST = /^[A-Za-z0-9_:][A-Za-z0-9_.:-]{0,252}$/;
const USER = /^[A-Za-z0-9_][A-Za-z0-9_.@+-]{0,63}$/;
// What ssh runs on the other side goes through the login shell there: nothing in it may mean something to a shell.
const PATH = /^(?:\/[A-Za-z0-9_.+@-]+)+$/;

/** Whether neither ssh nor a shell reads anything into the path. */
export function isPlainPath(path: string): boolean {
  return PATH.test(path);
}

/** @throws Problem "configuration" for everything that could be read as an option or by a shell. */
export function sshTarget(url: URL): SshTarget {
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  const user = url.username === "" ? undefined : decode(url.username);
  const { searchParams: query } = url;
  const config = query.get("config") ?? undefined;
  const path = url.pathname === "/" || url.pathname === "" ? undefined : decode(url.pathname);
  const socket = query.get("socket") ?? path;
  if (url.password)
    refuse(`ssh://${host} has a password in its URL, which ssh does not take.`, "Use a key: ssh-copy-id");
  if (!HOST.test(host)) refuse(`"${url.href}" names no host that ssh could be given.`);
  if (user !== undefined && !USER.test(user)) refuse(`"${user}" cannot be a user's name for ssh.`);
  if (socket !== undefined && !isPlainPath(socket)) refuse(`"${socket}" cannot be the path of a socket.`);
  if (config !== undefined && !/^(?:\/|[A-Za-z]:[\\/])[^\0]+$/.test(config)) {
    refuse(`"${config}" is not the whole path of an ssh configuration file.`);
  }
  const port = url.port === "" ? undefined : Number(url.port);
  const login = user === undefined ? host : `${user}@${host}`;
  return {
    user,
    host,
    port,
    socket,
    config,
    forward: forwardAddress(query.get("forward")),
    mayForward: query.get("forward") !== "false",
    written: [...(config === undefined ? [] : ["-F", config]), ...(port ? ["-p", String(port)] : []), login].join(" "),
  };
}

function forwardAddress(text: string | null): string | undefined {
  if (text === null || text === "false") return undefined;
  if (text === "true") return "127.0.0.1";
  if (isIP(text) && text !== "0.0.0.0" && text !== "::") return text;
  return refuse(
    `forward=${text} is not an address of this machine.`,
    "Write forward=true for this machine alone, or the one address that clients dial: forward=10.0.0.7",
  );
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return refuse(`"${text}" is not written as a URL wants it.`);
  }
}

function refuse(message: string, hint = EXAMPLE): never {
  throw new Problem("configuration", message, { hint });
}
