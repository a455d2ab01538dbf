/** The README's example is a program: compiled as it stands there, run, and talked to. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { finished, firstLine } from "../support/child.ts";
import { compile, root } from "../support/compile.ts";

const readme = readFileSync(join(root, "README.md"), "utf8");

test("the README's example echoes", async () => {
  const [, source] = /^```ts\n(.*?)^```$/ms.exec(readme) ?? [];
  assert.ok(source !== undefined, "README.md has no ts block");
  const folder = compile("readme", { "echo.ts": source });
  const child = spawn(process.execPath, [join(folder, "echo.js")], { stdio: ["ignore", "pipe", "pipe"] });
  const end = finished(child);
  const line = await firstLine(child);
  assert.match(line, /^listening on 127\.0\.0\.1:\d+$/);
  const client = connect(Number(line.split(":").at(-1)), "127.0.0.1");
  let answer = "";
  client.setEncoding("utf8").on("data", (text: string) => {
    answer += text;
  });
  client.end("Is anybody there?");
  await once(client, "close");
  assert.equal(answer, "Is anybody there?");
  const { code, err } = await end;
  assert.deepEqual([code, err], [0, ""]);
});

test("the README fits one screen", () => {
  assert.ok(readme.split("\n").length <= 65);
});
