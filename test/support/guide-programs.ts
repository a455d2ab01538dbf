/** A guide of docs/: each of its programs, compiled as it stands there and run; what it prints is what it says. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { describe, test } from "node:test";
import { finished } from "./child.ts";
import { compile } from "./compile.ts";
import { readDocument } from "./markdown.ts";

/** What a program says that it prints: behind `console.log`, or in comments of their own below one. */
function promised(source: string): string[] {
  const lines: string[] = [];
  let open = false;
  for (const line of source.split("\n")) {
    const [, behind] = /console\.log\(.*\);(?: \})? \/\/ (.*)$/.exec(line) ?? [];
    const [, alone] = /^\/\/ (.*)$/.exec(line) ?? [];
    if (behind !== undefined) lines.push(behind);
    else if (alone !== undefined && open) lines.push(alone);
    if (alone === undefined) open = open || (/console\.log\(.*\);/.test(line) && behind === undefined);
  }
  return lines;
}

export function testGuide(name: string, count: number, skip: string | false = false): void {
  describe(`docs/${name}.md`, { skip }, () => {
    const guide = readDocument(`${name}.md`);
    const programs = guide
      .split(/^## /m)
      .slice(1)
      .flatMap((section) => {
        const title = section.split("\n", 1)[0] as string;
        return [...section.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, source = ""]) => ({ title, source }));
      });
    const folder = compile(
      name,
      Object.fromEntries(programs.map(({ source }, index) => [`program${index}.ts`, source])),
    );

    test(`has ${count} programs`, () => {
      assert.equal(programs.length, count);
      assert.equal(guide.match(/^```ts$/gm)?.length, count);
    });

    for (const [index, { title, source }] of programs.entries()) {
      test(title, async () => {
        const child = spawn(process.execPath, [join(folder, `program${index}.js`)], {
          stdio: ["ignore", "pipe", "pipe"],
        });
        const { code, out, err } = await finished(child);
        assert.deepEqual([code, err], [0, ""]);
        const wanted = promised(source);
        assert.ok(wanted.length > 0);
        assert.deepEqual(out.trimEnd().split("\n"), wanted);
      });
    }
  });
}
