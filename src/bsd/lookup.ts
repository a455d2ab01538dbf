/**
 * What every lookup of the resolver does: it runs where it may wait, on a thread of its own, and is
 * waited for by its descriptor; the resolver's numbers become conditions.
 */
import { AddressInfoCondition, SocketCondition } from "../core/condition.ts";
import { constants } from "../sys/constants.ts";
import { detail } from "../sys/frame.ts";
import { endJob, takeAnswer } from "../sys/system.ts";
import { READABLE, waitUntil } from "./wait.ts";

/** What to ask, and how to read the answer. */
export interface Question<T> {
  readonly who: string;
  readonly syscall: string;
  /** Whom it is about, for conditions. */
  readonly subject: string;
  /** Whether it may take time. */
  readonly onThread: boolean;
  /** Gives a descriptor when `onThread`, else the answer's length. */
  start(): number;
  decode(answer: Uint8Array<ArrayBuffer>): T;
}

/** A lookup under way. */
export class Lookup<T> {
  readonly #question: Question<T>;
  #result: number;
  #pending: boolean;

  constructor(question: Question<T>) {
    this.#question = question;
    this.#result = question.start();
    this.#pending = question.onThread && this.#result >= 0;
  }

  /** The descriptor that becomes readable when the answer is there; -1 when it is there already. */
  get fd(): number {
    return this.#pending ? this.#result : -1;
  }

  /** Lets go of the lookup: what its thread finds is thrown away. */
  abandon(): void {
    if (this.#pending) endJob(this.#result);
    this.#pending = false;
  }

  /** The answer, once its descriptor was readable. */
  finish(): T {
    if (this.#pending) {
      this.#result = endJob(this.#result);
      this.#pending = false;
    }
    const { who, syscall, subject, decode } = this.#question;
    if (this.#result >= 0) return decode(takeAnswer(this.#result));
    const eai = detail();
    if (eai === 0 || eai === constants.EAI_SYSTEM) {
      throw new SocketCondition(who, syscall, -this.#result, { address: subject });
    }
    throw new AddressInfoCondition(who, syscall, eai, { address: subject });
  }

  /** Waits for the answer in slices; `undefined` when the deadline came first, and the lookup is let go. */
  wait(deadline: number): T | undefined {
    let ready = !this.#pending;
    try {
      ready ||= waitUntil(this.#question.who, this.#result, READABLE, deadline);
    } finally {
      // Also when poll failed: the job's descriptor would stay open.
      if (!ready) this.abandon();
    }
    return ready ? this.finish() : undefined;
  }
}
