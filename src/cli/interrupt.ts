/** SIGINT, SIGTERM and SIGHUP as an abort: what must be tidied up is, then the signal does what it does. */

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Why everything stops. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
  readonly signal: NodeJS.Signals;

  constructor(signal: NodeJS.Signals) {
    super(`interrupted by ${signal}`);
    this.signal = signal;
  }
}

let controller: AbortController | undefined;

/** Aborts at the first signal; the second one ends the process at once. */
export function interruption(): AbortSignal {
  if (controller === undefined) {
    const made = new AbortController();
    controller = made;
    for (const signal of SIGNALS) process.once(signal, () => made.abort(new Interrupted(signal)));
  }
  return controller.signal;
}

/** A controller that a signal aborts too. */
export function linkedTo(signal: AbortSignal): AbortController {
  const made = new AbortController();
  if (signal.aborted) made.abort(signal.reason);
  else signal.addEventListener("abort", () => made.abort(signal.reason), { once: true, signal: made.signal });
  return made;
}

/** Ends the process by the signal that it got, so that the shell knows. */
export function resignal({ signal }: Interrupted): void {
  for (const each of SIGNALS) process.removeAllListeners(each);
  process.kill(process.pid, signal);
}
