/** Frames of raw CAN sockets, `struct can_frame` and `struct canfd_frame`: pure functions of bytes. */
import { EXTENDED_BITS, EXTENDED_FLAG, STANDARD_BITS } from "../address/can.ts";
import { bytesOf } from "../core/bytes.ts";
import { boolean, integer, options, wrongValue } from "../core/check.ts";
import { unsupported } from "../core/condition.ts";
import { hasMember, type Layout, placeOf, readUnsigned, sizeOf, systemLayout, writeUnsigned } from "../core/struct.ts";

const REMOTE_FLAG = 0x4000_0000;
const ERROR_FLAG = 0x2000_0000;
const CLASSIC_DATA = 8;

/** A frame as it is received. */
export interface CanFrame {
  /** 11 bits, or 29 when `extended`; of an error frame the classes of the error: `linux/can/error.h`. */
  readonly id: number;
  readonly extended: boolean;
  /** Asks for a frame of this id; of `data` only the length counts. */
  readonly remote: boolean;
  /** Tells of an error, and was never on the bus; CAN_RAW_ERR_FILTER asks for these. */
  readonly error: boolean;
  /** Up to 8 bytes, or 64 in CAN FD. */
  readonly data: Uint8Array<ArrayBuffer>;
  /** Of a CAN FD frame: 1 for a faster data phase, 2 for a sender with errors, 4 always on some kernels; `undefined` in a classic frame. */
  readonly flags: number | undefined;
  /** Of a classic frame with 8 bytes: the length code on the bus, where that is above 8. */
  readonly lengthCode: number | undefined;
}

/** A frame to be sent: all but the id may be missing. With `flags`, 0 too, it is a CAN FD frame. */
export interface CanFrameInput {
  readonly id: number;
  readonly extended?: boolean | undefined;
  readonly remote?: boolean | undefined;
  readonly error?: boolean | undefined;
  readonly data?: Uint8Array | undefined;
  readonly flags?: number | undefined;
  readonly lengthCode?: number | undefined;
}

export interface CanFrameCodec {
  encode(frame: CanFrameInput): Uint8Array<ArrayBuffer>;
  decode(bytes: Uint8Array): CanFrame;
}

const members = ["id", "extended", "remote", "error", "data", "flags", "lengthCode"];

export function canFrameCodec(layout: Layout): CanFrameCodec {
  const { offset: dataAt, width: dataRoom } = placeOf(layout, "can_any_frame.data");
  const classicSize = dataAt + CLASSIC_DATA;
  const fdSize = sizeOf(layout, "can_any_frame");
  return {
    encode(frame) {
      options("frame", frame, members);
      const { extended = false, remote = false, error = false, flags, lengthCode } = frame;
      boolean("frame.extended", extended);
      boolean("frame.remote", remote);
      boolean("frame.error", error);
      const id = integer("frame.id", frame.id, 0, extended || error ? EXTENDED_BITS : STANDARD_BITS);
      const data = frame.data === undefined ? new Uint8Array(0) : bytesOf("frame.data", frame.data);
      const room = flags === undefined ? CLASSIC_DATA : dataRoom;
      if (data.length > room) throw wrongValue("frame.data", `at most ${room} bytes`, data);
      const bytes = new Uint8Array(flags === undefined ? classicSize : fdSize);
      const word = id + (extended ? EXTENDED_FLAG : 0) + (remote ? REMOTE_FLAG : 0) + (error ? ERROR_FLAG : 0);
      writeUnsigned(layout, bytes, "can_any_frame.id", word);
      writeUnsigned(layout, bytes, "can_any_frame.len", data.length);
      if (flags !== undefined) {
        if (remote) throw wrongValue("frame.remote", "false, as CAN FD has no such frames", remote);
        if (lengthCode !== undefined) throw wrongValue("frame.lengthCode", "undefined in a CAN FD frame", lengthCode);
        writeUnsigned(layout, bytes, "can_any_frame.flags", integer("frame.flags", flags, 0, 255));
      } else if (lengthCode !== undefined) {
        integer("frame.lengthCode", lengthCode, 9, 15);
        if (data.length !== CLASSIC_DATA) throw wrongValue("frame.lengthCode", "undefined without 8 bytes", lengthCode);
        writeUnsigned(layout, bytes, "can_any_frame.len8_dlc", lengthCode);
      }
      bytes.set(data, dataAt);
      return bytes;
    },
    decode(given) {
      const bytes = bytesOf("bytes", given);
      const fd = bytes.length === fdSize;
      if (!fd && bytes.length !== classicSize) {
        throw wrongValue("bytes", `a frame of ${classicSize} or ${fdSize} bytes`, given);
      }
      const word = readUnsigned(layout, bytes, "can_any_frame.id");
      const length = readUnsigned(layout, bytes, "can_any_frame.len");
      // Above it is CAN XL, whose frames begin otherwise.
      if (length > (fd ? dataRoom : CLASSIC_DATA)) throw wrongValue("bytes", "a CAN or CAN FD frame", given);
      const extended = (word & EXTENDED_FLAG) !== 0;
      const error = (word & ERROR_FLAG) !== 0;
      const code = fd ? 0 : readUnsigned(layout, bytes, "can_any_frame.len8_dlc");
      return {
        id: word & (extended || error ? EXTENDED_BITS : STANDARD_BITS),
        extended,
        remote: !fd && (word & REMOTE_FLAG) !== 0,
        error,
        data: new Uint8Array(bytes.subarray(dataAt, dataAt + length)),
        flags: fd ? readUnsigned(layout, bytes, "can_any_frame.flags") : undefined,
        lengthCode: length === CLASSIC_DATA && code > 8 && code < 16 ? code : undefined,
      };
    },
  };
}

let codec: CanFrameCodec | undefined;

/** The codec of this platform, made at first use; none where there is no CAN. */
function systemCodec(): CanFrameCodec | undefined {
  if (hasMember(systemLayout, "can_any_frame")) codec ??= canFrameCodec(systemLayout);
  return codec;
}

/**
 * The bytes of a frame for a raw CAN socket: 16, or 72 for CAN FD, which takes the option
 * CAN_RAW_FD_FRAMES.
 *
 * @example
 * encodeCanFrame({ id: 0x123, data: Uint8Array.of(1, 2) }).length // 16
 */
export function encodeCanFrame(frame: CanFrameInput): Uint8Array<ArrayBuffer> {
  const here = systemCodec();
  if (here === undefined) throw unsupported("encodeCanFrame", "encode", "SocketDomain.can");
  return here.encode(frame);
}

/**
 * The frame that a raw CAN socket gave. Of `flags` the bits are CANFD_BRS (1), CANFD_ESI (2) and
 * CANFD_FDF (4).
 *
 * @example
 * const bytes = encodeCanFrame({ id: 0x18db33f1, extended: true, data: Uint8Array.of(2, 1, 12), flags: 1 });
 * decodeCanFrame(bytes).id === 0x18db33f1;
 */
export function decodeCanFrame(bytes: Uint8Array): CanFrame {
  const here = systemCodec();
  if (here === undefined) throw unsupported("decodeCanFrame", "decode", "SocketDomain.can");
  return here.decode(bytes);
}
