import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { clients } from "#test/support/clients.ts";
import { docker, labelled, removeLabelled } from "#test/support/docker.ts";
import { Person } from "#test/support/loopback-slack/person.ts";
import { shown, startProgram } from "#test/support/loopback-slack/program.ts";
import type { Program } from "#test/support/loopback-slack/program.ts";
import { startSlack } from "#test/support/loopback-slack/server.ts";
import type { LoopbackSlack } from "#test/support/loopback-slack/server.ts";
import { TEAM } from "#test/support/loopback-slack/web-api.ts";

const name = `slack-${Math.random().toString(36).slice(2, 10)}`;
const second = `${name}-2`;
let slack: LoopbackSlack;
let program: Program;

beforeAll(async () => {
  slack = await startSlack();
  program = await startProgram(slack, { OPERATORS: `slack:${TEAM}/U0ANN,slack:${TEAM}/U0CAT` });
  await program.connected();
});
afterAll(async () => {
  await program[Symbol.asyncDispose]();
  await slack.close();
  for (const made of [name, second]) await removeLabelled(`longshore.name=${made}`);
});

test("/db up in Slack hands its caller, and nobody else, a connection string that works; delivered four times it is one", async () => {
  const ann = new Person(slack);
  const trigger_id = "four.times";
  for (let retry_attempt = 0; retry_attempt < 4; retry_attempt++) {
    await ann.slash(`/db up redis --name ${name}`, { trigger_id, retry_attempt });
  }
  const message = await shown(slack, "redis://");
  const uri = /redis:\/\/[^\s"`\\]+/.exec(JSON.stringify(message))?.[0] ?? "";
  await clients["redis"]?.write(uri, "from Slack");
  expect(await clients["redis"]?.read(uri)).toBe("from Slack");
  expect((await docker("ps", "--all", "--quiet", "--filter", `label=longshore.name=${name}`)).split("\n")).toHaveLength(
    1,
  );
  for (const one of slack.workspace.visible()) {
    if (JSON.stringify(one).includes("redis://")) expect(one).toMatchObject({ user: "U0ANN" });
  }
  expect(program.log).not.toContain(new URL(uri).password);
});

test("Show again is for the owner alone, whoever presses it", async () => {
  const message = await shown(slack, "redis://");
  const before = slack.workspace.messages.length;
  await new Person(slack, { user: "U0CAT" }).press(message, "Show again");
  await shown(slack, `There is no database called \\"${name}\\" of yours`, "U0CAT");
  await new Person(slack).press(message, "Show again");
  await vi.waitFor(() =>
    expect(
      slack.workspace.messages
        .slice(before)
        .map(({ user, blocks }) => [user, JSON.stringify(blocks).includes("redis://")]),
    ).toEqual([
      ["U0CAT", false],
      ["U0ANN", true],
    ]),
  );
});

test("a docker run line out of old notes comes back to its caller with everything that is to be put right in it", async () => {
  const line =
    "/docker run —name 컨테이너명 -dit -net 네트워크명 -e MYSQL_ROOT_PASSWORD=… -p 3306:3306 mysql —charaterset-set-server=utf8mb4 -collation-server=utf8mb4_unicode_ci";
  await new Person(slack).slash(line);
  const said = JSON.stringify(await shown(slack, "컨테이너명", "U0ANN"));
  for (const part of [
    "is not a name Docker accepts",
    "is read as",
    "--network",
    "Did you mean --character-set-server?",
  ]) {
    expect(said).toContain(part);
  }
});

test("a stranger is told their id and the line an admin adds, and nothing is done", async () => {
  const bob = new Person(slack, { user: "U0BOB" });
  await bob.slash("/db list --all");
  expect(JSON.stringify(await shown(slack, "U0BOB"))).toContain("VIEWERS=slack:");
});

test("the Home tab shows somebody's databases, the hosts, what they may do and what they did; a stranger, how to be let in", async () => {
  const home = async (user: string) => {
    await new Person(slack, { user }).event({ type: "app_home_opened", user, channel: "D0", tab: "home" });
    return vi.waitFor(
      () => {
        expect(slack.workspace.homes.has(user)).toBe(true);
        return JSON.stringify(slack.workspace.homes.get(user));
      },
      { timeout: 10_000 },
    );
  };
  const anns = await home("U0ANN");
  for (const part of [
    name,
    "local",
    "Role: ",
    "operator",
    "Start a database",
    `${name} is well`,
    "Connection string",
    `db up redis --name ${name}`,
    "Remove",
  ]) {
    expect(anns).toContain(part);
  }
  expect(anns).not.toContain("redis://");
  // What only looks, such as this page itself, is no activity.
  expect(anns).not.toContain("/longshore whoami");
  const bobs = await home("U0BOB");
  expect(bobs).toContain(`OPERATORS=slack:${TEAM}/U0BOB`);
  expect(bobs).not.toContain("no role here");
});

test("a button looks at what is there when it is pressed: after /db down nothing is left, and Logs on the old card says so", async () => {
  const ann = new Person(slack);
  const card = await shown(slack, "redis://");
  await ann.slash(`/db down ${name} --yes`);
  await shown(slack, `${name} is gone`);
  expect(await labelled(`longshore.name=${name}`)).toEqual([]);
  await ann.press(card, "Logs");
  await shown(slack, "There is no database", "U0ANN");
});

test("what was made in a thread tells of its end in that thread, and mentions its owner", async () => {
  const ann = new Person(slack);
  const thread_ts = "1700000000.000042";
  const text = `<@U0BOT> db up redis --name ${second}`;
  await ann.event({ type: "app_mention", text, user: "U0ANN", channel: "C0OPS", ts: "1700000000.000043", thread_ts });
  await shown(slack, `${second} is ready`);
  // Behind the engine's back, as a crash does: `docker kill` is somebody's wish.
  process.kill(Number(await docker("inspect", "--format", "{{.State.Pid}}", second)), "SIGKILL");
  expect(await shown(slack, '"user_id":"U0ANN"')).toMatchObject({ thread: thread_ts, channel: "C0OPS" });
  await ann.slash(`/db down ${second} --yes`);
  await shown(slack, `${second} is gone`);
});

test("SIGTERM ends it in good order", async () => {
  program.kill("SIGTERM");
  expect(await program.ended).toBe(0);
  expect(slack.workspace.violations).toEqual([]);
});
