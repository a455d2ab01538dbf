import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { endianness } from "node:os";
import { test } from "node:test";
import { codecs } from "berkeley-sockets";
import * as optionsEntry from "berkeley-sockets/options";
import { expectRefused } from "../support/expect.ts";
import { bytes } from "../support/kinds.ts";
import { Seeded } from "../support/seeded.ts";

/** Bytes as this machine has them, from their little-endian order. */
const native = (...little: number[]): Uint8Array => Uint8Array.from(endianness() === "LE" ? little : little.reverse());

interface Case {
  readonly codec: { encode(value: never): Uint8Array; decode(bytes: Uint8Array): unknown; foreignSize: number };
  readonly size: number;
  readonly valid: readonly (readonly [unknown, Uint8Array])[];
  readonly ofWrongType: readonly unknown[];
  readonly outOfRange: readonly unknown[];
}
const notNumbers = [undefined, null, "1", 1n, true, {}, [1]];
const cases: Record<keyof typeof codecs, Case> = {
  boolean: {
    codec: codecs.boolean,
    size: 4,
    valid: [
      [true, native(1, 0, 0, 0)],
      [false, native(0, 0, 0, 0)],
    ],
    ofWrongType: [undefined, null, 0, 1, "true", {}],
    outOfRange: [],
  },
  int32: {
    codec: codecs.int32,
    size: 4,
    valid: [
      [0, native(0, 0, 0, 0)],
      [1, native(1, 0, 0, 0)],
      [-1, native(255, 255, 255, 255)],
      [0x0102_0304, native(4, 3, 2, 1)],
      [2 ** 31 - 1, native(255, 255, 255, 127)],
      [-(2 ** 31), native(0, 0, 0, 128)],
    ],
    ofWrongType: notNumbers,
    outOfRange: [2 ** 31, -(2 ** 31) - 1, 0.5, Number.NaN, Number.POSITIVE_INFINITY],
  },
  uint32: {
    codec: codecs.uint32,
    size: 4,
    valid: [
      [0, native(0, 0, 0, 0)],
      [0x0102_0304, native(4, 3, 2, 1)],
      [2 ** 32 - 1, native(255, 255, 255, 255)],
    ],
    ofWrongType: notNumbers,
    outOfRange: [2 ** 32, -1, 0.5, Number.NaN],
  },
  uint64: {
    codec: codecs.uint64,
    size: 8,
    valid: [
      [0n, native(0, 0, 0, 0, 0, 0, 0, 0)],
      [0x0102_0304_0506_0708n, native(8, 7, 6, 5, 4, 3, 2, 1)],
      [2n ** 64n - 1n, native(255, 255, 255, 255, 255, 255, 255, 255)],
    ],
    ofWrongType: [undefined, null, "1", 1, true, {}],
    outOfRange: [-1n, 2n ** 64n],
  },
  string: {
    codec: codecs.string,
    size: 256,
    valid: [
      ["", Uint8Array.of(0)],
      ["eth0", bytes("eth0\0")],
      ["é", Uint8Array.of(0xc3, 0xa9, 0)],
    ],
    ofWrongType: [undefined, null, 1, {}, bytes("eth0")],
    outOfRange: ["a\0b", "\0"],
  },
  milliseconds: {
    codec: codecs.milliseconds,
    size: codecs.milliseconds.foreignSize, // golden-bytes.test.ts has the layouts
    valid: [
      [0, codecs.milliseconds.encode(0)],
      [1, codecs.milliseconds.encode(1)],
      [0.001, codecs.milliseconds.encode(0.001)],
      [1500.25, codecs.milliseconds.encode(1500.25)],
      [2147483647000, codecs.milliseconds.encode(2147483647000)],
    ],
    ofWrongType: notNumbers,
    outOfRange: [-1, -0.001, Number.NaN, Number.POSITIVE_INFINITY, 2147483648000],
  },
  linger: {
    codec: codecs.linger,
    size: 8,
    valid: [
      [{ on: false, seconds: 0 }, native(0, 0, 0, 0, 0, 0, 0, 0)],
      [{ on: true, seconds: 1 }, Uint8Array.from([...native(1, 0, 0, 0), ...native(1, 0, 0, 0)])],
      [{ on: true, seconds: 2 ** 31 - 1 }, Uint8Array.from([...native(1, 0, 0, 0), ...native(255, 255, 255, 127)])],
    ],
    ofWrongType: [
      undefined,
      null,
      1,
      true,
      {},
      { on: true },
      { on: 1, seconds: 1 },
      { on: true, seconds: "1" },
      { on: true, seconds: 1, second: 1 },
    ],
    outOfRange: [
      { on: true, seconds: -1 },
      { on: true, seconds: 0.5 },
      { on: true, seconds: 2 ** 31 },
    ],
  },
  bytes: {
    codec: codecs.bytes,
    size: 256,
    valid: [
      [Uint8Array.of(), Uint8Array.of()],
      [Uint8Array.of(0, 255), Uint8Array.of(0, 255)],
    ],
    ofWrongType: [undefined, null, 1, "bytes", {}, [1], new ArrayBuffer(1)],
    outOfRange: [],
  },
};

