/** The BSD layer: every name of `berkeley-sockets`. */
export { type AddressDecoder, registerSocketDomain, SocketDomain } from "./address/domain.ts";
export { EtherType } from "./address/ether-type.ts";
export { formatHardwareAddress, parseHardwareAddress } from "./address/hardware-text.ts";
export { InternetAddress } from "./address/internet.ts";
export { Internet6Address } from "./address/internet6.ts";
export { formatIpv4, parseIpv4 } from "./address/ipv4-text.ts";
export { formatIpv6, parseIpv6 } from "./address/ipv6-text.ts";
export { NetlinkAddress } from "./address/netlink.ts";
export { NetlinkGroup } from "./address/netlink-group.ts";
export { PacketAddress, type PacketAddressOptions, type PacketType } from "./address/packet.ts";
export { lookupDomain } from "./address/registry.ts";
export { SocketAddress } from "./address/socket-address.ts";
export { UnixAddress, type UnixAddressKind } from "./address/unix.ts";
export { UnknownAddress } from "./address/unknown.ts";
export { UnspecifiedAddress } from "./address/unspecified.ts";
export {
  AddressInfo,
  type AddressInfoHints,
  type AddressInfoResult,
  getAddressInfo,
} from "./bsd/address-info.ts";
export { AddressInfoOption } from "./bsd/address-info-option.ts";
export { codecs, type Linger, type OptionCodec } from "./bsd/codecs.ts";
export { hostName, interfaceIndex, interfaceName, interfaceNames } from "./bsd/interfaces.ts";
export { internetChecksum } from "./bsd/internet-checksum.ts";
export { getNameInfo, type NameInfo } from "./bsd/name-info.ts";
export { NameInfoOption } from "./bsd/name-info-option.ts";
export { SocketOptionLevel } from "./bsd/option-level.ts";
export { type PollEntry, type PollResult, pollSockets } from "./bsd/poll-sockets.ts";
export {
  closeProtocolDatabase,
  getProtocolByConstant,
  getProtocolByName,
  nextProtocolEntry,
  openProtocolDatabase,
  ProtocolEntry,
} from "./bsd/protocol-database.ts";
export { ReceiveFromOption } from "./bsd/receive-from-option.ts";
export { SendToOption } from "./bsd/send-to-option.ts";
export { getServiceByName, getServiceByPort, type ServiceEntry } from "./bsd/service-database.ts";
export { ShutdownMethod } from "./bsd/shutdown-method.ts";
export { Socket, socketMaximumConnections } from "./bsd/socket.ts";
export {
  defineSocketOptionType,
  IpOption,
  Ipv6Option,
  RawOption,
  SocketOption,
  type SocketOptionClass,
  TcpOption,
  UdpOption,
} from "./bsd/socket-option.ts";
export { SocketProtocol } from "./bsd/socket-protocol.ts";
export { SocketType } from "./bsd/socket-type.ts";
export { AddressInfoCondition, type ConditionDetails, SocketCondition } from "./core/condition.ts";
export { SocketConstant } from "./core/constant.ts";
export { errnoName, errnoText } from "./core/errno.ts";
export { WouldBlock } from "./core/would-block.ts";
