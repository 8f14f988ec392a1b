import { expect, test } from "vitest";
import type { Database, Target } from "#core/database.ts";
import { Secret } from "#core/secret.ts";
import mariadb from "#databases/mariadb.ts";
import mongodb from "#databases/mongodb.ts";
import mysql from "#databases/mysql.ts";
import postgres from "#databases/postgres.ts";
import redis from "#databases/redis.ts";
import valkey from "#databases/valkey.ts";
import { login, targetFor } from "./requests.ts";

test("PostgreSQL, as each ecosystem writes it", () => {
  expect(allOf(postgres)).toMatchInlineSnapshot(`
    "[uri]
    postgresql://app:Abcdefghijklmnopqrstuvwx@127.0.0.1:20001/shop?sslmode=disable

    [cli]
    PGPASSWORD=Abcdefghijklmnopqrstuvwx psql 'postgresql://app@127.0.0.1:20001/shop?sslmode=disable'

    [jdbc]
    jdbc:postgresql://127.0.0.1:20001/shop?user=app&password=Abcdefghijklmnopqrstuvwx&sslmode=disable

    [env]
    DATABASE_URL=postgresql://app:Abcdefghijklmnopqrstuvwx@127.0.0.1:20001/shop?sslmode=disable
    PGHOST=127.0.0.1
    PGPORT=20001
    PGUSER=app
    PGPASSWORD=Abcdefghijklmnopqrstuvwx
    PGDATABASE=shop
    PGSSLMODE=disable

    [dotnet]
    Host=127.0.0.1;Port=20001;Database=shop;Username=app;Password=Abcdefghijklmnopqrstuvwx;SSL Mode=Disable

    [python]
    import psycopg

    connection = psycopg.connect("postgresql://app:Abcdefghijklmnopqrstuvwx@127.0.0.1:20001/shop?sslmode=disable")

    [go]
    import "github.com/jackc/pgx/v5"

    connection, err := pgx.Connect(context.Background(), "postgresql://app:Abcdefghijklmnopqrstuvwx@127.0.0.1:20001/shop?sslmode=disable")

    [node]
    import { Client } from "pg";

    const client = new Client({ connectionString: "postgresql://app:Abcdefghijklmnopqrstuvwx@127.0.0.1:20001/shop?sslmode=disable" });
    await client.connect();

    [compose]
    services:
      app:
        network_mode: host # the port is bound to the host's loopback
        environment:
          DATABASE_URL: "postgresql://app:Abcdefghijklmnopqrstuvwx@127.0.0.1:20001/shop?sslmode=disable"
          PGHOST: "127.0.0.1"
          PGPORT: "20001"
          PGUSER: "app"
          PGPASSWORD: "Abcdefghijklmnopqrstuvwx"
          PGDATABASE: "shop"
          PGSSLMODE: "disable""
  `);
});

test("MySQL, as each ecosystem writes it", () => {
  expect(allOf(mysql)).toMatchInlineSnapshot(`
    "[uri]
    mysql://app:Abcdefghijklmnopqrstuvwx@127.0.0.1:20001/shop

    [cli]
    MYSQL_PWD=Abcdefghijklmnopqrstuvwx mysql --protocol=tcp --host=127.0.0.1 --port=20001 --user=app shop

    [jdbc]
    jdbc:mysql://127.0.0.1:20001/shop?user=app&password=Abcdefghijklmnopqrstuvwx&sslMode=DISABLED&allowPublicKeyRetrieval=true

    [env]
    DATABASE_URL=mysql://app:Abcdefghijklmnopqrstuvwx@127.0.0.1:20001/shop
    MYSQL_HOST=127.0.0.1
    MYSQL_PORT=20001
    MYSQL_USER=app
    MYSQL_PASSWORD=Abcdefghijklmnopqrstuvwx
    MYSQL_DATABASE=shop

    [dotnet]
    Server=127.0.0.1;Port=20001;Database=shop;User ID=app;Password=Abcdefghijklmnopqrstuvwx;SslMode=None;AllowPublicKeyRetrieval=True

    [python]
    import pymysql  # pip install "PyMySQL[rsa]"

    connection = pymysql.connect(host="127.0.0.1", port=20001, user="app", password="Abcdefghijklmnopqrstuvwx", database="shop")

    [go]
    import (
    	"database/sql"

    	_ "github.com/go-sql-driver/mysql"
    )

    db, err := sql.Open("mysql", "app:Abcdefghijklmnopqrstuvwx@tcp(127.0.0.1:20001)/shop?parseTime=true")

    [node]
    import mysql from "mysql2/promise";

    const connection = await mysql.createConnection("mysql://app:Abcdefghijklmnopqrstuvwx@127.0.0.1:20001/shop");

    [compose]
    services:
      app:
        network_mode: host # the port is bound to the host's loopback
        environment:
          DATABASE_URL: "mysql://app:Abcdefghijklmnopqrstuvwx@127.0.0.1:20001/shop"
          MYSQL_HOST: "127.0.0.1"
          MYSQL_PORT: "20001"
          MYSQL_USER: "app"
          MYSQL_PASSWORD: "Abcdefghijklmnopqrstuvwx"
          MYSQL_DATABASE: "shop""
  `);
});

