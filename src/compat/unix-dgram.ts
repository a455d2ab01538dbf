/** `berkeley-sockets/compat/unix-dgram`: the names of npm's `unix-dgram`, on our sockets. */
// So that the bundler finds the BSD layer behind every entry, and keeps it in one shared file.
import "../index.ts";

export { CongestionError } from "./unix-dgram/congestion.ts";
export {
  createSocket,
  type MessageListener,
  type RemoteInfo,
  type SendCallback,
  type UnixDatagramEvents,
  UnixDatagramSocket,
  unixDgram as default,
  // What `require` gives, of the Node versions that have it give ES modules.
  unixDgram as "module.exports",
} from "./unix-dgram/socket.ts";
