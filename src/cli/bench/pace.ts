/**
 * When messages are sent. In a closed loop each one that came back sends the next. In an open loop they are due at a rate,
 * whatever the server does, and their time runs from when they were due: a server that stalls is charged for all
 * who would have come meanwhile (the omission that is called coordinated).
 */
import { Histogram } from "./histogram.ts";

/** What sends messages: a connection, or a socket. */
export interface Lane {
  /** Sends one, whose time began then; {@link Pace.answered} is called with the same when it came back. */
  send(began: number): void;
  /** Lets go what was sent from outside of its own handlers. */
  flush?(): void;
}

export interface PaceOptions {
  /** Messages that may be on their way on a lane. */
  readonly depth: number;
  /** Messages a second in all; without one the loop is closed. */
  readonly rate: number | undefined;
}

export class Pace {
  /** All that was measured, and that of this second. */
  readonly total: Histogram = new Histogram();
  readonly recent: Histogram = new Histogram();
  readonly #depth: number;
  readonly #rate: number | undefined;
  /** Of an open loop: lanes that may send, one entry for each message. */
  readonly #free: Lane[] = [];
  #head = 0;
  #start = 0;
  #sent = 0;
  #running = false;
  #turn: NodeJS.Immediate | undefined;

  constructor({ depth, rate }: PaceOptions) {
    this.#depth = depth;
    this.#rate = rate;
  }

  /** Begins, with these lanes. */
  start(lanes: readonly Lane[]): void {
    this.#running = true;
    this.#start = performance.now();
    for (let each = 0; each < this.#depth; each++) {
      for (const lane of lanes) {
        if (this.#rate === undefined) this.#send(lane, this.#start);
        else this.#free.push(lane);
      }
    }
    for (const lane of lanes) lane.flush?.();
    if (this.#rate !== undefined) this.#wait();
  }

  /** One came back. */
  answered(lane: Lane, began: number, now: number): void {
    const time = now - began;
    this.total.add(time);
    this.recent.add(time);
    this.release(lane, now);
  }

  /** A lane has room for one more; also where one was lost. */
  release(lane: Lane, now: number): void {
    if (!this.#running) return;
    if (this.#rate === undefined) {
      this.#send(lane, now);
      return;
    }
    this.#free.push(lane);
  }

  /** Sends no more. */
  stop(): void {
    this.#running = false;
    if (this.#turn !== undefined) clearImmediate(this.#turn);
  }

  /** Messages sent. */
  get sent(): number {
    return this.#sent;
  }

  /** Messages that were due by then and that nobody could send yet. */
  behind(now: number): number {
    if (this.#rate === undefined) return 0;
    // The first was due at the beginning.
    const due = Math.floor(((now - this.#start) * this.#rate) / 1000) + 1;
    return Math.max(0, due - this.#sent);
  }

  #send(lane: Lane, began: number): void {
    this.#sent += 1;
    lane.send(began);
  }

  /** Sends what is due. Between, it looks at the clock at every turn of the loop: timers are a millisecond late. */
  #wait(): void {
    const gap = 1000 / (this.#rate as number);
    const used = new Set<Lane>();
    const look = (): void => {
      const now = performance.now();
      for (;;) {
        const due = this.#start + this.#sent * gap;
        if (due > now || this.#head === this.#free.length) break;
        const lane = this.#free[this.#head++] as Lane;
        this.#send(lane, due);
        used.add(lane);
      }
      for (const lane of used) lane.flush?.();
      used.clear();
      // Those that have been used go, now and then.
      if (this.#head > 4096 && this.#head * 2 > this.#free.length) {
        this.#free.splice(0, this.#head);
        this.#head = 0;
      }
      if (this.#running) this.#turn = setImmediate(look);
    };
    look();
  }
}
