import { describe, expect, test } from "vitest";
import { parseRun } from "#core/docker-run/parse.ts";
import { readWords } from "#core/words.ts";
import { cpuMs } from "#test/support/cpu-time.ts";

function read(line: string): ReturnType<typeof parseRun> {
  return parseRun(readWords(line).words.map(({ text }) => text));
}

describe("flags are read however they are spelt", () => {
  const ports = [{ host: { first: 8080, last: 8080 }, container: { first: 80, last: 80 }, protocol: "tcp" }];
  test.each([
    ["-p 8080:80"],
    ["-p8080:80"],
    ["-p=8080:80"],
    ["--publish 8080:80"],
    ["--publish=8080:80"],
    ["-p published=8080,target=80"],
    ["-publish 8080:80"],
  ])("%s", (flag) => {
    expect(read(`${flag} nginx`)).toMatchObject({ options: { ports }, image: "nginx", faults: [] });
  });

  test.each([
    ["-dit", { detach: true, interactive: true, tty: true }],
    ["-itd", { detach: true, interactive: true, tty: true }],
    ["-it=false", { interactive: true, tty: false }],
    ["-iteA=B=C", { interactive: true, tty: true, env: [{ name: "A", value: "B=C" }] }],
    ["--init=false", { init: false }],
    [
      "-e A=1 -e B=2 -e A=3",
      {
        env: [
          { name: "A", value: "3" },
          { name: "B", value: "2" },
        ],
      },
    ],
    ["--net app --net-alias db", { networks: [{ name: "app" }], networkAliases: ["db"] }],
    ["--network name=app,alias=db,ip=172.30.0.5", { networks: [{ name: "app", aliases: ["db"], ip: "172.30.0.5" }] }],
    ["--restart on-failure:3", { restart: { name: "on-failure", retries: 3 } }],
    ["-m 1.5g --memory-swap -1", { memory: 1_610_612_736, memorySwap: -1 }],
    ["--cpus .5", { nanoCpus: 500_000_000 }],
    ["--health-interval 1m30s", { healthInterval: 90_000_000_000 }],
    ["--ulimit nofile=1024", { ulimits: [{ name: "nofile", soft: 1024, hard: 1024 }] }],
    [
      "-p 127.0.0.1:8000-8001:80-81/udp",
      {
        ports: [
          {
            address: "127.0.0.1",
            host: { first: 8000, last: 8001 },
            container: { first: 80, last: 81 },
            protocol: "udp",
          },
        ],
      },
    ],
    ["-p [::1]::80", { ports: [{ address: "::1", container: { first: 80, last: 80 }, protocol: "tcp" }] }],
    ["-v data:/data:ro", { volumes: [{ source: "data", target: "/data", options: "ro" }] }],
    [
      "--mount type=tmpfs,target=/t,tmpfs-size=64m",
      { mounts: [{ type: "tmpfs", target: "/t", tmpfs: { bytes: 67_108_864 } }] },
    ],
    ["--tmpfs /run:size=64m", { tmpfs: [{ target: "/run", options: "size=64m" }] }],
    ["--add-host=db=[::1]", { extraHosts: [{ name: "db", address: "::1" }] }],
    ["--dns 2001:0db8::0:1", { dns: ["2001:db8::1"] }],
    ["--entrypoint=", { entrypoint: "" }],
  ])("%s", (flags, options) => {
    expect(read(`${flags} nginx`)).toMatchObject({ options, image: "nginx", faults: [] });
  });
});

test("the image ends the flags, and the rest is the container's own command", () => {
  expect(read("--rm alpine -p 80:80 --rm")).toMatchObject({
    options: { rm: true },
    image: "alpine",
    command: ["-p", "80:80", "--rm"],
  });
  expect(read("-- alpine -- x")).toMatchObject({ image: "alpine", command: ["--", "x"] });
});

