/** `npm start` on any machine: it ends well, by itself, and can be read. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { stripVTControlCharacters } from "node:util";
import { layOut } from "../../src/cli/tour/layout.ts";
import { takeTour } from "../../src/cli/tour/tour.ts";
import { withFaults } from "../../src/testing.ts";
import { type Finished, finished } from "../support/child.ts";
import { root } from "../support/compile.ts";
import { withoutProgram } from "../support/probe.ts";

const headings = [
  "1 The resolver",
  "2 TCP",
  "3 UDP",
  "4 Unix sockets",
  "5 Options",
  "6 The protocol database",
  "7 Options and families of your own",
  "8 A refused connection",
  "9 A program not written by us",
];

function run(env: Record<string, string>): Promise<Finished> {
  const { FORCE_COLOR: _, ...rest } = process.env;
  return finished(
    spawn(process.execPath, [join(root, "dist", "tour.js")], {
      env: { ...rest, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    }),
  );
}

/** What the tour shows of its calls, without what came of them. */
function codeOf(text: string): string[] {
  return text
    .split("\n")
    .filter((line) => line.startsWith("  ") && !line.startsWith("  //"))
    .map((line) => line.split("→", 1)[0]?.trim() ?? "");
}

test("the tour ends well within 20 s, in plain text, with all chapters", async () => {
  const { code, signal, out, err, milliseconds } = await run({});
  assert.deepEqual([code, signal, err], [0, null, ""], out);
  assert.ok(milliseconds < 20_000, `${milliseconds} ms`);
  assert.equal(stripVTControlCharacters(out), out, "colour codes");
  for (const heading of headings) assert.ok(out.includes(`── ${heading} ─`), heading);
  const long = out.split("\n").filter((line) => line.length > 100);
  assert.deepEqual(long, []);
  for (const seen of ["WouldBlock EINPROGRESS", "the end of the stream", "ECONNREFUSED", "@tour-", "SO_PEERNAME"]) {
    assert.ok(out.includes(seen), `${seen} is missing`);
  }
});

test("the calls shown bear the names of the source, not those of a bundler", async () => {
  const { out } = await run({});
  const code = codeOf(out);
  assert.ok(code.length > 80, `${code.length} calls`);
  assert.deepEqual(
    code.filter((line) => /\b(?!internet6\b|Internet6)[A-Za-z]+\d+\b/.test(line.replace(/"[^"]*"/g, ""))),
    [],
  );
});

test("without python3 the tour says so and ends well", async () => {
  const { code, out } = await run({ PATH: "/nowhere" });
  assert.equal(code, 0, out);
  assert.ok(out.includes("// skipped: there is no python3 on this machine"));
});

test("with python3 the tour talks to it", { skip: withoutProgram("python3") }, async () => {
  const { out } = await run({});
  assert.ok(out.includes("GLAD TO MEET YOU."), out);
});

test("FORCE_COLOR paints, NO_COLOR does not", async () => {
  assert.ok((await run({ FORCE_COLOR: "1" })).out.includes("\u001b[32m"));
  assert.ok(!(await run({ FORCE_COLOR: "0" })).out.includes("\u001b"));
  let out = "";
  const terminal = { write: (text: string) => (out += text), isTTY: true, columns: 60, hasColors: () => true };
  assert.equal(await takeTour(terminal, { NO_COLOR: "1" }), 0);
  assert.ok(!out.includes("\u001b"));
  out = "";
  assert.equal(await takeTour(terminal, { NO_COLOR: "" }), 0);
  assert.ok(out.includes("\u001b[32m"));
});

test("a chapter that fails says how; the others are shown, and the exit code is 1", async () => {
  let out = "";
  const faults = [{ syscall: "listen", errno: "EADDRINUSE" } as const];
  const code = await withFaults(faults, () => takeTour({ write: (text) => (out += text) }, {}));
  assert.equal(code, 1);
  assert.match(out, /This chapter failed:\n {4}message: listen EADDRINUSE\n {4}who: listen\n {4}syscall: listen\n/);
  assert.ok(out.includes("Failed: TCP."));
  for (const heading of headings) assert.ok(out.includes(heading));
});

test("results stand beside their calls where there is room, in one column", () => {
  const rows = [
    { kind: "value", code: "a()", result: "1" },
    { kind: "value", code: "longer()", result: "2" },
    { kind: "note", texts: ["a remark"] },
    { kind: "value", code: "one(that, has, many, arguments)", result: "3" },
    { kind: "value", code: "b()", result: "a result that is too long to stand beside" },
  ] as const;
  const lines = layOut(rows, 37).map((line) => line.map(({ text }) => text).join(""));
  assert.deepEqual(lines, [
    "  a()       → 1",
    "  longer()  → 2",
    "",
    "  // a remark",
    "  one(that, has, many, arguments) → 3",
    "  b()",
    "      → a result that is too long to",
    "        stand beside",
  ]);
});
