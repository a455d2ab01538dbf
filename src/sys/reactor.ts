/** The reactor's functions, and the memory that it shares with C: see `native/reactor.h`. */
import { addon } from "./addon.ts";
import { constants } from "./constants.ts";
import { places } from "./layout.ts";
import { replaced, system } from "./system.ts";

function place(member: string): { readonly offset: number; readonly width: number } {
  const found = places[`bs_reactor_control.${member}`];
  if (found === undefined) throw new Error(`berkeley-sockets: the add-on does not fit: no member ${member}`);
  return found;
}

const WORD = 4;

/** Where the members of the control are, in words of 32 bits. */
export const OPERATIONS: number = place("operations").offset / WORD;
export const UNFINISHED: number = place("unfinished").offset / WORD;
export const LEFT: number = place("left").offset / WORD;
export const PIECE: number = place("piece").offset / WORD;
export const SHARE: number = place("share").offset / WORD;
/** An operation or a record is four words: token, kind, and two more. */
export const ENTRY = 4;
export const OPERATION: number = place("operation").offset / WORD;
export const MOST_OPERATIONS: number = place("operation").width / (ENTRY * WORD);
export const RECORD: number = place("record").offset / WORD;
/** The control's bytes; the room for what is written lies behind them. */
export const CONTROL: number = places["bs_reactor_control"]?.width ?? 0;

/** Numbers in a row of counters. */
export const ROW = 16;

/** A token is a place's index under its generation. */
export const INDEX_MASK: number = (1 << 20) - 1;

export const LISTENER = 1;
export const STREAM = 2;
export const PACKETS = 3;
export const TCP = 4;

export const CONNECTING = 1;
export const LINGERS = 2;

export const SEND_SLAB = 1;
export const SEND_ROOM = 2;
export const SHUTDOWN = 3;
export const CLOSE = 4;
export const RESET = 5;
export const PAUSE = 6;
export const RESUME = 7;
export const ALLOW = 8;
export const AWAIT_ROOM = 9;
export const FAILED = 10;

export const OPENED = 1;
export const DATA = 2;
export const END = 3;
export const WRITABLE = 4;
export const BROKEN = 5;
export const ACCEPT_FAILED = 6;
export const FORWARDED = 7;

/** Memory at an address that stays, and that nobody can take away from under C: a WebAssembly memory that never grows. */
export function lastingMemory(pages: number): ArrayBuffer {
  const { WebAssembly: assembly } = globalThis as unknown as {
    WebAssembly?: { Memory: new (limits: { initial: number; maximum: number }) => { readonly buffer: ArrayBuffer } };
  };
  // Without a just-in-time compiler there is none; C looks where its memory is at each crossing.
  if (assembly === undefined) return new ArrayBuffer(pages << 16);
  return new assembly.Memory({ initial: pages, maximum: pages }).buffer;
}

/** What a reactor has: its number, and its memory. */
export class NativeReactor {
  readonly number: number;
  readonly #slab: Uint8Array;
  readonly #room: Uint8Array;

  /** A negative number is -errno. */
  constructor(loop: number, slab: Uint8Array, counters: Uint8Array, control: Uint8Array) {
    this.#slab = slab;
    this.#room = control.subarray(CONTROL);
    this.number = addon.reactorCreate(loop, slab, counters, control);
  }

  add(fd: number, kind: number, group: number, flags: number): number {
    return addon.reactorAdd(this.number, fd, kind, group, flags);
  }

  forget(token: number): number {
    return addon.reactorForget(this.number, token);
  }

  forward(first: number, second: number): number {
    return addon.reactorForward(this.number, first, second);
  }

  /** Carries out the operations; where `whole`, looks what is ready too. The number of records, or -errno. */
  turn(whole: boolean): number {
    return addon.reactorTurn(this.number, whole ? 1 : 0, replaced.count === 0 ? undefined : this.#ask);
  }

  close(): void {
    addon.reactorClose(this.number);
  }

  /** The calls that C makes, made here while any call is replaced by an order of faults. */
  readonly #ask = (what: number, fd: number, first: number, second: number): number => {
    switch (what) {
      case 0:
        return system.receive(fd, this.#slab, first, second, 0);
      case 1:
        return system.send(fd, this.#slab, first, second, 0);
      case 2:
        return system.send(fd, this.#room, first, second, 0);
      case 3:
        return system.accept(fd, false);
      case 4:
        return system.receivePipe(fd, first, second);
      case 5:
        return system.sendPipe(fd, first, second);
      default:
        return system.receive(fd, this.#slab, first, second, constants.MSG_TRUNC ?? 0);
    }
  };
}
