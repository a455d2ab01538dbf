/** The driver's side of a trial: reads "trial iterations" a line, answers nanoseconds an operation. */
import { createInterface } from "node:readline";

export type Runner = (trial: string, iterations: number) => number | Promise<number>;

export async function serveTrials(run: Runner): Promise<void> {
  console.log("ready");
  for await (const line of createInterface({ input: process.stdin })) {
    const [trial = "", iterations = ""] = line.split(" ");
    console.log((await run(trial, Number(iterations))).toFixed(2));
  }
}

/** Nanoseconds since `start`, for each of `iterations`. */
export function perOperation(start: bigint, iterations: number): number {
  return Number(process.hrtime.bigint() - start) / iterations;
}
