import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import { test } from "node:test";
import { hostName } from "berkeley-sockets";

/** gethostname(2): `hostName`. */

const FILE = "/proc/sys/kernel/hostname";

test("the name that Node and the kernel tell", () => {
  assert.equal(hostName(), hostname());
  if (existsSync(FILE)) assert.equal(hostName(), readFileSync(FILE, "utf8").trimEnd());
});
