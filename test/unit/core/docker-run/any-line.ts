import fc from "fast-check";

/** Words behind `docker run` that Docker takes: every flag with values of its grammar, in every way it can be spelt. */
export function anyLine(): fc.Arbitrary<readonly string[]> {
  return fc
    .tuple(fc.array(anyFlag(), { maxLength: 8 }), anyImage(), fc.array(anyArgument(), { maxLength: 3 }))
    .map(([flags, image, command]) => [...flags.flat(), image, ...command]);
}

/** A line, then with a few words and letters changed, the way typos, chats and enemies do. */
export function anyBrokenLine(): fc.Arbitrary<readonly string[]> {
  return fc.tuple(anyLine(), fc.array(anyChange(), { minLength: 1, maxLength: 4 })).map(([line, changes]) => {
    return changes.reduce((words, change) => change(words), line);
  });
}

function anyImage(): fc.Arbitrary<string> {
  return fc.constantFrom(
    "alpine",
    "mysql:8.4",
    "postgres",
    "ghcr.io/team/app:1.0",
    "localhost:5000/a/b",
    "c5b1261d6d3e",
  );
}

const word = fc.stringMatching(/^[a-z][a-z0-9_.-]{1,8}$/).filter((text) => !text.endsWith("."));
const size = fc
  .tuple(fc.integer({ min: 6, max: 4000 }), fc.constantFrom("m", "M", "mb", "MiB", "g"))
  .map((parts) => parts.join(""));
const time = fc
  .tuple(fc.integer({ min: 1, max: 90 }), fc.constantFrom("s", "m", "ms", "h", "m30s", ".5s"))
  .map((parts) => parts.join(""));
const port = fc.integer({ min: 1, max: 65_000 });
const count = fc.integer({ min: 0, max: 100_000 }).map(String);
const path = fc.array(word, { minLength: 1, maxLength: 3 }).map((parts) => `/${parts.join("/")}`);
const host = fc.constantFrom("127.0.0.1", "0.0.0.0", "[::1]", "[2001:db8::5]", "192.168.1.10");
const protocol = fc.constantFrom("", "/tcp", "/udp", "/sctp", "/TCP");
const text = fc.string({ maxLength: 12 }).filter((text) => !text.startsWith("-") && !/[\r\n]/.test(text));
const pair = fc.tuple(word, text).map(([name, value]) => `${name}=${value}`);

const published = fc.oneof(
  fc.tuple(port, protocol).map(([inside, end]) => `${inside}${end}`),
  fc.tuple(port, port, protocol).map(([outside, inside, end]) => `${outside}:${inside}${end}`),
  fc
    .tuple(host, port, port, protocol)
    .map(([address, outside, inside, end]) => `${address}:${outside}:${inside}${end}`),
  fc.tuple(host, port).map(([address, inside]) => `${address}::${inside}`),
  fc
    .tuple(port, port, fc.nat(5))
    .map(([outside, inside, more]) => `${outside}-${outside + more}:${inside}-${inside + more}`),
  fc.tuple(port, port, fc.nat(5)).map(([outside, inside, more]) => `${outside}-${outside + more}:${inside}`),
);

const mounts = fc.oneof(
  fc.tuple(word, path).map(([name, target]) => `type=volume,source=${name},target=${target}`),
  fc.tuple(path, path).map(([source, target]) => `type=bind,src=${source},dst=${target},readonly`),
  fc.tuple(path, size).map(([target, bytes]) => `type=tmpfs,destination=${target},tmpfs-size=${bytes}`),
  fc.tuple(word, path, pair).map(([name, target]) => `source=${name},target=${target},volume-label=a=b,volume-nocopy`),
);

