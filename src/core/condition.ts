import { lookupErrorText } from "../sys/text.ts";
import { brand } from "./brand.ts";
import { integer, MAX_INT32, string } from "./check.ts";
import { ENOTSUP, errnoName, errnoText, lookupErrorName } from "./errno.ts";

/** What a condition tells beside its error: the other side, our side, and what led to it. */
export interface ConditionDetails {
  /** The address the call was about: an IP address without its port, or a path. */
  readonly address?: string | undefined;
  readonly port?: number | undefined;
  /** The local address, with its port. */
  readonly local?: string | undefined;
  readonly cause?: unknown;
  /** What else the call was about, such as an option's name; only the message shows it. */
  readonly subject?: string | undefined;
  /** @internal The name and words of a number that is not an errno. */
  readonly words?: ErrorWords | undefined;
}

/** @internal What an error number is called. */
export interface ErrorWords {
  readonly code: string;
  readonly text: string;
}

function errnoWords(type: number): ErrorWords {
  integer("type", type, 0, MAX_INT32);
  return { code: errnoName(type), text: errnoText(type) };
}

/** @internal The name and words of a number of the resolver's. */
export function lookupWords(type: number): ErrorWords {
  integer("type", type, -MAX_INT32, MAX_INT32);
  return { code: lookupErrorName(type), text: lookupErrorText(type) };
}

function place(details: ConditionDetails): string {
  const { address, port, subject } = details;
  const parts: string[] = [];
  if (subject !== undefined) parts.push(subject);
  if (address !== undefined) {
    if (port === undefined) parts.push(address);
    else parts.push(address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`);
  }
  return parts.length === 0 ? "" : ` ${parts.join(" ")}`;
}

/**
 * An error of a system call: who was called, which call failed, how, and about what. Thrown by every
 * method; the message reads like `connect ECONNREFUSED 127.0.0.1:80`.
 *
 * `code`, `errno`, `syscall`, `address` and `port` are as in Node's own system errors. Every code and
 * what to do about it: docs/errors.md.
 */
export class SocketCondition extends Error {
  /** The method that was called, such as `accept`. */
  readonly who: string;
  /** The system call that failed, by its name in the manual. */
  readonly syscall: string;
  /** The error number, positive: C's errno. */
  readonly type: number;
  /** The system's words for the error. */
  readonly text: string;
  /** The error's name, such as `ECONNREFUSED`; `ERRNO_n` for a number without one. */
  readonly code: string;
  /** The error number, negative, as Node has it. */
  readonly errno: number;
  declare readonly address?: string;
  declare readonly port?: number;
  declare readonly local?: string;
  /** What a procedure that sends all of something had sent when this ended it. */
  declare readonly sent?: number;
  /** Of what `sendZeroCopy` had sent when this ended it: when the kernel is done with its memory. */
  declare readonly completed?: Promise<{ readonly copied: boolean }>;
  /** What a procedure that receives a certain count had received when this ended it. */
  declare readonly received?: Uint8Array<ArrayBuffer>;

  static {
    brand(this, "SocketCondition");
  }

  constructor(who: string, syscall: string, type: number, details: ConditionDetails = {}) {
    const words = details.words ?? errnoWords(type);
    super(
      `${string("syscall", syscall)} ${words.code}${place(details)}`,
      details.cause === undefined ? undefined : { cause: details.cause },
    );
    this.who = string("who", who);
    this.syscall = syscall;
    this.type = type;
    this.text = words.text;
    this.code = words.code;
    this.errno = -Math.abs(type);
    if (details.address !== undefined) this.address = details.address;
    if (details.port !== undefined) this.port = details.port;
    if (details.local !== undefined) this.local = details.local;
  }

  /** Throws the condition. */
  static raise(who: string, syscall: string, type: number, details?: ConditionDetails): never {
    throw new SocketCondition(who, syscall, type, details);
  }

  /** Returns the condition if its type is one of the values, else throws it. */
  static raiseUnless(who: string, syscall: string, type: number, ...values: number[]): SocketCondition {
    const condition = new SocketCondition(who, syscall, type);
    if (values.includes(type)) return condition;
    throw condition;
  }
}
Object.defineProperty(SocketCondition.prototype, "name", {
  value: "SocketCondition",
  writable: true,
  configurable: true,
});

/**
 * A failed lookup: `code` is `EAI_NONAME` and the like, `type` the platform's number for it. A lookup
 * that failed with a system error (EAI_SYSTEM) is a plain {@link SocketCondition} with its errno.
 */
export class AddressInfoCondition extends SocketCondition {
  static {
    brand(this, "AddressInfoCondition");
  }

  constructor(who: string, syscall: string, type: number, details: ConditionDetails = {}) {
    super(who, syscall, type, { ...details, words: lookupWords(type) });
  }
}
Object.defineProperty(AddressInfoCondition.prototype, "name", {
  value: "AddressInfoCondition",
  writable: true,
  configurable: true,
});

/** ENOTSUP for something that this platform lacks, by its name. */
export function unsupported(who: string, syscall: string, subject: string): SocketCondition {
  return new SocketCondition(who, syscall, ENOTSUP, { subject });
}
