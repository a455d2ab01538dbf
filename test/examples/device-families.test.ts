/** The guide to families: the programs of vsock, CAN, Bluetooth, ALG, TIPC, XDP and SCTP, compiled as they stand there and run. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { compile } from "../support/compile.ts";
import { readDocument } from "../support/markdown.ts";

const titles = ["vsock", "CAN", "ISO-TP and J1939", "Bluetooth", "ALG", "TIPC", "XDP", "SCTP"];
const guide = readDocument("families.md");
const programs = titles.map((title) => {
  const [, source] = new RegExp(`^## ${title}\\n\\n\`\`\`ts\\n(.*?)^\`\`\`$`, "ms").exec(guide) ?? [];
  assert.ok(source !== undefined, `no program under ${title}`);
  return source;
});
const folder = compile(
  "device-families",
  Object.fromEntries(programs.map((source, index) => [`program${index}.ts`, source])),
);
const skip = process.platform === "linux" ? false : "these families are Linux's";

for (const [index, source] of programs.entries()) {
  test(`${titles[index]}: prints what it says`, { skip }, () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, `program${index}.js`)], {
      encoding: "utf8",
    });
    assert.deepEqual([status, stderr], [0, ""]);
    const promised = [...source.matchAll(/^.*console\.log\(.*; \/\/ (.*)$/gm)].map(([, text]) => text);
    assert.ok(promised.length > 0);
    assert.deepEqual(stdout.trimEnd().split("\n"), promised);
  });
}
