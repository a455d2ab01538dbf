/** `simple` and foreign programs: their servers and our client, our blocking server and their clients. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import type { InternetAddress } from "berkeley-sockets";
import { BufferedSocket, connectToIpv4Host, connectToUnixHost, listenOnIpv4Socket } from "berkeley-sockets/simple";
import { type Finished, finished, firstLine, spawnPython } from "../support/child.ts";
import { expectCode } from "../support/expect.ts";
import { temporaryPath } from "../support/kinds.ts";
import { foreignEnv, withoutProgram } from "../support/probe.ts";
import { startThread } from "../support/thread.ts";

const python = withoutProgram("python3");

function run(input: string | undefined, command: string, ...args: string[]): Promise<Finished> {
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "pipe"], env: foreignEnv });
  if (input !== undefined) child.stdin.end(input);
  return finished(child);
}

/** A server in a thread, for `count` connections one after the other; gives its port and its end. */
async function server(count: number, serve: string): Promise<[string, Promise<unknown>]> {
  const listener = listenOnIpv4Socket(true, 0, 10);
  const { port } = listener.localAddress as InternetAddress;
  const thread = await startThread(
    `const listener = Socket.adopt(data.fd);
       for (let n = 0; n < data.count; n++) {
         const client = new BufferedSocket(acceptIpv4Connection(listener, null, { timeout: 20000 }), { lineEnding: "crlf" });
         ${serve}
         client.close();
       }
       listener.close();`,
    { fd: listener.detach(), count },
  );
  return [String(port), thread.result];
}

describe("our client", () => {
  it("gets a page from python3 -m http.server, over HTTP/1.0", { skip: python }, async () => {
    const folder = mkdtempSync(join(tmpdir(), "bs-"));
    const page = "<p>\u20ac</p>\n".repeat(20_000);
    writeFileSync(join(folder, "page.html"), page);
    const child = spawn("python3", ["-u", "-m", "http.server", "--bind", "127.0.0.1", "--directory", folder, "0"], {
      env: foreignEnv,
    });
    const end = finished(child);
    try {
      const [, port] = /port (\d+)/.exec(await firstLine(child)) ?? [];
      using client = new BufferedSocket(connectToIpv4Host("localhost", "http", Number(port), { timeout: 10_000 }), {
        lineEnding: "crlf",
      });
      client.writeString("GET /page.html HTTP/1.0\n\n");
      assert.equal(client.readLine({ timeout: 10_000 }), "HTTP/1.0 200 OK");
      const headers = new Map<string, string>();
      for (let line = client.readLine(); line; line = client.readLine()) {
        const [name = "", value = ""] = line.split(": ");
        headers.set(name.toLowerCase(), value);
      }
      const length = Number(headers.get("content-length"));
      assert.equal(Buffer.from(client.readBytes(length) ?? []).toString(), page);
      assert.equal(client.readLine(), undefined);
    } finally {
      child.kill();
      await end;
      rmSync(folder, { recursive: true });
    }
  });

  it("reads what python writes a byte at a time, in each encoding", { skip: python }, async () => {
    const path = temporaryPath();
    for (const [encoding, codec, text] of [
      ["utf-8", "utf-8", "grüße €😀"],
      ["utf-16le", "utf-16-le", "grüße Ċ😀"],
      ["latin1", "latin-1", "grüße"],
    ] as const) {
      const child = spawnPython(
        `
import socket, sys, os
path, codec, text = sys.argv[1:]
if os.path.exists(path): os.unlink(path)
server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
server.bind(path)
server.listen(1)
print("ready")
connection, _ = server.accept()
for byte in (text + "\\r\\n" + text + "\\n" + text).encode(codec):
    connection.sendall(bytes([byte]))
connection.shutdown(socket.SHUT_WR)
assert connection.makefile("rb").read().decode(codec) == text + "\\r\\n"`,
        path,
        codec,
        text,
      );
      const end = finished(child);
      assert.equal(await firstLine(child), "ready");
      const client = new BufferedSocket(connectToUnixHost(path), { encoding, lineEnding: "crlf", bufferSize: 3 });
      const lines = [client.readLine(), client.readLine(), client.readLine(), client.readLine()];
      assert.deepEqual(lines, [text, text, text, undefined]);
      client.writeString(`${text}\n`);
      client.close();
      const { code, err } = await end;
      assert.equal(code, 0, err);
    }
    expectCode("ECONNREFUSED", () => connectToUnixHost(path));
  });
});

describe("our blocking server in a worker", () => {
  it("serves curl", { skip: withoutProgram("curl") }, async () => {
    const [port, end] = await server(
      2,
      `const request = client.readLine({ timeout: 20000 });
       while (client.readLine({ timeout: 20000 }));
       client.writeString("HTTP/1.0 200 OK\\nConnection: close\\n\\n");
       client.writeString(request.split(" ")[1].repeat(50000));`,
    );
    for (const path of ["/one", "/two"]) {
      const { code, out, err } = await run(
        undefined,
        "curl",
        "--silent",
        "--noproxy",
        "*",
        `http://127.0.0.1:${port}${path}`,
      );
      assert.equal(code, 0, err);
      assert.equal(out, path.repeat(50_000));
    }
    await end;
  });

  it("echoes lines to nc", { skip: withoutProgram("nc", "-h") }, async () => {
    const [port, end] = await server(
      1,
      `for (let line; (line = client.readLine({ timeout: 20000 })); ) client.writeString("echo: " + line + "\\n");`,
    );
    const { code, out } = await run("hello\r\nw\u00f6rld\n\n", "nc", "127.0.0.1", port);
    assert.equal(code, 0);
    assert.equal(out, "echo: hello\r\necho: w\u00f6rld\r\n");
    await end;
  });

  it("takes a stream from socat to its end", { skip: withoutProgram("socat", "-V") }, async () => {
    const [port, end] = await server(
      1,
      "const all = client.readAll({ timeout: 20000 }); client.writeString(all.length + '\\n');",
    );
    const { code, out } = await run("x".repeat(300_000), "socat", "-t", "20", "-", `TCP:127.0.0.1:${port}`);
    assert.deepEqual([code, out], [0, "300000\r\n"]);
    await end;
  });
});
