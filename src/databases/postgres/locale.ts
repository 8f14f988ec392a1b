import type { DatabaseRequest } from "#core/database.ts";
import { Problem } from "#core/problem.ts";
import { nearest } from "#core/suggest.ts";
import { isAtLeast } from "../shared/versions.ts";

/**
 * What follows `CREATE DATABASE name OWNER user` for the charset and collation that were asked for; nothing when
 * neither was, because copying template1 as it is needs no `TEMPLATE template0`.
 */
export function localeClause(request: Pick<DatabaseRequest, "version" | "charset" | "collation">): string {
  if (request.charset === undefined && request.collation === undefined) return "";
  const encoding = encodingOf(request.charset ?? "UTF8");
  const locale = localeOf(request.collation, encoding, request.version);
  return ` TEMPLATE template0 ENCODING '${encoding}' ${locale}`;
}

/** `ICU: false` are the ones that ICU collations cannot be used with (src/common/encnames.c of PostgreSQL 18). */
const ENCODINGS: Readonly<Record<string, { readonly icu: boolean; readonly aliases: readonly string[] }>> = {
  UTF8: { icu: true, aliases: ["unicode", "utf8mb4", "utf8mb3"] },
  SQL_ASCII: { icu: false, aliases: ["ascii", "binary"] },
  LATIN1: { icu: true, aliases: ["iso88591"] },
  LATIN2: { icu: true, aliases: ["iso88592"] },
  LATIN3: { icu: true, aliases: ["iso88593"] },
  LATIN4: { icu: true, aliases: ["iso88594"] },
  LATIN5: { icu: true, aliases: ["iso88599"] },
  LATIN6: { icu: true, aliases: ["iso885910"] },
  LATIN7: { icu: true, aliases: ["iso885913"] },
  LATIN8: { icu: true, aliases: ["iso885914"] },
  LATIN9: { icu: true, aliases: ["iso885915"] },
  LATIN10: { icu: false, aliases: ["iso885916"] },
  ISO_8859_5: { icu: true, aliases: [] },
  ISO_8859_6: { icu: true, aliases: [] },
  ISO_8859_7: { icu: true, aliases: [] },
  ISO_8859_8: { icu: true, aliases: [] },
  WIN866: { icu: true, aliases: ["cp866", "ibm866", "alt"] },
  WIN874: { icu: false, aliases: ["windows874", "cp874"] },
  WIN1250: { icu: true, aliases: ["windows1250", "cp1250"] },
  WIN1251: { icu: true, aliases: ["windows1251", "cp1251", "win"] },
  WIN1252: { icu: true, aliases: ["windows1252", "cp1252"] },
  WIN1253: { icu: true, aliases: ["windows1253", "cp1253"] },
  WIN1254: { icu: true, aliases: ["windows1254", "cp1254"] },
  WIN1255: { icu: true, aliases: ["windows1255", "cp1255"] },
  WIN1256: { icu: true, aliases: ["windows1256", "cp1256"] },
  WIN1257: { icu: true, aliases: ["windows1257", "cp1257"] },
  WIN1258: { icu: true, aliases: ["windows1258", "cp1258", "tcvn", "vscii"] },
  KOI8R: { icu: true, aliases: ["koi8"] },
  KOI8U: { icu: true, aliases: [] },
  EUC_CN: { icu: true, aliases: [] },
  EUC_JP: { icu: true, aliases: [] },
  EUC_JIS_2004: { icu: false, aliases: [] },
  EUC_KR: { icu: true, aliases: [] },
  EUC_TW: { icu: true, aliases: [] },
  MULE_INTERNAL: { icu: false, aliases: [] },
};

/** Encodings that PostgreSQL knows for clients only. */
const CLIENT_ONLY: readonly string[] = ["big5", "gbk", "gb18030", "johab", "shiftjis2004", "sjis", "uhc"];

function encodingOf(charset: string): string {
  const names = Object.keys(ENCODINGS);
  const word = bare(charset);
  const found = names.find((name) => bare(name) === word || ENCODINGS[name]?.aliases.includes(word));
  if (found !== undefined) return found;
  if (CLIENT_ONLY.includes(word)) {
    throw new Problem("bad-input", `PostgreSQL can talk ${charset} with clients, but not store it.`, {
      hint: "Use --charset UTF8 and let the client convert: SET client_encoding",
    });
  }
  const meant = nearest(charset, names);
  throw new Problem("bad-input", `PostgreSQL has no charset "${charset}".`, {
    hint: meant === undefined ? "Try --charset UTF8, LATIN1 or SQL_ASCII." : `Did you mean --charset ${meant}?`,
  });
}

/** PostgreSQL reads names of encodings without case and signs: `utf-8` is UTF8. */
function bare(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, "");
}

/** Spellings of the libc locales that the official image has. */
const LIBC: Readonly<Record<string, string>> = {
  c: "C",
  posix: "POSIX",
  "c.utf8": "C.UTF-8",
  "c.utf-8": "C.UTF-8",
  "en_us.utf8": "en_US.utf8",
  "en_us.utf-8": "en_US.utf8",
};

function localeOf(collation: string | undefined, encoding: string, version: string): string {
  // The image's default locale is a UTF-8 one, which goes with no other encoding.
  if (collation === undefined) return encoding === "UTF8" ? "" : "LOCALE 'C'";
  const libc = LIBC[collation.toLowerCase()];
  if (libc === undefined) return icuLocale(collation, encoding, version);
  if (libc.endsWith("8") && encoding !== "UTF8") {
    throw new Problem("bad-input", `The collation ${libc} goes with the charset UTF8 only, not with ${encoding}.`, {
      hint: "Use --collation C, or --charset UTF8.",
    });
  }
  return `LOCALE '${libc}'`;
}

/** What goes to ICU: a language tag. PostgreSQL takes any word, and sorts as the root locale when it is none. */
function icuLocale(collation: string, encoding: string, version: string): string {
  const tag = languageTag(collation);
  if (tag === undefined) {
    throw new Problem("bad-input", `PostgreSQL has no collation "${collation}" in its image.`, {
      hint: "Use C, C.UTF-8, en_US.utf8, or a language for ICU: --collation de-DE",
    });
  }
  if (!isAtLeast(version, 15)) {
    throw new Problem(
      "bad-input",
      `PostgreSQL ${version} cannot have the ICU collation "${tag}" for a whole database.`,
      {
        hint: "PostgreSQL 15 and newer can: /db up postgres:17. Or use C, C.UTF-8 or en_US.utf8.",
      },
    );
  }
  if (!ENCODINGS[encoding]?.icu) {
    throw new Problem("bad-input", `ICU collations such as "${tag}" do not go with the charset ${encoding}.`, {
      hint: "Use --charset UTF8, or --collation C.",
    });
  }
  return `LOCALE_PROVIDER icu ICU_LOCALE '${tag}' LOCALE 'C'`;
}

/** `de_DE.UTF-8` and `de-DE` → `de-DE`; undefined when ICU has no such language. */
function languageTag(collation: string): string | undefined {
  const typed = collation.replace(/\.utf-?8$/i, "").replaceAll("_", "-");
  try {
    const [tag] = Intl.getCanonicalLocales(typed);
    if (tag === undefined || !/^[A-Za-z0-9-]+$/.test(tag)) return undefined;
    return tag.split("-")[0] === "und" || Intl.Collator.supportedLocalesOf(tag).length > 0 ? tag : undefined;
  } catch {
    // A RangeError: not a language tag at all.
    return undefined;
  }
}
