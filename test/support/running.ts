/** A program that runs beside a test, and that the test listens to. */
import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { type Finished, finished } from "./child.ts";

export interface Running {
  readonly child: ChildProcessWithoutNullStreams;
  readonly end: Promise<Finished>;
  /** Waits until it has said this, on stdout or stderr; gives what the pattern found. */
  until(pattern: RegExp): Promise<RegExpExecArray>;
}

export function watched(child: ChildProcessWithoutNullStreams): Running {
  child.stdin.on("error", () => undefined); // it may end before it has read everything
  const end = finished(child);
  let said = "";
  let closed = false;
  const waiting: (() => void)[] = [];
  const wake = (): void => {
    for (const resolve of waiting.splice(0)) resolve();
  };
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (text: string) => {
      said += text;
      wake();
    });
  }
  child.once("close", () => {
    closed = true;
    wake();
  });
  const until = async (pattern: RegExp): Promise<RegExpExecArray> => {
    for (;;) {
      const found = pattern.exec(said);
      if (found !== null) return found;
      if (closed) throw new Error(`it ended without ${pattern}: ${said}`);
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  };
  return { child, end, until };
}
