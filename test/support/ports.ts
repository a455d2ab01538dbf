/**
 * Ports for more than one bind. Other tests run at the same time, and the kernel gives them ports too: one that is ours in
 * one family, or was ours until a moment ago, may be theirs.
 */
import {
  Internet6Address,
  InternetAddress,
  type Socket,
  type SocketAddress,
  SocketDomain,
  SocketType,
} from "berkeley-sockets";
import { SO_REUSEADDR } from "berkeley-sockets/options";
import { bound, create, type Kind } from "./kinds.ts";

/** Runs a body that binds a port for the second time; again, with other ports, when somebody else has it. */
export function untilFree<T>(body: () => T, attempts = 20): T {
  const again = (error: unknown): T => {
    if (attempts === 1 || (error as { code?: string }).code !== "EADDRINUSE") throw error;
    return untilFree(body, attempts - 1);
  };
  try {
    const result = body();
    return result instanceof Promise ? (result.catch(again) as T) : result;
  } catch (error) {
    return again(error);
  }
}

const hasPorts = ({ domain }: Kind): boolean => domain !== SocketDomain.unix;

/**
 * An address where nobody listens, and the socket that keeps it so: who comes there is refused, as if nothing were
 * bound. To be closed at the end.
 */
export function deserted(of: Kind): [Socket, SocketAddress] {
  const [keeper, address] = bound(of);
  if (of.type === SocketType.datagram) {
    // It hears its peer alone, which is itself. A Unix path is nobody else's anyway.
    if (hasPorts(of)) keeper.connect(address);
    else keeper.close();
  }
  return [keeper, address];
}

/** A listener, its address, and a socket that keeps the address from others when the listener is closed. */
export function keptListener(of: Kind): [Socket, SocketAddress, Socket] {
  const [listening, keeper] = [create(of), create(of)];
  if (hasPorts(of)) for (const socket of [listening, keeper]) socket.setOption(SO_REUSEADDR, true);
  listening.bind(of.freshAddress());
  const address = listening.localAddress as SocketAddress;
  if (hasPorts(of)) keeper.bind(address);
  listening.listen(16);
  return [listening, address, keeper];
}

/** Two sockets bound to one port of loopback, IPv6's and IPv4's, and the port. */
export function twins(six: Kind, four: Kind): [Socket, Socket, number] {
  return untilFree(() => {
    const sockets = [create(six), create(four)] as const;
    try {
      sockets[0].bind(Internet6Address.loopback(0));
      const { port } = sockets[0].localAddress as Internet6Address;
      sockets[1].bind(InternetAddress.loopback(port));
      return [...sockets, port];
    } catch (error) {
      for (const socket of sockets) socket.close();
      throw error;
    }
  });
}
