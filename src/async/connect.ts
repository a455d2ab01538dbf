/** Connecting, awaited. */
import { SocketDomain } from "../address/domain.ts";
import { SocketAddress } from "../address/socket-address.ts";
import type { Socket } from "../bsd/socket.ts";
import { instance } from "../core/check.ts";
import { connectedToHost, connectedToUnix, connecting, unixDestination } from "../everyday/connect.ts";
import { destinationOf } from "../everyday/destination.ts";
import { drive } from "./drive.ts";
import { checkSocket } from "./operate.ts";
import { type AsyncOptions, checked } from "./options.ts";
import { race } from "./race.ts";

/** Connects a socket to an address, to the end of it. */
export async function connect(socket: Socket, address: SocketAddress, options: AsyncOptions = {}): Promise<true> {
  checked(options);
  checkSocket(socket);
  instance("address", address, SocketAddress);
  await drive("connect", "connect", connecting("connect", socket, address), options, { socket, side: "write" });
  return true;
}

async function connectTo(
  who: string,
  domain: SocketDomain,
  address: string,
  service: string | null,
  port: number,
  options: AsyncOptions,
): Promise<Socket> {
  const destination = destinationOf(address, service, port, domain);
  checked(options);
  return drive(who, "connect", connectedToHost(who, destination), options);
}

/** Connects to a host over IPv4, each of its addresses in turn. The socket is in nonblocking mode. */
export async function connectToIpv4Host(
  address: string,
  service: string | null,
  port: number,
  options: AsyncOptions = {},
): Promise<Socket> {
  return connectTo("connectToIpv4Host", SocketDomain.internet, address, service, port, options);
}

/** The same over IPv6. */
export async function connectToIpv6Host(
  address: string,
  service: string | null,
  port: number,
  options: AsyncOptions = {},
): Promise<Socket> {
  return connectTo("connectToIpv6Host", SocketDomain.internet6, address, service, port, options);
}

/** Connects to a Unix socket. While the listener's queue is full it tries again. */
export async function connectToUnixHost(pathname: string, options: AsyncOptions = {}): Promise<Socket> {
  const info = unixDestination(pathname);
  checked(options);
  return drive("connectToUnixHost", "connect", connectedToUnix("connectToUnixHost", info), options);
}

/**
 * Connects to a host over IPv6 or IPv4, whichever answers first: both are looked up at once, and their
 * addresses raced as RFC 8305 (happy eyeballs) says.
 *
 * *Errors*: a `ConnectCondition` with every attempt's condition; a `TimeoutCondition` has the one of those that
 * had failed by then as its cause.
 */
export async function connectToHost(
  address: string,
  service: string | null,
  port: number,
  options: AsyncOptions = {},
): Promise<Socket> {
  const destination = destinationOf(address, service, port, undefined);
  checked(options);
  // One address has nobody to race with.
  if (destination.figures)
    return drive("connectToHost", "connect", connectedToHost("connectToHost", destination), options);
  return race("connectToHost", destination, options);
}
