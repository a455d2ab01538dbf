/**
 * The address room: one domain and one address class per family, each a converter to bytes and an
 * extractor from bytes. Pure, but for the zone names of IPv6, which only the system knows.
 *
 * The registry says which domain a family's number belongs to. It knows domains and addresses by
 * type only, so that both may lean on it.
 */
import { wrongValue } from "../core/check.ts";
import { hasMember, type Layout, placeOf, readUnsigned, systemLayout } from "../core/struct.ts";
import type { SocketDomain } from "./domain.ts";
import type { SocketAddress } from "./socket-address.ts";

const domains = new Map<number, SocketDomain>();
let makeDomain: ((family: number) => SocketDomain) | undefined;

/** Enters a domain under its number, in place of the one that was there. */
export function setDomain(value: number, domain: SocketDomain): void {
  domains.set(value, domain);
}

/**
 * The domain registered for an address family's number, or `undefined`.
 *
 * @example
 * lookupDomain(2) === SocketDomain.internet // on Linux
 */
export function lookupDomain(value: number): SocketDomain | undefined {
  return domains.get(value);
}

/** Says what makes domains for families that nobody registered. */
export function setDomainMaker(make: (family: number) => SocketDomain): void {
  makeDomain = make;
}

/** The domain of a family: the registered one, else one made for the number, the same at each call. */
export function domainOf(family: number): SocketDomain {
  const known = domains.get(family);
  if (known !== undefined) return known;
  if (makeDomain === undefined) throw new Error("berkeley-sockets: address/domain.ts was not loaded");
  return makeDomain(family);
}

/** Bytes before which there is no family to read. */
export function familyEnd(layout: Layout): number {
  const { offset, width } = placeOf(layout, "sockaddr.sa_family");
  return offset + width;
}

const FAMILY_END = familyEnd(systemLayout);

/** The family in a socket address's bytes. */
export function familyOf(bytes: Uint8Array): number {
  return readUnsigned(systemLayout, bytes, "sockaddr.sa_family");
}

/** Room for an address of `length` bytes that begins with its family (and length, where the platform has it). */
export function newAddressBytes(layout: Layout, family: number, length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  const { offset, width } = placeOf(layout, "sockaddr.sa_family");
  if (width === 1) bytes[offset] = family;
  else new DataView(bytes.buffer).setUint16(offset, family, layout.littleEndian);
  if (hasMember(layout, "sockaddr.sa_len")) bytes[placeOf(layout, "sockaddr.sa_len").offset] = length;
  return bytes;
}

/** Decodes bytes, which the address may keep, with the given domain if the family is that domain's, else by family. */
export function decodeAddress(bytes: Uint8Array<ArrayBuffer>, expected?: SocketDomain): SocketAddress {
  if (bytes.length < FAMILY_END) throw wrongValue("bytes", `an address of at least ${FAMILY_END} bytes`, bytes);
  const family = familyOf(bytes);
  return (expected?.value === family ? expected : domainOf(family)).decode(bytes);
}
