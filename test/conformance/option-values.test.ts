/**
 * What the structs of options say of sockets at work: socket(7), tcp(7), ip(7), unix(7). Each value is held
 * against what the test itself did.
 */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import {
  Internet6Address,
  InternetAddress,
  ShutdownMethod,
  Socket,
  SocketDomain,
  SocketProtocol,
  SocketType,
  UnixAddress,
} from "berkeley-sockets";
import * as options from "berkeley-sockets/options";
import { finished, spawnPython } from "../support/child.ts";
import { eachKind, kindOf, streamKinds, tcp, udp, unixPacket, unixStream } from "../support/each-kind.ts";
import { done, expectCode } from "../support/expect.ts";
import { bound, connectedPair, create, type Kind, listener, using, waitFor } from "../support/kinds.ts";
import { withoutIpv6, withoutProgram } from "../support/probe.ts";
import { spawnInNamespace, withoutNamespace } from "../support/unshare.ts";

const linux = process.platform === "linux" ? false : "these are Linux's";
const tcpKinds = streamKinds.filter(({ domain }) => domain !== SocketDomain.unix);
const { TCP_INFO, SO_MEMINFO } = options;

eachKind(tcpKinds, "TCP_INFO follows a connection from its listener to its end", (kind) => {
  using(listener(kind, 5).slice(0, 1) as [Socket], (listening) => {
    const address = listening.localAddress;
    assert.ok(address !== undefined);
    const waiting = listening.getOption(TCP_INFO);
    assert.deepEqual([waiting.state, waiting.unacked, waiting.sacked], ["listen", 0, 5]);
    using([create(kind)], (client) => {
      client.connect(address);
      waitFor(listening);
      assert.equal(listening.getOption(TCP_INFO).unacked, 1, "one waits to be accepted");
      using([listening.accept()[0] as Socket], (server) => {
        waitFor(client, "write");
        const sent = 30_000;
        assert.equal(done(client.send(new Uint8Array(sent))), sent);
        for (let got = 0; got < sent; waitFor(server)) {
          got += done(server.receive(sent)).length;
          if (got === sent) break;
        }
        const ours = client.getOption(TCP_INFO);
        const theirs = server.getOption(TCP_INFO);
        assert.deepEqual([ours.state, theirs.state], ["established", "established"]);
        assert.deepEqual([ours.bytesSent, theirs.bytesReceived], [BigInt(sent), BigInt(sent)]);
        assert.ok(ours.rtt > 0 && ours.rtt < 10_000, `${ours.rtt} ms`);
        assert.ok(ours.rto >= 1 && ours.rto <= 120_000, `${ours.rto} ms`);
        assert.ok((ours.minRtt as number) <= ours.rtt + ours.rttvar);
        assert.ok((ours.dataSegsOut as number) >= 1 && (theirs.dataSegsIn as number) >= 1);
        assert.ok(ours.sndMss > 500 && ours.pmtu >= ours.sndMss);
        assert.equal(ours.sndWscale, theirs.rcvWscale);
        assert.equal(ours.options.sack, theirs.options.sack);
        assert.ok(Object.isFrozen(ours) && Object.isFrozen(ours.options));
        client.shutdown(ShutdownMethod.write);
        waitFor(server);
        assert.equal(done(server.receive(1)).length, 0);
        assert.equal(server.getOption(TCP_INFO).state, "closeWait");
        assert.match(client.getOption(TCP_INFO).state, /^finWait[12]$/);
      });
    });
  });
});

test("TCP_INFO of a socket that was never connected", () => {
  using([create(tcp)], (socket) => {
    const info = socket.getOption(TCP_INFO);
    assert.deepEqual([info.state, info.minRtt, info.bytesSent], ["close", undefined, 0n]);
  });
});

test("TCP_CC_INFO is BBR's where that is the congestion control, and nothing of those that tell nothing", (t) => {
  const file = "/proc/sys/net/ipv4/tcp_allowed_congestion_control";
  const allowed = linux ? [] : readFileSync(file, "latin1").trim().split(" ");
  const known = allowed.filter((name) => ["bbr", "cubic", "reno", "dctcp", "vegas"].includes(name));
  if (known.length === 0) return t.skip("no known congestion control may be chosen");
  using(connectedPair(tcp), (client, server) => {
    for (const name of known) {
      client.setOption(options.TCP_CONGESTION, name);
      client.send(Uint8Array.of(1)); // it begins with the first acknowledgement
      waitFor(server);
      server.receive(1);
      const { bbr, vegas, dctcp, bytes } = client.getOption(options.TCP_CC_INFO);
      const other = name === "dctcp" || name === "vegas";
      assert.equal(bytes.length, name === "bbr" ? 20 : other ? 16 : 0, name);
      assert.deepEqual([bbr !== undefined, vegas !== undefined, dctcp !== undefined], [name === "bbr", other, other]);
      if (bbr !== undefined) assert.ok(bbr.pacingGain >= 1 && bbr.cwndGain >= 1, "it has not seen a loss");
    }
  });
});

