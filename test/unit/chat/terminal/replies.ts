import type { Reply } from "#core/reply.ts";
import { Secret } from "#core/secret.ts";

/** Replies as commands give them: one for everything that a reply can hold. */
export const up: Reply = {
  tone: "ok",
  title: "shop is ready: PostgreSQL 15.18, 1.9 s",
  blocks: [
    {
      kind: "secret",
      label: "Connection string, for you alone",
      value: new Secret("postgresql://shop:q7ZkT0eWm3vXy9LrB2nHs8Ua@127.0.0.1:20001/shop?sslmode=disable"),
    },
    {
      kind: "fields",
      fields: {
        Address: "127.0.0.1:20001",
        Image: "longshore/postgres:15 (built here)",
        Limits: "512 MiB, 1 CPU",
        Expires: "in 8 h",
        "Time taken": "image 12 ms, create 210 ms, start 480 ms, ready 1.2 s",
      },
    },
  ],
  actions: [
    { label: "what the server says", command: "/db logs shop" },
    { label: "the same for JDBC, .NET, Go …", command: "/db url shop --format jdbc" },
    { label: "remove it with its data", command: "/db down shop", danger: true },
  ],
};

export const list: Reply = {
  tone: "ok",
  title: "3 databases",
  blocks: [
    {
      kind: "table",
      columns: ["Name", "Database", "Host", "State", "Age", "Expires", "Owner"],
      rows: [
        ["shop", "postgres 15.18", "local", "running", "3 min", "7 h", "ada"],
        ["orders-of-the-whole-eastern-region", "mysql 9.7.0", "build-farm-2", "running", "2 d", "never", "grace"],
        ["在庫管理", "valkey 8.1 🚀", "local", "exited", "5 h", "1 h", "はなこ"],
      ],
    },
  ],
};

export const logs: Reply = {
  tone: "ok",
  title: "The last 4 lines of shop",
  blocks: [
    {
      kind: "log",
      name: "shop",
      truncated: true,
      text: [
        "\u001b[32m2026-11-23 10:12:01.120 UTC [1] LOG:\u001b[0m  database system is ready to accept connections",
        "\u001b[2J\u001b[H\u001b]0;owned\u0007you cannot see what was above",
        "100 %\rfaked\u202eevil",
        "a\tb\tc",
        "",
      ].join("\n"),
    },
  ],
};

export const pulling: Reply = {
  tone: "working",
  title: "Starting shop",
  blocks: [{ kind: "progress", label: "Pulling postgres:16", done: 61_341_696, total: 157_286_400, unit: "bytes" }],
};

export const downQuestion: Reply = {
  tone: "warning",
  title: "Nothing was removed yet",
  blocks: [{ kind: "text", text: "Container shop on local, with its volume of 48.2 MiB, goes for good." }],
  problem: { code: "needs-confirmation", message: "Not confirmed.", hint: "/db down shop --yes" },
  confirm: { question: "Remove shop and its data?", command: "/db down shop --yes" },
};

export const down: Reply = { tone: "ok", title: "shop is gone: its container and 1 volume" };

export const crashed: Reply = {
  tone: "error",
  title: "shop did not start",
  problem: {
    code: "container-exited",
    message:
      "MySQL 8.4 ended with exit code 1 after 0.8 s: it no longer knows the variable default-authentication-plugin.",
    hint: "/db up mysql:8.4 --auth mysql_native_password",
  },
  blocks: [
    {
      kind: "log",
      name: "Its last lines",
      truncated: false,
      text: "[ERROR] [MY-000067] [Server] unknown variable 'default-authentication-plugin=mysql_native_password'.\n[ERROR] [MY-010119] [Server] Aborting",
    },
  ],
};

export const everythingElse: Reply = {
  tone: "warning",
  title: "The rest of what a reply can hold",
  blocks: [
    {
      kind: "text",
      text: "Plain text is broken between words, and an address such as https://example.com/a/very/long/path/that/nobody/would/want/broken stays whole.\n\n  /db up postgres   lines that are indented stay so",
    },
    { kind: "table", columns: ["Name"], rows: [] },
    { kind: "log", name: "empty", text: "\n", truncated: false },
    { kind: "progress", label: "Restoring", done: 3, total: 7, unit: "steps" },
    { kind: "progress", label: "Counting", done: 12 },
    { kind: "image", name: "memory.png", png: new Uint8Array(2048), alt: "Memory of shop over the last hour" },
    { kind: "file", name: "shop.sql", bytes: new Uint8Array([1, 2, 3]) },
    {
      kind: "secret",
      label: "compose.yaml",
      value: new Secret("services:\n  shop:\n    environment:\n      PGPASSWORD: q7Zk"),
    },
  ],
};
