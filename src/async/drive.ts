/**
 * Runs the steps of an operation, awaiting what each of them waits for. They go on where readiness is
 * told, without a promise in between, so that an operation of many steps keeps its place before those
 * that came after it.
 */
import type { Socket } from "../bsd/socket.ts";
import { READABLE, WRITABLE, waitUntil } from "../bsd/wait.ts";
import { TimeoutCondition, withProgress } from "../everyday/conditions.ts";
import type { Step as EverydayStep } from "../everyday/steps.ts";
import { madePollerOf, pollerOf } from "../poller/event-loop.ts";
import type { Poller } from "../poller/poller.ts";
import type { Registration, Side, Waiter } from "../poller/registration.ts";
import { onAbort } from "./cancel.ts";
import type { AsyncOptions } from "./options.ts";
import { refused } from "./refused.ts";
import { after } from "./timer.ts";
import { failed, ready, turnDue, turnTaken } from "./turn.ts";

/** The queue that an operation stands in from its beginning to its end. */
export interface Place {
  readonly socket: Socket;
  readonly side: Side;
}

/** Waits until it is told to go on, and keeps its place; gives what takes that back. */
export interface Until {
  readonly until: (goOn: () => void) => () => void;
}

type Step = EverydayStep | Until;

/** Steps that only an awaited operation takes are among them. */
export type AwaitedSteps<T> = Generator<Step, T, void>;

interface Failure {
  readonly reason: unknown;
}

/**
 * Thrown into steps whose signal was aborted, in place of its reason: that may be anything, and must not be taken for
 * the failure of one step of many. What the steps note in it goes to the reason, where that takes it.
 */
class Aborted {
  declare readonly sent?: number;
  declare readonly received?: Uint8Array<ArrayBuffer>;
}

const GO_ON = Symbol("go on");
// As with a blocking deadline: what is ready without waiting is still taken for so long.
const GRACE = 50;

function isReady(who: string, fd: number, events: number): boolean {
  try {
    return waitUntil(who, fd, events, 0);
  } catch {
    return false;
  }
}

/** Whether a step is a turn of the loop that need not be taken. */
function passes(step: Step): boolean {
  return "turn" in step && !step.rest && !turnDue();
}

class Driven<T> implements Waiter {
  next: Waiter | undefined;
  readonly ref: boolean;
  /** Takes back what would cancel it: a timer, a signal's listener. */
  release: (() => void) | undefined;
  readonly #who: string;
  readonly #steps: AwaitedSteps<T>;
  readonly #poller: Poller;
  readonly #place: Place | undefined;
  readonly #resolve: (value: T) => void;
  readonly #reject: (reason: unknown) => void;
  /** The queue it is in. */
  #registration: Registration | undefined;
  #side: Side = "read";
  /** Whether that is the queue of a descriptor that is no socket: a job's, or a pipe's. */
  #foreign = false;
  /** What it waits for; `undefined` before its first step. */
  #step: Step | undefined;
  /** Takes back the timer or the turn that it waits for, which readiness does not end. */
  #timed: (() => void) | undefined;
  /** It waits for something that is neither readiness nor soon. */
  #resting = false;
  #running = false;
  /** Why it ends, and since when, once that was thrown into the steps. */
  #ended: Failure | undefined;
  #late: { readonly reason: unknown; readonly since: number } | undefined;

