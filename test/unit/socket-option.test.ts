import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import {
  codecs,
  defineSocketOptionType,
  IpOption,
  Ipv6Option,
  RawOption,
  Socket,
  SocketDomain,
  SocketOption,
  SocketType,
  TcpOption,
  UdpOption,
} from "berkeley-sockets";
import * as entry from "berkeley-sockets/options";
import { deviceTable } from "../support/device-options.ts";
import { expectRefused } from "../support/expect.ts";
import { using } from "../support/kinds.ts";
import { Seeded } from "../support/seeded.ts";

const { IPPROTO_IP, IPPROTO_IPV6, IPPROTO_RAW, IPPROTO_TCP, IPPROTO_UDP, SOL_SOCKET, SocketOptionLevel } = entry;
const { encode, decode } = codecs.int32;
// Those of netlink, packet, raw ICMP and UDP-Lite sockets are in family-options.test.ts, other families' in
// device-options.test.ts.
const elsewhere = /^(?:NETLINK|PACKET|UDPLITE|ICMP|ICMPV6)_/;
const options = Object.entries<unknown>({ ...entry }).filter(
  (member): member is [string, SocketOption<unknown, never>] =>
    member[1] instanceof SocketOption && !elsewhere.test(member[0]) && !(member[0] in deviceTable),
);
/** The options that can only be read, told by hand. */
const readOnly = new Set([
  "IP6T_SO_ORIGINAL_DST",
  "IP_MTU",
  "LOCAL_PEERCRED",
  "LOCAL_PEEREPID",
  "LOCAL_PEERPID",
  "MPTCP_FULL_INFO",
  "MPTCP_INFO",
  "SO_ACCEPTCONN",
  "SO_COOKIE",
  "SO_DOMAIN",
  "SO_ERROR",
  "SO_GET_FILTER",
  "SO_INCOMING_NAPI_ID",
  "SO_MEMINFO",
  "SO_NETNS_COOKIE",
  "SO_ORIGINAL_DST",
  "SO_PEERCRED",
  "SO_PEERGROUPS",
  "SO_PEERPIDFD",
  "SO_PEERSEC",
  "SO_PROTOCOL",
  "SO_TYPE",
  "TCP_CC_INFO",
  "TCP_INFO",
  "TCP_IS_MPTCP",
  "TCP_SAVED_SYN",
]);
/** Those that can only be set. */
const writeOnly = new Set(["SO_BUSY_POLL_BUDGET", "SO_RCVBUFFORCE", "SO_SNDBUFFORCE", "TCP_MD5SIG", "TCP_MD5SIG_EXT"]);

test("an option has a name, a number, a level, room, and two functions", () => {
  const option = new SocketOption("mine", 9, 4, encode, decode);
  assert.deepEqual([option.name, option.id, option.foreignSize], ["mine", 9, 4]);
  assert.deepEqual([option.encode, option.decode], [encode, decode]);
  assert.equal(option.level, SOL_SOCKET);
  assert.equal(option.available, true);
  assert.equal(String(option), "mine");
  assert.equal(inspect(option), "SocketOption mine");
});

test("a level may be given by number: a known one is the constant", () => {
  assert.equal(new SocketOption("x", 1, 4, encode, decode, SOL_SOCKET.value as number).level, SOL_SOCKET);
  assert.equal(new SocketOption("x", 1, 4, encode, decode, IPPROTO_TCP).level, IPPROTO_TCP);
  const { level } = new SocketOption("x", 1, 4, encode, decode, 269);
  assert.deepEqual([level.name, level.value], ["269", 269]);
  assert.equal(new SocketOption("y", 1, 4, encode, decode, 269).level, level, "one level for a number");
});

test("an option without a number, or of a level without one, is not available", () => {
  assert.equal(new SocketOption("x", undefined, 4, encode, decode).available, false);
  const nowhere = new SocketOptionLevel("SOL_NOWHERE", undefined);
  assert.equal(new SocketOption("x", 1, 4, encode, decode, nowhere).available, false);
});

