/** The BSD layer: every name of `berkeley-sockets`. */
export { AlgAddress } from "./address/alg.ts";
export {
  BluetoothAddress,
  HciAddress,
  L2capAddress,
  RfcommAddress,
  ScoAddress,
} from "./address/bluetooth.ts";
export { formatBdaddr, parseBdaddr } from "./address/bluetooth-text.ts";
export { CanAddress, type CanId, IsoTpAddress, J1939Address } from "./address/can.ts";
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
export {
  TipcAddress,
  TipcServiceAddress,
  TipcServiceRange,
  TipcSocketAddress,
} from "./address/tipc.ts";
export { UnixAddress, type UnixAddressKind } from "./address/unix.ts";
export { UnknownAddress } from "./address/unknown.ts";
export { UnspecifiedAddress } from "./address/unspecified.ts";
export { VsockAddress } from "./address/vsock.ts";
export { XdpAddress } from "./address/xdp.ts";
export {
  AddressInfo,
  type AddressInfoHints,
  type AddressInfoResult,
  getAddressInfo,
} from "./bsd/address-info.ts";
export { AddressInfoOption } from "./bsd/address-info-option.ts";
export {
  type CanFrame,
  type CanFrameInput,
  decodeCanFrame,
  encodeCanFrame,
} from "./bsd/can-frame.ts";
export { codecs, type Linger, type OptionCodec } from "./bsd/codecs.ts";
export { ControlMessageType, registerControlMessageType } from "./bsd/control/message-type.ts";
export type {
  ControlMessage,
  CredentialsMessage,
  CustomMessage,
  DropCountMessage,
  ErrorOrigin,
  HopLimitMessage,
  InqMessage,
  MarkMessage,
  NetlinkGroupMessage,
  OriginalDestinationMessage,
  PacketAuxiliaryMessage,
  PidfdMessage,
  PktinfoMessage,
  ReceivedControlMessage,
  ReceivedCredentialsMessage,
  ReceivedPktinfoMessage,
  ReceivedRightsMessage,
  ReceivedTrafficClassMessage,
  ReceivedUnknownControlMessage,
  ReceiveErrorMessage,
  RightsMessage,
  SecurityMessage,
  SegmentSizeMessage,
  TimestampMessage,
  TimeToLiveMessage,
  TrafficClassMessage,
  TransmitTimeMessage,
  UnknownControlMessage,
} from "./bsd/control/messages.ts";
export { BluetoothProtocol, CanProtocol } from "./bsd/device-protocols.ts";
export {
  FilterBuilder,
  type FilterExtension,
  type FilterPacketSource,
  type FilterSource,
  type FilterSourceX,
} from "./bsd/filter/builder.ts";
export { type FilterInstruction, FilterProgram } from "./bsd/filter/program.ts";
export {
  hostName,
  interfaceIndex,
  interfaceName,
  interfaceNames,
} from "./bsd/interfaces.ts";
export { internetChecksum } from "./bsd/internet-checksum.ts";
export type {
  DataOf,
  DataToSend,
  MessageFlags,
  MessageToSend,
  ReceivedMessage,
  ReceiveIntoRequest,
  ReceiveSizeRequest,
} from "./bsd/message.ts";
export {
  blockSource,
  joinGroup,
  joinSourceGroup,
  leaveGroup,
  leaveSourceGroup,
  type MulticastOptions,
  setMulticastInterface,
  unblockSource,
} from "./bsd/multicast/membership.ts";
export {
  type SourceFilter,
  type SourceFilterChoice,
  setSourceFilter,
  sourceFilter,
} from "./bsd/multicast/source-filter.ts";
export { getNameInfo, type NameInfo } from "./bsd/name-info.ts";
export { NameInfoOption } from "./bsd/name-info-option.ts";
export { SocketOptionLevel } from "./bsd/option-level.ts";
export { type PeerCredentials, type PeerCredentialsOptions, peerCredentials } from "./bsd/peer-credentials.ts";
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
export { ReceivedDescriptor } from "./bsd/received-descriptor.ts";
export type { FileSource } from "./bsd/send-file.ts";
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
