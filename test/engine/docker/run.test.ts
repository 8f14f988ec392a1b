import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Reply } from "#core/reply.ts";
import { ann, blockOf, fieldsOf } from "#test/support/bot.ts";
import { docker } from "#test/support/docker.ts";
import { openDockerTest, textOf } from "./docker-test.ts";
import type { DockerTest } from "./docker-test.ts";

/** A port of this machine that a program has: this one. */
async function heldPort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { port, [Symbol.asyncDispose]: async () => void server.close() };
}

/** A health check that passes at once: its answer ends the watching of a start. */
const HEALTHY = "--health-cmd true --health-interval 500ms";

/** What the file of a reply holds. */
const jsonOf = (reply: Reply): unknown => JSON.parse(new TextDecoder().decode(blockOf(reply, "file").bytes));

let it: DockerTest;
const n = (name: string) => `${it.prefix}-${name}`;
const say = (line: string) => it.bot.say(line);

beforeAll(async () => {
  it = await openDockerTest();
});
afterAll(() => it[Symbol.asyncDispose]());

describe("/docker run", () => {
  test("starts a container that is ours, hardened, and says that it runs", async () => {
    const reply = await say(
      `/docker run -dit --init --name ${n("web")} -p 8080 --restart unless-stopped ${it.image} sleep 3600`,
    );
    expect(reply).toMatchObject({ tone: "ok", title: `${n("web")} is running` });
    const [state] = JSON.parse(await docker("inspect", n("web")));
    expect(state.Config.Labels).toMatchObject({
      "longshore.owner": "terminal:test/1000",
      "longshore.kind": "container",
    });
    expect(state.HostConfig).toMatchObject({
      CapDrop: ["ALL"],
      SecurityOpt: ["no-new-privileges"],
      PidsLimit: 512,
      NetworkMode: "longshore",
      RestartPolicy: { Name: "unless-stopped" },
    });
    const [binding] = state.HostConfig.PortBindings["8080/tcp"];
    expect(binding.HostIp).toBe("127.0.0.1");
    expect(fieldsOf(reply)["Ports"]).toBe(`127.0.0.1:${binding.HostPort}→8080`);
    expect(blockOf(await say("/docker ps --mine"), "table").rows.map(([name]) => name)).toContain(n("web"));
  });

  test("names who holds a port, and offers the next free one", async () => {
    const [state] = JSON.parse(await docker("inspect", n("web")));
    const port = Number(state.HostConfig.PortBindings["8080/tcp"][0].HostPort);
    const reply = await say(
      `/docker run -d --init ${HEALTHY} --name ${n("second")} -p ${port}:8080 ${it.image} sleep 3600`,
    );
    expect(reply.problem).toMatchObject({
      code: "port-taken",
      message: `Port ${port} of local is held by ${n("web")}.`,
    });
    const [action] = reply.actions ?? [];
    expect(action?.command).toContain(`-p ${port + 1}:8080`);
    expect(await say(action?.command ?? "")).toMatchObject({ tone: "ok", title: `${n("second")} is running, healthy` });
  });

  test("says when it is no container that holds a port, and leaves nothing behind", async () => {
    await using holder = await heldPort();
    const reply = await say(`/docker run -d --name ${n("held")} -p ${holder.port}:8080 ${it.image} sleep 3600`);
    expect(reply.problem).toMatchObject({
      code: "port-taken",
      message: expect.stringContaining("by a program that is no container."),
      hint: expect.stringContaining(`-p ${holder.port + 1}:…`),
    });
    expect(await docker("ps", "--all", "--quiet", "--filter", `name=${n("held")}`)).toBe("");
    expect(it.bot.ledger.list({}).map(({ name }) => name)).not.toContain(n("held"));
  });

  test("says who has a name, and makes nothing", async () => {
    expect((await say(`/docker run -d --name ${n("web")} ${it.image}`)).problem).toMatchObject({ code: "name-taken" });
  });

  test("shows what killed it, and leaves nothing behind", async () => {
    const line = `/docker run -d --name ${n("dies")} -v ${n("data")}:/data ${it.image} sh -c "echo no such thing; exit 7"`;
    const reply = await say(line);
    expect(reply.problem).toMatchObject({ code: "container-exited", message: `${n("dies")} ended with exit code 7.` });
    expect(blockOf(reply, "log").text).toBe("no such thing");
    expect(await docker("ps", "--all", "--quiet", "--filter", `name=${n("dies")}`)).toBe("");
    expect(await docker("volume", "ls", "--quiet", "--filter", `name=${n("data")}`)).toBe("");
  });

  test("leaves nothing behind when the program is not there", async () => {
    const reply = await say(`/docker run -d --name ${n("none")} ${it.image} no-such-program`);
    expect(reply.problem).toMatchObject({ code: "bad-input" });
    expect(await docker("ps", "--all", "--quiet", "--filter", `name=${n("none")}`)).toBe("");
  });

  test("leaves nothing behind when it is cancelled", async () => {
    const stop = new AbortController();
    const asked = it.bot.ask(`/docker run -d --init --name ${n("stopped")} ${it.image} sleep 3600`, {
      signal: stop.signal,
    });
    setTimeout(() => stop.abort(), 1_500);
    expect((await asked).at(-1)?.problem?.code).toBe("cancelled");
    expect(await docker("ps", "--all", "--quiet", "--filter", `name=${n("stopped")}`)).toBe("");
  });

  test("shows the output of a program that is done, and removes it with --rm", async () => {
    const reply = await say(`/docker run --rm --name ${n("echo")} ${it.image} echo hello world`);
    expect(reply).toMatchObject({ tone: "ok" });
    expect(blockOf(reply, "log").text).toBe("hello world");
    expect(await docker("ps", "--all", "--quiet", "--filter", `name=${n("echo")}`)).toBe("");
  });

  test("shows the plan with --dry-run, wherever it stands, and makes nothing", async () => {
    for (const line of [`--dry-run -d --name ${n("dry")} ${it.image}`, `-d --dry-run --name ${n("dry")} ${it.image}`]) {
      const reply = await say(`/docker run ${line}`);
      expect(fieldsOf(reply)).toEqual({ Policy: "allows it", Line: `docker run --name ${n("dry")} -d ${it.image}` });
      const json = JSON.parse(new TextDecoder().decode(blockOf(reply, "file").bytes));
      expect(json).toMatchObject({ name: n("dry"), Image: it.image, HostConfig: { CapDrop: ["ALL"] } });
    }
    expect(await docker("ps", "--all", "--quiet", "--filter", `name=${n("dry")}`)).toBe("");
  });

  test("refuses by name what would take over the host", async () => {
    const reply = await say(
      `/docker run -d --privileged --pid host -v /var/run/docker.sock:/s --name ${n("bad")} ${it.image}`,
    );
    expect(reply.problem).toMatchObject({ code: "not-allowed" });
    for (const flag of ["--privileged", "--pid host", "-v /var/run/docker.sock:/s"])
      expect(reply.problem?.message).toContain(flag);
    const dry = await say(`/docker run --dry-run --privileged ${it.image}`);
    expect(fieldsOf(dry)["Policy"]).toContain("--privileged gives the container the whole host");
  });
});

