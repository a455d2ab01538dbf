/** Accepting, awaited. */
import { SocketDomain } from "../address/domain.ts";
import type { SocketAddress } from "../address/socket-address.ts";
import type { Socket } from "../bsd/socket.ts";
import { SocketCondition } from "../core/condition.ts";
import { EINVAL } from "../core/errno.ts";
import type { WouldBlock } from "../core/would-block.ts";
import { PASSING } from "../everyday/accept.ts";
import { AcceptCondition } from "../everyday/conditions.ts";
import { checkAccept, writePeer } from "../everyday/peer-bytes.ts";
import { checkSocket, type Operation, operate, promised } from "./operate.ts";
import { type AsyncOptions, checked } from "./options.ts";

type Accepted = readonly [Socket, SocketAddress];

/** Accepting under a procedure's name; `as` is what its errors are. */
function operation(
  who: string,
  listener: Socket,
  as: (error: SocketCondition) => SocketCondition,
): Operation<Accepted> {
  const call = (): Accepted | WouldBlock => {
    for (;;) {
      try {
        const result = listener.accept();
        return result[0] === undefined ? result[1] : result;
      } catch (error) {
        if (!(error instanceof SocketCondition)) throw error;
        if (!PASSING.includes(error.code)) throw as(error);
      }
    }
  };
  const ended = (): never => {
    throw as(new SocketCondition(who, "accept", EINVAL));
  };
  return { who, syscall: "accept", socket: listener, side: "read", call, ended };
}

/** The next connection: its socket, in nonblocking mode, and the peer's address. */
export function accept(listener: Socket, options?: AsyncOptions): Promise<Accepted> {
  return promised(() => {
    checkSocket(listener);
    if (options !== undefined) checked(options);
    return operate(
      operation("accept", listener, (error) => error),
      options,
    );
  });
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
  const as = (error: SocketCondition): SocketCondition => AcceptCondition.of(who, error);
  const [socket, address] = await operate(operation(who, listener, as), options);
  writePeer(address, connection);
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