test("arguments are checked", () => {
  const make = (...given: unknown[]) => new SocketOption(...(given as ConstructorParameters<typeof SocketOption>));
  expectRefused(TypeError, "name must be a string", () => make(1, 1, 4, encode, decode));
  expectRefused(TypeError, "id must be", () => make("x", "1", 4, encode, decode));
  expectRefused(RangeError, "id must be", () => make("x", 2 ** 31, 4, encode, decode));
  expectRefused(TypeError, "foreignSize must be", () => make("x", 1, undefined, encode, decode));
  for (const size of [-1, 262_145, 0.5]) {
    expectRefused(RangeError, "foreignSize must be an integer from 0 to 262144", () =>
      make("x", 1, size, encode, decode),
    );
  }
  expectRefused(TypeError, "encode must be a function", () => make("x", 1, 4, null, decode));
  expectRefused(TypeError, "decode must be a function", () => make("x", 1, 4, encode, {}));
  expectRefused(TypeError, "level must be a SocketOptionLevel", () => make("x", 1, 4, encode, decode, "6"));
  expectRefused(TypeError, "level must be a SocketOptionLevel", () => make("x", 1, 4, encode, decode, null));
  expectRefused(RangeError, "level must be", () => make("x", 1, 4, encode, decode, 0.5));
  expectRefused(TypeError, "name must be a string", () => defineSocketOptionType(1 as never, 1));
  expectRefused(TypeError, "level must be", () => defineSocketOptionType("X", "1" as never));
  expectRefused(RangeError, "level must be", () => defineSocketOptionType("X", 0.5));
});

test("a type of options knows its level and its name", () => {
  const DccpOption = defineSocketOptionType("DccpOption", 269);
  const service = new DccpOption("DCCP_SOCKOPT_SERVICE", 2, 4, codecs.uint32.encode, codecs.uint32.decode);
  assert.equal(service.level.value, 269);
  assert.equal(DccpOption.name, "DccpOption");
  assert.equal(inspect(service), "DccpOption DCCP_SOCKOPT_SERVICE");
  assert.ok(service instanceof DccpOption && service instanceof SocketOption);
  assert.ok(!((service as object) instanceof TcpOption));
  const Other = defineSocketOptionType("DccpOption", 269);
  assert.ok(!((service as object) instanceof Other), "types of one name are two");
});

test("the types that are here stay with their levels", () => {
  for (const [type, name, level] of [
    [TcpOption, "TcpOption", IPPROTO_TCP],
    [UdpOption, "UdpOption", IPPROTO_UDP],
    [RawOption, "RawOption", IPPROTO_RAW],
    [IpOption, "IpOption", IPPROTO_IP],
    [Ipv6Option, "Ipv6Option", IPPROTO_IPV6],
  ] as const) {
    const option = new type("x", 1, 4, encode, decode);
    assert.equal(option.level, level);
    assert.equal(inspect(option), `${name} x`);
    const kinds = [TcpOption, UdpOption, RawOption, IpOption, Ipv6Option].filter((kind) => {
      return (option as object) instanceof kind;
    });
    assert.deepEqual(kinds, [type]);
  }
});

test("isValid says what encode takes, and throws for nothing", () => {
  assert.equal(entry.SO_KEEPALIVE.isValid(true), true);
  assert.equal(entry.SO_RCVBUF.isValid(65536), true);
  assert.equal(entry.SO_LINGER.isValid({ on: true, seconds: 1 }), true);
  assert.equal(entry.SO_RCVTIMEO.isValid(0.5), true);
  assert.equal(entry.SO_BINDTODEVICE.isValid("lo"), true);
  assert.equal(entry.SO_MAX_PACING_RATE.isValid(1n), true);
  for (const [option, value] of [
    [entry.SO_KEEPALIVE, 1],
    [entry.SO_RCVBUF, 2 ** 31],
    [entry.SO_LINGER, { on: true }],
    [entry.SO_RCVTIMEO, -1],
    [entry.SO_BINDTODEVICE, "a\0b"],
    [entry.SO_MAX_PACING_RATE, 1],
  ] as const) {
    assert.equal(option.isValid(value), false, option.name);
    assert.equal(option.isValid(undefined), false, option.name);
    assert.equal(option.isValid(Symbol()), false, option.name);
  }
});

test("what is read only has no valid value, and says so when it is set", () => {
  using([Socket.create(SocketDomain.internet, SocketType.datagram)], (socket) => {
    for (const [name, option] of options) {
      if (!readOnly.has(name)) continue;
      for (const value of [0, 1, 1n, true, "1", undefined]) assert.equal(option.isValid(value), false, name);
      expectRefused(TypeError, `${name} can only be read`, () => option.encode(1 as never));
      if (!option.available) continue;
      expectRefused(TypeError, `${name} can only be read`, () => socket.setOption(option, 1 as never));
    }
  });
});

test("what can only be set says so when its bytes are decoded, and is the kernel's refusal when it is read", () => {
  using([Socket.create(SocketDomain.internet, SocketType.stream)], (socket) => {
    for (const [name, option] of options) {
      if (!writeOnly.has(name)) continue;
      expectRefused(TypeError, `${name} can only be set`, () => option.decode(new Uint8Array(4)));
      if (!option.available) continue;
      assert.throws(() => socket.getOption(option), { code: "ENOPROTOOPT", message: `getsockopt ENOPROTOOPT ${name}` });
    }
  });
});

