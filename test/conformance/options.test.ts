/**
 * Every option of `berkeley-sockets/options`, set and read back over the sockets that have it:
 * getsockopt(2), setsockopt(2).
 */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import {
  Socket,
  type SocketAddress,
  SocketCondition,
  SocketDomain,
  SocketOption,
  SocketProtocol,
  SocketType,
} from "berkeley-sockets";
import * as entry from "berkeley-sockets/options";
import { deviceTable } from "../support/device-options.ts";
import { expectRefused } from "../support/expect.ts";
import { factories } from "../support/factories.ts";
import { connectedPair, kinds as ordinary, using } from "../support/kinds.ts";
import { type Row, table, tcp, udp, unix } from "../support/option-table.ts";
import { withoutIpv6 } from "../support/probe.ts";

type AnyOption = SocketOption<unknown, never>;
const options = new Map(
  Object.entries<unknown>({ ...entry }).filter(
    // Those of other families are in device-options.test.ts.
    (member): member is [string, AnyOption] => member[1] instanceof SocketOption && !(member[0] in deviceTable),
  ),
);

const root = process.getuid?.() === 0;
const ipv6Missing = withoutIpv6();
const privileged = /^(?:packet|internet6? raw)/;
const missing = new Map<string, string>();
if (process.platform === "linux") {
  for (const kind of ["internet udpLite", "internet6 udpLite"]) {
    const condition = failure(() => factories[kind]?.().close());
    if (condition !== undefined) missing.set(kind, `this kernel has no UDP-Lite: ${condition.code}`);
  }
}

test("every option has a row, and every row is an option", () => {
  assert.deepEqual([...options.keys()].sort(), Object.keys(table).sort());
});

/** A value that the option takes, of whatever type it is. */
function anyValue(option: AnyOption): unknown {
  const [known] = table[option.name]?.set?.[0] ?? [];
  return [true, 1, 1n, "x", known].find((value) => option.isValid(value));
}

function failure(action: () => unknown): SocketCondition | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    if (error instanceof SocketCondition) return error;
    throw error;
  }
}

const get = (socket: Socket, option: AnyOption): unknown => socket.getOption(option);
const set = (socket: Socket, option: AnyOption, value: unknown): void => socket.setOption(option, value as never);

/** The reason why this option cannot be tried here, if the failure is one. */
function reasonToSkip(row: Row, condition: SocketCondition | undefined, setting: boolean): string | undefined {
  if (condition === undefined) return undefined;
  const { code } = condition;
  if (setting && row.privilege !== undefined && (code === "EPERM" || code === "EACCES"))
    return `needs ${row.privilege}`;
  if (row.mayLack?.[0] === code) return row.mayLack[1];
  if (process.platform !== "linux") return `${code} on ${process.platform}`;
  return undefined;
}

/** Why sockets of a kind cannot be made here. */
function reasonWithout(kind: string): string | false {
  if (kind.startsWith("internet6") && ipv6Missing !== false) return ipv6Missing;
  if (privileged.test(kind) && !root) return "raw and packet sockets need CAP_NET_RAW";
  return missing.get(kind) ?? false;
}

/** A connected socket has taken over some of its peer's and its path's ways: only the kind of value is known. */
function unknownInitial({ initial }: Row): Pick<Row, "initial"> {
  return { initial: (value: unknown) => typeof initial === "function" || typeof value === typeof initial };
}

