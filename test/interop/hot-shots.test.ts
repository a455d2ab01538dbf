/** The package that most users of `unix-dgram` have it for, on the drop-in. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { it } from "node:test";
import { fileURLToPath } from "node:url";
import { createSocket } from "berkeley-sockets/compat/unix-dgram";
import { finished } from "../support/child.ts";
import { temporaryPath } from "../support/kinds.ts";

/** Where the package is, if it is installed. */
function installed(name: string): string | undefined {
  try {
    return createRequire(import.meta.url).resolve(name);
  } catch {
    return undefined;
  }
}

const hotShots = installed("hot-shots");

it("hot-shots sends its metrics", { skip: hotShots === undefined && "hot-shots is not installed" }, async () => {
  const path = temporaryPath();
  const server = createSocket("unix_dgram");
  server.bind(path);
  const source = `
    const Module = require("node:module");
    const resolve = Module._resolveFilename;
    const ours = ${JSON.stringify(fileURLToPath(import.meta.resolve("berkeley-sockets/compat/unix-dgram")))};
    Module._resolveFilename = function (name, ...rest) {
      return name === "unix-dgram" ? ours : resolve.call(this, name, ...rest);
    };
    const StatsD = require(${JSON.stringify(hotShots)});
    const client = new StatsD({ protocol: "uds", path: ${JSON.stringify(path)} });
    client.increment("requests", (error) => {
      console.log(error?.code ?? "sent");
      client.close();
    });`;
  const child = finished(spawn(process.execPath, ["--eval", source], { stdio: ["ignore", "pipe", "pipe"] }));
  const [metric] = await once(server, "message");
  server.close();
  assert.equal(String(metric), "requests:1|c");
  const { code, out, err } = await child;
  assert.deepEqual([code, out, err], [0, "sent\n", ""]);
});
