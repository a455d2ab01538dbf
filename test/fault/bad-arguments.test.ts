import "../support/leak-guard.ts";
import { test } from "node:test";
import {
  codecs,
  ReceiveFromOption,
  SendToOption,
  ShutdownMethod,
  Socket,
  SocketOption,
  SocketType,
} from "berkeley-sockets";
import {
  IP_TTL,
  SO_BROADCAST,
  SO_LINGER,
  SO_MAX_PACING_RATE,
  SO_RCVBUF,
  SO_RCVTIMEO,
  TCP_ULP,
} from "berkeley-sockets/options";
import { eachKind, udp, unixStream } from "../support/each-kind.ts";
import { expectRefused } from "../support/expect.ts";
import { connectedPair, kinds, using } from "../support/kinds.ts";

/** Counts, ranges, flags and option values that are wrong: refused by name, before any system call. */

const wrong = (value: unknown): never => value as never;

eachKind(kinds, "counts, offsets and lengths", (kind) => {
  using(connectedPair(kind), (socket, _peer) => {
    for (const count of [-1, 2 ** 31, 2 ** 32, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expectRefused(RangeError, `count must be an integer from 0 to 2147483647, not ${count}`, () =>
        socket.receive(count),
      );
      expectRefused(RangeError, "count", () => socket.receiveFrom(count));
    }
    for (const count of [undefined, null, "10", 10n, {}]) {
      expectRefused(TypeError, "count", () => socket.receive(wrong(count)));
      expectRefused(TypeError, "count", () => socket.receiveFrom(wrong(count)));
    }
    const data = new Uint8Array(10);
    const address = kind.freshAddress();
    const ranged: ((offset: number, length: number) => unknown)[] = [
      (offset, length) => socket.send(data, offset, length),
      (offset, length) => socket.sendTo(data, address, offset, length),
      (offset, length) => socket.receiveInto(data, offset, length),
      (offset, length) => socket.receiveFromInto(data, offset, length),
    ];
    for (const call of ranged) {
      for (const offset of [-1, 11, 2 ** 32, 0.5, Number.NaN])
        expectRefused(RangeError, "offset", () => call(offset, 0));
      for (const length of [-1, 6, 2 ** 32, 0.5, Number.NaN])
        expectRefused(RangeError, "length", () => call(5, length));
      expectRefused(TypeError, "length", () => call(0, wrong(undefined)));
      expectRefused(TypeError, "length", () => call(0, wrong(SendToOption.dontWait)));
    }
  });
});

eachKind(kinds, "flags of the wrong class", (kind) => {
  using(connectedPair(kind), (socket, _peer) => {
    const data = new Uint8Array(10);
    const address = kind.freshAddress();
    const { peek } = ReceiveFromOption;
    const { noSignal } = SendToOption;
    for (const flag of [peek, ShutdownMethod.write, SocketType.stream, "noSignal", undefined, null, {}]) {
      expectRefused(TypeError, "flags[0] must be a SendToOption", () => socket.send(data, wrong(flag)));
      expectRefused(TypeError, "flags[1] must be a SendToOption", () => socket.send(data, noSignal, wrong(flag)));
      expectRefused(TypeError, "flags[0]", () => socket.send(data, 0, 1, wrong(flag)));
      expectRefused(TypeError, "flags[0]", () => socket.sendTo(data, address, wrong(flag)));
    }
    for (const flag of [noSignal, ShutdownMethod.read, SocketType.stream, "peek", undefined, null, 2]) {
      expectRefused(TypeError, "flags[0] must be a ReceiveFromOption", () => socket.receive(1, wrong(flag)));
      expectRefused(TypeError, "flags[0]", () => socket.receiveFrom(1, wrong(flag)));
      if (flag === 2) continue; // an offset
      expectRefused(TypeError, "flags[0]", () => socket.receiveInto(data, wrong(flag)));
      expectRefused(TypeError, "flags[1]", () => socket.receiveFromInto(data, 0, 1, peek, wrong(flag)));
    }
    for (const method of [SendToOption.more, SocketType.stream, 1, "write", undefined]) {
      expectRefused(TypeError, "method must be a ShutdownMethod", () => socket.shutdown(wrong(method)));
    }
  });
});

test("option values of the wrong type or out of range", () => {
  using socket = Socket.create(udp.domain, udp.type);
  const set = (option: unknown, value: unknown) => (): void => socket.setOption(wrong(option), wrong(value));
  for (const value of [1, 0, "true", undefined, null, {}]) expectRefused(TypeError, "value", set(SO_BROADCAST, value));
  for (const value of ["1", true, undefined, null, 1n]) expectRefused(TypeError, "value", set(SO_RCVBUF, value));
  for (const value of [2 ** 31, -(2 ** 31) - 1, 1.5, Number.NaN])
    expectRefused(RangeError, "value", set(IP_TTL, value));
  for (const value of ["1", true, undefined, 1n]) expectRefused(TypeError, "milliseconds", set(SO_RCVTIMEO, value));
  for (const value of [-1, Number.NaN, 2 ** 31 * 1000])
    expectRefused(RangeError, "milliseconds", set(SO_RCVTIMEO, value));
  for (const value of [1, "1", undefined]) expectRefused(TypeError, "bigint", set(SO_MAX_PACING_RATE, value));
  for (const value of [-1n, 2n ** 64n]) expectRefused(RangeError, "bigint", set(SO_MAX_PACING_RATE, value));
  for (const value of [1, undefined, null, Buffer.from("tls")]) expectRefused(TypeError, "value", set(TCP_ULP, value));
  expectRefused(RangeError, "NUL", set(TCP_ULP, "t\0ls"));
  for (const value of [true, 5, undefined, null]) expectRefused(TypeError, "value", set(SO_LINGER, value));
  expectRefused(TypeError, "value.on", set(SO_LINGER, { seconds: 1 }));
  expectRefused(TypeError, "value.seconds", set(SO_LINGER, { on: true, seconds: "1" }));
  expectRefused(RangeError, "value.seconds", set(SO_LINGER, { on: true, seconds: 2 ** 31 }));
  const bytes = new SocketOption("bytes", 1, 4, codecs.bytes.encode, codecs.bytes.decode);
  for (const value of [5, "text", [1], new ArrayBuffer(4), undefined])
    expectRefused(TypeError, "value", set(bytes, value));
  expectRefused(RangeError, "the size of bytes", set(bytes, new Uint8Array(262_145)));
  const broken = new SocketOption(
    "broken",
    1,
    4,
    wrong(() => "not bytes"),
    codecs.int32.decode,
  );
  expectRefused(TypeError, "the value of broken", set(broken, 1));
});

test("queue lengths, time-outs, descriptors", () => {
  using socket = Socket.create(unixStream.domain, unixStream.type);
  for (const length of [-1, 2 ** 31, 0.5]) expectRefused(RangeError, "queueLength", () => socket.listen(length));
  for (const fd of [-1, 2 ** 31, 0.5, Number.NaN]) expectRefused(RangeError, "fd", () => Socket.adopt(fd));
  for (const fd of [undefined, null, "3", 3n]) expectRefused(TypeError, "fd", () => Socket.borrow(wrong(fd)));
});
