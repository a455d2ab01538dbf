/**
 * The bsd room: one method is one system call. Retries, deadlines over several calls and convenience
 * do not belong here, but in `simple` and `async`.
 */
import { brand } from "../core/brand.ts";
import { SocketConstant } from "../core/constant.ts";
import { constants } from "../sys/constants.ts";

/** What travels between sockets: a stream of bytes, messages, or raw packets. See socket(2). */
export class SocketType extends SocketConstant {
  declare private readonly nominal: "SocketType";

  static {
    brand(this, "SocketType");
  }

  /** A reliable stream of bytes, in order. */
  static readonly stream: SocketType = new SocketType("stream", constants.SOCK_STREAM);
  /** Messages, each on its own. */
  static readonly datagram: SocketType = new SocketType("datagram", constants.SOCK_DGRAM);
  /** Messages over a reliable connection, in order. */
  static readonly sequencePacket: SocketType = new SocketType("sequencePacket", constants.SOCK_SEQPACKET);
  /** Packets of the network layer, headers and all; needs a privilege (raw(7)). */
  static readonly raw: SocketType = new SocketType("raw", constants.SOCK_RAW);
  /** Reliable messages in any order: SOCK_RDM, which few families have. */
  static readonly random: SocketType = new SocketType("random", constants.SOCK_RDM);
}
