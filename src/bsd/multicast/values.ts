/** The values of multicast options, checked and encoded. Everything here is by number: nothing is looked up. */
import { InternetAddress } from "../../address/internet.ts";
import { Internet6Address } from "../../address/internet6.ts";
import { formatIpv4, scanIpv4 } from "../../address/ipv4-text.ts";
import type { SocketAddress } from "../../address/socket-address.ts";
import { integer, MAX_INT32, options, wrongType, wrongValue } from "../../core/check.ts";
import { systemLayout } from "../../core/struct.ts";
import { constants } from "../../sys/constants.ts";
import type { OptionCodec } from "../codecs.ts";
import { commonIndex, type Endpoint, encodeEndpoint, readGroup, readSource } from "./group.ts";
import {
  decodeMulticastInterface,
  encodeGroupFilter,
  encodeGroupRequest,
  encodeGroupSourceRequest,
  encodeMembership,
  encodeMembership6,
  encodeMulticastInterface,
  encodeSourceFilter,
  encodeSourceMembership,
} from "./structs.ts";

/** A group on an interface, by its index; 0 or none leaves the choice to the kernel's routes. */
export interface GroupMembership {
  /** An address, whose port does not count, or its text. The zone of an IPv6 address is its interface. */
  readonly group: SocketAddress | string;
  readonly interface?: number | undefined;
}

/** One source of a group. */
export interface GroupSourceMembership extends GroupMembership {
  /** An address of the group's domain, or its text. */
  readonly source: SocketAddress | string;
}

/** All sources of a group: those that are received, or those that are not. */
export interface GroupSources extends GroupMembership {
  readonly mode: "include" | "exclude";
  readonly sources: readonly (SocketAddress | string)[];
}

/** A group of IPv4 on an interface, by its index or by an address of its own. */
export interface InternetMembership extends GroupMembership {
  readonly address?: InternetAddress | string | undefined;
}

/** One source of a group of IPv4; the interface by an address of its own. */
export interface InternetSourceMembership {
  readonly group: InternetAddress | string;
  readonly source: InternetAddress | string;
  readonly address?: InternetAddress | string | undefined;
}

/** All sources of a group of IPv4. */
export interface InternetSources {
  readonly group: InternetAddress | string;
  readonly mode: "include" | "exclude";
  readonly sources: readonly (InternetAddress | string)[];
  readonly address?: InternetAddress | string | undefined;
}

/** Where multicasts of IPv4 are sent, to set: by index, by an address of the interface's own, or neither for the routes. */
export type MulticastInterfaceChoice =
  | number
  | { readonly interface?: number | undefined; readonly address?: InternetAddress | string | undefined };

/** Where multicasts of IPv4 are sent, as it is read. */
export interface MulticastInterface {
  /** An address of the interface; `0.0.0.0` for none. */
  readonly address: string;
  /** Its index, where the system tells it: Linux does not. */
  readonly interface?: number | undefined;
}

const none = Number.NaN; // for numbers of a platform that has no such options

export function modeNumber(name: string, mode: unknown): number {
  if (mode === "include") return constants.MCAST_INCLUDE ?? none;
  if (mode === "exclude") return constants.MCAST_EXCLUDE ?? none;
  throw (typeof mode === "string" ? wrongValue : wrongType)(name, '"include" or "exclude"', mode);
}

export function modeName(mode: number): "include" | "exclude" {
  return mode === constants.MCAST_INCLUDE ? "include" : "exclude";
}

/** A group of one version of IP; a zone that is a name would have to be looked up. */
function groupOf(value: SocketAddress | string, type: typeof InternetAddress | typeof Internet6Address): Endpoint {
  const group = readGroup("value.group", value);
  if (!(group.address instanceof type)) {
    throw wrongValue("value.group", type === InternetAddress ? "a group of IPv4" : "a group of IPv6", value);
  }
  return byNumber("value.group", group);
}

function byNumber(name: string, endpoint: Endpoint): Endpoint {
  if (endpoint.zone !== undefined) throw wrongValue(name, "an address with its zone by number", endpoint.zone);
  return endpoint;
}

function indexIn(value: GroupMembership, ...endpoints: readonly Endpoint[]): number {
  const { interface: given } = value;
  const index = given === undefined ? undefined : integer("value.interface", given, 0, MAX_INT32);
  return commonIndex("value.interface", index, ...endpoints);
}

