/** examples/socks5-proxy.ts, on `berkeley-sockets/reactor`: with curl, before servers of Node's, and byte by byte. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Socket } from "node:net";
import { describe, it } from "node:test";
import type { Finished } from "../support/child.ts";
import { type Kind, kinds } from "../support/kinds.ts";
import { deserted } from "../support/ports.ts";
import { notLinux, withoutIpv6, withoutProgram } from "../support/probe.ts";
import { conversation, type Serving, startServing } from "../support/protocol-example.ts";
import { runExample, runForeign } from "../support/run-example.ts";

const start = (...args: string[]): Promise<Serving> => startServing("socks5-proxy", "--port", "0", ...args);
const portOf = (server: { address(): unknown }): number => (server.address() as AddressInfo).port;

/** A page at an address; what is posted to it comes back. */
async function serving(host: string, body: (port: number) => Promise<void>): Promise<void> {
  const server: Server = createServer((request, response) => {
    if (request.method === "POST") request.pipe(response);
    else response.end(`page of ${host}\n`);
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  try {
    await body(portOf(server));
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

describe("examples/socks5-proxy.ts, with curl", { skip: notLinux || withoutProgram("curl") }, () => {
  const curl = (input: string, ...args: string[]): Promise<Finished> =>
    runForeign("curl", ["-sS", "--max-time", "20", "--noproxy", "", ...args], input);

  it("connects to addresses of both families, and to names", { skip: withoutIpv6() }, async () => {
    const proxy = await start("--log");
    const by = (option: string): string[] => [option, `127.0.0.1:${proxy.port}`];
    await serving("127.0.0.1", async (port) => {
      const plain = await curl("", ...by("--socks5"), `http://127.0.0.1:${port}/`);
      assert.deepEqual([plain.out, plain.err], ["page of 127.0.0.1\n", ""]);
      const named = await curl("", ...by("--socks5-hostname"), `http://localhost:${port}/`);
      assert.deepEqual([named.out, named.err], ["page of 127.0.0.1\n", ""]);
      await proxy.until(new RegExp(`127\\.0\\.0\\.1:\\d+ -> localhost 127\\.0\\.0\\.1:${port}\n`));
    });
    await serving("::1", async (port) => {
      const { out, err } = await curl("", ...by("--socks5"), `http://[::1]:${port}/`);
      assert.deepEqual([out, err], ["page of ::1\n", ""]);
    });
    await proxy.stop();
  });

  it("passes on much, both ways", async () => {
    const proxy = await start();
    const long = "0123456789abcdef".repeat(500_000);
    await serving("127.0.0.1", async (port) => {
      const post = ["--data-binary", "@-", `http://127.0.0.1:${port}/`];
      const { out, err } = await curl(long, "--socks5", `127.0.0.1:${proxy.port}`, ...post);
      assert.equal(err, "");
      assert.ok(out === long);
    });
    await proxy.stop();
  });

  it("asks for a password", async () => {
    const proxy = await start("--user", "ann:secret:word");
    const by = ["--socks5", `127.0.0.1:${proxy.port}`];
    await serving("127.0.0.1", async (port) => {
      const url = `http://127.0.0.1:${port}/`;
      assert.equal((await curl("", ...by, "--proxy-user", "ann:secret:word", url)).out, "page of 127.0.0.1\n");
      const wrong = await curl("", ...by, "--proxy-user", "ann:other", url);
      assert.deepEqual(
        [wrong.code, /User was rejected by the SOCKS5 server \(1 1\)/.test(wrong.err)],
        [97, true],
        wrong.err,
      );
      const none = await curl("", ...by, url);
      assert.deepEqual([none.code, /No authentication method was acceptable/.test(none.err)], [97, true], none.err);
    });
    await proxy.stop();
  });

  it("tells why there is no connection", async () => {
    const proxy = await start("--log");
    const [keeper, nobody] = deserted(kinds[0] as Kind);
    const by = ["--socks5-hostname", `127.0.0.1:${proxy.port}`];
    const refused = await curl("", ...by, `http://${nobody}/`);
    keeper.close();
    assert.deepEqual([refused.code, /to 127\.0\.0\.1\. \(5\)/.test(refused.err)], [97, true], refused.err);
    const unknown = await curl("", ...by, "http://nowhere.invalid/");
    assert.deepEqual([unknown.code, /to nowhere\.invalid\. \(4\)/.test(unknown.err)], [97, true], unknown.err);
    await proxy.stop();
  });
});

describe("examples/socks5-proxy.ts, with clients of all kinds", { skip: notLinux }, () => {
  const bytes = (text: string): Buffer[] => [...Buffer.from(text, "latin1")].map((byte) => Buffer.of(byte));

  it("refuses what it does not do, and what is no SOCKS", async () => {
    const proxy = await start();
    const wrong: readonly (readonly [string, string])[] = [
      ["GET / HTTP/1.1\r\n\r\n", ""],
      ["\x04\x01\0\x50\x7f\0\0\x01\0", ""],
      ["\x05\x01\x02", "\x05\xff"],
      ["\x05\0", "\x05\xff"],
      ["\x05\x02\x02\0\x05\x02\0\x01\x7f\0\0\x01\0\x50", "\x05\0\x05\x07\0\x01\0\0\0\0\0\0"],
      ["\x05\x01\0\x05\x01\0\x02\x7f", "\x05\0\x05\x08\0\x01\0\0\0\0\0\0"],
      ["\x05\x01\0\x05\x01\0\x03\0\0\x50", "\x05\0\x05\x01\0\x01\0\0\0\0\0\0"],
      ["\x05\x01\0\x05\x01\0\x01\x7f\0\0\x01\0\0", "\x05\0\x05\x01\0\x01\0\0\0\0\0\0"],
      ["\x05\x01\0\x04", "\x05\0"],
    ];
    for (const [sent, expected] of wrong) {
      for (const inPieces of [bytes(sent), [Buffer.from(sent, "latin1")]]) {
        // What comes behind is passed over, as are ends.
        const heard = await conversation(proxy.port, ...inPieces, Buffer.from("\0\0behind"));
        assert.equal(heard, expected, JSON.stringify(sent));
      }
    }
    await proxy.stop();
  });

  it("passes on what came with the request, and ends", async () => {
    const proxy = await start();
    const sockets = new Set<Socket>();
    const server = createTcpServer({ allowHalfOpen: true }, (socket) => {
      sockets.add(socket.once("close", () => sockets.delete(socket)));
      // The answer comes when the client has ended.
      const chunks: Buffer[] = [];
      socket.on("data", (chunk) => chunks.push(chunk)).on("end", () => socket.end(Buffer.concat(chunks)));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const port = portOf(server);
    const hello = `\x05\x01\0\x05\x01\0\x03\x09localhost${String.fromCharCode(port >> 8, port & 255)}early`;
    for (const inPieces of [bytes(hello), [Buffer.from(hello, "latin1")]]) {
      const heard = await conversation(proxy.port, ...inPieces, " and late", null);
      // Between them is the port that the proxy has towards the server.
      assert.deepEqual([heard.slice(0, 10), heard.slice(12)], ["\x05\0\x05\0\0\x01\x7f\0\0\x01", "early and late"]);
    }
    await new Promise((resolve) => server.close(resolve));
    await proxy.stop();
  });

  it("says what is wrong", async () => {
    const { code, err } = await runExample("socks5-proxy", ["--user", "ann"]);
    assert.deepEqual([code, err], [1, "socks5-proxy: a user is NAME:PASSWORD\n"]);
  });
});
