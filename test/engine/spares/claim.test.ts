import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DatabaseRequest, Login, Target } from "#core/database.ts";
import type { ContainerState, Host } from "#core/host.ts";
import { loadDatabases } from "#databases/load.ts";
import { SHARED_NETWORK } from "#core/docker/run-order.ts";
import { AHEAD_NAME } from "#core/database.ts";
import { openHosts } from "#hosts/hosts.ts";
import { containerSpec, secretFiles } from "#leases/container-spec.ts";
import { newPassword } from "#leases/login.ts";
import { never } from "#leases/never.ts";
import { waitUntilReady } from "#leases/ready.ts";
import { lobbyOf } from "#leases/target.ts";
import { readConfig } from "#src/config.ts";
import { leaseWith } from "#test/unit/leases/sample-lease.ts";
import { imageOf, removeLabelled, runnableDatabases } from "#test/support/docker.ts";

const databases = await loadDatabases();
const runnable = (await runnableDatabases()).filter((name) => databases.find(name).database.ahead);
const instance = randomBytes(6).toString("hex");

describe.each(runnable)("a %s that was made before anybody asked for it", (kind) => {
  const { database } = databases.find(kind);
  const { ahead } = database;
  let hosts: Awaited<ReturnType<typeof openHosts>>;
  let spare: Target;
  let caller: Target;
  let request: DatabaseRequest;

  beforeAll(async () => {
    hosts = await openHosts(readConfig({}).hosts, { ...readConfig({}).environment, variables: process.env });
    const host = hosts.find(undefined);
    const reference = await imageOf(kind);
    const image = await host.images.inspect(reference, never());
    const version = image && database.versionOf(image);
    if (!ahead || !version) throw new Error(`no ${kind} in ${reference}`);
    const common = { version, charset: undefined, collation: undefined, auth: undefined, args: [] };
    const memoryBytes = database.memory.defaultBytes;
    const nobody = { user: AHEAD_NAME, password: newPassword(), database: AHEAD_NAME };
    request = { ...common, memoryBytes, login: { user: "app", password: newPassword(), database: "brave_otter" } };
    const plan = ahead.plan({ ...request, login: nobody });
    const id = randomBytes(6).toString("hex");
    const port = 28_000 + Math.floor(Math.random() * 1_900);
    const lease = leaseWith({ id, name: `claimed-${kind}-${id}`, database: kind, version, image: reference, port });
    const made = { ...lease, memoryBytes, login: nobody };
    const network = await host.networks.apart(SHARED_NETWORK, never());
    const containerId = await host.containers.create(
      containerSpec(made, instance, { bind: host.bind, network }, database, plan, true),
      never(),
    );
    await host.containers.start(containerId, never());
    const target = { address: host.address, port, login: nobody, name: made.name, version };
    spare = lobbyOf(database, target);
    caller = { ...target, login: request.login };
    await ready(host, containerId, spare);
  });
  afterAll(async () => {
    await removeLabelled(`longshore.instance=${instance}`);
    await hosts[Symbol.asyncDispose]();
  });

  test("runs what a cold one runs", () => {
    const plan = database.plan(request);
    const nobody = { ...spare.login, database: AHEAD_NAME };
    expect(ahead?.plan({ ...request, login: nobody }).command).toEqual(plan.command);
  });

  test("is the caller's after the claim, over a restart too, and lets nobody in who was let in before", async () => {
    const host = hosts.find(undefined);
    const plan = database.plan(request);
    await host.containers.putFiles(spare.name, "/run/secrets", secretFiles(plan, database, true), never());
    await ahead?.claim(request, plan.files)(spare, never());
    await database.probe(caller, never());
    await expect(refused(spare)).resolves.toBe(true);
    await expect(refused({ ...spare, login: { ...spare.login, database: request.login.database } })).resolves.toBe(
      true,
    );

    const state: ContainerState | undefined = await host.containers.inspect(spare.name, never());
    await host.containers.restart(spare.name, database.stopSeconds, never());
    await ready(host, state?.id ?? spare.name, caller);
    await expect(refused(spare)).resolves.toBe(true);
  });

  test.runIf(kind === "postgres")("is owned by a caller who may do no more than on a cold one", async () => {
    const { user, password, database: name } = caller.login;
    const client = new pg.Client({
      ...caller,
      host: caller.address,
      user,
      password: password.reveal(),
      database: name,
    });
    await client.connect();
    const role = "rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls";
    const { rows } = await client.query<Record<string, unknown>>(
      `SELECT ${role}, current_user AS user, pg_get_userbyid(datdba) AS owner,
              (SELECT count(*)::int FROM pg_roles WHERE rolcanlogin AND rolname <> 'postgres') AS logins
         FROM pg_roles, pg_database WHERE rolname = current_user AND datname = current_database()`,
    );
    await client.end();
    const denied = Object.fromEntries(role.split(", ").map((right) => [right, false]));
    expect(rows).toEqual([{ ...denied, user, owner: user, logins: 1 }]);
  });

  async function refused(target: Target & { readonly login: Login }): Promise<boolean> {
    return database.probe(target, never()).then(
      () => false,
      () => true,
    );
  }

  function ready(host: Host, containerId: string, target: Target): Promise<void> {
    const memoryBytes = database.memory.defaultBytes;
    return waitUntilReady(
      { host, containerId, database, target, memoryBytes, limitMs: database.firstStartMs },
      never(),
    );
  }
});