eachKind(tcpKinds, "TCP_SAVED_SYN is the first packet, its IP header included, and is told once", (kind) => {
  using([create(kind), create(kind)], (listening, client) => {
    listening.setOption(options.TCP_SAVE_SYN, true);
    listening.bind(kind.freshAddress());
    listening.listen(1);
    // Two "no operation" and the end of the list, as they are to stand in the header.
    if (kind === tcp) client.setOption(options.IP_OPTIONS, Uint8Array.of(1, 1, 0));
    const address = listening.localAddress as InternetAddress | Internet6Address;
    client.connect(address);
    waitFor(listening);
    using([listening.accept()[0] as Socket], (server) => {
      const syn = server.getOption(options.TCP_SAVED_SYN);
      const headerLength = kind === tcp ? 24 : 40;
      assert.equal((syn[0] as number) >> 4, kind === tcp ? 4 : 6);
      if (kind === tcp) assert.deepEqual([...syn.subarray(20, 24)], [1, 1, 0, 0]);
      const header = new DataView(syn.buffer, headerLength);
      const port = (client.localAddress as InternetAddress | Internet6Address).port;
      assert.deepEqual([header.getUint16(0), header.getUint16(2)], [port, address.port]);
      assert.equal(header.getUint8(13) & 0x12, 2, "SYN without ACK");
      assert.equal(syn.buffer.byteLength, syn.length);
      assert.equal(server.getOption(options.TCP_SAVED_SYN).length, 0);
    });
  });
});

/** How many packets were dropped for a signature that lacked, or that nobody wanted. */
function unsigned(): number {
  const [names, values] = readFileSync("/proc/net/netstat", "latin1")
    .split("\n")
    .filter((line) => line.startsWith("TcpExt:"))
    .map((line) => line.split(" "));
  return ["TCPMD5NotFound", "TCPMD5Unexpected", "TCPMD5Failure"]
    .map((name) => Number(values?.[names?.indexOf(name) as number] ?? 0))
    .reduce((sum, value) => sum + value, 0);
}

eachKind(tcpKinds, "TCP_MD5SIG: both sides have the key, or nobody comes in", (kind) => {
  const anyone = kind.freshAddress();
  const key = new TextEncoder().encode("secret");
  for (const [ours, comesIn] of [
    [key, true],
    [undefined, false],
    [new TextEncoder().encode("guess"), false],
  ] as const) {
    using([create(kind), create(kind)], (listening, client) => {
      listening.setOption(options.TCP_MD5SIG, { address: anyone, key });
      listening.bind(anyone);
      listening.listen(1);
      if (ours !== undefined) client.setOption(options.TCP_MD5SIG, { address: anyone, key: ours });
      const before = linux ? 0 : unsigned();
      client.connect(listening.localAddress as InternetAddress);
      if (comesIn) {
        waitFor(listening);
        using([listening.accept()[0] as Socket], (server) => {
          waitFor(client, "write");
          client.send(Uint8Array.of(1, 2, 3));
          waitFor(server);
          assert.deepEqual(done(server.receive(10)), Uint8Array.of(1, 2, 3));
        });
      } else {
        assert.equal(client.getOption(TCP_INFO).state, "synSent");
        if (!linux) assert.ok(unsigned() > before, "dropped, and counted");
      }
    });
  }
});

test("TCP_MD5SIG_EXT: a whole network has the key", () => {
  const key = new TextEncoder().encode("secret");
  using([create(tcp), create(tcp)], (listening, client) => {
    const network = InternetAddress.from("127.0.0.0", 0);
    listening.setOption(options.TCP_MD5SIG_EXT, { address: network, key, prefixLength: 8 });
    client.setOption(options.TCP_MD5SIG_EXT, { address: network, key, prefixLength: 8 });
    listening.bind(InternetAddress.loopback(0));
    listening.listen(1);
    client.bind(InternetAddress.from("127.1.2.3", 0));
    client.connect(listening.localAddress as InternetAddress);
    waitFor(listening);
    using([listening.accept()[0] as Socket], () => assert.equal(client.getOption(TCP_INFO).state, "established"));
  });
});

