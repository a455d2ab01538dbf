/** Connecting, in steps: one address, a Unix path, every address of a host in turn. */
import { addressDetails } from "../address/details.ts";
import { SocketDomain } from "../address/domain.ts";
import type { SocketAddress } from "../address/socket-address.ts";
import { UnixAddress } from "../address/unix.ts";
import { AddressInfo, type AddressInfoResult, lookUpAddress } from "../bsd/address-info.ts";
import type { Lookup } from "../bsd/lookup.ts";
import { Socket } from "../bsd/socket.ts";
import { SocketProtocol } from "../bsd/socket-protocol.ts";
import { SocketType } from "../bsd/socket-type.ts";
import { cText } from "../core/check.ts";
import { SocketCondition } from "../core/condition.ts";
import { EINTR } from "../core/errno.ts";
import type { WouldBlock } from "../core/would-block.ts";
import { ConnectCondition, renamed, TimeoutCondition, timedOut } from "./conditions.ts";
import { candidates, type Destination } from "./destination.ts";
import { type Steps, tryNow } from "./steps.ts";

const LONGEST_PAUSE = 50;

/** Sees a socket connected. A deadline that passes is told with the address. */
export function* connecting(who: string, socket: Socket, address: SocketAddress): Steps<void> {
  try {
    yield* attempting(who, socket, address);
  } catch (error) {
    throw timedOut(who, "connect", error, addressDetails(address));
  }
}

/**
 * One attempt. Would-block EAGAIN (a Unix listener whose queue is full) started nothing and is
 * tried again after a pause; EINPROGRESS and EINTR are under way, and connect is not called twice.
 */
function* attempting(who: string, socket: Socket, address: SocketAddress): Steps<void> {
  for (let pause = 1; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
    let result: true | WouldBlock | undefined;
    try {
      result = tryNow(socket, () => socket.connect(address));
    } catch (error) {
      if (!(error instanceof SocketCondition) || error.code !== "EINTR") throw renamed(who, error);
    }
    if (result === true) return;
    if (result?.code !== "EAGAIN") {
      yield { socket, event: "write" };
      const error = socket.takeError();
      if (error !== undefined) throw new SocketCondition(who, "connect", error.type, addressDetails(address));
      if (result === undefined && socket.peerAddress === undefined) {
        throw new SocketCondition(who, "connect", EINTR, addressDetails(address));
      }
      return;
    }
    yield { pause };
  }
}

function created(who: string, { domain, type, protocol, address }: AddressInfo): Socket {
  try {
    return Socket.create(domain, type, protocol);
  } catch (error) {
    if (!(error instanceof SocketCondition)) throw error;
    throw new SocketCondition(who, error.syscall, error.type, { ...addressDetails(address), cause: error.cause });
  }
}

/** A new socket connected to one address; closed again if that fails. */
export function* connectedTo(who: string, info: AddressInfo): Steps<Socket> {
  const socket = created(who, info);
  let connected = false;
  try {
    yield* connecting(who, socket, info.address);
    connected = true;
    return socket;
  } finally {
    if (!connected) socket.close();
  }
}

/** Looks a destination up. */
export function* lookingUp(who: string, destination: Destination): Steps<AddressInfo[]> {
  try {
    const lookup: Lookup<AddressInfoResult> = lookUpAddress(
      who,
      destination.node,
      destination.service,
      destination.hints,
    );
    try {
      if (lookup.fd >= 0) yield { lookup };
      return candidates(lookup.finish().addresses);
    } finally {
      lookup.abandon();
    }
  } catch (error) {
    if (error instanceof TimeoutCondition) {
      throw timedOut(who, "getaddrinfo", error, { address: destination.node });
    }
    if (!(error instanceof SocketCondition)) throw error;
    throw ConnectCondition.ofLookup(who, error);
  }
}

/** Tries every address of a host, one after the other. A deadline that passes has the failures before it as its cause. */
export function* connectedToHost(who: string, destination: Destination): Steps<Socket> {
  const errors: SocketCondition[] = [];
  for (const info of yield* lookingUp(who, destination)) {
    try {
      return yield* connectedTo(who, info);
    } catch (error) {
      if (!(error instanceof SocketCondition)) throw error;
      if (error instanceof TimeoutCondition) {
        if (errors.length === 0) throw error;
        const { address, port } = error;
        throw new TimeoutCondition(who, "connect", { address, port, cause: ConnectCondition.ofErrors(who, errors) });
      }
      // The socket, or the loop that it waits in, was closed: that is not about this address alone.
      if (error.code === "ECANCELED") throw error;
      errors.push(error);
    }
  }
  throw ConnectCondition.ofErrors(who, errors);
}

/** Connects to a Unix socket. */
export function* connectedToUnix(who: string, info: AddressInfo): Steps<Socket> {
  try {
    return yield* connectedTo(who, info);
  } catch (error) {
    if (!(error instanceof SocketCondition) || error instanceof TimeoutCondition) throw error;
    throw ConnectCondition.ofErrors(who, [error]);
  }
}

/** The one way to a Unix socket. */
export function unixDestination(pathname: string): AddressInfo {
  return new AddressInfo(
    SocketDomain.unix,
    SocketType.stream,
    SocketProtocol.auto,
    new UnixAddress(cText("pathname", pathname)),
  );
}
