import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { planRun, previewRun } from "#core/docker-run/plan.ts";
import { refusals } from "#core/docker-run/policy.ts";
import { readRunText } from "#core/docker-run/read.ts";
import { RunPolicy } from "#core/docker-run/run-policy.ts";
import { Problem } from "#core/problem.ts";
import { context, strict } from "./context.ts";
import { dangersIn } from "./dangers.ts";

function refused(flags: string, policy = strict): readonly string[] {
  const { request } = readRunText(`${flags} alpine`);
  return previewRun(request, policy, context).refused.map(({ flag, why }) => `${flag} ${why}`);
}

describe("what hands over the host is refused by name", () => {
  test.each([
    ["--privileged", "--privileged"],
    ["--pid host", "--pid host"],
    ["--pid container:x", "--pid container:x"],
    ["--ipc host", "--ipc host"],
    ["--ipc container:x", "--ipc container:x"],
    ["--uts host", "--uts host"],
    ["--userns host", "--userns host"],
    ["--cgroupns host", "--cgroupns host"],
    ["--network host", "--network host"],
    ["--net container:db", "--network container:db"],
    ["--network name=host", "--network host"],
    ["-v /:/h", "-v /:/h"],
    ["-v /etc:/e:ro", "-v /etc:/e:ro"],
    ["-v /srv/../etc:/e", "-v /srv/../etc:/e"],
    ["-v //etc/.:/e", "-v //etc/.:/e"],
    ["-v /proc:/p", "-v /proc:/p"],
    ["-v /var:/v", "-v /var:/v"],
    ["-v /srv/data:/d", "-v /srv/data:/d"],
    ["-v /var/run/docker.sock:/s", "-v /var/run/docker.sock:/s"],
    ["-v data:/d:rshared", "-v data:/d:rshared"],
    ["--mount type=bind,src=/srv,dst=/d", "--mount type=bind,source=/srv,target=/d"],
    [
      "--mount type=volume,dst=/x,volume-opt=type=none,volume-opt=o=bind,volume-opt=device=/etc",
      "--mount type=volume,target=/x",
    ],
    ["--mount type=volume,dst=/x,volume-driver=sshfs", "--mount type=volume,target=/x"],
    ["--mount type=image,src=alpine,dst=/x", "--mount type=image,source=alpine,target=/x"],
    ["--volume-driver sshfs -v a1:/a", "--volume-driver"],
    ["--volumes-from theirs", "--volumes-from theirs"],
    ["--device /dev/sda", "--device /dev/sda"],
    ["--device vendor.com/gpu=0", "--device vendor.com/gpu=0"],
    ["--device-cgroup-rule 'a *:* rwm'", "--device-cgroup-rule a *:* rwm"],
    ["--device-read-bps /dev/sda:1mb", "--device-read-bps"],
    ["--gpus all", "--gpus"],
    ["--cap-add NET_ADMIN", "--cap-add CAP_NET_ADMIN"],
    ["--cap-add all", "--cap-add ALL"],
    ["--security-opt seccomp=unconfined", "--security-opt seccomp=unconfined"],
    ["--security-opt apparmor:unconfined", "--security-opt apparmor:unconfined"],
    ["--security-opt no-new-privileges=false", "--security-opt no-new-privileges=false"],
    ["--security-opt systempaths=unconfined", "--security-opt systempaths=unconfined"],
    ["--group-add docker", "--group-add docker"],
    ["--runtime kata", "--runtime kata"],
    ["--sysctl net.ipv4.ip_forward=1", "--sysctl net.ipv4.ip_forward"],
    ["--cgroup-parent /x", "--cgroup-parent"],
    ["--isolation hyperv", "--isolation"],
    ["--annotation a=b", "--annotation a"],
    ["--storage-opt size=1g", "--storage-opt size"],
    ["--link db:db", "--link db:db"],
    ["--network app --link db:db", "--link db:db"],
    ["--network app --ip 172.30.0.5", "--ip"],
    ["--mac-address 92:d0:c6:0a:29:33", "--mac-address"],
    [
      "--network name=app,driver-opt=com.docker.network.endpoint.sysctls=net.x=1",
      "driver-opt=com.docker.network.endpoint.sysctls of --network",
    ],
    ["--add-host h:host-gateway", "--add-host h:host-gateway"],
    ["-p 0.0.0.0:8080:80", "-p 0.0.0.0:8080:80/tcp"],
    ["-p [::]:8080:80", "-p [::]:8080:80/tcp"],
    ["-p 80:80", "-p 127.0.0.1:80:80/tcp"],
    ["-p 22-30:80", "-p 127.0.0.1:22-30:80/tcp"],
    ["-m 100g", "--memory"],
    ["-m 64m --memory-swap -1", "--memory-swap"],
    ["--cpus 64", "--cpus"],
    ["--cpu-quota 9000000", "--cpu-quota"],
    ["--cpu-quota -1", "--cpu-quota"],
    ["--pids-limit -1", "--pids-limit"],
    ["--shm-size 50g", "--shm-size"],
    ["--stop-timeout 99999", "--stop-timeout"],
    ["--stop-timeout -1", "--stop-timeout"],
    ["--cpu-rt-runtime 950000", "--cpu-rt-runtime"],
    ["--cpu-shares 4096", "--cpu-shares"],
    ["--oom-kill-disable", "--oom-kill-disable"],
    ["--oom-score-adj -500", "--oom-score-adj"],
    ["--ulimit rtprio=99", "--ulimit rtprio"],
    ["--log-driver syslog", "--log-driver syslog"],
    ["--log-driver none", "--log-driver none"],
    ["--log-opt max-size=50g", "--log-opt max-size"],
    ["--log-opt env=SECRET", "--log-opt env"],
    ["--log-opt constructor=1", "--log-opt constructor"],
    ["-l com.docker.compose.project=x", "--label com.docker.compose.project"],
    ["-l traefik.enable=true", "--label traefik.enable"],
    ["-l Longshore.expires=never", "--label Longshore.expires"],
  ])("%s", (flags, named) => {
    const reasons = refused(flags);
    expect(reasons.some((reason) => reason.startsWith(`${named} `))).toBe(true);
    expect(reasons.every((reason) => /^\S.*\.$/s.test(reason))).toBe(true);
  });
});

