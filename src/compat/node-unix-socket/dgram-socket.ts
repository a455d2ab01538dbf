import { EventEmitter } from "node:events";
import { SocketDomain } from "../../address/domain.ts";
import type { UnixAddress } from "../../address/unix.ts";
import { SO_RCVBUF, SO_SNDBUF } from "../../bsd/options/socket.ts";
import { Socket } from "../../bsd/socket.ts";
import { SocketType } from "../../bsd/socket-type.ts";
import { bytesOf } from "../../core/bytes.ts";
import { integer } from "../../core/check.ts";
import { SocketCondition } from "../../core/condition.ts";
import { EINTR } from "../../core/errno.ts";
import { WouldBlock } from "../../core/would-block.ts";
import { required } from "../../sys/constants.ts";
import { listenForDatagrams } from "../datagrams.ts";
import { addressOf, pathOf } from "../path.ts";
import { Room } from "./room.ts";
import { inWords, worded } from "./words.ts";

const ECANCELED = required("ECANCELED");
const ENOBUFS = required("ENOBUFS");

export type SendCb = (error: Error | undefined) => void;

export interface DgramSocketEvents {
  /** A datagram, and the path of its sender: empty when that has none. */
  data: [data: Buffer, path: string];
  error: [error: Error];
  close: [];
}

interface Waiting {
  readonly bytes: Uint8Array;
  readonly address: UnixAddress;
  readonly callback: SendCb | undefined;
}

/** A Unix datagram socket that queues what it cannot send yet. */
export class DgramSocket extends EventEmitter<DgramSocketEvents> {
  readonly #socket: Socket;
  readonly #room: Room;
  readonly #queue: Waiting[] = [];

  constructor() {
    super();
    this.#socket = worded(() => Socket.create(SocketDomain.unix, SocketType.datagram));
    this.#room = new Room(this.#socket, () => this.#flush());
    const message = (data: Buffer, from: Parameters<typeof pathOf>[0]): void => {
      this.emit("data", data, pathOf(from) ?? "");
    };
    const error = (reason: unknown): void => {
      this.close();
      this.emit("error", inWords(reason) as Error);
    };
    try {
      listenForDatagrams(this.#socket, { message, error }, true);
    } catch (reason) {
      this.#socket.close();
      throw reason;
    }
  }

  /** Gives the socket a path, at which it receives. */
  bind(socketPath: string): void {
    this.#checkOpen();
    worded(() => this.#socket.bind(addressOf("bind", "bind", socketPath)));
  }

  /**
   * Sends `length` bytes from `offset` to a path, at once or when there is room, each after the one before. The
   * callback tells how it went; without one an `error` event does, if anybody listens.
   */
  sendTo(data: ArrayBufferView, offset: number, length: number, destPath: string, onWrite?: SendCb): void {
    this.#checkOpen();
    const all = bytesOf("data", data);
    integer("offset", offset, 0, all.length);
    integer("length", length, 0, all.length - offset);
    const bytes = all.subarray(offset, offset + length);
    const address = worded(() => addressOf("sendTo", "sendto", destPath));
    const message = { bytes, address, callback: onWrite };
    const outcome = this.#queue.length === 0 ? this.#tried(message) : undefined;
    if (outcome !== undefined) {
      this.#settle(message, outcome);
      return;
    }
    // A copy, which a slice of a Buffer is not: the caller may write to its memory meanwhile.
    this.#queue.push({ ...message, bytes: new Uint8Array(bytes) });
    if (this.#queue.length === 1) this.#room.wait(address);
  }

  getRecvBufferSize(): number {
    return worded(() => this.#socket.getOption(SO_RCVBUF));
  }

  /** Sets SO_RCVBUF. Linux doubles the number. */
  setRecvBufferSize(size: number): void {
    worded(() => this.#socket.setOption(SO_RCVBUF, size));
  }

  getSendBufferSize(): number {
    return worded(() => this.#socket.getOption(SO_SNDBUF));
  }

  /** Sets SO_SNDBUF. Linux doubles the number. */
  setSendBufferSize(size: number): void {
    worded(() => this.#socket.setOption(SO_SNDBUF, size));
  }

  /** The path that the socket is bound to; empty when it is not. */
  address(): string {
    return worded(() => pathOf(this.#socket.localAddress) ?? "");
  }

  /** Closes the socket; again it does nothing. What still waits to be sent fails with ECANCELED. */
  close(): void {
    if (this.#socket.closed) return;
    this.#room.stop();
    this.#socket.close();
    for (const { callback, address } of this.#queue.splice(0)) {
      callback?.(inWords(new SocketCondition("sendTo", "close", ECANCELED, { address: address.path })) as Error);
    }
    this.emit("close");
  }

  #checkOpen(): void {
    if (this.#socket.closed) throw new Error("DgramSocket has been closed");
  }

  /** Tries to send a message: whether it went, or why not; `undefined` when there is no room for it. */
  #tried({ bytes, address }: Waiting): true | Error | undefined {
    try {
      return this.#socket.sendTo(bytes, address) instanceof WouldBlock ? undefined : true;
    } catch (error) {
      if (!(error instanceof SocketCondition)) throw error;
      return error.type === ENOBUFS || error.type === EINTR ? undefined : (inWords(error) as Error);
    }
  }

  #settle({ callback }: Waiting, outcome: true | Error): void {
    const failure = outcome === true ? undefined : outcome;
    if (callback !== undefined) callback(failure);
    else if (failure !== undefined && this.listenerCount("error") > 0) this.emit("error", failure);
  }

  /** Sends what waits. Called for as long as there is room, so that a callback that throws holds up nothing. */
  #flush(): void {
    for (let first = this.#queue[0]; first !== undefined; first = this.#queue[0]) {
      const outcome = this.#tried(first);
      if (outcome === undefined) {
        this.#room.wait(first.address);
        return;
      }
      this.#queue.shift();
      this.#settle(first, outcome);
    }
    this.#room.stop();
  }
}
