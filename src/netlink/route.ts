import type { SocketDomain } from "../address/domain.ts";
import { interfaceNumber } from "../address/interface.ts";
import { integer, MAX_UINT32, wrongType, wrongValue } from "../core/check.ts";
import { type Layout, placeOf, readUnsigned, sizeOf, writeSigned, writeUnsigned } from "../core/struct.ts";
import { Attributes } from "./attributes.ts";
import { anyIp, domainOfFamily, familyOfDomain, type IpBytes, ipBytes, ipText, prefixLength } from "./ip.ts";
import { Names, number, type RouteScope, scopes } from "./names.ts";
import type { Action } from "./request.ts";
import { aligned, MessageWriter, type NetlinkAttribute, payload } from "./wire.ts";

/** What becomes of packets that take a route. */
export type RouteType =
  | "unspecified"
  | "unicast"
  | "local"
  | "broadcast"
  | "anycast"
  | "multicast"
  | "blackhole"
  | "unreachable"
  | "prohibit"
  | "throw"
  | "nat"
  | "externallyResolved";

/** Who made a route. */
export type RouteProtocol =
  | "unspecified"
  | "redirect"
  | "kernel"
  | "boot"
  | "static"
  | "gated"
  | "routerAdvertisement"
  | "zebra"
  | "bird"
  | "xorp"
  | "dhcp"
  | "mrouted"
  | "keepalived"
  | "babel"
  | "openr"
  | "bgp"
  | "isis"
  | "ospf"
  | "rip"
  | "eigrp";

/** The tables that every system has: `local` is the kernel's own, `main` is what `ip route` shows. */
export type RouteTable = "unspecified" | "default" | "main" | "local";

export type RouteFlag =
  | "dead"
  | "pervasive"
  | "onLink"
  | "offloaded"
  | "linkDown"
  | "unresolved"
  | "trapped"
  | "cloned"
  | "offload"
  | "trap";

const types: Names<RouteType> = new Names({
  unspecified: "RTN_UNSPEC",
  unicast: "RTN_UNICAST",
  local: "RTN_LOCAL",
  broadcast: "RTN_BROADCAST",
  anycast: "RTN_ANYCAST",
  multicast: "RTN_MULTICAST",
  blackhole: "RTN_BLACKHOLE",
  unreachable: "RTN_UNREACHABLE",
  prohibit: "RTN_PROHIBIT",
  throw: "RTN_THROW",
  nat: "RTN_NAT",
  externallyResolved: "RTN_XRESOLVE",
});

const protocols: Names<RouteProtocol> = new Names({
  unspecified: "RTPROT_UNSPEC",
  redirect: "RTPROT_REDIRECT",
  kernel: "RTPROT_KERNEL",
  boot: "RTPROT_BOOT",
  static: "RTPROT_STATIC",
  gated: "RTPROT_GATED",
  routerAdvertisement: "RTPROT_RA",
  zebra: "RTPROT_ZEBRA",
  bird: "RTPROT_BIRD",
  xorp: "RTPROT_XORP",
  dhcp: "RTPROT_DHCP",
  mrouted: "RTPROT_MROUTED",
  keepalived: "RTPROT_KEEPALIVED",
  babel: "RTPROT_BABEL",
  openr: "RTPROT_OPENR",
  bgp: "RTPROT_BGP",
  isis: "RTPROT_ISIS",
  ospf: "RTPROT_OSPF",
  rip: "RTPROT_RIP",
  eigrp: "RTPROT_EIGRP",
});

const tables: Names<RouteTable> = new Names({
  unspecified: "RT_TABLE_UNSPEC",
  default: "RT_TABLE_DEFAULT",
  main: "RT_TABLE_MAIN",
  local: "RT_TABLE_LOCAL",
});

const flagNames: Names<RouteFlag> = new Names({
  dead: "RTNH_F_DEAD",
  pervasive: "RTNH_F_PERVASIVE",
  onLink: "RTNH_F_ONLINK",
  offloaded: "RTNH_F_OFFLOAD",
  linkDown: "RTNH_F_LINKDOWN",
  unresolved: "RTNH_F_UNRESOLVED",
  trapped: "RTNH_F_TRAP",
  cloned: "RTM_F_CLONED",
  offload: "RTM_F_OFFLOAD",
  trap: "RTM_F_TRAP",
});

