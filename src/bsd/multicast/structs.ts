/**
 * The structs of multicast memberships, encoded and decoded by a layout: ip(7), ipv6(7), RFC 3678. IPv4
 * addresses are numbers, socket addresses are bytes.
 */
import { wrongValue } from "../../core/check.ts";
import { hasMember, type Layout, placeOf, readUnsigned, sizeOf, writeUnsigned } from "../../core/struct.ts";

function writeIp(layout: Layout, bytes: Uint8Array, member: string, ip: number): void {
  new DataView(bytes.buffer, bytes.byteOffset).setUint32(placeOf(layout, member).offset, ip); // network order
}

/**
 * `struct ip_mreqn`: a group, and the interface by index or by an address of its own. Windows has the older
 * `ip_mreq`, in which an address below 1.0.0.0 is an index.
 */
export function encodeMembership(layout: Layout, group: number, address: number, index: number): Uint8Array {
  if (!hasMember(layout, "ip_mreqn")) {
    const bytes = new Uint8Array(sizeOf(layout, "ip_mreq"));
    writeIp(layout, bytes, "ip_mreq.imr_multiaddr", group);
    writeIp(layout, bytes, "ip_mreq.imr_interface", index > 0 ? index : address);
    return bytes;
  }
  const bytes = new Uint8Array(sizeOf(layout, "ip_mreqn"));
  writeIp(layout, bytes, "ip_mreqn.imr_multiaddr", group);
  writeIp(layout, bytes, "ip_mreqn.imr_address", address);
  writeUnsigned(layout, bytes, "ip_mreqn.imr_ifindex", index);
  return bytes;
}

/** What IP_MULTICAST_IF is set to: a membership without a group, on Windows only its interface. */
export function encodeMulticastInterface(layout: Layout, address: number, index: number): Uint8Array {
  const bytes = encodeMembership(layout, 0, address, index);
  return hasMember(layout, "ip_mreqn") ? bytes : bytes.slice(placeOf(layout, "ip_mreq.imr_interface").offset);
}

/** What getsockopt(2) gives for IP_MULTICAST_IF: a `struct ip_mreqn`, or only the address. */
export function decodeMulticastInterface(layout: Layout, bytes: Uint8Array): { address: number; index?: number } {
  const size = hasMember(layout, "ip_mreqn") ? sizeOf(layout, "ip_mreqn") : Number.POSITIVE_INFINITY;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length >= size) {
    const address = view.getUint32(placeOf(layout, "ip_mreqn.imr_address").offset);
    return { address, index: readUnsigned(layout, bytes, "ip_mreqn.imr_ifindex") };
  }
  if (bytes.length < 4) throw wrongValue("bytes", "an IPv4 address", bytes);
  const told = view.getUint32(0);
  const isIndex = size === Number.POSITIVE_INFINITY && told > 0 && told < 2 ** 24;
  return isIndex ? { address: 0, index: told } : { address: told };
}

/** `struct ip_mreq_source`: the interface only by an address of its own. */
export function encodeSourceMembership(layout: Layout, group: number, address: number, source: number): Uint8Array {
  const bytes = new Uint8Array(sizeOf(layout, "ip_mreq_source"));
  writeIp(layout, bytes, "ip_mreq_source.imr_multiaddr", group);
  writeIp(layout, bytes, "ip_mreq_source.imr_interface", address);
  writeIp(layout, bytes, "ip_mreq_source.imr_sourceaddr", source);
  return bytes;
}

/** `struct ipv6_mreq`. */
export function encodeMembership6(layout: Layout, group: Uint8Array, index: number): Uint8Array {
  const bytes = new Uint8Array(sizeOf(layout, "ipv6_mreq"));
  bytes.set(group, placeOf(layout, "ipv6_mreq.ipv6mr_multiaddr").offset);
  writeUnsigned(layout, bytes, "ipv6_mreq.ipv6mr_interface", index);
  return bytes;
}

/** `struct group_req`. */
export function encodeGroupRequest(layout: Layout, index: number, group: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(sizeOf(layout, "group_req"));
  writeUnsigned(layout, bytes, "group_req.gr_interface", index);
  bytes.set(group, placeOf(layout, "group_req.gr_group").offset);
  return bytes;
}

/** `struct group_source_req`. */
export function encodeGroupSourceRequest(
  layout: Layout,
  index: number,
  group: Uint8Array,
  source: Uint8Array,
): Uint8Array {
  const bytes = new Uint8Array(sizeOf(layout, "group_source_req"));
  writeUnsigned(layout, bytes, "group_source_req.gsr_interface", index);
  bytes.set(group, placeOf(layout, "group_source_req.gsr_group").offset);
  bytes.set(source, placeOf(layout, "group_source_req.gsr_source").offset);
  return bytes;
}

/** `struct ip_msfilter`. */
export function encodeSourceFilter(
  layout: Layout,
  group: number,
  address: number,
  mode: number,
  sources: readonly number[],
): Uint8Array {
  const { offset, width } = placeOf(layout, "ip_msfilter.imsf_slist");
  const bytes = new Uint8Array(offset + width * sources.length);
  writeIp(layout, bytes, "ip_msfilter.imsf_multiaddr", group);
  writeIp(layout, bytes, "ip_msfilter.imsf_interface", address);
  writeUnsigned(layout, bytes, "ip_msfilter.imsf_fmode", mode);
  writeUnsigned(layout, bytes, "ip_msfilter.imsf_numsrc", sources.length);
  const view = new DataView(bytes.buffer);
  for (const [at, source] of sources.entries()) view.setUint32(offset + width * at, source);
  return bytes;
}

/** `struct group_filter`, with room for as many sources as told beside those given. */
export function encodeGroupFilter(
  layout: Layout,
  index: number,
  group: Uint8Array,
  mode: number,
  sources: readonly Uint8Array[],
  room: number = sources.length,
): Uint8Array {
  const { offset, width } = placeOf(layout, "group_filter.gf_slist");
  const bytes = new Uint8Array(offset + width * room);
  writeUnsigned(layout, bytes, "group_filter.gf_interface", index);
  bytes.set(group, placeOf(layout, "group_filter.gf_group").offset);
  writeUnsigned(layout, bytes, "group_filter.gf_fmode", mode);
  writeUnsigned(layout, bytes, "group_filter.gf_numsrc", room);
  for (const [at, source] of sources.entries()) bytes.set(source, offset + width * at);
  return bytes;
}

/** What getsockopt(2) makes of a `struct group_filter`: `count` may exceed the sources there was room for. */
export function decodeGroupFilter(
  layout: Layout,
  bytes: Uint8Array,
): { mode: number; count: number; sources: Uint8Array<ArrayBuffer>[] } {
  const { offset, width } = placeOf(layout, "group_filter.gf_slist");
  if (bytes.length < offset) throw wrongValue("bytes", `a group filter of at least ${offset} bytes`, bytes);
  const count = readUnsigned(layout, bytes, "group_filter.gf_numsrc");
  const there = Math.min(count, Math.floor((bytes.length - offset) / width));
  const sources = Array.from({ length: there }, (_, at) => {
    return new Uint8Array(bytes.subarray(offset + width * at, offset + width * (at + 1)));
  });
  return { mode: readUnsigned(layout, bytes, "group_filter.gf_fmode"), count, sources };
}
