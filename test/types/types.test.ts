/**
 * The types of the public API, as sources and as published. The build compiles the `*.types.ts` files
 * beside this one, which proves that each `@ts-expect-error` covers an error; here the directives are
 * taken away, which proves that it is the error that is meant.
 */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const sources = join(root, "test", "types");
const room = join(root, "build", `types-${process.pid}`);
const files = readdirSync(sources).filter((name) => name.endsWith(".types.ts"));
const DIRECTIVE = /\/\/ @ts-expect-error (TS\d+) \S/;

mkdirSync(room, { recursive: true });
after(() => rmSync(room, { recursive: true, force: true }));

const expected: string[] = [];
for (const name of files) {
  const lines = readFileSync(join(sources, name), "utf8").split("\n");
  for (const [index, line] of lines.entries()) {
    if (!line.includes("@ts-expect-error")) continue;
    const code = DIRECTIVE.exec(line)?.[1];
    assert.ok(code !== undefined, `${name}:${index + 1}: no error code or no reason`);
    expected.push(`${name}:${index + 2} ${code}`);
    lines[index] = "//";
  }
  writeFileSync(join(room, name), lines.join("\n"));
}

/** The errors of the files without their directives: `file:line code`. */
function compile(title: string, paths: Record<string, string[]>, include = ["*.types.ts"]): string[] {
  const project = join(room, `${title}.json`);
  writeFileSync(
    project,
    JSON.stringify({
      extends: "../../tsconfig.json",
      compilerOptions: { noEmit: true, rootDir: "../..", paths, declaration: false, isolatedDeclarations: false },
      include,
      exclude: [], // by default build/ is
    }),
  );
  const tsc = join(root, "node_modules", ".bin", "tsc");
  const { stdout, error } = spawnSync(tsc, ["--project", project, "--pretty", "false"], {
    cwd: room,
    encoding: "utf8",
  });
  if (error !== undefined) throw error;
  assert.doesNotMatch(stdout, /^error /m, stdout);
  return [...stdout.matchAll(/^(?:.*\/)?([^/\n]+\.ts)\((\d+),\d+\): error (TS\d+)/gm)].map(
    // One, some or many members are missing: which of the three depends on how a private one is declared.
    ([, file, line, code]) => `${file}:${line} ${code?.replace(/TS27(?:39|40)/, "TS2741")}`,
  );
}

test("there are type tests", () => {
  assert.ok(files.length >= 3);
  assert.ok(expected.length > 80, `${expected.length} expected errors`);
});

const here = { "berkeley-sockets": ["../../src/index.ts"], "berkeley-sockets/*": ["../../src/*.ts"] };
const published = {
  "berkeley-sockets": ["../../dist/types/index.d.ts"],
  "berkeley-sockets/*": ["../../dist/types/*.d.ts"],
};
for (const [title, paths] of [
  ["sources", here],
  ["published declarations", published],
] as const) {
  test(`${title}: TypeScript refuses what it should, for the reason it should`, () => {
    assert.deepEqual(compile(title, paths).sort(), [...expected].sort());
  });
}
