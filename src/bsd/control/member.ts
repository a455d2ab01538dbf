import { type Layout, placeOf } from "../../core/struct.ts";

/** A struct's member of at most 4 bytes, looked up once: for codecs whose every call counts. */
export class Member {
  readonly #offset: number;
  readonly #width: number;
  readonly #littleEndian: boolean;

  constructor(layout: Layout, member: string) {
    const { offset, width } = placeOf(layout, member);
    this.#offset = offset;
    this.#width = width;
    this.#littleEndian = layout.littleEndian;
  }

  /** An unsigned number in the machine's order, of the struct that begins at `at`. */
  read(view: DataView, at: number): number {
    if (this.#width === 4) return view.getUint32(at + this.#offset, this.#littleEndian);
    if (this.#width === 2) return view.getUint16(at + this.#offset, this.#littleEndian);
    return view.getUint8(at + this.#offset);
  }

  readSigned(view: DataView, at: number): number {
    return this.read(view, at) | 0;
  }

  write(view: DataView, at: number, value: number): void {
    if (this.#width === 4) view.setUint32(at + this.#offset, value, this.#littleEndian);
    else if (this.#width === 2) view.setUint16(at + this.#offset, value, this.#littleEndian);
    else view.setUint8(at + this.#offset, value);
  }

  /** Where the member of the struct at `at` begins. */
  place(at: number): number {
    return at + this.#offset;
  }
}
