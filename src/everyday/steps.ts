/**
 * An operation of several steps, written once for callers that block and callers that await: a
 * generator that yields what it must wait for. Who runs it waits and goes on with `next()`; when the
 * operation's time is up, or it is cancelled, it throws the reason in, and the generator cleans up.
 */
import type { Socket } from "../bsd/socket.ts";

/** What a step waits for. */
export type Step =
  | { readonly socket: Socket; readonly event: "read" | "write" }
  | {
      /** Work on a thread: its descriptor is readable when it is done. Or a pipe that has nothing to read yet. */
      readonly lookup: { readonly fd: number };
    }
  | { readonly pause: number }
  | { readonly turn: true /** Whether others go first in any case. */; readonly rest: boolean };

/** Nothing to wait for: part of the work is done, and who runs it may look whether time is up, or let others on. */
export const TURN: Step = { turn: true, rest: false };

/** The same after work that held the thread for long: others go first. */
export const REST: Step = { turn: true, rest: true };

export type Steps<T> = Generator<Step, T, void>;

/** One try of a call in nonblocking mode, whatever mode the socket is in. */
export function tryNow<T>(socket: Socket, call: () => T): T {
  if (socket.nonblocking || socket.closed) return call();
  socket.setNonblocking(true);
  try {
    return call();
  } finally {
    if (!socket.closed) socket.setNonblocking(false);
  }
}