describe("networks and volumes", () => {
  test("are the caller's own, and go when nothing is on them", async () => {
    expect(await say(`/docker network create ${n("net")}`)).toMatchObject({ tone: "ok" });
    const line = `/docker run -d --init ${HEALTHY} --name ${n("on")} --network ${n("net")} -v ${n("vol")}:/data ${it.image} sleep 3600`;
    expect(await say(line)).toMatchObject({ tone: "ok" });
    expect(textOf(await say("/docker network ls"))).toContain(n("net"));
    const volumes = blockOf(await say("/docker volume ls"), "table").rows;
    expect(volumes.find(([name]) => name === n("vol"))).toEqual([
      n("vol"),
      expect.any(String),
      n("on"),
      "terminal:test/1000",
    ]);
    expect((await say(`/docker network rm ${n("net")} --yes`)).title).toContain(`in use by ${n("on")}`);
    expect((await say(`/docker volume rm ${n("vol")} --yes`)).title).toContain(`in use by ${n("on")}`);
    expect((await say(`/docker rm ${n("on")} --force --yes`)).title).toBe(`${n("on")} is gone`);
    expect((await say(`/docker network rm ${n("net")}`)).confirm?.question).toBe(
      `Remove the network ${n("net")} of local?`,
    );
    expect(await say(`/docker network rm ${n("net")} --yes`)).toMatchObject({ tone: "ok" });
    expect(await say(`/docker volume rm ${n("vol")} --yes`)).toMatchObject({ tone: "ok" });
  });

  test("of somebody else are not joined and not mounted", async () => {
    await docker("volume", "create", n("theirs"));
    await docker("network", "create", n("theirs"));
    for (const flags of [
      `-v ${n("theirs")}:/x`,
      `--mount type=volume,source=${n("theirs")},target=/x`,
      `--network ${n("theirs")}`,
    ]) {
      expect((await say(`/docker run -d ${flags} ${it.image}`)).problem).toMatchObject({ code: "not-allowed" });
    }
    expect((await say(`/docker run -d --network ${n("nowhere")} ${it.image}`)).problem).toMatchObject({
      code: "not-found",
    });
  });
});

