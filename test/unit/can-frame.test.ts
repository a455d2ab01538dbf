/** Frames of raw CAN sockets: linux/can.h. Golden bytes are a C compiler's. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { type CanFrame, type CanFrameInput, decodeCanFrame, encodeCanFrame, SocketDomain } from "berkeley-sockets";
import { canFrameCodec } from "../../src/bsd/can-frame.ts";
import { big, little } from "../support/device-layouts.ts";
import { expectRefused } from "../support/expect.ts";
import { withoutProgram } from "../support/probe.ts";
import { askPython } from "../support/python.ts";
import { Seeded } from "../support/seeded.ts";

const here = SocketDomain.can.available ? false : "this platform has no CAN";
const hex = (array: Uint8Array): string => Buffer.from(array).toString("hex");
const fromHex = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.from(text.replaceAll(" ", ""), "hex"));

const plain = { extended: false, remote: false, error: false, flags: undefined, lengthCode: undefined };
const frames: Readonly<Record<string, readonly [CanFrame, string, string]>> = {
  "a classic frame": [
    { ...plain, id: 0x123, data: Uint8Array.of(1, 2, 3) },
    "23010000 03 000000 0102030000000000",
    "00000123 03 000000 0102030000000000",
  ],
  "a remote request with an id of 29 bits and a length code": [
    { ...plain, id: 0x18db33f1, extended: true, remote: true, data: new Uint8Array(8), lengthCode: 12 },
    "f133dbd8 08 00000c 0000000000000000",
    "d8db33f1 08 00000c 0000000000000000",
  ],
  "an error frame": [
    { ...plain, id: 0x44, error: true, data: Uint8Array.of(0, 4, 0, 0, 0, 0, 0, 0) },
    "44000020 08 000000 0004000000000000",
    "20000044 08 000000 0004000000000000",
  ],
  "a CAN FD frame": [
    { ...plain, id: 0x7ff, data: new Uint8Array(12).fill(0xaa), flags: 3 },
    `ff070000 0c 03 0000 ${"aa".repeat(12)} ${"00".repeat(52)}`,
    `000007ff 0c 03 0000 ${"aa".repeat(12)} ${"00".repeat(52)}`,
  ],
};

for (const [name, [frame, littleText, bigText]] of Object.entries(frames)) {
  test(`${name}, both ways`, () => {
    for (const [layout, text] of [
      [little, littleText],
      [big, bigText],
    ] as const) {
      const codec = canFrameCodec(layout);
      assert.equal(hex(codec.encode(frame)), text.replaceAll(" ", ""));
      assert.deepEqual(codec.decode(fromHex(text)), frame);
    }
    if (here !== false) return;
    assert.deepEqual(decodeCanFrame(encodeCanFrame(frame)), frame);
  });
}

test("all but the id may be missing", { skip: here }, () => {
  assert.deepEqual(decodeCanFrame(encodeCanFrame({ id: 5 })), { ...plain, id: 5, data: new Uint8Array(0) });
  assert.equal(encodeCanFrame({ id: 5, flags: 0 }).length, 72, "with flags it is CAN FD");
  assert.equal(encodeCanFrame({ id: 5, flags: 0, data: new Uint8Array(64) })[4], 64);
});

test("what is no frame", { skip: here }, () => {
  const refuse = (frame: unknown, words: string, type: typeof TypeError | typeof RangeError = RangeError): void =>
    expectRefused(type, words, () => encodeCanFrame(frame as CanFrameInput));
  refuse({ id: 0x800 }, "frame.id must be an integer from 0 to 2047");
  refuse({ id: 0x2000_0000, extended: true }, "frame.id must be an integer from 0 to 536870911");
  refuse({ id: 0x2000_0000, error: true }, "frame.id must be an integer from 0 to 536870911");
  refuse({ id: -1 }, "frame.id must be");
  refuse({}, "frame.id must be", TypeError);
  refuse({ id: 1, data: new Uint8Array(9) }, "frame.data must be at most 8 bytes");
  refuse({ id: 1, flags: 0, data: new Uint8Array(65) }, "frame.data must be at most 64 bytes");
  refuse({ id: 1, data: [1] }, "frame.data must be an ArrayBufferView", TypeError);
  refuse({ id: 1, flags: 256 }, "frame.flags must be an integer from 0 to 255");
  refuse({ id: 1, flags: 0, remote: true }, "frame.remote must be false, as CAN FD has no such frames");
  refuse({ id: 1, flags: 0, lengthCode: 9 }, "frame.lengthCode must be undefined in a CAN FD frame");
  refuse({ id: 1, lengthCode: 9 }, "frame.lengthCode must be undefined without 8 bytes");
  for (const lengthCode of [8, 16]) {
    refuse({ id: 1, data: new Uint8Array(8), lengthCode }, "frame.lengthCode must be an integer from 9 to 15");
  }
  refuse({ id: 1, extended: 1 }, "frame.extended must be a boolean", TypeError);
  refuse({ id: 1, extented: true }, "frame has no member extented", TypeError);
  for (const value of [undefined, null, 1]) refuse(value, "frame must be an object", TypeError);
});

test("bytes that are no frame", { skip: here }, () => {
  for (const length of [0, 1, 15, 17, 71, 73, 2060]) {
    expectRefused(RangeError, "bytes must be a frame of 16 or 72 bytes", () => decodeCanFrame(new Uint8Array(length)));
  }
  const long = encodeCanFrame({ id: 1 });
  long[4] = 9;
  expectRefused(RangeError, "bytes must be a CAN or CAN FD frame", () => decodeCanFrame(long));
  const xl = encodeCanFrame({ id: 1, flags: 0 });
  xl[4] = 0x80; // CANXL_XLF lies where the length of the others does
  expectRefused(RangeError, "bytes must be a CAN or CAN FD frame", () => decodeCanFrame(xl));
  expectRefused(TypeError, "bytes must be an ArrayBufferView", () => decodeCanFrame("frame" as never));
});

test("a decoded frame has bytes of its own", { skip: here }, () => {
  const bytes = encodeCanFrame({ id: 1, data: Uint8Array.of(7) });
  const { data } = decodeCanFrame(bytes);
  bytes.fill(0);
  assert.deepEqual(data, Uint8Array.of(7));
  assert.equal(data.buffer.byteLength, 1);
});

test("python3's struct module agrees", { skip: here || withoutProgram("python3") }, () => {
  const theirs = askPython<string[]>(`
import json, struct
def frame(word, data): return struct.pack("=IB3x8s", word, len(data), data)
def fd(word, flags, data): return struct.pack("=IBB2x64s", word, len(data), flags, data)
print(json.dumps([each.hex() for each in (
  frame(0x123, b"\\1\\2\\3"), frame(0x80000000 | 0x18db33f1, b""), frame(0x40000000 | 5, bytes(4)),
  fd(0x80000000 | 1, 5, bytes(range(64))))]))`);
  const ours = [
    { id: 0x123, data: Uint8Array.of(1, 2, 3) },
    { id: 0x18db33f1, extended: true },
    { id: 5, remote: true, data: new Uint8Array(4) },
    { id: 1, extended: true, flags: 5, data: Uint8Array.from({ length: 64 }, (_, index) => index) },
  ];
  assert.deepEqual(
    ours.map((frame) => hex(encodeCanFrame(frame))),
    theirs,
  );
});

test("fuzz: nonsense gives a frame or a RangeError, and a frame goes back as the same frame", { skip: here }, () => {
  const random = new Seeded(29);
  let decoded = 0;
  for (let round = 0; round < 5000; round++) {
    const bytes = random.bytes(random.pick([16, 16, 72, 72, random.below(100)]));
    if (bytes.length > 4 && random.below(2) === 0) bytes[4] = random.below(bytes.length === 72 ? 65 : 9);
    try {
      const frame = decodeCanFrame(bytes);
      decoded += 1;
      assert.deepEqual(decodeCanFrame(encodeCanFrame(frame)), frame);
    } catch (error) {
      assert.ok(error instanceof RangeError, String(error));
    }
  }
  assert.ok(decoded > 2000, `${decoded} frames`);
});