/** Whether some view in a value lies in the buffer. */
function shares(value: unknown, buffer: ArrayBufferLike): boolean {
  if (ArrayBuffer.isView(value)) return value.buffer === buffer;
  return typeof value === "object" && value !== null && Object.values(value).some((each) => shares(each, buffer));
}

// They decode in room that the next call writes to.
test("no option of the library keeps the bytes that it decodes", () => {
  const random = new Seeded(73);
  for (const [name, option] of options) {
    if (!option.available || name === "SO_PEERPIDFD") continue; // which would take over a descriptor
    for (const size of [option.foreignSize, 4, 8, 16, 20, 280]) {
      const bytes = random.bytes(Math.min(size, 4096));
      let value: unknown;
      try {
        value = option.decode(bytes);
      } catch (error) {
        assert.ok(error instanceof TypeError || error instanceof RangeError, `${name}: ${String(error)}`);
        continue;
      }
      assert.ok(!shares(value, bytes.buffer), name);
      const told = inspect(value, { depth: 9, maxArrayLength: null });
      for (let index = 0; index < bytes.length; index++) bytes[index] = ~(bytes[index] as number);
      assert.equal(inspect(value, { depth: 9, maxArrayLength: null }), told, name);
    }
  }
});

test("every option is exported under its own C name, with the class of its level", () => {
  assert.ok(options.length > 100);
  const kinds: Record<string, readonly [abstract new (...args: never[]) => object, entry.SocketOptionLevel]> = {
    IP: [IpOption, IPPROTO_IP],
    IP6T: [Ipv6Option, IPPROTO_IPV6],
    IPV6: [Ipv6Option, IPPROTO_IPV6],
    LOCAL: [SocketOption, entry.SOL_LOCAL],
    MCAST: [IpOption, IPPROTO_IP],
    ICMP: [SocketOption, entry.IPPROTO_RAW],
    ICMPV6: [SocketOption, entry.IPPROTO_ICMPV6],
    MPTCP: [SocketOption, entry.SOL_MPTCP],
    NETLINK: [SocketOption, entry.SOL_NETLINK],
    PACKET: [SocketOption, entry.SOL_PACKET],
    SO: [SocketOption, SOL_SOCKET],
    TCP: [TcpOption, IPPROTO_TCP],
    UDP: [UdpOption, IPPROTO_UDP],
    UDPLITE: [SocketOption, entry.IPPROTO_UDPLITE],
  };
  /** Named against the rule: netfilter's. */
  const otherwise: Record<string, string> = { SO_ORIGINAL_DST: "IP" };
  for (const [name, option] of options) {
    assert.equal(option.name, name);
    const [kind, level] = kinds[otherwise[name] ?? name.slice(0, name.indexOf("_"))] ?? [];
    assert.ok(kind !== undefined && option instanceof kind, name);
    assert.equal(option.level, level, name);
    assert.equal(option.available, option.id !== undefined && level?.value !== undefined, name);
    assert.notEqual(option.id, 0, `${name}: 0 is no stand-in for a number that is not there`);
  }
});

/** Second names that the headers themselves have for a number. */
const secondNames = new Set(["SO_DETACH_BPF", "SO_GET_FILTER"]);

test("no two options of a level share a number", () => {
  const seen = new Map<string, string>();
  for (const [name, option] of options) {
    if (option.id === undefined || secondNames.has(name)) continue;
    const key = `${option.level.name} ${option.id}`;
    assert.equal(seen.get(key), undefined, `${name} and ${seen.get(key)}`);
    seen.set(key, name);
  }
});

test("an option is no option to setOption and getOption unless it is one", () => {
  using([Socket.create(SocketDomain.internet, SocketType.datagram)], (socket) => {
    for (const value of [
      undefined,
      null,
      1,
      {},
      { name: "x", id: 1, level: SOL_SOCKET, foreignSize: 4, encode, decode },
    ]) {
      expectRefused(TypeError, "option must be a SocketOption", () => socket.getOption(value as never));
      expectRefused(TypeError, "option must be a SocketOption", () => socket.setOption(value as never, 1 as never));
    }
  });
});

test("an encoder's result is checked before the kernel sees it", () => {
  using([Socket.create(SocketDomain.internet, SocketType.datagram)], (socket) => {
    const wrong = new SocketOption("wrong", 1, 4, () => "bytes" as never, decode);
    expectRefused(TypeError, "the value of wrong must be", () => socket.setOption(wrong, 1 as never));
    const huge = new SocketOption<number>("huge", 1, 4, () => new Uint8Array(262_145), decode);
    expectRefused(RangeError, "the size of huge must be", () => socket.setOption(huge, 1));
  });
});
