/** Echo messages of ICMP and ICMPv6: made, and read. RFC 792, RFC 4443. */
import { internetChecksum } from "../../index.ts";

export const HEADER = 8;
/** How far behind the packet's beginning an IPv4 header says its length, and how long it is at least. */
const LEAST_IPV4_HEADER = 20;

/** An echo request or reply. */
export interface Echo {
  readonly kind: "request" | "reply";
  readonly id: number;
  readonly sequence: number;
  readonly data: Uint8Array;
}

const requestType = (version: 4 | 6): number => (version === 4 ? 8 : 128);
const replyType = (version: 4 | 6): number => (version === 4 ? 0 : 129);

/** The data of a request: each byte tells its place, so that a cut or a change is seen. */
export function pattern(size: number): Uint8Array {
  return Uint8Array.from({ length: size }, (_, index) => index & 0xff);
}

/** A request. Its checksum counts for raw IPv4 sockets alone; the kernel makes all others itself. */
export function encodeRequest(version: 4 | 6, id: number, sequence: number, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(HEADER + data.length);
  const view = new DataView(bytes.buffer);
  bytes[0] = requestType(version);
  view.setUint16(4, id);
  view.setUint16(6, sequence);
  bytes.set(data, HEADER);
  if (version === 4) view.setUint16(2, internetChecksum(bytes));
  return bytes;
}

/** Reads an echo message; `undefined` for any other. */
export function decodeEcho(version: 4 | 6, bytes: Uint8Array): Echo | undefined {
  if (bytes.length < HEADER || bytes[1] !== 0) return undefined;
  const type = bytes[0];
  const kind = type === replyType(version) ? "reply" : type === requestType(version) ? "request" : undefined;
  if (kind === undefined) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return { kind, id: view.getUint16(4), sequence: view.getUint16(6), data: bytes.subarray(HEADER) };
}

/** What an IPv4 packet holds behind its header, and its time to live: raw IPv4 sockets receive the header too. */
export function withoutIpv4Header(packet: Uint8Array): { readonly body: Uint8Array; readonly ttl: number } | undefined {
  const length = ((packet[0] ?? 0) & 0xf) * 4;
  if (length < LEAST_IPV4_HEADER || packet.length < length) return undefined;
  return { body: packet.subarray(length), ttl: packet[8] as number };
}
