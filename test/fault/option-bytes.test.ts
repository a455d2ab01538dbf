/**
 * getsockopt(2) may tell a length that is larger than the room, or larger than what it wrote. No byte that
 * it did not write may be seen: neither another option's value, nor foreign memory.
 */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { codecs, ReceivedDescriptor, Socket, SocketDomain, SocketOption, SocketType } from "berkeley-sockets";
import * as entry from "berkeley-sockets/options";
import { withFaults } from "berkeley-sockets/testing";
import { connectedPair, kinds, using } from "../support/kinds.ts";

const { rawSocketOption, SO_MEMINFO, SO_TYPE, SOL_SOCKET, TCP_CC_INFO, TCP_CONGESTION, TCP_INFO } = entry;
type AnyOption = SocketOption<unknown, never>;
const tcp = kinds[0] as (typeof kinds)[number];

/** Fills the library's own room for values with what is not zero: a socket's address and name are long enough. */
function stain(socket: Socket): void {
  for (const option of [TCP_INFO, TCP_CONGESTION, SO_MEMINFO] as readonly AnyOption[]) socket.getOption(option);
}

/** The kernel says that it wrote `told` bytes, and wrote none. */
function readNothing<T>(socket: Socket, option: SocketOption<T, never>, told: number): T {
  stain(socket);
  return withFaults([{ syscall: "getsockopt", result: told }], () => socket.getOption(option));
}

test("what the kernel said it wrote, and did not, is zero", () => {
  using(connectedPair(tcp), (socket, _peer) => {
    for (const size of [0, 1, 4, 64, 1024, 1025, 5000]) {
      const raw = rawSocketOption(SOL_SOCKET, 1, size);
      for (const told of [0, 1, 63, 1024, 100_000, 2 ** 31 - 1]) {
        const value = readNothing(socket, raw, told);
        assert.deepEqual(value, new Uint8Array(Math.min(size, told)), `${told} of ${size}`);
        assert.equal(value.buffer.byteLength, value.length, "bytes of their own");
      }
    }
  });
});

test("no codec of the library's shows a byte more than it was given, whatever the length", () => {
  const options = Object.values<unknown>({ ...entry }).filter(
    (each): each is AnyOption => each instanceof SocketOption,
  );
  using(connectedPair(tcp), (socket, _peer) => {
    for (const option of options) {
      if (!option.available) continue;
      for (const told of [0, 1, 2, 3, 4, 7, 8, 15, 16, 20, 104, 279, 280, 281, 1 << 20]) {
        let value: unknown;
        try {
          value = readNothing(socket, option, told);
        } catch (error) {
          // Too short for the codec, no address, or nothing that could be read at all.
          assert.ok(error instanceof RangeError || error instanceof TypeError, `${option.name}: ${String(error)}`);
          continue;
        }
        if (value instanceof ReceivedDescriptor)
          assert.equal(value.take(), 0); // it was told descriptor 0
        else assert.ok(isBlank(value), `${option.name}, ${told} bytes: ${JSON.stringify(value, bigints)}`);
      }
    }
  });
});

const bigints = (_key: string, value: unknown): unknown => (typeof value === "bigint" ? String(value) : value);
/** Made of zeros, their names, and nothing. */
const zeros = /^(0*|0\.0\.0\.0|::|open|unspec|realtime|sdp|low|empty|inactive|include|exclude)$/;
function isBlank(value: unknown): boolean {
  if (typeof value === "object" && value !== null) return Object.values(value).every(isBlank);
  if (typeof value === "string") return zeros.test(value);
  return !value;
}

test("a longer value than the room is cut, a shorter one is as long as it is", () => {
  using([Socket.create(SocketDomain.internet, SocketType.stream)], (socket) => {
    stain(socket);
    const { id } = TCP_INFO;
    const whole = socket.getOption(rawSocketOption(entry.IPPROTO_TCP, id as number));
    assert.ok(whole.length >= 104 && whole.length < 1024);
    for (const room of [0, 1, 8, 104]) {
      const value = socket.getOption(rawSocketOption(entry.IPPROTO_TCP, id as number, room));
      assert.equal(value.length, room);
    }
    assert.deepEqual(socket.getOption(rawSocketOption(SOL_SOCKET, SO_TYPE.id as number, 64)).length, 4);
    if (socket.getOption(TCP_CONGESTION) !== "bbr") assert.equal(socket.getOption(TCP_CC_INFO).bytes.length, 0);
  });
});

test("the value of one call is not changed by the next", () => {
  using(connectedPair(tcp), (socket, _peer) => {
    const kept = [
      socket.getOption(rawSocketOption(entry.IPPROTO_TCP, TCP_INFO.id as number)),
      socket.getOption(rawSocketOption(entry.IPPROTO_TCP, TCP_CONGESTION.id as number, 16)),
    ];
    const own = new SocketOption<Uint8Array, never>(
      "own",
      TCP_CONGESTION.id,
      16,
      codecs.bytes.encode,
      (bytes) => bytes,
      entry.IPPROTO_TCP,
    );
    kept.push(socket.getOption(own) as Uint8Array<ArrayBuffer>);
    const before = kept.map((bytes) => Buffer.from(bytes).toString("hex"));
    const info = socket.getOption(TCP_INFO);
    const memory = socket.getOption(SO_MEMINFO);
    const told = JSON.stringify([info, memory], bigints);
    const others: readonly AnyOption[] = [SO_MEMINFO, entry.SO_LINGER, entry.SO_COOKIE, TCP_CC_INFO, TCP_INFO];
    for (const option of others) socket.getOption(option);
    withFaults([{ syscall: "getsockopt", result: 1024 }], () => socket.getOption(rawSocketOption(SOL_SOCKET, 1)));
    assert.deepEqual(
      kept.map((bytes) => Buffer.from(bytes).toString("hex")),
      before,
    );
    assert.equal(JSON.stringify([info, memory], bigints), told);
  });
});
