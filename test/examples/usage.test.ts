/** What all examples that take options have in common, built, and unbuilt where the runtime strips types. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { type Finished, finished } from "../support/child.ts";
import { root } from "../support/compile.ts";
import { exampleFile } from "../support/run-example.ts";

const folder = join(root, "examples");
const names = readdirSync(folder)
  .filter((name) => readFileSync(join(folder, name), "utf8").includes("parseArgs({"))
  .map((name) => name.replace(/\.ts$/, ""));

it("every example has its place in the cookbook", () => {
  const cookbook = readFileSync(join(root, "docs", "cookbook.md"), "utf8");
  const sources = readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")] as const);
  for (const [name] of sources) {
    const isPart = sources.some(([, source]) => source.includes(`"./${name}"`));
    assert.ok(isPart || cookbook.includes(`(../examples/${name})`), `${name} has none`);
  }
});

const stripsTypes = (process.features as { typescript?: string | false }).typescript !== undefined;

/** Node's warnings are not the example's. */
const quiet = { ...process.env, NODE_NO_WARNINGS: "1" };

function run(file: string, ...args: string[]): Promise<Finished> {
  return finished(spawn(process.execPath, [file, ...args], { stdio: ["ignore", "pipe", "pipe"], env: quiet }));
}

for (const [how, fileOf, skip] of [
  ["built", exampleFile, false],
  ["unbuilt", (name: string) => join(folder, `${name}.ts`), stripsTypes ? false : "this runtime strips no types"],
] as const) {
  describe(`examples, ${how}`, { skip }, () => {
    for (const name of names) {
      it(`${name} tells how it is used, and refuses an option that it has not`, async () => {
        const help = await run(fileOf(name), "--help");
        assert.deepEqual([help.code, help.err], [0, ""]);
        assert.match(help.out, new RegExp(`^usage: ${name} .*\n`, "i"));
        const wrong = await run(fileOf(name), "--no-such-option");
        assert.deepEqual([wrong.out, wrong.signal], ["", null]);
        assert.notEqual(wrong.code, 0);
        assert.match(wrong.err, /Unknown option '--no-such-option'/);
        // An expected failure has no stack.
        assert.doesNotMatch(wrong.err, /^\s+at /m);
      });
    }
  });
}
