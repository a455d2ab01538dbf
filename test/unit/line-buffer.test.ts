import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { LineBuffer } from "../../src/everyday/line-buffer.ts";

/** Puts bytes in, as receiving does. */
function put(buffer: LineBuffer, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) {
    const { bytes: room, offset, length } = buffer.room();
    assert.ok(length > 0);
    const part = bytes.subarray(done, done + length);
    room.set(part, offset);
    buffer.filled(part.length);
    done += part.length;
  }
}

function nextLine(buffer: LineBuffer, encoding: BufferEncoding): string | undefined {
  const line = buffer.line();
  if (line === undefined) return undefined;
  const text = Buffer.from(line.text).toString(encoding);
  buffer.skip(line.size);
  return text;
}

/** Lines of a text that comes in packets, and what is left. */
function linesOf(packets: Uint8Array[], unit: 1 | 2, encoding: BufferEncoding, size = 4): [string[], string] {
  const buffer = new LineBuffer(size, unit);
  const lines: string[] = [];
  for (const packet of packets) {
    put(buffer, packet);
    for (let line = nextLine(buffer, encoding); line !== undefined; line = nextLine(buffer, encoding)) lines.push(line);
  }
  return [lines, Buffer.from(buffer.take(buffer.length)).toString(encoding)];
}

const text = "one\r\n\n\r\ntwo\rthree\nĊ\u0d0a\u0a0d é€😀\r\nlast";
const lines = ["one", "", "", "two\rthree", "Ċ\u0d0a\u0a0d é€😀"];

describe("LineBuffer", () => {
  for (const [encoding, unit] of [
    ["utf8", 1],
    ["utf16le", 2],
  ] as const) {
    const bytes = Buffer.from(text, encoding);

    it(`${encoding}: the same lines wherever the bytes are split`, () => {
      for (let first = 0; first <= bytes.length; first++) {
        for (let second = first; second <= bytes.length; second += 3) {
          const packets = [bytes.subarray(0, first), bytes.subarray(first, second), bytes.subarray(second)];
          assert.deepEqual(linesOf(packets, unit, encoding), [lines, "last"]);
        }
      }
      const single = [...bytes].map((byte) => Uint8Array.of(byte));
      assert.deepEqual(linesOf(single, unit, encoding), [lines, "last"]);
      assert.deepEqual(linesOf([bytes], unit, encoding, 8192), [lines, "last"]);
    });
  }

  it("a line stays until it is skipped", () => {
    const buffer = new LineBuffer(16, 1);
    put(buffer, Buffer.from("ab\r\ncd"));
    for (let time = 0; time < 2; time++) {
      const line = buffer.line();
      assert.equal(line?.size, 4);
      assert.equal(Buffer.from(line.text).toString(), "ab");
      assert.equal(buffer.length, 6);
    }
    buffer.skip(4);
    assert.equal(buffer.line(), undefined);
    assert.equal(Buffer.from(buffer.rest().text).toString(), "cd");
  });

  it("pending leaves out what may begin the line's ending", () => {
    for (const [unit, packet, pending] of [
      [1, [97, 98, 13], 2],
      [1, [97, 13, 98], 3],
      [1, [], 0],
      [2, [97, 0, 13, 0], 2],
      [2, [97, 0, 13, 0, 10], 2],
      [2, [97, 0, 13], 2],
      [2, [0, 13], 2],
    ] as const) {
      const buffer = new LineBuffer(16, unit);
      put(buffer, Uint8Array.from(packet));
      assert.equal(buffer.line(), undefined);
      assert.equal(buffer.pending, pending, `${unit}: ${packet}`);
    }
  });

  it("takes a copy of at most what is there", () => {
    const buffer = new LineBuffer(4, 1);
    put(buffer, Buffer.from("abcdefgh"));
    const taken = buffer.take(3);
    put(buffer, Buffer.from("ijkl"));
    assert.equal(Buffer.from(taken).toString(), "abc");
    assert.equal(taken.buffer.byteLength, 3);
    assert.equal(Buffer.from(buffer.take(100)).toString(), "defghijkl");
    assert.equal(buffer.take(1).length, 0);
  });

  it("gives back the memory of a long line, read as a line or as bytes", () => {
    for (const read of [(b: LineBuffer) => b.skip(b.line()?.size ?? 0), (b: LineBuffer) => b.take(b.length)]) {
      const buffer = new LineBuffer(8, 1);
      put(buffer, Buffer.from(`${"x".repeat(1000)}\n`));
      assert.ok(buffer.room().bytes.length > 1000);
      read(buffer);
      assert.equal(buffer.room().bytes.length, 8);
    }
  });

  it("line by line it stays as small as it was made", () => {
    const buffer = new LineBuffer(8, 1);
    for (let count = 0; count < 1000; count++) {
      put(buffer, Buffer.from("abc\nd"));
      assert.equal(nextLine(buffer, "utf8"), count === 0 ? "abc" : "dabc");
      assert.ok(buffer.room().bytes.length <= 16);
    }
  });
});
