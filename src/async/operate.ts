/** One BSD operation, awaited: tried at once, and again each time its socket is ready. */
import type { SocketAddress } from "../address/socket-address.ts";
import { Socket } from "../bsd/socket.ts";
import { wrongType } from "../core/check.ts";
import { SocketCondition } from "../core/condition.ts";
import { WouldBlock } from "../core/would-block.ts";
import { TimeoutCondition } from "../everyday/conditions.ts";
import { tryNow } from "../everyday/steps.ts";
import { madePollerOf, pollerOf } from "../poller/event-loop.ts";
import type { Poller } from "../poller/poller.ts";
import { HANG_UP, READ_HANG_UP, type Registration, type Waiter } from "../poller/registration.ts";
import { onAbort } from "./cancel.ts";
import { errorPending, hungUp } from "./hung-up.ts";
import { isInternetDatagram } from "./internet-datagram.ts";
import type { Method } from "./method.ts";
import type { AsyncOptions } from "./options.ts";
import { refused } from "./refused.ts";
import { after } from "./timer.ts";
import { failed, ready, turnTaken } from "./turn.ts";

function isWouldBlock(value: unknown): value is WouldBlock {
  if (typeof value !== "object") return false;
  // What comes most often first: a brand's question is slow where classes vary.
  return !(value instanceof Uint8Array) && !Array.isArray(value) && value instanceof WouldBlock;
}

/** Whether an error that a call was given stands in the error queue as well, for those who await it. */
function isQueued(socket: Socket, who: string, registration: Registration | undefined): boolean {
  if (registration?.errors === undefined || !isInternetDatagram(socket)) return false;
  return errorPending(who, socket.fd);
}

/**
 * One try, whatever mode the socket is in; EINTR tries again. So does an error that was reported of an
 * earlier datagram, once, where the error queue is awaited: there it is told, with all that is known of it,
 * and here it would end a loop that has nothing to do with it.
 */
function tryOnce<T, Flag>(
  method: Method<T, Flag>,
  socket: Socket,
  view: ArrayBufferView | undefined,
  length: number,
  flags: readonly Flag[] | undefined,
  address: SocketAddress | undefined,
  registration: Registration | undefined,
): T | WouldBlock {
  const { call } = method;
  for (let left = false; ; ) {
    try {
      if (socket.nonblocking) return call(socket, view, length, flags, address);
      return tryNow(socket, () => call(socket, view, length, flags, address));
    } catch (error) {
      if (!(error instanceof SocketCondition)) throw error;
      if (error.code === "EINTR") continue;
      if (left || method.side === "error" || !isQueued(socket, method.who, registration)) throw error;
      left = true;
    }
  }
}

/** What a try came to that would block, given what was told: the end counts when the call knows of none. */
function orEnd<T, Flag>(
  value: WouldBlock,
  registration: Registration,
  method: Method<T, Flag>,
  socket: Socket,
  flags: readonly Flag[] | undefined,
): T | WouldBlock {
  if ((registration.told & (HANG_UP | READ_HANG_UP)) === 0) return value;
  const end = method.ended?.(socket, flags);
  // What was told may have been before the socket was connected.
  return end !== undefined && hungUp(method.who, socket.fd) ? end() : value;
}

function noteDrained<T, Flag>(
  registration: Registration,
  value: T,
  method: Method<T, Flag>,
  socket: Socket,
  length: number,
  flags: readonly Flag[] | undefined,
): void {
  const { drains } = method;
  if (drains === undefined || registration.interest === 0 || registration.told !== 0) return;
  registration.drained = drains(value, socket, length, flags);
}

/**
 * A call that waits. There is one for each idle connection, so it is its own waiter and has its arguments as
 * members: closures would be the most of its memory.
 */
class Operation<T, Flag> implements Waiter {
  next: Waiter | undefined = undefined;
  readonly ref: boolean;
  /** Takes back what would cancel it: a timer, a signal's listener. */
  release: (() => void) | undefined = undefined;
  readonly method: Method<T, Flag>;
  readonly #socket: Socket;
  readonly #view: ArrayBufferView | undefined;
  readonly #length: number;
  readonly #flags: readonly Flag[] | undefined;
  readonly #address: SocketAddress | undefined;
  readonly #resolve: (value: T) => void;
  readonly #reject: (reason: unknown) => void;

  constructor(
    method: Method<T, Flag>,
    socket: Socket,
    view: ArrayBufferView | undefined,
    length: number,
    flags: readonly Flag[] | undefined,
    address: SocketAddress | undefined,
    ref: boolean,
    resolve: (value: T) => void,
    reject: (reason: unknown) => void,
  ) {
    this.ref = ref;
    this.method = method;
    this.#socket = socket;
    this.#view = view;
    this.#length = length;
    this.#flags = flags;
    this.#address = address;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  attempt(registration: Registration): boolean {
    const method = this.method;
    // One before it has read the stream empty: the next edge tells when there is more.
    if (registration.drained && method.side === "read") return false;
    const socket = this.#socket;
    const flags = this.#flags;
    let value: T | WouldBlock;
    try {
      value = tryOnce(method, socket, this.#view, this.#length, flags, this.#address, registration);
      if (isWouldBlock(value)) value = orEnd(value, registration, method, socket, flags);
    } catch (error) {
      this.reject(error);
      return true;
    }
    if (isWouldBlock(value)) return false;
    noteDrained(registration, value, method, socket, this.#length, flags);
    this.release?.();
    this.#resolve(value);
    return true;
  }

  fail(reason: (who: string) => unknown): void {
    this.reject(reason(this.method.who));
  }

  reject(reason: unknown): void {
    this.release?.();
    this.#reject(reason);
  }
}

/** Arranges for a waiter to be cancelled by its signal or its timeout. */
function limit<T, Flag>(
  operation: Operation<T, Flag>,
  options: AsyncOptions,
  poller: Poller,
  registration: Registration,
): void {
  const { who, syscall, side } = operation.method;
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

/** Awaits a method with arguments that have been checked, as the options have. */
export function operate<T, Flag>(
  method: Method<T, Flag>,
  socket: Socket,
  view: ArrayBufferView | undefined,
  length: number,
  flags: readonly Flag[] | undefined,
  address: SocketAddress | undefined,
  options: AsyncOptions = none,
): Promise<T> {
  const { who, side } = method;
  const { signal } = options;
  if (signal?.aborted === true) return failed(signal.reason);
  let poller: Poller;
  try {
    const made = madePollerOf(options.loop, who);
    const known = made?.find(socket.fd);
    // Those who wait already come first, and where nothing can be there is no need to look.
    if (known === undefined || (known.first(side) === undefined && !(side === "read" && known.drained))) {
      let value = tryOnce(method, socket, view, length, flags, address, known);
      if (known !== undefined && isWouldBlock(value)) value = orEnd(value, known, method, socket, flags);
      if (!isWouldBlock(value)) {
        if (known !== undefined) noteDrained(known, value, method, socket, length, flags);
        return ready(value);
      }
    }
    if (options.timeout === 0) throw new TimeoutCondition(who, method.syscall);
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
  const ref = options.ref !== false;
  const operation = new Operation(method, socket, view, length, flags, address, ref, resolve, reject);
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
  // The brand is asked last: its question is slow, and almost every socket is of this very class.
  if (socket?.constructor !== Socket && !(socket instanceof Socket)) throw wrongType("socket", "a Socket", socket);
  return socket;
}
