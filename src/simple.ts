/** `berkeley-sockets/simple`: the everyday procedures, blocking. */
// So that the bundler finds the BSD layer behind every entry, and keeps it in one shared file.
import "./index.ts";

export type { BufferedSocketOptions } from "./everyday/buffered-socket.ts";
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
export type { Encoding, LineEnding } from "./everyday/text-codec.ts";
export { acceptIpv4Connection, acceptIpv6Connection, acceptUnixConnection } from "./simple/accept.ts";
export { ipv4AddressToString, ipv6AddressToString } from "./simple/address-text.ts";
export type { BlockingOptions } from "./simple/block.ts";
export { BufferedSocket, writeBytes, writeString } from "./simple/buffered-socket.ts";
export { connectToHost, connectToIpv4Host, connectToIpv6Host, connectToUnixHost } from "./simple/connect.ts";
export { closeFd, setFdBlocking, setFdNonBlocking, setIgnoreSigpipe, shutdown } from "./simple/descriptor.ts";
export { getErrno } from "./simple/errno.ts";
export { receiveExactly, sendAll } from "./simple/transfer.ts";
