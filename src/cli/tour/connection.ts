/** What chapters need between their calls, and do not show. */
import { pollSockets, type Socket, type SocketAddress, type WouldBlock } from "../../index.ts";

/** Waits a moment at most: even within one machine a message may still be on its way. */
export function settle(socket: Socket): void {
  pollSockets([{ socket, read: true }], 500);
}

/** The connection of an accept that must have one. */
export function accepted(
  result: readonly [Socket, SocketAddress] | readonly [undefined, WouldBlock],
): readonly [Socket, SocketAddress] {
  const [socket, address] = result;
  if (socket === undefined) throw new Error("no connection is waiting");
  return [socket, address];
}

/** The address of a socket that must have one. */
export function addressOf(socket: Socket): SocketAddress {
  const address = socket.localAddress;
  if (address === undefined) throw new Error("the socket has no address");
  return address;
}
