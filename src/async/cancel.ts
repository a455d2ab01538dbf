/** Cancellation: one listener for each signal, however many operations it may end. */
const waiting = new WeakMap<AbortSignal, Set<(reason: unknown) => void>>();

/** Calls back with the signal's reason when it aborts. Gives what takes that back. */
export function onAbort(signal: AbortSignal, callback: (reason: unknown) => void): () => void {
  let callbacks = waiting.get(signal);
  if (callbacks === undefined) {
    const made = new Set<(reason: unknown) => void>();
    callbacks = made;
    waiting.set(signal, made);
    signal.addEventListener(
      "abort",
      () => {
        waiting.delete(signal);
        for (const each of [...made]) each(signal.reason);
      },
      { once: true },
    );
  }
  const set = callbacks;
  set.add(callback);
  return () => set.delete(callback);
}
