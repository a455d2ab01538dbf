/** IPv4 addresses as text: four decimal octets, as inet_pton(3) takes them and nothing looser. */
import { integer, MAX_UINT32, string, wrongValue } from "../core/check.ts";

const OCTET = "(0|[1-9][0-9]{0,2})";
const PATTERN = new RegExp(`^${OCTET}\\.${OCTET}\\.${OCTET}\\.${OCTET}$`);

/** The address as a number, or `undefined` when the text is none. */
export function scanIpv4(text: string): number | undefined {
  const match = PATTERN.exec(text);
  if (match === null) return undefined;
  let ip = 0;
  for (const octet of match.slice(1)) {
    const value = Number(octet);
    if (value > 255) return undefined;
    ip = ip * 256 + value;
  }
  return ip;
}

/**
 * Reads `127.0.0.1` as a number, the first octet in its highest eight bits. Neither fewer octets nor
 * hexadecimal or octal ones are taken (inet_pton(3), RFC 6943 section 3.1.1).
 *
 * @example
 * parseIpv4("127.0.0.1") // 0x7f000001
 */
export function parseIpv4(text: string): number {
  const ip = scanIpv4(string("text", text));
  if (ip === undefined) throw wrongValue("text", "an IPv4 address of four decimal octets", text);
  return ip;
}

/** Writes a number as an IPv4 address, its highest eight bits first. */
export function formatIpv4(ip: number): string {
  integer("ip", ip, 0, MAX_UINT32);
  return `${ip >>> 24}.${(ip >>> 16) & 255}.${(ip >>> 8) & 255}.${ip & 255}`;
}
