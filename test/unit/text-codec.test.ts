import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Encoding, endsInReturn, findLineFeed, textCodec } from "../../src/everyday/text-codec.ts";
import { expectRefused } from "../support/expect.ts";

describe("textCodec", () => {
  const golden: readonly [Encoding, string, number[]][] = [
    ["utf-8", "é€😀\n", [0xc3, 0xa9, 0xe2, 0x82, 0xac, 0xf0, 0x9f, 0x98, 0x80, 10]],
    ["utf-16le", "é😀\n", [0xe9, 0, 0x3d, 0xd8, 0, 0xde, 10, 0]],
    ["latin1", "é\u0080ÿ\n", [0xe9, 0x80, 0xff, 10]],
  ];
  for (const [encoding, text, bytes] of golden) {
    it(`${encoding}: golden bytes, both ways`, () => {
      for (const fatal of [false, true]) {
        const codec = textCodec(encoding, fatal);
        assert.deepEqual([...codec.encode(text)], bytes);
        assert.equal(codec.decode(Uint8Array.from(bytes)), text);
        assert.equal(codec.decode(new Uint8Array(0)), "");
        assert.equal(codec.unit, encoding === "utf-16le" ? 2 : 1);
      }
    });
  }

  it("a byte order mark is text like other text", () => {
    assert.equal(textCodec("utf-8", true).decode(Uint8Array.of(0xef, 0xbb, 0xbf, 97)), "\ufeffa");
  });

  it("what is no text becomes U+FFFD, or under fatal an error", () => {
    for (const [encoding, bytes] of [
      ["utf-8", [97, 0xff, 98]],
      ["utf-8", [0xe2, 0x82]],
      ["utf-16le", [97, 0, 98]],
      ["utf-16le", [0x3d, 0xd8]],
    ] as const) {
      assert.ok(textCodec(encoding, false).decode(Uint8Array.from(bytes)).includes("\ufffd"));
      assert.throws(() => textCodec(encoding, true).decode(Uint8Array.from(bytes)), TypeError);
    }
    assert.deepEqual([...textCodec("utf-8", false).encode("a\ud800")], [97, 0xef, 0xbf, 0xbd]);
    for (const encoding of ["utf-8", "utf-16le"] as const) {
      expectRefused(RangeError, "surrogate", () => textCodec(encoding, true).encode("a\ud800b"));
    }
  });

  it("latin1 refuses what it cannot write", () => {
    expectRefused(RangeError, "€", () => textCodec("latin1", false).encode("10 €"));
  });
});

describe("findLineFeed", () => {
  it("one byte a unit", () => {
    const bytes = Buffer.from("ab\ncd\n");
    assert.equal(findLineFeed(bytes, 0, 6, 1), 2);
    assert.equal(findLineFeed(bytes, 3, 6, 1), 5);
    assert.equal(findLineFeed(bytes, 3, 5, 1), -1, "what lies behind the end does not count");
  });

  it("two bytes a unit: at even places from the start, and whole", () => {
    assert.equal(findLineFeed(Uint8Array.of(0, 10, 0, 10, 10, 0), 0, 6, 2), 4);
    assert.equal(findLineFeed(Uint8Array.of(7, 0, 10, 0, 10), 1, 5, 2), -1);
    assert.equal(findLineFeed(Uint8Array.of(10, 1, 10, 0), 0, 4, 2), 2);
    assert.equal(findLineFeed(Uint8Array.of(10, 0), 0, 1, 2), -1);
  });

  it("endsInReturn", () => {
    assert.equal(endsInReturn(Uint8Array.of(13), 0, 1, 1), true);
    assert.equal(endsInReturn(Uint8Array.of(13), 1, 1, 1), false);
    assert.equal(endsInReturn(Uint8Array.of(13, 0), 0, 2, 2), true);
    assert.equal(endsInReturn(Uint8Array.of(0, 13), 0, 2, 2), false);
    assert.equal(endsInReturn(Uint8Array.of(13, 0), 1, 2, 2), false);
  });
});
