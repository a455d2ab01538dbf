/**
 * Memberships of multicast groups, and where multicasts are sent: ip(7), ipv6(7), RFC 3678. Loop, TTL, hops
 * and ALL are with their levels, in ip.ts and ipv6.ts. Interfaces are given by index; `joinGroup` and its kin
 * take names too, and serve both versions of IP.
 */
import { InternetAddress } from "../../address/internet.ts";
import { Internet6Address } from "../../address/internet6.ts";
import { type ConstantName, constants } from "../../sys/constants.ts";
import { codecs } from "../codecs.ts";
import {
  type GroupMembership,
  type GroupSourceMembership,
  type GroupSources,
  groupFilter,
  groupRequest,
  groupSourceRequest,
  type InternetMembership,
  type InternetSourceMembership,
  type InternetSources,
  type MulticastInterface,
  type MulticastInterfaceChoice,
  membership,
  membership6,
  multicastInterface,
  sourceMembership,
  sources,
} from "../multicast/values.ts";
import { IpOption, Ipv6Option, type SocketOption } from "../socket-option.ts";
import { option } from "./make.ts";
import { nothingToRead, setOnly } from "./set-only.ts";

export type {
  GroupMembership,
  GroupSourceMembership,
  GroupSources,
  InternetMembership,
  InternetSourceMembership,
  InternetSources,
  MulticastInterface,
  MulticastInterfaceChoice,
};

/** The same option of IPv6: C has one name for both levels. */
function twin<Write>(constant: ConstantName, encode: (value: Write) => Uint8Array): SocketOption<never, Write> {
  const name = `IPV6_${constant}`;
  return new Ipv6Option<never, Write>(name, constants[constant], 0, encode, nothingToRead(name));
}

/** Joins a group: datagrams that are sent to it are received. */
export const IP_ADD_MEMBERSHIP: SocketOption<never, InternetMembership> = setOnly(
  "IP_ADD_MEMBERSHIP",
  membership,
  IpOption,
);
/** Joins a group for one more source alone. */
export const IP_ADD_SOURCE_MEMBERSHIP: SocketOption<never, InternetSourceMembership> = setOnly(
  "IP_ADD_SOURCE_MEMBERSHIP",
  sourceMembership,
  IpOption,
);
/** Receives no more from a source of a group that was joined for all. */
export const IP_BLOCK_SOURCE: SocketOption<never, InternetSourceMembership> = setOnly(
  "IP_BLOCK_SOURCE",
  sourceMembership,
  IpOption,
);
/** Leaves a group. */
export const IP_DROP_MEMBERSHIP: SocketOption<never, InternetMembership> = setOnly(
  "IP_DROP_MEMBERSHIP",
  membership,
  IpOption,
);
/** Leaves a group for one of its sources. */
export const IP_DROP_SOURCE_MEMBERSHIP: SocketOption<never, InternetSourceMembership> = setOnly(
  "IP_DROP_SOURCE_MEMBERSHIP",
  sourceMembership,
  IpOption,
);
/** All sources of a group at once; it must have been joined. */
export const IP_MSFILTER: SocketOption<never, InternetSources> = setOnly("IP_MSFILTER", sources, IpOption);
/** The interface that multicasts are sent by; set also by index alone. */
export const IP_MULTICAST_IF: SocketOption<MulticastInterface, MulticastInterfaceChoice> = option(
  "IP_MULTICAST_IF",
  multicastInterface,
  IpOption,
);
/** Receives again from a source that was blocked. */
export const IP_UNBLOCK_SOURCE: SocketOption<never, InternetSourceMembership> = setOnly(
  "IP_UNBLOCK_SOURCE",
  sourceMembership,
  IpOption,
);

/** Joins a group: datagrams that are sent to it are received. */
export const IPV6_JOIN_GROUP: SocketOption<never, GroupMembership> = setOnly(
  "IPV6_JOIN_GROUP",
  membership6,
  Ipv6Option,
);
/** Leaves a group. */
export const IPV6_LEAVE_GROUP: SocketOption<never, GroupMembership> = setOnly(
  "IPV6_LEAVE_GROUP",
  membership6,
  Ipv6Option,
);
/** The index of the interface that multicasts are sent by; 0 leaves it to the routes. */
export const IPV6_MULTICAST_IF: SocketOption<number> = option("IPV6_MULTICAST_IF", codecs.int32, Ipv6Option);

