/** What frames and messages a CAN socket takes: `struct can_filter`, `struct j1939_filter`. */
import { EXTENDED_BITS, EXTENDED_FLAG } from "../address/can.ts";
import { boolean, integer, MAX_UINT32, options, wrongValue } from "../core/check.ts";
import { type Layout, placeOf, readUnsigned, systemLayout, writeUnsigned } from "../core/struct.ts";
import { codecs, type OptionCodec } from "./codecs.ts";

/** The most filters of a socket. */
export const MOST_FILTERS = 512;
const REMOTE_FLAG = 0x4000_0000;
/** In a filter's id it inverts the filter, in its mask it asks for error frames. */
const ERROR_FLAG = 0x2000_0000;

/**
 * Frames whose id is `id` where `mask` has ones. What else is not told does not matter: both kinds of id,
 * remote requests or not.
 */
export interface CanFilter {
  readonly id: number;
  readonly mask: number;
  readonly extended?: boolean;
  readonly remote?: boolean;
  /** Takes what does not fit. */
  readonly inverted?: boolean;
  /** Takes error frames, of the classes of `mask`. */
  readonly error?: boolean;
}

/** `struct can_filter` of a layout. */
export function canFilterCodec(layout: Layout): OptionCodec<CanFilter> {
  const size = layout.places["can_id_filter"]?.width ?? 0;
  return {
    foreignSize: size,
    encode(filter) {
      options("filter", filter, ["id", "mask", "extended", "remote", "inverted", "error"]);
      const flag = (name: keyof CanFilter, bit: number): number => {
        const value = filter[name];
        return value !== undefined && boolean(`filter.${name}`, value) ? bit : 0;
      };
      let id = integer("filter.id", filter.id, 0, EXTENDED_BITS);
      let mask = integer("filter.mask", filter.mask, 0, EXTENDED_BITS);
      id += flag("extended", EXTENDED_FLAG) + flag("remote", REMOTE_FLAG) + flag("inverted", ERROR_FLAG);
      mask += flag("error", ERROR_FLAG);
      if (filter.extended !== undefined) mask += EXTENDED_FLAG;
      if (filter.remote !== undefined) mask += REMOTE_FLAG;
      const bytes = new Uint8Array(placeOf(layout, "can_id_filter").width);
      writeUnsigned(layout, bytes, "can_id_filter.id", id);
      writeUnsigned(layout, bytes, "can_id_filter.mask", mask);
      return bytes;
    },
    decode(bytes) {
      if (bytes.length < size || size === 0) throw wrongValue("bytes", `a filter of ${size} bytes`, bytes);
      const id = readUnsigned(layout, bytes, "can_id_filter.id");
      const mask = readUnsigned(layout, bytes, "can_id_filter.mask");
      const has = (word: number, bit: number): boolean => (word & bit) !== 0;
      return {
        id: id & EXTENDED_BITS,
        mask: mask & EXTENDED_BITS,
        ...(has(mask, EXTENDED_FLAG) ? { extended: has(id, EXTENDED_FLAG) } : {}),
        ...(has(mask, REMOTE_FLAG) ? { remote: has(id, REMOTE_FLAG) } : {}),
        ...(has(id, ERROR_FLAG) ? { inverted: true } : {}),
        ...(has(mask, ERROR_FLAG) ? { error: true } : {}),
      };
    },
  };
}

/** Messages whose sender's name, group and sender's address are these where the masks have ones; a mask that is missing is 0. */
export interface J1939Filter {
  readonly name?: bigint;
  readonly nameMask?: bigint;
  readonly pgn?: number;
  readonly pgnMask?: number;
  readonly address?: number;
  readonly addressMask?: number;
}

/** `struct j1939_filter` of a layout. */
export function j1939FilterCodec(layout: Layout): Pick<OptionCodec<never, J1939Filter>, "foreignSize" | "encode"> {
  const struct = "j1939_name_filter";
  return {
    foreignSize: layout.places[struct]?.width ?? 0,
    encode(filter) {
      options("filter", filter, ["name", "nameMask", "pgn", "pgnMask", "address", "addressMask"]);
      const bytes = new Uint8Array(placeOf(layout, struct).width);
      const view = new DataView(bytes.buffer);
      for (const [name, member] of [
        ["name", "name"],
        ["nameMask", "name_mask"],
      ] as const) {
        const value = codecs.uint64.encode(filter[name] ?? 0n); // checks it
        const number = new DataView(value.buffer).getBigUint64(0, systemLayout.littleEndian);
        view.setBigUint64(placeOf(layout, `${struct}.${member}`).offset, number, layout.littleEndian);
      }
      const put = (name: "pgn" | "pgnMask" | "address" | "addressMask", member: string, most: number): void => {
        const value = integer(`filter.${name}`, filter[name] ?? 0, 0, most);
        writeUnsigned(layout, bytes, `${struct}.${member}`, value);
      };
      put("pgn", "pgn", MAX_UINT32);
      put("pgnMask", "pgn_mask", MAX_UINT32);
      put("address", "addr", 255);
      put("addressMask", "addr_mask", 255);
      return bytes;
    },
  };
}
