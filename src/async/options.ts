/**
 * The async room: the everyday procedures and the BSD operations, awaited. What is ready completes at
 * once; what is not waits in an event loop's poller.
 */
import { abortSignal, boolean, options as checkOptions, timeout as checkTimeout, wrongType } from "../core/check.ts";
import { EventLoop } from "../poller/event-loop.ts";

/** What every awaited procedure takes, as its last argument. */
export interface AsyncOptions {
  /** The loop to wait in; the default one unless told. */
  readonly loop?: EventLoop | undefined;
  /** Cancels the operation: it rejects with the signal's reason, and has consumed nothing. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds for the whole operation: past them it rejects with a `TimeoutCondition`. 0 tries once. */
  readonly timeout?: number | undefined;
  /** `false` lets the process end while this waits. */
  readonly ref?: boolean | undefined;
}

/** The same for operations that have flags. */
export interface FlagOptions<Flag> extends AsyncOptions {
  readonly flags?: readonly Flag[] | undefined;
}

const MEMBERS = ["loop", "signal", "timeout", "ref"];

/** Checks the options; `more` are the members that a procedure has beside the common ones. */
export function checked(options: AsyncOptions, more: readonly string[] = []): void {
  checkOptions("options", options, more.length === 0 ? MEMBERS : [...MEMBERS, ...more]);
  const { loop, signal, timeout, ref } = options;
  if (loop !== undefined && !(loop instanceof EventLoop)) throw wrongType("options.loop", "an EventLoop", loop);
  if (signal !== undefined) abortSignal("options.signal", signal);
  checkTimeout("options.timeout", timeout);
  if (ref !== undefined) boolean("options.ref", ref);
}
