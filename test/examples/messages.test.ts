/** The guide to messages: each of its programs, compiled as it stands there and run; its table of kinds. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import * as options from "berkeley-sockets/options";
import { ControlFormat } from "../../src/bsd/control/format.ts";
import { systemLayout } from "../../src/core/struct.ts";
import { constants } from "../../src/sys/constants.ts";
import { finished } from "../support/child.ts";
import { compile, root } from "../support/compile.ts";
import { codeIn, tableWith } from "../support/markdown.ts";

const guide = readFileSync(join(root, "docs", "messages.md"), "utf8");
const programs = [...guide.matchAll(/^## (.*?)\n\n```ts\n(.*?)^```$/gms)].map(([, title, source]) => ({
  title: String(title),
  source: String(source),
}));
const folder = compile(
  "messages",
  Object.fromEntries(programs.map(({ source }, index) => [`program${index}.ts`, source])),
);

describe("docs/messages.md", () => {
  test("has a program for each topic, and no other", () => {
    assert.equal(programs.length, 7);
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
      // What a loop prints comes in the kernel's order.
      const sorted = source.includes("for (const control of")
        ? (lines: unknown[]) => [...lines].sort()
        : (lines: unknown[]) => lines;
      assert.deepEqual(sorted(out.trimEnd().split("\n")), sorted(promised));
    });
  }

  test("its table has every kind that there is, and tells truly which can be sent", () => {
    const rows = tableWith("messages.md", "kind", "sockets").rows.map(([kind = "", , sent = ""]) => ({
      kind: codeIn(kind)[0] as string,
      sent: sent.startsWith("yes"),
    }));
    const format = new ControlFormat({ layout: systemLayout, constants, receive: () => assert.fail() });
    assert.deepEqual(rows.map(({ kind }) => kind).sort(), [...format.kinds].sort());
    for (const { kind, sent } of rows) assert.equal(format.sends(kind), sent, kind);
  });

  test("the options that it names are in berkeley-sockets/options, or will be", () => {
    const named = new Set(
      [...guide.matchAll(/`((?:SO|IP|IPV6|TCP|UDP)_[A-Z0-9_]+)`/g)].map(([, name]) => String(name)),
    );
    const missing = [...named].filter((name) => !(name in options) && !(name in constants));
    assert.deepEqual(missing, ["IP_PASSSEC"]);
  });
});
