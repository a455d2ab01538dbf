/** `berkeley-sockets/interop`: `node:net`, `node:dgram`, streams, other threads, systemd. */
// So that the bundler finds the BSD layer behind every entry, and keeps it in one shared file.
import "./index.ts";

export { borrowNetSocket } from "./interop/borrow.ts";
export { type DuplexOptions, SocketDuplex, toDuplex } from "./interop/duplex.ts";
export { fromDgramSocket } from "./interop/from-dgram-socket.ts";
export { fromNetServer } from "./interop/from-net-server.ts";
export { fromNetSocket, type TakenSocket, type TakeOptions } from "./interop/from-net-socket.ts";
export { descriptorOf, type SocketHolder } from "./interop/handle.ts";
export type { StreamSource } from "./interop/source.ts";
export { type SystemdListener, type SystemdListenersOptions, systemdListeners } from "./interop/systemd.ts";
export { toDgramSocket } from "./interop/to-dgram-socket.ts";
export { toNetServer } from "./interop/to-net-server.ts";
export { type NetSocketOptions, toNetSocket } from "./interop/to-net-socket.ts";
export { receiveSocket, type TransferOptions, type TransferredSocket, transferSocket } from "./interop/transfer.ts";
export {
  type ReadableStreamOptions,
  toReadableStream,
  toWritableStream,
  type WritableStreamOptions,
} from "./interop/web-streams.ts";