for (const domain of [SocketDomain.internet, SocketDomain.internet6]) {
  test(`MPTCP_INFO, MPTCP_FULL_INFO and TCP_IS_MPTCP: ${domain}`, (t) => {
    const kind = kindOf(domain, SocketType.stream);
    const skip = domain === SocketDomain.internet6 && withoutIpv6();
    if (skip !== false) return t.skip(skip);
    const make = (): Socket => Socket.create(domain, SocketType.stream, SocketProtocol.mptcp);
    let listening: Socket;
    try {
      listening = make();
    } catch {
      return t.skip("the kernel has no MPTCP, or it is off");
    }
    using([listening, make()], (_, client) => {
      listening.bind(kind.freshAddress());
      listening.listen(1);
      client.connect(listening.localAddress as InternetAddress);
      waitFor(listening);
      using([listening.accept()[0] as Socket], (server) => {
        waitFor(client, "write");
        client.send(new Uint8Array(1000));
        waitFor(server);
        assert.equal(done(server.receive(2000)).length, 1000);
        const whole = server.getOption(options.MPTCP_INFO);
        assert.deepEqual([whole.fallback, whole.subflows], [false, 0]);
        assert.ok(whole.token > 0 && whole.rcvNxt > 0n);
        if (whole.bytesReceived !== undefined) assert.equal(whole.bytesReceived, 1000n);
        assert.ok(Object.isFrozen(whole));
        assert.equal(client.getOption(options.TCP_IS_MPTCP), true);

        const { numSubflows, subflows, info } = server.getOption(options.MPTCP_FULL_INFO);
        assert.deepEqual([numSubflows, subflows.length], [1, 1]);
        const [first] = subflows;
        assert.equal(String(first?.local), String(server.localAddress));
        assert.equal(String(first?.remote), String(server.peerAddress));
        assert.deepEqual([first?.tcp.state, (first?.tcp.bytesReceived as bigint) >= 1000n], ["established", true]);
        assert.equal(info.token, whole.token);

        // Its arrays lie in the room that is left behind the struct; where they lie is nobody's business.
        const { level, id } = options.MPTCP_FULL_INFO;
        for (const size of [0, 8, 135]) {
          expectCode("EINVAL", () => server.getOption(options.rawSocketOption(level, id as number, size)));
        }
        for (const size of [136, 137, 679, 680, 681, 20_000]) {
          const bytes = server.getOption(options.rawSocketOption(level, id as number, size));
          assert.equal(bytes.length, size);
          assert.deepEqual(bytes.subarray(24, 40), new Uint8Array(16), "no address in memory is told");
          const subflow = bytes.subarray(136, 136 + 4);
          assert.equal(
            subflow.some((byte) => byte !== 0),
            size >= 680,
          );
        }
      });
    });
  });
}

test("SO_MEMINFO tells what waits, and what was dropped", () => {
  using(connectedPair(udp), (from, to) => {
    const before = to.getOption(SO_MEMINFO);
    assert.deepEqual([before.rmemAlloc, before.drops], [0, 0]);
    assert.equal(before.rcvbuf, to.getOption(options.SO_RCVBUF));
    from.send(new Uint8Array(1000));
    waitFor(to);
    assert.ok(to.getOption(SO_MEMINFO).rmemAlloc >= 1000);
    to.setOption(options.SO_RCVBUF, 0); // the least there is
    // A busy kernel delivers a little later.
    for (let count = 0; count < 10_000 && to.getOption(SO_MEMINFO).drops === 0; count++)
      from.send(new Uint8Array(1000));
    assert.ok((to.getOption(SO_MEMINFO).drops as number) > 0);
  });
});

test("SO_BUF_LOCK: a size that was set is no longer the kernel's to choose", () => {
  using([create(tcp)], (socket) => {
    assert.equal(socket.getOption(options.SO_BUF_LOCK), 0);
    socket.setOption(options.SO_RCVBUF, 65536);
    assert.equal(socket.getOption(options.SO_BUF_LOCK), 2);
    socket.setOption(options.SO_SNDBUF, 65536);
    assert.equal(socket.getOption(options.SO_BUF_LOCK), 3);
  });
});

