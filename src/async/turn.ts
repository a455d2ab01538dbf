/**
 * Fairness. What is ready completes without a turn of the event loop; a program that finds everything
 * ready would then never take one, and its timers would starve. So after 64 such completions in a row,
 * or 5 ms of them, one turn is taken.
 */
const MOST = 64;
const LONGEST = 5;
/** How often the clock is looked at. */
const GLANCE = 16;

let streak = 0;
let since = 0;

/** Says that something waits, so that a turn is taken anyway. */
export function turnTaken(): void {
  streak = 0;
}

/** A promise of a value that is there, by way of a turn of the loop when one is due. */
export function ready<T>(value: T): Promise<T> {
  if (streak === 0) since = performance.now();
  streak += 1;
  if (streak < MOST && (streak % GLANCE !== 0 || performance.now() - since < LONGEST)) return Promise.resolve(value);
  streak = 0;
  return new Promise((resolve) => {
    setImmediate(resolve, value);
  });
}
