/** `berkeley-sockets/reactor`: many messages and many connections at the speed of C. */
import "./index.ts";

export { type ConnectOptions, connect } from "./reactor/connect.ts";
export { Connection, type Handlers } from "./reactor/connection.ts";
export { Counter, type Counters } from "./reactor/counters.ts";
export {
  DatagramBatch,
  type DatagramBatchOptions,
  type DatagramCounters,
  type DatagramRunOptions,
} from "./reactor/datagram-batch.ts";
export { Forwarding, forward } from "./reactor/forward.ts";
export type { ConnectionOptions } from "./reactor/group.ts";
export { Packet } from "./reactor/packet.ts";
export { type ServeOptions, serve } from "./reactor/serve.ts";
export { type CloseOptions, Server } from "./reactor/server.ts";
export { ServerThreads, serveThreads, type ThreadsOptions } from "./reactor/threads.ts";
