/** What a packet says of itself, as far as its headers are there: pure functions over its bytes. */
import { EtherType, formatHardwareAddress, formatIpv4, formatIpv6 } from "../../index.ts";
import { icmpName } from "../icmp.ts";

/** What is known of a packet; what its headers do not tell is not there. */
export interface Decoded {
  readonly etherType?: number;
  readonly vlan?: number;
  /** The hardware addresses. */
  readonly from?: string;
  readonly to?: string;
  readonly source?: string;
  readonly destination?: string;
  readonly sourcePort?: number;
  readonly destinationPort?: number;
  /** `TCP`, `UDP`, `ICMP` and so on, or the number of an IP protocol. */
  readonly protocol?: string;
  readonly ttl?: number;
  /** TCP's, by their letters. */
  readonly flags?: string;
  readonly sequence?: number;
  readonly acknowledgement?: number;
  readonly window?: number;
  /** The bytes behind the last header that is known, as the headers tell them. */
  readonly payload?: number;
  /** What else there is to say, in words. */
  readonly remark?: string;
}

const TRUNCATED = "cut short";
const protocols: Readonly<Record<number, string>> = {
  0: "hop-by-hop",
  1: "ICMP",
  2: "IGMP",
  4: "IPIP",
  6: "TCP",
  17: "UDP",
  33: "DCCP",
  41: "IPv6",
  47: "GRE",
  50: "ESP",
  51: "AH",
  58: "ICMPv6",
  89: "OSPF",
  103: "PIM",
  112: "VRRP",
  132: "SCTP",
  136: "UDP-Lite",
};
const nameOfProtocol = (number: number): string => protocols[number] ?? `protocol ${number}`;
const tcpFlags = [
  [0x02, "S"],
  [0x01, "F"],
  [0x04, "R"],
  [0x08, "P"],
  [0x20, "U"],
  [0x40, "E"],
  [0x80, "W"],
  [0x10, "."],
] as const;

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function tcp(bytes: Uint8Array, length: number): Decoded {
  if (bytes.length < 20) return { protocol: "TCP", remark: TRUNCATED };
  const view = viewOf(bytes);
  const set = view.getUint8(13);
  const header = (view.getUint8(12) >> 4) * 4;
  return {
    protocol: "TCP",
    sourcePort: view.getUint16(0),
    destinationPort: view.getUint16(2),
    flags: tcpFlags.map(([bit, letter]) => ((set & bit) === 0 ? "" : letter)).join(""),
    sequence: view.getUint32(4),
    ...((set & 0x10) === 0 ? {} : { acknowledgement: view.getUint32(8) }),
    window: view.getUint16(14),
    payload: Math.max(0, length - header),
    ...(header < 20 ? { remark: "bad header length" } : {}),
  };
}

function ports(protocol: string, bytes: Uint8Array, length: number, header: number): Decoded {
  if (bytes.length < 4) return { protocol, remark: TRUNCATED };
  const view = viewOf(bytes);
  const common = { protocol, sourcePort: view.getUint16(0), destinationPort: view.getUint16(2) };
  return { ...common, payload: Math.max(0, length - header) };
}

function icmp(version: 4 | 6, bytes: Uint8Array, length: number): Decoded {
  const protocol = version === 4 ? "ICMP" : "ICMPv6";
  if (bytes.length < 4) return { protocol, remark: TRUNCATED };
  const view = viewOf(bytes);
  const [type, code] = [view.getUint8(0), view.getUint8(1)];
  const isEcho = version === 4 ? type === 0 || type === 8 : type === 128 || type === 129;
  const echo = isEcho && bytes.length >= 8 ? ` id ${view.getUint16(4)} seq ${view.getUint16(6)}` : "";
  const about = version === 6 && (type === 135 || type === 136) && bytes.length >= 24;
  const target = about ? ` ${formatIpv6(bytes.slice(8, 24))}` : "";
  return { protocol, remark: icmpName(version, type, code) + echo + target, payload: Math.max(0, length - 8) };
}

/** What IP carries. `length` is how long it is, of which fewer bytes may be there. */
function transport(version: 4 | 6, number: number, bytes: Uint8Array, length: number): Decoded {
  if (number === 6) return tcp(bytes, length);
  if (number === 17 || number === 136) return ports(nameOfProtocol(number), bytes, length, 8);
  if (number === 132) return ports("SCTP", bytes, length, 12);
  if (number === 33) return ports("DCCP", bytes, length, 12);
  if (number === 1 && version === 4) return icmp(4, bytes, length);
  if (number === 58 && version === 6) return icmp(6, bytes, length);
  return { protocol: nameOfProtocol(number), payload: length };
}

function ipv4(bytes: Uint8Array): Decoded {
  if (bytes.length < 20) return { protocol: "IPv4", remark: TRUNCATED };
  const view = viewOf(bytes);
  const header = (view.getUint8(0) & 0xf) * 4;
  const addresses = { source: formatIpv4(view.getUint32(12)), destination: formatIpv4(view.getUint32(16)) };
  const common = { ...addresses, ttl: view.getUint8(8) };
  if (header < 20 || view.getUint8(0) >> 4 !== 4) return { ...common, protocol: "IPv4", remark: "bad header" };
  // A device that cuts packets itself is given ones that do not tell their length.
  const total = view.getUint16(2) === 0 ? bytes.length : view.getUint16(2);
  const length = Math.max(0, total - header);
  const fragment = view.getUint16(6) & 0x1fff;
  if (fragment > 0) {
    const protocol = nameOfProtocol(view.getUint8(9));
    return { ...common, protocol, payload: length, remark: `fragment at ${fragment * 8}` };
  }
  return { ...common, ...transport(4, view.getUint8(9), bytes.subarray(header, header + length), length) };
}

