/** `berkeley-sockets/async`: the everyday procedures and the BSD operations, awaited; the event loop. */
import "./index.ts";

export { accept, acceptIpv4Connection, acceptIpv6Connection, acceptUnixConnection } from "./async/accept.ts";
export {
  type AnyBufferedSocket,
  getBlock,
  getEveryBlock,
  getEveryLine,
  getLine,
  putBytes,
  putString,
} from "./async/buffered.ts";
export {
  connect,
  connectToHost,
  connectToIpv4Host,
  connectToIpv6Host,
  connectToUnixHost,
} from "./async/connect.ts";
export { connections, datagrams } from "./async/iterate.ts";
export { getAddressInfo, getNameInfo } from "./async/lookup.ts";
export { receiveMessage, sendMessage } from "./async/message.ts";
export type { AsyncOptions, FlagOptions } from "./async/options.ts";
export { close, readable, writable } from "./async/ready.ts";
export { sendFile } from "./async/send-file.ts";
export { sendZeroCopy, type ZeroCopyOptions, type ZeroCopySend } from "./async/send-zero-copy.ts";
export {
  receive,
  receiveExactly,
  receiveFrom,
  receiveFromInto,
  receiveInto,
  send,
  sendAll,
  sendTo,
} from "./async/transfer.ts";
export type { ZeroCopyCompletion } from "./async/zero-copy-flight.ts";
export {
  AcceptCondition,
  ConnectCondition,
  EndOfStreamCondition,
  ListenCondition,
  TimeoutCondition,
} from "./everyday/conditions.ts";
export {
  type ListenOnHostOptions,
  type ListenOptions,
  listenOnHost,
  listenOnIpv4Socket,
  listenOnIpv6Socket,
  listenOnUnixSocket,
} from "./everyday/listen.ts";
export { EventLoop, type Watch, type WatchOptions } from "./poller/event-loop.ts";
