/**
 * Which zero-copy sends of a socket the kernel is not done with. It numbers those that took something, from 0
 * on, in 32 bits that wrap around, and notifies of ranges of these numbers, in any order.
 */

const SPACE = 2 ** 32;

/** What a range of numbers comes to. */
export interface Taken<Send> {
  /** The sends in it, whose numbers are forgotten with that. */
  readonly sends: readonly Send[];
  /** Whether it had no number but theirs. */
  readonly whole: boolean;
}

export class Ledger<Send> {
  #next: number;
  readonly #open = new Map<number, Send>();

  constructor(next = 0) {
    this.#next = next;
  }

  /** How many numbers there are of which no notification has come. */
  get size(): number {
    return this.#open.size;
  }

  /** Each send with a number still open, once for each. */
  sends(): Iterable<Send> {
    return this.#open.values();
  }

  clear(): void {
    this.#open.clear();
  }

  /** Gives a send the next number: the kernel has taken something of it. */
  add(send: Send): void {
    this.#open.set(this.#next, send);
    this.#next = (this.#next + 1) % SPACE;
  }

  /** A notification: everything from `first` to `last`. */
  take(first: number, last: number): Taken<Send> {
    const count = ((last - first) >>> 0) + 1;
    const sends: Send[] = [];
    for (const number of this.#within(first, count)) {
      sends.push(this.#open.get(number) as Send);
      this.#open.delete(number);
    }
    // A number that was not given yet: a send that failed had it, or one that was made elsewhere.
    const beyond = (last - this.#next) >>> 0;
    if (beyond < SPACE / 2) this.#next = (last + 1) % SPACE;
    return { sends, whole: sends.length === count };
  }

  #within(first: number, count: number): number[] {
    // Whichever is shorter: what the kernel says is not trusted to be.
    if (count > this.#open.size) return [...this.#open.keys()].filter((number) => (number - first) >>> 0 < count);
    const numbers = Array.from({ length: count }, (_, index) => (first + index) % SPACE);
    return numbers.filter((number) => this.#open.has(number));
  }
}
