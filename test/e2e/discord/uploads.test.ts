import { expect, test, vi } from "vitest";
import { loadCommands } from "#dispatch/load.ts";
import { connected } from "#test/support/loopback-discord/connected.ts";
import type { Connected } from "#test/support/loopback-discord/connected.ts";
import type { Upload } from "#test/support/loopback-discord/person.ts";
import { ANN, textOf } from "#test/support/loopback-discord/state.ts";
import type { Interaction, Thing } from "#test/support/loopback-discord/state.ts";

const commands = await loadCommands();
const connectedHere = () => connected(() => [{ tone: "ok", title: "ran it", audience: "caller" }], { commands });
const LINE = "-d --name web\n  -p 8080:80\n  nginx";

async function opened(asked: Interaction): Promise<Thing> {
  await vi.waitFor(() => expect(asked.callback?.["type"]).toBe(9));
  return asked.callback?.["data"] as Thing;
}

/** A file that somebody has put into a form; it lies where this Discord keeps files. */
function uploaded({ discord }: Connected, bytes: Uint8Array, more: Partial<Upload> = {}): Upload {
  const id = discord.workspace.newId();
  discord.uploads.set(`/files/${id}/run.txt`, bytes);
  return { id, filename: "run.txt", size: bytes.length, url: `${discord.origin}/files/${id}/run.txt`, ...more };
}

const text = (line: string) => new TextEncoder().encode(line);
const fetched = ({ discord }: Connected) => discord.downloads;

test("20. a form has a text, a menu and a file, and what was chosen and what is in the file is run", async () => {
  await using it = await connectedHere();
  const form = await opened(it.person().command("docker run"));
  const fields = (form["components"] as readonly Thing[]).map((label) => label["component"] as Thing);
  expect(fields.map(({ type, required }) => [type, required ?? true])).toEqual([
    [4, false],
    [19, false],
    [3, false],
  ]);
  const file = uploaded(it, text(LINE));
  it.person().submit(form, { "Dry run": "yes" }, {}, { "Or as a file": [file] });
  await it.shown("ran it");
  expect(it.bot.requests.map(({ what }) => what)).toEqual([
    { command: "docker run", values: { dryRun: true, line: LINE } },
  ]);
  expect(fetched(it)).toEqual([new URL(file.url).pathname]);
});

test("20. what was typed is run in the same way, and nothing is fetched", async () => {
  await using it = await connectedHere();
  const form = await opened(it.person().command("docker run", { ttl: "2h" }));
  it.person().submit(form, { Line: "-d nginx" });
  await it.shown("ran it");
  expect(it.bot.requests.map(({ what }) => what)).toEqual([
    { command: "docker run", values: { ttl: "2h", line: "-d nginx" } },
  ]);
  expect(fetched(it)).toEqual([]);
});

test.each<[string, (it: Connected) => Upload[], RegExp]>([
  [
    "lies elsewhere",
    (it) => [uploaded(it, text(LINE), { url: "http://127.0.0.2:1/files/run.txt" })],
    /not where Discord/,
  ],
  [
    "lies at another port",
    (it) => [uploaded(it, text(LINE), { url: "http://127.0.0.1:1/run.txt" })],
    /not where Discord/,
  ],
  [
    "has an address that is none",
    (it) => [uploaded(it, text(LINE), { url: "file:///etc/passwd" })],
    /not where Discord/,
  ],
  ["says that it is too large", (it) => [uploaded(it, text(LINE), { size: 10_000_000 })], /the most/],
  ["are two", (it) => [uploaded(it, text(LINE)), uploaded(it, text(LINE))], /takes one file/],
])("20. files that %s are refused, and nothing is fetched or done", async (_, files, words) => {
  await using it = await connectedHere();
  const form = await opened(it.person().command("docker run"));
  const asked = it.person().submit(form, {}, {}, { "Or as a file": files(it) });
  await vi.waitFor(() => expect(asked.original && textOf(asked.original)).toMatch(words));
  expect(asked.original?.user).toBe(ANN);
  expect(fetched(it)).toEqual([]);
  expect(it.bot.requests).toEqual([]);
});

