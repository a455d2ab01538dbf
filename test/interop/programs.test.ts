import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { describe, it } from "node:test";
import { InternetAddress, ShutdownMethod, Socket, SocketDomain, SocketType, UnixAddress } from "berkeley-sockets";
import { finished } from "../support/child.ts";
import { bytes, receiveText, temporaryPath, using, waitFor } from "../support/kinds.ts";
import { foreignEnv, withoutProgram } from "../support/probe.ts";

/** Accepts, checks what the program says, answers, and ends the conversation. */
function converse(listener: Socket): void {
  waitFor(listener);
  const [server] = listener.accept();
  assert.ok(server !== undefined);
  using([server], () => {
    assert.equal(receiveText(server), "hello");
    server.send(bytes("goodbye"));
    server.shutdown(ShutdownMethod.write);
  });
}

function listening(domain: SocketDomain, type: SocketType, address: InternetAddress | UnixAddress): Socket {
  const socket = Socket.create(domain, type);
  socket.bind(address);
  socket.listen();
  return socket;
}

describe("socat", { skip: withoutProgram("socat", "-V") }, () => {
  const path = temporaryPath();
  const cases: [string, () => Socket, (listener: Socket) => string][] = [
    [
      "TCP",
      () => listening(SocketDomain.internet, SocketType.stream, InternetAddress.loopback(0)),
      (listener) => `TCP4:${listener.localAddress}`,
    ],
    [
      "Unix seqpacket",
      () => listening(SocketDomain.unix, SocketType.sequencePacket, new UnixAddress(path)),
      () => `UNIX-CONNECT:${path},type=5`,
    ],
    [
      "Unix abstract",
      () => listening(SocketDomain.unix, SocketType.stream, UnixAddress.abstract(`bs-socat-${process.pid}`)),
      () => `ABSTRACT-CONNECT:bs-socat-${process.pid}`,
    ],
  ];
  for (const [name, make, target] of cases) {
    it(`talks to our listener: ${name}`, async () => {
      const listener = make();
      const child = spawn("socat", ["-t", "5", "-", target(listener)], { env: foreignEnv });
      const result = finished(child);
      child.stdin.end("hello");
      using([listener], converse);
      const { code, out, err } = await result;
      assert.equal(code, 0, err);
      assert.equal(out, "goodbye");
    });
  }
});

describe("nc", { skip: withoutProgram("nc", "-h") }, () => {
  it("talks to our listener", async () => {
    const listener = listening(SocketDomain.internet, SocketType.stream, InternetAddress.loopback(0));
    const { port } = listener.localAddress as InternetAddress;
    const child = spawn("nc", ["127.0.0.1", String(port)], { env: foreignEnv });
    const result = finished(child);
    child.stdin.end("hello");
    using([listener], converse);
    assert.equal((await result).out, "goodbye");
  });
});

describe("ss", { skip: withoutProgram("ss", "-V") }, () => {
  it("shows our listener and its queue", () => {
    const listener = Socket.create(SocketDomain.internet, SocketType.stream);
    listener.bind(InternetAddress.loopback(0));
    listener.listen(17);
    const { port } = listener.localAddress as InternetAddress;
    const { stdout } = spawnSync("ss", ["-Hltn", `sport = :${port}`], { encoding: "utf8" });
    listener.close();
    assert.match(stdout, new RegExp(`^LISTEN +0 +17 +127\\.0\\.0\\.1:${port}`));
  });
});

describe("strace", { skip: withoutProgram("strace", "-V") }, () => {
  it("sees one system call a method, with the flags that we promise", () => {
    const program = `
      import { InternetAddress, Socket, SocketDomain, SocketType } from "berkeley-sockets";
      import { SO_REUSEADDR } from "berkeley-sockets/options";
      const listener = Socket.create(SocketDomain.internet, SocketType.stream);
      listener.setOption(SO_REUSEADDR, true);
      listener.bind(InternetAddress.loopback(0));
      listener.listen(5);
      const client = Socket.create(SocketDomain.internet, SocketType.stream);
      client.connect(listener.localAddress);
      const [server] = listener.accept();
      client.send(new Uint8Array([104, 105]));
      server.receive(10);
      server.receive(10);
      server.close();`;
    const { stderr } = spawnSync(
      "strace",
      ["-e", "trace=network,close", "-s", "8", process.execPath, "--input-type=module", "--eval", program],
      { encoding: "utf8", cwd: new URL("../../..", import.meta.url) },
    );
    const lines = stderr.split("\n");
    const from = lines.findIndex((line) => line.includes("socket(AF_INET, SOCK_STREAM"));
    if (from < 0 && /ptrace|not permitted/i.test(stderr)) return; // a sandbox without ptrace(2)
    const seen = lines.slice(from, from + 12).map((line) => line.replace(/\d{4,5}/g, "PORT"));
    const wanted = [
      /^socket\(AF_INET, SOCK_STREAM\|SOCK_CLOEXEC\|SOCK_NONBLOCK, IPPROTO_IP\) = \d+/,
      /^setsockopt\(\d+, SOL_SOCKET, SO_REUSEADDR, \[1\], 4\) += 0/,
      /^bind\(\d+, \{sa_family=AF_INET, sin_port=htons\(0\), sin_addr=inet_addr\("127.0.0.1"\)\}, 16\) = 0/,
      /^listen\(\d+, 5\) += 0/,
      /^socket\(AF_INET, SOCK_STREAM\|SOCK_CLOEXEC\|SOCK_NONBLOCK/,
      /^getsockname\(/,
      /^connect\(\d+, .*\) = -1 EINPROGRESS/,
      /^accept4\(\d+, .*SOCK_CLOEXEC\|SOCK_NONBLOCK\) = \d+/,
      /^sendto\(\d+, "hi", 2, MSG_DONTWAIT\|MSG_NOSIGNAL, NULL, 0\) = 2/,
      /^recvfrom\(\d+, "hi", 10, MSG_DONTWAIT, NULL, NULL\) = 2/,
      /^recvfrom\(\d+, .*, 10, MSG_DONTWAIT, NULL, NULL\) = -1 EAGAIN/,
      /^close\(\d+\) += 0/,
    ];
    for (const [index, pattern] of wanted.entries()) assert.match(seen[index] ?? "", pattern);
  });
});
