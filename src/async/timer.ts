/** The longest that a timer of the runtime can be; a longer one would fire at once. */
const LONGEST = 0x7fff_ffff;

/** Calls back after so many milliseconds, however many. Gives what takes that back. */
export function after(milliseconds: number, action: () => void, ref: boolean): () => void {
  if (milliseconds === Number.POSITIVE_INFINITY) return () => {};
  const end = performance.now() + milliseconds;
  let timer: NodeJS.Timeout;
  const set = (left: number): void => {
    timer = setTimeout(left > LONGEST ? () => set(end - performance.now()) : action, Math.min(left, LONGEST));
    if (!ref) timer.unref();
  };
  set(milliseconds);
  return () => clearTimeout(timer);
}
