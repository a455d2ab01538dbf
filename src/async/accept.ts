/** Accepting, awaited. */
import { SocketDomain } from "../address/domain.ts";
import type { SocketAddress } from "../address/socket-address.ts";
import type { Socket } from "../bsd/socket.ts";
import { stillThere } from "../core/bytes.ts";
import { SocketCondition } from "../core/condition.ts";
import { EINVAL } from "../core/errno.ts";
import type { WouldBlock } from "../core/would-block.ts";
import { PASSING } from "../everyday/accept.ts";
import { AcceptCondition } from "../everyday/conditions.ts";
import { checkAccept, writePeer } from "../everyday/peer-bytes.ts";
import { Method } from "./method.ts";
import { checkSocket, operate } from "./operate.ts";
import { type AsyncOptions, checked } from "./options.ts";

type Accepted = readonly [Socket, SocketAddress];

/**
 * Accepting under a name; `as` makes of an error what that procedure's errors are, the view receives the peer's
 * address.
 */
function acceptMethod(who: string, as: (error: SocketCondition) => SocketCondition): Method<Accepted> {
  const call = (listener: Socket, view: ArrayBufferView | undefined, size: number): Accepted | WouldBlock => {
    for (;;) {
      // It may have been detached, or have shrunk, while we waited: then the connection stays where it is.
      const connection = view === undefined ? undefined : stillThere("connection", view, size);
      try {
        const result = listener.accept();
        if (result[0] === undefined) return result[1];
        writePeer(result[1], connection);
        return result;
      } catch (error) {
        if (!(error instanceof SocketCondition)) throw error;
        if (!PASSING.includes(error.code)) throw as(error);
      }
    }
  };
  const end = (): never => {
    throw as(new SocketCondition(who, "accept", EINVAL));
  };
  return new Method<Accepted>(who, "accept", "read", call, () => end);
}

const plain = acceptMethod("accept", (error) => error);

/** The next connection: its socket, in nonblocking mode, and the peer's address. */
export function accept(listener: Socket, options?: AsyncOptions): Promise<Accepted> {
  try {
    checkSocket(listener);
    if (options !== undefined) checked(options);
    return operate(plain, listener, undefined, 0, undefined, undefined, options);
  } catch (error) {
    return Promise.reject(error);
  }
}

async function acceptFrom(
  who: string,
  domain: SocketDomain,
  size: number,
  listener: Socket,
  connection: Uint8Array | null | undefined,
  options: AsyncOptions,
): Promise<Socket> {
  checked(options);
  checkAccept(listener, domain, connection, size);
  const method = acceptMethod(who, (error) => AcceptCondition.of(who, error));
  const view = connection ?? undefined;
  const [socket] = await operate(method, listener, view, connection?.length ?? 0, undefined, undefined, options);
  return socket;
}

/** The next connection to an IPv4 listener; `connection`, if given, is 4 bytes that receive the peer's address. */
export async function acceptIpv4Connection(
  socket: Socket,
  connection?: Uint8Array | null,
  options: AsyncOptions = {},
): Promise<Socket> {
  return acceptFrom("acceptIpv4Connection", SocketDomain.internet, 4, socket, connection, options);
}

/** The same on an IPv6 listener, with 16 bytes. */
export async function acceptIpv6Connection(
  socket: Socket,
  connection?: Uint8Array | null,
  options: AsyncOptions = {},
): Promise<Socket> {
  return acceptFrom("acceptIpv6Connection", SocketDomain.internet6, 16, socket, connection, options);
}

/** The same on a Unix listener. */
export async function acceptUnixConnection(socket: Socket, options: AsyncOptions = {}): Promise<Socket> {
  return acceptFrom("acceptUnixConnection", SocketDomain.unix, 0, socket, null, options);
}
