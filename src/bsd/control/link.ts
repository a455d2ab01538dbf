/** What the kernel tells of messages of its own and of frames: PACKET_AUXDATA of packet(7), NETLINK_PKTINFO of netlink(7). */
import { hasMember } from "../../core/struct.ts";
import { packetAuxiliaryCodec } from "../packet-codecs.ts";
import type { Kind, Platform } from "./codec.ts";

export function packetAuxiliary({ constants, layout }: Platform): Kind<"packetAuxiliary"> {
  if (!hasMember(layout, "tpacket_auxdata")) return { kind: "packetAuxiliary", received: [] };
  const codec = packetAuxiliaryCodec(layout);
  return {
    kind: "packetAuxiliary",
    received: [
      {
        level: constants.SOL_PACKET,
        type: constants.PACKET_AUXDATA,
        decode(view, at, length) {
          if (length < codec.size) return undefined;
          return { kind: "packetAuxiliary", ...codec.decode(new Uint8Array(view.buffer, at, length)) };
        },
      },
    ],
  };
}

/** `struct nl_pktinfo`, which is one number. */
export function netlinkGroup({ constants, layout }: Platform): Kind<"netlinkGroup"> {
  return {
    kind: "netlinkGroup",
    received: [
      {
        level: constants.SOL_NETLINK,
        type: constants.NETLINK_PKTINFO,
        decode(view, at, length) {
          return length < 4 ? undefined : { kind: "netlinkGroup", group: view.getUint32(at, layout.littleEndian) };
        },
      },
    ],
  };
}