test("what makes sense for a detached container is allowed", () => {
  const flags =
    "-dit --name db -h db -u 1000 -w /srv --entrypoint sh -e A=b -l a=b -p 8080:80 -p 127.0.0.2:9000:81 -v data:/data -v /anonymous --mount type=volume,src=more,dst=/more,volume-label=a=b --mount type=tmpfs,dst=/t --tmpfs /run --network app --network-alias x --restart always --init -m 1g --memory-swap 2g --cpus 2 --cpuset-cpus 0 --pids-limit 100 --shm-size 64m --ulimit nofile=1024 --health-cmd true --health-interval 5s --stop-signal INT --stop-timeout 30 --cap-drop ALL --cap-add CHOWN --read-only --security-opt no-new-privileges --pull missing --platform linux/amd64 --log-opt max-size=5m --dns 1.1.1.1 --add-host a:10.0.0.1 --expose 90 -P";
  expect(refused(flags)).toEqual([]);
  expect(refused("--volumes-from mine:ro")).toEqual([]);
});

test("the answer names every refused flag with its reason", () => {
  const { request } = readRunText("--privileged --pid=host -v /etc:/x alpine");
  expect(() => planRun(request, strict, context)).toThrow(Problem);
  try {
    planRun(request, strict, context);
  } catch (error) {
    expect((error as Problem).message).toMatchInlineSnapshot(`
      "--privileged gives the container the whole host: every device, every capability, no isolation.
      --pid host joins the host's own namespace, from where the host can be seen and steered.
      -v /etc:/x is the host's own (/etc) and is never mounted."
    `);
    expect((error as Problem).hint).toMatchInlineSnapshot(
      `"Leave out --privileged and --pid host and -v /etc:/x, or ask an admin."`,
    );
  }
});

describe("an operator can open", () => {
  const open = RunPolicy.parse({
    binds: [{ path: "/srv/data" }, { path: "/srv/out", write: true }, { path: "/" }],
    capabilities: ["NET_ADMIN"],
    runtimes: ["runsc"],
    sysctls: ["net.core.*", "net.ipv4.ip_forward"],
    gpus: true,
    addresses: ["0.0.0.0"],
    lowestPort: 80,
    registries: ["docker.io", "ghcr.io"],
  });

  test("folders, and what is below them, to be read or written", () => {
    expect(
      refused("-v /srv/data:/d:ro -v /srv/data/a/b:/e:ro -v /srv/out:/o --mount type=bind,src=/srv/out/x,dst=/x", open),
    ).toEqual([]);
    expect(refused("--mount type=bind,src=/srv/data,dst=/d,readonly", open)).toEqual([]);
    expect(
      refused("-v /srv/../srv/out/../../etc:/d", RunPolicy.parse({ binds: [{ path: "/srv/out", write: true }] })),
    ).toHaveLength(1);
    expect(refused("-v /srv/database:/d:ro", RunPolicy.parse({ binds: [{ path: "/srv/data" }] }))).toHaveLength(1);
    expect(refused("-v /srv/data:/d", RunPolicy.parse({ binds: [{ path: "/srv/data" }] }))).toEqual([
      "-v /srv/data:/d may be mounted to be read only: end it with :ro.",
    ]);
  });

  test("but never the host itself, even with / on the list", () => {
    for (const path of [
      "/",
      "/etc",
      "/etc/ssl",
      "/proc",
      "/sys/fs",
      "/var",
      "/var/run",
      "/run/docker.sock",
      "/var/lib/docker/volumes",
      "/root/.ssh",
      "/opt/x.sock",
      "/usr/bin",
    ]) {
      expect(refused(`-v ${path}:/x:ro`, open)).toHaveLength(1);
      expect(refused(`--mount type=bind,src=${path},dst=/x,ro`, open)).toHaveLength(1);
    }
  });

  test("capabilities, runtimes, kernel settings, graphics cards, addresses, ports", () => {
    expect(
      refused(
        "--cap-add net_admin --runtime runsc --sysctl net.core.somaxconn=1 --sysctl net.ipv4.ip_forward=1 --gpus all -p 0.0.0.0:80:80",
        open,
      ),
    ).toEqual([]);
    expect(refused("--cap-add SYS_ADMIN", open)).toHaveLength(1);
    expect(refused("--sysctl net.ipv4.ip_forward_x=1", open)).toHaveLength(1);
  });

  test("registries, and no others", () => {
    const from = (image: string): number => previewRun(readRunText(image).request, open, context).refused.length;
    expect([from("alpine"), from("team/app"), from("ghcr.io/a/b"), from("quay.io/a/b"), from("localhost/a")]).toEqual([
      0, 0, 0, 1, 1,
    ]);
  });

  test("nothing by a slip: settings are checked", () => {
    for (const wrong of [
      { binds: [{ path: "srv" }] },
      { binds: [{ path: "/a/../b" }] },
      { capabilities: ["ROOT"] },
      { privileged: true },
    ]) {
      expect(RunPolicy.safeParse(wrong).success).toBe(false);
    }
  });
});

