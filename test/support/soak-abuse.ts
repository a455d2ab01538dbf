/** A kind of abuse that goes on for a while, and what is left of it afterwards. */
import { readdirSync } from "node:fs";

export interface Abuse {
  /** Abuses up to that time of `performance.now()`, and until all is quiet again: how often. */
  run(until: number): Promise<number>;
  close(): Promise<void>;
}

/** What a process holds. */
export interface Footprint {
  /** Bytes that JavaScript has in use, collected, on its heap and off it. */
  readonly heap: number;
  readonly resident: number;
  readonly descriptors: number;
}

/** So many at a time, one after the other until it is time: how many those were. */
export async function several(width: number, until: number, life: () => Promise<void>): Promise<number> {
  let lives = 0;
  const go = async (): Promise<void> => {
    while (performance.now() < until) {
      await life();
      lives += 1;
    }
  };
  await Promise.all(Array.from({ length: width }, go));
  return lives;
}

/** What this process holds, once what finalizers let go of is gone too. */
export async function footprint(): Promise<Footprint> {
  for (let times = 0; times < 4; times++) {
    globalThis.gc?.();
    await new Promise(setImmediate);
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heap: heapUsed + external, resident: rss, descriptors: readdirSync("/proc/self/fd").length };
}
