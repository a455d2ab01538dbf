/** Our guides: each program in them is compiled as it stands there, and run. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test } from "node:test";
import { runNode } from "./child.ts";
import { compile } from "./compile.ts";
import { readDocument } from "./markdown.ts";

/** What a program says that it prints: the comments behind its `console.log(…);`, in their order. */
function promises(source: string): (string | undefined)[] {
  return [...source.matchAll(/^.*console\.log\(.*; \/\/ (.*)$/gm)].map(([, text]) => text);
}

/**
 * Tests a guide in `docs/`: a program opens each of its topics, but for those named, and prints what it says; in
 * whatever order where that is the kernel's.
 */
export function testGuide(
  document: string,
  withoutProgram: readonly string[],
  inAnyOrder: (source: string) => boolean = () => false,
): void {
  const guide = readDocument(document);
  const topics = [...guide.matchAll(/^## (.*)$/gm)].map(([, title]) => title);
  const programs = [...guide.matchAll(/^## (.*?)\n\n```ts\n(.*?)^```$/gms)].map(([, title = "", source = ""]) => ({
    title,
    source,
  }));
  const folder = compile(
    document.replace(/\.md$/, ""),
    Object.fromEntries(programs.map(({ source }, index) => [`program${index}.ts`, source])),
  );

  describe(`docs/${document}`, () => {
    test("has a program for each topic, and no other", () => {
      assert.deepEqual(
        topics.filter((title) => !withoutProgram.includes(title ?? "")),
        programs.map(({ title }) => title),
      );
      assert.equal(guide.match(/^```ts$/gm)?.length, programs.length);
    });

    for (const [index, { title, source }] of programs.entries()) {
      test(title, async () => {
        const { code, out, err } = await runNode(join(folder, `program${index}.js`));
        assert.deepEqual([code, err], [0, ""]);
        const promised = promises(source);
        assert.ok(promised.length > 0);
        const printed = out.trimEnd().split("\n");
        if (inAnyOrder(source)) assert.deepEqual(printed.sort(), promised.sort());
        else assert.deepEqual(printed, promised);
      });
    }
  });
}
