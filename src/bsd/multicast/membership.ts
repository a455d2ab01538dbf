/** Groups of multicast: joined and left on an interface, by name or index, in either version of IP. */
import { SocketDomain } from "../../address/domain.ts";
import { Internet6Address } from "../../address/internet6.ts";
import type { SocketAddress } from "../../address/socket-address.ts";
import { options as checkOptions, instance, wrongType, wrongValue } from "../../core/check.ts";
import { type ConditionDetails, SocketCondition } from "../../core/condition.ts";
import { EBADF } from "../../core/errno.ts";
import { systemLayout } from "../../core/struct.ts";
import { system } from "../../sys/system.ts";
import {
  IP_MULTICAST_IF,
  IPV6_MCAST_BLOCK_SOURCE,
  IPV6_MCAST_JOIN_GROUP,
  IPV6_MCAST_JOIN_SOURCE_GROUP,
  IPV6_MCAST_LEAVE_GROUP,
  IPV6_MCAST_LEAVE_SOURCE_GROUP,
  IPV6_MCAST_UNBLOCK_SOURCE,
  IPV6_MULTICAST_IF,
  MCAST_BLOCK_SOURCE,
  MCAST_JOIN_GROUP,
  MCAST_JOIN_SOURCE_GROUP,
  MCAST_LEAVE_GROUP,
  MCAST_LEAVE_SOURCE_GROUP,
  MCAST_UNBLOCK_SOURCE,
} from "../options/multicast.ts";
import { Socket } from "../socket.ts";
import { optionNumbers, type SocketOption } from "../socket-option.ts";
import {
  commonIndex,
  type Endpoint,
  encodeEndpoint,
  hostOf,
  indexOf,
  readGroup,
  readInterface,
  readSource,
  withZone,
} from "./group.ts";
import { encodeGroupRequest, encodeGroupSourceRequest } from "./structs.ts";
import type { GroupMembership, GroupSourceMembership } from "./values.ts";

/** Where a group is joined. */
export interface MulticastOptions {
  /** The interface, by name or index. Without one, and with 0, the kernel's routes choose. */
  readonly interface?: string | number | undefined;
}

/** An option of IPv4 and its twin of IPv6. */
type Twins<Write> = readonly [SocketOption<never, Write>, SocketOption<never, Write>];

/** The socket's descriptor, asked for after what may run the caller's code. */
export function openDescriptor(who: string, syscall: string, socket: Socket): number {
  if (socket.closed) throw new SocketCondition(who, syscall, EBADF);
  return socket.fd;
}

/** What the options of a call say. */
export function readOptions(options: MulticastOptions): string | number | undefined {
  checkOptions("options", options, ["interface"]);
  return readInterface("options.interface", options.interface);
}

/** Looks up what was given by name, then sets the option of the group's version of IP. */
function change<Write>(
  who: string,
  socket: Socket,
  [first, second]: Twins<Write>,
  group: Endpoint,
  source: Endpoint | undefined,
  given: string | number | undefined,
): void {
  const [level, id] = optionNumbers(who, "setsockopt", group.address instanceof Internet6Address ? second : first);
  openDescriptor(who, "setsockopt", socket);
  const index = given === undefined ? undefined : indexOf(who, given);
  const to = withZone(who, group);
  const from = source === undefined ? undefined : withZone(who, source);
  const on = commonIndex("options.interface", index, to, ...(from === undefined ? [] : [from]));
  const address = encodeEndpoint(to, on);
  const bytes =
    from === undefined
      ? encodeGroupRequest(systemLayout, on, address)
      : encodeGroupSourceRequest(systemLayout, on, address, encodeEndpoint(from, on));
  const result = system.setOption(openDescriptor(who, "setsockopt", socket), level, id, bytes, bytes.length);
  if (result < 0) throw new SocketCondition(who, "setsockopt", -result, about(to, on));
}

/** How a condition tells of a group on an interface. */
export function about(group: Endpoint, index: number): ConditionDetails {
  const host = hostOf(group);
  return { subject: index === 0 ? host : `${host} on interface ${index}` };
}

function changeGroup(
  who: string,
  socket: Socket,
  twins: Twins<GroupMembership>,
  group: SocketAddress | string,
  options: MulticastOptions,
): void {
  instance("socket", socket, Socket);
  change(who, socket, twins, readGroup("group", group), undefined, readOptions(options));
}

function changeSource(
  who: string,
  socket: Socket,
  twins: Twins<GroupSourceMembership>,
  group: SocketAddress | string,
  source: SocketAddress | string,
  options: MulticastOptions,
): void {
  instance("socket", socket, Socket);
  const to = readGroup("group", group);
  change(who, socket, twins, to, readSource("source", source, to), readOptions(options));
}

/**
 * Joins a multicast group on an interface: what is sent to it arrives at the socket, if the socket is bound to
 * the port and to the group's or any address. The group's version of IP counts, not the socket's: a socket of
 * internet6 joins groups of IPv4 too. Its port does not count. See MCAST_JOIN_GROUP in ip(7).
 *
 * *Errors*: ENODEV for an interface that does not exist, or when no route says which; EADDRINUSE when joined
 * already; ENOBUFS for more groups than the system allows (`net.ipv4.igmp_max_memberships`); ENOTSUP for a
 * socket of another domain. What is no group is a RangeError.
 *
 * @example
 * using listener = Socket.create(SocketDomain.internet, SocketType.datagram);
 * listener.bind(InternetAddress.any(0));
 * joinGroup(listener, "239.255.1.2", { interface: "lo" });
 */
