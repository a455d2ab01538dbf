import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { describe, it } from "node:test";
import {
  Internet6Address,
  InternetAddress,
  ReceiveFromOption,
  ShutdownMethod,
  Socket,
  type SocketAddress,
  SocketDomain,
  SocketType,
  UnixAddress,
} from "berkeley-sockets";
import { SO_KEEPALIVE, SO_LINGER, SO_RCVTIMEO, TCP_KEEPIDLE, TCP_NODELAY } from "berkeley-sockets/options";
import { finished, firstLine, spawnPython } from "../support/child.ts";
import { done } from "../support/expect.ts";
import { bytes, kinds, receiveText, temporaryPath, using, waitFor } from "../support/kinds.ts";
import { foreignEnv, withoutIpv6, withoutProgram } from "../support/probe.ts";

const skip = withoutProgram("python3");

/** python3's words for our kinds. */
const families: Record<string, string> = { internet: "AF_INET", internet6: "AF_INET6", unix: "AF_UNIX" };
const types: Record<string, string> = {
  stream: "SOCK_STREAM",
  datagram: "SOCK_DGRAM",
  sequencePacket: "SOCK_SEQPACKET",
};

/** An address as python3 writes it. */
function pythonAddress(address: SocketAddress): string {
  if (address instanceof InternetAddress) return `("127.0.0.1", ${address.port})`;
  if (address instanceof Internet6Address) return `("::1", ${address.port})`;
  if (address instanceof UnixAddress) {
    const text = JSON.stringify(address.path);
    return address.kind === "abstract" ? `"\\0" + ${text}` : text;
  }
  throw new Error(`no python for ${address}`);
}

describe("python3 connects to us", { skip }, () => {
  const servers = [
    ...kinds.filter((kind) => kind.connected),
    {
      ...kinds[4],
      name: "unix stream, abstract",
      domain: SocketDomain.unix,
      type: SocketType.stream,
      freshAddress: () => UnixAddress.abstract(`bs-python-${process.pid}`),
    },
  ];
  for (const kind of servers) {
    it(kind.name, { skip: kind.domain === SocketDomain.internet6 && withoutIpv6() }, async () => {
      const listener = Socket.create(kind.domain, kind.type);
      listener.bind(kind.freshAddress());
      listener.listen();
      const child = spawnPython(`
import socket
s = socket.socket(socket.${families[kind.domain.name]}, socket.${types[kind.type.name]})
s.connect(${pythonAddress(listener.localAddress as SocketAddress)})
s.sendall(b"hello from python")
print(s.recv(100).decode())
print(s.recv(100))`);
      const result = finished(child);
      waitFor(listener);
      const [server, peer] = listener.accept();
      assert.ok(server !== undefined);
      assert.ok(peer.domain === kind.domain);
      using([listener, server], () => {
        assert.equal(receiveText(server), "hello from python");
        assert.equal(server.send(bytes("hello from us")), 13);
        server.shutdown(ShutdownMethod.write);
        waitFor(server);
        assert.equal(done(server.receive(1)).length, 0);
      });
      const { code, out, err } = await result;
      assert.equal(code, 0, err);
      assert.equal(out, "hello from us\nb''\n");
    });
  }

  for (const kind of kinds.filter((each) => !each.connected)) {
    it(`${kind.name}, and we answer its sender`, async () => {
      const socket = Socket.create(kind.domain, kind.type);
      socket.bind(kind.freshAddress());
      const own = kind.domain === SocketDomain.unix ? `s.bind(${JSON.stringify(temporaryPath())})` : "";
      const child = spawnPython(`
import socket
s = socket.socket(socket.${families[kind.domain.name]}, socket.SOCK_DGRAM)
${own}
s.sendto(b"one", ${pythonAddress(socket.localAddress as SocketAddress)})
s.sendto(b"", ${pythonAddress(socket.localAddress as SocketAddress)})
print(s.recvfrom(100)[0].decode())`);
      const result = finished(child);
      using([socket], () => {
        waitFor(socket);
        const [one, from] = socket.receiveFrom(100);
        assert.ok(one !== undefined && from !== undefined);
        assert.deepEqual(one, bytes("one"));
        waitFor(socket);
        const [empty, again] = socket.receiveFrom(100);
        assert.equal(empty?.length, 0);
        assert.equal(again, from);
        socket.sendTo(bytes("two"), from);
      });
      const { code, out, err } = await result;
      assert.equal(code, 0, err);
      assert.equal(out, "two\n");
    });
  }
});

describe("we connect to python3", { skip }, () => {
  it("TCP, in blocking mode, with all of a megabyte", async () => {
    const child = spawnPython(`
import socket, hashlib
l = socket.create_server(("127.0.0.1", 0))
print(l.getsockname()[1])
s, _ = l.accept()
h = hashlib.sha256()
n = 0
while True:
    b = s.recv(65536)
    if not b: break
    n += len(b)
    h.update(b)
s.sendall(h.hexdigest().encode())`);
    const port = Number(await firstLine(child));
    const data = new Uint8Array(1 << 20).map((_, index) => index * 7);
    using([Socket.create(SocketDomain.internet, SocketType.stream)], (socket) => {
      socket.setNonblocking(false);
      socket.setOption(SO_RCVTIMEO, 10_000);
      assert.equal(socket.connect(InternetAddress.loopback(port)), true);
      assert.equal(socket.send(data), data.length);
      socket.shutdown(ShutdownMethod.write);
      const digest = done(socket.receive(64, ReceiveFromOption.waitAll));
      assert.equal(new TextDecoder().decode(digest), sha256(data));
    });
    await once(child, "close");
  });

  it("python3 reads back the options that we set on a socket it inherits", async () => {
    // The descriptor crosses by being python3's standard input.
    const { spawn } = await import("node:child_process");
    const socket = Socket.create(SocketDomain.internet, SocketType.stream);
    socket.setOption(SO_KEEPALIVE, true);
    socket.setOption(TCP_NODELAY, true);
    socket.setOption(TCP_KEEPIDLE, 77);
    socket.setOption(SO_LINGER, { on: true, seconds: 5 });
    socket.setOption(SO_RCVTIMEO, 1500);
    const child = spawn(
      "python3",
      [
        "-c",
        `
import socket, struct
s = socket.socket(fileno=0)
print(s.family.name, s.type.name, s.proto)
print(s.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE), s.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0, s.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE))
print(struct.unpack("ii", s.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER, 8)))
print(struct.unpack("ll", s.getsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, 16)))`,
      ],
      { stdio: [socket.fd, "pipe", "pipe"], env: foreignEnv },
    );
    const { code, out, err } = await finished(child);
    socket.setOption(SO_LINGER, { on: false, seconds: 0 });
    socket.close();
    assert.equal(code, 0, err);
    assert.deepEqual(out.trim().split("\n"), [
      "AF_INET SOCK_STREAM 6",
      "1 True 77",
      "(1, 5)",
      // The kernel keeps timeouts in ticks, and rounds up to them.
      out.trim().split("\n")[3],
    ]);
    assert.match(out, /\(1, 50\d{4}\)/);
  });
});

function sha256(data: Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}
