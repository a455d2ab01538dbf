import { EventEmitter } from "node:events";
import { SocketDomain } from "../../address/domain.ts";
import type { UnixAddress } from "../../address/unix.ts";
import { connect } from "../../async/connect.ts";
import { SO_TIMESTAMP } from "../../bsd/options/socket.ts";
import { ReceiveFromOption } from "../../bsd/receive-from-option.ts";
import { ShutdownMethod } from "../../bsd/shutdown-method.ts";
import { Socket } from "../../bsd/socket.ts";
import { SocketType } from "../../bsd/socket-type.ts";
import { bytesOf } from "../../core/bytes.ts";
import { integer, MAX_INT32, wrongValue } from "../../core/check.ts";
import { SocketCondition } from "../../core/condition.ts";
import { EINTR } from "../../core/errno.ts";
import { WouldBlock } from "../../core/would-block.ts";
import { EventLoop } from "../../poller/event-loop.ts";
import { required } from "../../sys/constants.ts";
import { bufferOf } from "../datagrams.ts";
import { addressOf } from "../path.ts";
import { inWords, worded } from "./words.ts";

const ENOBUFS = required("ENOBUFS");

/** Messages that are given in one turn of the loop: the watch calls again for the rest. */
const AT_ONCE = 64;

const nothing = new Uint8Array(0);
const { peek, truncate } = ReceiveFromOption;

export type NotifyCb = () => void;

export interface SeqpacketSocketEvents {
  connect: [];
  /** A message. */
  data: [data: Buffer];
  /** The peer sends no more. */
  end: [];
  /** The socket is closed directly after it. */
  error: [error: Error];
  close: [];
}

/** A connection that keeps the bounds of messages. */
export class SeqpacketSocket extends EventEmitter<SeqpacketSocketEvents> {
  readonly #socket: Socket;
  readonly #queue: { readonly bytes: Uint8Array; readonly callback: NotifyCb | undefined }[] = [];
  #largest = 256 * 1024;
  #ref = true;
  #receiving = false;
  #ended = false;
  #failed = false;
  #shutdown: "no" | "when flushed" | "done" = "no";
  #onShutdown: NotifyCb | undefined;

  /** A socket to connect, or the one of a connected descriptor, which it owns from now on. */
  constructor(fd?: number | Socket) {
    super();
    this.#socket = fd === undefined ? worded(created) : adopted(fd);
    if (fd !== undefined) this.#receive();
  }

