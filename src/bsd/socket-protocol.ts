import { brand } from "../core/brand.ts";
import { SocketConstant } from "../core/constant.ts";
import { constants } from "../sys/constants.ts";

/**
 * The protocol a socket speaks. Usually `auto` is right: the one protocol that the domain has for the
 * type. Others are found by name in the protocol database: see {@link getProtocolByName}.
 */
export class SocketProtocol extends SocketConstant {
  declare private readonly nominal: "SocketProtocol";

  static {
    brand(this, "SocketProtocol");
  }

  /** Whatever the domain has for the type. */
  static readonly auto: SocketProtocol = new SocketProtocol("auto", 0);
  static readonly tcp: SocketProtocol = new SocketProtocol("tcp", constants.IPPROTO_TCP);
  static readonly udp: SocketProtocol = new SocketProtocol("udp", constants.IPPROTO_UDP);
  static readonly icmp: SocketProtocol = new SocketProtocol("icmp", constants.IPPROTO_ICMP);
  static readonly icmp6: SocketProtocol = new SocketProtocol("icmp6", constants.IPPROTO_ICMPV6);
  static readonly udpLite: SocketProtocol = new SocketProtocol("udpLite", constants.IPPROTO_UDPLITE);
  static readonly sctp: SocketProtocol = new SocketProtocol("sctp", constants.IPPROTO_SCTP);
  /** TCP over several paths (RFC 8684). */
  static readonly mptcp: SocketProtocol = new SocketProtocol("mptcp", constants.IPPROTO_MPTCP);
  /** On a raw socket: any protocol, sent with a header of one's own. */
  static readonly raw: SocketProtocol = new SocketProtocol("raw", constants.IPPROTO_RAW);
}
