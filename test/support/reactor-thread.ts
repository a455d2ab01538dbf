/** What the threads of test/process/reactor-threads.test.ts serve. */
import { threadId } from "node:worker_threads";
import type { Handlers } from "berkeley-sockets/reactor";

export const options = { idleTimeout: 60_000 };

export function handlers(greeting: string): Handlers {
  if (greeting === "fail") throw new Error("this thread fails");
  return {
    open: (connection) => connection.write(`${greeting} ${threadId}\n`),
    data: (connection, bytes) => connection.write(bytes),
  };
}
