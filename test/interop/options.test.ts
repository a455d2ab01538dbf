/**
 * Options, witnessed by programs that share nothing with us: strace(1) knows their numbers and names, python3
 * reads and sets the same sockets through descriptors that it inherits, ss(8) asks the kernel another way.
 */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { describe, it } from "node:test";
import { InternetAddress, Socket, SocketDomain, SocketOption, SocketProtocol, SocketType } from "berkeley-sockets";
import * as entry from "berkeley-sockets/options";
import { finished } from "../support/child.ts";
import { deviceTable } from "../support/device-options.ts";
import { kindOf, tcp, udp, unixStream } from "../support/each-kind.ts";
import { connectedPair, create, using, waitFor } from "../support/kinds.ts";
import { foreignEnv, withoutIpv6, withoutProgram } from "../support/probe.ts";

type AnyOption = SocketOption<unknown, never>;
const available = Object.values<unknown>({ ...entry }).filter(
  // Those of other families are witnessed in device-families.test.ts.
  (each): each is AnyOption => each instanceof SocketOption && each.available && !(each.name in deviceTable),
);

describe("strace", { skip: withoutProgram("strace", "-V") }, () => {
  /** Names that strace has for what we call otherwise: the same number by a second name, and what 64 bits made of times. */
  const otherNames: Record<string, string> = {
    SO_ATTACH_FILTER: "SO_GET_FILTER",
    IPV6_JOIN_GROUP: "IPV6_ADD_MEMBERSHIP",
    IPV6_LEAVE_GROUP: "IPV6_DROP_MEMBERSHIP",
    IP_RECVORIGDSTADDR: "IP_ORIGDSTADDR",
    IPV6_RECVORIGDSTADDR: "IPV6_ORIGDSTADDR",
    SO_RCVTIMEO: "SO_RCVTIMEO_OLD",
    SO_SNDTIMEO: "SO_SNDTIMEO_OLD",
    SO_TIMESTAMP: "SO_TIMESTAMP_OLD",
    SO_TIMESTAMPING: "SO_TIMESTAMPING_OLD",
    SO_TIMESTAMPNS: "SO_TIMESTAMPNS_OLD",
  };
  const levels: Record<string, string> = {
    IPPROTO_IP: "SOL_IP",
    IPPROTO_IPV6: "SOL_IPV6",
    IPPROTO_TCP: "SOL_TCP",
    IPPROTO_UDP: "SOL_UDP",
  };
  const program = `
    import { Socket, SocketDomain, SocketOption, SocketType } from "berkeley-sockets";
    import * as entry from "berkeley-sockets/options";
    const others = ${JSON.stringify(Object.keys(deviceTable))};
    const socket = Socket.create(SocketDomain.internet, SocketType.stream);
    for (const option of Object.values({ ...entry })) {
      if (!(option instanceof SocketOption) || !option.available || others.includes(option.name)) continue;
      try {
        const value = socket.getOption(option);
        value?.[Symbol.dispose]?.();
      } catch (error) {
        if (error.syscall !== "getsockopt") throw error;
      }
    }`;

  it("calls every option by the name that we call it, at the same level", (t) => {
    const { stderr } = spawnSync(
      "strace",
      ["-e", "trace=getsockopt,socket", process.execPath, "--input-type=module", "--eval", program],
      { encoding: "utf8", cwd: new URL("../../..", import.meta.url) },
    );
    const own = stderr.slice(stderr.lastIndexOf("socket(AF_INET, SOCK_STREAM")); // not what Node asks at its start
    const calls = [...own.matchAll(/^getsockopt\(\d+, (\w+|0x\w+ [^,]*), (\w+|0x\w+ [^,]*), /gm)];
    if (calls.length === 0 && /ptrace|not permitted/i.test(stderr)) return t.skip("no ptrace(2) here");
    // Close asks for SO_LINGER once more.
    const seen = calls.slice(0, available.length).map(([, level, name]) => ({ level, name }));
    assert.equal(seen.length, available.length, stderr);
    let unknown = 0;
    for (const [index, option] of available.entries()) {
      const { level = "", name = "" } = seen[index] ?? {};
      // What strace is too old for it tells by number.
      if (/\?\?/.test(level) || /^0x/.test(name) || /^\d/.test(name)) {
        unknown++;
        assert.equal(Number.parseInt(name, /^0x/.test(name) ? 16 : 10), option.id, option.name);
        continue;
      }
      assert.equal(level, levels[option.level.name] ?? option.level.name, option.name);
      // C has one name for both levels.
      assert.equal(name, otherNames[option.name] ?? option.name.replace(/^IPV6_MCAST_/, "MCAST_"));
    }
    assert.ok(unknown < 30, `strace knows ${available.length - unknown} of ${available.length}`);
  });

  it("sees the structs that we set", (t) => {
    const source = `
      import { InternetAddress, Socket, SocketDomain, SocketType } from "berkeley-sockets";
      import { SO_LINGER, SO_TIMESTAMPING, SO_TXREHASH, IP_UNICAST_IF } from "berkeley-sockets/options";
      const socket = Socket.create(SocketDomain.internet, SocketType.stream);
      socket.setOption(SO_LINGER, { on: true, seconds: 7 });
      socket.setOption(SO_TIMESTAMPING, { rxSoftware: true, software: true });
      socket.setOption(SO_TXREHASH, 0);
      socket.setOption(IP_UNICAST_IF, 1);`;
    const { stderr } = spawnSync(
      "strace",
      ["-e", "trace=setsockopt", process.execPath, "--input-type=module", "--eval", source],
      { encoding: "utf8", cwd: new URL("../../..", import.meta.url) },
    );
    if (!stderr.includes("setsockopt(") && /ptrace|not permitted/i.test(stderr)) return t.skip("no ptrace(2) here");
    const lines = stderr.split("\n").filter((line) => line.startsWith("setsockopt("));
    assert.match(lines[0] ?? "", /SO_LINGER, \{l_onoff=1, l_linger=7\}, 8\)/);
    assert.match(
      lines[1] ?? "",
      /SO_TIMESTAMPING_OLD, (\[24\]|"\\30\\0\\0\\0\\0\\0\\0\\0"|.*RX_SOFTWARE\|.*SOFTWARE.*), 8\)/,
    );
    assert.match(lines[2] ?? "", /SO_TXREHASH, \[SOCK_TXREHASH_DISABLED\], 4\)/);
    assert.match(lines[3] ?? "", /IP_UNICAST_IF, \[(htonl\(1\)|16777216)\], 4\)/);
  });
});

