/** A connection as the reactor has it: the machine behind {@link Connection}. */
import { SocketAddress } from "../address/socket-address.ts";
import { checkExtent, type FileSource, FileTransfer, fileDescriptor } from "../bsd/send-file.ts";
import { Socket } from "../bsd/socket.ts";
import { bytesOf } from "../core/bytes.ts";
import { wrongType } from "../core/check.ts";
import { SocketCondition } from "../core/condition.ts";
import { EAGAIN, EBADF, EINTR } from "../core/errno.ts";
import { cancelled, report } from "../poller/poller.ts";
import { required } from "../sys/constants.ts";
import { addressBytes, addressLength } from "../sys/frame.ts";
import {
  CLOSE,
  END,
  FAILED,
  FORWARDED as FORWARDING_ENDED,
  OPENED,
  PAUSE,
  RESET,
  RESUME,
  SHUTDOWN,
  WRITABLE,
} from "../sys/reactor.ts";
import { system } from "../sys/system.ts";
import { Connection } from "./connection.ts";
import { Counter, type Counters } from "./counters.ts";
import type { Group } from "./group.ts";
import { limitIdle, touch } from "./idle.ts";
import { checkIdleTimeout } from "./limits.ts";
import { DRAINED, type FileItem, Output, YIELDED } from "./output.ts";
import { awaitRoom, type Member, reactor } from "./reactor.ts";

const ENOBUFS = required("ENOBUFS");
const EPIPE = required("EPIPE");
const ETIMEDOUT = required("ETIMEDOUT");

/** Written bytes up to so many are copied into the room; more are tried at once. */
const LARGE = 16384;
/** Views shorter than this are copied: it takes less than to find out whose they are. */
const TINY = 64;
/** Text up to so long is written character by character: a call into the runtime takes longer. */
const SHORT_TEXT = 24;
const POISON = 0xdb;

// What is known of a connection.
/** Not connected yet. */
const UNDER_WAY = 1;
/** Our side ends when all is sent. */
const ENDING = 2;
/** Our end was laid down. */
const SENT_END = 4;
const PEER_ENDED = 8;
/** It closes when all is sent. */
const CLOSING = 16;
/** Its close was laid down: nothing more is told of it but that. */
const GONE = 32;
/** Its descriptor is closed. */
const CLOSED = 64;
const PAUSED = 128;
/** `write` said `false`, and `drain` is due. */
const OVER = 256;
const CORKED = 512;
/** The kernel has no room. */
const BLOCKED = 1024;
/** The program itself ended it. */
const BY_PROGRAM = 2048;
const PACKETS = 4096;
const TIMED = 8192;
/** The kernel forwards what comes. */
const FORWARDED = 16384;
/** It yielded in the midst of a file. */
const YIELDING = 32768;
/** Its forwarder knows that nothing is left to be sent before. */
const QUIET = 65536;
/** A send failed, which is told when no handler runs: until then nothing more is sent. */
const FAILING = 131072;

/** What makes `write` keep what it is given. */
const KEEPS = UNDER_WAY | CORKED | BLOCKED | YIELDING;
const DONE = ENDING | CLOSING | GONE | FAILING;

const encoder = new TextEncoder();

/** What is needed of few connections. */
interface Rare {
  failed: boolean;
  failure: unknown;
  socket: Socket | undefined;
  idleTimeout: number;
  forwarder: Forwarder | undefined;
}

/** Who has the kernel forward what comes. */
export interface Forwarder {
  /** Bytes that were received before that began. */
  early(bytes: Uint8Array): void;
  /** It is connected, and all that was written is sent. Called once. */
  quiet(): void;
  /** It ended: 0 for well, an errno, or -1 when the connection was closed. */
  ended(type: number): void;
}

/** The address that the kernel has just told. */
function told(): SocketAddress {
  return SocketAddress.decode(addressBytes.slice(0, addressLength()));
}

export class Channel extends Connection<unknown> implements Member {
  readonly token: number;
  readonly group: Group;
  fd: number;
  #flags: number;
  #output: Output | undefined = undefined;
  #rare: Rare | undefined = undefined;

