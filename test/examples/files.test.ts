/** The guide to sending files: each of its programs, compiled as it stands there and run. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { finished } from "../support/child.ts";
import { compile, root } from "../support/compile.ts";

const guide = readFileSync(join(root, "docs", "files.md"), "utf8");
const programs = [...guide.matchAll(/^## (.*?)\n\n```ts\n(.*?)^```$/gms)].map(([, title, source]) => ({
  title: String(title),
  source: String(source),
}));
const folder = compile(
  "files",
  Object.fromEntries(programs.map(({ source }, index) => [`program${index}.ts`, source])),
);

describe("docs/files.md", () => {
  test("has a program for each topic, and no other", () => {
    assert.equal(programs.length, 3);
    assert.equal(guide.match(/^```ts$/gm)?.length, programs.length);
  });

  for (const [index, { title, source }] of programs.entries()) {
    test(title, async () => {
      const child = spawn(process.execPath, [join(folder, `program${index}.js`)], {
        stdio: ["ignore", "pipe", "pipe"],
      });
      const { code, out, err } = await finished(child);
      assert.deepEqual([code, err], [0, ""]);
      const promised = [...source.matchAll(/^.*console\.log\(.*; \/\/ (.*)$/gm)].map(([, text]) => text);
      assert.ok(promised.length > 0);
      assert.deepEqual(out.trimEnd().split("\n"), promised);
    });
  }
});
