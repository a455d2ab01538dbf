/** The programs of docs/coming-from.md, those before and those after: each prints what it says. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { finished } from "../support/child.ts";
import { compile } from "../support/compile.ts";
import { readDocument } from "../support/markdown.ts";
import { foreignEnv, notRoot, withoutProgram } from "../support/probe.ts";

interface Section {
  readonly title: string;
  readonly language: string;
  readonly before: string;
  readonly after: string;
}

const guide = readDocument("coming-from.md");
const sections: readonly Section[] = [
  ...guide.matchAll(/^## (.*?)\n\n```(js|python)\n(.*?)^```\n\n```ts\n(.*?)^```$/gms),
].map(([, title = "", language = "", before = "", after = ""]) => ({ title, language, before, after }));

const folder = compile(
  "coming-from",
  Object.fromEntries(sections.map(({ after }, index) => [`after${index}.ts`, after])),
);

/** Has `unix-dgram` be ours, in a program that requires it. */
const ours = fileURLToPath(import.meta.resolve("berkeley-sockets/compat/unix-dgram"));
const substitute = `
const Module = require("node:module");
const resolve = Module._resolveFilename;
Module._resolveFilename = function (name, ...rest) {
  return name === "unix-dgram" ? ${JSON.stringify(ours)} : resolve.call(this, name, ...rest);
};
`;

function uninstalled(name: string): string | false {
  try {
    createRequire(import.meta.url).resolve(name);
    return false;
  } catch {
    return `${name} is not installed`;
  }
}

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
const requires = major > 22 || (major === 22 && minor >= 13) || (major === 20 && minor >= 19);

/** What each program before needs, and the one after. */
const needs: Readonly<Record<string, { readonly before: string | false; readonly after: string | false }>> = {
  "node:net": { before: false, after: false },
  "node:dgram": { before: false, after: false },
  Python: { before: withoutProgram("python3"), after: false },
  "unix-dgram": { before: !requires && "this Node requires no ES modules", after: false },
  "raw-socket": { before: uninstalled("raw-socket") || notRoot, after: notRoot },
};

/** What a program says that it prints. */
function promises(source: string): (string | undefined)[] {
  return [...source.matchAll(/^.*(?:console\.log|print)\(.*\);? +(?:\/\/|#) (.*)$/gm)].map(([, text]) => text);
}

/** Writes a program as a file and gives the command that runs it. */
function command({ language, before }: Section, index: number): readonly [string, string] {
  if (language === "python") {
    const file = join(folder, `before${index}.py`);
    writeFileSync(file, before);
    return ["python3", file];
  }
  const file = join(folder, `before${index}.${before.includes("require(") ? "cjs" : "mjs"}`);
  writeFileSync(file, before.includes("unix-dgram") ? substitute + before : before);
  return [process.execPath, file];
}

async function check(source: string, [program, file]: readonly [string, string]): Promise<void> {
  const env = program === process.execPath ? process.env : foreignEnv;
  const { code, out, err } = await finished(spawn(program, [file], { stdio: ["ignore", "pipe", "pipe"], env }));
  assert.deepEqual([code, err], [0, ""]);
  const promised = promises(source);
  assert.ok(promised.length > 0);
  assert.deepEqual(out.trimEnd().split("\n"), promised);
}

describe("docs/coming-from.md", () => {
  test("has a pair of programs for each topic, and no other", () => {
    assert.deepEqual(
      [...guide.matchAll(/^## (.*)$/gm)].map(([, title]) => title),
      sections.map(({ title }) => title),
    );
    assert.equal(guide.match(/^```[a-z]+$/gm)?.length, 2 * sections.length);
    assert.deepEqual(
      Object.keys(needs),
      sections.map(({ title }) => title),
    );
  });

  for (const [index, section] of sections.entries()) {
    const { title, before, after } = section;
    test(`${title}, before`, { skip: needs[title]?.before ?? false }, () => check(before, command(section, index)));
    test(`${title}, after`, { skip: needs[title]?.after ?? false }, () =>
      check(after, [process.execPath, join(folder, `after${index}.js`)]),
    );
  }

  test("the programs before and after print the same", () => {
    for (const { before, after } of sections) assert.deepEqual(promises(after), promises(before));
  });
});
