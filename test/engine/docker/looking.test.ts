import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Reply } from "#core/reply.ts";
import { ann, blockOf, fieldsOf } from "#test/support/bot.ts";
import { docker } from "#test/support/docker.ts";
import { openDockerTest, textOf } from "./docker-test.ts";
import type { DockerTest } from "./docker-test.ts";

let it: DockerTest;
let web: string;
let ended: string;

beforeAll(async () => {
  it = await openDockerTest();
  web = `${it.prefix}-web`;
  ended = `${it.prefix}-ended`;
  const secrets = ["--env", "API_TOKEN=canary-token", "--env", "COLOR=blue"];
  const loop = "seq 1 50; touch /tmp/new; sleep 3600";
  const limits = [
    "--user",
    "0",
    "--memory",
    "64m",
    "--memory-swap",
    "64m",
    "--cpus",
    "0.5",
    "--pids-limit",
    "50",
    "--init",
  ];
  await docker(
    "run",
    "--detach",
    "--name",
    web,
    ...secrets,
    ...limits,
    "-p",
    "127.0.0.1::8080",
    it.image,
    "sh",
    "-c",
    loop,
  );
  await docker("run", "--detach", "--name", ended, it.image, "sh", "-c", "echo bye; exit 3");
  await docker("wait", ended);
});
afterAll(() => it[Symbol.asyncDispose]());

const say = (line: string) => it.bot.say(line);

describe("/docker ps", () => {
  test("shows what runs, and with --all what has ended", async () => {
    const running = blockOf(await say(`/docker ps --filter name=${it.prefix}`), "table").rows;
    expect(running).toEqual([
      [web, it.image, expect.stringMatching(/^Up /), expect.stringMatching(/→8080$/), expect.any(String), "not ours"],
    ]);
    const all = blockOf(await say(`/docker ps -a -f name=${it.prefix}`), "table").rows;
    expect(new Set(all.map(([name]) => name))).toEqual(new Set([ended, web]));
    expect(textOf(await say(`/docker ps --all -f name=${it.prefix} -f status=exited`))).toContain("Exited (3)");
  });
  test("has nothing of yours to show when you started nothing", async () => {
    expect((await say(`/docker ps --mine -f name=${it.prefix}`)).title).toBe("No containers of yours run on local");
  });
  test("knows Docker's filters and no others", async () => {
    expect((await say("/docker ps --filter staus=exited")).title).toContain('Did you mean "status"?');
  });
});

test("/docker images shows who uses an image", async () => {
  const row = blockOf(await say("/docker images"), "table").rows.find(([tags]) => tags === it.image);
  expect(new Set(row?.[4]?.split(", "))).toEqual(new Set([ended, web]));
});

