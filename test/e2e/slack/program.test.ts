import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { docker, imageOf } from "#test/support/docker.ts";
import { Person, SIGNING_SECRET } from "#test/support/loopback-slack/person.ts";
import { shown, startProgram } from "#test/support/loopback-slack/program.ts";
import { startSlack } from "#test/support/loopback-slack/server.ts";
import type { LoopbackSlack } from "#test/support/loopback-slack/server.ts";
import { lies, openLyingEngine } from "#test/support/lying-engine.ts";
import { freePort } from "#test/support/sshd.ts";

let slack: LoopbackSlack;
beforeEach(async () => {
  slack = await startSlack();
});
afterEach(() => slack.close());

describe("2. a start that cannot succeed ends with what to mend, and nothing else", () => {
  test.each([
    ["a wrong bot token", { SLACK_BOT_TOKEN: "xoxb-1-wrong" }, "SLACK_BOT_TOKEN (invalid_auth)", "api.slack.com/apps"],
    ["a wrong app token", { SLACK_APP_TOKEN: "xapp-1-A0001-1-no" }, "SLACK_APP_TOKEN (invalid_auth)", "of this app"],
    ["an API that nobody serves", { SLACK_API_URL: "http://127.0.0.1:PORT/api/" }, "ECONNREFUSED", "SLACK_API_URL"],
    ["a scope that the app lacks", {}, "lacks files:write", "npm run manifest"],
  ])("%s", async (_, environment, message, hint) => {
    if (message.startsWith("lacks")) slack.workspace.scopes = ["commands", "chat:write"];
    const port = String(await freePort());
    const given = Object.entries(environment).map(([name, value]) => [name, value.replace("PORT", port)]);
    await using program = await startProgram(slack, Object.fromEntries(given) as Record<string, string>);
    expect(await program.ended).toBe(2);
    const [first, second, ...others] = program.log.trim().split("\n");
    expect(first).toMatch(/^longshore: .*\.$/);
    expect(first).toContain(message);
    expect(second).toContain(hint);
    expect(others).toEqual([]);
    expect(program.log).not.toMatch(/xoxb-1|xapp-1|[Uu]nhandled/);
  });
});

describe("23. a signal while something runs", () => {
  const ticker = `slack-ticker-${Math.random().toString(36).slice(2, 10)}`;
  beforeEach(async () => {
    const image = await imageOf("redis");
    const loop = "while true; do echo tick; sleep 1; done";
    await docker("run", "--detach", "--init", "--name", ticker, "--entrypoint", "sh", image, "-c", loop);
  });
  afterEach(() => docker("rm", "--force", "--volumes", ticker));

  test("it is finished and told, what comes is told that the bot restarts, and the program ends with 0", async () => {
    await using program = await startProgram(slack);
    await program.connected();
    await vi.waitFor(() => expect(slack.sockets.size).toBe(2));
    const ann = new Person(slack);
    await ann.slash(`/docker logs ${ticker} --follow --for 4s`);
    const message = await shown(slack, "tick");
    program.kill("SIGTERM");
    await restarting(ann);
    expect(await program.ended).toBe(0);
    expect(message.text).toMatch(/: \d+ lines$/);
    expect(slack.closeCodes).toEqual([1000, 1000]);
    expect(slack.workspace.violations).toEqual([]);
  });

  test("a second one ends it at once", async () => {
    await using program = await startProgram(slack);
    await program.connected();
    const ann = new Person(slack);
    await ann.slash(`/docker logs ${ticker} --follow --for 60s`);
    await shown(slack, "tick");
    program.kill("SIGTERM");
    // Two that are not taken one by one are one.
    await restarting(ann);
    program.kill("SIGTERM");
    // 1 where the first alone gives 0.
    expect(await program.ended).toBe(1);
  });
});

function restarting(person: Person): Promise<void> {
  return vi.waitFor(async () => {
    expect(await person.slash("/longshore whoami")).toMatchObject({ text: expect.stringContaining("restarting") });
  });
}

test("3. and 19. with an engine that never answers, 50 commands are acknowledged in time, and a form's menus are filled", async () => {
  await using engine = await openLyingEngine();
  engine.version = lies.silence;
  engine.lie = lies.silence;
  await using program = await startProgram(slack, { HOSTS: `mute=${engine.url}` });
  await program.connected();
  const ann = new Person(slack);
  const timed = async (deliver: () => Promise<unknown>) => {
    const began = performance.now();
    await deliver();
    return performance.now() - began;
  };
  const times = await Promise.all(
    Array.from({ length: 50 }, (_, index) => timed(() => ann.slash(index % 2 ? "/docker ps" : "/db up redis"))),
  );
  // Slack's own patience is 3 s.
  expect(Math.max(...times)).toBeLessThan(500);
  await vi.waitFor(() => expect(engine.requests).not.toEqual([]));
  await ann.slash("/db up");
  const view = await vi.waitFor(() => {
    expect(slack.workspace.views).toHaveLength(1);
    return slack.workspace.views[0] ?? {};
  });
  let found: unknown;
  expect(await timed(async () => (found = await ann.search(view, "kind", "post")))).toBeLessThan(1_000);
  expect(JSON.stringify(found)).toContain('"value":"postgres"');
});

test("over HTTP it needs the bot token, the signing secret and a port", async () => {
  const port = await freePort();
  await using program = await startProgram(slack, {
    SLACK_APP_TOKEN: undefined,
    SLACK_SIGNING_SECRET: SIGNING_SECRET,
    SLACK_HTTP_PORT: String(port),
  });
  await program.connected();
  await new Person(slack, { http: `http://127.0.0.1:${port}/slack/events` }).slash("/longshore whoami");
  await shown(slack, "slack:T0001/U0ANN", "U0ANN");
  expect(slack.sockets.size).toBe(0);
});

test("22. through an outage of Slack the program lives on, the health endpoint tells of it, and it answers afterwards", async () => {
  const port = await freePort();
  await using program = await startProgram(slack, { HEALTH_PORT: String(port) });
  await program.connected();
  const health = async (status: number, state: string) =>
    vi.waitFor(
      async () => {
        const answer = await fetch(`http://127.0.0.1:${port}/health`);
        expect([answer.status, ((await answer.json()) as { slack: { state: string } }).slack.state]).toEqual([
          status,
          state,
        ]);
      },
      { timeout: 15_000, interval: 20 },
    );
  await health(200, "connected");
  slack.fault = (method) => (method === "apps.connections.open" ? { kind: "status", status: 500 } : undefined);
  const [first, second] = [...slack.sockets];
  first?.terminate();
  await health(200, "degraded");
  await new Person(slack).slash("/longshore whoami");
  await shown(slack, "slack:T0001/U0ANN");
  second?.terminate();
  await health(503, "down");
  slack.fault = () => undefined;
  await health(200, "connected");
  expect(program.running).toBe(true);
  await new Person(slack, { user: "U0BOB" }).slash("/longshore whoami");
  await shown(slack, "slack:T0001/U0BOB");
});
