import fc from "fast-check";
import { expect, test } from "vitest";
import { dockerTrouble, type StdioFailure } from "#hosts/stdio/failure.ts";
import { decodeOutput, Heard, oneLine } from "#hosts/stdio/output.ts";
import { childVariables } from "#hosts/stdio/program.ts";

test("text is read in the encoding it is in", () => {
  for (const words of ["Ubuntu\r\n", "不存在具有所提供名称的分发。\r\n", "keine Verteilung für „x“\r\n", ""]) {
    expect(decodeOutput(Buffer.from(words, "utf8"))).toBe(words);
    expect(decodeOutput(Buffer.from(words, "utf16le"))).toBe(words);
    expect(decodeOutput(Buffer.from(`\uFEFF${words}`, "utf16le"))).toBe(words);
  }
});

test("any bytes are some text, and of what is endless the beginning", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 20 }), (parts) => {
      const heard = new Heard(64);
      for (const part of parts) heard.push(Buffer.from(part));
      expect(heard.toString().length).toBeLessThanOrEqual(64);
      expect(oneLine(heard.toString())).not.toMatch(/[\p{Cc}]/u);
    }),
  );
});

test("one line has neither colours nor breaks", () => {
  expect(oneLine("\u001B[1;31mno\u001B[0m\r\n  such\thost ")).toBe("no such host");
  expect(oneLine("x".repeat(500)).length).toBe(300);
});

const failure = (said: string, exitCode = 1): StdioFailure => ({
  ...{ program: "ssh", signal: null, code: undefined, begun: false },
  said,
  exitCode,
});

test("what is wrong with Docker on the other side is told apart", () => {
  const said: Readonly<Record<string, string>> = {
    "not-running": [
      "ERROR: failed to open the raw stream connection: dial unix /var/run/docker.sock: connect: no such file or directory",
    ].join(),
    forbidden:
      "failed to open the raw stream connection: dial unix /var/run/docker.sock: connect: permission denied (docker)",
    "not-installed": "bash: line 1: docker: command not found",
    "too-old": "docker: 'dial-stdio' is not a docker command.",
  };
  for (const [trouble, words] of Object.entries(said)) expect(dockerTrouble(failure(words))).toBe(trouble);
  expect(dockerTrouble(failure("sh: 1: docker: introuvable", 127))).toBe("not-installed");
  expect(dockerTrouble(failure("<3>WSL (9 - Relay) ERROR: CreateProcessCommon:640: execvpe(docker) failed: x"))).toBe(
    "not-installed",
  );
  expect(dockerTrouble(failure("something else"))).toBeUndefined();
});

test("a child does not get the bot's secrets, and gets the rest", () => {
  const variables = { PATH: "/bin", SSH_AUTH_SOCK: "/s", SLACK_BOT_TOKEN: "x", DISCORD_TOKEN: "x", LONGSHORE_KEY: "x" };
  expect(childVariables({ platform: "linux", home: "/", variables })).toEqual({ PATH: "/bin", SSH_AUTH_SOCK: "/s" });
});
