/** Options of packet sockets: SOL_PACKET. See packet(7). */
import { systemLayout } from "../../core/struct.ts";
import { codecs } from "../codecs.ts";
import { SOL_PACKET } from "../option-level.ts";
import {
  type PacketFanout,
  type PacketMembership,
  type PacketStatistics,
  packetFanout,
  packetMembershipCodec,
  packetStatisticsCodec,
} from "../packet-codecs.ts";
import { defineSocketOptionType, type SocketOption } from "../socket-option.ts";
import { option, readOnly, writeOnly } from "./make.ts";

const PacketOption = defineSocketOptionType("PacketOption", SOL_PACKET);
const membership = packetMembershipCodec(systemLayout);

/** Makes the device hear more: a group, every group, or all. It ends with the socket at the latest. */
export const PACKET_ADD_MEMBERSHIP: SocketOption<never, PacketMembership> = writeOnly(
  "PACKET_ADD_MEMBERSHIP",
  membership,
  PacketOption,
);
/** Whether length, VLAN tag and state of the checksum arrive with each frame. */
export const PACKET_AUXDATA: SocketOption<boolean> = option("PACKET_AUXDATA", codecs.boolean, PacketOption);
/** Takes back what PACKET_ADD_MEMBERSHIP asked for. */
export const PACKET_DROP_MEMBERSHIP: SocketOption<never, PacketMembership> = writeOnly(
  "PACKET_DROP_MEMBERSHIP",
  membership,
  PacketOption,
);
/** The group that the socket shares its frames with. It must be bound; there is no way out of a group. */
export const PACKET_FANOUT: SocketOption<PacketFanout> = option("PACKET_FANOUT", packetFanout, PacketOption);
/** Whether frames that this host sends are left out. */
export const PACKET_IGNORE_OUTGOING: SocketOption<boolean> = option(
  "PACKET_IGNORE_OUTGOING",
  codecs.boolean,
  PacketOption,
);
/** Whether frames tell the device they came by first, as a member of a bond, and not the one above it. */
export const PACKET_ORIGDEV: SocketOption<boolean> = option("PACKET_ORIGDEV", codecs.boolean, PacketOption);
/** Whether frames sent go to the device at once, past its queue and past whoever listens. */
export const PACKET_QDISC_BYPASS: SocketOption<boolean> = option("PACKET_QDISC_BYPASS", codecs.boolean, PacketOption);
/** The frames since it was last read, which sets it to 0. */
export const PACKET_STATISTICS: SocketOption<PacketStatistics, never> = readOnly(
  "PACKET_STATISTICS",
  packetStatisticsCodec(systemLayout),
  PacketOption,
);
