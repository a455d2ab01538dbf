/** Unix datagram sockets as npm's `unix-dgram` has them: docs/compat.md tells what is the same and what is not. */
import type * as dgram from "node:dgram";
import { EventEmitter } from "node:events";
import { SocketDomain } from "../../address/domain.ts";
import { Socket } from "../../bsd/socket.ts";
import { SocketType } from "../../bsd/socket-type.ts";
import { bytesOf } from "../../core/bytes.ts";
import { wrongType } from "../../core/check.ts";
import { SocketCondition } from "../../core/condition.ts";
import { EAGAIN, EWOULDBLOCK } from "../../core/errno.ts";
import { WouldBlock } from "../../core/would-block.ts";
import { EventLoop } from "../../poller/event-loop.ts";
import { require } from "../../sys/builtin.ts";
import { required } from "../../sys/constants.ts";
import { listenForDatagrams } from "../datagrams.ts";
import { addressOf, pathOf } from "../path.ts";
import { CongestionError } from "./congestion.ts";

const FULL: readonly number[] = [EAGAIN, EWOULDBLOCK, required("ENOBUFS")];

/** Who sent a message: `path` is `null` for a socket without a name, and has a NUL before an abstract one. */
export interface RemoteInfo {
  readonly size: number;
  readonly address: Record<string, never>;
  readonly path: string | null;
}

export type MessageListener = (message: Buffer, remote: RemoteInfo) => void;

/** Called before `send` returns: without an argument when the message is in the receiver's queue. */
export type SendCallback = (error?: SocketCondition | CongestionError) => void;

/** What the socket emits, most of it before the method that led to it returns. */
export interface UnixDatagramEvents {
  message: Parameters<MessageListener>;
  listening: [];
  connect: [];
  /** The receiver's queue was full, and this message was not sent. */
  congestion: [message: ArrayBufferView];
  /** There is room in the queue again. */
  writable: [];
  error: [error: SocketCondition];
}

/** A Unix datagram socket. Made by {@link createSocket}. */
export class UnixDatagramSocket extends EventEmitter<UnixDatagramEvents> {
  readonly type: "unix_dgram" = "unix_dgram";
  /** Whether `connect` has succeeded. */
  connected = false;
  readonly #socket: Socket;
  #ref = true;
  #awaitsRoom = false;

  constructor(listener?: MessageListener | null) {
    super();
    this.#socket = Socket.create(SocketDomain.unix, SocketType.datagram);
    try {
      this.#listen();
    } catch (error) {
      this.#socket.close();
      throw error;
    }
    if (typeof listener === "function") this.on("message", listener);
  }

  /** The descriptor; -1 once closed. */
  get fd(): number {
    return this.#socket.fd;
  }

  /** Gives the socket a path, at which it receives: emits `listening`, or `error`. */
  bind(path: string): void {
    const error = attempted("bind", () => this.#socket.bind(addressOf("bind", "bind", path)));
    if (error === undefined) this.emit("listening");
    else this.emit("error", error);
  }

  /** Says where `send` sends to: emits `connect`, or `error`. */
  connect(path: string): void {
    const error = attempted("connect", () => {
      const connected = this.#socket.connect(addressOf("connect", "connect", path));
      if (connected !== true) throw new SocketCondition("connect", "connect", connected.type, { address: path });
    });
    if (error !== undefined) {
      this.emit("error", error);
      return;
    }
    this.connected = true;
    this.emit("connect");
  }

  /** Sends a message to where the socket is connected to. */
  send(message: ArrayBufferView, callback?: SendCallback): void;
  /** Sends `length` bytes from `offset` to a path, connected or not. */
  send(message: ArrayBufferView, offset: number, length: number, path: string, callback?: SendCallback): void;
  send(
    message: ArrayBufferView,
    offset?: number | SendCallback,
    length?: number,
    path?: string,
    callback?: SendCallback,
  ): void {
    bytesOf("message", message);
    if (offset === undefined || typeof offset === "function") this.#sendConnected(message, offset ?? callback);
    else this.#sendTo(message, offset, length as number, path as string, callback);
  }

  /** The same as `send` with a path. */
  sendto(message: ArrayBufferView, offset: number, length: number, path: string, callback?: SendCallback): void {
    this.send(message, offset, length, path, callback);
  }

  /** The same, by the name that the package's own documentation has for it. */
  send_to(message: ArrayBufferView, offset: number, length: number, path: string, callback?: SendCallback): void {
    this.send(message, offset, length, path, callback);
  }

  /** Closes the socket; again it does nothing. The file stays. */
  close(): void {
    this.#socket.close();
  }

  /** Lets the socket keep the process alive, as it does unless told otherwise. */
  ref(): this {
    return this.#refer(true);
  }

  /** Lets the process end while the socket is open. */
  unref(): this {
    return this.#refer(false);
  }

  address(): never {
    throw notImplemented();
  }

  setTTL(_ttl: number): never {
    throw notImplemented();
  }

  setBroadcast(_flag: boolean): never {
    throw notImplemented();
  }

  setMulticastTTL(_ttl: number): never {
    throw notImplemented();
  }

  setMulticastLoopback(_flag: boolean): never {
    throw notImplemented();
  }

  addMembership(_multicastAddress: string, _multicastInterface?: string): never {
    throw notImplemented();
  }

  dropMembership(_multicastAddress: string, _multicastInterface?: string): never {
    throw notImplemented();
  }

  #sendConnected(message: ArrayBufferView, callback: SendCallback | undefined): void {
    const error = attempted("send", () => {
      const sent = this.#socket.send(message);
      if (sent instanceof WouldBlock) throw new SocketCondition("send", "send", sent.type);
    });
    if (error === undefined || !FULL.includes(error.type)) {
      this.#settle(error, callback);
      return;
    }
    this.#awaitRoom();
    if (typeof callback === "function") callback(new CongestionError(error.type));
    else this.emit("congestion", message);
  }