test("IP_LOCAL_PORT_RANGE: ports that nobody told come from it", () => {
  for (const domain of [SocketDomain.internet, SocketDomain.internet6]) {
    if (domain === SocketDomain.internet6 && withoutIpv6() !== false) continue;
    using([create(kindOf(domain, SocketType.datagram))], (socket) => {
      socket.setOption(options.IP_LOCAL_PORT_RANGE, { low: 40_000, high: 40_999 });
      socket.bind(domain === SocketDomain.internet ? InternetAddress.loopback(0) : Internet6Address.loopback(0));
      const { port } = socket.localAddress as InternetAddress | Internet6Address;
      assert.ok(port >= 40_000 && port <= 40_999, String(port));
    });
  }
});

for (const kind of [unixStream, unixPacket]) {
  const skip = withoutProgram("python3");
  test(`SO_PEERCRED and SO_PEERGROUPS of another process: ${kind.name}`, { skip }, async () => {
    const root = process.getuid?.() === 0;
    const listening = create(kind);
    const name = `bs-peer-${process.pid}-${kind.type}`; // no path: the other user need not find it
    listening.bind(UnixAddress.abstract(name));
    listening.listen(1);
    const child = spawnPython(
      `
import os, socket, sys
if os.getuid() == 0:
    os.setgroups([7, 70000, 12])
    os.setgid(12)
    os.setuid(33)
s = socket.socket(socket.AF_UNIX, socket.${kind === unixStream ? "SOCK_STREAM" : "SOCK_SEQPACKET"})
s.connect("\\0" + sys.argv[1])
print(sorted(os.getgroups()), os.getuid(), os.getgid())
s.recv(1)`,
      name,
    );
    const result = finished(child);
    waitFor(listening);
    const [server] = listening.accept();
    assert.ok(server !== undefined);
    using([listening, server], () => {
      const expected = root ? { uid: 33, gid: 12 } : { uid: process.getuid?.(), gid: process.getgid?.() };
      assert.deepEqual(server.getOption(options.SO_PEERCRED), { pid: child.pid, ...expected });
      const groups = server.getOption(options.SO_PEERGROUPS);
      assert.ok(Object.isFrozen(groups));
      if (root)
        assert.deepEqual(
          [...groups].sort((a, b) => a - b),
          [7, 12, 70000],
        );
    });
    const { code, out, err } = await result;
    assert.equal(code, 0, err);
    if (root) assert.equal(out, "[7, 12, 70000] 33 12\n");
  });
}

test("the two of a pair are each other's peers", () => {
  using(Socket.pair(SocketDomain.unix, SocketType.datagram), (first, second) => {
    for (const socket of [first, second]) {
      assert.deepEqual(socket.getOption(options.SO_PEERCRED), {
        pid: process.pid,
        uid: process.geteuid?.(),
        gid: process.getegid?.(),
      });
    }
  });
});

test("SO_NETNS_COOKIE is another one in another network namespace", { skip: linux || withoutNamespace() }, async () => {
  const source = `
import { Socket, SocketDomain, SocketType } from "berkeley-sockets";
import { SO_NETNS_COOKIE } from "berkeley-sockets/options";
const socket = Socket.create(SocketDomain.internet, SocketType.datagram);
console.log(String(socket.getOption(SO_NETNS_COOKIE)));
socket.close();`;
  const { code, out, err } = await finished(spawnInNamespace(source));
  assert.equal(code, 0, err);
  using([create(udp), create(tcp)], (one, two) => {
    const here = one.getOption(options.SO_NETNS_COOKIE);
    assert.equal(two.getOption(options.SO_NETNS_COOKIE), here);
    assert.notEqual(BigInt(out), here);
  });
});

test("IP_UNICAST_IF and IPV6_UNICAST_IF: what goes out of the loopback interface comes in again", () => {
  for (const [domain, option] of [
    [SocketDomain.internet, options.IP_UNICAST_IF],
    [SocketDomain.internet6, options.IPV6_UNICAST_IF],
  ] as const) {
    if (domain === SocketDomain.internet6 && withoutIpv6() !== false) continue;
    const kind: Kind = kindOf(domain, SocketType.datagram);
    using([create(kind), ...(bound(kind).slice(0, 1) as [Socket])], (from, to) => {
      from.setOption(option, 1);
      from.sendTo(Uint8Array.of(9), to.localAddress as InternetAddress);
      waitFor(to);
      assert.deepEqual(done(to.receive(10)), Uint8Array.of(9));
    });
  }
});
