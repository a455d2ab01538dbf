/**
 * How option values are encoded: pure functions between JavaScript values and the kernel's bytes. They
 * serve the options of this library and users' own alike.
 */
import { bytesOf } from "../core/bytes.ts";
import { boolean, cText, integer, MAX_INT32, MAX_UINT32, options, wrongType, wrongValue } from "../core/check.ts";
import {
  type Layout,
  placeOf,
  readSigned,
  readUnsigned,
  sizeOf,
  systemLayout,
  writeSigned,
  writeUnsigned,
} from "../core/struct.ts";

/** What an option's value is in JavaScript, and in the kernel. */
export interface OptionCodec<Read, Write = Read> {
  /** Bytes of room that the value takes. */
  readonly foreignSize: number;
  /** Throws for a value that is not valid. */
  readonly encode: (value: Write) => Uint8Array;
  readonly decode: (bytes: Uint8Array) => Read;
}

/** SO_LINGER: whether close waits for unsent data, and how long at most. */
export interface Linger {
  readonly on: boolean;
  readonly seconds: number;
}

// Numbers in the machine's order, without a DataView a call.
const word = new Int32Array(1);
const unsignedWord = new Uint32Array(word.buffer);
const wordBytes = new Uint8Array(word.buffer);

function loadWord(bytes: Uint8Array): void {
  if (bytes.length < 4) throw wrongValue("bytes", "a value of 4 bytes", bytes);
  for (let index = 0; index < 4; index++) wordBytes[index] = bytes[index] as number;
}

const int32: OptionCodec<number> = {
  foreignSize: 4,
  encode(value) {
    word[0] = integer("value", value, -MAX_INT32 - 1, MAX_INT32);
    return wordBytes.slice();
  },
  decode(bytes) {
    loadWord(bytes);
    return word[0] as number;
  },
};

const uint32: OptionCodec<number> = {
  foreignSize: 4,
  encode(value) {
    unsignedWord[0] = integer("value", value, 0, MAX_UINT32);
    return wordBytes.slice();
  },
  decode(bytes) {
    loadWord(bytes);
    return unsignedWord[0] as number;
  },
};

// Some systems give a flag as one byte (IP_MULTICAST_LOOP on the BSDs): any byte that is not zero.
const flag: OptionCodec<boolean> = {
  foreignSize: 4,
  encode(value) {
    word[0] = boolean("value", value) ? 1 : 0;
    return wordBytes.slice();
  },
  decode: (bytes) => bytes.some((byte) => byte !== 0),
};

const uint64: OptionCodec<bigint> = {
  foreignSize: 8,
  encode(value) {
    if (typeof value !== "bigint") throw wrongType("value", "a bigint", value);
    if (value < 0n || value > 0xffff_ffff_ffff_ffffn) throw wrongValue("value", "a bigint of 64 bits from 0", value);
    return new Uint8Array(new BigUint64Array([value]).buffer);
  },
  decode(bytes) {
    if (bytes.length < 8) throw wrongValue("bytes", "a value of 8 bytes", bytes);
    return new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, systemLayout.littleEndian);
  },
};

const encoder = new TextEncoder();
const decoder = new TextDecoder();

const text: OptionCodec<string> = {
  foreignSize: 256,
  encode: (value) => encoder.encode(`${cText("value", value)}\0`),
  decode(bytes) {
    const end = bytes.indexOf(0);
    return decoder.decode(end < 0 ? bytes : bytes.subarray(0, end));
  },
};

const raw: OptionCodec<Uint8Array<ArrayBuffer>, Uint8Array> = {
  foreignSize: 256,
  encode: (value) => new Uint8Array(bytesOf("value", value)),
  decode: (bytes) => new Uint8Array(bytes),
};

/** `struct timeval` of a layout, as milliseconds; the kernel rounds up to its own ticks. */
export function millisecondsCodec(layout: Layout): OptionCodec<number> {
  const size = sizeOf(layout, "timeval");
  return {
    foreignSize: size,
    encode(value) {
      if (typeof value !== "number") throw wrongType("value", "a number of milliseconds", value);
      if (!(value >= 0 && value / 1000 <= MAX_INT32)) {
        throw wrongValue("value", `a number of milliseconds from 0 to ${MAX_INT32}000`, value);
      }
      const bytes = new Uint8Array(size);
      // 0 means no limit: no time above it may become 0.
      const microseconds = value === 0 ? 0 : Math.max(1, Math.round(value * 1000));
      writeSigned(layout, bytes, "timeval.tv_sec", Math.floor(microseconds / 1e6));
      writeSigned(layout, bytes, "timeval.tv_usec", microseconds % 1e6);
      return bytes;
    },
    decode(bytes) {
      if (bytes.length < size) throw wrongValue("bytes", `a timeval of ${size} bytes`, bytes);
      return readSigned(layout, bytes, "timeval.tv_sec") * 1000 + readSigned(layout, bytes, "timeval.tv_usec") / 1000;
    },
  };
}

/** `struct linger` of a layout. */
export function lingerCodec(layout: Layout): OptionCodec<Linger> {
  const size = sizeOf(layout, "linger");
  const longest = placeOf(layout, "linger.l_linger").width === 2 ? 0xffff : MAX_INT32;
  return {
    foreignSize: size,
    encode(value) {
      options("value", value, ["on", "seconds"]);
      const bytes = new Uint8Array(size);
      writeUnsigned(layout, bytes, "linger.l_onoff", boolean("value.on", value.on) ? 1 : 0);
      writeUnsigned(layout, bytes, "linger.l_linger", integer("value.seconds", value.seconds, 0, longest));
      return bytes;
    },
    decode(bytes) {
      if (bytes.length < size) throw wrongValue("bytes", `a linger of ${size} bytes`, bytes);
      return {
        on: readUnsigned(layout, bytes, "linger.l_onoff") !== 0,
        seconds: readUnsigned(layout, bytes, "linger.l_linger"),
      };
    },
  };
}

/** The codecs of option values, for options of one's own. */
export const codecs: {
  /** An int that is 0 or 1. */
  readonly boolean: OptionCodec<boolean>;
  readonly int32: OptionCodec<number>;
  readonly uint32: OptionCodec<number>;
  readonly uint64: OptionCodec<bigint>;
  /** UTF-8, sent with a NUL at its end and read up to one. */
  readonly string: OptionCodec<string>;
  /** A `struct timeval`, as milliseconds. */
  readonly milliseconds: OptionCodec<number>;
  /** A `struct linger`. */
  readonly linger: OptionCodec<Linger>;
  /** The kernel's bytes as they are. */
  readonly bytes: OptionCodec<Uint8Array<ArrayBuffer>, Uint8Array>;
} = {
  boolean: flag,
  int32,
  uint32,
  uint64,
  string: text,
  milliseconds: millisecondsCodec(systemLayout),
  linger: lingerCodec(systemLayout),
  bytes: raw,
};