describe("a body from elsewhere gets no further than a line", () => {
  const { body } = previewRun(readRunText("alpine").request, strict, context).request;

  test.each([
    ["a key in another case", { ...body, hostconfig: { privileged: true } }],
    ["a key in another case within", { ...body, HostConfig: { ...body.HostConfig, privileged: true } }],
    ["a setting no flag has", { ...body, HostConfig: { ...body.HostConfig, Cgroup: "container:x" } }],
    ["no limits", { ...body, HostConfig: { ...body.HostConfig, Memory: 0 } }],
    ["no hardening", { ...body, HostConfig: { ...body.HostConfig, SecurityOpt: [] } }],
    ["an owner of its own", { ...body, Labels: { ...body.Labels, "longshore.owner": "slack:T1/U2" } }],
    ["no lease", { ...body, Labels: {} }],
    [
      "a port without address",
      { ...body, HostConfig: { ...body.HostConfig, PortBindings: { "80/tcp": [{ HostIp: "", HostPort: "8080" }] } } },
    ],
    ["nothing", {}],
    ["text", "HostConfig"],
  ])("%s", (_, sent) => {
    expect(refusals(sent, strict, context)).not.toEqual([]);
  });

  test("the ordinary one passes", () => {
    expect(refusals(body, strict, context)).toEqual([]);
    expect(dangersIn(body)).toEqual([]);
  });
});

test("no spelling of a forbidden flag gets round it", () => {
  // One intent, in every way a line can say it: dashes, letters, quotes, cases, doubled flags, chat's own dashes.
  const intents: readonly (readonly [name: string, short: string, value: string])[] = [
    ["privileged", "", "true"],
    ["pid", "", "host"],
    ["network", "", "host"],
    ["net", "", "name=host"],
    ["volume", "v", "/etc:/x"],
    ["volume", "v", "/./etc/../etc/:/x:ro"],
    ["volume", "v", "/run/docker.sock:/s"],
    ["cap-add", "", "sYs_AdMiN"],
    ["device", "", "/dev/sda"],
    ["mount", "", "type=bind,src=/etc,dst=/x"],
    ["mount", "", 'TYPE=BIND,"SOURCE=/etc",Target=/x'],
    ["publish", "p", "0.0.0.0:8080:80"],
    ["publish", "p", "0:0:0:0:0:0:0:0:8080:80"],
    ["security-opt", "", "seccomp=unconfined"],
    ["runtime", "", "x"],
    ["memory", "m", "999g"],
    ["add-host", "", "h=host-gateway"],
    ["oom-kill-disable", "", "T"],
    ["label", "l", "LONGSHORE.owner=x"],
    ["ipc", "", "container:x"],
  ];
  const spelling = fc.record({
    intent: fc.constantFrom(...intents),
    dashes: fc.constantFrom("--", "—", "––", "---", "-"),
    joined: fc.boolean(),
    short: fc.boolean(),
    quotes: fc.constantFrom("", '"', "'", "“"),
    before: fc.constantFrom("", "-it", "--privileged=false", "--pid=", "-v data:/data", "--rm"),
  });
  fc.assert(
    fc.property(spelling, ({ intent: [name, letter, value], dashes, joined, short, quotes, before }) => {
      const close = quotes === "“" ? "”" : quotes;
      const quoted = `${quotes}${quotes === '"' || quotes === "“" ? value.replaceAll('"', '\\"') : value}${close}`;
      const isSwitch = name === "privileged" || name === "oom-kill-disable";
      const flag =
        short && letter !== ""
          ? `-${letter}${joined ? "=" : " "}`
          : `${dashes}${name}${joined || isSwitch ? "=" : " "}`;
      try {
        const { body } = planRun(readRunText(`${before} ${flag}${quoted} alpine`).request, strict, context).request;
        throw new Error(`got round: ${JSON.stringify(body)}`);
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
      }
    }),
    { numRuns: 2000 },
  );
});
