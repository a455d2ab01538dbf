/** Bytes that have come and have not been read: where they lie, and where lines end in them. Pure. */
import { endsInReturn, findLineFeed } from "./text-codec.ts";

export class LineBuffer {
  readonly #size: number;
  readonly #unit: 1 | 2;
  #bytes: Uint8Array<ArrayBuffer>;
  #start = 0;
  #end = 0;
  /** How far it has been searched for a line feed. */
  #searched = 0;

  constructor(size: number, unit: 1 | 2) {
    this.#size = size;
    this.#unit = unit;
    this.#bytes = new Uint8Array(size);
  }

  /** Bytes that wait to be read. */
  get length(): number {
    return this.#end - this.#start;
  }

  /** Where the next bytes may be put: an array and a range of it that is never empty. */
  room(): { readonly bytes: Uint8Array<ArrayBuffer>; readonly offset: number; readonly length: number } {
    if (this.#end === this.#bytes.length) this.#makeRoom();
    return { bytes: this.#bytes, offset: this.#end, length: this.#bytes.length - this.#end };
  }

  #makeRoom(): void {
    const waiting = this.#bytes.subarray(this.#start, this.#end);
    if (this.#start > this.#bytes.length / 2) {
      this.#bytes.set(waiting);
    } else {
      const grown = new Uint8Array(this.#bytes.length * 2);
      grown.set(waiting);
      this.#bytes = grown;
    }
    this.#searched -= this.#start;
    this.#end -= this.#start;
    this.#start = 0;
  }

  /** Says that bytes were put into the room. */
  filled(count: number): void {
    this.#end += count;
  }

  /** The next line without its ending, as a view to be decoded at once; `undefined` when none has ended. */
  takeLine(): Uint8Array | undefined {
    // A unit of two bytes is looked for at even places of the line, so it is searched from its start.
    const from = this.#unit === 1 ? Math.max(this.#searched, this.#start) : this.#start;
    const feed = findLineFeed(this.#bytes, from, this.#end, this.#unit);
    if (feed < 0) {
      this.#searched = this.#end;
      return undefined;
    }
    const end = endsInReturn(this.#bytes, this.#start, feed, this.#unit) ? feed - this.#unit : feed;
    const line = this.#bytes.subarray(this.#start, end);
    this.#start = feed + this.#unit;
    this.#searched = this.#start;
    return line;
  }

  /** At most `count` of the bytes that wait: a copy. */
  take(count: number): Uint8Array<ArrayBuffer> {
    const end = Math.min(this.#end, this.#start + count);
    const taken = this.#bytes.slice(this.#start, end);
    this.#start = end;
    this.#searched = end;
    if (this.#start === this.#end) this.#reset();
    return taken;
  }

  #reset(): void {
    this.#start = this.#end = this.#searched = 0;
    // Memory that one long line took is given back.
    if (this.#bytes.length > this.#size) this.#bytes = new Uint8Array(this.#size);
  }
}
