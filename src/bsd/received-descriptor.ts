import { brand } from "../core/brand.ts";
import { descriptor } from "../core/check.ts";
import { SocketCondition } from "../core/condition.ts";
import { EBADF } from "../core/errno.ts";
import { showAs } from "../core/inspect.ts";
import { own } from "../sys/descriptors.ts";
import { evict } from "./eviction.ts";
import { claim, closeNow, renounce, unwatchDescriptor, watchDescriptor } from "./ownership.ts";
import type { Socket } from "./socket.ts";

// Sockets know what is received, so this file knows them by type only.
let adopter: ((fd: number) => Socket) | undefined;

/** Says what makes a socket of a descriptor that stands in C's table already. */
export function setAdopter(adopt: (fd: number) => Socket): void {
  adopter = adopt;
}

let receive: (fd: number) => ReceivedDescriptor;

/** The owner of a descriptor that the kernel has just given out and that C has entered into its table. */
export function received(fd: number): ReceivedDescriptor {
  return receive(fd);
}

/** The same of one that C's table has not seen. If its number stands there, that one was closed behind our back. */
export function receivedAnew(fd: number): ReceivedDescriptor {
  own(fd);
  return receive(fd);
}

/**
 * A descriptor that came from the kernel, of a file of any kind, and that nobody has taken yet: one that a
 * peer sent along with a message, or one that stands for a process.
 *
 * *Lifetime.* It owns the descriptor: take it, make a socket of it, or `close()` it; `using` closes what was
 * not taken. One that is forgotten is closed when it is collected, with a process warning. Descriptors are
 * close-on-exec.
 *
 * @example
 * using descriptor = new ReceivedDescriptor(peer.detach());
 * using taken = descriptor.toSocket();
 * taken.closed // false
 */
export class ReceivedDescriptor {
  #fd: number;

  static {
    brand(this, "ReceivedDescriptor");
    showAs(this, (each) => `ReceivedDescriptor ${each.closed ? "closed" : each.fd}`);
    receive = (fd) => {
      // The constructor's second parameter is ours alone.
      const make = ReceivedDescriptor as unknown as new (...given: unknown[]) => ReceivedDescriptor;
      return new make(fd, receive);
    };
  }

  /**
   * Takes over a descriptor that was made elsewhere.
   *
   * *Errors*: EBADF; EBUSY when a live socket, or another of these, owns it.
   */
  constructor(fd: number);
  constructor(fd: number, given?: unknown) {
    if (given !== receive) claim("ReceivedDescriptor", descriptor("fd", fd));
    this.#fd = fd;
    watchDescriptor(this, fd);
  }

  /** The descriptor; -1 once taken or closed. */
  get fd(): number {
    return this.#fd;
  }

  /** Whether it was taken or closed. */
  get closed(): boolean {
    return this.#fd < 0;
  }

  /** Gives the descriptor to the caller, who must close it. */
  take(): number {
    const fd = this.#open("take", "close");
    this.#forget(fd);
    renounce(fd);
    return fd;
  }

  /**
   * Makes a socket of it, which owns the descriptor from now on; as `Socket.adopt`.
   *
   * *Errors*: ENOTSOCK when it is none; then it stays as it is.
   */
  toSocket(): Socket {
    const fd = this.#open("toSocket", "getsockopt");
    if (adopter === undefined) throw new Error("berkeley-sockets: bsd/socket.ts was not loaded");
    const socket = adopter(fd);
    this.#forget(fd);
    return socket;
  }

  /** Closes the descriptor; again, or once it was taken, it does nothing. See close(2). */
  close(): void {
    const fd = this.#fd;
    if (fd < 0) return;
    this.#forget(fd);
    const result = closeNow(fd);
    if (result < 0) throw new SocketCondition("close", "close", -result);
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #open(who: string, syscall: string): number {
    if (this.#fd < 0) throw new SocketCondition(who, syscall, EBADF);
    return this.#fd;
  }

  /** It is no longer ours. */
  #forget(fd: number): void {
    this.#fd = -1;
    evict(fd);
    unwatchDescriptor(this);
  }
}
