import { z } from "zod";
import { nearest } from "../../suggest.ts";
import { badValue } from "./bad-value.ts";
import { readFields, splitPair, writeFields } from "./csv.ts";
import { readBoolean, readBytes, writeBytes } from "./numbers.ts";
import { checkSource } from "./volumes.ts";

const pairs = z.record(z.string(), z.string());

/** `--mount`: the fields of the engine's own Mount, each option group there when one of its options was named. */
export const Mount = z.strictObject({
  type: z.enum(["volume", "bind", "tmpfs", "image"]),
  source: z.string().optional(),
  target: z.string(),
  readOnly: z.boolean().optional(),
  consistency: z.string().optional(),
  bind: z
    .strictObject({
      propagation: z.string().optional(),
      recursive: z.enum(["enabled", "disabled", "writable", "readonly"]).optional(),
    })
    .optional(),
  volume: z
    .strictObject({
      subpath: z.string().optional(),
      noCopy: z.boolean().optional(),
      labels: pairs.optional(),
      driver: z.string().optional(),
      driverOptions: pairs.optional(),
    })
    .optional(),
  image: z.strictObject({ subpath: z.string() }).optional(),
  tmpfs: z.strictObject({ bytes: z.int().optional(), mode: z.int().optional() }).optional(),
});
export type Mount = z.output<typeof Mount>;

/** `type=volume,source=data,target=/data,readonly` */
export function readMount(text: string): Mount {
  const draft: Draft = { type: "volume", target: "" };
  for (const field of readFields(text)) {
    const [written, value] = splitPair(field);
    const key = written.toLowerCase();
    const set = Object.hasOwn(SETTERS, key) ? SETTERS[key] : undefined;
    if (!set) {
      const meant = nearest(key, Object.keys(SETTERS));
      throw badValue(`a mount has no "${key.slice(0, 40)}".${meant === undefined ? "" : ` Did you mean ${meant}?`}`);
    }
    if (value === undefined && !SWITCHES.includes(key)) throw badValue(`${key} needs a value behind an "=".`);
    set(draft, value ?? "true");
  }
  check(draft);
  return Mount.parse(draft);
}

