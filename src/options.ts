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
  IPPROTO_IP,
  IPPROTO_IPV6,
  IPPROTO_RAW,
  IPPROTO_TCP,
  IPPROTO_UDP,
  SOL_SOCKET,
  SocketOptionLevel,
} from "./bsd/option-level.ts";
export * from "./bsd/options/filter.ts";
export * from "./bsd/options/ip.ts";
export * from "./bsd/options/ipv6.ts";
export * from "./bsd/options/multicast.ts";
export * from "./bsd/options/socket.ts";
export * from "./bsd/options/tcp.ts";
export * from "./bsd/options/udp.ts";
