/** What the kernel tells of packets: IP_RECVERR and IP_RECVORIGDSTADDR of ip(7), and IPv6's. */
import { decodeAddress, familyEnd } from "../../address/registry.ts";
import type { SocketAddress } from "../../address/socket-address.ts";
import { MAX_INT32 } from "../../core/check.ts";
import { SocketCondition } from "../../core/condition.ts";
import { hasMember, type Layout, readUnsigned, sizeOf } from "../../core/struct.ts";
import type { Decoder, Kind, Platform } from "./codec.ts";
import { Member } from "./member.ts";
import type { ErrorOrigin } from "./messages.ts";

/** The address in a range of bytes; `undefined` where there is none, one of no family, or part of one. */
function addressIn(layout: Layout, view: DataView, at: number, length: number): SocketAddress | undefined {
  if (length < familyEnd(layout)) return undefined;
  const bytes = new Uint8Array(view.buffer.slice(at, at + length) as ArrayBuffer);
  if (readUnsigned(layout, bytes, "sockaddr.sa_family") === 0) return undefined;
  try {
    return decodeAddress(bytes);
  } catch (error) {
    // Too short: the room for control messages ended within it.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function decodeError({ constants, layout }: Platform): Decoder {
  const size = sizeOf(layout, "linux_extended_error");
  const [error, origin, type, code, info, data] = ["error", "origin", "type", "code", "info", "data"].map(
    (name) => new Member(layout, `linux_extended_error.${name}`),
  ) as [Member, Member, Member, Member, Member, Member];
  const origins = new Map<number | undefined, ErrorOrigin>([
    [constants.SO_EE_ORIGIN_NONE, "none"],
    [constants.SO_EE_ORIGIN_LOCAL, "local"],
    [constants.SO_EE_ORIGIN_ICMP, "icmp"],
    [constants.SO_EE_ORIGIN_ICMP6, "icmp6"],
    [constants.SO_EE_ORIGIN_TXSTATUS, "timestamping"],
    [constants.SO_EE_ORIGIN_ZEROCOPY, "zeroCopy"],
    [constants.SO_EE_ORIGIN_TXTIME, "transmitTime"],
  ]);
  return (view, at, length) => {
    if (length < size) return undefined;
    const errno = error.read(view, at);
    if (errno > MAX_INT32) return undefined;
    const from = origin.read(view, at);
    const name = origins.get(from) ?? from;
    // The report of a time of sending bears ENOMSG, though nothing has failed.
    const failed = errno !== 0 && name !== "timestamping";
    return {
      kind: "receiveError",
      error: failed ? new SocketCondition("receiveMessage", "recvmsg", errno) : undefined,
      origin: name,
      type: type.read(view, at),
      code: code.read(view, at),
      info: info.read(view, at),
      data: data.read(view, at),
      offender: addressIn(layout, view, at + size, length - size),
    };
  };
}

export function receiveError(platform: Platform): Kind<"receiveError"> {
  const { constants, layout } = platform;
  if (!hasMember(layout, "linux_extended_error")) return { kind: "receiveError", received: [] };
  const decode = decodeError(platform);
  return {
    kind: "receiveError",
    received: [
      { level: constants.IPPROTO_IP, type: constants.IP_RECVERR, decode },
      { level: constants.IPPROTO_IPV6, type: constants.IPV6_RECVERR, decode },
    ],
  };
}

export function originalDestination({ constants, layout }: Platform): Kind<"originalDestination"> {
  const decode: Decoder = (view, at, length) => {
    const address = addressIn(layout, view, at, length);
    return address === undefined ? undefined : { kind: "originalDestination", address };
  };
  return {
    kind: "originalDestination",
    received: [
      { level: constants.IPPROTO_IP, type: constants.IP_ORIGDSTADDR, decode },
      { level: constants.IPPROTO_IPV6, type: constants.IPV6_ORIGDSTADDR, decode },
    ],
  };
}
