/** What a button, a menu or a modal carries: which kind of thing it is, and the key of what the server remembers about it. */
export interface CustomId {
  /** Small letters and dashes, at most 16: "press", "yes", "form", … */
  readonly kind: string;
  /** `A–Z a–z 0–9 _ -`, 1 to 64 of them. */
  readonly key: string;
}

/** Changed whenever ids of the form before can no longer be understood. */
const VERSION = 1;
const OURS = /^ls(\d{1,4})\./;
const CURRENT = new RegExp(String.raw`^ls${VERSION}\.([a-z-]{1,16})\.([\w-]{1,64})$`);

/** `ls1.press.Zm9v`: 86 characters at most, of the 100 that Discord takes. Throws a RangeError for what has another form. */
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
