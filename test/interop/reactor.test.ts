/** Strangers as clients of the reactor, and as servers to it. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, connect as netConnect } from "node:net";
import { describe, it } from "node:test";
import { type InternetAddress, UnixAddress } from "berkeley-sockets";
import { connect, type Handlers, serve } from "berkeley-sockets/reactor";
import { finished, firstLine, spawnPython } from "../support/child.ts";
import { temporaryPath } from "../support/kinds.ts";
import { foreignEnv, withoutProgram } from "../support/probe.ts";
import { Peer } from "../support/reactor.ts";

const echo: Handlers = { data: (connection, bytes) => connection.write(bytes) };
const portOf = ({ address }: { address: unknown }): number => (address as InternetAddress).port;

describe("the reactor among strangers", () => {
  it("node:net as clients: many, with large and small messages", async () => {
    const server = serve({ host: "127.0.0.1", port: 0, handlers: echo, limit: 1 << 24 });
    await Promise.all(
      Array.from({ length: 50 }, async (_, index) => {
        const socket = netConnect(portOf(server), "127.0.0.1");
        const text = `${index};`.repeat(index % 5 === 0 ? 200_000 : 10);
        socket.end(text);
        let got = "";
        for await (const data of socket.setEncoding("latin1")) got += data;
        assert.ok(got === text);
      }),
    );
    await server.close();
  });

  it("node:net as a server", async () => {
    const server = createServer((socket) => socket.pipe(socket)).listen(0, "127.0.0.1");
    await once(server, "listening");
    const peer = new Peer();
    const { port } = server.address() as { port: number };
    const connection = connect({ port, handlers: peer.handlers });
    connection.write("to a stream, ");
    connection.end("and back");
    await peer.heard("close");
    assert.equal(peer.text, "to a stream, and back");
    server.close();
    await once(server, "close");
  });

  it("python3, over TCP and over Unix sequenced packets", { skip: withoutProgram("python3") }, async () => {
    const { Socket, SocketDomain, SocketType } = await import("berkeley-sockets");
    const listener = Socket.create(SocketDomain.unix, SocketType.sequencePacket);
    const path = temporaryPath();
    listener.bind(new UnixAddress(path));
    listener.listen();
    const server = serve({ socket: listener, handlers: echo });
    const tcp = serve({ host: "127.0.0.1", port: 0, handlers: echo });
    const child = spawnPython(
      `
import socket, sys
packets = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
packets.connect(sys.argv[1])
for message in (b"one", b"twenty" * 20): packets.send(message)
print([len(packets.recv(1000)) for _ in range(2)])
stream = socket.create_connection(("127.0.0.1", int(sys.argv[2])))
stream.sendall(b"x" * 1000000); stream.shutdown(socket.SHUT_WR)
print(sum(map(len, iter(lambda: stream.recv(65536), b""))))
`,
      path,
      String(portOf(tcp)),
    );
    const { code, out, err } = await finished(child);
    assert.deepEqual([code, out, err], [0, "[3, 120]\n1000000\n", ""]);
    await server.close();
    await tcp.close();
    listener.close();
  });

  it("curl, from an HTTP server of a few lines", { skip: withoutProgram("curl") }, async () => {
    const body = "plain text\n".repeat(10_000);
    const server = serve({
      host: "127.0.0.1",
      port: 0,
      handlers: {
        data(connection, bytes) {
          const requests = new TextDecoder().decode(bytes).split("\r\n\r\n").length - 1;
          for (let request = 0; request < requests; request++) {
            connection.write(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n`);
            connection.write(body);
          }
        },
      },
    });
    const url = `http://127.0.0.1:${portOf(server)}/`;
    const child = spawn("curl", ["--silent", "--show-error", url, url], { env: foreignEnv });
    const { code, out, err } = await finished(child);
    assert.deepEqual([code, err], [0, ""]);
    assert.ok(out === body + body);
    await server.close();
  });

  it("nc, through a server that asks another one", { skip: withoutProgram("nc", "-h") }, async () => {
    const server = spawnPython(`
import socket
listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1])
there, _ = listener.accept()
there.sendall(b"from elsewhere")
there.close()
`);
    const port = Number(await firstLine(server));
    // nc asks our server, which asks that one.
    const proxy = serve({
      host: "127.0.0.1",
      port: 0,
      handlers: {
        open(connection) {
          connect({
            port,
            handlers: { data: (_, bytes) => connection.write(bytes), close: () => connection.close() },
          });
        },
      },
    });
    const child = spawn("nc", ["-d", "127.0.0.1", String(portOf(proxy))], {
      env: foreignEnv,
      stdio: ["pipe", "pipe", "pipe"],
    });
    const { out } = await finished(child);
    assert.equal(out, "from elsewhere");
    server.kill();
    await proxy.close();
  });
});
