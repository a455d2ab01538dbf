import { createSocket, type Socket as DatagramSocket } from "node:dgram";
import type { Socket } from "../bsd/socket.ts";
import { wrongValue } from "../core/check.ts";
import { required } from "../sys/constants.ts";
import { checkTakesDescriptors, datagramState, findHandle, hidden } from "./handle.ts";
import { owner } from "./source.ts";

const WHO = "toDgramSocket";
const SOCK_DGRAM = required("SOCK_DGRAM");
const AF_INET = required("AF_INET");
const AF_INET6 = required("AF_INET6");
const PROTOCOLS = [0, required("IPPROTO_UDP")];
/** What `node:dgram` calls a socket with a peer. */
const CONNECTED = 2;

/**
 * Gives a UDP socket to Node: a `dgram.Socket` that owns the descriptor from now on. The socket that was given is
 * closed as by `detach`. What has a peer keeps it: `send` needs no address then, and `remoteAddress()` tells it.
 *
 * *Errors*: RangeError for a socket of another kind, or one that borrowed its descriptor; EBADF for a closed one;
 * ENOTSUP where the runtime takes no descriptors. After any of them the socket is as it was.
 *
 * @example
 * const ours = Socket.create(SocketDomain.internet, SocketType.datagram);
 * ours.bind(InternetAddress.loopback(0));
 * const theirs = toDgramSocket(ours);
 * theirs.address().address // "127.0.0.1"
 * theirs.close();
 */
export function toDgramSocket(socket: Socket): DatagramSocket {
  owner(WHO, "socket", socket);
  const { domain, type, protocol } = socket;
  const internet = domain.value === AF_INET || domain.value === AF_INET6;
  if (!internet || type.value !== SOCK_DGRAM || !PROTOCOLS.includes(protocol.value ?? -1)) {
    throw wrongValue("socket", "a UDP socket, all that node:dgram knows", socket);
  }
  checkTakesDescriptors(WHO, "dgram.Socket", ["Bun", "Deno"]);
  const connected = socket.peerAddress !== undefined;
  const theirs = createSocket(domain.value === AF_INET ? "udp4" : "udp6");
  if (!take(theirs, socket.fd)) {
    // It has no descriptor, so closing it closes none.
    theirs.close();
    throw hidden(WHO, theirs, "takes no descriptors");
  }
  const state = datagramState(theirs);
  if (connected && state !== undefined) state.connectState = CONNECTED;
  socket.detach();
  return theirs;
}

/** Whether a `dgram.Socket` has the descriptor now. */
function take(theirs: DatagramSocket, fd: number): boolean {
  try {
    // A cluster's worker would ask its primary for the descriptor of this number.
    theirs.bind({ fd, exclusive: true });
    const found = findHandle(WHO, "socket", theirs);
    return "fd" in found && found.fd === fd;
  } catch {
    return false;
  }
}