for (const [name, { codec, size, valid, ofWrongType, outOfRange }] of Object.entries(cases)) {
  test(`codecs.${name}: room`, () => assert.equal(codec.foreignSize, size));
  test(`codecs.${name}: valid values, both ways`, () => {
    for (const [value, expected] of valid) {
      const encoded = codec.encode(value as never);
      assert.deepEqual(encoded, expected);
      assert.deepEqual(codec.decode(encoded), value);
      const room = new Uint8Array(expected.length + 3);
      room.set(expected, 3);
      assert.deepEqual(codec.decode(room.subarray(3)), value, "at an offset that is no multiple of 4");
    }
  });
  test(`codecs.${name}: each encode gives bytes of their own`, () => {
    const [value] = valid.at(-1) as readonly [unknown, Uint8Array];
    const first = codec.encode(value as never);
    const expected = first.slice();
    codec.encode(valid[0]?.[0] as never).fill(0xaa);
    assert.deepEqual(first, expected);
    assert.notEqual(first, codec.encode(value as never));
  });
  test(`codecs.${name}: values that are not valid`, () => {
    for (const value of ofWrongType) expectRefused(TypeError, "value", () => codec.encode(value as never));
    for (const value of outOfRange) expectRefused(RangeError, "value", () => codec.encode(value as never));
  });
}

test("codecs are told by both entries, and are the same", () => {
  assert.equal(optionsEntry.codecs, codecs);
});

test("numbers refuse bytes that are too short", () => {
  for (const codec of [codecs.int32, codecs.uint32]) {
    for (let length = 0; length < 4; length++)
      expectRefused(RangeError, "bytes", () => codec.decode(new Uint8Array(length)));
  }
  for (let length = 0; length < 8; length++) {
    expectRefused(RangeError, "bytes", () => codecs.uint64.decode(new Uint8Array(length)));
    expectRefused(RangeError, "bytes", () => codecs.linger.decode(new Uint8Array(length)));
  }
});

test("numbers read their own bytes and leave what follows alone", () => {
  assert.equal(codecs.int32.decode(Uint8Array.from([...native(5, 0, 0, 0), 9, 9])), 5);
  assert.equal(codecs.uint64.decode(Uint8Array.from([...native(5, 0, 0, 0, 0, 0, 0, 0), 9])), 5n);
});

test("a flag is on by any byte, and may be one byte long, as on the BSDs", () => {
  assert.equal(codecs.boolean.decode(Uint8Array.of(1)), true);
  assert.equal(codecs.boolean.decode(Uint8Array.of(0)), false);
  assert.equal(codecs.boolean.decode(Uint8Array.of(0, 0, 0, 1)), true);
  assert.equal(codecs.boolean.decode(native(8, 0, 0, 0)), true);
});

test("a string is read up to its NUL, or to the end of the bytes", () => {
  assert.equal(codecs.string.decode(bytes("cubic\0garbage")), "cubic");
  assert.equal(codecs.string.decode(bytes("cubic")), "cubic");
  assert.equal(codecs.string.decode(new Uint8Array(16)), "");
  assert.equal(codecs.string.decode(new Uint8Array(0)), "");
});

test("bytes are copies, both ways, of any view", () => {
  const given = Uint8Array.of(1, 2, 3);
  const encoded = codecs.bytes.encode(given);
  const decoded = codecs.bytes.decode(given);
  given.fill(0);
  assert.deepEqual([encoded, decoded], [Uint8Array.of(1, 2, 3), Uint8Array.of(1, 2, 3)]);
  const view = new DataView(Uint8Array.of(0, 7, 8, 0).buffer, 1, 2) as unknown as Uint8Array;
  assert.deepEqual(codecs.bytes.encode(view), Uint8Array.of(7, 8));
  const detached = Uint8Array.of(1);
  structuredClone(detached.buffer, { transfer: [detached.buffer] });
  expectRefused(TypeError, "detached", () => codecs.bytes.encode(detached));
});

test("milliseconds are rounded to microseconds", () => {
  assert.equal(codecs.milliseconds.decode(codecs.milliseconds.encode(1.0004)), 1);
  assert.equal(codecs.milliseconds.decode(codecs.milliseconds.encode(1.0006)), 1.001);
  assert.equal(codecs.milliseconds.decode(codecs.milliseconds.encode(999.9999)), 1000);
});

test("a time above 0 never becomes 0, which would mean no limit", () => {
  for (const value of [0.0004, 0.0001, Number.MIN_VALUE]) {
    assert.equal(codecs.milliseconds.decode(codecs.milliseconds.encode(value)), 0.001, `${value} ms`);
  }
});

test("fuzz: numbers come back", () => {
  const random = new Seeded(32);
  for (let round = 0; round < 5000; round++) {
    const word = random.below(2 ** 32);
    assert.equal(codecs.uint32.decode(codecs.uint32.encode(word)), word);
    assert.equal(codecs.int32.decode(codecs.int32.encode(word | 0)), word | 0);
    const long = (BigInt(random.below(2 ** 32)) << 32n) | BigInt(word);
    assert.equal(codecs.uint64.decode(codecs.uint64.encode(long)), long);
  }
});
