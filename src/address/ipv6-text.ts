/** IPv6 addresses as text: read as RFC 4291 section 2.2 has it, written as RFC 5952 recommends. */
import { bytesOf } from "../core/bytes.ts";
import { string, wrongType, wrongValue } from "../core/check.ts";
import { formatIpv4, scanIpv4 } from "./ipv4-text.ts";

const GROUPS = 8;

/** The groups of one side of a `::`, or `undefined`. Only the last side may end in dotted decimals. */
function scanGroups(text: string, mayEndDotted: boolean): number[] | undefined {
  if (text === "") return [];
  const groups: number[] = [];
  const parts = text.split(":");
  for (const [index, part] of parts.entries()) {
    if (part.includes(".") && mayEndDotted && index === parts.length - 1) {
      const ip = scanIpv4(part);
      if (ip === undefined) return undefined;
      groups.push(ip >>> 16, ip & 0xffff);
    } else if (/^[0-9a-fA-F]{1,4}$/.test(part)) {
      groups.push(Number.parseInt(part, 16));
    } else {
      return undefined;
    }
  }
  return groups;
}

/** The 16 bytes of the address, or `undefined` when the text is none. */
export function scanIpv6(text: string): Uint8Array<ArrayBuffer> | undefined {
  const sides = text.split("::");
  if (sides.length > 2) return undefined;
  const shortened = sides.length === 2;
  const head = scanGroups(sides[0] as string, !shortened);
  const tail = shortened ? scanGroups(sides[1] as string, true) : [];
  if (head === undefined || tail === undefined) return undefined;
  const missing = GROUPS - head.length - tail.length;
  // "::" stands for at least one group.
  if (shortened ? missing < 1 : missing !== 0) return undefined;
  const bytes = new Uint8Array(2 * GROUPS);
  const view = new DataView(bytes.buffer);
  for (const [index, group] of [...head, ...new Array<number>(missing).fill(0), ...tail].entries()) {
    view.setUint16(2 * index, group);
  }
  return bytes;
}

/**
 * Reads an IPv6 address, without zone or port, as its 16 bytes.
 *
 * @example
 * parseIpv6("::1") // Uint8Array of 16 bytes, the last of them 1
 */
export function parseIpv6(text: string): Uint8Array<ArrayBuffer> {
  const bytes = scanIpv6(string("text", text));
  if (bytes === undefined) throw wrongValue("text", "an IPv6 address", text);
  return bytes;
}

/** The longest run of zero groups, the first of equals; `length` is 0 when no run has two. */
function longestZeroRun(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  for (let start = 0; start < GROUPS; start++) {
    let length = 0;
    while (groups[start + length] === 0) length++;
    if (length > best.length) best = { start, length };
  }
  return best.length > 1 ? best : { start: 0, length: 0 };
}

/** Writes 16 bytes as RFC 5952 has it: lower case, no leading zeros, the longest run of zeros as `::`. */
export function formatIpv6(ip: Uint8Array): string {
  if (!ArrayBuffer.isView(ip)) throw wrongType("ip", "a Uint8Array of 16 bytes", ip);
  const bytes = bytesOf("ip", ip);
  if (bytes.length !== 2 * GROUPS) throw wrongValue("ip", "16 bytes", ip);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const groups: number[] = [];
  for (let index = 0; index < GROUPS; index++) groups.push(view.getUint16(2 * index));
  // RFC 5952 section 5: an IPv4-mapped address shows the address it maps.
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) {
    return `::ffff:${formatIpv4(view.getUint32(12))}`;
  }
  const hex = groups.map((group) => group.toString(16));
  const { start, length } = longestZeroRun(groups);
  if (length === 0) return hex.join(":");
  return `${hex.slice(0, start).join(":")}::${hex.slice(start + length).join(":")}`;
}