/** Runs python3 with our sockets as `s[0]`, `s[1]`…; gives what its expression comes to, by way of JSON. */
async function askPython<T>(program: string, ...sockets: Socket[]): Promise<T> {
  const source = `
import json, socket, struct
s = [socket.socket(fileno=fd) for fd in range(3, ${3 + sockets.length})]
def get(level, name, form="i", each=0):
    return list(struct.unpack(form, s[each].getsockopt(level, name, struct.calcsize(form))))
def put(level, name, form, *values):
    s[0].setsockopt(level, name, struct.pack(form, *values))
SOCKET, IP, IPV6, TCP, UDP, MPTCP = 1, 0, 41, 6, 17, 284
print(json.dumps(${program}))`;
  const child = spawn("python3", ["-c", source], {
    stdio: ["ignore", "pipe", "pipe", ...sockets.map(({ fd }) => fd)],
    env: foreignEnv,
  });
  const { code, out, err } = await finished(child);
  assert.equal(code, 0, err);
  return JSON.parse(out) as T;
}

interface Exchange {
  readonly name: string;
  readonly make: () => Socket;
  /** What we set, python's expression for reading it, and what that comes to. */
  readonly ours: readonly (readonly [
    option: SocketOption<unknown, never>,
    value: unknown,
    read: string,
    expected: unknown,
  ])[];
  /** Python's expression for setting, and what we read. */
  readonly theirs: readonly (readonly [option: SocketOption<unknown, never>, set: string, expected: unknown])[];
}

