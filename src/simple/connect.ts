/** Connecting, blocking. */
import { SocketDomain } from "../address/domain.ts";
import type { Socket } from "../bsd/socket.ts";
import { connectedToHost, connectedToUnix, unixDestination } from "../everyday/connect.ts";
import { destinationOf } from "../everyday/destination.ts";
import { type BlockingOptions, block, deadlineOf } from "./block.ts";

function connectTo(
  who: string,
  domain: SocketDomain | undefined,
  address: string,
  service: string | null,
  port: number,
  options: BlockingOptions,
): Socket {
  const destination = destinationOf(address, service, port, domain);
  const socket = block(who, "connect", connectedToHost(who, destination), deadlineOf(options));
  socket.setNonblocking(false);
  return socket;
}

/**
 * Connects to a host over IPv4: each of its addresses in turn until one answers. `address` is a name or
 * an address in figures; a `port` greater than 0 wins over the name of a `service`.
 *
 * *Blocking*: this thread, lookup included. The socket is in blocking mode.
 *
 * *Errors*: {@link ConnectCondition} with one condition for every address tried; a failed lookup is its
 * `cause`. {@link TimeoutCondition}.
 *
 * @example
 * const listener = listenOnIpv4Socket(true, 0, 5);
 * const { port } = listener.localAddress as InternetAddress;
 * const client = connectToIpv4Host("localhost", null, port, { timeout: 5000 });
 * client.close();
 * listener.close();
 */
export function connectToIpv4Host(
  address: string,
  service: string | null,
  port: number,
  options: BlockingOptions = {},
): Socket {
  return connectTo("connectToIpv4Host", SocketDomain.internet, address, service, port, options);
}

/** The same over IPv6. */
export function connectToIpv6Host(
  address: string,
  service: string | null,
  port: number,
  options: BlockingOptions = {},
): Socket {
  return connectTo("connectToIpv6Host", SocketDomain.internet6, address, service, port, options);
}

/** The same over whichever the host has, in the resolver's order (RFC 6724). */
export function connectToHost(
  address: string,
  service: string | null,
  port: number,
  options: BlockingOptions = {},
): Socket {
  return connectTo("connectToHost", undefined, address, service, port, options);
}

/** Connects to a Unix socket. While the listener's queue is full it tries again, until its time is up. */
export function connectToUnixHost(pathname: string, options: BlockingOptions = {}): Socket {
  const who = "connectToUnixHost";
  const socket = block(who, "connect", connectedToUnix(who, unixDestination(pathname)), deadlineOf(options));
  socket.setNonblocking(false);
  return socket;
}
