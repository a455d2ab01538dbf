/** All sources of a group at once: RFC 3678, section 5. */
import { Internet6Address } from "../../address/internet6.ts";
import { decodeAddress } from "../../address/registry.ts";
import type { SocketAddress } from "../../address/socket-address.ts";
import { options as checkOptions, instance, integer } from "../../core/check.ts";
import { SocketCondition } from "../../core/condition.ts";
import { sizeOf, systemLayout } from "../../core/struct.ts";
import { system } from "../../sys/system.ts";
import { IPV6_MCAST_MSFILTER, MCAST_MSFILTER } from "../options/multicast.ts";
import { Socket } from "../socket.ts";
import { optionNumbers } from "../socket-option.ts";
import { commonIndex, encodeEndpoint, indexOf, readGroup, readSource, withZone } from "./group.ts";
import { about, type MulticastOptions, openDescriptor, readOptions } from "./membership.ts";
import { decodeGroupFilter, encodeGroupFilter } from "./structs.ts";
import { list, modeName, modeNumber } from "./values.ts";

/** Which sources of a group are received: these alone, or all but these. */
export interface SourceFilter {
  readonly mode: "include" | "exclude";
  readonly sources: readonly SocketAddress[];
}

/** The same to be set: sources may be texts. */
export interface SourceFilterChoice {
  readonly mode: "include" | "exclude";
  readonly sources: readonly (SocketAddress | string)[];
}

/** Room for as many sources as systems allow unless told otherwise. */
const ROOM = 64;
/** More than any system allows. */
const MOST = 500;

/**
 * Which sources of a group the socket receives; a group that was joined for all gives mode `exclude` and no
 * sources. See getsourcefilter(3).
 *
 * *Errors*: EADDRNOTAVAIL when the group was not joined on this interface.
 *
 * @example
 * using listener = Socket.create(SocketDomain.internet, SocketType.datagram);
 * joinGroup(listener, "239.255.1.2", { interface: "lo" });
 * blockSource(listener, "239.255.1.2", "192.0.2.1", { interface: "lo" });
 * sourceFilter(listener, "239.255.1.2", { interface: "lo" }).mode // "exclude"
 */
export function sourceFilter(
  socket: Socket,
  group: SocketAddress | string,
  options: MulticastOptions = {},
): SourceFilter {
  instance("socket", socket, Socket);
  const read = readGroup("group", group);
  const given = readOptions(options);
  const option = read.address instanceof Internet6Address ? IPV6_MCAST_MSFILTER : MCAST_MSFILTER;
  const [level, id] = optionNumbers("sourceFilter", "getsockopt", option);
  openDescriptor("sourceFilter", "getsockopt", socket);
  const index = given === undefined ? undefined : indexOf("sourceFilter", given);
  const to = withZone("sourceFilter", read);
  const on = commonIndex("options.interface", index, to);
  for (let room = ROOM; ; ) {
    const bytes = encodeGroupFilter(systemLayout, on, encodeEndpoint(to, on), 0, [], room);
    const fd = openDescriptor("sourceFilter", "getsockopt", socket);
    const result = system.getOption(fd, level, id, bytes, bytes.length);
    if (result < 0) throw new SocketCondition("sourceFilter", "getsockopt", -result, about(to, on));
    const { mode, count, sources } = decodeGroupFilter(systemLayout, bytes);
    if (count <= room) return { mode: modeName(mode), sources: sources.map((source) => trimmed(source, to.address)) };
    room = count;
  }
}

/** An address that lies in the room of any. */
function trimmed(bytes: Uint8Array<ArrayBuffer>, like: SocketAddress): SocketAddress {
  const size = sizeOf(systemLayout, like instanceof Internet6Address ? "sockaddr_in6" : "sockaddr_in");
  return decodeAddress(bytes.slice(0, size), like.domain);
}

/**
 * Says which sources of a group the socket receives, all at once; the group must have been joined on this
 * interface. To include none is to leave it. See setsourcefilter(3).
 *
 * *Errors*: EINVAL when the group was not joined; ENOBUFS for more sources than the system allows
 * (`net.ipv4.igmp_max_msf`, `net.ipv6.mld_max_msf`).
 */
export function setSourceFilter(
  socket: Socket,
  group: SocketAddress | string,
  filter: SourceFilterChoice,
  options: MulticastOptions = {},
): void {
  instance("socket", socket, Socket);
  const read = readGroup("group", group);
  checkOptions("filter", filter, ["mode", "sources"]);
  const mode = modeNumber("filter.mode", filter.mode);
  integer("filter.sources.length", list("filter.sources", filter.sources).length, 0, MOST);
  const sources = filter.sources.map((source, at) => readSource(`filter.sources[${at}]`, source, read));
  const given = readOptions(options);
  const option = read.address instanceof Internet6Address ? IPV6_MCAST_MSFILTER : MCAST_MSFILTER;
  const [level, id] = optionNumbers("setSourceFilter", "setsockopt", option);
  openDescriptor("setSourceFilter", "setsockopt", socket);
  const index = given === undefined ? undefined : indexOf("setSourceFilter", given);
  const to = withZone("setSourceFilter", read);
  const from = sources.map((source) => withZone("setSourceFilter", source));
  const on = commonIndex("options.interface", index, to, ...from);
  const all = from.map((source) => encodeEndpoint(source, on));
  const bytes = encodeGroupFilter(systemLayout, on, encodeEndpoint(to, on), mode, all);
  const fd = openDescriptor("setSourceFilter", "setsockopt", socket);
  const result = system.setOption(fd, level, id, bytes, bytes.length);
  if (result < 0) throw new SocketCondition("setSourceFilter", "setsockopt", -result, about(to, on));
}