/** Reads an option, then sets and reads back each value of its row; gives the reason if that cannot be done here. */
function tryOption(option: AnyOption, row: Row, socket: Socket): string | undefined {
  const { name } = option;
  const unread = failure(() => {
    const value = get(socket, option);
    if (row.readFails !== undefined) return;
    if (typeof row.initial === "function") assert.ok(row.initial(value), `at first ${inspect(value)}`);
    else assert.deepEqual(value, row.initial);
    if (option.isValid(value)) assert.ok(option.isValid(get(socket, option)));
  });
  if (row.readFails !== undefined) {
    if (unread?.code !== row.readFails && unread?.code === row.mayLack?.[0]) return row.mayLack?.[1];
    assert.equal(unread?.code, row.readFails);
  } else if (unread !== undefined) {
    const reason = reasonToSkip(row, unread, false);
    if (reason !== undefined) return reason;
    throw unread;
  }

  if (row.setFails !== undefined) {
    const condition = failure(() => set(socket, option, anyValue(option)));
    assert.equal(condition?.code, row.setFails);
    assert.equal(condition?.message, `setsockopt ${row.setFails} ${name}`);
    return undefined;
  }
  for (const [value, back = value] of row.set ?? []) {
    assert.ok(option.isValid(value));
    const condition = failure(() => set(socket, option, value));
    if (condition !== undefined) {
      const reason = reasonToSkip(row, condition, true);
      if (reason !== undefined) return reason;
      throw condition;
    }
    if (row.readFails === undefined) assert.deepEqual(get(socket, option), back, `after ${inspect(value)}`);
  }
  return undefined;
}

for (const [name, option] of options) {
  const row = table[name];
  if (row === undefined) continue; // the first test says so

  if (!option.available) {
    test(`${name}: not on this platform: ENOTSUP by name, without a system call`, () => {
      using([Socket.create(SocketDomain.internet, SocketType.datagram)], (socket) => {
        assert.equal(option.id, undefined);
        expectRefused(SocketCondition, `getsockopt ENOTSUP ${name}`, () => get(socket, option));
        const value = anyValue(option);
        expectRefused(SocketCondition, `setsockopt ENOTSUP ${name}`, () => set(socket, option, value));
      });
    });
    continue;
  }

  for (const kind of row.kinds) {
    const make = factories[kind];
    assert.ok(make !== undefined, kind);
    const skip = reasonWithout(kind);
    test(`${name}: ${kind}`, { skip }, (t) =>
      using([make()], (socket) => {
        row.prepare?.(socket);
        const reason = tryOption(option, row, socket);
        if (reason !== undefined) t.skip(reason);
      }),
    );
    const connected = ordinary.find((each) => each.name === kind);
    // What has to be prepared is prepared on a socket that is nobody's yet.
    if (connected === undefined || row.prepare !== undefined) continue;
    test(`${name}: ${kind}, both ends of a connection over loopback`, { skip }, (t) =>
      using(connectedPair(connected), (client, server) => {
        for (const socket of [client, server]) {
          const reason = tryOption(option, { ...row, ...unknownInitial(row), ...row.connected?.(kind) }, socket);
          if (reason !== undefined) return t.skip(reason);
        }
      }),
    );
  }
}

/** Levels that a socket does not have: the kernel says so, by the option's name. */
for (const [level, kinds] of [
  [entry.IPPROTO_TCP, [...udp, ...unix]],
  [entry.IPPROTO_UDP, [...tcp, ...unix]],
  [entry.IPPROTO_IPV6, [...unix, "internet stream", "internet datagram"]],
  [entry.IPPROTO_IP, unix],
] as const) {
  for (const kind of kinds) {
    test(`options of ${level} are refused by ${kind}`, (t) => {
      if (kind.startsWith("internet6") && ipv6Missing !== false) return t.skip(ipv6Missing);
      return using([(factories[kind] as () => Socket)()], (socket) => {
        for (const [name, option] of options) {
          if (option.level !== level || !option.available) continue;
          const read = failure(() => get(socket, option));
          assert.ok(["ENOPROTOOPT", "ENOTSUP"].includes(String(read?.code)), `${name}: ${read?.code}`);
          assert.equal(read?.message, `getsockopt ${read?.code} ${name}`);
          const value = anyValue(option);
          if (value === undefined) continue;
          const written = failure(() => set(socket, option, value));
          assert.ok(["ENOPROTOOPT", "ENOTSUP"].includes(String(written?.code)), `${name}: ${written?.code}`);
        }
      });
    });
  }
}