describe("/docker logs", () => {
  test("shows the last lines, those since a time, those with a word", async () => {
    expect(blockOf(await say(`/docker logs ${web} -n 3`), "log").text).toBe("48\n49\n50");
    expect(blockOf(await say(`/docker logs ${web} --grep 50 --since 1h`), "log").text).toBe("50");
    expect(blockOf(await say(`/docker logs ${web} -n 1 --timestamps`), "log").text).toMatch(/^\d{4}-\d\d-\d\dT.* 50$/);
    expect((await say(`/docker logs ${web} --grep nothing-like-it`)).title).toContain('nothing with "nothing-like-it"');
    expect((await say(`/docker logs ${web} --until 1h`)).title).toContain("wrote nothing");
  });
  test("puts a long one into a file, with its end to be read", async () => {
    const name = `${it.prefix}-long`;
    await docker("run", "--detach", "--name", name, it.image, "seq", "1", "20000");
    await docker("wait", name);
    const reply = await say(`/docker logs ${name} --tail 20000`);
    expect(new TextDecoder().decode(blockOf(reply, "file").bytes).split("\n")).toHaveLength(20_001);
    expect(blockOf(reply, "log").text).toMatch(/\n20000$/);
  });
  test("follows what is written, and ends when the container does", async () => {
    const name = `${it.prefix}-slow`;
    await docker(
      "run",
      "--detach",
      "--name",
      name,
      it.image,
      "sh",
      "-c",
      "for i in 1 2 3; do echo line $i; sleep 1; done",
    );
    const replies = await it.bot.ask(`/docker logs ${name} --follow`);
    expect(replies.length).toBeGreaterThan(2);
    expect(replies.at(-1)).toMatchObject({ tone: "ok", blocks: [{ text: "line 1\nline 2\nline 3" }] });
  });
  test("takes no more memory for a long one than for a short one", async () => {
    const grown = async (name: string, times: number) => {
      const part = `i=0; while [ $i -lt 1000 ]; do echo ${"x".repeat(99)}; i=$((i+1)); done > /tmp/part`;
      const all = `i=0; while [ $i -lt ${times} ]; do cat /tmp/part; i=$((i+1)); done`;
      await docker("run", "--detach", "--user", "0", "--name", name, it.image, "sh", "-c", `${part}; ${all}`);
      await docker("wait", name);
      await say(`/docker logs ${name} --tail 100`);
      const before = process.memoryUsage().rss;
      let most = before;
      const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 1);
      for (let round = 0; round < 5; round++) {
        expect(blockOf(await say(`/docker logs ${name} --tail 100`), "log").text).toHaveLength(100 * 100 - 1);
      }
      clearInterval(watch);
      return (most - before) / 2 ** 20;
    };
    expect(await grown(`${it.prefix}-kilo`, 1)).toBeLessThan(32);
    // 80 MB, which nobody reads for its end.
    expect(await grown(`${it.prefix}-mega`, 800)).toBeLessThan(32);
  });
  test("follows until somebody presses Stop", async () => {
    const name = `${it.prefix}-ticks`;
    const loop = "i=0; while true; do echo tick $i; i=$((i+1)); sleep 1; done";
    await docker("run", "--detach", "--init", "--name", name, it.image, "sh", "-c", loop);
    const what = { line: `/docker logs ${name} --follow` };
    const request = { caller: ann, what, deliveryId: crypto.randomUUID(), signal: new AbortController().signal };
    const replies: Reply[] = [];
    for await (const reply of it.bot.bot.handle(request)) {
      replies.push(reply);
      const [stop] = reply.actions ?? [];
      if (replies.length === 2) expect((await say(stop?.command ?? "")).title).toBe(`${name} is not followed any more`);
    }
    expect(replies.length).toBeLessThan(6);
    expect(replies.at(-1)).toMatchObject({ tone: "ok", blocks: [{ kind: "log" }] });
    expect((await say(`/docker logs ${name} --stop`)).title).toBe(`${name} is not followed by you`);
  });
  test("follows no longer than it was told", async () => {
    // It runs for ever, so that an answer is one because the time was over.
    expect((await say(`/docker logs ${web} --follow --for 1s -n 1`)).tone).toBe("ok");
  });
});

describe("/docker inspect", () => {
  test("says first what a person wants to know, then how it is kept apart", async () => {
    const reply = await say(`/docker inspect ${web} --env`);
    expect(fieldsOf(reply)).toMatchObject({
      Image: expect.stringContaining(it.image),
      State: expect.stringMatching(/^running for /),
      Memory: "at most 64 MiB, no swap",
      CPUs: "at most 0.5",
      Owner: "not ours",
    });
    const [, isolation] = reply.blocks?.filter(({ kind }) => kind === "fields") ?? [];
    expect(isolation).toMatchObject({
      fields: {
        "Root file system": "writable",
        User: "root",
        "New privileges": expect.stringContaining("can be gained"),
      },
    });
    expect(textOf(reply)).toContain("blue");
    expect(textOf(reply)).not.toContain("canary-token");
  });
  test("tells an end by its exit code", async () => {
    expect(fieldsOf(await say(`/docker inspect ${ended}`))["State"]).toMatch(/^exited .* ago, exit code 3$/);
  });
  test("gives Docker's whole answer as a file without secrets", async () => {
    const json = new TextDecoder().decode(blockOf(await say(`/docker inspect ${web} --raw`), "file").bytes);
    expect(JSON.parse(json).Config.Env).toEqual(expect.arrayContaining(["API_TOKEN=[redacted]", "COLOR=blue"]));
  });
  test("measures what is used of each limit, and has told the rest by then", async () => {
    const replies = await it.bot.ask(`/docker inspect ${web}`);
    expect(replies.map(({ tone }) => tone)).toEqual(["working", "ok"]);
    const [first, last] = replies.map(({ blocks = [] }) => blocks.filter((block) => block.kind === "fields"));
    expect(first?.[0]?.fields).toMatchObject({ Memory: "at most 64 MiB, no swap" });
    const fields = last?.[1]?.fields ?? {};
    if (await isMeasured()) expect(fields["Memory in use"]).toContain("of 64 MiB");
    else expect(fields["In use"]).toBe("the engine has no measurement of it");
  });
});

