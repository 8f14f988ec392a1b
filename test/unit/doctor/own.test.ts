import { chmod, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { doctorReply } from "#core/doctor.ts";
import type { Finding } from "#core/doctor.ts";
import { readConfig } from "#src/config.ts";
import { diskFinding, examineLedger, examineSettings } from "#src/doctor/own.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "longshore-doctor-"));
  await writeFile(join(folder, "key"), "key", { mode: 0o600 });
});
afterEach(() => rm(folder, { recursive: true }));

const audit = (broken?: number) => ({
  audit: {
    began: () => undefined,
    ended: () => undefined,
    read: () => [],
    verify: () => ({ rows: 7, broken, head: "" }),
  },
});

describe("settings", () => {
  const slack = { SLACK_BOT_TOKEN: "xoxb-1", SLACK_APP_TOKEN: "xapp-1" };

  test("that fit together are well", async () => {
    const config = readConfig({ DATA_DIR: folder, ...slack, ADMINS: "slack:T1/U1" });
    expect(await examineSettings(config)).toMatchObject([{ tone: "ok" }]);
  });

  test("with a chat without admins say which line to add", async () => {
    const config = readConfig({ DATA_DIR: folder, ...slack, ADMINS: "discord:98765/12345" });
    expect(await examineSettings(config)).toMatchObject([
      { tone: "warning", says: "Nobody in slack is an admin.", todo: expect.stringContaining("ADMINS") },
    ]);
  });

  test("that speak of a host nobody knows name it", async () => {
    const file = join(folder, "longshore.yaml");
    await writeFile(file, "hosts:\n  lba:\n    databases: 3\n");
    const config = readConfig({ DATA_DIR: folder, HOSTS: "lab=docker", LONGSHORE_YAML: file });
    expect(await examineSettings(config)).toMatchObject([
      { tone: "warning", says: expect.stringContaining("lba"), todo: expect.stringContaining("lab") },
    ]);
  });

  test.skipIf(process.platform === "win32")("with a key that others can read say what to type", async () => {
    await chmod(join(folder, "key"), 0o644);
    expect(await examineSettings(readConfig({ DATA_DIR: folder }))).toMatchObject([
      { tone: "error", todo: `chmod 600 ${join(folder, "key")}` },
    ]);
  });
});

describe("ledger", () => {
  test("that is whole, on a disk that takes it, is well and left as it was", async () => {
    const found = await examineLedger(readConfig({ DATA_DIR: folder }), audit());
    expect(found[0]).toMatchObject({ tone: "ok", says: "The audit is whole: 7 entries." });
    expect(found[1]?.says).toContain("can be written to");
    expect(await readdir(folder)).toEqual(["key"]);
  });

  test("whose audit was changed, or whose folder cannot be written to, is wrong", async () => {
    const nowhere = join(folder, "gone");
    expect(await examineLedger(readConfig({ DATA_DIR: nowhere }), audit(3))).toMatchObject([
      { tone: "error", says: expect.stringContaining("entry 3"), todo: expect.stringContaining("audit.jsonl") },
      { tone: "error", says: expect.stringContaining("cannot be written to"), todo: expect.stringContaining(nowhere) },
    ]);
  });

  test("with little disk left wants a look, with hardly any is wrong", () => {
    const tones = [50 * 1024 ** 3, 500 * 1024 ** 2, 1024 ** 2].map((free) => diskFinding(free).tone);
    expect(tones).toEqual(["ok", "warning", "error"]);
  });
});

test("what is wrong comes first, and the answer is as bad as the worst finding", () => {
  const well: Finding = { tone: "ok", about: "ledger", says: "whole" };
  const doubtful: Finding = { tone: "warning", about: "settings", says: "odd", todo: "mend" };
  const wrong: Finding = { tone: "error", about: "host lab", says: "down", todo: "start it" };
  const reply = doctorReply([well, doubtful, wrong]);
  expect(reply).toMatchObject({ tone: "error", title: "1 of 3 are wrong" });
  expect(reply.blocks).toMatchObject([
    {
      rows: [
        ["wrong", "host lab", "down", "start it"],
        ["look", "settings", "odd", "mend"],
        ["well", "ledger", "whole", ""],
      ],
    },
  ]);
  expect(doctorReply([well, doubtful]).tone).toBe("warning");
  expect(doctorReply([well]).tone).toBe("ok");
});