test.each([
  ["-net app nginx", [{ from: "-net", to: "--network" }]],
  [
    "-name=db -rm nginx",
    [
      { from: "-name=db", to: "--name=db" },
      { from: "-rm", to: "--rm" },
    ],
  ],
  ["---name db nginx", [{ from: "---name", to: "--name" }]],
  ["docker run -d nginx", [{ from: "docker run", to: "/docker run" }]],
  ["$ sudo docker container run -d nginx", [{ from: "$ sudo docker container run", to: "/docker run" }]],
])("what people mean is read and told: %s", (line, repairs) => {
  expect(read(line)).toMatchObject({ image: "nginx", repairs, faults: [] });
});

test.each([
  ["--nmae db nginx", ['There is no flag "--nmae". Did you mean --name?']],
  ["--port 80:80 nginx", ['There is no flag "--port". Did you mean --publish?']],
  ["--volumes data:/data nginx", ['There is no flag "--volumes". Did you mean --volume?']],
  ["--zzzzzz 5 -d nginx", ['There is no flag "--zzzzzz".']],
  ["-D nginx", ['There is no flag "-D". Did you mean --detach?']],
  ["--name", ["--name needs a value: --name <name>."]],
  ["--name -d nginx", ['--name needs a value: --name <name>. If "-d" is the value, write --name=-d.']],
  ["-d", ["There is no image. An image ends the flags, as nginx in -d -p 8080:80 nginx."]],
  [
    "-e PATH nginx",
    [
      '-e "PATH": without a value Docker takes the variable from the environment of whoever runs it, which here would be the bot\'s and not yours. Write PATH=value.',
    ],
  ],
  [
    "--env-file .env nginx",
    [
      "--env-file reads a file on the machine the command runs on, which here would be the bot's. Write -e NAME=value for each variable.",
    ],
  ],
  [
    "-v $PWD:/app nginx",
    [
      '-v "$PWD:/app": no shell reads this line, so nothing replaces the $ in it. Write the path or a volume\'s name itself.',
    ],
  ],
  [
    "-v ./x:/app nginx",
    [
      '-v "./x:/app": relative paths are relative to a folder of yours, which the host does not have. Use a named volume: data:/path/in/container.',
    ],
  ],
  ["-v data nginx", ['-v "data": "data" is no absolute path in the container. Did you mean data:/path/in/container?']],
  [
    "-p 80:nginx nginx",
    ['-p "80:nginx": "nginx" is not a port; ports are numbers from 1 to 65535, or a range such as 8000-8010.'],
  ],
  ["-m 5 nginx", ["--memory is 6 MB (6m) at least, says the engine. A number without a unit is in bytes."]],
  [
    "--rm --restart=always nginx",
    ["--rm and --restart contradict one another: a container that is removed when it ends cannot be started again."],
  ],
  ["--health-interval 30 nginx", ['--health-interval "30": expected a unit: 30s for seconds, 30m for minutes.']],
  ["--cap-add NET_ADMINN nginx", ['--cap-add "NET_ADMINN": Linux has no such capability. Did you mean NET_ADMIN?']],
  ["Nginx", ['The image "Nginx": the name of an image is in small letters. Did you mean nginx?']],
  [
    "https://ghcr.io/a/b",
    ['The image "https://ghcr.io/a/b": an image is named without http://, as registry.example.com/team/app:1.0.'],
  ],
])("what is wrong is said in a sentence: %s", (line, sentences) => {
  expect(read(line).faults.map(({ sentence }) => sentence)).toEqual(sentences);
});

test("everything that is wrong is told at once", () => {
  expect(read("--name ä --nmae x -p a:b -m lots --restart=sometimes Nginx").faults).toHaveLength(7);
});

test("a flag given twice counts once, and that is said", () => {
  expect(read("--name a1 --name b2 nginx")).toMatchObject({
    options: { name: "b2" },
    notes: ['--name is given twice; as with Docker the last counts: "b2".'],
  });
});

test("thousands of wrong words cost no time", async () => {
  const line = Array.from({ length: 4000 }, (_, index) => `--x${index}`);
  let faults = 0;
  // 30 ms; looking for what each was meant to be would be seconds.
  expect(await cpuMs(() => (faults = parseRun(line).faults.length))).toBeLessThan(1_000);
  expect(faults).toBeLessThan(100);
});
