/** MPTCP: TCP over several paths, plain TCP where the peer has none. See RFC 8684. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import {
  Internet6Address,
  InternetAddress,
  Socket,
  type SocketAddress,
  SocketCondition,
  SocketDomain,
  SocketProtocol,
  SocketType,
} from "berkeley-sockets";
import { SO_PROTOCOL, TCP_NODELAY } from "berkeley-sockets/options";
import { spawnPython } from "../support/child.ts";
import { bytes, receiveText, using, waitFor } from "../support/kinds.ts";
import { Lines } from "../support/lines.ts";
import { foreignEnv, notLinux, withoutIpv6, withoutProgram } from "../support/probe.ts";

const { mptcp, tcp } = SocketProtocol;

function create(protocol = mptcp, domain = SocketDomain.internet): Socket {
  return Socket.create(domain, SocketType.stream, protocol);
}
function withoutMptcp(): string | false {
  try {
    create().close();
    return false;
  } catch (error) {
    return `no MPTCP here: ${error instanceof SocketCondition ? error.code : String(error)}`;
  }
}
const lacking = notLinux || withoutMptcp();

/** A connection between sockets of two protocols; both ends are given to the body. */
function connected(
  [server, client]: readonly [SocketProtocol, SocketProtocol],
  domain: SocketDomain,
  any: SocketAddress,
  body: (client: Socket, accepted: Socket) => void,
): void {
  using([create(server, domain), create(client, domain)], (listening, socket) => {
    listening.bind(any);
    listening.listen(1);
    socket.connect(listening.localAddress as SocketAddress);
    waitFor(listening);
    const [accepted] = listening.accept();
    assert.ok(accepted !== undefined);
    waitFor(socket, "write");
    assert.equal(socket.takeError(), undefined);
    using([accepted], () => {
      socket.send(bytes("there"));
      assert.equal(receiveText(accepted), "there");
      accepted.send(bytes("and back"));
      assert.equal(receiveText(socket), "and back");
      body(socket, accepted);
    });
  });
}

const families = [
  [SocketDomain.internet, InternetAddress.loopback(0)],
  [SocketDomain.internet6, Internet6Address.loopback(0)],
] as const;
for (const [domain, any] of families) {
  const skip = lacking || (domain === SocketDomain.internet6 && withoutIpv6());
  test(`MPTCP on both ends: ${domain}`, { skip }, (t) => {
    connected([mptcp, mptcp], domain, any, (client, accepted) => {
      assert.deepEqual([client.protocol, accepted.protocol], [mptcp, mptcp]);
      assert.equal(client.getOption(SO_PROTOCOL), mptcp.value);
      assert.equal(accepted.getOption(SO_PROTOCOL), mptcp.value);
      client.setOption(TCP_NODELAY, true); // TCP's options go on
      assert.equal(client.getOption(TCP_NODELAY), true);
      const { port } = client.localAddress as InternetAddress;
      const { stdout = "", error } = spawnSync("ss", ["-HnM", `sport = :${port}`], {
        encoding: "utf8",
        env: foreignEnv,
      });
      if (error !== undefined || stdout === "") return t.diagnostic("ss shows no MPTCP here");
      assert.match(stdout, /^ESTAB/);
    });
  });
  test(`one end speaks plain TCP: the other falls back to it: ${domain}`, { skip }, () => {
    connected([tcp, mptcp], domain, any, () => {});
    connected([mptcp, tcp], domain, any, (_, accepted) => {
      // The listener's protocol is what our object was made with; the kernel tells what it came to.
      assert.equal(accepted.getOption(SO_PROTOCOL), tcp.value);
    });
  });
}

test("an adopted socket is known as MPTCP", { skip: lacking }, () => {
  const fd = create().detach();
  using([Socket.adopt(fd)], (socket) => assert.equal(socket.protocol, mptcp));
});

test("python3 speaks it with us", { skip: lacking || withoutProgram("python3") }, async () => {
  const python = new Lines(
    spawnPython(`
import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM, 262)
s.connect(("127.0.0.1", int(sys.stdin.readline())))
print("connected")
s.sendall(b"from python")
print(s.recv(100).decode(), s.getsockopt(socket.SOL_SOCKET, socket.SO_PROTOCOL))`),
  );
  await using([create()], async (listening) => {
    listening.bind(InternetAddress.loopback(0));
    listening.listen(1);
    python.write(String((listening.localAddress as InternetAddress).port));
    assert.equal(await python.next(), "connected"); // on Bun it would not hear of the port while we block
    waitFor(listening);
    const [accepted] = listening.accept();
    assert.ok(accepted !== undefined);
    await using([accepted], async () => {
      assert.equal(receiveText(accepted), "from python");
      accepted.send(bytes("to python"));
      assert.equal(await python.next(), `to python ${mptcp.value}`);
      assert.equal((await python.end()).code, 0);
    });
  });
});
