import { expect, test } from "vitest";
import { runLine } from "#core/docker-run/line.ts";
import { readRunText } from "#core/docker-run/read.ts";
import { images } from "./known-images.ts";

function advised(line: string, version?: string): readonly (readonly [string, string, string?])[] {
  const { advice } = readRunText(line, { images, ...(version !== undefined && { version }) });
  return advice.map(({ kind, sentence, fixed }) => (fixed ? [kind, sentence, runLine(fixed)] : [kind, sentence]));
}

test("a MySQL image without a password for root ends", () => {
  expect(advised("-d mysql:8.4")).toEqual([
    [
      "ends",
      "The MySQL image ends at its first start without -e MYSQL_ROOT_PASSWORD=… (or MYSQL_ROOT_PASSWORD_FILE, MYSQL_ALLOW_EMPTY_PASSWORD, MYSQL_RANDOM_ROOT_PASSWORD).",
    ],
  ]);
  expect(advised("-d docker.io/library/mysql:8.4 --max-connections=5")).toHaveLength(1);
  expect(advised("-d -e MYSQL_RANDOM_ROOT_PASSWORD=yes mysql:8.4")).toEqual([]);
  expect(advised("--rm mysql:8.4 mysql -hdb -uroot -p")).toEqual([]);
  expect(advised("-d registry.example/team/mysql:8.4")).toHaveLength(1);
  expect(advised("-d somebody/mysqld-exporter:0.15")).toEqual([]);
});

test("a volume at PostgreSQL's old path ends 18 and no older one", () => {
  const line = "-v pgdata:/var/lib/postgresql/data -e POSTGRES_PASSWORD=x";
  const ends = [
    "ends",
    "PostgreSQL 18 and later: a volume at /var/lib/postgresql/data ends the container: the data is kept by major version one folder up. Mount it at /var/lib/postgresql.",
  ];
  expect(advised(`${line} postgres:18`)).toEqual([
    [...ends, "docker run -e POSTGRES_PASSWORD=x -v pgdata:/var/lib/postgresql postgres:18"],
  ]);
  expect(advised(`${line} postgres`)).toHaveLength(1);
  expect(advised(`${line} postgres:17-alpine`)).toEqual([]);
  expect(advised(`${line} postgres`, "16.4")).toEqual([]);
  expect(
    advised("--mount type=volume,src=data,dst=/var/lib/postgresql/data/ -e POSTGRES_PASSWORD=x postgres:18"),
  ).toHaveLength(1);
});

test("server flags with a slip in them are named, with the line put right", () => {
  const line = "-e MYSQL_ROOT_PASSWORD=x mysql:8.4";
  expect(advised(`${line} --charaterset-set-server=utf8mb4 -collation-server=utf8mb4_unicode_ci`)).toEqual([
    [
      "typo",
      "MySQL 8.4 has no --charaterset-set-server=utf8mb4. Did you mean --character-set-server?",
      `docker run ${line} --character-set-server=utf8mb4 -collation-server=utf8mb4_unicode_ci`,
    ],
    [
      "typo",
      "-collation-server has one dash too few. Did you mean --collation-server?",
      `docker run ${line} --charaterset-set-server=utf8mb4 --collation-server=utf8mb4_unicode_ci`,
    ],
  ]);
  expect(advised(`${line} --max_connections=5 --skip-name-resolve -uroot`)).toEqual([]);
});

test("flags of docker run behind the image are noticed", () => {
  expect(advised("nginx -p 80:80")).toEqual([
    ["note", "-p stands behind the image, so it goes to the container; flags of docker run stand before nginx."],
  ]);
});
