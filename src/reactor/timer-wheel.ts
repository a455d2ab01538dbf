/**
 * Deadlines of many, each known by a small number, in ticks. Setting, moving and clearing one costs the same
 * however many there are; a tick costs as much as there are in its slot: those that are due, and of those that
 * are due in later rounds of the wheel one in `slots`.
 */
export class TimerWheel {
  readonly #slots: Int32Array;
  readonly #mask: number;
  // Lists through arrays: an object for each would be dearer than what is timed.
  #next: Int32Array = new Int32Array(0);
  #previous: Int32Array = new Int32Array(0);
  #deadlines: Float64Array = new Float64Array(0);
  #now = 0;
  #size = 0;

  /** The number of slots is a power of 2. */
  constructor(slots = 4096) {
    if (!Number.isInteger(Math.log2(slots))) throw new RangeError(`slots must be a power of 2, not ${slots}`);
    this.#slots = new Int32Array(slots).fill(-1);
    this.#mask = slots - 1;
  }

  /** How many have a deadline. */
  get size(): number {
    return this.#size;
  }

  /** The tick that was last advanced to. */
  get now(): number {
    return this.#now;
  }

  has(id: number): boolean {
    return (this.#deadlines[id] ?? 0) > 0;
  }

  /** Gives `id` a deadline, in place of the one it had; one that has passed is met at the next tick. */
  set(id: number, tick: number): void {
    if (id >= this.#next.length) this.#grow(id + 1);
    this.clear(id);
    const deadline = Math.max(tick, this.#now + 1);
    const slot = deadline & this.#mask;
    const head = this.#slots[slot] as number;
    this.#deadlines[id] = deadline;
    this.#next[id] = head;
    this.#previous[id] = ~slot; // of the first, the slot it is in
    if (head >= 0) this.#previous[head] = id;
    this.#slots[slot] = id;
    this.#size += 1;
  }

  clear(id: number): void {
    if (!this.has(id)) return;
    const next = this.#next[id] as number;
    const previous = this.#previous[id] as number;
    if (previous < 0) this.#slots[~previous] = next;
    else this.#next[previous] = next;
    if (next >= 0) this.#previous[next] = previous;
    this.#deadlines[id] = 0;
    this.#size -= 1;
  }

  /** Moves on to a tick; calls back for each deadline that has come. Gives how many entries were looked at. */
  advance(tick: number, due: (id: number) => void): number {
    let looked = 0;
    // After a long sleep one round meets them all.
    const rounds = Math.min(tick - this.#now, this.#mask + 1);
    const from = this.#now;
    this.#now = Math.max(tick, this.#now);
    const found: number[] = [];
    for (let step = 1; step <= rounds; step++) {
      const slot = (from + step) & this.#mask;
      for (let id = this.#slots[slot] as number; id >= 0; id = this.#next[id] as number) {
        looked += 1;
        if ((this.#deadlines[id] as number) <= tick) found.push(id);
      }
    }
    // Only now: who is called may set and clear whatever it likes.
    for (const id of found) {
      const deadline = this.#deadlines[id] as number;
      if (deadline === 0 || deadline > tick) continue;
      this.clear(id);
      due(id);
    }
    return looked;
  }

  #grow(least: number): void {
    const size = Math.max(least, 2 * this.#next.length, 64);
    const next = new Int32Array(size);
    const previous = new Int32Array(size);
    const deadlines = new Float64Array(size);
    next.set(this.#next);
    previous.set(this.#previous);
    deadlines.set(this.#deadlines);
    this.#next = next;
    this.#previous = previous;
    this.#deadlines = deadlines;
  }
}
