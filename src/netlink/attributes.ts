import type { Layout } from "../core/struct.ts";
import { attributesIn, type NetlinkAttribute } from "./wire.ts";

const decoder = new TextDecoder();

/**
 * The attributes of one message, taken out one after the other by number and form. What nobody takes, or does not
 * have the form it should have, is left as bytes.
 */
export class Attributes {
  readonly #layout: Layout;
  readonly #left: NetlinkAttribute[];

  constructor(layout: Layout, bytes: Uint8Array, from = 0) {
    this.#layout = layout;
    this.#left = attributesIn(layout, bytes, from);
  }

  /** What `read` makes of an attribute's bytes; it leaves those that it gives `undefined` for. */
  take<T>(type: number, read: (data: Uint8Array) => T | undefined): T | undefined {
    const index = this.#left.findIndex((attribute) => attribute.type === type);
    if (index < 0) return undefined;
    const value = read((this.#left[index] as NetlinkAttribute).data);
    if (value !== undefined) this.#left.splice(index, 1);
    return value;
  }

  /** A number of 1, 2 or 4 bytes. */
  unsigned(type: number): number | undefined {
    return this.take(type, (data) => {
      const view = new DataView(data.buffer, data.byteOffset, data.length);
      const { littleEndian } = this.#layout;
      if (data.length === 1) return view.getUint8(0);
      if (data.length === 2) return view.getUint16(0, littleEndian);
      return data.length === 4 ? view.getUint32(0, littleEndian) : undefined;
    });
  }

  text(type: number): string | undefined {
    return this.take(type, (data) => {
      const end = data.indexOf(0);
      return decoder.decode(end < 0 ? data : data.subarray(0, end));
    });
  }

  nested<T>(type: number, read: (inner: Attributes) => T): T | undefined {
    return this.take(type, (data) => read(new Attributes(this.#layout, data)));
  }

  /**
   * An entry of these members, frozen, whose `unknownAttributes` are copies of those that were not taken. They are
   * not enumerable: a link has dozens, and nobody who prints one wants to see them.
   */
  entry<T extends { readonly unknownAttributes: readonly NetlinkAttribute[] }>(
    members: Omit<T, "unknownAttributes">,
  ): T {
    const left = this.#left.map(({ type, data }) => Object.freeze({ type, data: data.slice() }));
    return Object.freeze(Object.defineProperty(members, "unknownAttributes", { value: Object.freeze(left) })) as T;
  }
}
