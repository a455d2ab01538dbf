import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  codecs,
  defineSocketOptionType,
  IpOption,
  Ipv6Option,
  SocketCondition,
  SocketDomain,
  SocketOption,
  SocketType,
  TcpOption,
  UdpOption,
} from "berkeley-sockets";
import {
  IPPROTO_TCP,
  IPV6_V6ONLY,
  SO_BINDTODEVICE,
  SO_BROADCAST,
  SO_KEEPALIVE,
  SO_LINGER,
  SO_RCVBUF,
  SO_RCVTIMEO,
  SO_REUSEADDR,
  SO_SNDTIMEO,
  SO_TYPE,
  TCP_CONGESTION,
  TCP_KEEPIDLE,
  TCP_NODELAY,
  TCP_USER_TIMEOUT,
} from "berkeley-sockets/options";
import { eachKind, kindOf, tcp, udp, unixStream } from "../support/each-kind.ts";
import { expectCode, expectRefused } from "../support/expect.ts";
import { connectedPair, create, kinds, using } from "../support/kinds.ts";
import { withoutIpv6 } from "../support/probe.ts";

/** setsockopt(2): `socket.setOption`. */

eachKind(kinds, "booleans, read back", (kind) => {
  using socket = create(kind);
  for (const on of [true, false, true]) {
    socket.setOption(SO_REUSEADDR, on);
    // af_unix(7) knows no addresses to use again; the kernel takes the option all the same.
    assert.equal(socket.getOption(SO_REUSEADDR), on);
  }
});

// socket(7): "The kernel doubles this value … and this doubled value is returned by getsockopt(2)."
eachKind(kinds, "numbers: a buffer's size comes back doubled", (kind) => {
  using socket = create(kind);
  socket.setOption(SO_RCVBUF, 20_000);
  assert.equal(socket.getOption(SO_RCVBUF), 40_000);
});

eachKind(kinds, "structs: linger, and time-outs in milliseconds", (kind) => {
  using socket = create(kind);
  for (const linger of [
    { on: true, seconds: 7 },
    { on: true, seconds: 0 },
    { on: false, seconds: 0 },
  ]) {
    socket.setOption(SO_LINGER, linger);
    assert.deepEqual(socket.getOption(SO_LINGER), linger);
  }
  for (const option of [SO_RCVTIMEO, SO_SNDTIMEO]) {
    socket.setOption(option, 1500);
    const read = socket.getOption(option);
    assert.ok(read >= 1500 && read < 1520, `${read}`); // rounded up to the kernel's ticks
    socket.setOption(option, 0);
    assert.equal(socket.getOption(option), 0);
  }
});

test("options of TCP: boolean, seconds, milliseconds, text", () => {
  using socket = create(tcp);
  socket.setOption(TCP_NODELAY, true);
  assert.equal(socket.getOption(TCP_NODELAY), true);
  socket.setOption(TCP_KEEPIDLE, 42);
  assert.equal(socket.getOption(TCP_KEEPIDLE), 42);
  socket.setOption(TCP_USER_TIMEOUT, 30_000);
  assert.equal(socket.getOption(TCP_USER_TIMEOUT), 30_000);
  socket.setOption(TCP_CONGESTION, "reno");
  assert.equal(socket.getOption(TCP_CONGESTION), "reno");
  expectCode("ENOENT", () => socket.setOption(TCP_CONGESTION, "no such algorithm"));
});

test("options hold on a connection", () => {
  using(connectedPair(tcp), (first, second) => {
    first.setOption(SO_KEEPALIVE, true);
    assert.equal(first.getOption(SO_KEEPALIVE), true);
    assert.equal(second.getOption(SO_KEEPALIVE), false);
  });
});

test("a user's option of a level that is built in", () => {
  using socket = create(tcp);
  const idle = new TcpOption("my TCP_KEEPIDLE", 4, 4, codecs.uint32.encode, codecs.uint32.decode);
  assert.equal(idle.level, IPPROTO_TCP);
  socket.setOption(idle, 99);
  assert.equal(socket.getOption(TCP_KEEPIDLE), 99);
  using datagram = create(udp);
  const cork = new UdpOption("my UDP_CORK", 1, 4, codecs.boolean.encode, codecs.boolean.decode);
  datagram.setOption(cork, true);
  assert.equal(datagram.getOption(cork), true);
  const ttl = new IpOption("my IP_TTL", 2, 4, codecs.int32.encode, codecs.int32.decode);
  datagram.setOption(ttl, 9);
  assert.equal(datagram.getOption(ttl), 9);
});