/** One of several ways that a route goes. */
export interface NextHop {
  readonly gateway: string | undefined;
  readonly outputIndex: number;
  /** The share of packets that go this way, as against the others: from 1. */
  readonly weight: number;
  readonly flags: readonly RouteFlag[];
}

/** A route, as the kernel tells of it. What it does not tell is `undefined`. */
export interface Route {
  readonly kind: "route";
  /** Whether this is the news that the route is gone. */
  readonly removed: boolean;
  readonly domain: SocketDomain;
  readonly type: RouteType | number;
  /** Where to; with a `prefixLength` of 0 it is the default route. */
  readonly destination: string;
  readonly prefixLength: number;
  /** The source that packets must have to take it, where the route asks for one. */
  readonly source: string | undefined;
  readonly sourcePrefixLength: number;
  /** The router, which may be of the other family. */
  readonly gateway: string | undefined;
  readonly outputIndex: number | undefined;
  readonly inputIndex: number | undefined;
  /** The source that packets get when they have none. */
  readonly preferredSource: string | undefined;
  /** Of two routes the one with the smaller number is taken: the metric. */
  readonly priority: number | undefined;
  readonly table: RouteTable | number;
  readonly protocol: RouteProtocol | number;
  readonly scope: RouteScope | number;
  readonly typeOfService: number;
  readonly flags: readonly RouteFlag[];
  /** The same as the kernel's number. */
  readonly flagBits: number;
  /** The ways, where there are several. */
  readonly nextHops: readonly NextHop[];
  /** The attributes that are not told above, as bytes; not enumerable, so that printing the entry shows the rest. */
  readonly unknownAttributes: readonly NetlinkAttribute[];
}

/** RTA_VIA, `struct rtvia`: a router of another family, which it begins with. */
function viaText(layout: Layout, data: Uint8Array): string | undefined {
  if (data.length < 2) return undefined;
  const family = new DataView(data.buffer, data.byteOffset).getUint16(0, layout.littleEndian);
  return ipText(family, data.subarray(2));
}

function gatewayOf(layout: Layout, attributes: Attributes, family: number): string | undefined {
  return (
    attributes.take(number("RTA_GATEWAY"), (inner) => ipText(family, inner)) ??
    attributes.take(number("RTA_VIA"), (inner) => viaText(layout, inner))
  );
}

/** RTA_MULTIPATH: one `struct rtnexthop` after the other, each with its attributes. */
function nextHopsIn(layout: Layout, data: Uint8Array, family: number): readonly NextHop[] | undefined {
  const head = sizeOf(layout, "rtnexthop");
  const hops: NextHop[] = [];
  for (let at = 0; at < data.length; ) {
    const rest = data.subarray(at);
    const length = rest.length < head ? 0 : readUnsigned(layout, rest, "rtnexthop.rtnh_len");
    if (length < head || length > rest.length) return undefined;
    const one = rest.subarray(0, length);
    hops.push(
      Object.freeze({
        gateway: gatewayOf(layout, new Attributes(layout, one, head), family),
        outputIndex: readUnsigned(layout, one, "rtnexthop.rtnh_ifindex"),
        weight: readUnsigned(layout, one, "rtnexthop.rtnh_hops") + 1,
        flags: flagNames.namesIn(readUnsigned(layout, one, "rtnexthop.rtnh_flags")),
      }),
    );
    at += aligned(length);
  }
  return Object.freeze(hops);
}

/** `undefined` for a route of another family than IPv4 and IPv6. */
export function decodeRoute(layout: Layout, data: Uint8Array, removed: boolean): Route | undefined {
  const member = payload(layout, "rtmsg", data);
  const family = member("rtm_family");
  const domain = domainOfFamily(family);
  if (domain === undefined) return undefined;
  const attributes = new Attributes(layout, data, placeOf(layout, "rtmsg").width);
  const ip = (type: number): string | undefined => attributes.take(type, (inner) => ipText(family, inner));
  const flagBits = member("rtm_flags");
  return attributes.entry<Route>({
    kind: "route",
    removed,
    domain,
    type: types.nameOf(member("rtm_type")),
    destination: ip(number("RTA_DST")) ?? anyIp(family),
    prefixLength: member("rtm_dst_len"),
    source: ip(number("RTA_SRC")),
    sourcePrefixLength: member("rtm_src_len"),
    gateway: gatewayOf(layout, attributes, family),
    outputIndex: attributes.unsigned(number("RTA_OIF")),
    inputIndex: attributes.unsigned(number("RTA_IIF")),
    preferredSource: ip(number("RTA_PREFSRC")),
    priority: attributes.unsigned(number("RTA_PRIORITY")),
    // The header has room for 256 tables only.
    table: tables.nameOf(attributes.unsigned(number("RTA_TABLE")) ?? member("rtm_table")),
    protocol: protocols.nameOf(member("rtm_protocol")),
    scope: scopes.nameOf(member("rtm_scope")),
    typeOfService: member("rtm_tos"),
    flags: flagNames.namesIn(flagBits),
    flagBits,
    nextHops:
      attributes.take(number("RTA_MULTIPATH"), (inner) => nextHopsIn(layout, inner, family)) ?? Object.freeze([]),
  });
}

