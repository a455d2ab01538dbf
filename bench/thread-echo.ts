/** What each thread of bench/serve-threads.ts does. */
import type { Handlers } from "berkeley-sockets/reactor";

export const handlers: Handlers = { data: (connection, bytes) => connection.write(bytes) };
