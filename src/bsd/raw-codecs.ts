import { integer, options, wrongType, wrongValue } from "../core/check.ts";
import { type Layout, placeOf, sizeIfAny } from "../core/struct.ts";
import type { OptionCodec } from "./codecs.ts";

/** Which types of ICMP messages a raw socket hears: all but some, or none but some. */
export type IcmpFilter = { readonly block: readonly number[] } | { readonly pass: readonly number[] };

const WORD = 32;

function types(name: string, value: unknown, count: number): number[] {
  if (!Array.isArray(value)) throw wrongType(name, "an array of message types", value);
  return value.map((type, index) => integer(`${name}[${index}]`, type, 0, count - 1));
}

/** Linux's `struct icmp_filter` or `icmp6_filter`: words of bits, one for each type, set where it is blocked. */
export function icmpFilterCodec(layout: Layout, struct: string): OptionCodec<{ readonly block: number[] }, IcmpFilter> {
  const size = sizeIfAny(layout, struct);
  return {
    foreignSize: size,
    encode(value) {
      options("value", value, ["block", "pass"]);
      const { offset, width } = placeOf(layout, `${struct}.data`);
      const count = width * 8;
      const { block, pass } = value as { block?: unknown; pass?: unknown };
      if ((block === undefined) === (pass === undefined)) throw wrongValue("value", "either block or pass", value);
      const named = block === undefined ? types("value.pass", pass, count) : types("value.block", block, count);
      const bytes = new Uint8Array(size);
      const view = new DataView(bytes.buffer, offset);
      for (let type = 0; type < count; type++) {
        if (named.includes(type) !== (block !== undefined)) continue;
        const at = (type / WORD) | 0;
        view.setUint32(at * 4, view.getUint32(at * 4, layout.littleEndian) | (1 << (type % WORD)), layout.littleEndian);
      }
      return bytes;
    },
    decode(bytes) {
      if (bytes.length < size) throw wrongValue("bytes", `a filter of ${size} bytes`, bytes);
      const { offset, width } = placeOf(layout, `${struct}.data`);
      const view = new DataView(bytes.buffer, bytes.byteOffset + offset);
      const block: number[] = [];
      for (let type = 0; type < width * 8; type++) {
        const word = view.getUint32(((type / WORD) | 0) * 4, layout.littleEndian);
        if ((word & (1 << (type % WORD))) !== 0) block.push(type);
      }
      return { block };
    },
  };
}
