import type { Socket } from "../bsd/socket.ts";
import { boolean, options as checkOptions, wrongType } from "../core/check.ts";
import { SocketCondition } from "../core/condition.ts";
import { EINTR } from "../core/errno.ts";
import { EventLoop, pollerOf } from "../poller/event-loop.ts";
import type { Poller } from "../poller/poller.ts";
import type { Registration, Waiter } from "../poller/registration.ts";
import type { DatagramBatch, DatagramRunOptions } from "./datagram-batch.ts";
import type { Packet } from "./packet.ts";

/** Receives in a row before others have a turn. */
const MOST_RECEIVES = 16;

type Settle = { readonly resolve: () => void; readonly reject: (reason: unknown) => void };

/** Waits until a batch's socket can be written to, and sends what is queued. */
class Sender implements Waiter {
  next: Waiter | undefined = undefined;
  readonly ref = true;
  readonly socket: Socket;
  readonly #flush: () => boolean;

  constructor(socket: Socket, flush: () => boolean) {
    this.socket = socket;
    this.#flush = flush;
  }

  attempt(): boolean {
    return this.#flush();
  }

  fail(): void {
    // The receiver is told the same.
  }
}

/** A batch that runs: in the queue of those who want to read, until it ends. */
export class DatagramReceiver implements Waiter {
  next: Waiter | undefined = undefined;
  readonly ref: boolean;
  readonly socket: Socket;
  readonly #batch: DatagramBatch;
  readonly #poller: Poller;
  readonly #callback: ((packet: Packet) => unknown) | undefined;
  readonly #settle: Settle;
  readonly #failed: ((condition: SocketCondition) => void) | undefined;
  #sender: Sender | undefined;
  #turn: NodeJS.Immediate | undefined;
  #release: (() => void) | undefined;
  #done = false;

  private constructor(
    batch: DatagramBatch,
    callback: ((packet: Packet) => unknown) | undefined,
    options: DatagramRunOptions,
    settle: Settle,
  ) {
    this.#batch = batch;
    this.socket = batch.socket;
    this.#callback = callback;
    this.#settle = settle;
    this.#failed = options.sendFailed;
    this.ref = options.ref !== false;
    this.#poller = pollerOf(options.loop, "run");
    const { signal } = options;
    if (signal === undefined) return;
    const abort = (): void => this.#end(() => settle.reject(signal.reason));
    signal.addEventListener("abort", abort, { once: true });
    this.#release = () => signal.removeEventListener("abort", abort);
  }

  /** Runs a batch: see {@link DatagramBatch.run}. */
  static async run(
    batch: DatagramBatch,
    callback: (packet: Packet) => unknown,
    options: DatagramRunOptions,
  ): Promise<void> {
    check(options);
    options.signal?.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      new DatagramReceiver(batch, callback, options, { resolve, reject }).#start();
    });
  }

  /** Waits until a batch may receive something. */
  static readable(batch: DatagramBatch): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      new DatagramReceiver(batch, undefined, {}, { resolve, reject }).#start();
    });
  }

  #start(): void {
    const { fd } = this.socket;
    // What is there already may have been told of before; but those who wait come first.
    const first = this.#poller.find(fd)?.first("read") === undefined;
    if (first && this.#callback !== undefined && this.attempt()) return;
    this.#poller.wait("run", this.#poller.registration(fd), "read", this);
  }

  attempt(): boolean {
    if (this.#done) return true;
    const callback = this.#callback;
    if (callback === undefined) {
      this.#finish(this.#settle.resolve);
      return true;
    }
    if (this.#turn !== undefined) return false;
    try {
      for (let count = 0; count < MOST_RECEIVES; count++) {
        if (this.#receive() === undefined) return false;
        const enough = this.#batch.each(callback);
        if (this.#done) return true;
        this.#flush();
        if (enough) {
          this.#finish(this.#settle.resolve);
          return true;
        }
        if (!this.#batch.mayHaveMore) return false;
      }
    } catch (error) {
      this.#finish(() => this.#settle.reject(error));
      return true;
    }
    this.#turn = setImmediate(() => {
      this.#turn = undefined;
      const registration = this.#registration;
      if (this.attempt() && registration !== undefined) this.#poller.cancel(registration, "read", this);
    });
    return false;
  }

  get #registration(): Registration | undefined {
    return this.socket.closed ? undefined : this.#poller.find(this.socket.fd);
  }

  #receive(): number | undefined {
    for (;;) {
      try {
        const received = this.#batch.receive();
        return typeof received === "number" ? received : undefined;
      } catch (error) {
        if (!(error instanceof SocketCondition) || error.type !== EINTR) throw error;
      }
    }
  }

  /** Sends what is queued, and waits for room where the kernel takes no more. */
  #flush(): void {
    if (this.#sender !== undefined || this.#sendAll()) return;
    this.#sender = new Sender(this.socket, () => {
      if (!this.#done && !this.#sendAll()) return false;
      this.#sender = undefined;
      return true;
    });
    this.#poller.wait("run", this.#poller.registration(this.socket.fd), "write", this.#sender);
  }

  /** Whether nothing is queued any more. What cannot be sent is told of, and is gone. */
  #sendAll(): boolean {
    const batch = this.#batch;
    let again = false;
    while (batch.pending > 0) {
      try {
        if (typeof batch.send() !== "number") return false;
        again = false;
      } catch (error) {
        if (!(error instanceof SocketCondition)) throw error;
        if (error.type === EINTR) continue;
        // It may be of a datagram before, which the network gave back; then this one can go.
        if (again) {
          batch.counters.failed += batch.drop();
          this.#failed?.(error);
        }
        again = !again;
      }
    }
    return true;
  }

  fail(reason: (who: string) => unknown): void {
    this.#finish(() => this.#settle.reject(reason("run")));
  }

  /** Ends it from outside the queue. */
  #end(how: () => void): void {
    const registration = this.#registration;
    this.#finish(how);
    if (registration !== undefined) this.#poller.cancel(registration, "read", this);
  }

  #finish(how: () => void): void {
    if (this.#done) return;
    this.#done = true;
    this.#release?.();
    if (this.#turn !== undefined) clearImmediate(this.#turn);
    const sender = this.#sender;
    const registration = this.#registration;
    if (sender !== undefined && registration !== undefined) this.#poller.cancel(registration, "write", sender);
    how();
  }
}

function check(options: DatagramRunOptions): void {
  checkOptions("options", options, ["loop", "signal", "ref", "sendFailed"]);
  const { loop, signal, ref, sendFailed } = options;
  if (loop !== undefined && !(loop instanceof EventLoop)) throw wrongType("options.loop", "an EventLoop", loop);
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw wrongType("options.signal", "an AbortSignal", signal);
  }
  if (ref !== undefined) boolean("options.ref", ref);
  if (sendFailed !== undefined && typeof sendFailed !== "function") {
    throw wrongType("options.sendFailed", "a function", sendFailed);
  }
}