test("MariaDB, as each ecosystem writes it", () => {
  expect(allOf(mariadb)).toMatchInlineSnapshot(`
    "[uri]
    mysql://app:Abcdefghijklmnopqrstuvwx@127.0.0.1:20001/shop

    [cli]
    MYSQL_PWD=Abcdefghijklmnopqrstuvwx mariadb --skip-ssl --protocol=tcp --host=127.0.0.1 --port=20001 --user=app shop

    [jdbc]
    jdbc:mariadb://127.0.0.1:20001/shop?user=app&password=Abcdefghijklmnopqrstuvwx&sslMode=disable

    [env]
    DATABASE_URL=mysql://app:Abcdefghijklmnopqrstuvwx@127.0.0.1:20001/shop
    MARIADB_HOST=127.0.0.1
    MARIADB_PORT=20001
    MARIADB_USER=app
    MARIADB_PASSWORD=Abcdefghijklmnopqrstuvwx
    MARIADB_DATABASE=shop

    [dotnet]
    Server=127.0.0.1;Port=20001;Database=shop;User ID=app;Password=Abcdefghijklmnopqrstuvwx;SslMode=None

    [python]
    import pymysql

    connection = pymysql.connect(host="127.0.0.1", port=20001, user="app", password="Abcdefghijklmnopqrstuvwx", database="shop")

    [go]
    import (
    	"database/sql"

    	_ "github.com/go-sql-driver/mysql"
    )

    db, err := sql.Open("mysql", "app:Abcdefghijklmnopqrstuvwx@tcp(127.0.0.1:20001)/shop?parseTime=true")

    [node]
    import mysql from "mysql2/promise";

    const connection = await mysql.createConnection("mysql://app:Abcdefghijklmnopqrstuvwx@127.0.0.1:20001/shop");

    [compose]
    services:
      app:
        network_mode: host # the port is bound to the host's loopback
        environment:
          DATABASE_URL: "mysql://app:Abcdefghijklmnopqrstuvwx@127.0.0.1:20001/shop"
          MARIADB_HOST: "127.0.0.1"
          MARIADB_PORT: "20001"
          MARIADB_USER: "app"
          MARIADB_PASSWORD: "Abcdefghijklmnopqrstuvwx"
          MARIADB_DATABASE: "shop""
  `);
});

test("Redis, as each ecosystem writes it", () => {
  expect(allOf(redis)).toMatchInlineSnapshot(`
    "[uri]
    redis://app:Abcdefghijklmnopqrstuvwx@127.0.0.1:20001/0

    [cli]
    REDISCLI_AUTH=Abcdefghijklmnopqrstuvwx redis-cli -h 127.0.0.1 -p 20001 --user app

    [env]
    REDIS_URL=redis://app:Abcdefghijklmnopqrstuvwx@127.0.0.1:20001/0
    REDIS_HOST=127.0.0.1
    REDIS_PORT=20001
    REDIS_USERNAME=app
    REDIS_PASSWORD=Abcdefghijklmnopqrstuvwx

    [dotnet]
    127.0.0.1:20001,user=app,password=Abcdefghijklmnopqrstuvwx,ssl=False,defaultDatabase=0

    [python]
    import redis

    client = redis.Redis.from_url("redis://app:Abcdefghijklmnopqrstuvwx@127.0.0.1:20001/0")

    [go]
    import "github.com/redis/go-redis/v9"

    options, err := redis.ParseURL("redis://app:Abcdefghijklmnopqrstuvwx@127.0.0.1:20001/0")
    client := redis.NewClient(options)

    [node]
    import { createClient } from "redis";

    const client = createClient({ url: "redis://app:Abcdefghijklmnopqrstuvwx@127.0.0.1:20001/0" });
    await client.connect();

    [compose]
    services:
      app:
        network_mode: host # the port is bound to the host's loopback
        environment:
          REDIS_URL: "redis://app:Abcdefghijklmnopqrstuvwx@127.0.0.1:20001/0"
          REDIS_HOST: "127.0.0.1"
          REDIS_PORT: "20001"
          REDIS_USERNAME: "app"
          REDIS_PASSWORD: "Abcdefghijklmnopqrstuvwx""
  `);
});

