import { isatty } from "node:tty";
import { onAbort } from "../../async/cancel.ts";

const LINE_FEED = 10;

/** Waits for a promise, but no longer than the signal says. */
export function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) return Promise.reject(signal.reason);
  return new Promise((resolve, reject) => {
    const stopListening = onAbort(signal, reject);
    promise.finally(stopListening).then(resolve, reject);
  });
}

/**
 * Standard input, a piece at a time: nothing is read ahead of who takes it. A wait that was given up loses
 * nothing; what comes is for the next one who asks.
 */
export class Input {
  readonly isTTY: boolean = isatty(0);
  #chunks: AsyncIterator<Buffer> | undefined;
  #pending: Promise<IteratorResult<Buffer>> | undefined;
  #rest: Buffer | undefined;

  /** What comes next; `undefined` at the end. */
  async next(signal: AbortSignal): Promise<Buffer | undefined> {
    const rest = this.#rest;
    this.#rest = undefined;
    if (rest !== undefined) return rest;
    this.#chunks ??= process.stdin[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    this.#pending ??= this.#chunks.next();
    const result = await unlessAborted(this.#pending, signal);
    if (result.done === true) return undefined; // and so it stays
    this.#pending = undefined;
    return result.value;
  }

  /** The next line with its line feed, cut where it is longer than `limit` bytes; `undefined` at the end. */
  async nextLine(limit: number, signal: AbortSignal): Promise<Buffer | undefined> {
    let line: Buffer | undefined;
    for (;;) {
      let chunk: Buffer | undefined;
      try {
        chunk = await this.next(signal);
      } catch (error) {
        this.#rest = line;
        throw error;
      }
      if (chunk === undefined) return line;
      const joined: Buffer = line === undefined ? chunk : Buffer.concat([line, chunk]);
      const end = joined.indexOf(LINE_FEED) + 1;
      const length = Math.min(end === 0 ? joined.length : end, limit);
      if (end > 0 || joined.length >= limit) {
        if (length < joined.length) this.#rest = joined.subarray(length);
        return joined.subarray(0, length);
      }
      line = joined;
    }
  }

  /** Lets go of standard input, which would keep the process alive. */
  close(): void {
    if (this.#chunks !== undefined) process.stdin.destroy();
  }
}
