/** The kinds that are one number. */
import { MAX_UINT32 } from "../../core/check.ts";
import { type Decoder, type Kind, memberOf, misplaced, numbersOf, type Platform } from "./codec.ts";
import { missing } from "./missing.ts";
import { takesIpv4, takesIpv6 } from "./placement.ts";

type NumberKind = "hopLimit" | "timeToLive" | "segmentSize" | "dropCount" | "mark" | "inq";

/** A number of as many bytes as the system gives it: some give a byte for what is an int elsewhere. */
function decodeNumber(kind: NumberKind, littleEndian: boolean): Decoder {
  return (view, at, length) => {
    if (length >= 4) return { kind, value: view.getUint32(at, littleEndian) };
    if (length >= 2) return { kind, value: view.getUint16(at, littleEndian) };
    return length === 1 ? { kind, value: view.getUint8(at) } : undefined;
  };
}

export function hopLimit(platform: Platform): Kind<"hopLimit"> {
  const { constants, layout } = platform;
  const numbers = numbersOf(platform, "IPPROTO_IPV6", "IPV6_HOPLIMIT");
  return {
    kind: "hopLimit",
    received: [
      {
        level: constants.IPPROTO_IPV6,
        type: constants.IPV6_HOPLIMIT,
        decode: decodeNumber("hopLimit", layout.littleEndian),
      },
    ],
    encode(writer, message, index, target) {
      const { level, type } = numbers ?? missing("IPV6_HOPLIMIT");
      if (!takesIpv6(platform, target)) throw misplaced(index, "hopLimit", target);
      const value = memberOf(index, "value", message.value, 0, 255);
      const at = writer.add(level, type, 4);
      writer.view.setInt32(at, value, layout.littleEndian);
    },
  };
}

export function timeToLive(platform: Platform): Kind<"timeToLive"> {
  const { constants, layout } = platform;
  const numbers = numbersOf(platform, "IPPROTO_IP", "IP_TTL");
  const decode = decodeNumber("timeToLive", layout.littleEndian);
  return {
    kind: "timeToLive",
    received: [
      { level: constants.IPPROTO_IP, type: constants.IP_TTL, decode },
      // The BSDs' name of the same.
      { level: constants.IPPROTO_IP, type: constants.IP_RECVTTL, decode },
    ],
    encode(writer, message, index, target) {
      const { level, type } = numbers ?? missing("IP_TTL");
      if (!takesIpv4(platform, target)) throw misplaced(index, "timeToLive", target);
      const value = memberOf(index, "value", message.value, 1, 255);
      const at = writer.add(level, type, 4);
      writer.view.setInt32(at, value, layout.littleEndian);
    },
  };
}

/** Sent it is UDP_SEGMENT, received it is UDP_GRO. */
export function segmentSize(platform: Platform): Kind<"segmentSize"> {
  const { constants, layout } = platform;
  const numbers = numbersOf(platform, "IPPROTO_UDP", "UDP_SEGMENT");
  return {
    kind: "segmentSize",
    received: [
      {
        level: constants.IPPROTO_UDP,
        type: constants.UDP_GRO,
        decode: decodeNumber("segmentSize", layout.littleEndian),
      },
    ],
    encode(writer, message, index, target) {
      const { level, type } = numbers ?? missing("UDP_SEGMENT");
      if (!takesIpv4(platform, target) && !takesIpv6(platform, target)) throw misplaced(index, "segmentSize", target);
      const value = memberOf(index, "value", message.value, 1, 65535);
      const at = writer.add(level, type, 2);
      writer.view.setUint16(at, value, layout.littleEndian);
    },
  };
}

export function dropCount({ constants, layout }: Platform): Kind<"dropCount"> {
  const decode = decodeNumber("dropCount", layout.littleEndian);
  return { kind: "dropCount", received: [{ level: constants.SOL_SOCKET, type: constants.SO_RXQ_OVFL, decode }] };
}

export function inq({ constants, layout }: Platform): Kind<"inq"> {
  const decode = decodeNumber("inq", layout.littleEndian);
  return { kind: "inq", received: [{ level: constants.IPPROTO_TCP, type: constants.TCP_CM_INQ, decode }] };
}

export function mark(platform: Platform): Kind<"mark"> {
  const { constants, layout } = platform;
  const numbers = numbersOf(platform, "SOL_SOCKET", "SO_MARK");
  return {
    kind: "mark",
    received: [
      { level: constants.SOL_SOCKET, type: constants.SO_MARK, decode: decodeNumber("mark", layout.littleEndian) },
    ],
    encode(writer, message, index, target) {
      const { level, type } = numbers ?? missing("SO_MARK");
      if (target.domain === constants.AF_UNIX) throw misplaced(index, "mark", target);
      const value = memberOf(index, "value", message.value, 0, MAX_UINT32);
      const at = writer.add(level, type, 4);
      writer.view.setUint32(at, value, layout.littleEndian);
    },
  };
}
