/** What tests of sends without a copy share. */
import { type Socket, SocketDomain, SocketType, WouldBlock } from "berkeley-sockets";
import { SO_SNDBUF } from "berkeley-sockets/options";
import { fill } from "./blocking.ts";
import { kindOf } from "./each-kind.ts";
import { connectedPair, type Kind, waitFor } from "./kinds.ts";

const { internet, internet6 } = SocketDomain;
export const tcpKinds: readonly Kind[] = [internet, internet6].map((domain) => kindOf(domain, SocketType.stream));
export const udpKinds: readonly Kind[] = [internet, internet6].map((domain) => kindOf(domain, SocketType.datagram));
export const zeroCopyKinds: readonly Kind[] = [...tcpKinds, ...udpKinds];

/**
 * A connection whose peer's window is full, with room to send all the same: what is sent now waits in this side's
 * queue, and the kernel reads its memory when the peer has received `before` bytes.
 */
export function stalledPair(kind: Kind): [Socket, Socket, number] {
  const [near, far] = connectedPair(kind);
  near.setOption(SO_SNDBUF, 32768);
  const before = fill(near, 4096);
  near.setOption(SO_SNDBUF, 400_000);
  return [near, far, before];
}

/** Receives so many bytes, or all up to the end, waiting for them. */
export function drain(socket: Socket, count: number = Number.POSITIVE_INFINITY): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let left = count; left > 0; ) {
    waitFor(socket);
    const part = socket.receive(Math.min(left, 65536));
    if (part instanceof WouldBlock) continue;
    if (part.length === 0) break;
    parts.push(part);
    left -= part.length;
  }
  return Buffer.concat(parts);
}
