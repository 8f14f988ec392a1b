import { badValue } from "./bad-value.ts";
import { nearest } from "../../suggest.ts";
import { readInteger } from "./numbers.ts";
import { NAME } from "./volumes.ts";

export function readText(text: string): string {
  return text;
}

/** The engine's rule for a container's name; the CLI leaves it to the engine. */
export function readName(text: string): string {
  if (NAME.test(text) && text.length <= 128) return text;
  throw badValue(
    'this is not a name Docker accepts: 2 to 128 letters a–z and A–Z, digits, "_", "." and "-", the first a letter or a digit.',
  );
}

export interface Restart {
  readonly name: "" | "no" | "always" | "unless-stopped" | "on-failure";
  readonly retries: number;
}

/** `no`, `always`, `unless-stopped`, `on-failure[:times]` */
export function readRestart(text: string): Restart {
  const [policy = "", times = "", ...more] = text.split(":");
  const name = (["", "no", "always", "unless-stopped", "on-failure"] as const).find((name) => name === policy);
  if (name === undefined || (name === "" && text !== "") || more.length > 0) {
    const meant = nearest(policy, RESTARTS);
    throw badValue(
      `expected ${RESTARTS.join(", ")} or on-failure:3.${meant === undefined ? "" : ` Did you mean ${meant}?`}`,
    );
  }
  if (times === "") return { name, retries: 0 };
  const retries = /^\+?\d{1,9}$/.test(times) ? Number(times) : undefined;
  if (retries === undefined) throw badValue("expected a number of times behind on-failure, as on-failure:3.");
  if (name !== "on-failure" && retries !== 0) throw badValue("only on-failure takes a number of times.");
  return { name, retries };
}

export function writeRestart({ name, retries }: Restart): string {
  return retries === 0 ? name : `${name}:${retries}`;
}

/** `stdin`, `stdout` or `stderr`, in any case. */
export function readStream(text: string): string {
  const stream = ["stdin", "stdout", "stderr"].find((name) => name === text.toLowerCase());
  if (stream === undefined) throw badValue("expected stdin, stdout or stderr.");
  return stream;
}

/** `SIGTERM`, `TERM` or `15` */
export function readSignal(text: string): string {
  const name = text.toUpperCase().replace(/^SIG/, "");
  const isNumber = /^\d{1,2}$/.test(text) && Number(text) >= 1 && Number(text) <= 64;
  if (isNumber || SIGNALS.includes(name) || /^RTM(?:IN(?:\+(?:\d|1[0-5]))?|AX(?:-(?:\d|1[0-4]))?)$/.test(name))
    return text;
  const meant = nearest(name, SIGNALS);
  throw badValue(`this is no signal of Linux.${meant === undefined ? "" : ` Did you mean SIG${meant}?`}`);
}

/** A capability in its one spelling: `net_admin` is `CAP_NET_ADMIN`; `ALL` stays. */
export function readCapability(text: string): string {
  const name = text.toUpperCase().replace(/^CAP_/, "");
  if (name === "ALL") return name;
  if (CAPABILITIES.includes(name)) return `CAP_${name}`;
  const meant = nearest(name, CAPABILITIES);
  throw badValue(`Linux has no such capability.${meant === undefined ? "" : ` Did you mean ${meant}?`}`);
}

/** `0-3`, `0,1`, `0-1,3` */
export function readCpuSet(text: string): string {
  if (!/^(?:\d{1,4}(?:-\d{1,4})?(?:,(?=\d)|$))*$/.test(text)) throw badValue("expected CPUs by number, as 0-3 or 0,1.");
  return text;
}

export function readPull(text: string): "always" | "missing" | "never" {
  const pull = (["always", "missing", "never"] as const).find((name) => name === text);
  if (pull === undefined && text !== "") throw badValue("expected always, missing or never.");
  return pull ?? "missing";
}

/** The namespaces the CLI itself refuses to misspell. */
export function readNamespace(...own: readonly string[]): (text: string) => string {
  return (text) => {
    const isContainer = own.includes("container:") && /^container:./.test(text);
    if (text === "" || isContainer || (text !== "container:" && own.includes(text))) return text;
    throw badValue(`expected ${own.map((name) => (name === "container:" ? "container:name" : name)).join(" or ")}.`);
  };
}

/** `[a.b.c]`, or `.` for none: docker/cli, ValidateDNSSearch. */
export function readSearchDomain(text: string): string {
  const domain = text.replaceAll(/^ +| +$/g, "");
  if (domain === ".") return domain;
  const [, name] =
    /^((?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*)\.?$/.exec(
      domain.slice(0, 300),
    ) ?? [];
  if (name === undefined || name.length > 254 || !/[a-zA-Z]/.test(name))
    throw badValue("expected a domain, as example.com.");
  return name;
}

/** `name=value`, `name:value`, or no-new-privileges alone. A seccomp profile in a file would be a file of the bot's. */
export function readSecurityOption(text: string): string {
  const [, name = "", value = ""] = /^([^=]*?)=(.*)$/s.exec(text) ?? /^([^:]*):(.*)$/s.exec(text) ?? ["", text];
  if (name === "no-new-privileges") return text;
  if (value === "") throw badValue("expected name=value, as no-new-privileges:true.");
  if (name === "seccomp" && value !== "unconfined" && value !== "builtin") {
    throw badValue("a seccomp profile is a file, and the file would be read from the bot's own disk.");
  }
  return text;
}

export function readLink(text: string): string {
  if (text === "" || text.split(":").length > 2) throw badValue("expected container:alias.");
  return text;
}

export function readSwappiness(text: string): number {
  return readInteger(text, -1, 100);
}

const RESTARTS = ["no", "always", "unless-stopped", "on-failure"] as const;

const SIGNALS =
  "ABRT ALRM BUS CHLD CLD CONT FPE HUP ILL INT IO IOT KILL PIPE POLL PROF PWR QUIT SEGV STKFLT STOP SYS TERM TRAP TSTP TTIN TTOU URG USR1 USR2 VTALRM WINCH XCPU XFSZ".split(
    " ",
  );

/** linux/capability.h, 6.12 */
const CAPABILITIES =
  "CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE NET_BIND_SERVICE NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT SYS_PTRACE SYS_PACCT SYS_ADMIN SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD LEASE AUDIT_WRITE AUDIT_CONTROL SETFCAP MAC_OVERRIDE MAC_ADMIN SYSLOG WAKE_ALARM BLOCK_SUSPEND AUDIT_READ PERFMON BPF CHECKPOINT_RESTORE".split(
    " ",
  );
