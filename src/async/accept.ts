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
import type { Side } from "../poller/registration.ts";
import { checkSocket, Operation, operate } from "./operate.ts";
import { type AsyncOptions, checked } from "./options.ts";

type Accepted = readonly [Socket, SocketAddress];

class Accept extends Operation<Accepted> {
  readonly who: string;
  /** What its errors are. */
  readonly #as: (error: SocketCondition) => SocketCondition;
  /** Receives the peer's address. */
  readonly #connection: Uint8Array | null | undefined;
  readonly #size: number;

  constructor(
    who: string,
    listener: Socket,
    as: (error: SocketCondition) => SocketCondition,
    connection?: Uint8Array | null,
  ) {
    super(listener);
    this.who = who;
    this.#as = as;
    this.#connection = connection;
    this.#size = connection?.length ?? 0;
  }

  get syscall(): string {
    return "accept";
  }
  get side(): Side {
    return "read";
  }

  protected override ended(): () => never {
    return () => {
      throw this.#as(new SocketCondition(this.who, "accept", EINVAL));
    };
  }

  protected call(): Accepted | WouldBlock {
    for (;;) {
      // It may have been detached, or have shrunk, while we waited: then the connection stays where it is.
      if (this.#connection) stillThere("connection", this.#connection, this.#size);
      try {
        const result = this.socket.accept();
        if (result[0] === undefined) return result[1];
        writePeer(result[1], this.#connection);
        return result;
      } catch (error) {
        if (!(error instanceof SocketCondition)) throw error;
        if (!PASSING.includes(error.code)) throw this.#as(error);
      }
    }
  }
}

/** The next connection: its socket, in nonblocking mode, and the peer's address. */
export function accept(listener: Socket, options?: AsyncOptions): Promise<Accepted> {
  try {
    checkSocket(listener);
    if (options !== undefined) checked(options);
    return operate(new Accept("accept", listener, (error) => error), options);
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
  const as = (error: SocketCondition): SocketCondition => AcceptCondition.of(who, error);
  const [socket] = await operate(new Accept(who, listener, as, connection), options);
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
