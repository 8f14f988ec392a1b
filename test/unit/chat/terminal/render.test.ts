import { describe, expect, test } from "vitest";
import { painter } from "#chat/terminal/paint.ts";
import { render } from "#chat/terminal/render.ts";
import type { Reply } from "#core/reply.ts";
import { crashed, downQuestion, everythingElse, list, logs, pulling, up } from "./replies.ts";

function shown(reply: Reply, width: number): string {
  return render(reply, { width, paint: painter(false) }).join("\n");
}

/** Escape sequences as people write them: `ESC[1m`. */
function coloured(reply: Reply, width: number): string {
  return render(reply, { width, paint: painter(true) })
    .join("\n")
    .replaceAll("\u001b", "ESC");
}

describe("a database that is ready", () => {
  test("at 80 columns", () => {
    expect(shown(up, 80)).toMatchInlineSnapshot(`
      "✓ shop is ready: PostgreSQL 15.18, 1.9 s

        Connection string, for you alone
      postgresql://shop:q7ZkT0eWm3vXy9LrB2nHs8Ua@127.0.0.1:20001/shop?sslmode=disable

        Address     127.0.0.1:20001
        Image       longshore/postgres:15 (built here)
        Limits      512 MiB, 1 CPU
        Expires     in 8 h
        Time taken  image 12 ms, create 210 ms, start 480 ms, ready 1.2 s

        /db logs shop               what the server says
        /db url shop --format jdbc  the same for JDBC, .NET, Go …
        /db down shop               remove it with its data"
    `);
  });
  test("at 40 columns, where the connection string stays whole", () => {
    expect(shown(up, 40)).toMatchInlineSnapshot(`
      "✓ shop is ready: PostgreSQL 15.18, 1.9 s

        Connection string, for you alone
      postgresql://shop:q7ZkT0eWm3vXy9LrB2nHs8Ua@127.0.0.1:20001/shop?sslmode=disable

        Address     127.0.0.1:20001
        Image       longshore/postgres:15
                    (built here)
        Limits      512 MiB, 1 CPU
        Expires     in 8 h
        Time taken  image 12 ms, create 210
                    ms, start 480 ms, ready
                    1.2 s

        /db logs shop
          what the server says
        /db url shop --format jdbc
          the same for JDBC, .NET, Go …
        /db down shop
          remove it with its data"
    `);
  });
  test("in colours", () => {
    expect(coloured(up, 120)).toMatchInlineSnapshot(`
      "ESC[32m✓ESC[39m ESC[1mshop is ready: PostgreSQL 15.18, 1.9 sESC[22m

        ESC[2mConnection string, for you aloneESC[22m
      postgresql://shop:q7ZkT0eWm3vXy9LrB2nHs8Ua@127.0.0.1:20001/shop?sslmode=disable

        ESC[2mAddressESC[22m     127.0.0.1:20001
        ESC[2mImageESC[22m       longshore/postgres:15 (built here)
        ESC[2mLimitsESC[22m      512 MiB, 1 CPU
        ESC[2mExpiresESC[22m     in 8 h
        ESC[2mTime takenESC[22m  image 12 ms, create 210 ms, start 480 ms, ready 1.2 s

        ESC[36m/db logs shopESC[39m               ESC[2mwhat the server saysESC[22m
        ESC[36m/db url shop --format jdbcESC[39m  ESC[2mthe same for JDBC, .NET, Go …ESC[22m
        ESC[36m/db down shopESC[39m               ESC[33mremove it with its dataESC[39m"
    `);
  });
});

