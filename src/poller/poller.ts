import { setEvictor } from "../bsd/eviction.ts";
import { SocketCondition } from "../core/condition.ts";
import { required } from "../sys/constants.ts";
import { system, waker } from "../sys/system.ts";
import {
  ERROR,
  FRESH,
  HANG_UP,
  LASTING,
  PRIORITY,
  READ,
  READ_HANG_UP,
  Registration,
  type Runnable,
  SIDES,
  type Side,
  type Waiter,
  WRITE,
} from "./registration.ts";

const ROOM = 256;
const INDEX_BITS = 20;
const INDEX_MASK = (1 << INDEX_BITS) - 1;
const READS = READ | PRIORITY | HANG_UP | ERROR | READ_HANG_UP;
const WRITES = WRITE | HANG_UP | ERROR;

const forced = process.env["BERKELEY_POLLER"];
const chosenWaker = process.env["BERKELEY_WAKER"];
// A symbol of libuv's name proves nothing: elsewhere they abort, or never fire.
const onNode = process.versions["bun"] === undefined && process.versions["deno"] === undefined;

/** Reports what a callback threw, as any uncaught exception. */
export function report(error: unknown): void {
  process.nextTick(() => {
    throw error;
  });
}

/** ECANCELED: the socket, or the loop, was closed under an operation. */
export function cancelled(who: string): SocketCondition {
  return new SocketCondition(who, "close", required("ECANCELED"));
}

/** A poller with its waker: watches descriptors, and runs who waits on them when they are ready. */
export class Poller {
  readonly #loop: number;
  readonly #lasting: boolean;
  readonly #events = new Uint32Array(2 * ROOM);
  readonly #eventBytes = new Uint8Array(this.#events.buffer);
  /** By the token's index; the token's upper bits are the place's generation. */
  readonly #places: (Registration | undefined)[] = [];
  readonly #generations: number[] = [];
  readonly #free: number[] = [];
  readonly #byDescriptor: (Registration | undefined)[] = [];
  #usesUv = false;
  #started = false;
  #closed = false;
  /** Waiters and watches that keep the process alive. */
  #pending = 0;
  #referenced = false;
  /** Those who wait for something else, and with which descriptor, or -1: they end with it, or with the loop. */
  readonly #attending = new Map<Waiter, number>();
  #batch = 0;
  #waking = false;

