/** Times counted in buckets, so that millions of them take no more room than one, and percentiles are within 1 %. */

/** Buckets for each doubling, as a power of two. */
const FINE = 7;
const STEPS = 1 << FINE;
/** Nanoseconds up to 2^43, which are more than two hours. */
const ROWS = 43 - FINE + 1;

/** The percentiles that are told. */
export const percentiles = [50, 90, 99, 99.9] as const;

export class Histogram {
  readonly #counts = new Float64Array(ROWS * STEPS);
  count = 0;
  /** The longest time, in milliseconds. */
  max = 0;
  #sum = 0;

  /** Counts a time in milliseconds. */
  add(milliseconds: number): void {
    const time = Math.max(0, milliseconds);
    const bucket = Histogram.#bucketOf(time * 1e6);
    this.#counts[bucket] = (this.#counts[bucket] as number) + 1;
    this.count += 1;
    this.#sum += time;
    if (time > this.max) this.max = time;
  }

  get mean(): number {
    return this.count === 0 ? 0 : this.#sum / this.count;
  }

  /** The time within which so many percent were, in milliseconds. */
  percentile(percent: number): number {
    const wanted = Math.max(1, Math.ceil((this.count * percent) / 100));
    let passed = 0;
    for (let bucket = 0; bucket < this.#counts.length; bucket++) {
      passed += this.#counts[bucket] as number;
      if (passed >= wanted) return Math.min(this.max, Histogram.#endOf(bucket) / 1e6);
    }
    return this.max;
  }

  clear(): void {
    this.#counts.fill(0);
    this.count = this.max = this.#sum = 0;
  }

  /** Up to 2 * STEPS each nanosecond has its own; from there on each doubling has STEPS. */
  static #bucketOf(nanoseconds: number): number {
    const whole = Math.floor(nanoseconds);
    if (whole < STEPS) return whole;
    const row = Math.min(ROWS - 1, Math.floor(Math.log2(whole)) - FINE + 1);
    const step = Math.min(STEPS - 1, Math.floor(whole / 2 ** (row - 1)) - STEPS);
    return row * STEPS + step;
  }

  /** The longest time of a bucket. */
  static #endOf(bucket: number): number {
    const row = Math.floor(bucket / STEPS);
    const step = bucket % STEPS;
    return row === 0 ? step : (STEPS + step + 1) * 2 ** (row - 1) - 1;
  }
}
