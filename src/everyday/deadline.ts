import { timeout as checkTimeout } from "../core/check.ts";

// What is ready without waiting is still taken for so long: a timeout of 0 reads what is there.
const GRACE = 50;

/** The moment by which an operation of several steps must be done, on the monotonic clock. */
export class Deadline {
  /** Milliseconds as of `performance.now()`; infinite without a timeout. */
  readonly at: number;

  /** `timeout` in milliseconds: 0 tries once, absent waits. */
  constructor(timeout: number | undefined) {
    this.at = performance.now() + (checkTimeout("timeout", timeout) ?? Number.POSITIVE_INFINITY);
  }

  get passed(): boolean {
    return performance.now() >= this.at;
  }

  /** Whether even an operation that never has to wait, such as reading from a peer that never stops, must end. */
  get overdue(): boolean {
    return performance.now() >= this.at + GRACE;
  }

  /** Milliseconds that are left, never negative. */
  get left(): number {
    return Math.max(0, this.at - performance.now());
  }
}