describe("a table", () => {
  test("at 120 columns stands as it is, wide characters counted right", () => {
    expect(shown(list, 120)).toMatchInlineSnapshot(`
      "✓ 3 databases

        Name                                Database        Host          State    Age    Expires  Owner
        shop                                postgres 15.18  local         running  3 min  7 h      ada
        orders-of-the-whole-eastern-region  mysql 9.7.0     build-farm-2  running  2 d    never    grace
        在庫管理                            valkey 8.1 🚀   local         exited   5 h    1 h      はなこ"
    `);
  });
  test("at 80 columns gives up the end of its widest column", () => {
    expect(shown(list, 80)).toMatchInlineSnapshot(`
      "✓ 3 databases

        Name             Database        Host          State    Age    Expires  Owner
        shop             postgres 15.18  local         running  3 min  7 h      ada
        orders-of-the-…  mysql 9.7.0     build-farm-2  running  2 d    never    grace
        在庫管理         valkey 8.1 🚀   local         exited   5 h    1 h      はなこ"
    `);
  });
  test("at 40 columns has its rows one below the other", () => {
    expect(shown(list, 40)).toMatchInlineSnapshot(`
      "✓ 3 databases

        Name      shop
        Database  postgres 15.18
        Host      local
        State     running
        Age       3 min
        Expires   7 h
        Owner     ada

        Name      orders-of-the-whole-eastern-
                  region
        Database  mysql 9.7.0
        Host      build-farm-2
        State     running
        Age       2 d
        Expires   never
        Owner     grace

        Name      在庫管理
        Database  valkey 8.1 🚀
        Host      local
        State     exited
        Age       5 h
        Expires   1 h
        Owner     はなこ"
    `);
  });
  test("in colours", () => {
    expect(coloured(list, 120)).toMatchInlineSnapshot(`
      "ESC[32m✓ESC[39m ESC[1m3 databasesESC[22m

        ESC[2mName                                Database        Host          State    Age    Expires  OwnerESC[22m
        shop                                postgres 15.18  local         running  3 min  7 h      ada
        orders-of-the-whole-eastern-region  mysql 9.7.0     build-farm-2  running  2 d    never    grace
        在庫管理                            valkey 8.1 🚀   local         exited   5 h    1 h      はなこ"
    `);
  });
  test("that nobody looks at in a terminal is not cut", () => {
    expect(shown(list, Number.POSITIVE_INFINITY)).toContain("orders-of-the-whole-eastern-region");
  });
});

describe("a container's log", () => {
  test("at 80 columns", () => {
    expect(shown(logs, 80)).toMatchInlineSnapshot(`
      "✓ The last 4 lines of shop

        shop (the end of it)
          2026-11-23 10:12:01.120 UTC [1] LOG:  database system is ready to accept
          connections
          \\x1b[2J\\x1b[H\\x1b]0;owned\\x07you cannot see what was above
          100 %\\x0dfaked\\u{202e}evil
          a       b       c"
    `);
  });
  test("at 40 columns", () => {
    expect(shown(logs, 40)).toMatchInlineSnapshot(`
      "✓ The last 4 lines of shop

        shop (the end of it)
          2026-11-23 10:12:01.120 UTC [1] LOG:
          database system is ready to accept
          connections
          \\x1b[2J\\x1b[H\\x1b]0;owned\\x07you
          cannot see what was above
          100 %\\x0dfaked\\u{202e}evil
          a       b       c"
    `);
  });
  test("in colours, of which none is the container's", () => {
    expect(coloured(logs, 80)).toMatchInlineSnapshot(`
      "ESC[32m✓ESC[39m ESC[1mThe last 4 lines of shopESC[22m

        ESC[2mshop (the end of it)ESC[22m
          2026-11-23 10:12:01.120 UTC [1] LOG:  database system is ready to accept
          connections
          \\x1b[2J\\x1b[H\\x1b]0;owned\\x07you cannot see what was above
          100 %\\x0dfaked\\u{202e}evil
          a       b       c"
    `);
  });
});

