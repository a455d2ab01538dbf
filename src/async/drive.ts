/** Runs the steps of an operation, awaiting what each of them waits for. */
import { TimeoutCondition } from "../everyday/conditions.ts";
import { Deadline } from "../everyday/deadline.ts";
import type { Step, Steps } from "../everyday/steps.ts";
import { pollerOf } from "../poller/event-loop.ts";
import type { Poller } from "../poller/poller.ts";
import type { Side, Waiter } from "../poller/registration.ts";
import { onAbort } from "./cancel.ts";
import type { AsyncOptions } from "./options.ts";
import { ready, turnTaken } from "./turn.ts";

/** A wait that can be given up from outside. */
interface Waiting {
  readonly done: Promise<void>;
  giveUp(reason: unknown): void;
}

/** Waits until a descriptor has become ready since somebody last looked. */
function becomesReady(poller: Poller, who: string, fd: number, side: Side, ref: boolean): Waiting {
  const { promise, resolve, reject } = withResolvers();
  const registration = poller.registration(fd);
  const waiter: Waiter = {
    next: undefined,
    ref,
    attempt() {
      resolve();
      return true;
    },
    fail: (reason) => reject(reason(who)),
  };
  poller.wait(who, registration, side, waiter);
  return {
    done: promise,
    giveUp(reason) {
      poller.cancel(registration, side, waiter);
      reject(reason);
    },
  };
}

function withResolvers(): { promise: Promise<void>; resolve: () => void; reject: (reason: unknown) => void } {
  let resolve!: () => void;
  let reject!: (reason: unknown) => void;
  const promise = new Promise<void>((resolver, rejecter) => {
    resolve = resolver;
    reject = rejecter;
  });
  return { promise, resolve, reject };
}

function pause(milliseconds: number, ref: boolean): Waiting {
  const { promise, resolve, reject } = withResolvers();
  const timer = setTimeout(resolve, milliseconds);
  if (!ref) timer.unref();
  return {
    done: promise,
    giveUp(reason) {
      clearTimeout(timer);
      reject(reason);
    },
  };
}

function begin(poller: Poller, who: string, step: Exclude<Step, { turn: true }>, ref: boolean): Waiting {
  if ("socket" in step) return becomesReady(poller, who, step.socket.fd, step.event, ref);
  if ("lookup" in step) return becomesReady(poller, who, step.lookup.fd, "read", ref);
  return pause(step.pause, ref);
}

/** The number of a job's descriptor is free once the job has ended: the poller forgets it before. */
function forget(poller: Poller, step: Step): void {
  if ("lookup" in step && step.lookup.fd >= 0) poller.evict(step.lookup.fd, () => undefined);
}

/**
 * Runs steps to their end. When the signal aborts or time is up the reason is thrown into them at the
 * step they are at, so that they clean up and tell what was done.
 */
export async function drive<T>(who: string, syscall: string, steps: Steps<T>, options: AsyncOptions): Promise<T> {
  const { signal, ref = true } = options;
  signal?.throwIfAborted();
  const poller = pollerOf(options.loop);
  let next = steps.next();
  if (next.done === true) return ready(next.value);
  const deadline = new Deadline(options.timeout);
  let current: Waiting | undefined;
  let ended: { reason: unknown } | undefined;
  const end = (reason: unknown): void => {
    ended ??= { reason };
    current?.giveUp(reason);
  };
  const stopListening = signal === undefined ? undefined : onAbort(signal, end);
  const timer = Number.isFinite(deadline.at)
    ? setTimeout(() => end(new TimeoutCondition(who, syscall)), deadline.left)
    : undefined;
  if (!ref) timer?.unref();
  try {
    while (next.done !== true) {
      const step = next.value;
      let failure: { reason: unknown } | undefined = ended;
      if (failure !== undefined) {
        // Ended while it was between two steps.
      } else if ("turn" in step) {
        // No need to wait, but others get their turn when one is due.
        await ready(undefined);
        failure = ended;
      } else {
        turnTaken();
        try {
          current = begin(poller, who, step, ref);
          await current.done;
        } catch (error) {
          failure = { reason: error };
        }
        current = undefined;
      }
      forget(poller, step);
      next = failure === undefined ? steps.next() : steps.throw(failure.reason);
    }
    return next.value;
  } finally {
    stopListening?.();
    clearTimeout(timer);
  }
}