describe("names", () => {
  test("are exact, or the beginning of an id", async () => {
    const id = await docker("inspect", "--format", "{{.Id}}", web);
    expect((await say(`/docker inspect ${id.slice(0, 12)}`)).title).toBe(`${web} is running`);
    const reply = await say(`/docker inspect ${web.slice(0, -1)}`);
    expect(reply.problem).toMatchObject({ code: "not-found", hint: `Did you mean ${web}?` });
  });
});

test("/docker stats shows each against its limits", async () => {
  const [row = []] = blockOf(await say(`/docker stats ${web} ${ended}`), "table").rows;
  if (await isMeasured()) {
    expect(row).toEqual([
      web,
      expect.stringMatching(/ of 0\.5$/),
      expect.stringMatching(/ of 64 MiB/),
      expect.any(String),
      expect.any(String),
      expect.stringMatching(/ of 50$/),
    ]);
  } else expect(row).toEqual([web, "not measured", "", "", "", ""]);
  expect(textOf(await say(`/docker stats ${web} ${ended}`))).toContain(`${ended} is exited`);
});

test("/docker stats --chart posts a picture of both, and the numbers beside it", async () => {
  const replies = await it.bot.ask(`/docker stats ${web} ${ended} --chart 5s`);
  const reply = replies.at(-1);
  if (!reply) throw new Error("no reply");
  expect(replies.slice(0, -1).every(({ tone }) => tone === "working")).toBe(true);
  const [row = []] = blockOf(reply, "table").rows;
  expect(textOf(reply)).toContain(`${ended} is exited`);
  if (!(await isMeasured())) return expect(row[1]).toBe("not measured");
  expect(row).toEqual([web, ...Array.from({ length: 4 }, () => expect.stringMatching(/\d/))]);
  const { png, alt } = blockOf(reply, "image");
  expect(Buffer.from(png).subarray(1, 4).toString()).toBe("PNG");
  expect(alt).toBe(`CPUs and memory of ${web} over 5 s`);
});

test("/docker top, port, diff and history are Docker's", async () => {
  expect(textOf(await say(`/docker top ${web}`))).toContain("sleep 3600");
  expect(blockOf(await say(`/docker port ${web}`), "table").rows).toEqual([
    ["8080/tcp", await docker("port", web, "8080")],
  ]);
  expect(blockOf(await say(`/docker diff ${web}`), "log").text).toContain("added   /tmp/new");
  expect((await say(`/docker history ${it.image}`)).title).toMatch(/: 1 layers, /);
  // The engine says null where there is nothing.
  await docker("create", "--name", `${it.prefix}-still`, it.image, "true");
  expect((await say(`/docker diff ${it.prefix}-still`)).title).toBe(
    `${it.prefix}-still changed nothing outside its volumes`,
  );
});

test("what is not ours can be looked at and not changed", async () => {
  for (const line of [
    `stop ${web}`,
    `rm ${web} --yes`,
    `exec ${web} -- ls`,
    `rename ${web} ${it.prefix}-x`,
    `update ${web} -m 1g`,
    `get ${web} /bin`,
  ]) {
    expect((await say(`/docker ${line}`)).problem).toMatchObject({ code: "not-allowed" });
  }
  expect(await docker("inspect", "--format", "{{.State.Running}}", web)).toBe("true");
});

/** An engine that cannot read its control groups ("no metrics received") says 0 of 0 of everything: seen with 20.10. */
async function isMeasured(): Promise<boolean> {
  return !(await docker("stats", "--no-stream", "--format", "{{.MemUsage}}", web)).endsWith("/ 0B");
}