  #sendTo(message: ArrayBufferView, offset: number, length: number, path: string, callback?: SendCallback): void {
    const error = attempted("send", () => {
      const sent = this.#socket.sendTo(message, addressOf("send", "send", path), offset, length);
      if (sent instanceof WouldBlock) throw new SocketCondition("send", "send", sent.type, { address: path });
    });
    this.#settle(error, callback);
  }

  #settle(error: SocketCondition | undefined, callback: SendCallback | undefined): void {
    if (typeof callback === "function") {
      if (error === undefined) callback();
      else callback(error);
    } else if (error !== undefined) {
      this.emit("error", error);
    }
  }

  #awaitRoom(): void {
    this.#awaitsRoom = true;
    const tell = (): void => {
      // First, so that it is told once, whatever the listener does or throws.
      EventLoop.default.removeWriteWatch(this.#socket);
      this.#awaitsRoom = false;
      this.emit("writable");
    };
    EventLoop.default.addWriteWatch(this.#socket, tell, { ref: this.#ref });
  }

  #listen(): void {
    const message = (data: Buffer, from: Parameters<typeof pathOf>[0]): void => {
      this.emit("message", data, { size: data.length, address: {}, path: pathOf(from) ?? null });
    };
    const error = (reason: unknown): void => {
      this.emit("error", reason as SocketCondition);
    };
    listenForDatagrams(this.#socket, { message, error }, this.#ref);
  }

  #refer(ref: boolean): this {
    this.#ref = ref;
    if (this.#socket.closed) return this;
    this.#listen();
    if (this.#awaitsRoom) this.#awaitRoom();
    return this;
  }
}

/** The error of the system's that a call came to, under the one name that the package has for it. */
function attempted(syscall: string, call: () => void): SocketCondition | undefined {
  try {
    call();
    return undefined;
  } catch (error) {
    if (!(error instanceof SocketCondition)) throw error;
    if (error.syscall === syscall) return error;
    return new SocketCondition(syscall, syscall, error.type, { address: error.address, cause: error });
  }
}

function notImplemented(): Error {
  return new Error("not implemented");
}

/** Makes a Unix datagram socket; `udp4` and `udp6` are `node:dgram`'s. The listener is one for `message`. */
export function createSocket(type: "unix_dgram", listener?: MessageListener | null): UnixDatagramSocket;
export function createSocket(
  type: "udp4" | "udp6",
  listener?: (message: Buffer, remote: dgram.RemoteInfo) => void,
): dgram.Socket;
export function createSocket(type: string, listener?: unknown): UnixDatagramSocket | dgram.Socket {
  if (type === "udp4" || type === "udp6") {
    return (require("node:dgram") as typeof dgram).createSocket(type, listener as MessageListener & (() => void));
  }
  if (type !== "unix_dgram") throw wrongType("type", "'unix_dgram', 'udp4' or 'udp6'", type);
  return new UnixDatagramSocket(listener as MessageListener | undefined);
}

/** What `module.exports` is in the npm package, for those who import that by default. */
export const unixDgram: { readonly createSocket: typeof createSocket } = { createSocket };
