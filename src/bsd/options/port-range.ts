/** What IP_LOCAL_PORT_RANGE takes. */
import { integer, options, wrongValue } from "../../core/check.ts";
import type { Layout } from "../../core/struct.ts";
import type { OptionCodec } from "../codecs.ts";

/** Ports from `low` to `high`; 0 in either place leaves that bound to the system. */
export interface PortRange {
  readonly low: number;
  readonly high: number;
}

/** 32 bits, the higher port in the upper half. */
export function portRangeCodec({ littleEndian }: Layout): OptionCodec<PortRange> {
  return {
    foreignSize: 4,
    encode(value) {
      options("value", value, ["low", "high"]);
      const low = integer("value.low", value.low, 0, 65535);
      const high = integer("value.high", value.high, 0, 65535);
      if (high !== 0 && low > high) throw wrongValue("value.low", `at most ${high}, which is value.high`, low);
      const bytes = new Uint8Array(4);
      new DataView(bytes.buffer).setUint32(0, high * 65536 + low, littleEndian);
      return bytes;
    },
    decode(bytes) {
      if (bytes.length < 4) throw wrongValue("bytes", "a value of 4 bytes", bytes);
      const range = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, littleEndian);
      return Object.freeze({ low: range & 0xffff, high: range >>> 16 });
    },
  };
}