export function joinGroup(socket: Socket, group: SocketAddress | string, options: MulticastOptions = {}): void {
  changeGroup("joinGroup", socket, [MCAST_JOIN_GROUP, IPV6_MCAST_JOIN_GROUP], group, options);
}

/**
 * Leaves a group, with all its sources. Closing the socket leaves all of its groups. See MCAST_LEAVE_GROUP in ip(7).
 *
 * *Errors*: EADDRNOTAVAIL when it was not joined on this interface.
 */
export function leaveGroup(socket: Socket, group: SocketAddress | string, options: MulticastOptions = {}): void {
  changeGroup("leaveGroup", socket, [MCAST_LEAVE_GROUP, IPV6_MCAST_LEAVE_GROUP], group, options);
}

/**
 * Joins a group for one source: only what that host sends to it arrives. Again, with another source, adds it. On
 * Linux a group that was joined for all, and of which none is blocked, is from then on received from this source
 * alone. See MCAST_JOIN_SOURCE_GROUP in ip(7).
 *
 * *Errors*: as `joinGroup`; EADDRNOTAVAIL for a source that was added already; EINVAL when sources are blocked;
 * ENOBUFS for more sources than the system allows.
 *
 * @example
 * using listener = Socket.create(SocketDomain.internet, SocketType.datagram);
 * listener.bind(InternetAddress.any(0));
 * joinSourceGroup(listener, "232.1.2.3", "127.0.0.1", { interface: "lo" });
 */
export function joinSourceGroup(
  socket: Socket,
  group: SocketAddress | string,
  source: SocketAddress | string,
  options: MulticastOptions = {},
): void {
  const twins = [MCAST_JOIN_SOURCE_GROUP, IPV6_MCAST_JOIN_SOURCE_GROUP] as const;
  changeSource("joinSourceGroup", socket, twins, group, source, options);
}

/**
 * Leaves a group for one source; with the last one it is left. See MCAST_LEAVE_SOURCE_GROUP in ip(7).
 *
 * *Errors*: EADDRNOTAVAIL, or EINVAL, when it was not joined for this source.
 */
export function leaveSourceGroup(
  socket: Socket,
  group: SocketAddress | string,
  source: SocketAddress | string,
  options: MulticastOptions = {},
): void {
  const twins = [MCAST_LEAVE_SOURCE_GROUP, IPV6_MCAST_LEAVE_SOURCE_GROUP] as const;
  changeSource("leaveSourceGroup", socket, twins, group, source, options);
}

/**
 * Receives no more from one source of a group that was joined for all. See MCAST_BLOCK_SOURCE in ip(7).
 *
 * *Errors*: EADDRNOTAVAIL when it is blocked already; EINVAL when the group was not joined, or for some sources only.
 */
export function blockSource(
  socket: Socket,
  group: SocketAddress | string,
  source: SocketAddress | string,
  options: MulticastOptions = {},
): void {
  changeSource("blockSource", socket, [MCAST_BLOCK_SOURCE, IPV6_MCAST_BLOCK_SOURCE], group, source, options);
}

/**
 * Receives from a source again that was blocked. See MCAST_UNBLOCK_SOURCE in ip(7).
 *
 * *Errors*: EADDRNOTAVAIL when it was not blocked.
 */
export function unblockSource(
  socket: Socket,
  group: SocketAddress | string,
  source: SocketAddress | string,
  options: MulticastOptions = {},
): void {
  changeSource("unblockSource", socket, [MCAST_UNBLOCK_SOURCE, IPV6_MCAST_UNBLOCK_SOURCE], group, source, options);
}

/**
 * Chooses the interface that multicasts are sent by, by name or index, for the socket's own version of IP; 0
 * leaves it to the routes. A destination with a zone goes by its zone instead. See IP_MULTICAST_IF in ip(7),
 * IPV6_MULTICAST_IF in ipv6(7).
 *
 * *Errors*: ENODEV for an interface that does not exist, EADDRNOTAVAIL for IPv4 by index; EINVAL for another one
 * than the socket is bound to.
 */
export function setMulticastInterface(socket: Socket, chosen: string | number): void {
  instance("socket", socket, Socket);
  const given = readInterface("interface", chosen);
  if (given === undefined) throw wrongType("interface", "an interface's name or index", chosen);
  const six = socket.domain.value === SocketDomain.internet6.value;
  if (!six && socket.domain.value !== SocketDomain.internet.value) {
    throw wrongValue("socket", "one of internet or internet6", socket);
  }
  const option: SocketOption<unknown, number> = six ? IPV6_MULTICAST_IF : IP_MULTICAST_IF;
  const [level, id] = optionNumbers("setMulticastInterface", "setsockopt", option);
  openDescriptor("setMulticastInterface", "setsockopt", socket);
  const index = indexOf("setMulticastInterface", given);
  const bytes = option.encode(index);
  const fd = openDescriptor("setMulticastInterface", "setsockopt", socket);
  const result = system.setOption(fd, level, id, bytes, bytes.length);
  if (result < 0) {
    throw new SocketCondition("setMulticastInterface", "setsockopt", -result, { subject: `interface ${index}` });
  }
}
