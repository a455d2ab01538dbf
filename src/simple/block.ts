/**
 * The simple room: the everyday procedures, blocking. Each runs the steps that `everyday` has for it,
 * waiting by poll(2) in slices, on a socket of either mode, which it leaves as it was.
 */

import { pollUntil, READABLE, WRITABLE, waitUntil } from "../bsd/wait.ts";
import { options as checkOptions } from "../core/check.ts";
import { TimeoutCondition } from "../everyday/conditions.ts";
import { Deadline } from "../everyday/deadline.ts";
import type { Step, Steps } from "../everyday/steps.ts";

/** What every waiting procedure takes. */
export interface BlockingOptions {
  /** Milliseconds for the whole operation: 0 tries once, absent waits. */
  readonly timeout?: number | undefined;
}

const nothing = new Uint8Array(0);

/** Waits for what a step needs; `false` when the deadline came first. */
function wait(who: string, step: Step, deadline: Deadline): boolean {
  if ("socket" in step) {
    return waitUntil(who, step.socket.fd, step.event === "read" ? READABLE : WRITABLE, deadline.at);
  }
  if ("turn" in step) return !deadline.overdue;
  if ("lookup" in step) return waitUntil(who, step.lookup.fd, READABLE, deadline.at);
  pollUntil(who, nothing, Math.min(deadline.at, performance.now() + step.pause));
  return !deadline.passed;
}

/** Runs steps to their end, or to the deadline's. */
export function block<T>(who: string, syscall: string, steps: Steps<T>, deadline: Deadline): T {
  let next = steps.next();
  while (next.done !== true) {
    let ready: boolean;
    try {
      ready = wait(who, next.value, deadline);
    } catch (error) {
      next = steps.throw(error);
      continue;
    }
    next = ready ? steps.next() : steps.throw(new TimeoutCondition(who, syscall));
  }
  return next.value;
}

/** The deadline of a procedure's options. */
export function deadlineOf(options: BlockingOptions): Deadline {
  checkOptions("options", options, ["timeout"]);
  return new Deadline(options.timeout);
}