test("Valkey, as each ecosystem writes it", () => {
  expect(allOf(valkey)).toMatchInlineSnapshot(`
    "[uri]
    redis://app:Abcdefghijklmnopqrstuvwx@127.0.0.1:20001/0

    [cli]
    REDISCLI_AUTH=Abcdefghijklmnopqrstuvwx valkey-cli -h 127.0.0.1 -p 20001 --user app

    [env]
    VALKEY_URL=redis://app:Abcdefghijklmnopqrstuvwx@127.0.0.1:20001/0
    REDIS_URL=redis://app:Abcdefghijklmnopqrstuvwx@127.0.0.1:20001/0
    VALKEY_HOST=127.0.0.1
    VALKEY_PORT=20001
    VALKEY_USERNAME=app
    VALKEY_PASSWORD=Abcdefghijklmnopqrstuvwx

    [dotnet]
    127.0.0.1:20001,user=app,password=Abcdefghijklmnopqrstuvwx,ssl=False,defaultDatabase=0

    [python]
    import valkey

    client = valkey.Valkey.from_url("redis://app:Abcdefghijklmnopqrstuvwx@127.0.0.1:20001/0")

    [go]
    import "github.com/valkey-io/valkey-go"

    client, err := valkey.NewClient(valkey.MustParseURL("redis://app:Abcdefghijklmnopqrstuvwx@127.0.0.1:20001/0"))

    [node]
    import Valkey from "iovalkey";

    const client = new Valkey("redis://app:Abcdefghijklmnopqrstuvwx@127.0.0.1:20001/0");

    [compose]
    services:
      app:
        network_mode: host # the port is bound to the host's loopback
        environment:
          VALKEY_URL: "redis://app:Abcdefghijklmnopqrstuvwx@127.0.0.1:20001/0"
          REDIS_URL: "redis://app:Abcdefghijklmnopqrstuvwx@127.0.0.1:20001/0"
          VALKEY_HOST: "127.0.0.1"
          VALKEY_PORT: "20001"
          VALKEY_USERNAME: "app"
          VALKEY_PASSWORD: "Abcdefghijklmnopqrstuvwx""
  `);
});

test("MongoDB, as each ecosystem writes it", () => {
  expect(allOf(mongodb)).toMatchInlineSnapshot(`
    "[uri]
    mongodb://app:Abcdefghijklmnopqrstuvwx@127.0.0.1:20001/shop?authSource=admin&directConnection=true

    [cli]
    mongosh 'mongodb://app:Abcdefghijklmnopqrstuvwx@127.0.0.1:20001/shop?authSource=admin&directConnection=true'

    [env]
    DATABASE_URL="mongodb://app:Abcdefghijklmnopqrstuvwx@127.0.0.1:20001/shop?authSource=admin&directConnection=true"
    MONGODB_URI="mongodb://app:Abcdefghijklmnopqrstuvwx@127.0.0.1:20001/shop?authSource=admin&directConnection=true"

    [dotnet]
    mongodb://app:Abcdefghijklmnopqrstuvwx@127.0.0.1:20001/shop?authSource=admin&directConnection=true

    [python]
    from pymongo import MongoClient

    client = MongoClient("mongodb://app:Abcdefghijklmnopqrstuvwx@127.0.0.1:20001/shop?authSource=admin&directConnection=true")

    [go]
    import (
    	"go.mongodb.org/mongo-driver/v2/mongo"
    	"go.mongodb.org/mongo-driver/v2/mongo/options"
    )

    client, err := mongo.Connect(options.Client().ApplyURI("mongodb://app:Abcdefghijklmnopqrstuvwx@127.0.0.1:20001/shop?authSource=admin&directConnection=true"))

    [node]
    import { MongoClient } from "mongodb";

    const client = new MongoClient("mongodb://app:Abcdefghijklmnopqrstuvwx@127.0.0.1:20001/shop?authSource=admin&directConnection=true");
    await client.connect();

    [compose]
    services:
      app:
        network_mode: host # the port is bound to the host's loopback
        environment:
          DATABASE_URL: "mongodb://app:Abcdefghijklmnopqrstuvwx@127.0.0.1:20001/shop?authSource=admin&directConnection=true"
          MONGODB_URI: "mongodb://app:Abcdefghijklmnopqrstuvwx@127.0.0.1:20001/shop?authSource=admin&directConnection=true""
  `);
});

test("an IPv6 address stands in brackets where a port follows it", () => {
  const target = targetFor({ address: "fd00::7" });
  for (const database of [postgres, mysql, mariadb, redis, valkey, mongodb]) {
    expect(database.uri(target)).toContain("@[fd00::7]:20001/");
  }
});

test("a service of a compose file shares the host's network only for a port on the loopback", () => {
  const compose = (address: string) => postgres.formats["compose"]?.(targetFor({ address }));
  expect(compose("127.0.0.1")).toContain("network_mode: host");
  expect(compose("10.0.0.5")).not.toContain("network_mode");
});

test("a password that no generator of ours makes is quoted where it has to be", () => {
  const target = targetFor({ login: { ...login, password: new Secret(`p'"$ ;&=@/?#%`) } });
  expect(postgres.formats["cli"]?.(target)).toContain(`PGPASSWORD='p'\\''"$ ;&=@/?#%' psql`);
  expect(postgres.uri(target)).toContain(":p%27%22%24%20%3B%26%3D%40%2F%3F%23%25@");
  expect(postgres.formats["dotnet"]?.(target)).toContain(`Password="p'""$ ;&=@/?#%"`);
  expect(postgres.formats["compose"]?.(target)).toContain(`PGPASSWORD: "p'\\"$$ ;&=@/?#%"`);
});

function allOf(database: Database, target: Target = targetFor()): string {
  return Object.entries(database.formats)
    .map(([name, write]) => `[${name}]\n${write(target)}`)
    .join("\n\n");
}
