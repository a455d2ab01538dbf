import type { ControlArithmetic } from "../bsd/control/arithmetic.ts";
import type { ControlRoom } from "../bsd/control/room.ts";

/** Finds one control message among others without making an object of any. */
export class ControlCursor {
  readonly #arithmetic: ControlArithmetic;
  /** The bytes of data of the message found last. */
  size = 0;

  constructor(arithmetic: ControlArithmetic) {
    this.#arithmetic = arithmetic;
  }

  /** Where the data of the first message of a level and type begins, or -1. */
  find(room: ControlRoom, length: number, level: number | undefined, type: number | undefined): number {
    const arithmetic = this.#arithmetic;
    const { view } = room;
    for (let at = 0; at + arithmetic.header <= length; ) {
      const size = arithmetic.lengthAt(view, at);
      if (size < arithmetic.data || size > length - at) return -1;
      if (arithmetic.typeAt(view, at) === type && arithmetic.levelAt(view, at) === level) {
        this.size = size - arithmetic.data;
        return at + arithmetic.data;
      }
      at += arithmetic.align(size);
    }
    return -1;
  }
}