/** An address of IPv4 as a number; 0 for none. */
function ipOf(name: string, value: InternetAddress | string | undefined): number {
  if (value === undefined) return 0;
  if (value instanceof InternetAddress) return value.ip;
  if (typeof value !== "string") throw wrongType(name, "an InternetAddress, or its text without a port", value);
  const ip = scanIpv4(value);
  if (ip === undefined) throw wrongValue(name, "an IPv4 address", value);
  return ip;
}

function groupIp(value: SocketAddress | string): number {
  return (groupOf(value, InternetAddress).address as InternetAddress).ip;
}

function sourceIp(value: unknown): number {
  if (value === undefined) throw wrongType("value.source", "an InternetAddress, or its text without a port", value);
  return ipOf("value.source", value as string);
}

export function list<T>(name: string, value: readonly T[]): readonly T[] {
  if (!Array.isArray(value)) throw wrongType(name, "an array", value);
  return value as readonly T[];
}

export function membership(value: InternetMembership): Uint8Array {
  options("value", value, ["group", "interface", "address"]);
  const index = indexIn(value);
  return encodeMembership(systemLayout, groupIp(value.group), ipOf("value.address", value.address), index);
}

export function sourceMembership(value: InternetSourceMembership): Uint8Array {
  options("value", value, ["group", "source", "address"]);
  const address = ipOf("value.address", value.address);
  return encodeSourceMembership(systemLayout, groupIp(value.group), address, sourceIp(value.source));
}

export function sources(value: InternetSources): Uint8Array {
  options("value", value, ["group", "address", "mode", "sources"]);
  return encodeSourceFilter(
    systemLayout,
    groupIp(value.group),
    ipOf("value.address", value.address),
    modeNumber("value.mode", value.mode),
    list("value.sources", value.sources).map(sourceIp),
  );
}

export function membership6(value: GroupMembership): Uint8Array {
  options("value", value, ["group", "interface"]);
  const group = groupOf(value.group, Internet6Address);
  return encodeMembership6(systemLayout, (group.address as Internet6Address).ip, indexIn(value, group));
}

type Family = typeof InternetAddress | typeof Internet6Address;

export const groupRequest =
  (family: Family): ((value: GroupMembership) => Uint8Array) =>
  (value: GroupMembership): Uint8Array => {
    options("value", value, ["group", "interface"]);
    const group = groupOf(value.group, family);
    const index = indexIn(value, group);
    return encodeGroupRequest(systemLayout, index, encodeEndpoint(group, index));
  };

export const groupSourceRequest =
  (family: Family): ((value: GroupSourceMembership) => Uint8Array) =>
  (value: GroupSourceMembership): Uint8Array => {
    options("value", value, ["group", "source", "interface"]);
    const group = groupOf(value.group, family);
    const source = byNumber("value.source", readSource("value.source", value.source, group));
    const index = indexIn(value, group, source);
    return encodeGroupSourceRequest(systemLayout, index, encodeEndpoint(group, index), encodeEndpoint(source, index));
  };

export const groupFilter =
  (family: Family): ((value: GroupSources) => Uint8Array) =>
  (value: GroupSources): Uint8Array => {
    options("value", value, ["group", "interface", "mode", "sources"]);
    const group = groupOf(value.group, family);
    const all = list("value.sources", value.sources).map((source, at) =>
      byNumber(`value.sources[${at}]`, readSource(`value.sources[${at}]`, source, group)),
    );
    const index = indexIn(value, group, ...all);
    return encodeGroupFilter(
      systemLayout,
      index,
      encodeEndpoint(group, index),
      modeNumber("value.mode", value.mode),
      all.map((source) => encodeEndpoint(source, index)),
    );
  };

export const multicastInterface: OptionCodec<MulticastInterface, MulticastInterfaceChoice> = {
  foreignSize: 12,
  encode(value) {
    if (typeof value === "number")
      return encodeMulticastInterface(systemLayout, 0, integer("value", value, 0, MAX_INT32));
    options("value", value, ["interface", "address"]);
    const index = integer("value.interface", value.interface ?? 0, 0, MAX_INT32);
    return encodeMulticastInterface(systemLayout, ipOf("value.address", value.address), index);
  },
  decode(bytes) {
    const { address, index } = decodeMulticastInterface(systemLayout, bytes);
    return { address: formatIpv4(address), ...(index === undefined ? {} : { interface: index }) };
  },
};
