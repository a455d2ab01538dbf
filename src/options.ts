/** `berkeley-sockets/options`: socket options under their C names, the levels they belong to, and codecs for one's own. */
// So that the bundler finds the BSD layer behind every entry, and keeps it in one shared file.
import "./index.ts";

export { codecs, type Linger, type OptionCodec } from "./bsd/codecs.ts";
export {
  IPPROTO_ICMPV6,
  IPPROTO_IP,
  IPPROTO_IPV6,
  IPPROTO_RAW,
  IPPROTO_TCP,
  IPPROTO_UDP,
  IPPROTO_UDPLITE,
  SOL_NETLINK,
  SOL_PACKET,
  SOL_SOCKET,
  SocketOptionLevel,
} from "./bsd/option-level.ts";
export * from "./bsd/options/ip.ts";
export * from "./bsd/options/ipv6.ts";
export * from "./bsd/options/netlink.ts";
export * from "./bsd/options/packet.ts";
export * from "./bsd/options/raw.ts";
export * from "./bsd/options/socket.ts";
export * from "./bsd/options/tcp.ts";
export * from "./bsd/options/udp.ts";
export * from "./bsd/options/udp-lite.ts";
export {
  decodePacketAuxiliary,
  type PacketAuxiliary,
  type PacketFanout,
  type PacketFanoutMode,
  type PacketMembership,
  type PacketStatistics,
} from "./bsd/packet-codecs.ts";
export type { IcmpFilter } from "./bsd/raw-codecs.ts";
