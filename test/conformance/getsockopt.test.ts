import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { codecs, SocketCondition, SocketOption, TcpOption, WouldBlock } from "berkeley-sockets";
import {
  IP_TTL,
  IPV6_UNICAST_HOPS,
  SO_ACCEPTCONN,
  SO_COOKIE,
  SO_DOMAIN,
  SO_ERROR,
  SO_LINGER,
  SO_RCVBUF,
  SO_RCVTIMEO,
  SO_TYPE,
  SOL_SOCKET,
  TCP_CONGESTION,
  TCP_MAXSEG,
} from "berkeley-sockets/options";
import { eachKind, portKinds, tcp, udp, unixKinds, unixStream } from "../support/each-kind.ts";
import { expectCode, expectRefused } from "../support/expect.ts";
import { create, kinds, using, waitFor } from "../support/kinds.ts";
import { deserted } from "../support/ports.ts";

/** getsockopt(2): `socket.getOption`. */

eachKind(kinds, "values of every kind", (kind) => {
  using socket = create(kind);
  assert.equal(socket.getOption(SO_ACCEPTCONN), false);
  assert.equal(socket.getOption(SO_TYPE), kind.type.value);
  assert.equal(socket.getOption(SO_DOMAIN), kind.domain.value);
  assert.ok(socket.getOption(SO_RCVBUF) > 0);
  assert.deepEqual(socket.getOption(SO_LINGER), { on: false, seconds: 0 });
  assert.equal(socket.getOption(SO_RCVTIMEO), 0);
  assert.equal(socket.getOption(SO_ERROR), 0);
  const cookie = socket.getOption(SO_COOKIE);
  assert.equal(typeof cookie, "bigint");
  assert.equal(socket.getOption(SO_COOKIE), cookie);
});

test("text, and numbers of other levels", () => {
  using socket = create(tcp);
  assert.match(socket.getOption(TCP_CONGESTION), /^[a-z0-9_]+$/);
  assert.ok(socket.getOption(TCP_MAXSEG) > 0);
  assert.ok(socket.getOption(IP_TTL) > 0);
});

test("SO_ERROR is cleared by asking", () => {
  const [keeper, address] = deserted(udp);
  using([create(udp), keeper], (socket, _) => {
    socket.connect(address);
    socket.send(new Uint8Array(1));
    waitFor(socket);
    assert.equal(socket.getOption(SO_ERROR), 111);
    assert.equal(socket.getOption(SO_ERROR), 0);
    assert.ok(socket.receive(1) instanceof WouldBlock);
  });
});

// getsockopt(2): "ENOPROTOOPT The option is unknown at the level indicated."
eachKind(kinds, "ENOPROTOOPT for a number that the level does not have", (kind) => {
  using socket = create(kind);
  const none = new SocketOption("SO_NONE", 9999, 4, codecs.int32.encode, codecs.int32.decode);
  const condition = expectCode("ENOPROTOOPT", () => socket.getOption(none));
  assert.equal(condition.who, "getOption");
  assert.equal(condition.syscall, "getsockopt");
  assert.equal(condition.message, "getsockopt ENOPROTOOPT SO_NONE");
});

eachKind(unixKinds, "an option of another kind of socket: ENOTSUP, the same number as EOPNOTSUPP", (kind) => {
  using socket = create(kind);
  expectCode("ENOTSUP", () => socket.getOption(TCP_MAXSEG));
});

eachKind(portKinds, "the hops of the one family are not the other's", (kind) => {
  using socket = create(kind);
  const [own, other] = kind.domain === tcp.domain ? [IP_TTL, IPV6_UNICAST_HOPS] : [IPV6_UNICAST_HOPS, IP_TTL];
  assert.ok(socket.getOption(own) > 0);
  // An IPv6 socket has IPv4's options too, for mapped addresses.
  if (kind.domain === tcp.domain) assert.throws(() => socket.getOption(other), SocketCondition);
  else assert.ok(socket.getOption(other) > 0);
});

