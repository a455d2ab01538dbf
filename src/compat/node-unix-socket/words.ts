import { SocketCondition } from "../../core/condition.ts";

/** A condition whose message begins with the system's words, by which users of the package know their errors. */
export function inWords(error: unknown): unknown {
  if (!(error instanceof SocketCondition)) return error;
  const words = error.code === "ENAMETOOLONG" ? "path to bind is too long" : error.text;
  if (!error.message.startsWith(words)) error.message = `${words}: ${error.message}`;
  return error;
}

/** Makes a call; what it throws is in words. */
export function worded<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw inWords(error);
  }
}
