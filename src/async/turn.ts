/**
 * Fairness. What is ready completes without a turn of the event loop; a program that finds everything
 * ready, or everything failing, would then never take one, and its timers would starve. So after 64 such
 * completions in a row, or 5 ms of them, one turn is taken.
 */
const MOST = 64;
const LONGEST = 5;
/** How often the clock is looked at; not at the first completion, for most streaks are one long. */
const GLANCE = 8;

let streak = 0;
let since = 0;

/** Says that something waits, so that a turn is taken anyway. */
export function turnTaken(): void {
  streak = 0;
}

/** Counts a completion without a turn: whether one is due, which the caller then takes. */
export function turnDue(): boolean {
  streak += 1;
  if (streak % GLANCE !== 0) return false;
  const now = performance.now();
  if (streak === GLANCE) since = now;
  if (streak < MOST && now - since < LONGEST) return false;
  streak = 0;
  return true;
}

/** A promise of a value that is there, by way of a turn of the loop when one is due. */
export function ready<T>(value: T): Promise<T> {
  if (!turnDue()) return Promise.resolve(value);
  return new Promise((resolve) => {
    setImmediate(resolve, value);
  });
}

/** The same of an error. */
export function failed(error: unknown): Promise<never> {
  if (!turnDue()) return Promise.reject(error);
  return new Promise((_, reject) => {
    setImmediate(reject, error);
  });
}
