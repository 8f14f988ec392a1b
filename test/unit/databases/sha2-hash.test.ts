import { expect, test } from "vitest";
import { sha2Hash } from "#databases/mysql/sha2-hash.ts";

test("the hash for caching_sha2_password is SHA-crypt's, with the server's own frame", () => {
  // `openssl passwd -5 -salt abcdefghij123456 testpassword`; the tool takes no more than 16 signs of salt.
  expect(sha2Hash("testpassword", "abcdefghij123456")).toBe(
    "$A$005$abcdefghij123456P6sOTgHJKW5A3N.sgo4Uhdo.qtxP15/jc2tIqQiQh8C",
  );
});

test("every hash has a salt of its own, of 20 signs", () => {
  const hashes = [1, 2].map(() => sha2Hash("testpassword"));
  expect(hashes[0]).toMatch(/^\$A\$005\$[./0-9A-Za-z]{63}$/);
  expect(hashes[1]).not.toBe(hashes[0]);
});
