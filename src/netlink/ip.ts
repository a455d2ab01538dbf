import { SocketDomain } from "../address/domain.ts";
import { formatIpv4, scanIpv4 } from "../address/ipv4-text.ts";
import { formatIpv6, scanIpv6 } from "../address/ipv6-text.ts";
import { instance, integer, string, wrongValue } from "../core/check.ts";
import { required } from "../sys/constants.ts";

export const AF_INET: number = required("AF_INET");
export const AF_INET6: number = required("AF_INET6");

/** The bytes of an IP address, and the family they are of. */
export interface IpBytes {
  readonly family: number;
  readonly bytes: Uint8Array;
}

/** The domain of a family whose messages are read here. */
export function domainOfFamily(family: number): SocketDomain | undefined {
  return family === AF_INET ? SocketDomain.internet : family === AF_INET6 ? SocketDomain.internet6 : undefined;
}

/** The number of a domain that requests may be about. */
export function familyOfDomain(argument: string, domain: SocketDomain): number {
  const { value } = instance(argument, domain, SocketDomain);
  if (value !== AF_INET && value !== AF_INET6) throw wrongValue(argument, "the internet or internet6 domain", domain);
  return value;
}

/** An address's bytes, in network order, as text; `undefined` when they are not of the family's length. */
export function ipText(family: number, bytes: Uint8Array): string | undefined {
  if (family === AF_INET && bytes.length === 4) {
    return formatIpv4(new DataView(bytes.buffer, bytes.byteOffset).getUint32(0));
  }
  return family === AF_INET6 && bytes.length === 16 ? formatIpv6(bytes) : undefined;
}

/** The text of no address: all zeros. */
export function anyIp(family: number): string {
  return family === AF_INET ? "0.0.0.0" : "::";
}

/** The bytes of an address's text. A `family` that is given must be the address's. */
export function ipBytes(argument: string, value: unknown, family?: number): IpBytes {
  const text = string(argument, value);
  const ip = scanIpv4(text);
  let found: IpBytes | undefined;
  if (ip !== undefined) {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setUint32(0, ip);
    found = { family: AF_INET, bytes };
  } else {
    const bytes = scanIpv6(text);
    if (bytes !== undefined) found = { family: AF_INET6, bytes };
  }
  if (found === undefined || (family !== undefined && found.family !== family)) {
    const wanted = family === undefined ? "an IP address" : family === AF_INET ? "an IPv4 address" : "an IPv6 address";
    throw wrongValue(argument, wanted, value);
  }
  return found;
}

/** The length of a prefix; all of the address unless told. */
export function prefixLength(argument: string, value: number | undefined, { bytes }: IpBytes): number {
  return value === undefined ? bytes.length * 8 : integer(argument, value, 0, bytes.length * 8);
}