/** Flags that take a value: name, letter, values. No two of one line contradict one another. */
const VALUES: readonly (readonly [name: string, letter: string, values: fc.Arbitrary<string>])[] = [
  ["name", "", word],
  ["hostname", "h", word],
  ["user", "u", fc.oneof(word, fc.constantFrom("1000", "1000:1000", "0"))],
  ["workdir", "w", path],
  ["entrypoint", "", path],
  ["env", "e", pair],
  ["label", "l", pair],
  ["publish", "p", published],
  ["expose", "", fc.tuple(port, fc.constantFrom("", "/tcp", "/udp")).map((parts) => parts.join(""))],
  [
    "volume",
    "v",
    fc.oneof(
      path,
      fc.tuple(word, path).map((parts) => parts.join(":")),
      fc
        .tuple(path, path, fc.constantFrom("", ":ro", ":rw,z", ":nocopy"))
        .map(([source, target, mode]) => `${source}:${target}${mode}`),
    ),
  ],
  ["mount", "", mounts],
  [
    "tmpfs",
    "",
    fc.tuple(path, fc.constantFrom("", ":size=64m", ":rw,noexec,mode=1777")).map((parts) => parts.join("")),
  ],
  ["memory", "m", size],
  ["shm-size", "", size],
  ["cpus", "", fc.constantFrom("0.5", "1", "2.25", ".1", "3.")],
  ["cpuset-cpus", "", fc.constantFrom("0", "0-1", "0,1")],
  ["cpu-shares", "c", count],
  ["pids-limit", "", count],
  [
    "ulimit",
    "",
    fc
      .tuple(fc.constantFrom("nofile", "nproc", "memlock"), fc.integer({ min: 1, max: 9999 }))
      .map(([name, limit]) => `${name}=${limit}:${limit + 1}`),
  ],
  ["health-cmd", "", word],
  ["health-interval", "", time],
  ["health-start-period", "", time],
  ["health-retries", "", count],
  ["stop-signal", "", fc.constantFrom("SIGTERM", "INT", "9")],
  ["stop-timeout", "", count],
  ["dns", "", fc.constantFrom("1.1.1.1", "2606:4700::1111", "0:0::1")],
  ["dns-search", "", fc.constantFrom("example.com", ".", "a.b.")],
  [
    "add-host",
    "",
    fc
      .tuple(word, fc.constantFrom(":", "="), fc.constantFrom("10.0.0.5", "::1", "[::1]", "host-gateway"))
      .map((parts) => parts.join("")),
  ],
  ["cap-add", "", fc.constantFrom("NET_ADMIN", "cap_chown", "Sys_Admin", "ALL")],
  ["cap-drop", "", fc.constantFrom("all", "MKNOD", "CAP_NET_RAW")],
  [
    "security-opt",
    "",
    fc.constantFrom("no-new-privileges", "no-new-privileges:true", "seccomp=unconfined", "label=disable"),
  ],
  ["sysctl", "", fc.constantFrom("net.core.somaxconn=1024", "kernel.shmmax=5")],
  ["log-driver", "", fc.constantFrom("json-file", "local", "syslog")],
  ["log-opt", "", fc.constantFrom("max-size=10m", "max-file=2", "tag={{.Name}}")],
  ["device", "", fc.constantFrom("/dev/fuse", "/dev/sda:/dev/xvda:r", "/dev/snd:rw")],
  ["pid", "", fc.constantFrom("host", "container:other")],
  ["ipc", "", fc.constantFrom("host", "private", "shareable", "none", "container:x")],
  ["platform", "", fc.constantFrom("linux/amd64", "linux/arm64/v8", "linux/arm/v6")],
  ["pull", "", fc.constantFrom("missing", "never")],
  ["gpus", "", fc.constantFrom("all", "2", "device=0")],
  ["oom-score-adj", "", fc.constantFrom("5", "-5")],
];

const SWITCHES: readonly (readonly [name: string, letter: string])[] = [
  ["interactive", "i"],
  ["tty", "t"],
  ["publish-all", "P"],
  ["init", ""],
  ["rm", ""],
  ["read-only", ""],
  ["privileged", ""],
];

function anyFlag(): fc.Arbitrary<readonly string[]> {
  const spelling = fc.nat(3);
  const valued = fc
    .constantFrom(...VALUES)
    .chain(([name, letter, values]) =>
      fc.tuple(values, spelling).map(([value, how]) => spell(name, letter, value, how)),
    );
  const switched = fc
    .constantFrom(...SWITCHES)
    .chain(([name, letter]) =>
      fc.constantFrom(
        [`--${name}`],
        [`--${name}=true`],
        [`--${name}=0`],
        letter === "" ? [`--${name}`] : [`-${letter}`],
      ),
    );
  return fc.oneof(
    { weight: 5, arbitrary: valued },
    { weight: 1, arbitrary: switched },
    { weight: 1, arbitrary: fc.constantFrom(["-it"], ["-ti"], ["-itP"]) },
  );
}

