/**
 * The everyday room: the rules that `simple` and `async` share, each told once: which addresses are
 * tried, what becomes of a stale socket file, what a failure is called, how lines are found in bytes. It
 * waits for nothing.
 */
import { brand } from "../core/brand.ts";
import { AddressInfoCondition, type ConditionDetails, lookupWords, SocketCondition } from "../core/condition.ts";
import { required } from "../sys/constants.ts";

function named(type: abstract new (...args: never[]) => Error, name: string): void {
  Object.defineProperty(type.prototype, "name", { value: name, writable: true, configurable: true });
}

/** The details of a condition that wraps another: the same error about the same address, with the other as its cause. */
function wrapping(cause: SocketCondition): ConditionDetails {
  const { address, port, local } = cause;
  const words = cause instanceof AddressInfoCondition ? lookupWords(cause.type) : undefined;
  return { address, port, local, cause, words };
}

/** The same condition under the name of the procedure that the user called. */
export function renamed(who: string, error: unknown): unknown {
  if (!(error instanceof SocketCondition) || error.constructor !== SocketCondition) return error;
  const { address, port, local, cause } = error;
  return new SocketCondition(who, error.syscall, error.type, { address, port, local, cause });
}

/**
 * A connection that could not be made. `errors` has a condition for every address that was tried, in
 * their order; the condition itself reads as the last of them. When the lookup failed nothing was tried,
 * and its condition is the `cause`.
 */
export class ConnectCondition extends SocketCondition {
  readonly errors: readonly SocketCondition[];

  static {
    brand(this, "ConnectCondition");
    named(this, "ConnectCondition");
  }

  constructor(
    who: string,
    syscall: string,
    type: number,
    details: ConditionDetails & { readonly errors?: readonly SocketCondition[] | undefined } = {},
  ) {
    super(who, syscall, type, details);
    this.errors = Object.freeze([...(details.errors ?? [])]);
  }

  /** For the failure of every address. */
  static ofErrors(who: string, errors: readonly SocketCondition[]): ConnectCondition {
    const last = errors.at(-1) as SocketCondition;
    return new ConnectCondition(who, last.syscall, last.type, { ...wrapping(last), errors });
  }

  /** For the failure of the lookup. */
  static ofLookup(who: string, cause: SocketCondition): ConnectCondition {
    return new ConnectCondition(who, cause.syscall, cause.type, wrapping(cause));
  }
}

/** A listener that could not be made; the failed call is the `cause`. */
export class ListenCondition extends SocketCondition {
  static {
    brand(this, "ListenCondition");
    named(this, "ListenCondition");
  }

  static of(who: string, cause: SocketCondition): ListenCondition {
    return new ListenCondition(who, cause.syscall, cause.type, wrapping(cause));
  }
}

/** A connection that could not be accepted; the failed call is the `cause`. */
export class AcceptCondition extends SocketCondition {
  static {
    brand(this, "AcceptCondition");
    named(this, "AcceptCondition");
  }

  static of(who: string, cause: SocketCondition): AcceptCondition {
    return new AcceptCondition(who, cause.syscall, cause.type, wrapping(cause));
  }
}

/**
 * The caller's own deadline has passed. Its code is ETIMEDOUT; the kernel's ETIMEDOUT, of a peer that no
 * longer answers, is a plain {@link SocketCondition}.
 */
export class TimeoutCondition extends SocketCondition {
  static {
    brand(this, "TimeoutCondition");
    named(this, "TimeoutCondition");
  }

  constructor(who: string, syscall: string, details: ConditionDetails = {}) {
    super(who, syscall, required("ETIMEDOUT"), details);
  }
}

/**
 * A stream ended before all the bytes that were asked for had come; `received` are those that had. Its
 * code is ENODATA.
 */
export class EndOfStreamCondition extends SocketCondition {
  override readonly received: Uint8Array<ArrayBuffer>;

  static {
    brand(this, "EndOfStreamCondition");
    named(this, "EndOfStreamCondition");
  }

  constructor(who: string, syscall: string, received: Uint8Array<ArrayBuffer>) {
    super(who, syscall, required("ENODATA"), { subject: `after ${received.length} bytes` });
    this.received = received;
  }
}

/**
 * Adds what had been done to the error that ended it, so that nothing is lost: `sent` or `received`. What takes nothing,
 * a frozen object or a text, is left as it is.
 */
export function withProgress<T>(error: T, progress: Pick<SocketCondition, "sent" | "received" | "completed">): T {
  if (typeof error !== "object" || error === null) return error;
  for (const [name, value] of Object.entries(progress)) Reflect.set(error, name, value);
  return error;
}

/** A deadline that passed, told with what was being done; any other error as it is. */
export function timedOut(who: string, syscall: string, error: unknown, details: ConditionDetails): unknown {
  return error instanceof TimeoutCondition ? new TimeoutCondition(who, syscall, details) : error;
}
