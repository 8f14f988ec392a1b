import type { Databases } from "../database.ts";
import { adviceByRules } from "../docker-run/advice.ts";
import type { Advice, ImageAdvice } from "../docker-run/advice.ts";
import { imageParts } from "../docker-run/grammar/images.ts";
import type { RunRequest } from "../docker-run/run-request.ts";
import { Problem } from "../problem.ts";
import { Secret } from "../secret.ts";

/**
 * What the database files know, said of a `docker run` line: their check of server flags is asked about each flag
 * behind the image. Only what ends the server is said: other things it refuses are `/db up`'s business.
 */
export function databaseAdvice(databases: Databases): readonly ImageAdvice[] {
  return databases.names.map((name) => ({
    matches: (image) => isImageOf(image, databases.find(name).database.repository),
    lint(request, version) {
      const { database } = databases.find(name);
      const tag = imageParts(request.image).tag ?? "";
      // Without a number in its tag it is whatever is newest.
      const held = version ?? (/^\d/.test(tag) ? tag : (database.versions[0] ?? database.defaultVersion));
      const known = adviceByRules(database.title, database.imageRules ?? {}, request, held);
      const check = (word: string) => refusal(databases, name, held, word);
      return [...known, ...request.command.flatMap((word, at) => flagAdvice(word, at, request, check))];
    },
  }));
}

/** The line with everything put right that is known to end it; undefined when nothing is. */
export function putRight(
  request: RunRequest,
  advise: (request: RunRequest) => readonly Advice[],
): RunRequest | undefined {
  let right = request;
  // Each round takes one fault away; a line has no more faults than words.
  for (let round = 0; round <= request.command.length + 4; round++) {
    const next = advise(right).find(({ fixed }) => fixed)?.fixed;
    if (!next) break;
    right = next;
  }
  return right === request ? undefined : right;
}

/** `mysql`, `longshore/mysql`, `registry.example/team/mysql` */
export function isImageOf(image: string, repository: string): boolean {
  return image !== "" && imageParts(image).repository.split("/").at(-1) === repository;
}

type Check = (word: string) => Problem | undefined;

function flagAdvice(word: string, at: number, request: RunRequest, check: Check): readonly Advice[] {
  const replaced = (...words: string[]) => ({ ...request, command: request.command.toSpliced(at, 1, ...words) });
  const [typed = ""] = word.split("=");
  // One dash and several words: letters and the value behind them, as -uroot, have no dash inside.
  if (/^-[a-z][a-z]*-[a-z-]+(?:=|$)/.test(word) && !check(`-${word}`)) {
    return [
      { kind: "typo", sentence: `${typed} has one dash too few. Did you mean -${typed}?`, fixed: replaced(`-${word}`) },
    ];
  }
  const problem = word.startsWith("--") ? check(word) : undefined;
  if (!problem) return [];
  const said = `${problem.message} ${problem.hint ?? ""}`;
  const [, meant] = /Did you mean (--[\w-]+)\?/.exec(said) ?? [];
  if (meant !== undefined) {
    return [{ kind: "typo", sentence: said.trim(), fixed: replaced(`${meant}${word.slice(typed.length)}`) }];
  }
  const [removed] = /^\S+ was removed in [^;]*/.exec(problem.message) ?? [];
  if (removed === undefined) return [];
  const [, instead] = /^Use (--\S+)$/.exec(problem.hint ?? "") ?? [];
  const sentence = `${typed} ${removed.slice(removed.indexOf(" ") + 1)}: the server does not start with it.`;
  return [
    {
      kind: "ends",
      sentence: `${sentence} ${instead === undefined ? "Leave it out." : `Use ${instead}.`}`,
      fixed: replaced(...(instead === undefined ? [] : [instead])),
    },
  ];
}

const GIB = 1024 ** 3;

function refusal(databases: Databases, name: string, version: string, word: string): Problem | undefined {
  const login = { user: "app", password: new Secret(""), database: "app" };
  const none = { charset: undefined, collation: undefined, auth: undefined };
  try {
    databases.find(name).database.plan({ version, login, ...none, args: [word], memoryBytes: GIB });
    return undefined;
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}
