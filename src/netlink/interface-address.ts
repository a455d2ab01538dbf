import type { SocketDomain } from "../address/domain.ts";
import { interfaceNumber } from "../address/interface.ts";
import { cText, integer, MAX_UINT32, wrongType } from "../core/check.ts";
import { type Layout, placeOf, readUnsigned, sizeOf, writeUnsigned } from "../core/struct.ts";
import { Attributes } from "./attributes.ts";
import { AF_INET, domainOfFamily, ipBytes, ipText, prefixLength } from "./ip.ts";
import { Names, number, type RouteScope, scopes } from "./names.ts";
import { MessageWriter, type NetlinkAttribute, payload } from "./wire.ts";

/** What an address is, and how it came to be: IFA_F_PERMANENT and its siblings. */
export type AddressFlag =
  | "secondary"
  | "noDuplicateDetection"
  | "optimistic"
  | "duplicate"
  | "homeAddress"
  | "deprecated"
  | "tentative"
  | "permanent"
  | "manageTemporary"
  | "noPrefixRoute"
  | "multicastAutoJoin"
  | "stablePrivacy";

const flagNames: Names<AddressFlag> = new Names({
  secondary: "IFA_F_SECONDARY",
  noDuplicateDetection: "IFA_F_NODAD",
  optimistic: "IFA_F_OPTIMISTIC",
  duplicate: "IFA_F_DADFAILED",
  homeAddress: "IFA_F_HOMEADDRESS",
  deprecated: "IFA_F_DEPRECATED",
  tentative: "IFA_F_TENTATIVE",
  permanent: "IFA_F_PERMANENT",
  manageTemporary: "IFA_F_MANAGETEMPADDR",
  noPrefixRoute: "IFA_F_NOPREFIXROUTE",
  multicastAutoJoin: "IFA_F_MCAUTOJOIN",
  stablePrivacy: "IFA_F_STABLE_PRIVACY",
});

/** An address of an interface, as the kernel tells of it. What it does not tell is `undefined`. */
export interface InterfaceAddress {
  readonly kind: "address";
  /** Whether this is the news that the address is gone. */
  readonly removed: boolean;
  readonly domain: SocketDomain;
  /** The interface. */
  readonly index: number;
  readonly address: string;
  /** The other end's address, on a point-to-point link. */
  readonly peer: string | undefined;
  readonly prefixLength: number;
  readonly broadcast: string | undefined;
  /** The interface's name as it was, and a suffix perhaps; IPv4 only. */
  readonly label: string | undefined;
  readonly scope: RouteScope | number;
  readonly flags: readonly AddressFlag[];
  /** The same as the kernel's number. */
  readonly flagBits: number;
  /** Seconds for which it may still be used for new connections; `Infinity` for ever. */
  readonly preferredLifetime: number | undefined;
  /** Seconds for which it is still there; `Infinity` for ever. */
  readonly validLifetime: number | undefined;
  /** The attributes that are not told above, as bytes; not enumerable, so that printing the entry shows the rest. */
  readonly unknownAttributes: readonly NetlinkAttribute[];
}

function seconds(value: number): number {
  return value === MAX_UINT32 ? Number.POSITIVE_INFINITY : value;
}

/** `undefined` for an address of another family than IPv4 and IPv6. */
export function decodeInterfaceAddress(
  layout: Layout,
  data: Uint8Array,
  removed: boolean,
): InterfaceAddress | undefined {
  const member = payload(layout, "ifaddrmsg", data);
  const family = member("ifa_family");
  const domain = domainOfFamily(family);
  if (domain === undefined) return undefined;
  const attributes = new Attributes(layout, data, placeOf(layout, "ifaddrmsg").width);
  const ip = (type: number): string | undefined => attributes.take(type, (inner) => ipText(family, inner));
  // IFA_ADDRESS is the other end's on a point-to-point link; IFA_LOCAL, where it is told, is ours.
  const prefix = ip(number("IFA_ADDRESS"));
  const local = ip(number("IFA_LOCAL"));
  const flagBits = attributes.unsigned(number("IFA_FLAGS")) ?? member("ifa_flags");
  const lifetimes = attributes.take(number("IFA_CACHEINFO"), (inner) =>
    inner.length < sizeOf(layout, "ifa_cacheinfo")
      ? undefined
      : {
          preferred: seconds(readUnsigned(layout, inner, "ifa_cacheinfo.ifa_prefered")),
          valid: seconds(readUnsigned(layout, inner, "ifa_cacheinfo.ifa_valid")),
        },
  );
  return attributes.entry<InterfaceAddress>({
    kind: "address",
    removed,
    domain,
    index: member("ifa_index"),
    address: local ?? prefix ?? "",
    peer: local === undefined || prefix === local ? undefined : prefix,
    prefixLength: member("ifa_prefixlen"),
    broadcast: ip(number("IFA_BROADCAST")),
    label: attributes.text(number("IFA_LABEL")),
    scope: scopes.nameOf(member("ifa_scope")),
    flags: flagNames.namesIn(flagBits),
    flagBits,
    preferredLifetime: lifetimes?.preferred,
    validLifetime: lifetimes?.valid,
  });
}

