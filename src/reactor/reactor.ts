/**
 * The reactor room: many connections, one crossing a wake-up. `native/reactor.h` is the contract of the other
 * side; here is what JavaScript adds: who has which place, what is written, what becomes of what is left over.
 *
 * There is one reactor for each environment, there while anything is in it. It knows connections and listeners
 * only as members.
 */
import { SocketCondition } from "../core/condition.ts";
import { report } from "../poller/poller.ts";
import {
  AWAIT_ROOM,
  CLOSE,
  CONTROL,
  DATA,
  ENTRY,
  FAILED,
  INDEX_MASK,
  LEFT,
  lastingMemory,
  MOST_OPERATIONS,
  NativeReactor,
  OPENED,
  OPERATION,
  OPERATIONS,
  PIECE,
  RECORD,
  SEND_ROOM,
  SEND_SLAB,
  SHARE,
  UNFINISHED,
} from "../sys/reactor.ts";
import { system, waker } from "../sys/system.ts";
import { CounterRows } from "./counters.ts";

/** What has a place in the reactor. */
export interface Member {
  readonly token: number;
  /** Bytes came, into the slab. */
  received(offset: number, length: number): void;
  /** Anything else that a record tells. */
  happened(kind: number, first: number, second: number): void;
  /** The kernel did not take all of an operation: the bytes of a send, to be kept; none where it failed. */
  leftOver(kind: number, bytes: Uint8Array | undefined): void;
  /** A send failed. */
  sendFailed(type: number): void;
  /** Its descriptor was closed, as it asked. */
  wasClosed(): void;
  /** Nothing moved for as long as it may be idle. */
  idled(): void;
}

const PAGE = 65536;
const SLAB_PAGES = 16;
const ROOM_PAGES = 4;
/** The most that one receive is asked for: of larger ones fewer are made, smaller ones find the caches warm. */
const PIECE_SIZE = 4 * PAGE;
/** The most that a forwarding moves before others have their turn. */
const SHARE_SIZE = 1 << 20;
/** Turns in a row, before the runtime's own loop has one. */
const TURNS = 16;
/** Up to so many records in a wake-up are few. */
const FEW = 4;
/** So many bytes in one are much. */
const MUCH = 16384;
/** The most bytes that are laid down before they are sent. */
const MOST_PENDING = ROOM_PAGES * PAGE;

const forced = process.env["BERKELEY_POLLER"];
const chosenWaker = process.env["BERKELEY_WAKER"];
// A symbol of libuv's name proves nothing: elsewhere they abort, or never fire.
const onNode = process.versions["bun"] === undefined && process.versions["deno"] === undefined;

const none = new Uint8Array(0);
/** What runs behind the program's own code of this turn; queueMicrotask would make a resource each time. */
const resolved = Promise.resolve();

export class Reactor {
  /** By the token's index. */
  readonly members: (Member | undefined)[] = [];
  slab: Uint8Array<ArrayBuffer> = none;
  slabBuffer: ArrayBuffer = none.buffer;
  room: Buffer<ArrayBuffer> = Buffer.from(none.buffer);
  /** The view that a handler was given last, and where in the slab it begins. */
  view: Uint8Array = none;
  viewOffset = 0;
  rows: CounterRows = new CounterRows(new ArrayBuffer(0));

  #ints = new Int32Array(0);
  #native: NativeReactor | undefined;
  #loop = -1;
  #usesUv = false;
  #counters = none;
  #control = none;
  /** Operations laid down. */
  #count = 0;
  #roomUsed = 0;
  #pending = 0;
  #awake = false;
  #flushing = false;
  #scheduled = false;
  #again: NodeJS.Immediate | undefined;
  /** How much is in it, and how much of that keeps the process alive. */
  #inside = 0;
  #held = 0;
  #closing: Member[] = [];
  #ended: Member[] = [];
  #later: (() => void)[] = [];

