/** Text and its bytes in the encodings that buffered sockets speak. */
import { wrongValue } from "../core/check.ts";

export type Encoding = "utf-8" | "utf-16le" | "latin1";
export type LineEnding = "lf" | "crlf";

export interface TextCodec {
  /** Bytes of one line feed. */
  readonly unit: 1 | 2;
  encode(text: string): Uint8Array;
  decode(bytes: Uint8Array): string;
}

/**
 * `fatal` makes bytes that are no text a TypeError, and half a surrogate pair a RangeError, where they
 * would else become U+FFFD.
 */
export function textCodec(encoding: Encoding, fatal: boolean): TextCodec {
  if (encoding === "latin1") {
    return {
      unit: 1,
      encode(text) {
        // Buffer would keep the low byte of any character.
        for (const character of text) {
          if (character > "\u00ff") throw wrongValue("text", "characters of latin1", character);
        }
        return Buffer.from(text, "latin1");
      },
      decode: (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1"),
    };
  }
  const decoder = new TextDecoder(encoding, { fatal, ignoreBOM: true });
  const encoder = new TextEncoder();
  return {
    unit: encoding === "utf-16le" ? 2 : 1,
    encode(text) {
      if (fatal && /\p{Surrogate}/u.test(text)) throw wrongValue("text", "without half a surrogate pair", text);
      return encoding === "utf-8" ? encoder.encode(text) : Buffer.from(text, "utf16le");
    },
    decode: (bytes) => decoder.decode(bytes),
  };
}

/** Where the next line feed begins, or -1. */
export function findLineFeed(bytes: Uint8Array, start: number, end: number, unit: 1 | 2): number {
  // Bounded: behind the end there may be much more of an array that was filled before.
  const searched = bytes.subarray(start, end);
  let at = searched.indexOf(10);
  if (unit === 2) {
    while (at >= 0 && (at % 2 !== 0 || searched[at + 1] !== 0)) at = searched.indexOf(10, at + 1);
  }
  return at < 0 ? -1 : start + at;
}

/** Whether a carriage return stands before a place. */
export function endsInReturn(bytes: Uint8Array, start: number, end: number, unit: 1 | 2): boolean {
  if (end - start < unit) return false;
  return unit === 1 ? bytes[end - 1] === 13 : bytes[end - 2] === 13 && bytes[end - 1] === 0;
}
