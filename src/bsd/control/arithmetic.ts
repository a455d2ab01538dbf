/**
 * Where control messages lie in the control data: the arithmetic of cmsg(3), from a platform's layout. A
 * message is a header, its data, and padding up to where the next header may begin.
 */
import { type Layout, placeOf, sizeOf } from "../../core/struct.ts";

/** The places of one platform's control messages. */
export class ControlArithmetic {
  readonly littleEndian: boolean;
  /** Size of the header. */
  readonly header: number;
  /** Where the data begins, from the header on: CMSG_LEN(0). */
  readonly data: number;
  /** A power of two. */
  readonly alignment: number;
  readonly #lengthLow: number;
  readonly #lengthHigh: number;
  readonly #level: number;
  readonly #type: number;

  constructor(layout: Layout) {
    this.littleEndian = layout.littleEndian;
    this.header = sizeOf(layout, "cmsghdr");
    const data = placeOf(layout, "cmsghdr.data");
    this.data = data.offset;
    this.alignment = data.width;
    const length = placeOf(layout, "cmsghdr.cmsg_len");
    // A length of 8 bytes is read and written by halves: no control data is that long.
    const wide = length.width === 8;
    this.#lengthLow = length.offset + (wide && !layout.littleEndian ? 4 : 0);
    this.#lengthHigh = wide ? length.offset + (layout.littleEndian ? 4 : 0) : -1;
    this.#level = placeOf(layout, "cmsghdr.cmsg_level").offset;
    this.#type = placeOf(layout, "cmsghdr.cmsg_type").offset;
  }

  /** What stands in the header of a message with so many bytes of data: CMSG_LEN. */
  length(bytes: number): number {
    return this.data + bytes;
  }

  /** The room that it takes, padding and all: CMSG_SPACE. */
  space(bytes: number): number {
    return this.align(this.data + bytes);
  }

  align(length: number): number {
    return (length + this.alignment - 1) & -this.alignment;
  }

  /** The length in a header; a negative number for one that no message has. */
  lengthAt(view: DataView, at: number): number {
    if (this.#lengthHigh >= 0 && view.getUint32(at + this.#lengthHigh, this.littleEndian) !== 0) return -1;
    return view.getInt32(at + this.#lengthLow, this.littleEndian);
  }

  levelAt(view: DataView, at: number): number {
    return view.getInt32(at + this.#level, this.littleEndian);
  }

  typeAt(view: DataView, at: number): number {
    return view.getInt32(at + this.#type, this.littleEndian);
  }

  /** Writes a header into bytes that are zero. */
  writeHeader(view: DataView, at: number, bytes: number, level: number, type: number): void {
    view.setInt32(at + this.#lengthLow, this.length(bytes), this.littleEndian);
    view.setInt32(at + this.#level, level, this.littleEndian);
    view.setInt32(at + this.#type, type, this.littleEndian);
  }
}