  /** Lets one more thing in; the first opens the reactor. */
  enter(): void {
    if (this.#inside === 0 && this.#native === undefined) this.#open();
    this.#inside += 1;
  }

  /** The last one that leaves closes it, as soon as nothing of it is under way. */
  leave(): void {
    this.#inside -= 1;
    if (this.#inside === 0) this.#schedule();
  }

  /** Keeps the process alive by so many more, or fewer. */
  hold(change: number): void {
    const before = this.#held;
    this.#held += change;
    if (this.#loop >= 0 && before > 0 !== this.#held > 0) waker.reference(this.#loop, this.#held > 0);
  }

  /** Enters a descriptor: its token. */
  add(who: string, fd: number, kind: number, row: number, flags: number, make: (token: number) => Member): Member {
    const result = (this.#native as NativeReactor).add(fd, kind, row, flags);
    if (result < 0) throw new SocketCondition(who, "epoll_ctl", -result);
    const member = make(result);
    this.members[result & INDEX_MASK] = member;
    return member;
  }

  /** Takes out a member whose descriptor stays open. */
  forget(member: Member): void {
    this.#native?.forget(member.token);
    this.release(member);
  }

  /** Frees a member's place, unless it is another's already. */
  release(member: Member): void {
    const index = member.token & INDEX_MASK;
    if (this.members[index] === member) this.members[index] = undefined;
  }

  forward(first: Member, second: Member): number {
    this.flush();
    const result = (this.#native as NativeReactor).forward(first.token, second.token);
    this.wakeSoon();
    return result;
  }

  /** Lays down an operation. */
  order(token: number, kind: number, offset: number, length: number): void {
    if (this.#count === MOST_OPERATIONS) this.flush();
    const at = OPERATION + ENTRY * this.#count;
    const ints = this.#ints;
    ints[at] = token;
    ints[at + 1] = kind;
    ints[at + 2] = offset;
    ints[at + 3] = length;
    this.#count += 1;
    if (!this.#awake && !this.#scheduled) this.#schedule();
  }

  /** Lays down a send of bytes of the slab. */
  sendSlab(token: number, offset: number, length: number): void {
    this.#pending += length;
    if (this.#pending > MOST_PENDING) this.#makeRoom(length);
    this.order(token, SEND_SLAB, offset, length);
  }

  /** Takes room for so many bytes, which is at most all of it: where it begins. */
  takeRoom(length: number): number {
    // With an operation to spare: a flush later would take the room away again.
    if (this.#roomUsed + length > this.room.length || this.#count === MOST_OPERATIONS) this.#makeRoom(0);
    this.#pending += length;
    const offset = this.#roomUsed;
    this.#roomUsed += length;
    return offset;
  }

  /** Gives back the end of the room that was taken last. */
  giveRoom(length: number): void {
    this.#pending -= length;
    this.#roomUsed -= length;
  }

  /** Lays down a send of what was put in the room; joined to the one before it where they are of one stream. */
  sendRoom(token: number, offset: number, length: number, joins: boolean): void {
    if (joins && this.#count > 0) {
      const at = OPERATION + ENTRY * (this.#count - 1);
      const ints = this.#ints;
      if (
        ints[at] === token &&
        ints[at + 1] === SEND_ROOM &&
        (ints[at + 2] as number) + (ints[at + 3] as number) === offset
      ) {
        ints[at + 3] = (ints[at + 3] as number) + length;
        return;
      }
    }
    this.order(token, SEND_ROOM, offset, length);
  }

  /** Lays down a close; the member is told when it has happened. */
  close(member: Member, kind: number, atOnce: boolean): void {
    // The order may flush what came before it; that flush closes nobody of this one.
    this.order(member.token, kind, 0, atOnce ? 1 : 0);
    this.#closing.push(member);
  }

  /** Has something done when nobody's handler runs. */
  later(action: () => void): void {
    this.#later.push(action);
    this.#schedule();
  }

  #makeRoom(pending: number): void {
    this.flush();
    this.#pending = pending;
  }

  /** Carries out what was laid down, without a look at what is ready. */
  flush(): void {
    if (this.#count === 0 || this.#flushing) return;
    this.#turn(false);
  }

  /** Has a wake-up made that no readiness asks for. */
  wakeSoon(): void {
    this.#again ??= setImmediate(this.#wake);
  }

  /** The number of records. */
  #turn(whole: boolean): number {
    const ints = this.#ints;
    const count = this.#count;
    ints[OPERATIONS] = count;
    this.#flushing = true;
    let records: number;
    try {
      records = (this.#native as NativeReactor).turn(whole);
    } finally {
      this.#flushing = false;
    }
    if (ints[UNFINISHED] !== 0 && count > 0) this.#keepLeftOvers(count);
    this.#count = 0;
    this.#roomUsed = 0;
    this.#pending = 0;
    if (this.#closing.length > 0) {
      for (const member of this.#closing) this.#ended.push(member);
      this.#closing = [];
    }
    if (records < 0) throw new SocketCondition("Reactor", "epoll_wait", -records);
    return records;
  }

  #keepLeftOvers(count: number): void {
    const ints = this.#ints;
    for (let index = 0, at = OPERATION; index < count; index++, at += ENTRY) {
      const token = ints[at] as number;
      if (token === 0) continue;
      const member = this.members[token & INDEX_MASK];
      if (member === undefined || member.token !== token) continue;
      const [kind, offset, length] = [ints[at + 1], ints[at + 2], ints[at + 3]] as [number, number, number];
      if (kind === FAILED) {
        member.leftOver(kind, undefined);
        this.#later.push(() => member.sendFailed(offset));
        continue;
      }
      if (kind === CLOSE) this.#closing = this.#closing.filter((other) => other !== member);
      const from = kind === SEND_SLAB ? this.slab : kind === SEND_ROOM ? this.room : undefined;
      member.leftOver(kind, from?.slice(offset, offset + length));
    }
  }

  /** Tells what became of closes and of sends that failed. Not in the midst of somebody's handler. */
  #tell(): void {
    while (this.#later.length > 0 || this.#ended.length > 0) {
      const later = this.#later;
      const ended = this.#ended;
      this.#later = [];
      this.#ended = [];
      for (const action of later) action();
      for (const member of ended) member.wasClosed();
    }
  }

  #schedule(): void {
    if (this.#scheduled || this.#awake) return;
    this.#scheduled = true;
    resolved.then(this.#flushSoon);
  }

  readonly #flushSoon = (): void => {
    this.#scheduled = false;
    if (this.#native === undefined) return;
    this.#awake = true;
    try {
      do {
        this.flush();
        this.#tell();
      } while (this.#count > 0);
    } catch (error) {
      report(error);
    } finally {
      this.#awake = false;
    }
    if (this.#inside === 0) this.#shut();
    else if (this.#ints[LEFT] !== 0) this.wakeSoon();
  };

  readonly #wake = (): void => {
    if (this.#again !== undefined) {
      clearImmediate(this.#again);
      this.#again = undefined;
    }
    if (this.#native === undefined || this.#awake) return;
    this.#awake = true;
    let more = false;
    let any = false;
    let turns = 0;
    try {
      do {
        const records = this.#turn(true);
        // Whether it is worth another look at once: of a few, what answers them is still on its way.
        more = records > FEW || this.#ints[LEFT] !== 0 || (records > 0 && this.#much(records));
        const stopped = this.#ints[UNFINISHED] !== 0;
        this.#tell();
        if (records > 0) {
          any = true;
          this.#dispatch(records);
        }
        if (stopped) more = true; // it did not look
        turns += 1;
      } while (more && turns < TURNS);
      while (this.#count > 0) {
        this.flush();
        this.#tell();
      }
    } catch (error) {
      report(error);
    } finally {
      this.#awake = false;
    }
    if (this.#inside === 0) this.#shut();
    else this.#sleep(more || this.#ints[LEFT] !== 0, any);
  };

  /** Whether the last receive shows that many bytes came: then more come while these are dealt with. */
  #much(records: number): boolean {
    const at = RECORD + ENTRY * (records - 1);
    const [kind, offset, length] = [this.#ints[at + 1], this.#ints[at + 2] ?? 0, this.#ints[at + 3] ?? 0];
    return kind === DATA && offset + length >= MUCH;
  }

  #sleep(more: boolean, any: boolean): void {
    if (more) this.wakeSoon();
    else if (this.#usesUv) return;
    // Under load there is more by then. Not by an unreferenced immediate: see the poller.
    else if (any && this.#held > 0) this.wakeSoon();
    else waker.arm(this.#loop);
  }

  #dispatch(records: number): void {
    const ints = this.#ints;
    const members = this.members;
    for (let index = 0, at = RECORD; index < records; index++, at += ENTRY) {
      const token = ints[at] as number;
      const kind = ints[at + 1] as number;
      const first = ints[at + 2] as number;
      const second = ints[at + 3] as number;
      if (kind === OPENED && first !== 0) {
        // Its place is new: the listener makes who has it.
        const listener = members[first & INDEX_MASK];
        if (listener?.token === first) listener.happened(kind, token, second);
        else this.order(token, CLOSE, 0, 0);
        continue;
      }
      const member = members[token & INDEX_MASK];
      // Somebody's handler may have closed it in this very batch.
      if (member === undefined || member.token !== token) continue;
      if (kind === DATA) member.received(first, second);
      else member.happened(kind, first, second);
    }
  }

  #open(): void {
    const loop = system.loopCreate(forced !== "poll");
    if (loop < 0) throw new SocketCondition("Reactor", "epoll_create", -loop);
    if (this.#ints.length === 0) {
      this.slabBuffer = lastingMemory(SLAB_PAGES);
      this.slab = new Uint8Array(this.slabBuffer);
      const counters = lastingMemory(1);
      this.rows = new CounterRows(counters);
      this.#counters = new Uint8Array(counters);
      const control = new ArrayBuffer(CONTROL + ROOM_PAGES * PAGE);
      this.#control = new Uint8Array(control);
      this.#ints = new Int32Array(control);
      this.room = Buffer.from(control, CONTROL, ROOM_PAGES * PAGE);
      this.#ints[PIECE] = PIECE_SIZE;
      this.#ints[SHARE] = SHARE_SIZE;
    }
    const native = new NativeReactor(loop, this.slab, this.#counters, this.#control);
    const started =
      native.number < 0 ? native.number : waker.start(loop, this.#wake, onNode && chosenWaker !== "thread");
    if (started < 0) {
      if (native.number >= 0) native.close();
      waker.close(loop);
      throw new SocketCondition("Reactor", "uv_poll_start", -started);
    }
    this.#usesUv = started === 1;
    this.#loop = loop;
    this.#native = native;
    waker.reference(loop, this.#held > 0);
    if (!this.#usesUv) waker.arm(loop);
  }

  #shut(): void {
    this.#native?.close();
    waker.close(this.#loop);
    this.#native = undefined;
    this.#loop = -1;
    this.members.length = 0;
    this.#ints[LEFT] = 0;
    if (this.#again !== undefined) clearImmediate(this.#again);
    this.#again = undefined;
  }
}

/** This environment's. */
export const reactor: Reactor = new Reactor();

/** Has a member told when it is writable, or no longer. */
export function awaitRoom(member: Member, on: boolean): void {
  reactor.order(member.token, AWAIT_ROOM, 0, on ? 1 : 0);
}
