/**
 * What no body may say, whatever the line was: written apart from the policy and in its simplest form, as a second pair
 * of eyes on it. Gives what is wrong. For the strict policy, which allows nothing beyond the ordinary.
 */
export function dangersIn(body: unknown): readonly string[] {
  // As the engine would read it: any case of a key counts.
  const text = JSON.stringify(body, (_, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key.toLowerCase(), inner]))
      : value,
  );
  const { hostconfig: host = {}, labels = {} } = JSON.parse(text) as {
    hostconfig?: Readonly<Record<string, unknown>>;
    labels?: Readonly<Record<string, string>>;
  };
  const list = (key: string): readonly unknown[] => (Array.isArray(host[key]) ? host[key] : []);
  const says = (key: string): string => JSON.stringify(host[key] ?? "");
  const dangers: readonly (readonly [danger: string, is: boolean])[] = [
    ["privileged", host["privileged"] === true],
    [
      "host or foreign namespace",
      /"(?:host"|container:|ns:)/i.test(
        ["pidmode", "ipcmode", "utsmode", "usernsmode", "cgroupnsmode", "networkmode", "cgroup"].map(says).join(),
      ),
    ],
    ["default network", /^"(?:default|bridge|)"$/.test(says("networkmode"))],
    ["bind", list("binds").some((bind) => !/^[a-zA-Z0-9][\w.-]+:\/[^:]*(?::[^:]*)?$/.test(String(bind)))],
    ["shared bind", list("binds").some((bind) => /(?:shared|slave)/.test(String(bind).split(":")[2] ?? ""))],
    ["bind mount", /"type":"(?!volume"|tmpfs")/.test(says("mounts"))],
    ["volume from a path", /"source":"(?![a-zA-Z0-9][\w.-]+")/.test(says("mounts"))],
    ["driver options", /"options":\{"/.test(says("mounts")) || /"name":"(?!local")/.test(says("mounts"))],
    [
      "devices",
      [
        "devices",
        "devicerequests",
        "devicecgrouprules",
        "blkiodevicereadbps",
        "blkiodevicewritebps",
        "blkioweightdevice",
      ].some((key) => list(key).length > 0),
    ],
    [
      "capability",
      list("capadd").some(
        (name) =>
          !/^CAP_(?:CHOWN|DAC_OVERRIDE|FOWNER|FSETID|KILL|NET_BIND_SERVICE|SETGID|SETPCAP|SETUID|SYS_CHROOT)$/.test(
            String(name),
          ),
      ),
    ],
    ["capabilities kept", !list("capdrop").includes("ALL")],
    [
      "confinement",
      list("securityopt").length === 0 ||
        list("securityopt").some((option) => !/^no-new-privileges(?:[:=]true)?$/.test(String(option))),
    ],
    ["masked paths", "maskedpaths" in host || "readonlypaths" in host],
    [
      "others' volumes, links, groups",
      ["volumesfrom", "links", "groupadd"].some((key) => list(key).some((name) => name !== "mine")),
    ],
    [
      "cgroup, runtime, isolation",
      ["cgroupparent", "runtime", "isolation", "volumedriver"].some(
        (key) => !["", "default", "local"].includes(JSON.stringify(host[key] ?? "").slice(1, -1)),
      ),
    ],
    [
      "kernel settings",
      ["sysctls", "annotations", "storageopt"].some((key) => Object.keys(host[key] ?? {}).length > 0),
    ],
    ["every address", host["publishallports"] === true || /"hostip":"(?!127\.|::1")/.test(says("portbindings"))],
    ["low port", /"hostport":"0*(?:[1-9]\d{0,2}|10[01]\d|102[0-3])(?:-|")/.test(says("portbindings"))],
    [
      "no limit",
      !["memory", "pidslimit"].every((key) => Number(host[key]) > 0) ||
        !(Number(host["nanocpus"] ?? 0) > 0 || Number(host["cpuquota"] ?? 0) > 0),
    ],
    [
      "too much",
      Number(host["memory"]) > 4 * 1024 ** 3 ||
        Number(host["memoryswap"]) < 0 ||
        Number(host["shmsize"] ?? 0) > 1024 ** 3,
    ],
    ["killing others", host["oomkilldisable"] === true || Number(host["oomscoreadj"] ?? 0) < 0],
    ["log elsewhere", !/"type":"(?:json-file|local)"/.test(says("logconfig"))],
    ["restart", !/"name":"(?:no|)"/.test(says("restartpolicy"))],
    ["host-gateway", /host-gateway/i.test(says("extrahosts"))],
    [
      "labels",
      labels["longshore.owner"] !== "slack:T1/U1" ||
        Object.keys(labels).some((name) => /^(?:com\.docker|traefik)/i.test(name)),
    ],
  ];
  return dangers.filter(([, is]) => is).map(([danger]) => danger);
}
