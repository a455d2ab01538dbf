/** Codecs of option values that are structs of numbers, lists of such, or words with names. */
import { integer, MAX_INT32, MAX_UINT32, options, wrongType, wrongValue } from "../core/check.ts";
import {
  type Layout,
  placeOf,
  readSigned,
  readUnsigned,
  sizeIfAny,
  writeSigned,
  writeUnsigned,
} from "../core/struct.ts";
import type { OptionCodec } from "./codecs.ts";

/** A member of a C struct: unsigned, or an int; `network` is one that goes over the wire as it lies. */
export type MemberPlace = string | { readonly int: string } | { readonly network: string };

type Places<T> = { readonly [Name in keyof T]: MemberPlace };
type Numbers<T> = { readonly [Name in keyof T]: number };

/**
 * A struct of numbers of up to 32 bits. When it is written, members that are not given are what
 * `defaults` says, else 0.
 *
 * Places are looked up at use, because a platform that lacks the option may lack the struct.
 */
export function structCodec<T extends Numbers<T>>(
  layout: Layout,
  struct: string,
  places: Places<T>,
  defaults: Partial<T> = {},
): OptionCodec<T, Partial<T>> {
  const size = sizeIfAny(layout, struct);
  const names = Object.keys(places) as (keyof T & string)[];
  const big: Layout = { ...layout, littleEndian: false };
  return {
    foreignSize: size,
    encode(value) {
      options("value", value, names);
      const bytes = new Uint8Array(placeOf(layout, struct).width);
      for (const name of names) {
        const place: MemberPlace = places[name];
        const given = value[name] ?? defaults[name] ?? 0;
        if (typeof place === "object" && "int" in place) {
          const member = `${struct}.${place.int}`;
          writeSigned(layout, bytes, member, integer(`value.${name}`, given, -MAX_INT32 - 1, MAX_INT32));
        } else {
          const [order, short] = typeof place === "string" ? [layout, place] : [big, place.network];
          const member = `${struct}.${short}`;
          const most = 2 ** (8 * placeOf(layout, member).width) - 1;
          writeUnsigned(order, bytes, member, integer(`value.${name}`, given, 0, most));
        }
      }
      return bytes;
    },
    decode(bytes) {
      if (bytes.length < size || size === 0) throw wrongValue("bytes", `a ${struct} of ${size} bytes`, bytes);
      const value: Record<string, number> = {};
      for (const name of names) {
        const place: MemberPlace = places[name];
        if (typeof place === "string") value[name] = readUnsigned(layout, bytes, `${struct}.${place}`);
        else if ("int" in place) value[name] = readSigned(layout, bytes, `${struct}.${place.int}`);
        else value[name] = readUnsigned(big, bytes, `${struct}.${place.network}`);
      }
      return value as T;
    },
  };
}

/** A list of values of one size, at most `most` of them. */
export function listCodec<Read, Write>(
  codec: OptionCodec<Read, Write>,
  most: number,
): OptionCodec<readonly Read[], readonly Write[]> {
  const size = codec.foreignSize;
  return {
    foreignSize: size * most,
    encode(value) {
      if (!Array.isArray(value)) throw wrongType("value", "an array", value);
      if (value.length > most) throw wrongValue("value", `at most ${most} entries`, value);
      const parts = value.map((each) => codec.encode(each));
      return Uint8Array.from(parts.flatMap((part) => [...part]));
    },
    decode(bytes) {
      if (size === 0 || bytes.length % size !== 0) throw wrongValue("bytes", `entries of ${size} bytes each`, bytes);
      return Array.from({ length: bytes.length / size }, (_, index) =>
        codec.decode(bytes.slice(index * size, (index + 1) * size)),
      );
    },
  };
}

/** An unsigned number of 1, 2 or 4 bytes in the machine's order. */
export function unsignedCodec(layout: Layout, width: 1 | 2 | 4): OptionCodec<number> {
  const most = width === 4 ? MAX_UINT32 : 2 ** (8 * width) - 1;
  const word: Layout = { littleEndian: layout.littleEndian, places: { word: { offset: 0, width } } };
  return {
    foreignSize: width,
    encode(value) {
      const bytes = new Uint8Array(width);
      writeUnsigned(word, bytes, "word", integer("value", value, 0, most));
      return bytes;
    },
    decode(bytes) {
      if (bytes.length < width) throw wrongValue("bytes", `a value of ${width} bytes`, bytes);
      return readUnsigned(word, bytes, "word");
    },
  };
}

/** Names for the numbers from 0 on; a number without a name is told as it is. */
export function namedNumbers<Name extends string>(
  names: readonly Name[],
): {
  readonly fromNumber: (number: number) => Name | number;
  readonly toNumber: (name: string, value: unknown) => number;
} {
  return {
    fromNumber: (number) => names[number] ?? number,
    toNumber(argument, value) {
      if (typeof value === "number") return value;
      const number = names.indexOf(value as Name);
      if (number < 0) throw wrongValue(argument, `one of ${names.join(", ")}, or its number`, value);
      return number;
    },
  };
}

/** A row of unsigned 64-bit numbers, by name in their order; a shorter row leaves its last names out. */
export function readRow<Name extends string>(
  layout: Layout,
  bytes: Uint8Array,
  names: readonly Name[],
): Partial<Record<Name, bigint>> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const row: Partial<Record<Name, bigint>> = {};
  for (const [index, name] of names.entries()) {
    if (8 * (index + 1) > bytes.length) break;
    row[name] = view.getBigUint64(8 * index, layout.littleEndian);
  }
  return row;
}