/** Receives no more from a source of a group of IPv4 that was joined for all. */
export const MCAST_BLOCK_SOURCE: SocketOption<never, GroupSourceMembership> = setOnly(
  "MCAST_BLOCK_SOURCE",
  groupSourceRequest(InternetAddress),
  IpOption,
);
/** Joins a group of IPv4. */
export const MCAST_JOIN_GROUP: SocketOption<never, GroupMembership> = setOnly(
  "MCAST_JOIN_GROUP",
  groupRequest(InternetAddress),
  IpOption,
);
/** Joins a group of IPv4 for one more source alone. */
export const MCAST_JOIN_SOURCE_GROUP: SocketOption<never, GroupSourceMembership> = setOnly(
  "MCAST_JOIN_SOURCE_GROUP",
  groupSourceRequest(InternetAddress),
  IpOption,
);
/** Leaves a group of IPv4. */
export const MCAST_LEAVE_GROUP: SocketOption<never, GroupMembership> = setOnly(
  "MCAST_LEAVE_GROUP",
  groupRequest(InternetAddress),
  IpOption,
);
/** Leaves a group of IPv4 for one of its sources. */
export const MCAST_LEAVE_SOURCE_GROUP: SocketOption<never, GroupSourceMembership> = setOnly(
  "MCAST_LEAVE_SOURCE_GROUP",
  groupSourceRequest(InternetAddress),
  IpOption,
);
/** All sources of a group of IPv4 at once; it must have been joined. `sourceFilter` reads them. */
export const MCAST_MSFILTER: SocketOption<never, GroupSources> = setOnly(
  "MCAST_MSFILTER",
  groupFilter(InternetAddress),
  IpOption,
);
/** Receives again from a source of a group of IPv4 that was blocked. */
export const MCAST_UNBLOCK_SOURCE: SocketOption<never, GroupSourceMembership> = setOnly(
  "MCAST_UNBLOCK_SOURCE",
  groupSourceRequest(InternetAddress),
  IpOption,
);

/** MCAST_BLOCK_SOURCE of IPv6. */
export const IPV6_MCAST_BLOCK_SOURCE: SocketOption<never, GroupSourceMembership> = twin(
  "MCAST_BLOCK_SOURCE",
  groupSourceRequest(Internet6Address),
);
/** MCAST_JOIN_GROUP of IPv6. */
export const IPV6_MCAST_JOIN_GROUP: SocketOption<never, GroupMembership> = twin(
  "MCAST_JOIN_GROUP",
  groupRequest(Internet6Address),
);
/** MCAST_JOIN_SOURCE_GROUP of IPv6. */
export const IPV6_MCAST_JOIN_SOURCE_GROUP: SocketOption<never, GroupSourceMembership> = twin(
  "MCAST_JOIN_SOURCE_GROUP",
  groupSourceRequest(Internet6Address),
);
/** MCAST_LEAVE_GROUP of IPv6. */
export const IPV6_MCAST_LEAVE_GROUP: SocketOption<never, GroupMembership> = twin(
  "MCAST_LEAVE_GROUP",
  groupRequest(Internet6Address),
);
/** MCAST_LEAVE_SOURCE_GROUP of IPv6. */
export const IPV6_MCAST_LEAVE_SOURCE_GROUP: SocketOption<never, GroupSourceMembership> = twin(
  "MCAST_LEAVE_SOURCE_GROUP",
  groupSourceRequest(Internet6Address),
);
/** MCAST_MSFILTER of IPv6. */
export const IPV6_MCAST_MSFILTER: SocketOption<never, GroupSources> = twin(
  "MCAST_MSFILTER",
  groupFilter(Internet6Address),
);
/** MCAST_UNBLOCK_SOURCE of IPv6. */
export const IPV6_MCAST_UNBLOCK_SOURCE: SocketOption<never, GroupSourceMembership> = twin(
  "MCAST_UNBLOCK_SOURCE",
  groupSourceRequest(Internet6Address),
);
