/** Bytes that have come and have not been read: where they lie, and where lines end in them. Pure. */
import { endsInReturn, findLineFeed } from "./text-codec.ts";

/** A line that has ended: its text as a view that holds until more bytes come, its size with its ending. */
export interface Line {
  readonly text: Uint8Array<ArrayBuffer>;
  readonly size: number;
}

export class LineBuffer {
  readonly #size: number;
  readonly #unit: 1 | 2;
  #bytes: Uint8Array<ArrayBuffer>;
  #start = 0;
  #end = 0;
  /** How far it has been searched for a line feed: whole units from the start. */
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

  /** Puts bytes behind those that wait. */
  put(bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length; ) {
      const { bytes: room, offset, length } = this.room();
      const part = bytes.subarray(done, done + length);
      room.set(part, offset);
      this.filled(part.length);
      done += part.length;
    }
  }

  /** The next line, which stays until it is skipped; `undefined` when none has ended. */
  line(): Line | undefined {
    const feed = findLineFeed(this.#bytes, this.#searched, this.#end, this.#unit);
    if (feed < 0) {
      this.#searched = this.#end - (this.length % this.#unit);
      return undefined;
    }
    this.#searched = feed;
    const end = endsInReturn(this.#bytes, this.#start, feed, this.#unit) ? feed - this.#unit : feed;
    return { text: this.#bytes.subarray(this.#start, end), size: feed + this.#unit - this.#start };
  }

  /** Bytes of a line that has not ended, without what may be the first part of its ending. */
  get pending(): number {
    const end = this.#end - (this.length % this.#unit);
    return end - this.#start - (endsInReturn(this.#bytes, this.#start, end, this.#unit) ? this.#unit : 0);
  }

  /** All bytes that wait, as a view that holds until more come. */
  rest(): Line {
    return { text: this.#bytes.subarray(this.#start, this.#end), size: this.length };
  }

  /** At most `count` of the bytes that wait: a copy. */
  take(count: number): Uint8Array<ArrayBuffer> {
    const size = Math.min(count, this.length);
    const taken = this.#bytes.slice(this.#start, this.#start + size);
    this.skip(size);
    return taken;
  }

  /** Lets go of bytes that wait. */
  skip(size: number): void {
    this.#start += size;
    this.#searched = this.#start;
    if (this.#start < this.#end) return;
    this.#start = this.#end = this.#searched = 0;
    // Memory that one long line took is given back.
    if (this.#bytes.length > this.#size) this.#bytes = new Uint8Array(this.#size);
  }
}
