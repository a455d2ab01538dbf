/** Options by number, as bytes: `rawSocketOption`. See getsockopt(2), setsockopt(2). */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { SocketOption } from "berkeley-sockets";
import {
  IP_TTL,
  IPPROTO_IP,
  IPPROTO_TCP,
  rawSocketOption,
  SO_KEEPALIVE,
  SO_RCVBUF,
  SOL_SOCKET,
  TCP_CONGESTION,
} from "berkeley-sockets/options";
import { eachKind, tcp } from "../support/each-kind.ts";
import { expectCode, expectRefused } from "../support/expect.ts";
import { create, kinds } from "../support/kinds.ts";

const on = new Uint8Array(Int32Array.of(1).buffer);

eachKind(kinds, "read and set as bytes, by the level or its number", (kind) => {
  using socket = create(kind);
  for (const level of [SOL_SOCKET, SOL_SOCKET.value as number]) {
    const raw = rawSocketOption(level, SO_KEEPALIVE.id as number);
    socket.setOption(raw, Int32Array.of(1));
    assert.deepEqual(socket.getOption(raw), on);
    assert.equal(socket.getOption(SO_KEEPALIVE), true);
    socket.setOption(raw, new DataView(new ArrayBuffer(4)));
    assert.equal(socket.getOption(SO_KEEPALIVE), false);
  }
});

test("any length: text, and a number in one byte", () => {
  using socket = create(tcp);
  const congestion = rawSocketOption(IPPROTO_TCP, TCP_CONGESTION.id as number, 16);
  socket.setOption(congestion, new TextEncoder().encode("reno"));
  assert.equal(Buffer.from(socket.getOption(congestion)).toString("latin1"), "reno".padEnd(16, "\0"));
  socket.setOption(rawSocketOption(IPPROTO_IP, IP_TTL.id as number), Uint8Array.of(77));
  assert.equal(socket.getOption(IP_TTL), 77);
});

test("it is an option like others", () => {
  const raw = rawSocketOption(SOL_SOCKET, SO_RCVBUF.id as number, 4);
  assert.ok(raw instanceof SocketOption);
  assert.equal(raw.level, SOL_SOCKET);
  assert.deepEqual([raw.id, raw.foreignSize, raw.available], [SO_RCVBUF.id, 4, true]);
  assert.equal(raw.name, `SOL_SOCKET ${SO_RCVBUF.id}`);
  assert.equal(rawSocketOption(269, 3).name, "269 3");
  assert.equal(rawSocketOption(269, 3).foreignSize, 1024);
  assert.ok(raw.isValid(new Uint8Array(0)) && !raw.isValid(1) && !raw.isValid("text"));
});

test("the kernel's refusals tell both numbers", () => {
  using socket = create(tcp);
  const none = rawSocketOption(SOL_SOCKET, 9999);
  assert.equal(
    expectCode("ENOPROTOOPT", () => socket.getOption(none)).message,
    "getsockopt ENOPROTOOPT SOL_SOCKET 9999",
  );
  const short = rawSocketOption(SOL_SOCKET, SO_KEEPALIVE.id as number);
  assert.equal(expectCode("EINVAL", () => socket.setOption(short, new Uint8Array(3))).syscall, "setsockopt");
});

test("arguments are checked", () => {
  using socket = create(tcp);
  const make = (...given: unknown[]) => rawSocketOption(...(given as Parameters<typeof rawSocketOption>));
  expectRefused(TypeError, "level must be", () => make("6", 1));
  expectRefused(TypeError, "level must be", () => make(undefined, 1));
  expectRefused(TypeError, "level must be", () => make(null, 1));
  expectRefused(RangeError, "level must be", () => make(0.5, 1));
  expectRefused(TypeError, "id must be", () => make(SOL_SOCKET));
  expectRefused(RangeError, "id must be", () => make(SOL_SOCKET, 2 ** 31));
  expectRefused(TypeError, "size must be", () => make(SOL_SOCKET, 1, "4"));
  for (const size of [-1, 0.5, 262_145]) expectRefused(RangeError, "size must be", () => make(SOL_SOCKET, 1, size));
  for (const value of [1, "text", undefined, [1], new ArrayBuffer(4)]) {
    expectRefused(TypeError, "value must be an ArrayBufferView", () =>
      socket.setOption(make(SOL_SOCKET, 1), value as never),
    );
  }
  expectRefused(RangeError, "the size of SOL_SOCKET 1", () =>
    socket.setOption(make(SOL_SOCKET, 1), new Uint8Array(262_145)),
  );
});