/** A way of a route to be made. */
export interface NextHopRequest {
  readonly gateway?: string | undefined;
  /** The interface, by index or by name. */
  readonly outputIndex?: number | string | undefined;
  readonly weight?: number | undefined;
  readonly flags?: readonly (RouteFlag | number)[] | undefined;
}

/** A route to make, to delete, or to ask for. */
export interface RouteRequest {
  readonly kind: "route";
  /** Told by an address of the request; only a default route without any needs it. */
  readonly domain?: SocketDomain | undefined;
  /** Everywhere (the default route) unless told. */
  readonly destination?: string | undefined;
  /** All of the destination unless told. */
  readonly prefixLength?: number | undefined;
  readonly source?: string | undefined;
  readonly sourcePrefixLength?: number | undefined;
  readonly gateway?: string | undefined;
  /** The interface that packets leave by, by index or by name. */
  readonly outputIndex?: number | string | undefined;
  /** The interface that packets come by: only to ask. */
  readonly inputIndex?: number | string | undefined;
  readonly preferredSource?: string | undefined;
  readonly priority?: number | undefined;
  /** `main` unless told. */
  readonly table?: RouteTable | number | undefined;
  /** `static` unless told, for a route that is made. */
  readonly protocol?: RouteProtocol | number | undefined;
  readonly scope?: RouteScope | number | undefined;
  /** `unicast` unless told, for a route that is made. */
  readonly type?: RouteType | number | undefined;
  readonly typeOfService?: number | undefined;
  readonly flags?: readonly (RouteFlag | number)[] | undefined;
  readonly nextHops?: readonly NextHopRequest[] | undefined;
  /** Further attributes, as the kernel takes them. */
  readonly attributes?: readonly NetlinkAttribute[] | undefined;
}

/** The request's family: that of its domain, or of the first address in it. */
function familyOf({ domain, destination, source, preferredSource, gateway }: RouteRequest): number {
  if (domain !== undefined) return familyOfDomain("entry.domain", domain);
  for (const [name, text] of Object.entries({ destination, source, preferredSource, gateway })) {
    if (text !== undefined) return ipBytes(`entry.${name}`, text).family;
  }
  throw wrongValue("entry", "a route with a domain, or with an address that tells it", undefined);
}

function index(argument: string, value: number | string): number {
  return interfaceNumber("RouteExchange", argument, value);
}

/** The router: as RTA_GATEWAY, or as RTA_VIA where it is of another family than the route. */
function writeGateway(layout: Layout, writer: MessageWriter, argument: string, text: string, family: number): void {
  const gateway = ipBytes(argument, text);
  if (gateway.family === family) {
    writer.attribute(number("RTA_GATEWAY"), gateway.bytes);
    return;
  }
  const via = new Uint8Array(2 + gateway.bytes.length);
  new DataView(via.buffer).setUint16(0, gateway.family, layout.littleEndian);
  via.set(gateway.bytes, 2);
  writer.attribute(number("RTA_VIA"), via);
}

function encodeNextHops(layout: Layout, hops: readonly NextHopRequest[], family: number): Uint8Array {
  if (!Array.isArray(hops)) throw wrongType("entry.nextHops", "an array", hops);
  const head = sizeOf(layout, "rtnexthop");
  const parts = hops.map(({ gateway, outputIndex, weight = 1, flags }: NextHopRequest, at) => {
    const argument = `entry.nextHops[${at}]`;
    const attributes = new MessageWriter(layout);
    if (gateway !== undefined) writeGateway(layout, attributes, `${argument}.gateway`, gateway, family);
    const behind = attributes.bytes();
    const bytes = new Uint8Array(head + behind.length);
    writeUnsigned(layout, bytes, "rtnexthop.rtnh_len", bytes.length);
    const bits = flags === undefined ? 0 : flagNames.bitsOf(`${argument}.flags`, flags);
    writeUnsigned(layout, bytes, "rtnexthop.rtnh_flags", bits & 0xff);
    writeUnsigned(layout, bytes, "rtnexthop.rtnh_hops", integer(`${argument}.weight`, weight, 1, 256) - 1);
    if (outputIndex !== undefined) {
      writeSigned(layout, bytes, "rtnexthop.rtnh_ifindex", index(`${argument}.outputIndex`, outputIndex));
    }
    bytes.set(behind, head);
    return bytes;
  });
  return new Uint8Array(Buffer.concat(parts));
}