/** An address to give to an interface, or to take from it. */
export interface InterfaceAddressRequest {
  readonly kind: "address";
  /** The interface, by index or by name. */
  readonly index: number | string;
  readonly address: string;
  /** All of the address unless told. */
  readonly prefixLength?: number | undefined;
  readonly peer?: string | undefined;
  readonly broadcast?: string | undefined;
  readonly label?: string | undefined;
  /** The host for IPv4's loopback addresses, else everywhere, unless told. */
  readonly scope?: RouteScope | number | undefined;
  readonly flags?: readonly (AddressFlag | number)[] | undefined;
  readonly preferredLifetime?: number | undefined;
  readonly validLifetime?: number | undefined;
  /** Further attributes, as the kernel takes them. */
  readonly attributes?: readonly NetlinkAttribute[] | undefined;
}

/** Seconds as the kernel counts them: all ones is for ever. */
function lifetime(argument: string, value: number | undefined): number {
  if (value === undefined || value === Number.POSITIVE_INFINITY) return MAX_UINT32;
  if (typeof value !== "number") throw wrongType(argument, "a number of seconds", value);
  return integer(argument, value, 0, MAX_UINT32 - 1);
}

/** `struct ifaddrmsg` and its attributes. */
export function encodeInterfaceAddress(layout: Layout, given: InterfaceAddressRequest): MessageWriter {
  const local = ipBytes("entry.address", given.address);
  const { family } = local;
  const peer = given.peer === undefined ? local : ipBytes("entry.peer", given.peer, family);
  const broadcast = given.broadcast === undefined ? undefined : ipBytes("entry.broadcast", given.broadcast, family);
  const length = prefixLength("entry.prefixLength", given.prefixLength, local);
  const usual = family === AF_INET && local.bytes[0] === 127 ? "host" : "universe";
  const scope = scopes.numberOf("entry.scope", given.scope ?? usual, 255);
  const flags = given.flags === undefined ? 0 : flagNames.bitsOf("entry.flags", given.flags);
  const preferred = lifetime("entry.preferredLifetime", given.preferredLifetime);
  const valid = lifetime("entry.validLifetime", given.validLifetime);
  const label = given.label === undefined ? undefined : cText("entry.label", given.label);
  const writer = new MessageWriter(layout).struct("ifaddrmsg", {
    ifa_family: family,
    ifa_prefixlen: length,
    ifa_flags: flags & 0xff,
    ifa_scope: scope,
    ifa_index: interfaceNumber("RouteExchange", "entry.index", given.index),
  });
  writer.attribute(number("IFA_LOCAL"), local.bytes).attribute(number("IFA_ADDRESS"), peer.bytes);
  if (broadcast !== undefined) writer.attribute(number("IFA_BROADCAST"), broadcast.bytes);
  if (label !== undefined) writer.text(number("IFA_LABEL"), label);
  if (given.flags !== undefined) writer.unsigned(number("IFA_FLAGS"), flags);
  if (given.preferredLifetime !== undefined || given.validLifetime !== undefined) {
    const data = new Uint8Array(sizeOf(layout, "ifa_cacheinfo"));
    writeUnsigned(layout, data, "ifa_cacheinfo.ifa_prefered", preferred);
    writeUnsigned(layout, data, "ifa_cacheinfo.ifa_valid", valid);
    writer.attribute(number("IFA_CACHEINFO"), data);
  }
  return writer;
}
