/** Errors that come without a turn of the loop. */
import { SocketCondition } from "../core/condition.ts";
import { after } from "./timer.ts";
import { failed } from "./turn.ts";

// Want of descriptors or memory: it lasts, and whoever accepts in a loop would ask again at once, for ever.
const WANTING = ["EMFILE", "ENFILE", "ENOBUFS", "ENOMEM"];
const PAUSE = 50;

/** An error as a rejection: soon, but so that a program that tries again and again starves nobody. */
export function refused(error: unknown): Promise<never> {
  if (!(error instanceof SocketCondition) || error.syscall !== "accept" || !WANTING.includes(error.code)) {
    return failed(error);
  }
  return new Promise((_, reject) => {
    after(PAUSE, () => reject(error), true);
  });
}
