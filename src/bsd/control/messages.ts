/**
 * Control messages: what travels beside a message's data. One interface for each kind, told apart by `kind`.
 * What is received has every member; for sending some may be left out, and some kinds are only received.
 */

import type { InternetAddress } from "../../address/internet.ts";
import type { Internet6Address } from "../../address/internet6.ts";
import type { SocketAddress } from "../../address/socket-address.ts";
import type { SocketCondition } from "../../core/condition.ts";
import type { PacketAuxiliary } from "../packet-codecs.ts";
import type { ReceivedDescriptor } from "../received-descriptor.ts";
import type { Socket } from "../socket.ts";
import type { ControlMessageType } from "./message-type.ts";

/** Descriptors, which the receiver gets duplicates of; Unix sockets. Whoever sends keeps theirs. */
export interface RightsMessage {
  readonly kind: "rights";
  readonly descriptors: readonly (number | Socket | ReceivedDescriptor)[];
}
/** Descriptors that came: take them, or they are closed when they are collected. */
export interface ReceivedRightsMessage extends RightsMessage {
  readonly descriptors: readonly ReceivedDescriptor[];
}

/** Who sends, as the kernel has checked; Unix sockets. Left out, it is this process. Received with SO_PASSCRED. */
export interface CredentialsMessage {
  readonly kind: "credentials";
  readonly pid?: number | undefined;
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
}
export interface ReceivedCredentialsMessage extends CredentialsMessage {
  /** 0 for a process that this one cannot see. */
  readonly pid: number;
  readonly uid: number;
  readonly gid: number;
}

/** A descriptor that stands for the sending process; only received, with SO_PASSPIDFD. */
export interface PidfdMessage {
  readonly kind: "pidfd";
  /** `undefined` where the process is gone. */
  readonly descriptor: ReceivedDescriptor | undefined;
}

/** The sender's security label; only received, with SO_PASSSEC or IP_PASSSEC. */
export interface SecurityMessage {
  readonly kind: "security";
  readonly label: string;
}

/** Where a datagram arrived; sent, where it comes from. Received with IP_PKTINFO or IPV6_RECVPKTINFO. */
export interface PktinfoMessage {
  readonly kind: "pktinfo";
  /** Its destination; sent, its source. The port is 0 and does not count. */
  readonly address?: InternetAddress | Internet6Address | undefined;
  /** The interface; 0, or left out, leaves the choice to the kernel. */
  readonly interfaceIndex?: number | undefined;
  /** IPv4: the address to answer from, which differs from `address` for a group. When sending it wins over `address`. */
  readonly local?: InternetAddress | undefined;
}
export interface ReceivedPktinfoMessage extends PktinfoMessage {
  readonly address: InternetAddress | Internet6Address;
  readonly interfaceIndex: number;
}

/** IPv6: how many more hosts may forward a packet, 0 to 255. Received with IPV6_RECVHOPLIMIT. */
export interface HopLimitMessage {
  readonly kind: "hopLimit";
  readonly value: number;
}

/** IPv4: the same, 1 to 255. Received with IP_RECVTTL. */
export interface TimeToLiveMessage {
  readonly kind: "timeToLive";
  readonly value: number;
}

/**
 * The byte of an IP header that asks for a kind of service. Received with IP_RECVTOS or IPV6_RECVTCLASS. Sent,
 * either `value` or its parts are enough.
 */
export interface TrafficClassMessage {
  readonly kind: "trafficClass";
  readonly value?: number | undefined;
  /** Its upper six bits: the differentiated services code point (RFC 2474). */
  readonly dscp?: number | undefined;
  /** Its lower two: explicit congestion notification (RFC 3168). */
  readonly ecn?: number | undefined;
  /** Of which IP. Left out, that of the destination or of the socket. */
  readonly version?: 4 | 6 | undefined;
}
export interface ReceivedTrafficClassMessage extends TrafficClassMessage {
  readonly value: number;
  readonly dscp: number;
  readonly ecn: number;
  readonly version: 4 | 6;
}

/** When a message arrived, or left; only received, with SO_TIMESTAMP, SO_TIMESTAMPNS or SO_TIMESTAMPING. */
export interface TimestampMessage {
  readonly kind: "timestamp";
  /** Nanoseconds since 1970: the kernel's time, the device's where there is no other. */
  readonly time: bigint;
  /** How fine it is. */
  readonly unit: "microsecond" | "nanosecond";
  /** The kernel's time, where it took one. */
  readonly software: bigint | undefined;
  /** The device's time as the kernel's clock would have it: old kernels only. */
  readonly transformed: bigint | undefined;
  /** The device's time by its own clock. */
  readonly hardware: bigint | undefined;
}

