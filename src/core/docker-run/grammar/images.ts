import { badValue } from "./bad-value.ts";

/** An image's name as Docker reads it, or what is wrong with it. */
export function readImage(text: string): string {
  const [path = "", digest] = text.split("@");
  const [named, tag] = splitTag(path);
  if (isImageReference(text)) return text;
  if (text.startsWith("-")) throw badValue("this is no flag of docker run, and no image.");
  if (/^https?:\/\//.test(text))
    throw badValue("an image is named without http://, as registry.example.com/team/app:1.0.");
  if (isImageReference(text.toLowerCase()) && digest === undefined) {
    throw badValue(
      `the name of an image is in small letters. Did you mean ${named.toLowerCase()}${tag === undefined ? "" : `:${tag}`}?`,
    );
  }
  throw badValue("this is not the name of an image; expected one such as postgres:16 or ghcr.io/team/app:1.0.");
}

/** Whether this is an image's whole name, or its id: distribution/reference, regexp.go. `registry:5000/team/app:16@sha256:…` */
export function isImageReference(text: string): boolean {
  const [named] = splitTag(text.split("@")[0] ?? "");
  return named.length <= LONGEST_NAME && REFERENCE.test(text);
}

/** The repository without registry-less defaults and the tag: `docker.io/library/mysql:8.4` is `mysql` and `8.4`. */
export function imageParts(reference: string): { repository: string; tag: string | undefined } {
  const [path = ""] = reference.split("@");
  const [named, tag] = splitTag(path);
  return { repository: named.replace(/^(?:index\.)?docker\.io\//, "").replace(/^library\//, ""), tag };
}

/**
 * Every way to write the same image, for comparing it with a rule: `mysql` is `mysql:latest` and
 * `docker.io/library/mysql:latest`, too.
 */
export function imageSpellings(reference: string): readonly string[] {
  const [path = "", digest] = reference.split("@");
  const { repository, tag } = imageParts(reference);
  const isLibrary = !repository.includes("/");
  const names = /^[0-9a-f]{64}$/.test(reference)
    ? []
    : registryOf(reference).endsWith("docker.io")
      ? [repository, `docker.io/${isLibrary ? "library/" : ""}${repository}`]
      : [splitTag(path)[0]];
  const ends =
    digest === undefined ? [`:${tag ?? "latest"}`] : [`@${digest}`, ...(tag === undefined ? [] : [`:${tag}`])];
  const isLatest = digest === undefined && (tag ?? "latest") === "latest";
  return [
    ...new Set([
      reference,
      ...names.flatMap((name) => [...(isLatest ? [name] : []), ...ends.map((end) => `${name}${end}`)]),
    ]),
  ];
}

/** The registry an image comes from: `docker.io` when none is written. */
export function registryOf(reference: string): string {
  const [first = "", ...rest] = reference.split("/");
  const isRegistry = rest.length > 0 && (/[.:A-Z]/.test(first) || first === "localhost");
  return isRegistry ? first : "docker.io";
}

/** `os/architecture[/variant]` in containerd's one spelling: `linux/x86_64` is `linux/amd64`, `arm64` is `linux/arm64`. */
export function readPlatform(text: string): string {
  const parts = text.toLowerCase().split("/");
  const [os = "", architecture = "", variant = ""] = parts.length === 1 ? ["linux", ...parts] : parts;
  if (parts.length > 3 || os !== "linux" || (parts.length === 3 && !/^v\d$/.test(variant))) {
    throw badValue("expected linux/architecture, as linux/amd64 or linux/arm64.");
  }
  const [name, implied = ""] = ARCHITECTURES.get(architecture) ?? [];
  if (name === undefined) throw badValue("expected linux/architecture, as linux/amd64 or linux/arm64.");
  // containerd says v8 of arm64 only when it was written, and v1 of amd64 never.
  const written = variant === "v1" && name === "amd64" ? "" : variant || implied;
  return ["linux", name, written].filter((part) => part !== "").join("/");
}

/** `team/postgres:16` → `team/postgres` and `16`; a port is no tag. */
export function splitTag(path: string): readonly [named: string, tag?: string] {
  const at = path.lastIndexOf(":");
  return at > path.lastIndexOf("/") ? [path.slice(0, at), path.slice(at + 1)] : [path];
}

// containerd platforms, database.go
const ARCHITECTURES: ReadonlyMap<string, readonly [name: string, variant?: string]> = new Map([
  ["amd64", ["amd64"]],
  ["x86_64", ["amd64"]],
  ["x86-64", ["amd64"]],
  ["386", ["386"]],
  ["i386", ["386"]],
  ["arm64", ["arm64"]],
  ["aarch64", ["arm64"]],
  ["arm", ["arm"]],
  ["armhf", ["arm"]],
  ["armel", ["arm", "v6"]],
  ["ppc64le", ["ppc64le"]],
  ["s390x", ["s390x"]],
  ["riscv64", ["riscv64"]],
  ["mips64le", ["mips64le"]],
  ["loong64", ["loong64"]],
] as const);
/** distribution/reference, NameTotalLengthMax */
const LONGEST_NAME = 255;

const LABEL = "[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?";
// A first part is a registry when it has a "." or a ":" or a capital, or is localhost.
const PORT = String.raw`(?::\d+)`;
const HOST = String.raw`(?:(?=[^/]*[.:A-Z]|localhost/)(?:${LABEL}(?:\.${LABEL})*|\[[0-9a-fA-F:]+\])${PORT}?/)?`;
const PART = String.raw`[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*`;
const REFERENCE = new RegExp(
  String.raw`^(?=.{1,500}$)(?:${HOST}${PART}(?:/${PART})*(?::\w[\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?|[0-9a-f]{64}|sha256:[0-9a-f]{64})$`,
);
