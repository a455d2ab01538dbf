/**
 * What users give for a group, a source or an interface: addresses or texts, indices or names. Read without
 * any system call; names are looked up afterwards.
 */
import { InternetAddress } from "../../address/internet.ts";
import { Internet6Address } from "../../address/internet6.ts";
import { formatIpv4, scanIpv4 } from "../../address/ipv4-text.ts";
import { formatIpv6, scanIpv6 } from "../../address/ipv6-text.ts";
import { encodedAddress, type SocketAddress } from "../../address/socket-address.ts";
import { zoneIndex } from "../../address/zone.ts";
import { cText, integer, MAX_INT32, wrongType, wrongValue } from "../../core/check.ts";
import { SocketCondition } from "../../core/condition.ts";
import { system } from "../../sys/system.ts";
import { cString } from "../../sys/text.ts";

/** An address without its port; the zone of an IPv6 address may still be a name. */
export interface Endpoint {
  readonly address: InternetAddress | Internet6Address;
  readonly zone?: string | undefined;
}

/** An address, or its text without a port. */
export function readEndpoint(name: string, value: SocketAddress | string): Endpoint {
  if (value instanceof InternetAddress) return { address: new InternetAddress(value.ip, 0) };
  if (value instanceof Internet6Address) return { address: new Internet6Address(value.ip, 0, 0, value.scopeId) };
  if (typeof value !== "string") throw wrongType(name, "an IPv4 or IPv6 address, or the text of one", value);
  const ip = scanIpv4(value);
  if (ip !== undefined) return { address: new InternetAddress(ip, 0) };
  const [, plain = value, zone] = /^([^%]*)%(.+)$/s.exec(value) ?? [];
  const ip6 = scanIpv6(plain);
  if (ip6 === undefined || zone?.includes("\0")) {
    throw wrongValue(name, "an IPv4 or IPv6 address, or the text of one", value);
  }
  if (zone === undefined || !/^[0-9]+$/.test(zone)) return { address: new Internet6Address(ip6, 0), zone };
  return { address: new Internet6Address(ip6, 0, 0, integer(`the zone of ${name}`, Number(zone), 0, MAX_INT32)) };
}

/** The same for a group: an address of 224.0.0.0/4 or ff00::/8. */
export function readGroup(name: string, value: SocketAddress | string): Endpoint {
  const endpoint = readEndpoint(name, value);
  const { address } = endpoint;
  const multicast = address instanceof InternetAddress ? address.ip >>> 28 === 14 : address.ip[0] === 0xff;
  if (!multicast) throw wrongValue(name, "a multicast address, of 224.0.0.0/4 or ff00::/8", value);
  return endpoint;
}

/** The same for a source of a group: an address of the group's family. */
export function readSource(name: string, value: SocketAddress | string, group: Endpoint): Endpoint {
  const endpoint = readEndpoint(name, value);
  if (endpoint.address.domain !== group.address.domain) {
    throw wrongValue(name, `an address of the group's domain, ${group.address.domain}`, value);
  }
  return endpoint;
}

/** An interface by index or name, `undefined` for none. */
export function readInterface(name: string, value: unknown): string | number | undefined {
  if (value === undefined) return undefined;
  if (typeof value === "number") return integer(name, value, 0, MAX_INT32);
  if (typeof value !== "string") throw wrongType(name, "an interface's name or index", value);
  if (cText(name, value) === "") throw wrongValue(name, "an interface's name or index", value);
  return value;
}

/** Looks an interface up that is given by name. */
export function indexOf(who: string, given: string | number): number {
  if (typeof given === "number") return given;
  const index = system.interfaceIndex(cString(given));
  if (index < 0) throw new SocketCondition(who, "if_nametoindex", -index, { subject: given });
  return index;
}

/** Looks a zone up that is given by name. */
export function withZone(who: string, { address, zone }: Endpoint): Endpoint {
  if (zone === undefined || address instanceof InternetAddress) return { address };
  return { address: new Internet6Address(address.ip, 0, 0, zoneIndex(who, zone)) };
}

/** The interface that is meant: the one given, which must be that of the addresses' zones where they have any; 0 for none. */
export function commonIndex(name: string, given: number | undefined, ...endpoints: readonly Endpoint[]): number {
  let index = given ?? 0;
  for (const { address } of endpoints) {
    if (address instanceof InternetAddress || address.scopeId === 0) continue;
    if (index !== 0 && index !== address.scopeId) {
      throw wrongValue(name, `that of the zone of ${address.host}`, index);
    }
    index = address.scopeId;
  }
  return index;
}

/** The address in the form of `struct sockaddr`. */
export function encodeEndpoint({ address }: Endpoint, index: number): Uint8Array {
  if (address instanceof InternetAddress) return encodedAddress("address", address);
  return encodedAddress("address", new Internet6Address(address.ip, 0, 0, index));
}

/** What a condition calls the address. */
export function hostOf({ address }: Endpoint): string {
  return address instanceof InternetAddress ? formatIpv4(address.ip) : formatIpv6(address.ip);
}
