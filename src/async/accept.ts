/** Accepting, awaited. */
import { SocketDomain } from "../address/domain.ts";
import type { SocketAddress } from "../address/socket-address.ts";
import type { Socket } from "../bsd/socket.ts";
import { SocketCondition } from "../core/condition.ts";
import type { WouldBlock } from "../core/would-block.ts";
import { accepting } from "../everyday/accept.ts";
import { checkAccept, writePeer } from "../everyday/peer-bytes.ts";
import type { Side } from "../poller/registration.ts";
import { drive } from "./drive.ts";
import { checkSocket, Operation, operate } from "./operate.ts";
import { type AsyncOptions, checked } from "./options.ts";

// The peer went away while it waited: nothing to tell of, the next one is meant.
const PASSING = ["ECONNABORTED", "EPROTO"];

class Accept extends Operation<readonly [Socket, SocketAddress]> {
  get who(): string {
    return "accept";
  }
  get syscall(): string {
    return "accept";
  }
  get side(): Side {
    return "read";
  }

  protected call(): readonly [Socket, SocketAddress] | WouldBlock {
    for (;;) {
      try {
        const result = this.socket.accept();
        return result[0] === undefined ? result[1] : result;
      } catch (error) {
        if (!(error instanceof SocketCondition) || !PASSING.includes(error.code)) throw error;
      }
    }
  }
}

/** The next connection: its socket, in nonblocking mode, and the peer's address. */
export function accept(listener: Socket, options?: AsyncOptions): Promise<readonly [Socket, SocketAddress]> {
  try {
    checkSocket(listener);
    if (options !== undefined) checked(options);
    return operate(new Accept(listener), options);
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
  const [socket, address] = await drive(who, "accept", accepting(who, listener), options, {
    socket: listener,
    side: "read",
  });
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
