import { expect, test } from "vitest";
import { planRun } from "#core/docker-run/plan.ts";
import { readRunText, type RunLine } from "#core/docker-run/read.ts";
import { runLine } from "#core/docker-run/line.ts";
import { Problem } from "#core/problem.ts";
import { context, strict } from "./context.ts";
import { images } from "./known-images.ts";

// Two lines out of somebody's real notes, to the letter. The dashes are what a word processor made of them.
const FIRST =
  "--name mysql2 -dit -e MYSQL_ROOT_PASSWORD=pw-from-my-notes -e MYSQL_DATABASE=mysql2 -e MYSQL_USER=app -e MYSQL_PASSWORD=pw-from-my-notes -p 3306:3306 mysql --character-set-server=utf8mb4 --collation-server=utf8mb4_unicode_ci --default-authentication-plugin=mysql_native_password";
const SECOND =
  "—name 컨테이너명 -dit -net 네트워크명 -e MYSQL_ROOT_PASSWORD=… -p 3306:3306 mysql —charaterset-set-server=utf8mb4 -collation-server=utf8mb4_unicode_ci";

test("the first line of the notes runs as it is where the server has the option", () => {
  const { request, repairs, notes, advice } = readRunText(FIRST, { images, version: "8.0.39" });
  expect({ repairs, notes, advice }).toEqual({ repairs: [], notes: [], advice: [] });
  expect(request).toMatchInlineSnapshot(`
    {
      "command": [
        "--character-set-server=utf8mb4",
        "--collation-server=utf8mb4_unicode_ci",
        "--default-authentication-plugin=mysql_native_password",
      ],
      "image": "mysql",
      "options": {
        "detach": true,
        "env": [
          {
            "name": "MYSQL_ROOT_PASSWORD",
            "value": "pw-from-my-notes",
          },
          {
            "name": "MYSQL_DATABASE",
            "value": "mysql2",
          },
          {
            "name": "MYSQL_USER",
            "value": "app",
          },
          {
            "name": "MYSQL_PASSWORD",
            "value": "pw-from-my-notes",
          },
        ],
        "interactive": true,
        "name": "mysql2",
        "ports": [
          {
            "container": {
              "first": 3306,
              "last": 3306,
            },
            "host": {
              "first": 3306,
              "last": 3306,
            },
            "protocol": "tcp",
          },
        ],
        "tty": true,
      },
    }
  `);
  expect(planRun(request, strict, context).request).toMatchInlineSnapshot(`
    {
      "body": {
        "AttachStderr": false,
        "AttachStdin": false,
        "AttachStdout": false,
        "Cmd": [
          "--character-set-server=utf8mb4",
          "--collation-server=utf8mb4_unicode_ci",
          "--default-authentication-plugin=mysql_native_password",
        ],
        "Env": [
          "MYSQL_ROOT_PASSWORD=pw-from-my-notes",
          "MYSQL_DATABASE=mysql2",
          "MYSQL_USER=app",
          "MYSQL_PASSWORD=pw-from-my-notes",
        ],
        "ExposedPorts": {
          "3306/tcp": {},
        },
        "HostConfig": {
          "CapAdd": [
            "CAP_CHOWN",
            "CAP_DAC_OVERRIDE",
            "CAP_SETGID",
            "CAP_SETUID",
          ],
          "CapDrop": [
            "ALL",
          ],
          "LogConfig": {
            "Config": {
              "max-file": "3",
              "max-size": "10m",
            },
            "Type": "json-file",
          },
          "Memory": 1073741824,
          "MemorySwap": 1073741824,
          "NanoCpus": 1000000000,
          "NetworkMode": "longshore",
          "PidsLimit": 512,
          "PortBindings": {
            "3306/tcp": [
              {
                "HostIp": "127.0.0.1",
                "HostPort": "3306",
              },
            ],
          },
          "RestartPolicy": {
            "MaximumRetryCount": 0,
            "Name": "no",
          },
          "SecurityOpt": [
            "no-new-privileges",
          ],
        },
        "Image": "mysql",
        "Labels": {
          "longshore.lease": "l1",
          "longshore.owner": "slack:T1/U1",
        },
        "OpenStdin": true,
        "Tty": true,
      },
      "name": "mysql2",
      "platform": undefined,
    }
  `);
});

test("on MySQL 8.4 and later it says that the option is gone, and gives the line that works", () => {
  for (const version of ["8.4.3", "9.7.0", undefined]) {
    const { request, advice } = readRunText(FIRST, { images, ...(version !== undefined && { version }) });
    expect(advice.map(({ kind, sentence, fixed }) => [kind, sentence, fixed && runLine(fixed)])).toMatchInlineSnapshot(`
      [
        [
          "ends",
          "--default-authentication-plugin was removed in MySQL 8.4: the server does not start with it. Leave it out.",
          "docker run --name mysql2 -e MYSQL_ROOT_PASSWORD=pw-from-my-notes -e MYSQL_DATABASE=mysql2 -e MYSQL_USER=app -e MYSQL_PASSWORD=pw-from-my-notes -dit -p 3306:3306 mysql --character-set-server=utf8mb4 --collation-server=utf8mb4_unicode_ci",
        ],
      ]
    `);
    // It is advice: the line itself is in order, and runs when somebody insists.
    expect(planRun(request, strict, context).line).toContain("--default-authentication-plugin");
  }
});

test("the second line comes back with every repair named, and nothing to run", () => {
  const problem = refusedLine(() => readRunText(SECOND, { images }));
  expect(problem.message).toMatchInlineSnapshot(`
    "--name "컨테이너명": this is not a name Docker accepts: 2 to 128 letters a–z and A–Z, digits, "_", "." and "-", the first a letter or a digit.
    --network "네트워크명": Docker accepts letters a–z and A–Z, digits, "_", "." and "-" in a network's name, two or more, the first a letter or a digit.
    "—name" is read as "--name".
    "—charaterset-set-server=utf8mb4" is read as "--charaterset-set-server=utf8mb4".
    "-net" is read as "--network".
    MySQL 9.7 has no --charaterset-set-server=utf8mb4. Did you mean --character-set-server?
    -collation-server has one dash too few. Did you mean --collation-server?"
  `);
  expect(problem.hint).toMatchInlineSnapshot(`"Nothing was run. /longshore help docker run"`);
});

function refusedLine(read: () => RunLine): Problem {
  try {
    read();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error("The line was taken.");
}
