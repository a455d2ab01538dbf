/** Links in our documents lead somewhere. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { root } from "../support/compile.ts";
import { headingsOf, linksOf } from "../support/markdown.ts";

const read = (path: string): string => readFileSync(join(root, path), "utf8");
const documents = readdirSync(join(root, "docs")).filter((name) => name.endsWith(".md"));
const pages = ["README.md", "CHANGELOG.md", ...documents.map((name) => `docs/${name}`)];

test("headings are linked by their words", () => {
  assert.deepEqual(headingsOf("# A: `b/c` d\n```sh\n# no heading\n```\n## E-f, g\n"), ["a-bc-d", "e-f-g"]);
});

for (const page of pages) {
  test(page, () => {
    for (const { target, heading } of linksOf(page, read(page))) {
      assert.ok(existsSync(join(root, target)), `${target} is not there`);
      if (heading !== "") assert.ok(headingsOf(read(target)).includes(heading), `${target} has no heading ${heading}`);
    }
  });
}

test("every document can be reached from the README", () => {
  const reached = new Set<string>();
  const visit = (page: string): void => {
    if (reached.has(page) || !page.endsWith(".md")) return;
    reached.add(page);
    for (const { target } of linksOf(page, read(page))) visit(target);
  };
  visit("README.md");
  assert.deepEqual(
    pages.filter((page) => !reached.has(page)),
    [],
  );
});
