/** What a button, a menu or a modal carries. */
export interface CustomId {
  /** Small letters and dashes, at most 16: "run", "yes", "form", … */
  readonly kind: string;
  /** What it stands for, or the key of what is remembered of it: one line. */
  readonly key: string;
}

/** Changed whenever ids of the form before can no longer be understood. */
const VERSION = 1;
const OURS = /^ls(\d{1,4})\./;
const CURRENT = new RegExp(String.raw`^ls${VERSION}\.([a-z-]{1,16})\.(.+)$`);

/** `ls1.press.Zm9v`: whether Discord takes one that long is for the caller to see. Throws a RangeError for what has another form. */
export function encodeCustomId({ kind, key }: CustomId): string {
  const text = `ls${VERSION}.${kind}.${key}`;
  if (!CURRENT.test(text)) throw new RangeError(`${kind} and ${key} make no custom id`);
  return text;
}

/** "old" is one of ours of a version that is spoken no more, or not yet; "foreign" is none of ours. */
export function decodeCustomId(text: string): CustomId | "foreign" | "old" {
  const [, kind, key] = CURRENT.exec(text) ?? [];
  if (kind !== undefined && key !== undefined) return { kind, key };
  const [, version] = OURS.exec(text) ?? [];
  return version === undefined || Number(version) === VERSION ? "foreign" : "old";
}