test("SO_TYPE, SO_DOMAIN, SO_PROTOCOL, SO_ACCEPTCONN tell what the socket is", () => {
  for (const { name, domain, type, connected } of ordinary) {
    if (name.startsWith("internet6") && ipv6Missing !== false) continue;
    using([Socket.create(domain, type)], (socket) => {
      assert.equal(socket.getOption(entry.SO_TYPE), type.value, name);
      assert.equal(socket.getOption(entry.SO_DOMAIN), domain.value, name);
      const protocol = domain === SocketDomain.unix ? 0 : (connected ? SocketProtocol.tcp : SocketProtocol.udp).value;
      assert.equal(socket.getOption(entry.SO_PROTOCOL), protocol, name);
      if (!connected) return;
      assert.equal(socket.getOption(entry.SO_ACCEPTCONN), false);
      const kind = ordinary.find((each) => each.name === name);
      socket.bind(kind?.freshAddress() as SocketAddress);
      socket.listen(1);
      assert.equal(socket.getOption(entry.SO_ACCEPTCONN), true, name);
    });
  }
});

test("SO_COOKIE is another number for each socket", () => {
  using(
    [1, 2, 3].map(() => Socket.create(SocketDomain.internet, SocketType.datagram)),
    (...sockets) => {
      assert.equal(new Set(sockets.map((socket) => socket.getOption(entry.SO_COOKIE))).size, 3);
    },
  );
});

test("SO_RCVBUFFORCE and SO_SNDBUFFORCE pass the system's limit", (t) => {
  if (!root || !entry.SO_RCVBUFFORCE.available) return t.skip("needs CAP_NET_ADMIN, on Linux");
  return using([Socket.create(SocketDomain.internet, SocketType.datagram)], (socket) => {
    socket.setOption(entry.SO_RCVBUFFORCE, 8_388_608);
    socket.setOption(entry.SO_SNDBUFFORCE, 8_388_608);
    assert.equal(socket.getOption(entry.SO_RCVBUF), 2 * 8_388_608);
    assert.equal(socket.getOption(entry.SO_SNDBUF), 2 * 8_388_608);
  });
});

test("IPV6_MTU can be set from 1280 bytes up (RFC 8200 section 5)", (t) => {
  if (ipv6Missing !== false) return t.skip(ipv6Missing);
  return using([Socket.create(SocketDomain.internet6, SocketType.datagram)], (socket) => {
    assert.equal(failure(() => socket.getOption(entry.IPV6_MTU))?.code, "ENOTCONN");
    assert.equal(failure(() => socket.setOption(entry.IPV6_MTU, 1279))?.code, "EINVAL");
    assert.equal(
      failure(() => socket.setOption(entry.IPV6_MTU, 1280)),
      undefined,
    );
  });
});

test("a value of the wrong size is the kernel's EINVAL", () => {
  using([Socket.create(SocketDomain.internet, SocketType.datagram)], (socket) => {
    const { id, level } = entry.SO_KEEPALIVE;
    const short = new SocketOption(
      "SHORT",
      id,
      4,
      () => new Uint8Array(1),
      () => 0,
      level,
    );
    const condition = failure(() => socket.setOption(short, 1 as never));
    assert.equal(condition?.message, "setsockopt EINVAL SHORT");
  });
});

test("an option reads at most its room, and no byte of another call's", () => {
  using([Socket.create(SocketDomain.internet, SocketType.stream)], (socket) => {
    const { id, level } = entry.TCP_CONGESTION;
    assert.notEqual(socket.getOption(entry.TCP_CONGESTION), "");
    for (const room of [0, 1, 2, 4, 16, 2048]) {
      const narrow = new SocketOption("NARROW", id, room, entry.codecs.bytes.encode, entry.codecs.bytes.decode, level);
      const value = socket.getOption(narrow);
      assert.ok(value.length <= room, `${value.length} of ${room}`);
      assert.equal(value.buffer.byteLength, value.length, "bytes of their own");
    }
  });
});

test("options of a closed socket are EBADF, after the arguments and availability were checked", () => {
  const socket = Socket.create(SocketDomain.internet, SocketType.stream);
  socket.close();
  expectRefused(SocketCondition, "getsockopt EBADF", () => socket.getOption(entry.SO_KEEPALIVE));
  expectRefused(SocketCondition, "setsockopt EBADF", () => socket.setOption(entry.SO_KEEPALIVE, true));
  expectRefused(TypeError, "value must be a boolean", () => socket.setOption(entry.SO_KEEPALIVE, 1 as never));
});
