/** `berkeley-sockets/compat/node-unix-socket`: the names of npm's `node-unix-socket`, on our sockets. */
// So that the bundler finds the BSD layer behind every entry, and keeps it in one shared file.
import "../index.ts";

export { DgramSocket, type DgramSocketEvents, type SendCb } from "./node-unix-socket/dgram-socket.ts";
export { closeFd, createReuseportFd } from "./node-unix-socket/reuse-port.ts";
export { SeqpacketServer, type SeqpacketServerEvents } from "./node-unix-socket/seqpacket-server.ts";
export { type NotifyCb, SeqpacketSocket, type SeqpacketSocketEvents } from "./node-unix-socket/seqpacket-socket.ts";
