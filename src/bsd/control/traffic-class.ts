/** The traffic class of a packet: IP_TOS of ip(7), IPV6_TCLASS of ipv6(7). */
import { wrongType, wrongValue } from "../../core/check.ts";
import { type Decoder, type Kind, memberOf, misplaced, nameOf, numbersOf, type Platform } from "./codec.ts";
import type { TrafficClassMessage } from "./messages.ts";
import { missing } from "./missing.ts";
import { takesIpv4, takesIpv6 } from "./placement.ts";

/** The byte of a message that tells it whole, or in parts; parts that are told must be the whole's. */
function byteOf(index: number, { value, dscp, ecn }: TrafficClassMessage): number {
  if (value === undefined && dscp === undefined && ecn === undefined) {
    throw wrongType(nameOf(index, "value"), "an integer from 0 to 255, where neither dscp nor ecn is told", value);
  }
  const whole = value === undefined ? undefined : memberOf(index, "value", value, 0, 255);
  const upper = memberOf(index, "dscp", dscp ?? (whole ?? 0) >> 2, 0, 63);
  const lower = memberOf(index, "ecn", ecn ?? (whole ?? 0) & 3, 0, 3);
  const parts = (upper << 2) | lower;
  if (whole !== undefined && whole !== parts) {
    throw wrongValue(nameOf(index, "value"), `what dscp and ecn tell, ${parts}`, value);
  }
  return parts;
}

export function trafficClass(platform: Platform): Kind<"trafficClass"> {
  const { constants, layout } = platform;
  const ofVersion4 = numbersOf(platform, "IPPROTO_IP", "IP_TOS");
  const ofVersion6 = numbersOf(platform, "IPPROTO_IPV6", "IPV6_TCLASS");
  const decodeAs =
    (version: 4 | 6): Decoder =>
    (view, at, length) => {
      if (length < 1) return undefined;
      // IPv4's is one byte, IPv6's an int.
      const value = length < 4 ? view.getUint8(at) : view.getUint32(at, layout.littleEndian) & 255;
      return { kind: "trafficClass", value, dscp: value >> 2, ecn: value & 3, version };
    };
  return {
    kind: "trafficClass",
    received: [
      { level: constants.IPPROTO_IP, type: constants.IP_TOS, decode: decodeAs(4) },
      // The BSDs' name of the same.
      { level: constants.IPPROTO_IP, type: constants.IP_RECVTOS, decode: decodeAs(4) },
      { level: constants.IPPROTO_IPV6, type: constants.IPV6_TCLASS, decode: decodeAs(6) },
    ],
    encode(writer, message, index, target) {
      const value = byteOf(index, message);
      const { version = takesIpv6(platform, target) ? 6 : 4 } = message;
      if (version !== 4 && version !== 6) throw wrongValue(nameOf(index, "version"), "4 or 6", version);
      const takes = version === 4 ? takesIpv4 : takesIpv6;
      if (!takes(platform, target)) throw misplaced(index, "trafficClass", target);
      const { level, type } =
        version === 4 ? (ofVersion4 ?? missing("IP_TOS")) : (ofVersion6 ?? missing("IPV6_TCLASS"));
      const at = writer.add(level, type, 4);
      writer.view.setInt32(at, value, layout.littleEndian);
    },
  };
}
