/**
 * Reads members of structs that grow with the kernel: one whose bytes the kernel did not give is
 * `undefined`.
 */
import { type Layout, placeOf } from "../../core/struct.ts";

/** The bytes of a struct, by its members' names. */
export class GrownStruct {
  readonly #layout: Layout;
  readonly #struct: string;
  readonly #view: DataView;

  constructor(layout: Layout, struct: string, bytes: Uint8Array) {
    this.#layout = layout;
    this.#struct = struct;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** An unsigned number of at most 32 bits. */
  number(member: string): number | undefined {
    const { offset, width } = placeOf(this.#layout, `${this.#struct}.${member}`);
    if (offset + width > this.#view.byteLength) return undefined;
    if (width === 1) return this.#view.getUint8(offset);
    if (width === 2) return this.#view.getUint16(offset, this.#layout.littleEndian);
    return this.#view.getUint32(offset, this.#layout.littleEndian);
  }

  /** An unsigned number of 64 bits. */
  bigint(member: string): bigint | undefined {
    const { offset, width } = placeOf(this.#layout, `${this.#struct}.${member}`);
    if (offset + width > this.#view.byteLength) return undefined;
    return this.#view.getBigUint64(offset, this.#layout.littleEndian);
  }
}
