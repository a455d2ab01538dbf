/** One BSD operation, awaited: tried at once, and again each time its socket is ready. */
import { Socket } from "../bsd/socket.ts";
import { wrongType } from "../core/check.ts";
import { SocketCondition } from "../core/condition.ts";
import { WouldBlock } from "../core/would-block.ts";
import { TimeoutCondition } from "../everyday/conditions.ts";
import { tryNow } from "../everyday/steps.ts";
import { madePollerOf, pollerOf } from "../poller/event-loop.ts";
import type { Poller } from "../poller/poller.ts";
import { HANG_UP, READ_HANG_UP, type Registration, type Side, type Waiter } from "../poller/registration.ts";
import { onAbort } from "./cancel.ts";
import { hungUp } from "./hung-up.ts";
import type { AsyncOptions } from "./options.ts";
import { refused } from "./refused.ts";
import { after } from "./timer.ts";
import { failed, ready, turnTaken } from "./turn.ts";

function isWouldBlock(value: unknown): value is WouldBlock {
  return typeof value === "object" && value instanceof WouldBlock;
}

/**
 * One call of a BSD method, awaited. It is its own waiter, and keeps its arguments in members: there is one
 * for each idle connection, and closures would be the most of its memory and of its time.
 */
export abstract class Operation<T> implements Waiter {
  readonly socket: Socket;
  next: Waiter | undefined = undefined;
  ref = true;
  /** Takes back what would cancel it: a timer, a signal's listener. */
  release: (() => void) | undefined = undefined;
  #registration: Registration | undefined = undefined;
  #resolve: ((value: T) => void) | undefined = undefined;
  #reject: ((reason: unknown) => void) | undefined = undefined;

  constructor(socket: Socket) {
    this.socket = socket;
  }

  abstract get who(): string;
  abstract get syscall(): string;
  abstract get side(): Side;
  get urgent(): boolean {
    return false;
  }

  /** One call of the method. */
  protected abstract call(): T | WouldBlock;

  /**
   * What it comes to when nothing more can come, though the call would block: on some sockets that were shut
   * down the kernel says so to those who do not wait. `undefined` where that cannot be.
   */
  protected ended(): (() => T) | undefined {
    return undefined;
  }

  /** Whether a result tells that a stream was read empty, so that trying again would only find that. */
  protected drains(_value: T): boolean {
    return false;
  }

  /** One try, whatever mode the socket is in; EINTR tries again. */
  try(): T | WouldBlock {
    const { socket } = this;
    for (;;) {
      try {
        return socket.nonblocking ? this.call() : tryNow(socket, () => this.call());
      } catch (error) {
        if (!(error instanceof SocketCondition) || error.code !== "EINTR") throw error;
      }
    }
  }

  /** One try where readiness has been told of: the end that was told counts when the call knows of none. */
  tryIn(registration: Registration): T | WouldBlock {
    const value = this.try();
    if ((registration.told & (HANG_UP | READ_HANG_UP)) === 0 || !isWouldBlock(value)) return value;
    const end = this.ended();
    // What was told may have been before the socket was connected.
    return end !== undefined && hungUp(this.who, this.socket.fd) ? end() : value;
  }

  noteDrained(registration: Registration, value: T): void {
    if (registration.interest === 0 || registration.told !== 0 || this.side === "write") return;
    registration.drained = this.drains(value);
  }

  /** Begins to wait in a registration's queue. */
  settleBy(registration: Registration, resolve: (value: T) => void, reject: (reason: unknown) => void): void {
    this.#registration = registration;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  attempt(): boolean {
    // One before it has read the stream empty: the next edge tells when there is more.
    if (this.#registration?.drained === true && this.side === "read") return false;
    let value: T | WouldBlock;
    try {
      value = this.tryIn(this.#registration as Registration);
    } catch (error) {
      this.reject(error);
      return true;
    }
    if (isWouldBlock(value)) return false;
    this.noteDrained(this.#registration as Registration, value);
    this.release?.();
    this.#resolve?.(value);
    return true;
  }

  fail(reason: (who: string) => unknown): void {
    this.reject(reason(this.who));
  }

  reject(reason: unknown): void {
    this.release?.();
    this.#reject?.(reason);
  }
}

/** Arranges for a waiter to be cancelled by its signal or its timeout. */
function limit<T>(operation: Operation<T>, options: AsyncOptions, poller: Poller, registration: Registration): void {
  const { who, syscall, side } = operation;
  const { signal, timeout } = options;
  const cancel = (reason: unknown): void => {
    operation.reject(reason);
    poller.cancel(registration, side, operation);
  };
  const stopListening = signal === undefined ? undefined : onAbort(signal, cancel);
  const stopTimer =
    timeout === undefined
      ? undefined
      : after(timeout, () => cancel(new TimeoutCondition(who, syscall)), options.ref !== false);
  operation.release = () => {
    stopListening?.();
    stopTimer?.();
  };
}

const none: AsyncOptions = {};

type Captured<T> = { resolve: (value: T) => void; reject: (reason: unknown) => void };
type Executor<T> = (resolve: (value: T) => void, reject: (reason: unknown) => void) => void;

// One executor for all promises: a closure for each would be a tenth of what a message leaves to collect.
const nothing = (): void => {};
const captured: Captured<never> = { resolve: nothing, reject: nothing };
const capture: Executor<never> = (resolve, reject) => {
  captured.resolve = resolve;
  captured.reject = reject;
};

/** Awaits an operation. Its arguments, and the options, have been checked. */
export function operate<T>(operation: Operation<T>, options: AsyncOptions = none): Promise<T> {
  const { socket, side, who } = operation;
  const { signal } = options;
  if (signal?.aborted === true) return failed(signal.reason);
  let poller: Poller;
  try {
    const made = madePollerOf(options.loop, who);
    const known = made?.find(socket.fd);
    // Those who wait already come first, and where nothing can be there is no need to look.
    if (known === undefined || (known.first(side) === undefined && !(side === "read" && known.drained))) {
      const value = known === undefined ? operation.try() : operation.tryIn(known);
      if (!isWouldBlock(value)) {
        if (known !== undefined) operation.noteDrained(known, value);
        return ready(value);
      }
    }
    if (options.timeout === 0) throw new TimeoutCondition(who, operation.syscall);
    poller = made ?? pollerOf(options.loop, who);
  } catch (error) {
    return refused(error);
  }
  turnTaken();
  const promise = new Promise<T>(capture as Executor<T>);
  const { resolve, reject } = captured as Captured<T>;
  // They would hold the promise, and what it becomes.
  captured.resolve = nothing;
  captured.reject = nothing;
  const registration = poller.registration(socket.fd);
  operation.settleBy(registration, resolve, reject);
  operation.ref = options.ref !== false;
  if (signal !== undefined || options.timeout !== undefined) limit(operation, options, poller, registration);
  try {
    poller.wait(who, registration, side, operation);
  } catch (error) {
    operation.reject(error);
  }
  return promise;
}

/** Checks the socket of an operation. */
export function checkSocket(socket: Socket): Socket {
  // Not by `instance`, whose question changes its class from call to call and is slow for that.
  if (!(socket instanceof Socket)) throw wrongType("socket", "a Socket", socket);
  return socket;
}
