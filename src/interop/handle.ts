/**
 * The interop room: bridges to what people already have. Sockets of `node:net` and `node:dgram`, streams,
 * other threads, systemd. It knows the runtime's insides, which no other room does.
 *
 * This file finds the handle inside one of the runtime's sockets, and the descriptor inside the handle.
 */
import { Socket as DatagramSocket } from "node:dgram";
import { Socket as NetSocket, Server } from "node:net";
import { Socket } from "../bsd/socket.ts";
import { wrongType } from "../core/check.ts";
import { SocketCondition, unsupported } from "../core/condition.ts";
import { EBADF } from "../core/errno.ts";
import { SocketDuplex } from "./duplex.ts";

/** One of the runtime's sockets or servers, or what has one as its `socket`, such as an HTTP request. */
export type SocketHolder =
  | NetSocket
  | Server
  | DatagramSocket
  | SocketDuplex
  | { readonly socket: NetSocket | null | undefined };

/** What the runtime keeps inside: libuv's handle, as JavaScript sees it. Nothing of it is documented. */
export interface Handle {
  readonly fd?: unknown;
  /** The handle that this one wraps, as one of TLS does. */
  readonly _parent?: Handle | null;
  /** The socket whose handle that is, or what makes a stream look like one. */
  readonly _parentWrap?: { readonly stream?: unknown } | null;
  reading?: boolean;
  readStop?(): unknown;
  readStart?(): unknown;
  recvStop?(): unknown;
  recvStart?(): unknown;
}

/** What was found: a handle with its descriptor, or a socket of ours with another's face. */
export type Found = { readonly handle: Handle; readonly fd: number } | { readonly socket: Socket };

/** The insides of the runtime's sockets that are looked at. */
interface Insides {
  readonly _handle?: Handle | null;
  readonly destroyed?: boolean;
  readonly socket?: unknown;
}

function runtime(): string {
  for (const name of ["Bun", "Deno"]) if (process.versions[name.toLowerCase()] !== undefined) return name;
  return "Node";
}

/** Such as `net.Socket` or `TLSSocket`: what an error calls a thing by. */
export function nounOf(value: object): string {
  switch (value.constructor) {
    case NetSocket:
      return "net.Socket";
    case Server:
      return "net.Server";
    case DatagramSocket:
      return "dgram.Socket";
    default:
      return value.constructor?.name || "object";
  }
}

/** EBADF of one of the runtime's sockets, with the reason. */
export function unusable(who: string, value: object, why: string): SocketCondition {
  return new SocketCondition(who, "fcntl", EBADF, { subject: `${nounOf(value)}, which ${why}` });
}

/** ENOTSUP: this runtime does not let us. */
export function hidden(who: string, value: object, what: string): SocketCondition {
  return unsupported(who, "fcntl", `${nounOf(value)}: ${runtime()} ${what}`);
}

/**
 * Refuses to give a descriptor away in runtimes that were seen to spoil it: they take the number, fail, and close
 * it later, when it may be another's. So this is known by their names, not found out by trying.
 */
export function checkTakesDescriptors(who: string, noun: string, spoilers: readonly string[]): void {
  if (spoilers.includes(runtime())) throw unsupported(who, "fcntl", `${noun}: ${runtime()} takes no descriptors`);
}

/** What a `dgram.Socket` keeps under a symbol; its old `_handle` would print a warning. */
export function datagramState(
  socket: DatagramSocket,
): { readonly handle?: Handle | null; connectState?: number } | undefined {
  const symbol = Object.getOwnPropertySymbols(socket).find(({ description }) => /state/i.test(description ?? ""));
  return symbol === undefined ? undefined : Reflect.get(socket, symbol);
}

/** Why a socket or a server has no handle. */
function absence(value: NetSocket | Server | DatagramSocket): string {
  if (value instanceof Server) return "does not listen";
  if (value instanceof DatagramSocket) return "is not open";
  return value.destroyed ? "is destroyed" : "has not been connected";
}

/** The handle that has the descriptor: what a handle of TLS wraps, below all such. */
function bottom(handle: Handle): Handle {
  let lowest = handle;
  while (lowest._parent) lowest = lowest._parent;
  return lowest;
}

function find(who: string, value: NetSocket | Server | DatagramSocket): Found {
  const insides = value as Insides;
  const top = value instanceof DatagramSocket ? datagramState(value)?.handle : insides._handle;
  if (top === null || top === undefined) throw unusable(who, value, absence(value));
  const handle = bottom(top);
  const { fd } = handle;
  if (typeof fd === "number" && fd >= 0) return { handle, fd };
  // TLS over a stream has no descriptor, but the stream may be one of ours.
  const stream = top._parentWrap?.stream;
  if (stream instanceof SocketDuplex) return { socket: stream.socket };
  if (typeof fd !== "number") throw hidden(who, value, "hides its descriptor");
  if (value instanceof DatagramSocket) throw unusable(who, value, "has not been bound");
  throw unusable(who, value, "has no descriptor, or none yet");
}

/** Looks into what has a socket, such as an HTTP request, until it finds the socket. */
export function findHandle(who: string, name: string, source: SocketHolder): Found {
  let value: unknown = source;
  for (let depth = 0; depth < 4; depth++) {
    if (value instanceof NetSocket || value instanceof Server || value instanceof DatagramSocket)
      return find(who, value);
    if (value instanceof SocketDuplex) return { socket: value.socket };
    if (typeof value !== "object" || value === null || value instanceof Socket || !("socket" in value)) break;
    const { socket } = value;
    if (socket === null || socket === undefined) throw unusable(who, value, "has no socket, or none yet");
    value = socket;
  }
  throw wrongType(name, "a net.Socket, net.Server, dgram.Socket, or what has one of them as its socket", source);
}

/**
 * The number of the descriptor that one of the runtime's sockets has. It stays the runtime's: the number is
 * good until the socket is closed, and may be another's from then on.
 *
 * *Errors*: EBADF when it is closed, or not open yet; ENOTSUP where the runtime hides its descriptors.
 *
 * @example
 * import { createServer } from "node:net";
 * const server = createServer().listen(0);
 * descriptorOf(server) > 2 // true
 * server.close();
 */
export function descriptorOf(source: SocketHolder): number {
  const found = findHandle("descriptorOf", "source", source);
  if ("fd" in found) return found.fd;
  if (found.socket.closed) throw unusable("descriptorOf", found.socket, "is closed");
  return found.socket.fd;
}
