/** What a socket is to the reactor. */
import { lingers } from "../bsd/ownership.ts";
import type { Socket } from "../bsd/socket.ts";
import { wrongValue } from "../core/check.ts";
import { constants, required } from "../sys/constants.ts";
import { LINGERS, PACKETS, STREAM, TCP } from "../sys/reactor.ts";

const SOCK_STREAM = required("SOCK_STREAM");

/** The kind of a socket's connections: those over TCP are known to be empty after a short read. */
export function kindOf(socket: Socket): number {
  const { domain, type, protocol } = socket;
  if (type.value === constants.SOCK_SEQPACKET) return PACKETS;
  if (type.value !== SOCK_STREAM) throw wrongValue("options.socket", "a stream or sequenced-packet socket", socket);
  const internet = domain.value === constants.AF_INET || domain.value === constants.AF_INET6;
  return internet && (protocol.value === 0 || protocol.value === constants.IPPROTO_TCP) ? TCP : STREAM;
}

export function flagsOf(socket: Socket): number {
  return lingers(socket.fd) ? LINGERS : 0;
}