const { SO_LINGER, SO_MAX_PACING_RATE, SO_RCVTIMEO, SO_TIMESTAMPING, SO_TXTIME } = entry;
const off = { deadlineMode: false, reportErrors: false };
/** Numbers of Linux on most processors, as python has them no names for. */
const exchanges: readonly Exchange[] = [
  {
    name: "SOL_SOCKET",
    make: () => create(tcp),
    ours: [
      [SO_LINGER, { on: true, seconds: 300 }, "get(SOCKET, socket.SO_LINGER, 'ii')", [1, 300]],
      [entry.SO_PRIORITY, 3, "get(SOCKET, socket.SO_PRIORITY)", [3]],
      [SO_MAX_PACING_RATE, 123_456_789_012n, "get(SOCKET, 47, 'Q')", [123_456_789_012]],
      [SO_TXTIME, { ...off, clock: "monotonic", deadlineMode: true }, "get(SOCKET, 61, 'iI')", [1, 1]],
      [SO_TIMESTAMPING, { txSoftware: true, txSched: true }, "get(SOCKET, 37, 'ii')", [(1 << 1) | (1 << 8), 0]],
      [entry.SO_RCVLOWAT, 77, "get(SOCKET, socket.SO_RCVLOWAT)", [77]],
    ],
    theirs: [
      [SO_LINGER, "put(SOCKET, socket.SO_LINGER, 'ii', 1, 7)", { on: true, seconds: 7 }],
      [SO_RCVTIMEO, "put(SOCKET, socket.SO_RCVTIMEO, 'll', 3, 500000)", 3500],
      [SO_MAX_PACING_RATE, "put(SOCKET, 47, 'Q', 2**40)", 2n ** 40n],
      [SO_TXTIME, "put(SOCKET, 61, 'iI', 1, 2)", { ...off, clock: "monotonic", reportErrors: true }],
      [entry.SO_KEEPALIVE, "put(SOCKET, socket.SO_KEEPALIVE, 'i', 1)", true],
    ],
  },
  {
    name: "IPPROTO_IP",
    make: () => create(udp),
    ours: [
      [entry.IP_TTL, 77, "get(IP, socket.IP_TTL)", [77]],
      [entry.IP_TOS, 0xb8, "get(IP, socket.IP_TOS)", [0xb8]],
      [entry.IP_UNICAST_IF, 1, "get(IP, 50, '>i')", [1]],
      [entry.IP_LOCAL_PORT_RANGE, { low: 40000, high: 40999 }, "get(IP, 51, 'I')", [40999 * 65536 + 40000]],
      [entry.IP_OPTIONS, Uint8Array.of(1, 1, 1, 0), "list(s[0].getsockopt(IP, socket.IP_OPTIONS, 40))", [1, 1, 1, 0]],
      [entry.IP_RECVTOS, true, "get(IP, socket.IP_RECVTOS)", [1]],
    ],
    theirs: [
      [entry.IP_TTL, "put(IP, socket.IP_TTL, 'i', 99)", 99],
      [entry.IP_LOCAL_PORT_RANGE, "put(IP, 51, 'I', 50000)", { low: 50000, high: 0 }],
      [entry.IP_UNICAST_IF, "put(IP, 50, '>i', 1)", 1],
    ],
  },
  {
    name: "IPPROTO_IPV6",
    make: () => create(kindOf(SocketDomain.internet6, SocketType.datagram)),
    ours: [
      [entry.IPV6_UNICAST_HOPS, 77, "get(IPV6, socket.IPV6_UNICAST_HOPS)", [77]],
      [entry.IPV6_TCLASS, 0x20, "get(IPV6, socket.IPV6_TCLASS)", [0x20]],
      [entry.IPV6_UNICAST_IF, 1, "get(IPV6, 76, '>i')", [1]],
      [entry.IPV6_ADDR_PREFERENCES, { source: "temporary", careOf: true }, "get(IPV6, 72)", [1 | 4]],
      [entry.IPV6_V6ONLY, true, "get(IPV6, socket.IPV6_V6ONLY)", [1]],
    ],
    theirs: [
      [entry.IPV6_ADDR_PREFERENCES, "put(IPV6, 72, 'i', 2)", { source: "public", careOf: false }],
      [entry.IPV6_RECVPKTINFO, "put(IPV6, socket.IPV6_RECVPKTINFO, 'i', 1)", true],
    ],
  },
  {
    name: "IPPROTO_TCP",
    make: () => create(tcp),
    ours: [
      [entry.TCP_KEEPIDLE, 70, "get(TCP, socket.TCP_KEEPIDLE)", [70]],
      [entry.TCP_USER_TIMEOUT, 2 ** 31 - 1, "get(TCP, socket.TCP_USER_TIMEOUT)", [2 ** 31 - 1]],
      [entry.TCP_CONGESTION, "reno", "s[0].getsockopt(TCP, socket.TCP_CONGESTION, 16).rstrip(b'\\0').decode()", "reno"],
      [entry.TCP_FASTOPEN_KEY, new Uint8Array(16).fill(7), "list(s[0].getsockopt(TCP, 33, 32))", Array(16).fill(7)],
    ],
    theirs: [
      [entry.TCP_CONGESTION, "s[0].setsockopt(TCP, socket.TCP_CONGESTION, b'reno')", "reno"],
      [entry.TCP_NODELAY, "put(TCP, socket.TCP_NODELAY, 'i', 1)", true],
      [
        entry.TCP_FASTOPEN_KEY,
        "s[0].setsockopt(TCP, 33, bytes(range(32)))",
        Uint8Array.from({ length: 32 }, (_, at) => at),
      ],
    ],
  },
  {
    name: "IPPROTO_UDP",
    make: () => create(udp),
    ours: [[entry.UDP_SEGMENT, 1400, "get(UDP, 103)", [1400]]],
    theirs: [
      [entry.UDP_SEGMENT, "put(UDP, 103, 'i', 1200)", 1200],
      [entry.UDP_CORK, "put(UDP, 1, 'i', 1)", true],
    ],
  },
];

