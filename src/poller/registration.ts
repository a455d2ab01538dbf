/**
 * The poller room: which sockets are ready, and who waits for that. One poller per event loop, one
 * registration per descriptor in it.
 */

/** Readiness, as `native/poller.h` numbers it. */
export const READ = 1;
export const WRITE = 2;
export const PRIORITY = 4;
export const HANG_UP = 8;
export const ERROR = 16;
export const READ_HANG_UP = 32;
export const LEVEL = 64;
export const FRESH = 128;

/** Conditions that do not pass: once one was told, there may be no further edge. */
export const LASTING: number = HANG_UP | ERROR | READ_HANG_UP | PRIORITY;

/** What is waited for: to read, to write, or the error queue. */
export type Side = "read" | "write" | "error";
export const SIDES: readonly Side[] = ["read", "write", "error"];

/**
 * One operation that waits for readiness. Kept small: there is one for each idle connection.
 */
export interface Waiter {
  next: Waiter | undefined;
  /** The socket that it was asked to wait with; others may share its descriptor. */
  readonly socket: object | undefined;
  /** Whether it waits for urgent data. */
  readonly urgent?: boolean;
  /** Whether it only keeps its place meanwhile, and readiness is nothing to it. */
  readonly resting?: boolean;
  /** Tries; `false` when it must wait further. Everything else, also failing, has settled it. */
  attempt(registration: Registration): boolean;
  /** Settles it as failed; the reason is made for the name of the procedure that waits. */
  fail(reason: (who: string) => unknown): void;
  /** Whether it keeps the process alive. */
  readonly ref: boolean;
}

/** A watch: runs its callback, and tells whether to go on. */
export interface Runnable {
  readonly socket: object;
  /** Whether it keeps the process alive. */
  readonly ref: boolean;
  run(): boolean;
}

/** Those who wait for the error queue. Few descriptors have any, so they stand apart. */
export class ErrorWaiters {
  first: Waiter | undefined = undefined;
  last: Waiter | undefined = undefined;
}

/** What a descriptor is registered for, and who waits on it. */
export class Registration {
  readonly fd: number;
  readonly token: number;
  /** What the poller was last asked for; 0 when nothing. */
  interest = 0;
  reader: Waiter | undefined;
  lastReader: Waiter | undefined;
  writer: Waiter | undefined;
  lastWriter: Waiter | undefined;
  /** There from the first time on that the error queue was awaited. */
  errors: ErrorWaiters | undefined;
  /** Takes from the error queue what it alone understands, first of all: whether there was anything. */
  collector: (() => boolean) | undefined;
  readWatch: Runnable | undefined;
  writeWatch: Runnable | undefined;
  /** Lasting conditions that were told of. */
  told = 0;
  /** A stream was read empty: the next edge tells when there is more. */
  drained = false;
  /** Whether the poller knows the descriptor, with whatever interest. */
  added = false;
  /** Those who wait are being served: who leaves the queue meanwhile need not see to the next. */
  serving = false;
  /** The batch of events in which the first writer came; none of it is news to that one. */
  writerSince = -1;
  closed = false;

  constructor(fd: number, token: number) {
    this.fd = fd;
    this.token = token;
  }

  /** Whether nobody waits or watches. */
  get idle(): boolean {
    const { reader, writer, errors, collector, readWatch, writeWatch } = this;
    return !(reader || writer || errors?.first || collector || readWatch || writeWatch);
  }

  first(side: Side): Waiter | undefined {
    if (side === "error") return this.errors?.first;
    return side === "read" ? this.reader : this.writer;
  }

  /** Those in a queue, as they stand now. */
  waiters(side: Side): Waiter[] {
    const list: Waiter[] = [];
    for (let waiter = this.first(side); waiter !== undefined; waiter = waiter.next) list.push(waiter);
    return list;
  }

  enqueue(side: Side, waiter: Waiter): void {
    if (side === "read") {
      if (this.lastReader === undefined) this.reader = waiter;
      else this.lastReader.next = waiter;
      this.lastReader = waiter;
    } else if (side === "error") {
      this.errors ??= new ErrorWaiters();
      if (this.errors.last === undefined) this.errors.first = waiter;
      else this.errors.last.next = waiter;
      this.errors.last = waiter;
    } else {
      if (this.lastWriter === undefined) this.writer = waiter;
      else this.lastWriter.next = waiter;
      this.lastWriter = waiter;
    }
  }

  /** Takes a waiter out of its queue; `false` when it is in none. */
  remove(side: Side, waiter: Waiter): boolean {
    let previous: Waiter | undefined;
    for (let current = this.first(side); current !== undefined; previous = current, current = current.next) {
      if (current !== waiter) continue;
      if (previous !== undefined) previous.next = waiter.next;
      else this.#setFirst(side, waiter.next);
      if (waiter.next === undefined) this.#setLast(side, previous);
      waiter.next = undefined;
      return true;
    }
    return false;
  }

  #setFirst(side: Side, waiter: Waiter | undefined): void {
    if (side === "read") this.reader = waiter;
    else if (side === "write") this.writer = waiter;
    else if (this.errors !== undefined) this.errors.first = waiter;
  }

  #setLast(side: Side, waiter: Waiter | undefined): void {
    if (side === "read") this.lastReader = waiter;
    else if (side === "write") this.lastWriter = waiter;
    else if (this.errors !== undefined) this.errors.last = waiter;
  }

  /** What to ask the poller for, given who waits. Reading is asked for once and for all. */
  wanted(lasting: boolean): number {
    const level = this.readWatch !== undefined || this.writeWatch !== undefined ? LEVEL : 0;
    const writing = this.writer !== undefined && this.writer.resting !== true;
    const write = writing || this.writeWatch !== undefined ? WRITE : 0;
    // A level interest in reading that nobody has would wake us for ever.
    const read = this.reader !== undefined || this.readWatch !== undefined || (lasting && level === 0) ? READ : 0;
    return read | write | level;
  }
}