  constructor() {
    const result = system.loopCreate(forced !== "poll");
    if (result < 0) throw new SocketCondition("EventLoop", "epoll_create", -result);
    this.#loop = result;
    this.#lasting = waker.lasting(result);
    pollers.add(this);
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** The registration of a descriptor, if it has one. */
  find(fd: number): Registration | undefined {
    return this.#byDescriptor[fd];
  }

  /** The registration of a descriptor, made if need be. */
  registration(fd: number): Registration {
    const known = this.#byDescriptor[fd];
    if (known !== undefined) return known;
    const index = this.#free.pop() ?? this.#places.length;
    // A token of the place's last tenant, in events already collected, must not reach the next one.
    const generation = ((this.#generations[index] ?? 0) + 1) & 0x7ff;
    this.#generations[index] = generation;
    const made = new Registration(fd, (generation << INDEX_BITS) | index);
    this.#places[index] = made;
    this.#byDescriptor[fd] = made;
    return made;
  }

  /** Lets a waiter wait; it will be tried when its side of the descriptor is ready. */
  wait(who: string, registration: Registration, side: Side, waiter: Waiter): void {
    if (side === "write" && this.#waking && registration.writer === undefined) registration.writerSince = this.#batch;
    registration.enqueue(side, waiter);
    try {
      this.update(who, registration, true);
    } catch (error) {
      registration.remove(side, waiter);
      throw error;
    }
    if (waiter.ref) this.#begin();
  }

  /** Has a function look at the error queue whenever there may be something in it, before who waits for that. */
  collect(who: string, registration: Registration, collector: () => boolean): void {
    registration.collector = collector;
    this.update(who, registration, true);
  }

  /** Serves those who wait for a descriptor's error queue. */
  serveErrors(fd: number): void {
    const registration = this.#byDescriptor[fd];
    if (registration !== undefined && !registration.serving) this.#serve(registration, "error");
  }

  /** Takes a waiter back. */
  cancel(registration: Registration, side: Side, waiter: Waiter): void {
    const wasFirst = registration.first(side) === waiter;
    if (!registration.remove(side, waiter)) return;
    if (waiter.ref) this.#end();
    if (registration.closed || registration.serving) return;
    // The next may find what it needs in a buffer, and then no readiness would be told.
    if (wasFirst) this.#serve(registration, side);
    if (!registration.closed) this.#quieten(registration);
  }

  /** Holds a waiter that waits for no readiness, so that it ends with the descriptor, if it has one, or the loop. */
  attend(waiter: Waiter, fd: number): void {
    this.#start();
    this.#attending.set(waiter, fd);
    if (waiter.ref) this.#begin();
  }

  dismiss(waiter: Waiter): void {
    if (this.#attending.delete(waiter) && waiter.ref) this.#end();
  }

  /** A watch was set, perhaps in place of another, or removed. */
  watchChanged(who: string, registration: Registration, before: Runnable | undefined, after?: Runnable): void {
    if (after === undefined) this.#unwatched(before);
    this.update(who, registration, true);
    if (after === undefined) return;
    if (after.ref) this.#begin();
    this.#unwatched(before);
  }

  #unwatched(watch: Runnable | undefined): void {
    if (watch?.ref === true) this.#end();
  }

  /** Asks the poller for what is now wanted. `fresh` when somebody has just begun to wait. */
  update(who: string, registration: Registration, fresh: boolean): void {
    this.#start();
    const wanted = registration.wanted(this.#lasting);
    // A poller whose interests last has been asked already; another has forgotten what it told of.
    if (wanted === registration.interest && (this.#lasting || !fresh)) return;
    const { fd, token } = registration;
    const result = registration.added
      ? system.loopChange(this.#loop, fd, token, fresh ? wanted | FRESH : wanted)
      : this.#add(fd, token, wanted);
    if (result < 0) throw new SocketCondition(who, "epoll_ctl", -result);
    registration.added = true;
    registration.interest = wanted;
  }

  #add(fd: number, token: number, wanted: number): number {
    const result = system.loopAdd(this.#loop, fd, token, wanted);
    // The number was another's, which was closed behind our back, and a duplicate keeps it alive in the set.
    return result === -required("EEXIST") ? system.loopChange(this.#loop, fd, token, wanted | FRESH) : result;
  }

  /** Gives up an interest in writing that nobody has any more. */
  #quieten(registration: Registration): void {
    const wanted = registration.wanted(this.#lasting);
    if (!registration.added || wanted === registration.interest) return;
    if (system.loopChange(this.#loop, registration.fd, registration.token, wanted) >= 0) registration.interest = wanted;
  }

  /** Forgets a descriptor that is about to be closed, and fails who waits on it. */
  evict(fd: number): void {
    const registration = this.#byDescriptor[fd];
    if (registration !== undefined) this.#forget(registration, cancelled);
    if (this.#attending.size > 0) this.#failAttending((_, waiting) => waiting === fd);
  }

  /** Forgets a descriptor that nobody waits on any more. */
  release(fd: number): void {
    const registration = this.#byDescriptor[fd];
    if (registration?.idle === true) this.#forget(registration, cancelled);
  }

  /** Fails who waits on a descriptor with a socket that had only borrowed it; the others wait on. */
  evictBorrower(fd: number, borrower: object): void {
    const registration = this.#byDescriptor[fd];
    if (registration !== undefined) {
      this.#giveUp(registration, "read", "readWatch", borrower);
      this.#giveUp(registration, "write", "writeWatch", borrower);
      this.#giveUp(registration, "error", undefined, borrower);
      this.#quieten(registration);
      // The owner may close it without our knowing, and a thread in poll(2) would hold the kernel's socket open.
      this.release(fd);
    }
    this.#failAttending((waiter, waiting) => waiting === fd && waiter.socket === borrower);
  }

  #giveUp(registration: Registration, side: Side, watch: "readWatch" | "writeWatch" | undefined, socket: object): void {
    const first = registration.first(side);
    for (const waiter of registration.waiters(side)) {
      if (waiter.socket !== socket) continue;
      registration.remove(side, waiter);
      if (waiter.ref) this.#end();
      waiter.fail(cancelled);
    }
    if (watch !== undefined && registration[watch]?.socket === socket) {
      this.#unwatched(registration[watch]);
      registration[watch] = undefined;
    }
    if (registration.first(side) !== first && !registration.serving) this.#serve(registration, side);
  }

  #failAttending(meant: (waiter: Waiter, fd: number) => boolean): void {
    for (const [waiter, fd] of [...this.#attending]) {
      if (!meant(waiter, fd)) continue;
      this.dismiss(waiter);
      waiter.fail(cancelled);
    }
  }

  #forget(registration: Registration, reason: (who: string) => unknown): void {
    const { fd } = registration;
    this.#byDescriptor[fd] = undefined;
    const index = registration.token & INDEX_MASK;
    this.#places[index] = undefined;
    this.#free.push(index);
    registration.closed = true;
    if (registration.added) system.loopRemove(this.#loop, fd);
    for (const side of SIDES) {
      for (let waiter = registration.first(side); waiter !== undefined; waiter = registration.first(side)) {
        registration.remove(side, waiter);
        if (waiter.ref) this.#end();
        waiter.fail(reason);
      }
    }
    this.#unwatched(registration.readWatch);
    this.#unwatched(registration.writeWatch);
    registration.readWatch = undefined;
    registration.writeWatch = undefined;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const registration of [...this.#byDescriptor]) if (registration !== undefined) this.evict(registration.fd);
    this.#failAttending(() => true);
    pollers.delete(this);
    waker.close(this.#loop);
  }

  #start(): void {
    if (this.#closed) throw cancelled("EventLoop");
    if (this.#started) return;
    const result = waker.start(this.#loop, this.#wake, onNode && chosenWaker !== "thread");
    if (result < 0) throw new SocketCondition("EventLoop", "pthread_create", -result);
    this.#usesUv = result === 1;
    this.#started = true;
    if (!this.#usesUv) waker.arm(this.#loop);
  }

  #begin(): void {
    this.#pending += 1;
    if (this.#referenced) return;
    this.#referenced = true;
    waker.reference(this.#loop, true);
  }

  #end(): void {
    this.#pending -= 1;
    if (this.#pending > 0 || this.#closed) return;
    // Most who were served wait again at once. Even so, to say it twice is cheaper than a turn of the loop.
    this.#referenced = false;
    waker.reference(this.#loop, false);
  }

  /** One wake-up: fetches what is ready and runs who waits for it. */
  readonly #wake = (): void => {
    if (this.#closed) return;
    const count = system.loopCollect(this.#loop, this.#eventBytes);
    this.#batch += 1;
    this.#waking = true;
    for (let index = 0; index < count; index++) {
      const token = this.#events[2 * index] as number;
      const registration = this.#places[token & INDEX_MASK];
      // A callback of this very batch may have closed it.
      if (registration === undefined || registration.token !== token) continue;
      this.#dispatch(registration, this.#events[2 * index + 1] as number);
      if (this.#closed) return;
    }
    this.#waking = false;
    if (this.#usesUv) return;
    // Poll once more before going to sleep: under load there is more by then. Not by an unreferenced immediate:
    // it would come only when something else wakes the runtime's loop.
    if (count > 0 && this.#referenced) setImmediate(this.#wake);
    else waker.arm(this.#loop);
  };

  #dispatch(registration: Registration, ready: number): void {
    registration.told |= ready & LASTING;
    if (!this.#lasting) registration.interest &= ~(ready & (READ | WRITE));
    let progress = false;
    if ((ready & ERROR) !== 0) {
      // First: what they take from the queue is no longer pending for the others.
      progress = registration.collector?.() === true;
      if (registration.closed) return;
      if (registration.errors !== undefined) progress = this.#serve(registration, "error") || progress;
      if (registration.closed) return;
    }
    if ((ready & READS) !== 0) {
      registration.drained = false;
      // A receive of what is in line, tried at an urgent byte, would throw that away.
      if ((ready & READS) !== PRIORITY || registration.reader?.urgent === true) {
        progress = this.#serve(registration, "read") || progress;
      }
      if (registration.closed) return;
      this.#callWatch(registration, "readWatch");
      if (registration.closed) return;
    }
    if ((ready & WRITES) !== 0 && registration.writerSince !== this.#batch) {
      progress = this.#serve(registration, "write") || progress;
      if (registration.closed) return;
      this.#callWatch(registration, "writeWatch");
      if (registration.closed) return;
    }
    if (this.#lasting) this.#quieten(registration);
    else if (registration.wanted(false) !== 0 || registration.first("error") || registration.collector) {
      this.#askAgain(registration, progress);
    }
  }

  /** Asks again for what has been told; lasting conditions are news again if somebody has dealt with them. */
  #askAgain(registration: Registration, progress: boolean): void {
    try {
      this.update("EventLoop", registration, progress);
    } catch (error) {
      this.#forget(registration, () => error);
    }
  }

  /** Serves those who wait, in order, until one must wait further: whether any was served. */
  #serve(registration: Registration, side: Side): boolean {
    let served = false;
    registration.serving = true;
    for (let waiter = registration.first(side); waiter !== undefined; waiter = registration.first(side)) {
      if (!waiter.attempt(registration)) break;
      served = true;
      if (registration.remove(side, waiter) && waiter.ref) this.#end();
    }
    registration.serving = false;
    return served;
  }

  #callWatch(registration: Registration, side: "readWatch" | "writeWatch"): void {
    const watch = registration[side];
    if (watch === undefined) return;
    let keep = true;
    try {
      keep = watch.run();
    } catch (error) {
      report(error);
    }
    if (keep || registration.closed || registration[side] !== watch) return;
    registration[side] = undefined;
    this.#unwatched(watch);
  }
}

const pollers = new Set<Poller>();
/** Serves those who wait for a descriptor's error queue, in whatever loop: something was taken from it for them. */
export function serveErrors(fd: number): void {
  for (const poller of pollers) poller.serveErrors(fd);
}

/** Told that a descriptor is about to be closed, or that it was given away and stays open. */
type Closer = (given: boolean) => void;
const closers = new Map<number, Set<Closer>>();

/** Runs an action when the descriptor is closed or given away. Gives what takes that back. */
export function whenClosed(fd: number, action: Closer): () => void {
  let actions = closers.get(fd);
  if (actions === undefined) {
    actions = new Set();
    closers.set(fd, actions);
  }
  const set = actions;
  set.add(action);
  return () => {
    set.delete(action);
    if (set.size === 0 && closers.get(fd) === set) closers.delete(fd);
  };
}

setEvictor((fd, borrower, given) => {
  if (borrower !== undefined) {
    for (const poller of pollers) poller.evictBorrower(fd, borrower);
    return;
  }
  for (const poller of pollers) poller.evict(fd);
  const actions = closers.get(fd);
  if (actions === undefined) return;
  closers.delete(fd);
  for (const action of actions) action(given);
});
