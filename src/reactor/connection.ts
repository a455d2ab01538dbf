import type { SocketAddress } from "../address/socket-address.ts";
import type { FileSource } from "../bsd/send-file.ts";
import type { Socket } from "../bsd/socket.ts";
import { brand } from "../core/brand.ts";
import type { Counters } from "./counters.ts";

/**
 * What becomes of connections: one table for all of a server. Each member may be missing.
 *
 * What a handler throws, or the promise that it gives is rejected with, ends its connection and no other: it goes to
 * `error`, or where there is none becomes an uncaught exception. Handlers have no AsyncLocalStorage store of
 * their own: wrap them with `AsyncResource.bind` to give them one.
 */
export interface Handlers<Data = unknown> {
  /** It is there: accepted, or connected. */
  open?(connection: Connection<Data>): unknown;
  /**
   * Bytes came; of a seqpacket connection, one message. They are a view that is good until the handler returns:
   * `bytes.slice()` keeps them. Writing the view, or a part of it, copies nothing.
   */
  data?(connection: Connection<Data>, bytes: Uint8Array<ArrayBuffer>): unknown;
  /** All that was kept has been sent, after `write` returned `false`. */
  drain?(connection: Connection<Data>): unknown;
  /** The peer sends no more. Unless `halfOpen` was asked for, our side ends too, when all is sent. */
  end?(connection: Connection<Data>): unknown;
  /** It failed, or a handler did; `close` follows, or came before if an asynchronous handler failed late. */
  error?(connection: Connection<Data>, error: unknown): unknown;
  /** It is gone: the last that is heard of it. With what it failed by, if it did. */
  close?(connection: Connection<Data>, error: unknown): unknown;
}

/**
 * A connection of a reactor. Only `serve` and `connect` make them.
 *
 * *Writing.* What is written in a handler goes out when the handlers of this wake-up have run, in one system call
 * for each connection; what is written elsewhere, when the program's code of this turn has. Bytes are the
 * caller's again at once. What the kernel does not take is kept, up to a limit: see {@link Connection.write}.
 *
 * @typeParam Data - what the program keeps with a connection.
 */
export abstract class Connection<Data = unknown> {
  /** The program's own. */
  data: Data = undefined as Data;

  static {
    brand(this, "Connection");
  }

  /** The descriptor; -1 once it is closed. */
  abstract readonly fd: number;
  /** Whether it is closed, or closing. */
  abstract readonly closed: boolean;
  abstract readonly paused: boolean;
  /** Bytes that were written and wait, because the kernel has no room for them, or for an end of the cork. */
  abstract readonly queued: number;
  /** Where it is; `undefined` when it is closed. */
  abstract readonly localAddress: SocketAddress | undefined;
  /** Whom it is connected to, asked anew each time; `undefined` when it is closed. */
  abstract readonly peerAddress: SocketAddress | undefined;
  /**
   * A socket that borrows the descriptor, for options and the like; it ends with the connection. Receive and send
   * nothing by it.
   *
   * *Errors*: EBADF when the connection is closed.
   */
  abstract readonly socket: Socket;
  /** Those of its server, or of all connections that `connect` made: see {@link Counter}. */
  abstract readonly counters: Counters;
  /** Milliseconds without anything received or written after which it is closed (ETIMEDOUT); 0 for no limit. */
  abstract idleTimeout: number;

  /**
   * Sends, keeping what the kernel has no room for. `true` while less than the limit is kept: `false` says to stop
   * until `drain`. A connection that is gone takes nothing and says `false`.
   *
   * Text goes as UTF-8. On a seqpacket connection this is one message.
   *
   * *Errors*: ENOBUFS, when more than twice the limit would be kept although `false` was said before: nothing of
   * this was taken; EPIPE after one's own `end` or `close`.
   */
  abstract write(data: string | ArrayBufferView): boolean;
  /** Writes, if anything is given, and then ends our side: the peer is told when all is sent. */
  abstract end(data?: string | ArrayBufferView): void;
  /** Closes both sides when all that was written is sent, without waiting for the peer's end. */
  abstract close(): void;
  /** Closes at once; the peer gets a reset. What was written and not sent is lost. */
  abstract abort(): void;
  /** Receives no more, so that the peer must stop when the kernel's window is full. No handler hears of data until `resume`. */
  abstract pause(): void;
  abstract resume(): void;
  /** Keeps what is written until `uncork`; or, given an action, while it runs. */
  abstract cork(action?: () => void): void;
  abstract uncork(): void;
  /**
   * Sends of a file, behind what was written before: `count` bytes, or all up to its end, from `offset`, or else
   * from the file's own position. Gives how many those were. See {@link Socket.sendFile}.
   *
   * *Errors*: the file's own, with `sent`; ECANCELED when the connection ends first.
   */
  abstract sendFile(file: FileSource, offset?: number | null, count?: number): Promise<number>;
}