/** Who reports a {@link ReceiveErrorMessage}; a number that is not known here stays one. */
export type ErrorOrigin =
  | "none"
  | "local"
  | "icmp"
  | "icmp6"
  | "timestamping"
  | "zeroCopy"
  | "transmitTime"
  | (number & {});

/**
 * What became of something sent; only received, from the error queue, with IP_RECVERR or IPV6_RECVERR. See
 * ip(7) and the kernel's documentation of timestamps and of MSG_ZEROCOPY.
 */
export interface ReceiveErrorMessage {
  readonly kind: "receiveError";
  /** The error; `undefined` for a report that is none, as of a time of sending. */
  readonly error: SocketCondition | undefined;
  readonly origin: ErrorOrigin;
  /** Type and code of the ICMP message, where that is the origin. */
  readonly type: number;
  readonly code: number;
  /** By origin: of EMSGSIZE the path's largest packet; of a zero-copy send the first that is complete. */
  readonly info: number;
  /** By origin: of a zero-copy send the last that is complete. */
  readonly data: number;
  /** Who reported it, such as a router; `undefined` where nobody did. Its port is 0. */
  readonly offender: SocketAddress | undefined;
}

/** Whom a packet was for before it was redirected; only received, with IP_RECVORIGDSTADDR or IPV6_RECVORIGDSTADDR. */
export interface OriginalDestinationMessage {
  readonly kind: "originalDestination";
  readonly address: SocketAddress;
}

/** UDP: the size of the datagrams that the data is to be cut into, or was joined from, with UDP_GRO. */
export interface SegmentSizeMessage {
  readonly kind: "segmentSize";
  readonly value: number;
}

/** How many datagrams this socket has dropped since it was made; only received, with SO_RXQ_OVFL. */
export interface DropCountMessage {
  readonly kind: "dropCount";
  readonly value: number;
}

/** The mark of a packet, for routing and filters: sending it needs a privilege. Received with SO_RCVMARK. */
export interface MarkMessage {
  readonly kind: "mark";
  readonly value: number;
}

/** TCP: how many bytes are there to be received after these; only received, with TCP_INQ. */
export interface InqMessage {
  readonly kind: "inq";
  readonly value: number;
}

/** Packet sockets: what there is to tell of a frame beside its bytes; only received, with PACKET_AUXDATA. */
export interface PacketAuxiliaryMessage extends PacketAuxiliary {
  readonly kind: "packetAuxiliary";
}

/** Netlink: the group that a message was for, by its number; 0 for one to this socket alone; with NETLINK_PKTINFO. */
export interface NetlinkGroupMessage {
  readonly kind: "netlinkGroup";
  readonly group: number;
}

/** When a packet is to be sent, in nanoseconds of the clock that SO_TXTIME chose; only sent. */
export interface TransmitTimeMessage {
  readonly kind: "transmitTime";
  readonly time: bigint;
}

/** A message of a kind of one's own: see {@link ControlMessageType}. */
export interface CustomMessage {
  readonly kind: "custom";
  readonly type: ControlMessageType<unknown, never>;
  readonly value: unknown;
}

/** A message of any other kind: its level and type by number, and its bytes. */
export interface UnknownControlMessage {
  readonly kind: "unknown";
  readonly level: number;
  readonly type: number;
  readonly bytes: Uint8Array;
}
export interface ReceivedUnknownControlMessage extends UnknownControlMessage {
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** The kinds of which sending needs no more, and no less, than what is received. */
type SameBothWays =
  | PidfdMessage
  | SecurityMessage
  | HopLimitMessage
  | TimeToLiveMessage
  | TimestampMessage
  | ReceiveErrorMessage
  | OriginalDestinationMessage
  | SegmentSizeMessage
  | DropCountMessage
  | MarkMessage
  | InqMessage
  | PacketAuxiliaryMessage
  | NetlinkGroupMessage
  | CustomMessage;

/** A control message, of any kind: see cmsg(3). What is received may be sent again, where its kind can be sent. */
export type ControlMessage =
  | SameBothWays
  | RightsMessage
  | CredentialsMessage
  | PktinfoMessage
  | TrafficClassMessage
  | TransmitTimeMessage
  | UnknownControlMessage;

/** A control message that came with a message. Later kinds may come. */
export type ReceivedControlMessage =
  | SameBothWays
  | ReceivedRightsMessage
  | ReceivedCredentialsMessage
  | ReceivedPktinfoMessage
  | ReceivedTrafficClassMessage
  | ReceivedUnknownControlMessage;
