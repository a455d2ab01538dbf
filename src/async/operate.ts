/** One BSD operation, awaited: tried at once, and again each time its socket is ready. */
import { Socket } from "../bsd/socket.ts";
import { hungUp } from "../bsd/wait.ts";
import { instance } from "../core/check.ts";
import { SocketCondition } from "../core/condition.ts";
import { WouldBlock } from "../core/would-block.ts";
import { TimeoutCondition } from "../everyday/conditions.ts";
import { tryNow } from "../everyday/steps.ts";
import { madePollerOf, pollerOf } from "../poller/event-loop.ts";
import type { Poller } from "../poller/poller.ts";
import { HANG_UP, READ_HANG_UP, type Registration, type Side, type Waiter } from "../poller/registration.ts";
import { onAbort } from "./cancel.ts";
import type { AsyncOptions } from "./options.ts";
import { refused } from "./refused.ts";
import { after } from "./timer.ts";
import { failed, ready, turnTaken } from "./turn.ts";

/** What to await. */
export interface Operation<T> {
  readonly who: string;
  readonly syscall: string;
  readonly socket: Socket;
  readonly side: Side;
  /** One call of the BSD method. */
  call(): T | WouldBlock;
  /**
   * What it comes to when nothing more can come, though the call would block: on some sockets that were shut
   * down the kernel says so to those who do not wait.
   */
  ended?(): T;
  /** Whether a result tells that a stream was read empty, so that trying again would only find that. */
  drains?(value: T): boolean;
}

function isWouldBlock(value: unknown): value is WouldBlock {
  return typeof value === "object" && value instanceof WouldBlock;
}

/** One try; EINTR tries again. */
function attempt<T>(operation: Operation<T>): T | WouldBlock {
  for (;;) {
    try {
      return tryNow(operation.socket, () => operation.call());
    } catch (error) {
      if (!(error instanceof SocketCondition) || error.code !== "EINTR") throw error;
    }
  }
}

/** One try where readiness has been told of: the end that was told counts when the call knows of none. */
function attemptIn<T>(operation: Operation<T>, registration: Registration): T | WouldBlock {
  const value = attempt(operation);
  if (!isWouldBlock(value) || operation.ended === undefined) return value;
  if ((registration.told & (HANG_UP | READ_HANG_UP)) === 0) return value;
  // What was told may have been before the socket was connected.
  return hungUp(operation.who, operation.socket.fd) ? operation.ended() : value;
}

class OperationWaiter<T> implements Waiter {
  next: Waiter | undefined;
  readonly ref: boolean;
  readonly #operation: Operation<T>;
  readonly #registration: Registration;
  readonly #resolve: (value: T) => void;
  readonly #reject: (reason: unknown) => void;
  /** Takes back what would cancel it: a timer, a signal's listener. */
  release: (() => void) | undefined;

  constructor(
    operation: Operation<T>,
    registration: Registration,
    ref: boolean,
    resolve: (value: T) => void,
    reject: (reason: unknown) => void,
  ) {
    this.#operation = operation;
    this.#registration = registration;
    this.ref = ref;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  attempt(): boolean {
    // One before it has read the stream empty: the next edge tells when there is more.
    if (this.#registration.drained && this.#operation.side === "read") return false;
    let value: T | WouldBlock;
    try {
      value = attemptIn(this.#operation, this.#registration);
    } catch (error) {
      this.release?.();
      this.#reject(error);
      return true;
    }
    if (isWouldBlock(value)) return false;
    noteDrained(this.#operation, this.#registration, value);
    this.release?.();
    this.#resolve(value);
    return true;
  }

  fail(reason: (who: string) => unknown): void {
    this.reject(reason(this.#operation.who));
  }

  reject(reason: unknown): void {
    this.release?.();
    this.#reject(reason);
  }
}

function noteDrained<T>(operation: Operation<T>, registration: Registration, value: T): void {
  if (operation.drains === undefined || registration.interest === 0 || registration.told !== 0) return;
  registration.drained = operation.drains(value);
}

/** Arranges for a waiter to be cancelled by its signal or its timeout. */
function limit<T>(
  waiter: OperationWaiter<T>,
  { who, syscall, side }: Operation<T>,
  options: AsyncOptions,
  poller: Poller,
  registration: Registration,
): void {
  const { signal, timeout } = options;
  const cancel = (reason: unknown): void => {
    waiter.reject(reason);
    poller.cancel(registration, side, waiter);
  };
  const stopListening = signal === undefined ? undefined : onAbort(signal, cancel);
  const stopTimer =
    timeout === undefined
      ? undefined
      : after(timeout, () => cancel(new TimeoutCondition(who, syscall)), options.ref !== false);
  waiter.release = () => {
    stopListening?.();
    stopTimer?.();
  };
}

const none: AsyncOptions = {};

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
      const value = known === undefined ? attempt(operation) : attemptIn(operation, known);
      if (!isWouldBlock(value)) {
        if (known !== undefined) noteDrained(operation, known, value);
        return ready(value);
      }
    }
    if (options.timeout === 0) throw new TimeoutCondition(who, operation.syscall);
    poller = made ?? pollerOf(options.loop, who);
  } catch (error) {
    return refused(error);
  }
  turnTaken();
  return new Promise<T>((resolve, reject) => {
    const registration = poller.registration(socket.fd);
    const waiter = new OperationWaiter(operation, registration, options.ref !== false, resolve, reject);
    if (signal !== undefined || options.timeout !== undefined) limit(waiter, operation, options, poller, registration);
    try {
      poller.wait(who, registration, side, waiter);
    } catch (error) {
      waiter.reject(error);
    }
  });
}

/** Checks the socket of an operation. */
export function checkSocket(socket: Socket): Socket {
  return instance("socket", socket, Socket);
}

/** What an action throws, as a rejection: who awaits finds all errors in one place. */
export function promised<T>(action: () => Promise<T>): Promise<T> {
  try {
    return action();
  } catch (error) {
    return Promise.reject(error);
  }
}