export function writeMount(mount: Mount): string {
  const fields: (readonly [string, string | number | boolean | undefined])[] = [
    ["type", mount.type],
    ["source", mount.source],
    ["target", mount.target],
    ["readonly", mount.readOnly],
    ["consistency", mount.consistency],
    ["bind-propagation", mount.bind?.propagation],
    ["bind-recursive", mount.bind?.recursive],
    ["volume-subpath", mount.volume?.subpath],
    ["volume-nocopy", mount.volume?.noCopy],
    ...Object.entries(mount.volume?.labels ?? {}).map(([key, value]) => ["volume-label", `${key}=${value}`] as const),
    ["volume-driver", mount.volume?.driver],
    ...Object.entries(mount.volume?.driverOptions ?? {}).map(
      ([key, value]) => ["volume-opt", `${key}=${value}`] as const,
    ),
    ["image-subpath", mount.image?.subpath],
    ["tmpfs-size", mount.tmpfs?.bytes === undefined ? undefined : writeBytes(mount.tmpfs.bytes)],
    ["tmpfs-mode", mount.tmpfs?.mode?.toString(8)],
  ];
  return writeFields(fields.flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${value}`])));
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };
type Draft = Writable<Omit<Mount, "type">> & { type: string };
type Setter = (draft: Draft, value: string) => void;

/** Fields that may stand without a value. */
const SWITCHES: readonly string[] = ["readonly", "ro", "volume-nocopy", "bind-nonrecursive"];

const source: Setter = (draft, value) => {
  draft.source = value;
};
const target: Setter = (draft, value) => {
  draft.target = value;
};
const readOnly: Setter = (draft, value) => {
  draft.readOnly = readBoolean(value);
};

const SETTERS: Readonly<Record<string, Setter>> = {
  type: (draft, value) => {
    draft.type = value.toLowerCase();
  },
  source,
  src: source,
  target,
  dst: target,
  destination: target,
  readonly: readOnly,
  ro: readOnly,
  consistency: (draft, value) => {
    draft.consistency = value.toLowerCase();
  },
  "bind-propagation": (draft, value) => {
    draft.bind = { ...draft.bind, propagation: value.toLowerCase() };
  },
  "bind-nonrecursive": (draft, value) => {
    draft.bind = { ...draft.bind, ...(readBoolean(value) && { recursive: "disabled" as const }) };
  },
  "bind-recursive": (draft, value) => {
    const recursive = (["enabled", "disabled", "writable", "readonly"] as const).find((mode) => mode === value);
    if (!recursive) throw badValue("bind-recursive is enabled, disabled, writable or readonly.");
    draft.bind = { ...draft.bind, recursive };
  },
  "volume-subpath": (draft, value) => {
    draft.volume = { ...draft.volume, subpath: value };
  },
  "volume-nocopy": (draft, value) => {
    draft.volume = { ...draft.volume, noCopy: readBoolean(value) };
  },
  "volume-label": (draft, value) => {
    draft.volume = { ...draft.volume, labels: { ...draft.volume?.labels, ...pairOf(value) } };
  },
  "volume-driver": (draft, value) => {
    draft.volume = { ...draft.volume, driver: value };
  },
  "volume-opt": (draft, value) => {
    draft.volume = { ...draft.volume, driverOptions: { ...draft.volume?.driverOptions, ...pairOf(value) } };
  },
  "image-subpath": (draft, value) => {
    draft.image = { subpath: value };
  },
  "tmpfs-size": (draft, value) => {
    draft.tmpfs = { ...draft.tmpfs, bytes: readBytes(value) };
  },
  "tmpfs-mode": (draft, value) => {
    if (!/^[0-7]{1,5}$/.test(value)) throw badValue("tmpfs-mode is in octal, as 1777.");
    draft.tmpfs = { ...draft.tmpfs, mode: Number.parseInt(value, 8) };
  },
};

function pairOf(text: string): Record<string, string> {
  const [key, value = ""] = splitPair(text);
  if (key === "") throw badValue("expected key=value behind volume-label and volume-opt.");
  return { [key]: value };
}

const GROUPS = ["bind", "volume", "image", "tmpfs"] as const;

function check(draft: Draft): void {
  const type = GROUPS.find((group) => group === draft.type);
  if (!type)
    throw badValue(`"${draft.type.slice(0, 40)}" is no type of mount; there are volume, bind, tmpfs and image.`);
  const stray = GROUPS.find((group) => group !== type && draft[group] !== undefined);
  if (stray) throw badValue(`${stray}-* settings do not go with type=${type}.`);
  if (!/^\/+(?!\.*\/*$)/.test(draft.target))
    throw badValue("target=/path is missing: an absolute path in the container.");
  if ((type === "bind" || type === "image") && !draft.source) throw badValue(`type=${type} needs a source.`);
  if (type === "tmpfs" && draft.source !== undefined) throw badValue("type=tmpfs has no source.");
  if (type === "bind" && !/^[./~$]/.test(draft.source ?? "")) {
    throw badValue("the source of a bind mount is an absolute path. For a named volume write type=volume.");
  }
  if (type === "volume" && draft.source?.startsWith("/")) {
    throw badValue("the source of a volume is its name, not a path.");
  }
  if (type !== "image" && draft.source) checkSource(draft.source);
  const { recursive, propagation } = draft.bind ?? {};
  if ((recursive === "writable" || recursive === "readonly") && draft.readOnly !== true) {
    throw badValue(`bind-recursive=${recursive} needs readonly beside it.`);
  }
  if (recursive === "readonly" && propagation !== "rprivate") {
    throw badValue("bind-recursive=readonly needs bind-propagation=rprivate beside it.");
  }
}
