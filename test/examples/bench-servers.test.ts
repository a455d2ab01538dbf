/** The bench's servers lose nothing, and its load would notice. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { compileC, script } from "../../bench/compile.ts";
import { findForeigners } from "../../bench/foreign.ts";
import { LineProcess } from "../../bench/line-process.ts";
import { Load } from "../../bench/load.ts";
import { describeMachine } from "../../bench/machine.ts";
import { root } from "../support/compile.ts";
import { withoutProgram } from "../support/probe.ts";

const compiler = process.env["CC"] ?? "cc";
const preloaded = process.env["LD_PRELOAD"] === undefined ? false : "other runtimes end under a sanitizer";
const withoutCompiler = preloaded || withoutProgram(compiler);
const { bun, deno, python } = findForeigners();
const { execPath } = process;

const servers: readonly [string, (() => string[]) | undefined][] = [
  ["plain C", () => [compileC("plain-echo")]],
  ["the reactor", () => [execPath, script("serve-reactor"), "echo"]],
  ["node:net", () => [execPath, script("serve-net"), "echo"]],
  ["Bun", bun && (() => [bun.path, script("serve-bun"), "echo"])],
  ["Deno", deno && (() => [deno.path, "run", "--allow-all", "--no-config", script("serve-deno")])],
  ["asyncio", python && (() => [python.path, join(root, "bench", "serve-asyncio.py")])],
];

for (const [name, command] of servers) {
  const skip = withoutCompiler || (command === undefined ? `${name} is not installed` : false);
  test(`the echo server of ${name} keeps what a slow reader does not take`, { skip }, async () => {
    const server = await LineProcess.start(name, command?.() ?? []);
    try {
      // More than kernels keep; but the reactor has a limit, and tests of its own.
      const sent = randomBytes(name === "the reactor" ? 1_500_000 : 16_000_000);
      const socket = connect(Number(server.greeting), "127.0.0.1");
      await once(socket, "connect");
      const written = new Promise<void>((resolve) => socket.write(sent, () => resolve()));
      // Some servers read no more before their answers are taken.
      await Promise.race([written, sleep(300)]);
      let length = 0;
      const chunks: Buffer[] = [];
      for await (const chunk of socket as AsyncIterable<Buffer>) {
        chunks.push(chunk);
        length += chunk.length;
        if (length >= sent.length) break;
      }
      assert.ok(Buffer.concat(chunks).equals(sent), `${length} bytes came back`);
    } finally {
      server.stop();
    }
  });
}

/** An echo server that does as it is told once a connection has had its first answer. */
function liar(lie: string): Promise<LineProcess> {
  const source = `
    const server = require("node:net").createServer((socket) => {
      let first = true;
      socket.on("error", () => {});
      socket.on("data", (data) => {
        if (first) socket.write(data);
        else { ${lie} }
        first = false;
      });
    });
    server.listen(0, "127.0.0.1", () => console.log("ready", server.address().port));`;
  return LineProcess.start("liar", [execPath, "--eval", source]);
}

for (const [what, lie] of [
  ["an answer with another byte", "data[10] ^= 1; socket.write(data);"],
  ["one answer too many", "socket.write(data); socket.write(data);"],
  ["a connection that was closed", "socket.destroy();"],
] as const) {
  test(`the load notices ${what}`, { skip: withoutCompiler }, async () => {
    const load = await Load.start(describeMachine());
    const server = await liar(lie);
    try {
      await load.open(server, 3);
      await assert.rejects(load.keep(server, 100, 1), /ended early/);
    } finally {
      load.stop();
      server.stop();
    }
  });
}

test("the load keeps messages of any size on their way, and counts what is answered", {
  skip: withoutCompiler,
}, async () => {
  const load = await Load.start(describeMachine());
  const server = await LineProcess.start("plain C", [compileC("plain-echo")]);
  try {
    for (const [size, depth] of [
      [1, 1],
      [64, 16],
      [65_536, 3],
    ] as const) {
      await load.useEcho(size);
      await load.open(server, 10);
      const { count, cpu, wall } = await load.keep(server, 50, depth);
      assert.ok(count > 0 && cpu > 0 && wall >= 50e6, `${count} ${cpu} ${wall}`);
      await load.shut(server);
    }
    await load.useEcho(64);
    await load.open(server, 10);
    const { count, latencies } = await load.due(server, 200, 1000);
    assert.ok(Math.abs(count - 200) <= 1, `${count} messages were due`);
    assert.deepEqual(
      latencies.toSorted((a, b) => a - b),
      latencies,
    );
    await load.shut(server);
  } finally {
    load.stop();
    server.stop();
  }
});