  constructor(
    who: string,
    steps: AwaitedSteps<T>,
    poller: Poller,
    place: Place | undefined,
    ref: boolean,
    resolve: (value: T) => void,
    reject: (reason: unknown) => void,
  ) {
    this.#who = who;
    this.#steps = steps;
    this.#poller = poller;
    this.#place = place;
    this.ref = ref;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  /** Begins to wait: for what the step at which it is needs, or for others to be served before its first. */
  start(step: Step | undefined): void {
    if (step === undefined) {
      const { socket, side } = this.#place as Place;
      const failure = this.#guarded(() => this.#enter(socket.fd, side));
      if (failure !== undefined) this.#settle(() => this.#reject(failure.reason));
      return;
    }
    this.#step = step;
    const failure = this.#guarded(() => this.#wait(step));
    if (failure !== undefined) this.end(failure.reason);
  }

  get socket(): Socket | undefined {
    if (this.#place !== undefined) return this.#place.socket;
    const step = this.#step;
    return step !== undefined && "socket" in step ? step.socket : undefined;
  }

  get resting(): boolean {
    return this.#resting;
  }

  attempt(): boolean {
    if (this.#timed !== undefined || this.#running) return false;
    const registration = this.#registration;
    this.#run(() => this.#steps.next());
    return this.#registration !== registration;
  }

  fail(reason: (who: string) => unknown): void {
    // Out of the queue that has ended; a pipe's has not, when it was the socket that did.
    if (this.#registration?.closed === true) this.#registration = undefined;
    this.#leave();
    // Steps that clean up close a socket of their own, and go on.
    if (!this.#running) this.end(reason(this.#who));
  }

  /** Ends it: the steps clean up, and may tell what was done. */
  end(reason: unknown): void {
    if (this.#ended !== undefined) return;
    this.#ended = { reason };
    if (!this.#running) this.#run(() => this.#steps.throw(reason));
  }

  /** Ends it with the signal's own reason, whatever the steps make of it. */
  abort(reason: unknown): void {
    this.#reject(reason);
    const aborted = new Aborted();
    this.end(aborted);
    withProgress(reason, aborted);
  }

  /** Time is up. What is ready at this moment still counts, once it is this operation's turn. */
  late(reason: unknown): void {
    if (this.#ended !== undefined) return;
    this.#late = { reason, since: performance.now() };
    const step = this.#step;
    if (step === undefined) this.end(reason);
    else if (!("turn" in step) && this.#patience(step) !== GO_ON) this.end(reason);
    else if (this.#timed === undefined) this.#run(() => this.#steps.next());
  }

  /** Whether a step may go on after its time. */
  #patience(step: Step): typeof GO_ON | Failure {
    const { reason, since } = this.#late as { reason: unknown; since: number };
    let goesOn = false;
    if ("turn" in step) goesOn = performance.now() - since < GRACE;
    else if ("lookup" in step) goesOn = isReady(this.#who, step.lookup.fd, READABLE);
    else if ("socket" in step) {
      goesOn = isReady(this.#who, step.socket.fd, step.event === "read" ? READABLE : WRITABLE);
    }
    return goesOn ? GO_ON : { reason };
  }

  /** Goes on until it must wait. */
  #run(resume: () => IteratorResult<Step, T>): void {
    this.#running = true;
    this.#timed?.();
    this.#timed = undefined;
    if (this.#foreign) this.#leave();
    try {
      let next = resume();
      while (next.done !== true) {
        if (this.#ended !== undefined) {
          // It was told, and would go on all the same.
          this.#steps.return(undefined as T);
          throw this.#ended.reason;
        }
        const step = next.value;
        this.#step = step;
        const outcome = this.#begin(step);
        if (outcome === undefined) return;
        if (outcome !== GO_ON) this.#ended = outcome;
        next = outcome === GO_ON ? this.#steps.next() : this.#steps.throw(outcome.reason);
      }
      const { value } = next;
      this.#settle(() => this.#resolve(value));
    } catch (error) {
      this.#settle(() => this.#reject(error));
    } finally {
      this.#running = false;
    }
  }

  /** Begins a step: `undefined` when it waits. */
  #begin(step: Step): typeof GO_ON | Failure | undefined {
    if (this.#late !== undefined) {
      const outcome = this.#patience(step);
      if (outcome !== GO_ON || !("turn" in step)) return outcome;
    }
    if (passes(step)) return GO_ON;
    return this.#guarded(() => this.#wait(step));
  }

  #guarded(action: () => void): Failure | undefined {
    try {
      action();
      return undefined;
    } catch (error) {
      return { reason: error };
    }
  }

  #wait(step: Step): void {
    turnTaken();
    const goOn = (): void => this.#run(() => this.#steps.next());
    if ("socket" in step) {
      this.#enter(step.socket.fd, step.event);
    } else if ("lookup" in step) {
      this.#enter(step.lookup.fd, "read");
      this.#foreign = true;
      // It ends with its socket all the same.
      if (this.#place !== undefined) this.#poller.attend(this, this.#place.socket.fd);
    } else if ("turn" in step) {
      // The turn is short, and nobody may come before it meanwhile.
      if (this.#place !== undefined) this.#enter(this.#place.socket.fd, this.#place.side);
      const immediate = setImmediate(goOn);
      this.#timed = () => clearImmediate(immediate);
    } else if ("until" in step) {
      this.#resting = true;
      if (this.#place !== undefined) this.#enter(this.#place.socket.fd, this.#place.side);
      const stop = step.until(goOn);
      this.#timed = () => {
        this.#resting = false;
        stop();
      };
    } else {
      this.#leave();
      this.#poller.attend(this, this.#place?.socket.fd ?? -1);
      const stop = after(step.pause, goOn, this.ref);
      this.#timed = () => {
        stop();
        this.#poller.dismiss(this);
      };
    }
  }

  #enter(fd: number, side: Side): void {
    const registration = this.#poller.registration(fd);
    if (registration === this.#registration && side === this.#side) {
      this.#poller.update(this.#who, registration, true);
      return;
    }
    this.#leave();
    this.#poller.wait(this.#who, registration, side, this);
    this.#registration = registration;
    this.#side = side;
  }

  #leave(): void {
    const registration = this.#registration;
    this.#registration = undefined;
    if (registration !== undefined) this.#poller.cancel(registration, this.#side, this);
    if (!this.#foreign) return;
    this.#foreign = false;
    this.#poller.dismiss(this);
    // The number may be another's soon.
    if (registration !== undefined) this.#poller.release(registration.fd);
  }

  #settle(how: () => void): void {
    how();
    this.release?.();
    this.#leave();
  }
}

/** What becomes of steps that cannot go on. */
function thrownInto(steps: AwaitedSteps<unknown>, reason: unknown): unknown {
  try {
    steps.throw(reason);
    steps.return(undefined);
  } catch (error) {
    return error;
  }
  return reason;
}

/**
 * Runs steps to their end. When the signal aborts or time is up the reason is thrown into them at the
 * step they are at, so that they clean up and tell what was done. With a `place` they begin when those
 * who wait there already have been served.
 */
export function drive<T>(
  who: string,
  syscall: string,
  steps: AwaitedSteps<T>,
  options: AsyncOptions,
  place?: Place,
): Promise<T> {
  const { signal, timeout, ref = true } = options;
  if (signal?.aborted === true) return failed(signal.reason);
  let poller: Poller;
  let step: Step | undefined;
  try {
    const made = madePollerOf(options.loop, who);
    if (place === undefined || made?.find(place.socket.fd)?.first(place.side) === undefined) {
      let next = steps.next();
      while (next.done !== true && passes(next.value)) next = steps.next();
      if (next.done === true) return ready(next.value);
      step = next.value;
    }
    poller = made ?? pollerOf(options.loop, who);
  } catch (error) {
    return refused(step === undefined ? error : thrownInto(steps, error));
  }
  return new Promise<T>((resolve, reject) => {
    const driven = new Driven(who, steps, poller, place, ref, resolve, reject);
    const late = (): void => driven.late(new TimeoutCondition(who, syscall));
    const stopTimer = timeout === undefined || timeout === 0 ? undefined : after(timeout, late, ref);
    const stopListening = signal === undefined ? undefined : onAbort(signal, (reason) => driven.abort(reason));
    driven.release = () => {
      stopTimer?.();
      stopListening?.();
    };
    driven.start(step);
    if (timeout === 0) late();
  });
}