describe("a problem", () => {
  test("ends with what to type next", () => {
    expect(shown(crashed, 80)).toMatchInlineSnapshot(`
      "✗ shop did not start
        MySQL 8.4 ended with exit code 1 after 0.8 s: it no longer knows the variable
        default-authentication-plugin.

        Its last lines
          [ERROR] [MY-000067] [Server] unknown variable
          'default-authentication-plugin=mysql_native_password'.
          [ERROR] [MY-010119] [Server] Aborting

        → /db up mysql:8.4 --auth mysql_native_password"
    `);
  });
  test("in colours", () => {
    expect(coloured(crashed, 80)).toMatchInlineSnapshot(`
      "ESC[31m✗ESC[39m ESC[1mshop did not startESC[22m
        MySQL 8.4 ended with exit code 1 after 0.8 s: it no longer knows the variable
        default-authentication-plugin.

        ESC[2mIts last linesESC[22m
          [ERROR] [MY-000067] [Server] unknown variable
          'default-authentication-plugin=mysql_native_password'.
          [ERROR] [MY-010119] [Server] Aborting

        → ESC[36m/db up mysql:8.4 --auth mysql_native_passwordESC[39m"
    `);
  });
  test("that its title says already is not said twice", () => {
    const message = "There is no database called shpo.";
    const hint = "Did you mean shop? Yours are listed by /db list.";
    const reply: Reply = { tone: "error", title: message, problem: { code: "not-found", message, hint } };
    expect(shown(reply, 40)).toMatchInlineSnapshot(`
      "✗ There is no database called shpo.
        → Did you mean shop? Yours are listed
          by /db list."
    `);
  });
});

test("a question that nobody can be asked says what to type", () => {
  expect(shown(downQuestion, 80)).toMatchInlineSnapshot(`
    "! Nothing was removed yet
      Not confirmed.

      Container shop on local, with its volume of 48.2 MiB, goes for good.

      Remove shop and its data?
      /db down shop --yes  does it"
  `);
});

describe("everything else", () => {
  test("at 120 columns", () => {
    expect(shown(everythingElse, 120)).toMatchInlineSnapshot(`
      "! The rest of what a reply can hold
        Plain text is broken between words, and an address such as
        https://example.com/a/very/long/path/that/nobody/would/want/broken stays whole.

          /db up postgres   lines that are indented stay so

        nothing to list

        empty (empty)

        Restoring  ━━━━━━━━━───────────  42 %  3 of 7

        Counting  12

        memory.png, 2 KiB (--json gives its bytes)
        Memory of shop over the last hour

        shop.sql, 3 B (--json gives its bytes)

        compose.yaml
      services:
        shop:
          environment:
            PGPASSWORD: q7Zk"
    `);
  });
  test("at 40 columns", () => {
    expect(shown(everythingElse, 40)).toMatchInlineSnapshot(`
      "! The rest of what a reply can hold
        Plain text is broken between words,
        and an address such as
        https://example.com/a/very/long/path/that/nobody/would/want/broken
        stays whole.

          /db up postgres   lines that are
          indented stay so

        nothing to list

        empty (empty)

        Restoring  ━━━━━───────  42 %  3 of 7

        Counting  12

        memory.png, 2 KiB (--json gives its
        bytes)
        Memory of shop over the last hour

        shop.sql, 3 B (--json gives its bytes)

        compose.yaml
      services:
        shop:
          environment:
            PGPASSWORD: q7Zk"
    `);
  });
  test("in colours", () => {
    expect(coloured(everythingElse, 80)).toMatchInlineSnapshot(`
      "ESC[33m!ESC[39m ESC[1mThe rest of what a reply can holdESC[22m
        Plain text is broken between words, and an address such as
        https://example.com/a/very/long/path/that/nobody/would/want/broken stays
        whole.

          /db up postgres   lines that are indented stay so

        ESC[2mnothing to listESC[22m

        ESC[2mempty (empty)ESC[22m

        Restoring  ESC[36m━━━━━━━━━ESC[39mESC[2m───────────ESC[22m  42 %  3 of 7

        Counting  12

        memory.png, 2 KiB (--json gives its bytes)
        Memory of shop over the last hour

        shop.sql, 3 B (--json gives its bytes)

        ESC[2mcompose.yamlESC[22m
      services:
        shop:
          environment:
            PGPASSWORD: q7Zk"
    `);
  });
});

test("work that goes on", () => {
  expect(shown(pulling, 80)).toMatchInlineSnapshot(`
    "… Starting shop
      Pulling postgres:16  ━━━━━━━━────────────  39 %  58.5 MiB of 150 MiB"
  `);
});
