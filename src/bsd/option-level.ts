import { brand } from "../core/brand.ts";
import { SocketConstant } from "../core/constant.ts";
import { constants } from "../sys/constants.ts";

/** The layer that a socket option belongs to: the `level` of getsockopt(2). */
export class SocketOptionLevel extends SocketConstant {
  declare private readonly nominal: "SocketOptionLevel";

  static {
    brand(this, "SocketOptionLevel");
  }
}

/** Options of sockets as such: socket(7). */
export const SOL_SOCKET: SocketOptionLevel = new SocketOptionLevel("SOL_SOCKET", constants.SOL_SOCKET);
/** IPv4: ip(7). */
export const IPPROTO_IP: SocketOptionLevel = new SocketOptionLevel("IPPROTO_IP", constants.IPPROTO_IP);
/** IPv6: ipv6(7). */
export const IPPROTO_IPV6: SocketOptionLevel = new SocketOptionLevel("IPPROTO_IPV6", constants.IPPROTO_IPV6);
/** TCP: tcp(7). */
export const IPPROTO_TCP: SocketOptionLevel = new SocketOptionLevel("IPPROTO_TCP", constants.IPPROTO_TCP);
/** UDP: udp(7). */
export const IPPROTO_UDP: SocketOptionLevel = new SocketOptionLevel("IPPROTO_UDP", constants.IPPROTO_UDP);
/** Raw sockets: raw(7). */
export const IPPROTO_RAW: SocketOptionLevel = new SocketOptionLevel("IPPROTO_RAW", constants.IPPROTO_RAW);
/** ICMPv6: raw sockets that speak it. See icmp(7) and RFC 3542. */
export const IPPROTO_ICMPV6: SocketOptionLevel = new SocketOptionLevel("IPPROTO_ICMPV6", constants.IPPROTO_ICMPV6);
/** UDP-Lite: udplite(7). */
export const IPPROTO_UDPLITE: SocketOptionLevel = new SocketOptionLevel("IPPROTO_UDPLITE", constants.IPPROTO_UDPLITE);
/** Netlink: netlink(7). */
export const SOL_NETLINK: SocketOptionLevel = new SocketOptionLevel("SOL_NETLINK", constants.SOL_NETLINK);
/** Frames: packet(7). */
export const SOL_PACKET: SocketOptionLevel = new SocketOptionLevel("SOL_PACKET", constants.SOL_PACKET);
/** Multipath TCP (Linux): RFC 8684. */
export const SOL_MPTCP: SocketOptionLevel = new SocketOptionLevel("SOL_MPTCP", constants.SOL_MPTCP);
/** Unix sockets (macOS, BSD): unix(4). Its number is IPPROTO_IP's, so a bare number is never taken for it. */
export const SOL_LOCAL: SocketOptionLevel = new SocketOptionLevel("SOL_LOCAL", constants.SOL_LOCAL);

const known = new Map<number, SocketOptionLevel>(
  [
    SOL_SOCKET,
    IPPROTO_IP,
    IPPROTO_IPV6,
    IPPROTO_TCP,
    IPPROTO_UDP,
    IPPROTO_RAW,
    IPPROTO_ICMPV6,
    IPPROTO_UDPLITE,
    SOL_NETLINK,
    SOL_PACKET,
    SOL_MPTCP,
  ].flatMap((level) => (level.value === undefined ? [] : [[level.value, level]])),
);

/** The level of a number: the one named above, or one named by the number. */
export function levelOf(value: number): SocketOptionLevel {
  let level = known.get(value);
  if (level === undefined) {
    level = new SocketOptionLevel(String(value), value);
    known.set(value, level);
  }
  return level;
}
