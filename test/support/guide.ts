/** Our guides: each program in them is compiled as it stands there, and run; what it prints is what it says. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test } from "node:test";
import { finished, runNode } from "./child.ts";
import { compile } from "./compile.ts";
import { readDocument } from "./markdown.ts";
import { Namespace } from "./namespace.ts";

interface Exceptions {
  /** Topics that have no program; every other has one. */
  readonly withoutProgram: readonly string[];
  /** Whether a program prints its lines in whatever order, that being the kernel's. */
  readonly inAnyOrder?: (source: string) => boolean;
  /** Why this machine does not run the program of a topic, if it does not. */
  readonly skip?: (title: string) => string | false;
  /** Topics whose programs need a privilege: they run in a namespace of their own, with a cable and leave to ping. */
  readonly apart?: readonly string[];
}

/** What a program says that it prints: behind a `console.log(…);`, or in comments of their own below one. */
function promises(source: string): string[] {
  const lines: string[] = [];
  let open = false;
  for (const line of source.split("\n")) {
    const [, behind] = /console\.log\(.*;(?: \})? \/\/ (.*)$/.exec(line) ?? [];
    const [, alone] = /^\/\/ (.*)$/.exec(line) ?? [];
    if (behind !== undefined) lines.push(behind);
    else if (alone !== undefined && open) lines.push(alone);
    if (alone === undefined) open = open || (/console\.log\(.*\);/.test(line) && behind === undefined);
  }
  return lines;
}

async function runApart(file: string): ReturnType<typeof runNode> {
  using space = new Namespace().cable();
  space.set("net.ipv4.ping_group_range", "0 65534");
  return await finished(space.spawnFile(file));
}

/** Tests a guide in `docs/`: each of its topics has a program, but for those named, that prints what it says. */
export function testGuide(document: string, { withoutProgram, inAnyOrder, skip, apart }: Exceptions): void {
  const guide = readDocument(document);
  const sections = guide.split(/^## /m).slice(1);
  const programs = sections.flatMap((section) => {
    const title = section.slice(0, section.indexOf("\n"));
    return [...section.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, source = ""]) => ({ title, source }));
  });
  const folder = compile(
    document.replace(/\.md$/, ""),
    Object.fromEntries(programs.map(({ source }, index) => [`program${index}.ts`, source])),
  );

  describe(`docs/${document}`, () => {
    test("has a program for each topic, and no other", () => {
      const titles = sections.map((section) => section.slice(0, section.indexOf("\n")));
      assert.deepEqual(
        programs.map(({ title }) => title),
        titles.filter((title) => !withoutProgram.includes(title)),
      );
      assert.equal(guide.match(/^```ts$/gm)?.length, programs.length);
    });

    for (const [index, { title, source }] of programs.entries()) {
      test(title, { skip: skip?.(title) ?? false }, async () => {
        const file = join(folder, `program${index}.js`);
        const { code, out, err } = await (apart?.includes(title) === true ? runApart(file) : runNode(file));
        assert.deepEqual([code, err], [0, ""]);
        const promised = promises(source);
        assert.ok(promised.length > 0);
        const printed = out.trimEnd().split("\n");
        if (inAnyOrder?.(source) === true) assert.deepEqual(printed.sort(), promised.sort());
        else assert.deepEqual(printed, promised);
      });
    }
  });
}
