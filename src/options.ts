/** `berkeley-sockets/options`: socket options under their C names, the levels they belong to, and codecs for one's own. */
// So that the bundler finds the BSD layer behind every entry, and keeps it in one shared file.
import "./index.ts";

export { codecs, type Linger, type OptionCodec } from "./bsd/codecs.ts";
export {
  FilterBuilder,
  type FilterExtension,
  type FilterPacketSource,
  type FilterSource,
  type FilterSourceX,
} from "./bsd/filter/builder.ts";
export { type FilterInstruction, FilterProgram } from "./bsd/filter/program.ts";
export {
  IPPROTO_ICMPV6,
  IPPROTO_IP,
  IPPROTO_IPV6,
  IPPROTO_RAW,
  IPPROTO_TCP,
  IPPROTO_UDP,
  IPPROTO_UDPLITE,
  SOL_LOCAL,
  SOL_MPTCP,
  SOL_NETLINK,
  SOL_PACKET,
  SOL_SOCKET,
  SocketOptionLevel,
} from "./bsd/option-level.ts";
export type { AddressPreferences, AddressSource } from "./bsd/options/address-preferences.ts";
export * from "./bsd/options/alg.ts";
export * from "./bsd/options/bluetooth.ts";
export * from "./bsd/options/can.ts";
export * from "./bsd/options/filter.ts";
export * from "./bsd/options/ip.ts";
export * from "./bsd/options/ipv6.ts";
export * from "./bsd/options/local.ts";
export type { MemoryInfo } from "./bsd/options/memory-info.ts";
export * from "./bsd/options/mptcp.ts";
export type { MptcpFullInfo, MptcpInfo, MptcpSubflow } from "./bsd/options/mptcp-info.ts";
export * from "./bsd/options/multicast.ts";
export * from "./bsd/options/netlink.ts";
export * from "./bsd/options/packet.ts";
export type { LocalCredentials, ProcessCredentials } from "./bsd/options/peer-credentials.ts";
export type { PortRange } from "./bsd/options/port-range.ts";
export * from "./bsd/options/raw.ts";
export * from "./bsd/options/sctp.ts";
export * from "./bsd/options/socket.ts";
export * from "./bsd/options/tcp.ts";
export type { BbrInfo, DctcpInfo, TcpCongestionInfo, VegasInfo } from "./bsd/options/tcp-congestion-info.ts";
export type {
  TcpCongestionState,
  TcpFastOpenFailure,
  TcpInfo,
  TcpInfoOptions,
  TcpState,
} from "./bsd/options/tcp-info.ts";
export type { TcpMd5Signature, TcpMd5SignatureExtended } from "./bsd/options/tcp-md5.ts";
export type { Timestamping } from "./bsd/options/timestamping.ts";
export * from "./bsd/options/tipc.ts";
export type { ClockName, TransmitTime } from "./bsd/options/transmit-time.ts";
export * from "./bsd/options/udp.ts";
export * from "./bsd/options/udp-lite.ts";
export * from "./bsd/options/vsock.ts";
export * from "./bsd/options/xdp.ts";
export {
  decodePacketAuxiliary,
  type PacketAuxiliary,
  type PacketFanout,
  type PacketFanoutMode,
  type PacketMembership,
  type PacketStatistics,
} from "./bsd/packet-codecs.ts";
export type { IcmpFilter } from "./bsd/raw-codecs.ts";
export { rawSocketOption } from "./bsd/raw-socket-option.ts";
