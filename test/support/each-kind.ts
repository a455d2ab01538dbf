/** One test body over many kinds of sockets; kinds that this machine lacks are skipped with a reason. */
import { test } from "node:test";
import { SocketDomain, SocketType } from "berkeley-sockets";
import { connectedKinds, type Kind, kinds } from "./kinds.ts";
import { withoutIpv6 } from "./probe.ts";

const noIpv6 = withoutIpv6();

export const streamKinds: readonly Kind[] = kinds.filter(({ type }) => type === SocketType.stream);
/** Kinds that keep the bounds of messages: datagram and seqpacket. */
export const messageKinds: readonly Kind[] = kinds.filter(({ type }) => type !== SocketType.stream);
export const unixKinds: readonly Kind[] = kinds.filter(({ domain }) => domain === SocketDomain.unix);
/** Kinds whose addresses have a port. */
export const portKinds: readonly Kind[] = kinds.filter(({ domain }) => domain !== SocketDomain.unix);
export const unixConnectedKinds: readonly Kind[] = connectedKinds.filter(({ domain }) => domain === SocketDomain.unix);

export function eachKind(of: readonly Kind[], name: string, body: (kind: Kind) => void | Promise<void>): void {
  for (const kind of of) {
    const skip = kind.domain === SocketDomain.internet6 ? noIpv6 : false;
    test(`${kind.name}: ${name}`, { skip }, () => body(kind));
  }
}

/** The kind of a domain and a type. */
export function kindOf(domain: SocketDomain, type: SocketType): Kind {
  const found = kinds.find((kind) => kind.domain === domain && kind.type === type);
  if (found === undefined) throw new Error(`no kind ${domain} ${type}`);
  return found;
}

export const tcp: Kind = kindOf(SocketDomain.internet, SocketType.stream);
export const udp: Kind = kindOf(SocketDomain.internet, SocketType.datagram);
export const tcp6: Kind = kindOf(SocketDomain.internet6, SocketType.stream);
export const udp6: Kind = kindOf(SocketDomain.internet6, SocketType.datagram);
export const unixStream: Kind = kindOf(SocketDomain.unix, SocketType.stream);
export const unixDatagram: Kind = kindOf(SocketDomain.unix, SocketType.datagram);
export const unixPacket: Kind = kindOf(SocketDomain.unix, SocketType.sequencePacket);
