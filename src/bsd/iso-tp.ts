/** Settings of ISO-TP channels: `struct can_isotp_options`, `can_isotp_fc_options`, `can_isotp_ll_options`. */
import { integer, MAX_UINT32, wrongType, wrongValue } from "../core/check.ts";
import type { Layout } from "../core/struct.ts";
import type { OptionCodec } from "./codecs.ts";
import { structCodec } from "./struct-codec.ts";

/** The flags of ISO-TP, in the order of their bits. */
const isoTpFlags = [
  "listenOnly",
  "extendedAddressing",
  "transmitPadding",
  "receivePadding",
  "checkPaddingLength",
  "checkPaddingContent",
  "halfDuplex",
  "forceTransmitGap",
  "forceReceiveGap",
  "receiveExtendedAddressing",
  "waitUntilSent",
  "singleFrameBroadcast",
  "consecutiveFrameBroadcast",
] as const;

/** A flag of {@link CAN_ISOTP_OPTS}: in `linux/can/isotp.h` they are CAN_ISOTP_LISTEN_MODE and so on, in this order. */
export type IsoTpFlag = (typeof isoTpFlags)[number];

/** How a transport channel over CAN behaves. */
export interface IsoTpOptions {
  readonly flags: readonly IsoTpFlag[];
  /** Bits of a newer kernel, which have no name here. */
  readonly otherFlags: number;
  /** Nanoseconds that sending a frame takes; 0 leaves the kernel's 50 000, 0xffffffff is none. */
  readonly frameTime: number;
  /** With `extendedAddressing`: the first byte of each frame. */
  readonly extendedAddress: number;
  /** The byte that fills sent frames up, with `transmitPadding`. */
  readonly transmitPadding: number;
  /** The byte that fills received frames up, with `checkPaddingContent`. */
  readonly receivePadding: number;
  /** With `receiveExtendedAddressing`: the first byte of each received frame. */
  readonly receiveExtendedAddress: number;
}

/** `struct can_isotp_options` of a layout. */
export function isoTpOptionsCodec(layout: Layout): OptionCodec<IsoTpOptions, Partial<IsoTpOptions>> {
  const words = structCodec<Record<"flags" | Exclude<keyof IsoTpOptions, "flags" | "otherFlags">, number>>(
    layout,
    "isotp_options",
    {
      flags: "flags",
      frameTime: "frame_txtime",
      extendedAddress: "ext_address",
      transmitPadding: "txpad_content",
      receivePadding: "rxpad_content",
      receiveExtendedAddress: "rx_ext_address",
    },
    { transmitPadding: 0xcc, receivePadding: 0xcc },
  );
  const named = 2 ** isoTpFlags.length;
  return {
    foreignSize: words.foreignSize,
    encode(value) {
      if (typeof value !== "object" || value === null) throw wrongType("value", "an object", value);
      const { flags = [], otherFlags = 0, ...rest } = value;
      if (!Array.isArray(flags)) throw wrongType("value.flags", "an array", flags);
      integer("value.otherFlags", otherFlags, 0, MAX_UINT32);
      if (otherFlags % named !== 0)
        throw wrongValue("value.otherFlags", "without the bits that have names", otherFlags);
      let word = otherFlags;
      for (const flag of new Set<IsoTpFlag>(flags)) {
        const bit = isoTpFlags.indexOf(flag);
        if (bit < 0) throw wrongValue("value.flags", `of ${isoTpFlags.join(", ")}`, flag);
        word += 2 ** bit;
      }
      return words.encode({ ...rest, flags: word });
    },
    decode(bytes) {
      const { flags: word, ...rest } = words.decode(bytes);
      const flags = isoTpFlags.filter((_, bit) => (word & (2 ** bit)) !== 0);
      return { flags, otherFlags: word - (word % named), ...rest };
    },
  };
}

/** What a receiver tells the sender of a long message. */
export interface IsoTpFlowControl {
  /** Frames until the receiver is asked again; 0 for all. */
  readonly blockSize: number;
  /** Milliseconds between frames: 0 to 127, or 0.1 to 0.9. */
  readonly separationTime: number;
  /** How often it may ask for patience. */
  readonly maxWaitFrames: number;
}

/** ISO 15765-2: 0x00 to 0x7f are milliseconds, 0xf1 to 0xf9 tenths of one; what is reserved means the longest. */
function separationByte(value: unknown): number {
  if (typeof value !== "number") throw wrongType("value.separationTime", "a number of milliseconds", value);
  if (Number.isInteger(value) && value >= 0 && value <= 127) return value;
  const tenths = Math.round(value * 10);
  if (tenths < 1 || tenths > 9 || tenths / 10 !== value) {
    throw wrongValue("value.separationTime", "0 to 127 milliseconds, or 0.1 to 0.9", value);
  }
  return 0xf0 + tenths;
}

/** `struct can_isotp_fc_options` of a layout. */
export function isoTpFlowControlCodec(layout: Layout): OptionCodec<IsoTpFlowControl, Partial<IsoTpFlowControl>> {
  const words = structCodec<IsoTpFlowControl>(layout, "isotp_fc_options", {
    blockSize: "bs",
    separationTime: "stmin",
    maxWaitFrames: "wftmax",
  });
  return {
    foreignSize: words.foreignSize,
    encode(value) {
      if (typeof value !== "object" || value === null) throw wrongType("value", "an object", value);
      return words.encode({ ...value, separationTime: separationByte(value.separationTime ?? 0) });
    },
    decode(bytes) {
      const value = words.decode(bytes);
      const byte = value.separationTime;
      const tenths = byte > 0xf0 && byte < 0xfa;
      return { ...value, separationTime: tenths ? (byte - 0xf0) / 10 : Math.min(byte, 127) };
    },
  };
}

/** The frames that a transport channel is made of. */
export interface IsoTpLinkLayer {
  /** 16 for classic frames, 72 for CAN FD. */
  readonly frameSize: number;
  /** Bytes of data in a sent frame: 8, 12, 16, 20, 24, 32, 48, 64. */
  readonly dataLength: number;
  /** The flags of sent CAN FD frames. */
  readonly flags: number;
}

/** `struct can_isotp_ll_options` of a layout. */
export function isoTpLinkLayerCodec(layout: Layout): OptionCodec<IsoTpLinkLayer, Partial<IsoTpLinkLayer>> {
  return structCodec<IsoTpLinkLayer>(
    layout,
    "isotp_ll_options",
    { frameSize: "mtu", dataLength: "tx_dl", flags: "tx_flags" },
    { frameSize: 16, dataLength: 8 },
  );
}
