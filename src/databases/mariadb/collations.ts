import { parseCollations, type Collations } from "../mysql-family/charset.ts";
import { isAtLeast } from "../shared/versions.ts";

/**
 * The charsets of MariaDB with the ends of their collations' names, the default first: `information_schema.collations` of
 * MariaDB 10.11, without those of UCA 14, which are rules below.
 */
const table = parseCollations(`
  armscii8: general_ci bin general_nopad_ci nopad_bin
  ascii: general_ci bin general_nopad_ci nopad_bin
  big5: chinese_ci bin chinese_nopad_ci nopad_bin
  binary:
  cp1250: general_ci bin croatian_ci czech_cs general_nopad_ci nopad_bin polish_ci
  cp1251: general_ci bin bulgarian_ci general_cs general_nopad_ci nopad_bin ukrainian_ci
  cp1256: general_ci bin general_nopad_ci nopad_bin
  cp1257: general_ci bin general_nopad_ci lithuanian_ci nopad_bin
  cp850: general_ci bin general_nopad_ci nopad_bin
  cp852: general_ci bin general_nopad_ci nopad_bin
  cp866: general_ci bin general_nopad_ci nopad_bin
  cp932: japanese_ci bin japanese_nopad_ci nopad_bin
  dec8: swedish_ci bin nopad_bin swedish_nopad_ci
  eucjpms: japanese_ci bin japanese_nopad_ci nopad_bin
  euckr: korean_ci bin korean_nopad_ci nopad_bin
  gb2312: chinese_ci bin chinese_nopad_ci nopad_bin
  gbk: chinese_ci bin chinese_nopad_ci nopad_bin
  geostd8: general_ci bin general_nopad_ci nopad_bin
  greek: general_ci bin general_nopad_ci nopad_bin
  hebrew: general_ci bin general_nopad_ci nopad_bin
  hp8: english_ci bin english_nopad_ci nopad_bin
  keybcs2: general_ci bin general_nopad_ci nopad_bin
  koi8r: general_ci bin general_nopad_ci nopad_bin
  koi8u: general_ci bin general_nopad_ci nopad_bin
  latin1: swedish_ci bin danish_ci general_ci general_cs german1_ci german2_ci nopad_bin spanish_ci
    swedish_nopad_ci
  latin2: general_ci bin croatian_ci czech_cs general_nopad_ci hungarian_ci nopad_bin
  latin5: turkish_ci bin nopad_bin turkish_nopad_ci
  latin7: general_ci bin estonian_cs general_cs general_nopad_ci nopad_bin
  macce: general_ci bin general_nopad_ci nopad_bin
  macroman: general_ci bin general_nopad_ci nopad_bin
  sjis: japanese_ci bin japanese_nopad_ci nopad_bin
  swe7: swedish_ci bin nopad_bin swedish_nopad_ci
  tis620: thai_ci bin nopad_bin thai_nopad_ci
  ucs2: general_ci bin croatian_ci croatian_mysql561_ci czech_ci danish_ci esperanto_ci estonian_ci
    general_mysql500_ci general_nopad_ci german2_ci hungarian_ci icelandic_ci latvian_ci lithuanian_ci myanmar_ci
    nopad_bin persian_ci polish_ci romanian_ci roman_ci sinhala_ci slovak_ci slovenian_ci spanish2_ci spanish_ci
    swedish_ci thai_520_w2 turkish_ci unicode_520_ci unicode_520_nopad_ci unicode_ci unicode_nopad_ci
    vietnamese_ci
  ujis: japanese_ci bin japanese_nopad_ci nopad_bin
  utf16: general_ci bin croatian_ci croatian_mysql561_ci czech_ci danish_ci esperanto_ci estonian_ci
    general_nopad_ci german2_ci hungarian_ci icelandic_ci latvian_ci lithuanian_ci myanmar_ci nopad_bin persian_ci
    polish_ci romanian_ci roman_ci sinhala_ci slovak_ci slovenian_ci spanish2_ci spanish_ci swedish_ci thai_520_w2
    turkish_ci unicode_520_ci unicode_520_nopad_ci unicode_ci unicode_nopad_ci vietnamese_ci
  utf16le: general_ci bin general_nopad_ci nopad_bin
  utf32: general_ci bin croatian_ci croatian_mysql561_ci czech_ci danish_ci esperanto_ci estonian_ci
    general_nopad_ci german2_ci hungarian_ci icelandic_ci latvian_ci lithuanian_ci myanmar_ci nopad_bin persian_ci
    polish_ci romanian_ci roman_ci sinhala_ci slovak_ci slovenian_ci spanish2_ci spanish_ci swedish_ci thai_520_w2
    turkish_ci unicode_520_ci unicode_520_nopad_ci unicode_ci unicode_nopad_ci vietnamese_ci
  utf8mb3: general_ci bin croatian_ci croatian_mysql561_ci czech_ci danish_ci esperanto_ci estonian_ci
    general_mysql500_ci general_nopad_ci german2_ci hungarian_ci icelandic_ci latvian_ci lithuanian_ci myanmar_ci
    nopad_bin persian_ci polish_ci romanian_ci roman_ci sinhala_ci slovak_ci slovenian_ci spanish2_ci spanish_ci
    swedish_ci thai_520_w2 turkish_ci unicode_520_ci unicode_520_nopad_ci unicode_ci unicode_nopad_ci
    vietnamese_ci
  utf8mb4: general_ci bin croatian_ci croatian_mysql561_ci czech_ci danish_ci esperanto_ci estonian_ci
    general_nopad_ci german2_ci hungarian_ci icelandic_ci latvian_ci lithuanian_ci myanmar_ci nopad_bin persian_ci
    polish_ci romanian_ci roman_ci sinhala_ci slovak_ci slovenian_ci spanish2_ci spanish_ci swedish_ci thai_520_w2
    turkish_ci unicode_520_ci unicode_520_nopad_ci unicode_ci unicode_nopad_ci vietnamese_ci
`);

/** Since 10.10, for every Unicode charset: a language, the weight of trailing spaces, of accents and of case. */
const UCA_1400 = `
  croatian czech danish esperanto estonian german2 hungarian icelandic latvian lithuanian persian polish roman
  romanian sinhala slovak slovenian spanish spanish2 swedish turkish vietnamese
`
  .trim()
  .split(/\s+/)
  .concat("")
  .flatMap((language) =>
    ["", "nopad"].flatMap((padding) =>
      ["ai", "as"].flatMap((accents) =>
        ["ci", "cs"].map((letters) =>
          ["uca1400", language, padding, accents, letters].filter((part) => part !== "").join("_"),
        ),
      ),
    ),
  );

/** MySQL's default and its nearest relatives: since 11.4.5 they are other names of the ones above. */
const MYSQL_0900 = ["0900_ai_ci", "0900_as_ci", "0900_as_cs", "0900_bin"];

const UNICODE = ["utf8mb4", "utf8mb3", "ucs2", "utf16", "utf32"];

export function collationsOf(version: string): Collations {
  const more = new Map<string, readonly string[]>();
  if (isAtLeast(version, 10, 10)) for (const charset of UNICODE) more.set(charset, UCA_1400);
  if (isAtLeast(version, 11, 4, 5)) more.set("utf8mb4", [...UCA_1400, ...MYSQL_0900]);
  return new Map(
    [...table].map(([charset, names]) => [
      charset,
      [...names, ...(more.get(charset) ?? []).map((end) => `${charset}_${end}`)],
    ]),
  );
}