describe("python3", { skip: withoutProgram("python3") }, () => {
  for (const { name, make, ours, theirs } of exchanges) {
    const skip = name === "IPPROTO_IPV6" && withoutIpv6();
    it(`reads of ${name} what we set`, { skip }, () =>
      using([make()], async (socket) => {
        for (const [option, value] of ours) socket.setOption(option, value as never);
        const read = await askPython<unknown[]>(`[${ours.map(([, , expression]) => expression).join(", ")}]`, socket);
        for (const [index, [option, , , expected]] of ours.entries()) {
          assert.deepEqual(read[index], expected, option.name);
        }
      }),
    );
    it(`sets of ${name} what we read`, { skip }, () =>
      using([make()], async (socket) => {
        await askPython(`[${theirs.map(([, expression]) => expression).join(", ")}]`, socket);
        for (const [option, , expected] of theirs) assert.deepEqual(socket.getOption(option), expected, option.name);
      }),
    );
  }

  it("reads the same TCP_INFO", () =>
    using(connectedPair(tcp), async (client, server) => {
      client.send(new Uint8Array(5000));
      waitFor(server);
      const form = "=8B24I4Q6I4Q2I2Q6I2HI";
      const program = `list(struct.unpack_from(${JSON.stringify(form)}, s[0].getsockopt(TCP, 11, 400).ljust(400, bytes(1))))`;
      const theirs = await askPython<number[]>(program, client);
      const info = client.getOption(entry.TCP_INFO);
      const [, , , , , , scales = 0] = theirs;
      assert.deepEqual([info.sndWscale, info.rcvWscale], [scales & 15, scales >> 4]);
      // Times since something happened go on; the rest stands still on an idle connection.
      const at = (index: number): number => theirs[index] as number;
      assert.deepEqual(
        [info.rto, info.ato, info.sndMss, info.rcvMss, info.unacked],
        [at(8) / 1000, at(9) / 1000, at(10), at(11), at(12)],
      );
      assert.deepEqual(
        [info.pmtu, info.rcvSsthresh, info.rtt, info.rttvar, info.sndSsthresh, info.sndCwnd, info.advmss],
        [at(21), at(22), at(23) / 1000, at(24) / 1000, at(25), at(26), at(27)],
      );
      assert.deepEqual([info.rcvSpace, info.totalRetrans], [at(30), at(31)]);
      assert.deepEqual([info.bytesAcked, info.bytesReceived, info.bytesSent].map(Number), [at(34), at(35), at(48)]);
      assert.deepEqual(
        [info.segsOut, info.segsIn, info.notsentBytes, info.minRtt, info.dataSegsIn, info.dataSegsOut],
        [at(36), at(37), at(38), at(39) / 1000, at(40), at(41)],
      );
      assert.deepEqual([info.delivered, info.sndWnd], [at(46), at(53)]);
    }));

  it("reads the same MPTCP_INFO", (t) => {
    let listening: Socket;
    try {
      listening = Socket.create(SocketDomain.internet, SocketType.stream, SocketProtocol.mptcp);
    } catch {
      return t.skip("the kernel has no MPTCP, or it is off");
    }
    return using(
      [listening, Socket.create(SocketDomain.internet, SocketType.stream, SocketProtocol.mptcp)],
      async (_, client) => {
        listening.bind(InternetAddress.loopback(0));
        listening.listen(1);
        client.connect(listening.localAddress as InternetAddress);
        waitFor(client, "write");
        const [subflows, , , most, , , , token, written] = await askPython<number[]>(
          "get(MPTCP, 1, '=6BxxII3Q')",
          client,
        );
        const info = client.getOption(entry.MPTCP_INFO);
        assert.deepEqual(
          [info.subflows, info.subflowsMax, info.token, Number(info.writeSeq)],
          [subflows, most, token, written],
        );
      },
    );
  });

  it("has the key of TCP_MD5SIG with us", () =>
    using([create(tcp), create(tcp)], async (listening, client) => {
      const address = InternetAddress.loopback(0);
      const key = new TextEncoder().encode("between us");
      client.setOption(entry.TCP_MD5SIG, { address, key });
      const form = "HH4s120sBBHi80s"; // a sockaddr_storage that is a sockaddr_in, and what follows it
      await askPython(
        `put(TCP, 14, ${JSON.stringify(form)}, 2, 0, socket.inet_aton("127.0.0.1"), b"", 0, 0, 10, 0, b"between us")`,
        listening,
      );
      listening.bind(address);
      listening.listen(1);
      client.connect(listening.localAddress as InternetAddress);
      waitFor(client, "write");
      assert.equal(client.getOption(entry.TCP_INFO).state, "established");
    }));

  it("reads the same peer", () =>
    using(connectedPair(unixStream), async (client, _server) => {
      const [pid, uid, gid] = await askPython<number[]>("get(SOCKET, socket.SO_PEERCRED, 'iII')", client);
      assert.deepEqual(client.getOption(entry.SO_PEERCRED), { pid, uid, gid });
      const program = "list(struct.iter_unpack('I', s[0].getsockopt(SOCKET, 59, 1024)))";
      const groups = await askPython<number[][]>(program, client);
      assert.deepEqual(client.getOption(entry.SO_PEERGROUPS), groups.flat());
    }));
});

