/** A program that runs beside a test, which waits for what it says. */
import type { ChildProcess, ChildProcessWithoutNullStreams } from "node:child_process";
import { after } from "node:test";
import { type Finished, finished } from "./child.ts";

export interface Running {
  readonly child: ChildProcessWithoutNullStreams;
  readonly end: Promise<Finished>;
  /** Waits until it has said this, on stdout or stderr; gives what the pattern found. */
  until(pattern: RegExp): Promise<RegExpExecArray>;
}

const alive = new Set<ChildProcessWithoutNullStreams>();
// A test that has failed half-way leaves none behind, and waits for none.
after(() => {
  for (const child of alive) child.kill("SIGKILL");
});

/** Of a child whose streams are pipes. */
export function running(started: ChildProcess): Running {
  const child = started as ChildProcessWithoutNullStreams;
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
  alive.add(child);
  child.once("close", () => {
    alive.delete(child);
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