test.each<[string, (it: Connected) => Upload, RegExp]>([
  ["is larger than it says", (it) => uploaded(it, new Uint8Array(100_000).fill(65), { size: 10 }), /longer than/],
  ["is no text", (it) => uploaded(it, Uint8Array.of(0xff, 0xfe, 0x80)), /is no text/],
  ["has a zero byte in it", (it) => uploaded(it, Uint8Array.of(65, 0, 66)), /is no text/],
  ["is gone", (it) => uploaded(it, text(LINE), { url: `${it.discord.origin}/files/gone` }), /HTTP 404/],
])("20. a file that %s is told of to its sender alone, and nothing is done", async (_, file, words) => {
  await using it = await connectedHere();
  const form = await opened(it.person().command("docker run"));
  const asked = it.person().submit(form, {}, {}, { "Or as a file": [file(it)] });
  const said = await vi.waitFor(() => {
    const found = it.discord.workspace.visible().find((message) => words.test(textOf(message)));
    expect(found, JSON.stringify(asked.original)).toBeDefined();
    return found;
  });
  expect(said?.user).toBe(ANN);
  expect(it.bot.requests).toEqual([]);
});

test("20. a slow file keeps nobody waiting: the form is acknowledged first", async () => {
  await using it = await connectedHere();
  const form = await opened(it.person().command("docker run"));
  const release = Promise.withResolvers<void>();
  it.discord.holdsDownloads = release.promise;
  const asked = it.person().submit(form, {}, {}, { "Or as a file": [uploaded(it, text(LINE))] });
  await vi.waitFor(() => expect(asked.callback).toMatchObject({ type: 5 }));
  expect(it.bot.requests).toEqual([]);
  release.resolve();
  await it.shown("ran it");
});

test("20. a form is good for one submission", async () => {
  await using it = await connectedHere();
  const form = await opened(it.person().command("docker run"));
  it.person().submit(form, { Line: "-d nginx" });
  it.person().submit(form, { Line: "-d nginx" });
  await it.shown("ran it");
  await it.shown("This form is too old");
  expect(it.bot.requests).toHaveLength(1);
});

test("20. a form that is cancelled, and opened again and again, leaves nothing pending", async () => {
  let now = Date.now();
  await using it = await connected(() => [{ tone: "ok", title: "ran it", audience: "caller" }], {
    commands,
    now: () => now,
  });
  const form = await opened(it.person().command("docker run"));
  now += 16 * 60_000;
  it.person().submit(form, { Line: "-d nginx" });
  await it.shown("This form is too old");
  expect(it.bot.requests).toEqual([]);
  const began = Date.now();
  await it.chat.stop();
  expect(Date.now() - began).toBeLessThan(4_000);
});

test("20. a file and fields that nobody asked for are refused, and the file is not fetched", async () => {
  await using it = await connectedHere();
  const form = await opened(it.person().command("longshore can-i"));
  const file = uploaded(it, text(LINE));
  const foreign = { ...form, components: [{ label: "Key", component: { type: 19, custom_id: "key" } }] };
  it.person().submit(foreign, {}, {}, { Key: [file] });
  expect((await it.shown("There is no field")).user).toBe(ANN);
  // On a command that takes no file it is one more option that there is not.
  it.person().interact({
    type: 2,
    data: {
      name: "db",
      options: [{ name: "list", type: 1, options: [{ name: "file", type: 11, value: file.id }] }],
      resolved: { attachments: { [file.id]: file } },
    },
  });
  expect((await it.shown("There is no option")).user).toBe(ANN);
  expect(fetched(it)).toEqual([]);
  expect(it.bot.requests).toEqual([]);
});