  constructor(token: number, fd: number, group: Group, underWay: boolean, packets: boolean) {
    super();
    this.token = token;
    this.fd = fd;
    this.group = group;
    this.#flags = (underWay ? UNDER_WAY : 0) | (packets ? PACKETS : 0);
    group.size += 1;
    reactor.enter();
    if (group.referenced) reactor.hold(1);
    if (group.idleTimeout > 0) this.idleTimeout = group.idleTimeout;
  }

  get closed(): boolean {
    return (this.#flags & (CLOSING | GONE | FAILING)) !== 0;
  }

  get paused(): boolean {
    return (this.#flags & PAUSED) !== 0;
  }

  get queued(): number {
    return this.#output?.length ?? 0;
  }

  get localAddress(): SocketAddress | undefined {
    return this.fd < 0 || system.localAddress(this.fd) < 0 ? undefined : told();
  }

  get peerAddress(): SocketAddress | undefined {
    return this.fd < 0 || system.peerAddress(this.fd) < 0 ? undefined : told();
  }

  get socket(): Socket {
    if (this.fd < 0) throw new SocketCondition("socket", "fcntl", EBADF);
    const rare = this.#seldom();
    rare.socket ??= Socket.borrow(this.fd);
    return rare.socket;
  }

  get counters(): Counters {
    return this.group.counters;
  }

  get idleTimeout(): number {
    return this.#rare?.idleTimeout ?? ((this.#flags & TIMED) !== 0 ? this.group.idleTimeout : 0);
  }

  set idleTimeout(milliseconds: number) {
    checkIdleTimeout("idleTimeout", milliseconds);
    if ((this.#flags & GONE) !== 0) return;
    if (milliseconds !== this.group.idleTimeout || this.#rare !== undefined) this.#seldom().idleTimeout = milliseconds;
    this.#flags = milliseconds > 0 ? this.#flags | TIMED : this.#flags & ~TIMED;
    limitIdle(this, milliseconds);
  }

  write(data: string | ArrayBufferView): boolean {
    const flags = this.#flags;
    if ((flags & DONE) !== 0) return this.#refuse("write");
    if ((flags & TIMED) !== 0) touch(this);
    if (typeof data === "string") return this.#writeText(data);
    if (data === reactor.view && (flags & KEEPS) === 0 && !this.group.poison) {
      reactor.sendSlab(this.token, reactor.viewOffset, reactor.view.length);
      return true;
    }
    const bytes = bytesOf("data", data);
    if (bytes.length === 0 && (flags & PACKETS) === 0) return true;
    if ((flags & KEEPS) !== 0) return this.#keep("write", bytes);
    if (bytes.length > TINY && bytes.buffer === reactor.slabBuffer && !this.group.poison) {
      reactor.sendSlab(this.token, bytes.byteOffset, bytes.length);
      return true;
    }
    if (bytes.length > LARGE) return this.#tryNow(bytes);
    const offset = reactor.takeRoom(bytes.length);
    reactor.room.set(bytes, offset);
    reactor.sendRoom(this.token, offset, bytes.length, (flags & PACKETS) === 0);
    return true;
  }

  end(data?: string | ArrayBufferView): void {
    if (data !== undefined) this.write(data);
    this.#flags |= BY_PROGRAM;
    this.#end();
  }

  close(): void {
    this.#flags |= BY_PROGRAM;
    this.#close();
  }

  abort(): void {
    this.#flags |= BY_PROGRAM;
    this.#leave(RESET);
  }

  pause(): void {
    if ((this.#flags & (PAUSED | GONE)) !== 0) return;
    this.#flags |= PAUSED;
    reactor.order(this.token, PAUSE, 0, 0);
  }

  resume(): void {
    if ((this.#flags & PAUSED) === 0 || (this.#flags & GONE) !== 0) return;
    this.#flags &= ~PAUSED;
    reactor.order(this.token, RESUME, 0, 0);
  }

  cork(action?: () => void): void {
    if (action !== undefined && typeof action !== "function") throw wrongType("action", "a function", action);
    const before = this.#flags & CORKED;
    // What was laid down goes first.
    if (before === 0 && (this.#flags & GONE) === 0) reactor.flush();
    this.#flags |= CORKED;
    if (action === undefined) return;
    try {
      action();
    } finally {
      if (before === 0) this.uncork();
    }
  }

  uncork(): void {
    if ((this.#flags & CORKED) === 0) return;
    this.#flags &= ~CORKED;
    this.#sendKept();
  }

  sendFile(file: FileSource, offset?: number | null, count?: number): Promise<number> {
    const source = fileDescriptor(file);
    checkExtent(offset, count);
    if ((this.#flags & DONE) !== 0) return Promise.reject(new SocketCondition("sendFile", "sendfile", EPIPE));
    return new Promise((resolve, reject) => {
      const item: FileItem = {
        transfer: new FileTransfer(this.fd, source, offset, count, true),
        count: count ?? Number.POSITIVE_INFINITY,
        done: 0,
        settle: (sent, error) => {
          if (error === undefined) resolve(sent);
          else reject(Object.assign(error as Error, { sent }));
        },
      };
      if ((this.#flags & KEEPS) === 0) reactor.flush();
      this.#kept().addFile(item);
      this.#sendKept();
    });
  }

  /** Hands it to the kernel's forwarding: what comes is no longer its handlers' business. */
  forwardBy(forwarder: Forwarder): void {
    this.pause();
    this.#flags |= FORWARDED;
    this.#seldom().forwarder = forwarder;
    limitIdle(this, 0);
    this.#flags &= ~(TIMED | CORKED);
    // Not before the one who forwards has both.
    reactor.later(() => this.#sendKept());
  }

  /** Whether it cannot be forwarded. */
  get engaged(): boolean {
    return (this.#flags & (DONE | FORWARDED | PACKETS)) !== 0;
  }

  /** Closes it at once, without a reset. */
  leave(): void {
    this.#leave(CLOSE);
  }

  // What the reactor tells.

  received(offset: number, length: number): void {
    const flags = this.#flags;
    if ((flags & (CLOSING | GONE)) !== 0) return;
    if ((flags & TIMED) !== 0) touch(this);
    const { group } = this;
    const bytes = new Uint8Array(reactor.slabBuffer, offset, length);
    if ((flags & FORWARDED) !== 0) {
      this.#rare?.forwarder?.early(bytes);
      return;
    }
    reactor.view = bytes;
    reactor.viewOffset = offset;
    try {
      const given = group.data.call(group.table, this, bytes);
      if (typeof given === "object" && given !== null) this.#follow(given);
    } catch (error) {
      this.#threw(error);
    }
    if (group.poison) bytes.fill(POISON);
  }

  happened(kind: number, first: number, second: number): void {
    if ((this.#flags & GONE) !== 0) return;
    if (kind === OPENED) this.opened();
    else if (kind === END) this.#peerEnded();
    else if (kind === WRITABLE) this.#sendKept();
    else if (kind === FORWARDING_ENDED) this.#rare?.forwarder?.ended(first);
    else if (second === 1) this.fail(new SocketCondition("connect", "connect", first));
    else this.fail(new SocketCondition("data", "recv", first));
  }

  opened(): void {
    this.#flags &= ~UNDER_WAY;
    this.#call(this.group.open);
    if ((this.#flags & (CORKED | GONE)) === 0) this.#sendKept();
  }

  leftOver(kind: number, bytes: Uint8Array | undefined): void {
    if (kind === FAILED) this.#flags |= FAILING;
    else if (kind === SHUTDOWN) this.#flags &= ~SENT_END;
    else if (kind === CLOSE) this.#flags &= ~GONE;
    else if (bytes !== undefined) {
      // C has asked for word of room already.
      this.#flags |= BLOCKED;
      this.#kept().add(bytes);
    }
  }

  sendFailed(type: number): void {
    this.fail(new SocketCondition("write", "send", type));
  }

  wasClosed(): void {
    if ((this.#flags & CLOSED) !== 0) return;
    if ((this.#flags & TIMED) !== 0) limitIdle(this, 0);
    this.#flags |= CLOSED | GONE | CLOSING;
    this.fd = -1;
    this.#drop();
    reactor.release(this);
    const { group } = this;
    const rare = this.#rare;
    rare?.socket?.close();
    rare?.forwarder?.ended(-1);
    group.size -= 1;
    if (group.referenced) reactor.hold(-1);
    try {
      group.close.call(group.table, this, rare?.failure);
    } catch (error) {
      report(error);
    }
    group.left();
    reactor.leave();
  }

  idled(): void {
    this.fail(new SocketCondition("idleTimeout", "poll", ETIMEDOUT));
  }

  /** Ends it by an error, which its handlers hear of. */
  fail(error: unknown, kind: number = CLOSE): void {
    const rare = this.#seldom();
    if ((this.#flags & GONE) !== 0 || rare.failed) return;
    rare.failed = true;
    rare.failure = error;
    this.#flags |= CLOSING;
    const { group } = this;
    group.counters[Counter.broken] = (group.counters[Counter.broken] as number) + 1;
    this.#tellError(error);
    this.#leave(kind);
  }

  // Its own.

  #seldom(): Rare {
    this.#rare ??= {
      failed: false,
      failure: undefined,
      socket: undefined,
      idleTimeout: (this.#flags & TIMED) !== 0 ? this.group.idleTimeout : 0,
      forwarder: undefined,
    };
    return this.#rare;
  }

  #kept(): Output {
    this.#output ??= new Output((this.#flags & PACKETS) !== 0);
    return this.#output;
  }

  #drop(): void {
    const { counters } = this.group;
    const dropped = this.#output?.drop(this.#rare?.failure ?? cancelled("sendFile")) ?? 0;
    if (dropped > 0) counters[Counter.bytesDropped] = (counters[Counter.bytesDropped] as number) + dropped;
    this.#output = undefined;
  }

  #call(handler: Group["open"]): void {
    try {
      const given = handler.call(this.group.table, this);
      if (typeof given === "object" && given !== null) this.#follow(given);
    } catch (error) {
      this.#threw(error);
    }
  }

  /** A handler may be asynchronous: then it may fail later. */
  #follow(given: object): void {
    if (typeof (given as { then?: unknown }).then !== "function") return;
    Promise.resolve(given).then(undefined, (error: unknown) => this.#threw(error));
  }

  #threw(error: unknown): void {
    const { group } = this;
    if (group.error === undefined) report(error);
    // An asynchronous handler may fail when all is over.
    else if ((this.#flags & GONE) !== 0 || this.#rare?.failed === true) this.#tellError(error);
    this.fail(error, RESET);
  }

  #tellError(error: unknown): void {
    try {
      this.group.error?.call(this.group.table, this, error);
    } catch (thrown) {
      report(thrown);
    }
  }

  #refuse(who: string): boolean {
    if ((this.#flags & BY_PROGRAM) !== 0) throw new SocketCondition(who, "send", EPIPE);
    return false;
  }

  #writeText(text: string): boolean {
    const flags = this.#flags;
    const { length } = text;
    if ((flags & KEEPS) !== 0) return this.#keep("write", encoder.encode(text));
    if (length > LARGE) return this.#tryNow(encoder.encode(text));
    if (length === 0 && (flags & PACKETS) === 0) return true;
    const most = 3 * length;
    const offset = reactor.takeRoom(most);
    const { room } = reactor;
    let written = 0;
    if (length <= SHORT_TEXT) {
      for (; written < length; written++) {
        const code = text.charCodeAt(written);
        if (code > 0x7f) break;
        room[offset + written] = code;
      }
    }
    if (written < length) written = room.write(text, offset);
    reactor.giveRoom(most - written);
    reactor.sendRoom(this.token, offset, written, (flags & PACKETS) === 0);
    return true;
  }

  /** Sends many bytes, and keeps what the kernel does not take. */
  #tryNow(bytes: Uint8Array): boolean {
    reactor.flush();
    if ((this.#flags & KEEPS) !== 0) return this.#keep("write", bytes);
    const { counters } = this.group;
    const result = system.send(this.fd, bytes, 0, bytes.length, 0);
    if (result < 0 && result !== -EAGAIN && result !== -EINTR) {
      this.#flags |= FAILING;
      reactor.later(() => this.sendFailed(-result));
      return false;
    }
    const sent = Math.max(result, 0);
    counters[Counter.sent] = (counters[Counter.sent] as number) + 1;
    counters[Counter.bytesSent] = (counters[Counter.bytesSent] as number) + sent;
    if (sent === bytes.length) return true;
    counters[Counter.wouldBlock] = (counters[Counter.wouldBlock] as number) + 1;
    this.#flags |= BLOCKED;
    awaitRoom(this, true);
    return this.#keep("write", bytes.subarray(sent));
  }

  #keep(who: string, bytes: Uint8Array): boolean {
    const { limit } = this.group;
    const output = this.#kept();
    // Whoever heeds `false` never meets this, however much one write is.
    const warned = (this.#flags & OVER) !== 0;
    if (warned && output.length + bytes.length > 2 * limit) throw new SocketCondition(who, "send", ENOBUFS);
    output.add(bytes);
    if (output.length <= limit) return true;
    this.#flags |= OVER;
    return false;
  }

  #sendKept(): void {
    if ((this.#flags & (UNDER_WAY | CORKED | GONE)) !== 0) return;
    const outcome = this.#output?.send(this.fd, this.group.counters) ?? DRAINED;
    if (outcome < 0) {
      reactor.later(() => this.sendFailed(-outcome));
      return;
    }
    if ((this.#flags & TIMED) !== 0) touch(this);
    this.#flags &= ~YIELDING;
    if (outcome === YIELDED) {
      this.#flags |= YIELDING;
      setImmediate(() => this.#sendKept());
      return;
    }
    const blocked = (this.#flags & BLOCKED) !== 0;
    if (outcome !== DRAINED) {
      this.#flags |= BLOCKED;
      if (!blocked) awaitRoom(this, true);
      return;
    }
    this.#flags &= ~BLOCKED;
    this.#output = undefined;
    if (blocked) awaitRoom(this, false);
    this.#finish();
    if ((this.#flags & FORWARDED) !== 0) this.#quiet();
    if ((this.#flags & OVER) === 0 || (this.#flags & GONE) !== 0) return;
    this.#flags &= ~OVER;
    this.#call(this.group.drain);
  }

  /** Nothing more is to be sent before the kernel forwards. */
  #quiet(): void {
    if ((this.#flags & QUIET) !== 0) return;
    this.#flags |= QUIET;
    this.#rare?.forwarder?.quiet();
  }

  #end(): void {
    if ((this.#flags & DONE) !== 0) return;
    this.#flags |= ENDING;
    if ((this.#flags & CORKED) !== 0) this.uncork();
    else if ((this.#flags & KEEPS) === 0) this.#finish();
  }

  #close(): void {
    if ((this.#flags & (CLOSING | GONE)) !== 0) return;
    this.#flags |= CLOSING;
    if ((this.#flags & UNDER_WAY) !== 0) this.#leave(CLOSE);
    else if ((this.#flags & CORKED) !== 0) this.uncork();
    else if ((this.#flags & KEEPS) === 0) this.#finish();
  }

  /** When nothing is kept: ends our side, or closes, if that is due. */
  #finish(): void {
    if ((this.#flags & ENDING) !== 0 && (this.#flags & PEER_ENDED) !== 0) this.#flags |= CLOSING;
    if ((this.#flags & (CLOSING | GONE)) === CLOSING) {
      this.#flags |= GONE;
      reactor.close(this, CLOSE, false);
    } else if ((this.#flags & (ENDING | SENT_END)) === ENDING) {
      this.#flags |= SENT_END;
      reactor.order(this.token, SHUTDOWN, 0, 0);
    }
  }

  #peerEnded(): void {
    this.#flags |= PEER_ENDED;
    if ((this.#flags & (CLOSING | FORWARDED)) !== 0) return;
    this.#call(this.group.end);
    if ((this.#flags & GONE) !== 0) return;
    if (!this.group.halfOpen) this.#end();
    if ((this.#flags & ENDING) !== 0 && (this.#flags & KEEPS) === 0) this.#finish();
  }

  /** Closes at once, whatever is kept. */
  #leave(kind: number): void {
    if ((this.#flags & CLOSED) !== 0) return;
    this.#flags |= CLOSING | GONE;
    this.#drop();
    reactor.close(this, kind, true);
  }
}
