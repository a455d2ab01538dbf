/** Accepting, blocking. */
import { SocketDomain } from "../address/domain.ts";
import type { Socket } from "../bsd/socket.ts";
import { accepting } from "../everyday/accept.ts";
import { checkAccept, writePeer } from "../everyday/peer-bytes.ts";
import { type BlockingOptions, block, deadlineOf } from "./block.ts";

function accept(
  who: string,
  domain: SocketDomain,
  size: number,
  listener: Socket,
  connection: Uint8Array | null | undefined,
  options: BlockingOptions,
): Socket {
  // First the options: reading them may run the caller's code, which must not spoil what has been checked.
  const deadline = deadlineOf(options);
  checkAccept(listener, domain, connection, size);
  const [socket, address] = block(who, "accept", accepting(who, listener), deadline);
  writePeer(address, connection);
  socket.setNonblocking(false);
  return socket;
}

/**
 * Waits for the next connection to an IPv4 listener. `connection`, if given, is 4 bytes that receive the
 * peer's address in network order. The socket is in blocking mode; the listener's mode stays.
 *
 * *Errors*: {@link AcceptCondition}, such as EMFILE; {@link TimeoutCondition}.
 */
export function acceptIpv4Connection(
  socket: Socket,
  connection?: Uint8Array | null,
  options: BlockingOptions = {},
): Socket {
  return accept("acceptIpv4Connection", SocketDomain.internet, 4, socket, connection, options);
}

/** The same on an IPv6 listener, with 16 bytes. */
export function acceptIpv6Connection(
  socket: Socket,
  connection?: Uint8Array | null,
  options: BlockingOptions = {},
): Socket {
  return accept("acceptIpv6Connection", SocketDomain.internet6, 16, socket, connection, options);
}

/** The same on a Unix listener. */
export function acceptUnixConnection(socket: Socket, options: BlockingOptions = {}): Socket {
  return accept("acceptUnixConnection", SocketDomain.unix, 0, socket, null, options);
}
