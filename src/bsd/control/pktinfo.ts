/** Where a packet arrives, or leaves from: IP_PKTINFO of ip(7), IPV6_PKTINFO of ipv6(7) and RFC 3542. */
import { InternetAddress } from "../../address/internet.ts";
import { Internet6Address } from "../../address/internet6.ts";
import { MAX_INT32, wrongType } from "../../core/check.ts";
import { hasMember, type Layout, placeOf, sizeOf } from "../../core/struct.ts";
import {
  type Decoder,
  type Encoder,
  type Kind,
  memberOf,
  misplaced,
  nameOf,
  numbersOf,
  type Platform,
} from "./codec.ts";
import { Member } from "./member.ts";
import type { PktinfoMessage } from "./messages.ts";
import { missing } from "./missing.ts";
import { takesIpv4, takesIpv6 } from "./placement.ts";

const LOCAL = "in_pktinfo.ipi_spec_dst";

/** Of a stream of packets most are for one address: the last one is kept. */
function decodeVersion4(layout: Layout): Decoder {
  const size = sizeOf(layout, "in_pktinfo");
  const interfaceIndex = new Member(layout, "in_pktinfo.ipi_ifindex");
  // Windows tells the destination alone.
  const localAt = hasMember(layout, LOCAL) ? placeOf(layout, LOCAL).offset : undefined;
  const addressAt = placeOf(layout, "in_pktinfo.ipi_addr").offset;
  let address = InternetAddress.any(0);
  let local = address;
  return (view, at, length) => {
    if (length < size) return undefined;
    const ip = view.getUint32(at + addressAt);
    if (ip !== address.ip) address = new InternetAddress(ip, 0);
    const index = interfaceIndex.readSigned(view, at);
    if (localAt === undefined) return { kind: "pktinfo", address, interfaceIndex: index, local: undefined };
    const localIp = view.getUint32(at + localAt);
    if (localIp !== local.ip) local = localIp === ip ? address : new InternetAddress(localIp, 0);
    return { kind: "pktinfo", address, interfaceIndex: index, local };
  };
}

/** Addresses of which every interface has its own: fe80::/10, and groups of the interface or the link. */
function isLinkLocal(high: number): boolean {
  return high >>> 22 === 0x3fa || (high >>> 24 === 0xff && ((high >>> 16) & 15) <= 2);
}

function decodeVersion6(layout: Layout): Decoder {
  const size = sizeOf(layout, "in6_pktinfo");
  const interfaceMember = new Member(layout, "in6_pktinfo.ipi6_ifindex");
  const addressAt = placeOf(layout, "in6_pktinfo.ipi6_addr").offset;
  let known: Internet6Address | undefined;
  const words = [0, 0, 0, 0];
  return (view, at, length) => {
    if (length < size) return undefined;
    const start = at + addressAt;
    const interfaceIndex = interfaceMember.readSigned(view, at);
    const high = view.getUint32(start);
    const scopeId = isLinkLocal(high) ? interfaceIndex : 0;
    let same = known !== undefined && known.scopeId === scopeId;
    for (let word = 0; word < 4; word++) {
      const value = view.getUint32(start + 4 * word);
      if (value === words[word]) continue;
      words[word] = value;
      same = false;
    }
    if (!same || known === undefined) {
      known = new Internet6Address(new Uint8Array(view.buffer.slice(start, start + 16)), 0, 0, scopeId);
    }
    return { kind: "pktinfo", address: known, interfaceIndex, local: undefined };
  };
}

function encodeVersion4(platform: Platform): Encoder<PktinfoMessage> {
  const { layout } = platform;
  const numbers = numbersOf(platform, "IPPROTO_IP", "IP_PKTINFO");
  if (numbers === undefined || !hasMember(layout, "in_pktinfo")) return () => missing("IP_PKTINFO");
  const size = sizeOf(layout, "in_pktinfo");
  const interfaceMember = new Member(layout, "in_pktinfo.ipi_ifindex");
  const sourceAt = placeOf(layout, hasMember(layout, LOCAL) ? LOCAL : "in_pktinfo.ipi_addr").offset;
  return (writer, { address, local, interfaceIndex = 0 }, index) => {
    const source = local ?? address ?? InternetAddress.any(0);
    if (!(source instanceof InternetAddress)) throw wrongType(nameOf(index, "local"), "an InternetAddress", source);
    const at = writer.add(numbers.level, numbers.type, size);
    interfaceMember.write(writer.view, at, memberOf(index, "interfaceIndex", interfaceIndex, 0, MAX_INT32));
    writer.view.setUint32(at + sourceAt, source.ip);
  };
}

function encodeVersion6(platform: Platform): Encoder<PktinfoMessage> {
  const { layout } = platform;
  const numbers = numbersOf(platform, "IPPROTO_IPV6", "IPV6_PKTINFO");
  if (numbers === undefined) return () => missing("IPV6_PKTINFO");
  const size = sizeOf(layout, "in6_pktinfo");
  const interfaceMember = new Member(layout, "in6_pktinfo.ipi6_ifindex");
  const sourceAt = placeOf(layout, "in6_pktinfo.ipi6_addr").offset;
  return (writer, { address, local, interfaceIndex }, index) => {
    if (local !== undefined) throw wrongType(nameOf(index, "local"), "undefined beside an IPv6 address", local);
    const source = address as Internet6Address | undefined;
    const at = writer.add(numbers.level, numbers.type, size);
    const place = memberOf(index, "interfaceIndex", interfaceIndex ?? source?.scopeId ?? 0, 0, MAX_INT32);
    interfaceMember.write(writer.view, at, place);
    if (source !== undefined) writer.bytes.set(source.ip, at + sourceAt);
  };
}

export function pktinfo(platform: Platform): Kind<"pktinfo"> {
  const { constants, layout } = platform;
  const version4 = encodeVersion4(platform);
  const version6 = encodeVersion6(platform);
  const received = [{ level: constants.IPPROTO_IPV6, type: constants.IPV6_PKTINFO, decode: decodeVersion6(layout) }];
  if (hasMember(layout, "in_pktinfo")) {
    received.push({ level: constants.IPPROTO_IP, type: constants.IP_PKTINFO, decode: decodeVersion4(layout) });
  }
  return {
    kind: "pktinfo",
    received,
    encode(writer, message, index, target) {
      const { address, local } = message;
      let is6 = address instanceof Internet6Address;
      if (address === undefined) is6 = local === undefined && takesIpv6(platform, target);
      else if (!is6 && !(address instanceof InternetAddress)) {
        throw wrongType(nameOf(index, "address"), "an InternetAddress or an Internet6Address", address);
      }
      if (!(is6 ? takesIpv6 : takesIpv4)(platform, target)) throw misplaced(index, "pktinfo", target);
      (is6 ? version6 : version4)(writer, message, index, target);
    },
  };
}