test("a user's option of IPv6", { skip: withoutIpv6() }, () => {
  using socket = create(kindOf(SocketDomain.internet6, SocketType.datagram));
  const only = new Ipv6Option("my IPV6_V6ONLY", 26, 4, codecs.boolean.encode, codecs.boolean.decode);
  socket.setOption(only, true);
  assert.equal(socket.getOption(IPV6_V6ONLY), true);
});

test("a user's kind of options, of any level", () => {
  const MyOption = defineSocketOptionType("MyOption", 6);
  const noDelay = new MyOption(
    "noDelay",
    1,
    4,
    (value: "on" | "off") => {
      if (value !== "on" && value !== "off") throw new RangeError(`value must be on or off, not ${value}`);
      return codecs.boolean.encode(value === "on");
    },
    (bytes): "on" | "off" => (codecs.boolean.decode(bytes) ? "on" : "off"),
  );
  assert.ok(noDelay instanceof MyOption && noDelay instanceof SocketOption);
  assert.equal(noDelay.level, IPPROTO_TCP); // the number's own level, interned
  using socket = create(tcp);
  socket.setOption(noDelay, "on");
  assert.equal(socket.getOption(noDelay), "on");
  assert.equal(socket.getOption(TCP_NODELAY), true);
  expectRefused(RangeError, "on or off", () => socket.setOption(noDelay, "maybe" as "on"));
  assert.equal(noDelay.isValid("off"), true);
  assert.equal(noDelay.isValid("maybe"), false);
});

// setsockopt(2): "EINVAL optlen invalid in setsockopt()."
test("EINVAL for a value too short for the kernel", () => {
  using socket = create(tcp);
  const short = new SocketOption("short", 2, 1, codecs.bytes.encode, codecs.bytes.decode);
  const condition = expectCode("EINVAL", () => socket.setOption(short, Uint8Array.of(1)));
  assert.equal(condition.who, "setOption");
  assert.equal(condition.syscall, "setsockopt");
  assert.equal(condition.message, "setsockopt EINVAL short");
  expectCode("EINVAL", () => socket.setOption(short, new Uint8Array(0)));
});

test("ENOPROTOOPT, EDOM and the rest are the kernel's", () => {
  using socket = create(unixStream);
  const none = new SocketOption("SO_NONE", 9999, 4, codecs.int32.encode, codecs.int32.decode);
  expectCode("ENOPROTOOPT", () => socket.setOption(none, 1));
  expectCode("ENOTSUP", () => socket.setOption(TCP_NODELAY, true));
  using internet = create(tcp);
  expectCode("ENODEV", () => internet.setOption(SO_BINDTODEVICE, "no-such-dev"));
});

test("a read-only option cannot be set", () => {
  using socket = create(tcp);
  expectRefused(TypeError, "SO_TYPE can only be read", () => socket.setOption(SO_TYPE, 1 as never));
  assert.equal(SO_TYPE.isValid(1), false);
});

test("ENOTSUP for an option that the platform lacks, before any system call and before encode", () => {
  using socket = create(tcp);
  let encoded = false;
  const absent = new SocketOption<number>(
    "SO_ABSENT",
    undefined,
    4,
    (value) => {
      encoded = true;
      return codecs.int32.encode(value);
    },
    codecs.int32.decode,
  );
  expectRefused(SocketCondition, /^setsockopt ENOTSUP SO_ABSENT$/, () => socket.setOption(absent, 1));
  assert.equal(encoded, false);
});

test("values of the wrong type or out of range make no system call", () => {
  using socket = create(tcp);
  const wrong = (value: unknown): never => value as never;
  expectRefused(TypeError, "value", () => socket.setOption(SO_BROADCAST, wrong(1)));
  expectRefused(TypeError, "value", () => socket.setOption(SO_RCVBUF, wrong("1")));
  expectRefused(RangeError, "value", () => socket.setOption(SO_RCVBUF, 2 ** 31));
  expectRefused(RangeError, "value", () => socket.setOption(SO_RCVBUF, 0.5));
  expectRefused(TypeError, "value", () => socket.setOption(SO_LINGER, wrong(true)));
  expectRefused(TypeError, "value.on", () => socket.setOption(SO_LINGER, wrong({ on: 1, seconds: 1 })));
  expectRefused(RangeError, "value.seconds", () => socket.setOption(SO_LINGER, { on: true, seconds: -1 }));
  expectRefused(TypeError, "delay", () => socket.setOption(SO_LINGER, wrong({ on: true, seconds: 1, delay: 1 })));
  expectRefused(RangeError, "milliseconds", () => socket.setOption(SO_RCVTIMEO, -1));
  expectRefused(RangeError, "milliseconds", () => socket.setOption(SO_RCVTIMEO, Number.NaN));
  expectRefused(RangeError, "NUL", () => socket.setOption(TCP_CONGESTION, "re\0no"));
});
