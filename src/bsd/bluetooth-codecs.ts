/** Structs of Bluetooth options: `struct bt_security`, `struct hci_ufilter`. */
import { integer, MAX_UINT32, options, wrongType, wrongValue } from "../core/check.ts";
import { type Layout, placeOf, readUnsigned, writeUnsigned } from "../core/struct.ts";
import type { OptionCodec } from "./codecs.ts";
import { namedNumbers, structCodec } from "./struct-codec.ts";

const levels = namedNumbers(["sdp", "low", "medium", "high", "fips"]);

/** How well a connection is secured. */
export type BluetoothSecurityLevel = "sdp" | "low" | "medium" | "high" | "fips";
export interface BluetoothSecurity {
  readonly level: BluetoothSecurityLevel | number;
  /** Bytes of the key, when it is read. */
  readonly keySize: number;
}

/** `struct bt_security` of a layout. */
export function bluetoothSecurityCodec(layout: Layout): OptionCodec<BluetoothSecurity, Partial<BluetoothSecurity>> {
  const words = structCodec<{ level: number; keySize: number }>(layout, "bluetooth_security", {
    level: "level",
    keySize: "key_size",
  });
  return {
    foreignSize: words.foreignSize,
    encode(value) {
      if (typeof value !== "object" || value === null) throw wrongType("value", "an object", value);
      return words.encode({ ...value, level: levels.toNumber("value.level", value.level ?? 0) });
    },
    decode(bytes) {
      const { level, keySize } = words.decode(bytes);
      return { level: levels.fromNumber(level), keySize };
    },
  };
}

/** The frames that a raw HCI socket takes. */
export interface HciFilter {
  /** A bit for each packet type: 2 ** 4 for events. */
  readonly types: number;
  /** A bit for each event. */
  readonly events: bigint;
  /** The command whose answers are taken; 0 for all. */
  readonly opcode: number;
}

/** `struct hci_ufilter` of a layout. */
export function hciFilterCodec(layout: Layout): OptionCodec<HciFilter> {
  const struct = "bluetooth_hci_filter";
  const little: Layout = { ...layout, littleEndian: true };
  const size = layout.places[struct]?.width ?? 0;
  // Two words of 32 bits, the lower first whatever the machine's order.
  const eventsAt = (): number => placeOf(layout, `${struct}.event_mask`).offset;
  return {
    foreignSize: size,
    encode(value) {
      options("value", value, ["types", "events", "opcode"]);
      const bytes = new Uint8Array(placeOf(layout, struct).width);
      const { events } = value;
      if (typeof events !== "bigint") throw wrongType("value.events", "a bigint", events);
      if (BigInt.asUintN(64, events) !== events) throw wrongValue("value.events", "a bigint of 64 bits from 0", events);
      writeUnsigned(layout, bytes, `${struct}.type_mask`, integer("value.types", value.types, 0, MAX_UINT32));
      const view = new DataView(bytes.buffer);
      view.setUint32(eventsAt(), Number(events & 0xffff_ffffn), layout.littleEndian);
      view.setUint32(eventsAt() + 4, Number(events >> 32n), layout.littleEndian);
      writeUnsigned(little, bytes, `${struct}.opcode`, integer("value.opcode", value.opcode, 0, 65535));
      return bytes;
    },
    decode(bytes) {
      if (bytes.length < size || size === 0) throw wrongValue("bytes", `a filter of ${size} bytes`, bytes);
      const view = new DataView(bytes.buffer, bytes.byteOffset);
      const low = view.getUint32(eventsAt(), layout.littleEndian);
      const high = view.getUint32(eventsAt() + 4, layout.littleEndian);
      return {
        types: readUnsigned(layout, bytes, `${struct}.type_mask`),
        events: (BigInt(high) << 32n) | BigInt(low),
        opcode: readUnsigned(little, bytes, `${struct}.opcode`),
      };
    },
  };
}
