/** The examples of `berkeley-sockets/async`, run as they stand against programs that are not ours. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, it } from "node:test";
import { finished, firstLine } from "../support/child.ts";
import { root } from "../support/compile.ts";
import { withoutIpv6, withoutProgram } from "../support/probe.ts";

const example = (name: string, ...args: string[]): ChildProcess =>
  spawn(process.execPath, [join(root, "build", "examples", name), ...args], { stdio: ["ignore", "pipe", "pipe"] });

const greeting = "Hello. I echo what you say, until you say nothing.";

describe("examples/echo-bot.ts", { skip: withoutIpv6() }, () => {
  async function start(): Promise<{ bot: ChildProcess; port: string; end: ReturnType<typeof finished> }> {
    const bot = example("echo-bot.js", "0");
    const end = finished(bot);
    const [, port = ""] = /^listening on \[::1\]:(\d+)$/.exec(await firstLine(bot)) ?? [];
    assert.notEqual(port, "");
    return { bot, port, end };
  }

  it("greets, echoes, and ends at an empty line, with nc", { skip: withoutProgram("nc", "-h") }, async () => {
    const { port, end } = await start();
    const nc = spawn("nc", ["::1", port]);
    const said = finished(nc);
    nc.stdin.end("Is anybody there?\ngrüße\n\nnot heard\n");
    assert.equal((await said).out, `${greeting}\r\necho: Is anybody there?\r\necho: grüße\r\n`);
    const { code, err } = await end;
    assert.deepEqual([code, err], [0, ""]);
  });

  it("talks to several at once and ends when the last has left", async () => {
    const { bot, port, end } = await start();
    const clients = await Promise.all(
      ["first", "second", "third"].map(async (name) => {
        const socket = connect(Number(port), "::1");
        const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
        assert.equal((await lines.next()).value, greeting);
        return { name, socket, lines };
      }),
    );
    for (const { name, socket, lines } of [...clients, ...clients.reverse()]) {
      socket.write(`${name} speaks\r\n`);
      assert.equal((await lines.next()).value, `echo: ${name} speaks`);
    }
    for (const { socket } of clients) {
      assert.equal(bot.exitCode, null);
      const closed = once(socket, "close");
      socket.write("\r\n");
      await closed;
    }
    const { code, err } = await end;
    assert.deepEqual([code, err], [0, ""]);
  });

  it("goes on when a client breaks off", async () => {
    const { port, end } = await start();
    const faithful = connect(Number(port), "::1");
    await once(faithful, "data");
    const fickle = connect(Number(port), "::1");
    await once(fickle, "data");
    fickle.resetAndDestroy();
    faithful.write("still there?\n");
    const [answer] = (await once(faithful, "data")) as [Buffer];
    assert.equal(answer.toString(), "echo: still there?\r\n");
    faithful.end("\n");
    const { code, err } = await end;
    assert.equal(code, 0);
    assert.match(err, /^\[::1\]:\d+: recv ECONNRESET/);
  });

  it("says why it cannot listen", async () => {
    const { port, end, bot } = await start();
    const { code, err } = await finished(example("echo-bot.js", port));
    assert.deepEqual([code, err], [1, `cannot listen: bind EADDRINUSE [::1]:${port}\n`]);
    bot.kill();
    await end;
  });
});

describe("examples/http-client-awaited.ts", () => {
  it("fetches pages of python's server, several at once", { skip: withoutProgram("python3") }, async () => {
    const server = spawn("python3", ["-u", "-m", "http.server", "--bind", "127.0.0.1", "0"], {
      cwd: root,
      stdio: ["ignore", "pipe", "ignore"],
    });
    try {
      const [, port] = / port (\d+) /.exec(await firstLine(server)) ?? [];
      const url = `http://127.0.0.1:${port}`;
      const { code, out, err } = await finished(example("http-client-awaited.js", `${url}/LICENSE`, `${url}/nowhere`));
      assert.equal(code, 0, err);
      assert.match(out, /MIT License/);
      assert.match(err, /\/LICENSE: HTTP\/1\.0 200 OK, [\w/-]+, \d+ bytes\n/);
      assert.match(err, /\/nowhere: HTTP\/1\.0 404 File not found, text\/html;charset=utf-8, \d+ bytes\n/);
    } finally {
      server.kill();
      await once(server, "close");
    }
  });

  it("takes a large page whole, byte for byte", async () => {
    const page = Buffer.alloc(3_000_000, "0123456789\n");
    const server = createServer((_request, response) => void response.end(page)).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const { code, out } = await finished(example("http-client-awaited.js", `http://127.0.0.1:${port}/`));
    server.close();
    assert.equal(code, 0);
    assert.ok(out === page.toString());
  });

  it("says what went wrong", async () => {
    const { code, out, err } = await finished(example("http-client-awaited.js", "http://127.0.0.1:1/"));
    assert.deepEqual([code, out, err], [1, "", "http://127.0.0.1:1/: connect ECONNREFUSED 127.0.0.1:1\n"]);
  });
});