/** How far a new route reaches, where the request does not say: as ip-route(8) has it. */
function usualScope(type: number, { gateway, nextHops = [] }: RouteRequest): RouteScope {
  const named = types.nameOf(type);
  if (named === "local" || named === "nat") return "host";
  if (named === "broadcast" || named === "multicast" || named === "anycast") return "link";
  return named === "unicast" && gateway === undefined && nextHops.length === 0 ? "link" : "universe";
}

/** `struct rtmsg` and its attributes. To delete or ask, what is not given matches everything. */
export function encodeRoute(layout: Layout, action: Action, given: RouteRequest): MessageWriter {
  const family = familyOf(given);
  const makes = action !== "get" && action !== "delete";
  const all: IpBytes = { family, bytes: ipBytes("", anyIp(family)).bytes };
  const address = (name: "destination" | "source" | "preferredSource"): IpBytes | undefined => {
    const text = given[name];
    return text === undefined ? undefined : ipBytes(`entry.${name}`, text, family);
  };
  const [destination, source, preferredSource] = [
    address("destination"),
    address("source"),
    address("preferredSource"),
  ];
  const length = prefixLength("entry.prefixLength", given.prefixLength ?? (destination ? undefined : 0), all);
  const sourceLength = prefixLength(
    "entry.sourcePrefixLength",
    given.sourcePrefixLength ?? (source ? undefined : 0),
    all,
  );
  const type = types.numberOf("entry.type", given.type ?? (makes ? "unicast" : "unspecified"), 255);
  const table = tables.numberOf("entry.table", given.table ?? (action === "get" ? "unspecified" : "main"), MAX_UINT32);
  const protocol = protocols.numberOf("entry.protocol", given.protocol ?? (makes ? "static" : "unspecified"), 255);
  const unsaid = makes ? usualScope(type, given) : action === "delete" ? "nowhere" : "universe";
  const scope = scopes.numberOf("entry.scope", given.scope ?? unsaid, 255);
  const flags = given.flags === undefined ? 0 : flagNames.bitsOf("entry.flags", given.flags);
  const writer = new MessageWriter(layout).struct("rtmsg", {
    rtm_family: family,
    rtm_dst_len: length,
    rtm_src_len: sourceLength,
    rtm_tos: integer("entry.typeOfService", given.typeOfService ?? 0, 0, 255),
    rtm_table: table < 256 ? table : 0,
    rtm_protocol: protocol,
    rtm_scope: scope,
    rtm_type: type,
    rtm_flags: action === "get" ? number("RTM_F_LOOKUP_TABLE") : makes ? flags : 0,
  });
  if (destination !== undefined && length > 0) writer.attribute(number("RTA_DST"), destination.bytes);
  if (source !== undefined && sourceLength > 0) writer.attribute(number("RTA_SRC"), source.bytes);
  if (preferredSource !== undefined) writer.attribute(number("RTA_PREFSRC"), preferredSource.bytes);
  if (given.priority !== undefined) {
    writer.unsigned(number("RTA_PRIORITY"), integer("entry.priority", given.priority, 0, MAX_UINT32));
  }
  if (table >= 256) writer.unsigned(number("RTA_TABLE"), table);
  if (given.gateway !== undefined) writeGateway(layout, writer, "entry.gateway", given.gateway, family);
  if (given.nextHops !== undefined && given.nextHops.length > 0) {
    writer.attribute(number("RTA_MULTIPATH"), encodeNextHops(layout, given.nextHops, family));
  }
  if (given.outputIndex !== undefined)
    writer.unsigned(number("RTA_OIF"), index("entry.outputIndex", given.outputIndex));
  if (given.inputIndex !== undefined) writer.unsigned(number("RTA_IIF"), index("entry.inputIndex", given.inputIndex));
  return writer;
}
