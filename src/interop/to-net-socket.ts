import { Socket as NetSocket } from "node:net";
import { boolean, options as checkOptions, MAX_INT32, wrongValue } from "../core/check.ts";
import { required } from "../sys/constants.ts";
import { checkTakesDescriptors, findHandle, hidden } from "./handle.ts";
import { owner, type StreamSource, streamOf } from "./source.ts";

/** How Node takes a connection. */
export interface NetSocketOptions {
  /** Whether writing goes on after the peer has ended; unless told it ends too. */
  readonly allowHalfOpen?: boolean | undefined;
}

const WHO = "toNetSocket";
const FAMILIES = ["AF_INET", "AF_INET6", "AF_UNIX"].map((name) => required(name as "AF_INET"));

/**
 * Gives a connection to Node: a `net.Socket` that owns the descriptor from now on. The socket that was given is
 * closed as by `detach`, and who waits on it gets ECANCELED. The bytes of a `BufferedSocket` that were not read
 * are what the `net.Socket` reads first.
 *
 * Node knows TCP and Unix streams only: of other families make a duplex, by {@link toDuplex}.
 *
 * *Errors*: RangeError for a socket of another kind, a listener, or one that borrowed its descriptor; EBADF for
 * a closed one; ENOTSUP where the runtime takes no descriptors. After any of them the socket is as it was.
 *
 * @example
 * const netSocket = toNetSocket(socket);
 * socket.closed // true
 * netSocket.destroy();
 */
export function toNetSocket(source: StreamSource, options: NetSocketOptions = {}): NetSocket {
  checkOptions("options", options, ["allowHalfOpen"]);
  const { allowHalfOpen = false } = options;
  boolean("options.allowHalfOpen", allowHalfOpen);
  const { socket, takeBuffered } = streamOf(WHO, "source", source);
  owner(WHO, "source", socket);
  if (!FAMILIES.includes(socket.domain.value ?? -1)) {
    throw wrongValue("source", "a TCP or Unix stream, all that Node knows; toDuplex takes any", socket);
  }
  checkTakesDescriptors(WHO, "net.Socket", ["Bun", "Deno"]);
  // Made while the socket still owns the descriptor, so that nothing is lost should Node refuse it.
  const netSocket = new NetSocket({ fd: socket.fd, readable: true, writable: true, allowHalfOpen });
  const found = findHandle(WHO, "source", netSocket);
  if (!("fd" in found) || found.fd !== socket.fd) throw hidden(WHO, netSocket, "takes no descriptors");
  socket.detach();
  const buffered = takeBuffered(MAX_INT32);
  if (buffered.length > 0) netSocket.unshift(buffered);
  return netSocket;
}