/** Headers between that of IPv6 and what it carries, each of which tells the next. */
const extensions = new Set([0, 43, 60, 135]);
const FRAGMENT = 44;

function ipv6(bytes: Uint8Array): Decoded {
  if (bytes.length < 40) return { protocol: "IPv6", remark: TRUNCATED };
  const view = viewOf(bytes);
  const common = {
    source: formatIpv6(bytes.slice(8, 24)),
    destination: formatIpv6(bytes.slice(24, 40)),
    ttl: view.getUint8(7),
  };
  let next = view.getUint8(6);
  let at = 40;
  const end = view.getUint16(4) === 0 ? bytes.length : 40 + view.getUint16(4);
  while (extensions.has(next) || next === FRAGMENT) {
    if (at + 8 > bytes.length) return { ...common, protocol: nameOfProtocol(next), remark: TRUNCATED };
    const offset = next === FRAGMENT ? view.getUint16(at + 2) & 0xfff8 : 0;
    const length = next === FRAGMENT ? 8 : (view.getUint8(at + 1) + 1) * 8;
    next = view.getUint8(at);
    at += length;
    if (offset > 0) {
      return {
        ...common,
        protocol: nameOfProtocol(next),
        payload: Math.max(0, end - at),
        remark: `fragment at ${offset}`,
      };
    }
  }
  const length = Math.max(0, end - at);
  return { ...common, ...transport(6, next, bytes.subarray(at, at + length), length) };
}

function arp(bytes: Uint8Array): Decoded {
  const protocol = "ARP";
  if (bytes.length < 28) return { protocol, remark: TRUNCATED };
  const view = viewOf(bytes);
  const operation = view.getUint16(6);
  const [sender, target] = [formatIpv4(view.getUint32(14)), formatIpv4(view.getUint32(24))];
  const common = { protocol, source: sender, destination: target };
  if (operation === 1) return { ...common, remark: `who has ${target}?` };
  if (operation === 2) return { ...common, remark: `${sender} is at ${formatHardwareAddress(bytes.subarray(8, 14))}` };
  return { ...common, remark: `operation ${operation}` };
}

const names: Readonly<Record<number, string>> = Object.fromEntries(
  Object.entries(EtherType).map(([name, number]) => [
    number,
    name === "ipv4" ? "IPv4" : name === "ipv6" ? "IPv6" : name,
  ]),
);

/** `IPv4`, `arp` and so on, or the number. */
export function tellEtherType(etherType: number): string {
  return names[etherType] ?? `0x${etherType.toString(16).padStart(4, "0")}`;
}

/** What follows the link header. */
export function decodeNetwork(etherType: number, bytes: Uint8Array): Decoded {
  const common = { etherType };
  if (etherType === EtherType.ipv4) return { ...common, ...ipv4(bytes) };
  if (etherType === EtherType.ipv6) return { ...common, ...ipv6(bytes) };
  if (etherType === EtherType.arp) return { ...common, ...arp(bytes) };
  return { ...common, payload: bytes.length };
}

/** A frame of Ethernet, or of the loopback interface, with its VLAN tags. */
export function decodeFrame(bytes: Uint8Array): Decoded {
  if (bytes.length < 14) return { remark: TRUNCATED };
  const view = viewOf(bytes);
  const addresses = {
    from: formatHardwareAddress(bytes.subarray(6, 12)),
    to: formatHardwareAddress(bytes.subarray(0, 6)),
  };
  let at = 12;
  let vlan: number | undefined;
  let etherType = view.getUint16(at);
  while (etherType === EtherType.vlan || etherType === EtherType.serviceVlan) {
    if (at + 6 > bytes.length) return { ...addresses, etherType, remark: TRUNCATED };
    vlan = view.getUint16(at + 2) & 0xfff;
    at += 4;
    etherType = view.getUint16(at);
  }
  // Below 1536 it is a length: a frame of IEEE 802.3, which says more in its data.
  const rest = bytes.subarray(at + 2);
  const inner = etherType < 0x600 ? { protocol: "802.3", payload: rest.length } : decodeNetwork(etherType, rest);
  return { ...addresses, ...(vlan === undefined ? {} : { vlan }), ...inner };
}

const side = (host: string | undefined, port: number | undefined): string => {
  if (port === undefined) return host ?? "?";
  return host?.includes(":") === true ? `[${host}]:${port}` : `${host ?? "?"}:${port}`;
};

/** One line for a packet, without its time and interface. */
export function tellPacket(told: Decoded, length: number): string {
  const { etherType, vlan, from, to, source, destination, sourcePort, destinationPort, protocol, flags } = told;
  const kind = etherType === undefined ? "" : tellEtherType(etherType);
  const ends =
    source === undefined
      ? `${from ?? "?"} > ${to ?? "?"}`
      : `${side(source, sourcePort)} > ${side(destination, destinationPort)}`;
  const name = protocol === undefined || protocol.toLowerCase() === kind.toLowerCase() ? "" : protocol;
  return [
    vlan === undefined ? "" : `vlan ${vlan}`,
    kind,
    ends,
    name,
    flags === undefined ? "" : `[${flags}]`,
    told.sequence === undefined ? "" : `seq ${told.sequence}`,
    told.acknowledgement === undefined ? "" : `ack ${told.acknowledgement}`,
    told.remark ?? "",
    told.payload === undefined ? "" : `data ${told.payload}`,
    `length ${length}`,
  ]
    .filter((part) => part !== "")
    .join(" ");
}
