import type { ControlArithmetic } from "./arithmetic.ts";
import { ControlRoom, USUAL_ROOM } from "./room.ts";

/** Control data that is being written: it grows as messages are added. */
export class ControlWriter extends ControlRoom {
  /** How much there is. */
  length = 0;
  /** How often it has been begun anew. */
  uses = 0;
  readonly #arithmetic: ControlArithmetic;

  constructor(arithmetic: ControlArithmetic) {
    super(USUAL_ROOM);
    this.#arithmetic = arithmetic;
  }

  clear(): void {
    this.length = 0;
    this.uses += 1;
  }

  /**
   * Adds a message with so many bytes of data, all zero, and tells where they begin in `view` and `bytes`, which
   * may be others than before.
   */
  add(level: number, type: number, bytes: number): number {
    const start = this.length;
    const end = start + this.#arithmetic.space(bytes);
    if (end > this.bytes.length) this.#grow(end);
    this.bytes.fill(0, start, end);
    this.#arithmetic.writeHeader(this.view, start, bytes, level, type);
    this.length = end;
    return start + this.#arithmetic.data;
  }

  #grow(size: number): void {
    const grown = new ControlRoom(2 * size);
    grown.bytes.set(this.bytes.subarray(0, this.length));
    this.bytes = grown.bytes;
    this.view = grown.view;
  }
}