  /**
   * Connects to a server: emits `connect`, and calls back. What is known at once to be wrong is thrown, and the
   * socket closed.
   */
  connect(serverPath: string, connectCb?: NotifyCb): void {
    this.#checkOpen();
    try {
      const address = addressOf("connect", "connect", serverPath);
      const result = this.#socket.connect(address);
      if (result === true) setImmediate(() => this.#connected(connectCb));
      else this.#connectLater(address, connectCb);
    } catch (error) {
      this.destroy();
      throw inWords(error);
    }
  }

  /** Sends a message, at once or when there is room: `length` bytes from `offset`, all of it unless told. */
  write(data: ArrayBufferView, offset?: number, length?: number, cb?: NotifyCb): void {
    this.#checkOpen();
    if (this.#shutdown !== "no") throw new Error("socket has been shutdown");
    const all = bytesOf("data", data);
    const start = integer("offset", offset ?? 0, 0, all.length);
    const count = integer("length", length ?? all.length - start, 0, all.length - start);
    const bytes = all.subarray(start, start + count);
    if (this.#queue.length === 0 && this.#sent(bytes)) {
      cb?.();
    } else if (!this.#failed) {
      // A copy, which a slice of a Buffer is not: the caller may write to its memory meanwhile.
      this.#queue.push({ bytes: new Uint8Array(bytes), callback: cb });
      if (this.#queue.length === 1) this.#awaitRoom();
    }
  }

  /** Ends what this side sends, once all of it has gone. */
  end(cb?: NotifyCb): void {
    this.#checkOpen();
    this.#onShutdown = cb;
    if (this.#shutdown !== "done") this.#shutdown = "when flushed";
    if (this.#queue.length === 0) worded(() => this.#shutDown());
  }

  /** The longest message that is received whole: what is longer is cut. 256 KiB unless set. */
  getInternalReadBufferSize(): number {
    return this.#largest;
  }

  setInternalReadBufferSize(size: number): void {
    this.#largest = integer("size", size, 1, MAX_INT32);
  }

  ref(): void {
    this.#refer(true);
  }

  /** Lets the process end while the socket is open. */
  unref(): void {
    this.#refer(false);
  }

  /** Closes the socket; again it does nothing. What waits to be sent is dropped: `end` is the way to send it first. */
  destroy(): void {
    if (this.#socket.closed) return;
    this.#queue.length = 0;
    this.#socket.close();
    this.emit("close");
  }

  /** The same as `destroy`. */
  close(): void {
    this.destroy();
  }

  #checkOpen(): void {
    if (this.#socket.closed) throw new Error("SeqpacketSocket has been destroyed");
  }

  #connectLater(address: UnixAddress, connectCb: NotifyCb | undefined): void {
    connect(this.#socket, address, { ref: this.#ref }).then(
      () => setImmediate(() => this.#connected(connectCb)),
      (error) => this.#fail(error),
    );
  }

  #connected(connectCb: NotifyCb | undefined): void {
    if (this.#socket.closed) return;
    this.#receive();
    this.emit("connect");
    connectCb?.();
  }

  #fail(error: unknown): void {
    if (this.#failed || this.#socket.closed) return;
    this.#failed = true;
    this.#stopWatching();
    process.nextTick(() => {
      try {
        this.emit("error", inWords(error) as Error);
      } finally {
        this.destroy();
      }
    });
  }

  #stopWatching(): void {
    EventLoop.default.removeReadWatch(this.#socket);
    EventLoop.default.removeWriteWatch(this.#socket);
    this.#receiving = false;
  }

  #receive(): void {
    this.#receiving = true;
    EventLoop.default.addReadWatch(this.#socket, () => this.#take(), { ref: this.#ref });
  }

  #take(): void {
    for (let count = 0; count < AT_ONCE && this.#receiving && !this.#socket.closed; count++) {
      let message: Uint8Array<ArrayBuffer> | "end" | undefined;
      try {
        message = nextOf(this.#socket, this.#largest);
      } catch (error) {
        if (!(error instanceof SocketCondition) || error.type !== EINTR) this.#fail(error);
        return;
      }
      if (message === undefined) return;
      if (message === "end") this.#end();
      else this.emit("data", bufferOf(message));
    }
  }

  #end(): void {
    EventLoop.default.removeReadWatch(this.#socket);
    this.#receiving = false;
    this.#ended = true;
    this.emit("end");
    this.#closeWhenBothEnded();
  }

  /** Whether a message went. */
  #sent(bytes: Uint8Array): boolean {
    try {
      return !(this.#socket.send(bytes) instanceof WouldBlock);
    } catch (error) {
      if (!(error instanceof SocketCondition)) throw error;
      if (error.type !== ENOBUFS && error.type !== EINTR) this.#fail(error);
      return false;
    }
  }

  /** Stays until all has gone, so that a callback that throws holds up nothing. */
  #awaitRoom(): void {
    EventLoop.default.addWriteWatch(this.#socket, () => this.#flush(), { ref: this.#ref });
  }

  #flush(): void {
    for (let first = this.#queue[0]; first !== undefined; first = this.#queue[0]) {
      if (!this.#sent(first.bytes)) return;
      this.#queue.shift();
      first.callback?.();
    }
    if (this.#socket.closed) return;
    EventLoop.default.removeWriteWatch(this.#socket);
    if (this.#shutdown !== "when flushed") return;
    try {
      this.#shutDown();
    } catch (error) {
      this.#fail(error);
    }
  }

  #shutDown(): void {
    if (this.#shutdown !== "done") this.#socket.shutdown(ShutdownMethod.write);
    this.#shutdown = "done";
    this.#closeWhenBothEnded();
    const callback = this.#onShutdown;
    this.#onShutdown = undefined;
    callback?.();
  }

  #closeWhenBothEnded(): void {
    if (this.#ended && this.#shutdown === "done") this.destroy();
  }

  #refer(ref: boolean): void {
    this.#ref = ref;
    if (this.#socket.closed) return;
    if (this.#receiving) this.#receive();
    if (this.#queue.length > 0) this.#awaitRoom();
  }
}

function created(): Socket {
  return Socket.create(SocketDomain.unix, SocketType.sequencePacket);
}

function adopted(given: number | Socket): Socket {
  const socket = worded(() => Socket.adopt(typeof given === "number" ? given : given.detach()));
  if (socket.domain !== SocketDomain.unix || socket.type !== SocketType.sequencePacket) {
    socket.detach();
    throw wrongValue("fd", "that of a Unix seqpacket socket", given);
  }
  socket.setNonblocking(true);
  return socket;
}

/** The next message, its end cut off where it is longer than `largest`; `end` at the end. */
function nextOf(socket: Socket, largest: number): Uint8Array<ArrayBuffer> | "end" | undefined {
  const length = socket.receiveInto(nothing, peek, truncate);
  if (length instanceof WouldBlock) return undefined;
  if (length === 0) return emptyOrEnd(socket);
  const bytes = socket.receive(Math.min(length, largest));
  return bytes instanceof WouldBlock ? undefined : bytes;
}

/** An empty message and the end look the same, but that a message has a time. */
function emptyOrEnd(socket: Socket): Uint8Array<ArrayBuffer> | "end" | undefined {
  socket.setOption(SO_TIMESTAMP, true);
  const message = socket.receiveMessage({ size: 0 });
  if (message instanceof WouldBlock) return undefined;
  return message.control.some(({ kind }) => kind === "timestamp") ? message.data : "end";
}