describe("ss", { skip: withoutProgram("ss", "-V") }, () => {
  it("tells the same of a connection", () =>
    using(connectedPair(tcp), (client, server) => {
      client.setOption(entry.SO_RCVBUF, 70_000);
      client.send(new Uint8Array(5000));
      waitFor(server);
      const port = (client.localAddress as InternetAddress).port;
      const { stdout } = spawnSync("ss", ["-tinmH", "sport", "=", `:${port}`], { encoding: "utf8", env: foreignEnv });
      const info = client.getOption(entry.TCP_INFO);
      const told = (name: string): string | undefined => new RegExp(`\\b${name}:([^ ]+)`).exec(stdout)?.[1];
      assert.equal(told("cwnd"), String(info.sndCwnd));
      assert.equal(told("mss"), String(info.sndMss));
      assert.equal(told("pmtu"), String(info.pmtu));
      assert.equal(told("rto"), String(info.rto));
      assert.equal(told("rtt"), `${info.rtt}/${info.rttvar}`);
      assert.equal(told("minrtt"), String(info.minRtt));
      assert.equal(told("bytes_sent"), String(info.bytesSent));
      assert.equal(told("bytes_acked"), String(info.bytesAcked));
      assert.equal(told("segs_out"), String(info.segsOut));
      assert.equal(told("wscale"), `${info.sndWscale},${info.rcvWscale}`);
      const { rmemAlloc, rcvbuf, wmemAlloc, sndbuf } = client.getOption(entry.SO_MEMINFO);
      assert.match(stdout, new RegExp(`skmem:\\(r${rmemAlloc},rb${rcvbuf},t${wmemAlloc},tb${sndbuf},`));
    }));
});