test("a user's option, by number and size", () => {
  using socket = create(tcp);
  const mine = new SocketOption("my receive buffer", 8, 4, codecs.uint32.encode, codecs.uint32.decode);
  assert.equal(socket.getOption(mine), socket.getOption(SO_RCVBUF));
  const bytes = new TcpOption("my congestion", 13, 16, codecs.bytes.encode, codecs.bytes.decode);
  const name = socket.getOption(bytes);
  assert.equal(name.length, 16);
  assert.ok(Buffer.from(name).toString("latin1").startsWith(socket.getOption(TCP_CONGESTION)));
});

test("decode gets bytes that it may keep, as many as the kernel gave", () => {
  using socket = create(tcp);
  const seen: Uint8Array[] = [];
  const keep = (foreignSize: number): SocketOption<Uint8Array, never> =>
    new SocketOption<Uint8Array, never>(
      "kept",
      3, // SO_TYPE
      foreignSize,
      () => new Uint8Array(0),
      (bytes) => {
        seen.push(bytes);
        return bytes;
      },
    );
  // More room than the value needs: the kernel says 4.
  assert.deepEqual(socket.getOption(keep(200)), Uint8Array.of(1, 0, 0, 0));
  // More than the library's own room.
  assert.deepEqual(socket.getOption(keep(5000)), Uint8Array.of(1, 0, 0, 0));
  // Less room: the kernel cuts.
  assert.deepEqual(socket.getOption(keep(2)), Uint8Array.of(1, 0));
  assert.deepEqual(socket.getOption(keep(0)), new Uint8Array(0));
  // None was overwritten by a later call.
  assert.deepEqual(
    seen.map((bytes) => bytes.length),
    [4, 4, 2, 0],
  );
  assert.deepEqual(seen[0], Uint8Array.of(1, 0, 0, 0));
  assert.equal(new Set(seen.map(({ buffer }) => buffer)).size, 4);
});

test("a value too short for its codec is a RangeError, not a guess", () => {
  using socket = create(tcp);
  const short = new SocketOption("short", 3, 2, codecs.int32.encode, codecs.int32.decode);
  assert.throws(() => socket.getOption(short), RangeError);
  const linger = new SocketOption("short linger", 13, 4, codecs.linger.encode, codecs.linger.decode);
  assert.throws(() => socket.getOption(linger), RangeError);
});

test("ENOTSUP for an option that the platform lacks, before any system call", () => {
  using socket = create(tcp);
  const absent = new SocketOption("SO_ABSENT", undefined, 4, codecs.int32.encode, codecs.int32.decode);
  assert.equal(absent.available, false);
  expectRefused(SocketCondition, /^getsockopt ENOTSUP SO_ABSENT$/, () => socket.getOption(absent));
  const lacking = SOL_SOCKET.constructor as new (name: string, value: number | undefined) => typeof SOL_SOCKET;
  const level = new lacking("SOL_ABSENT", undefined);
  const ofLevel = new SocketOption("OF_ABSENT", 1, 4, codecs.int32.encode, codecs.int32.decode, level);
  assert.equal(ofLevel.available, false);
  expectRefused(SocketCondition, /^getsockopt ENOTSUP OF_ABSENT$/, () => socket.getOption(ofLevel));
});

test("what is no option", () => {
  using socket = create(unixStream);
  for (const wrong of [undefined, null, 2, "SO_TYPE", {}, SOL_SOCKET]) {
    expectRefused(TypeError, "option must be a SocketOption", () => socket.getOption(wrong as never));
  }
});

test("what decode throws is the caller's", () => {
  using socket = create(tcp);
  const broken = new SocketOption<number, never>(
    "broken",
    3,
    4,
    () => new Uint8Array(4),
    () => {
      throw new Error("mine");
    },
  );
  assert.throws(() => socket.getOption(broken), /^Error: mine$/);
  assert.equal(socket.getOption(SO_TYPE), 1);
});
