/** The sources as they are, on runtimes that strip types. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { runModule } from "../support/child.ts";
import { root } from "../support/compile.ts";
import { onBun, onDeno } from "../support/runtime.ts";

const strips = (process.features as { typescript?: unknown }).typescript !== undefined;
const skip = strips || onBun || onDeno ? false : `Node ${process.versions.node} does not strip types`;

/** What package.json exports, as sources. */
const { exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  exports: Record<string, { default?: string }>;
};
const entries = Object.values(exports).flatMap(({ default: file }) =>
  file === undefined ? [] : [new URL(file.replace("./dist/", "src/").replace(/js$/, "ts"), pathToFileURL(root)).href],
);

test("every entry is imported unbuilt, and works with the others", { skip }, async () => {
  assert.ok(entries.length >= 10);
  const { code, out, err } = await runModule(`
    const modules = {};
    for (const url of ${JSON.stringify(entries)}) modules[url.replace(/.*\\/src\\//, "")] = await import(url);
    const { Socket, SocketDomain, SocketType } = modules["index.ts"];
    const { receive, send } = modules["async.ts"];
    const [a, b] = Socket.pair(SocketDomain.unix, SocketType.stream);
    const received = receive(b, 10);
    await send(a, new TextEncoder().encode("unbuilt"));
    console.log(new TextDecoder().decode(await received), modules["testing.ts"].openDescriptors().length);
    a.close();
    b.close();`);
  assert.deepEqual([code, out], [0, "unbuilt 2\n"], err);
});
