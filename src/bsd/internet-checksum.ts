import { bytesOf } from "../core/bytes.ts";

/**
 * The checksum of the internet's headers (RFC 1071), as a number of 16 bits: that of ICMP over the whole message,
 * which a raw IPv4 socket's user makes, its own field being 0 meanwhile. Over bytes that have their checksum in
 * them it is 0.
 *
 * @example
 * const echo = Uint8Array.of(8, 0, 0, 0, 0x12, 0x34, 0, 1);
 * new DataView(echo.buffer).setUint16(2, internetChecksum(echo));
 * internetChecksum(echo) // 0
 */
export function internetChecksum(data: ArrayBufferView): number {
  const bytes = bytesOf("data", data);
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 2) sum += ((bytes[at] as number) << 8) | (bytes[at + 1] ?? 0);
  while (sum > 0xffff) sum = (sum % 0x10000) + Math.floor(sum / 0x10000);
  return ~sum & 0xffff;
}