test("a database is not taken apart, running or stopped", async () => {
  await say(`/db up redis --memory 64m --name ${n("cache")}`);
  for (const line of ["/docker stop", "/docker start", "/docker stop"]) {
    expect((await say(`${line} ${n("cache")}`)).tone).toBe("ok");
  }
  expect((await say(`/docker rm ${n("cache")} --force`)).problem).toMatchObject({
    code: "not-allowed",
    message: `${n("cache")} is a database, with volumes and a login that belong to it.`,
    hint: `/db down ${n("cache")}`,
  });
  expect((await say(`/docker rm ${n("cache")} --yes`)).problem).toMatchObject({ code: "not-allowed" });
  expect((await say(`/docker rename ${n("cache")} ${n("other")}`)).problem).toMatchObject({ code: "not-allowed" });
  expect((await say(`/docker extend ${n("cache")}`)).problem?.hint).toBe(`/db extend ${n("cache")}`);
  const [volume] = (await docker("volume", "ls", "--quiet", "--filter", `label=${it.bot.label}`)).split("\n");
  expect((await say(`/docker volume rm ${volume} --yes`)).problem).toMatchObject({ code: "not-allowed" });
  expect((await say(`/db down ${n("cache")} --yes`)).tone).toBe("ok");
});

describe("what was started", () => {
  test("is stopped, started, paused and renamed, and the answer is what the host says", async () => {
    await say(`/docker run -d --init -u 0 ${HEALTHY} --name ${n("life")} ${it.image} sleep 3600`);
    expect((await say(`/docker stop ${n("life")} --time 5`)).title).toBe(`${n("life")} is exited`);
    expect((await say(`/docker start ${n("life")}`)).title).toBe(`${n("life")} is running`);
    expect((await say(`/docker pause ${n("life")}`)).title).toBe(`${n("life")} is paused`);
    expect((await say(`/docker pause ${n("life")}`)).title).toBe(`${n("life")} is paused`);
    expect((await say(`/docker unpause ${n("life")}`)).title).toBe(`${n("life")} is running`);
    expect((await say(`/docker restart ${n("life")}`)).title).toBe(`${n("life")} is running`);
    expect((await say(`/docker rename ${n("life")} ${n("renamed")}`)).title).toBe(`${n("renamed")} is running`);
    expect(await docker("inspect", "--format", "{{.State.Status}}", n("renamed"))).toBe("running");
  });

  test("runs programs by argv, with exit code and time limit", async () => {
    const reply = await say(`/docker exec ${n("renamed")} -- sh -c "echo '$HOME;ls'; exit 4"`);
    expect(reply).toMatchObject({ tone: "warning", title: `sh in ${n("renamed")} ended with exit code 4` });
    expect(blockOf(await say(`/docker exec ${n("renamed")} echo "a  b" '$x'`), "log").text).toBe("a  b $x\n");
    expect((await say(`/docker exec --timeout 1s ${n("renamed")} -- sleep 60`)).problem).toMatchObject({
      code: "host-too-slow",
    });
  });

  test("gives a file, and a folder as an archive", async () => {
    await say(`/docker exec ${n("renamed")} -- sh -c "mkdir /tmp/d; echo content > /tmp/d/f"`);
    const file = blockOf(await say(`/docker get ${n("renamed")} /tmp/d/f`), "file");
    expect([file.name, new TextDecoder().decode(file.bytes)]).toEqual(["f", "content\n"]);
    expect(blockOf(await say(`/docker get ${n("renamed")} /tmp/d`), "file").name).toBe("d.tar");
    expect((await say(`/docker get ${n("renamed")} /no/such`)).tone).toBe("error");
    await say(`/docker exec ${n("renamed")} -- sh -c "seq 1 2000000 > /tmp/large"`);
    expect((await say(`/docker get ${n("renamed")} /tmp/large`)).problem?.message).toContain("larger than 10 MiB");
  });

  test("gets other limits while it runs", async () => {
    const dry = await say(`/docker update ${n("renamed")} --memory 128m --dry-run`);
    expect(blockOf(dry, "table").rows).toEqual([["Memory", "1 GiB", "128 MiB"]]);
    expect(fieldsOf(dry)).toEqual({
      Policy: "allows it",
      Line: `docker update --memory 128m --memory-swap 128m ${n("renamed")}`,
    });
    const id = await docker("inspect", "--format", "{{.Id}}", n("renamed"));
    expect(jsonOf(dry)).toEqual({
      method: "POST",
      path: `/containers/${id}/update`,
      body: { Memory: 128 * 2 ** 20, MemorySwap: 128 * 2 ** 20 },
    });
    const refused = await say(`/docker update ${n("renamed")} --memory 9g --cpus 64 --dry-run`);
    expect(fieldsOf(refused)["Policy"]).toBe("--memory is 4 GiB at most.\n--cpus is 4 at most.");
    expect(await docker("inspect", "--format", "{{.HostConfig.Memory}}", n("renamed"))).toBe(String(2 ** 30));
    const reply = await say(`/docker update ${n("renamed")} --memory 128m --cpus 0.5 --restart on-failure:3`);
    expect(blockOf(reply, "table").rows).toEqual([
      ["Memory", "1 GiB", "128 MiB"],
      ["CPUs", "1", "0.5"],
      ["Restart policy", "no", "on-failure:3"],
    ]);
  });

  test("is removed when somebody says yes, and only when it does not run", async () => {
    expect((await say(`/docker rm ${n("renamed")}`)).confirm?.question).toContain(`Remove ${n("renamed")}?`);
    expect((await say(`/docker rm ${n("renamed")} --yes`)).problem?.hint).toBe(`/docker rm ${n("renamed")} --force`);
    expect((await say(`/docker rm ${n("renamed")} --force --yes`)).title).toBe(`${n("renamed")} is gone`);
  });

  test("takes its unnamed volumes along with --volumes, and leaves the named ones", async () => {
    const volumes = `-v /cache -v ${n("named")}:/data`;
    await say(`/docker run -d --init ${HEALTHY} ${volumes} --name ${n("full")} ${it.image} sleep 3600`);
    const mounts = JSON.parse(await docker("inspect", "--format", "{{json .Mounts}}", n("full")));
    const unnamed = mounts.map(({ Name }: { Name: string }) => Name).find((name: string) => name !== n("named"));
    const reply = await say(`/docker rm ${n("full")} --force --volumes --yes`);
    expect(textOf(reply)).toContain(`Its volumes stay: ${n("named")}.`);
    expect(await docker("volume", "ls", "--quiet", "--filter", `name=${unnamed}`)).toBe("");
    expect(await docker("volume", "ls", "--quiet", "--filter", `name=${n("named")}`)).toBe(n("named"));
  });

  test("is pruned when it has ended: what is shown is what goes", async () => {
    // Somebody of their own: other tests leave ended containers of ann's on this engine.
    const caller = { ...ann, user: it.prefix };
    const theirs = (line: string) => it.bot.say(line, { caller });
    await theirs(`/docker run -d --init ${HEALTHY} --name ${n("going")} ${it.image} sleep 3600`);
    await theirs(`/docker run --name ${n("done")} ${it.image} echo done`);
    const question = (await theirs("/docker prune --what containers --mine")).confirm?.question;
    expect(question).toContain(n("done"));
    expect(question).not.toContain(n("going"));
    const id = await docker("inspect", "--format", "{{.Id}}", n("done"));
    const dry = await theirs("/docker prune --what containers --mine --dry-run");
    expect(dry.confirm).toBeUndefined();
    expect(fieldsOf(dry)).toMatchObject({ Policy: "allows it", Line: expect.stringContaining(n("done")) });
    expect(jsonOf(dry)).toContainEqual(
      expect.objectContaining({ method: "DELETE", path: `/containers/${id}`, name: n("done") }),
    );
    expect(await docker("inspect", "--format", "{{.State.Status}}", n("done"))).toBe("exited");
    const reply = await theirs("/docker prune --what containers --mine --yes");
    expect(textOf(reply)).toContain(n("done"));
    expect(await docker("ps", "--all", "--quiet", "--filter", `name=${n("done")}`)).toBe("");
    expect(await docker("inspect", "--format", "{{.State.Running}}", n("going"))).toBe("true");
  });

  test("of somebody else is changed by nobody but them and an admin", async () => {
    const bob = { ...ann, platform: "slack", team: "T1", user: "U2" };
    expect((await it.bot.say(`/docker stop ${n("web")}`, { caller: bob })).problem).toMatchObject({
      code: "not-allowed",
    });
  });
});