function spell(name: string, letter: string, value: string, how: number): readonly string[] {
  const attached = value !== "" && !value.startsWith("=");
  if (letter !== "" && how === 1 && attached) return [`-${letter}${value}`];
  if (letter !== "" && how === 2 && value !== "") return [`-it${letter}`, value];
  return how === 3 ? [`--${name}`, value] : [`--${name}=${value}`];
}

function anyArgument(): fc.Arbitrary<string> {
  return fc.oneof(text, fc.constantFrom("--character-set-server=utf8mb4", "-c", "sh", "--rm"));
}

// Every UTF-16 unit, lone surrogates included; fast-check's own "binary" strings take a second to set up.
const anyCharacter = fc.nat(0xffff).map((code) => String.fromCharCode(code));

type Change = (words: readonly string[]) => readonly string[];

function anyChange(): fc.Arbitrary<Change> {
  const at = fc.nat(1000);
  const piece = fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 3 }), anyCharacter);
  return fc.tuple(fc.nat(5), at, at, piece).map(([how, first, second, piece]): Change => {
    return (words) => {
      const index = first % (words.length + 1);
      const word = words[index] ?? "";
      const cut = second % (word.length + 1);
      if (how === 0) return words.toSpliced(index, 1);
      if (how === 1) return words.toSpliced(index, 0, piece);
      if (how === 2) return words.toSpliced(index, 1, word.slice(0, cut) + piece + word.slice(cut));
      if (how === 3) return words.toSpliced(index, 1, word.slice(0, cut) + word.slice(cut + 1));
      if (how === 4) return words.toSpliced(index, 1, word.toUpperCase());
      return words.toSpliced(index, 2, word + (words[index + 1] ?? ""));
    };
  });
}

/** What hands over the host, and what bends a grammar. */
const PIECES: readonly string[] = [
  "--privileged",
  "--privileged=true",
  "--pid=host",
  "--net=host",
  "--network=host",
  "--network=name=host",
  "--ipc=host",
  "--uts=host",
  "--userns=host",
  "--cgroupns=host",
  "--pid=container:x",
  "-v",
  "/:/host",
  "-v/:/host",
  "-v=/etc:/e:ro",
  "/var/run/docker.sock:/s",
  "--mount=type=bind,src=/,dst=/h",
  '--mount="type=bind","source=/etc",dst=/h',
  "--device=/dev/sda",
  "--mount=type=volume,dst=/x,volume-driver=local,volume-opt=type=none,volume-opt=o=bind,volume-opt=device=/etc",
  "--cap-add=ALL",
  "--cap-add=sys_admin",
  "--security-opt=seccomp=unconfined",
  "--security-opt=systempaths=unconfined",
  "--security-opt=apparmor:unconfined",
  "--security-opt=no-new-privileges=false",
  "--volumes-from=x",
  "--env-file=/etc/passwd",
  "--gpus=all",
  "--runtime=kata",
  "--sysctl=net.x=1",
  "--cgroup-parent=/",
  "--oom-kill-disable",
  "--link=a:b",
  "--group-add=0",
  "--annotation=a=b",
  "--volume-driver=x",
  "--log-driver=gelf",
  "-p0.0.0.0:9000:80",
  "-p80:80",
  "-P",
  "-p=[::]:9000:80",
  "--label=longshore.owner=me",
  "--label=com.docker.compose.project=x",
  "--add-host=h:host-gateway",
  "--memory=0",
  "-m=-1",
  "--memory-swap=-1",
  "--pids-limit=-1",
  "--restart=always",
  "--rm",
  "—privileged",
  "–v",
  "---privileged",
  "-privileged",
  "=",
  ",",
  ":",
  "/",
  "..",
  "-",
  "--",
  " ",
  "\u00a0",
  "\0",
  "\ud800",
  "__proto__",
  "constructor",
  '"',
  "'",
  "\\",
  "\n",
  "${x}",
  "~",
];
