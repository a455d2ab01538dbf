/** The structs of packet(7)'s options and control message, as values. */
import { hardwareAddress } from "../address/hardware-text.ts";
import { interfaceNumber } from "../address/interface.ts";
import { boolean, integer, options, wrongType, wrongValue } from "../core/check.ts";
import {
  type Layout,
  placeOf,
  readUnsigned,
  sizeIfAny,
  systemLayout,
  writeSigned,
  writeUnsigned,
} from "../core/struct.ts";
import { type ConstantName, constants } from "../sys/constants.ts";
import { codecs, type OptionCodec } from "./codecs.ts";

/** What a packet socket hears beyond what its device hears anyway, for as long as the socket is open. */
export type PacketMembership =
  | {
      /** The interface, by index or by name. */
      readonly interface: number | string;
      /** One group, or one more address of the device's own. */
      readonly type: "multicast" | "unicast";
      /** Octets, or text such as `01:00:5e:00:00:01`. */
      readonly address: string | Uint8Array;
    }
  | {
      readonly interface: number | string;
      /** Every frame on the link, or every group. */
      readonly type: "promiscuous" | "allMulticast";
    };

const membershipTypes: Readonly<Record<PacketMembership["type"], ConstantName>> = {
  multicast: "PACKET_MR_MULTICAST",
  unicast: "PACKET_MR_UNICAST",
  promiscuous: "PACKET_MR_PROMISC",
  allMulticast: "PACKET_MR_ALLMULTI",
};

/** `struct packet_mreq` of a layout. */
export function packetMembershipCodec(
  layout: Layout,
): Pick<OptionCodec<never, PacketMembership>, "foreignSize" | "encode"> {
  const size = sizeIfAny(layout, "packet_mreq");
  return {
    foreignSize: size,
    encode(value) {
      options("value", value, ["interface", "type", "address"]);
      const type = Object.hasOwn(membershipTypes, value.type) ? membershipTypes[value.type] : undefined;
      if (type === undefined) {
        throw wrongValue("value.type", `one of ${Object.keys(membershipTypes).join(", ")}`, value.type);
      }
      const { offset, width } = placeOf(layout, "packet_mreq.mr_address");
      const given = (value as { address?: unknown }).address;
      const wanted = value.type === "multicast" || value.type === "unicast";
      if (wanted && typeof given !== "string" && !(given instanceof Uint8Array)) {
        throw wrongType("value.address", "a string or a Uint8Array", given);
      }
      if (!wanted && given !== undefined) throw wrongValue("value.address", `absent for ${value.type}`, given);
      const octets = wanted ? hardwareAddress("value.address", given as string | Uint8Array, width) : new Uint8Array(0);
      const bytes = new Uint8Array(size);
      writeUnsigned(layout, bytes, "packet_mreq.mr_type", constants[type] ?? 0);
      writeUnsigned(layout, bytes, "packet_mreq.mr_alen", octets.length);
      bytes.set(octets, offset);
      const index = interfaceNumber("setOption", "value.interface", value.interface);
      writeSigned(layout, bytes, "packet_mreq.mr_ifindex", index);
      return bytes;
    },
  };
}

/** How a group of packet sockets shares the frames: by flow, in turn, by processor and so on. */
export type PacketFanoutMode = "hash" | "loadBalance" | "cpu" | "rollover" | "random" | "queue" | "cbpf" | "ebpf";

/** PACKET_FANOUT: the group of sockets among which frames are spread. */
export interface PacketFanout {
  /** The group's number, the same for all its sockets; 0 to 65535. */
  readonly id: number;
  readonly mode: PacketFanoutMode;
  /** Whether frames go to another socket when the chosen one is full. */
  readonly rollover?: boolean | undefined;
  /** Whether the kernel chooses a number that no group has; reading tells it. */
  readonly uniqueId?: boolean | undefined;
  /** Whether fragments are joined before the choice is made. */
  readonly defragment?: boolean | undefined;
  /** Whether frames that this host sends are left out. */
  readonly ignoreOutgoing?: boolean | undefined;
}

const fanoutModes: Readonly<Record<PacketFanoutMode, ConstantName>> = {
  hash: "PACKET_FANOUT_HASH",
  loadBalance: "PACKET_FANOUT_LB",
  cpu: "PACKET_FANOUT_CPU",
  rollover: "PACKET_FANOUT_ROLLOVER",
  random: "PACKET_FANOUT_RND",
  queue: "PACKET_FANOUT_QM",
  cbpf: "PACKET_FANOUT_CBPF",
  ebpf: "PACKET_FANOUT_EBPF",
};
const fanoutFlags = {
  rollover: "PACKET_FANOUT_FLAG_ROLLOVER",
  uniqueId: "PACKET_FANOUT_FLAG_UNIQUEID",
  defragment: "PACKET_FANOUT_FLAG_DEFRAG",
  ignoreOutgoing: "PACKET_FANOUT_FLAG_IGNORE_OUTGOING",
} as const satisfies Record<string, ConstantName>;
const flagNames = Object.keys(fanoutFlags) as (keyof typeof fanoutFlags)[];

/** One number of 32 bits: the group in the lower half, mode and flags in the upper. */
export const packetFanout: OptionCodec<PacketFanout> = {
  foreignSize: 4,
  encode(value) {
    options("value", value, ["id", "mode", ...flagNames]);
    integer("value.id", value.id, 0, 65535);
    const mode = Object.hasOwn(fanoutModes, value.mode) ? fanoutModes[value.mode] : undefined;
    if (mode === undefined) throw wrongValue("value.mode", `one of ${Object.keys(fanoutModes).join(", ")}`, value.mode);
    let upper = constants[mode] ?? 0;
    for (const name of flagNames) {
      const flag = value[name];
      if (flag !== undefined && boolean(`value.${name}`, flag)) upper |= constants[fanoutFlags[name]] ?? 0;
    }
    return codecs.uint32.encode(((upper << 16) | value.id) >>> 0);
  },
  decode(bytes) {
    const number = codecs.uint32.decode(bytes);
    const upper = number >>> 16;
    const mode = Object.entries(fanoutModes).find(([, name]) => constants[name] === (upper & 0xff));
    const flags = Object.fromEntries(
      flagNames.map((name) => [name, (upper & (constants[fanoutFlags[name]] ?? 0)) !== 0]),
    );
    return { id: number & 0xffff, mode: (mode?.[0] ?? String(upper & 0xff)) as PacketFanoutMode, ...flags };
  },
};

/** PACKET_STATISTICS: the frames since it was last asked. */
export interface PacketStatistics {
  /** Those that passed the filter, the dropped ones among them. */
  readonly packets: number;
  /** Those for which there was no room. */
  readonly drops: number;
}

/** `struct tpacket_stats` of a layout. */
export function packetStatisticsCodec(layout: Layout): OptionCodec<PacketStatistics, never> {
  const size = sizeIfAny(layout, "tpacket_stats");
  return {
    foreignSize: size,
    encode: (value) => value,
    decode(bytes) {
      if (bytes.length < size) throw wrongValue("bytes", `statistics of ${size} bytes`, bytes);
      return {
        packets: readUnsigned(layout, bytes, "tpacket_stats.tp_packets"),
        drops: readUnsigned(layout, bytes, "tpacket_stats.tp_drops"),
      };
    },
  };
}

/** What PACKET_AUXDATA tells of a frame, in a control message of its own. */
export interface PacketAuxiliary {
  /** All that is told of it by bits, the sum of `TP_STATUS_`: what follows has those that matter here. */
  readonly status: number;
  /**
   * The frame's length on the link, which may exceed what was received. Of a frame that was peeked at before, the
   * kernel has forgotten it, and tells some other number.
   */
  readonly length: number;
  /** How much of it the kernel kept. */
  readonly kept: number;
  /** Where the link's header begins, and the network's. */
  readonly linkOffset: number;
  readonly networkOffset: number;
  /** The VLAN tag that the device took off: its 16 bits and its EtherType; `undefined` without a tag. */
  readonly vlan: { readonly tag: number; readonly protocol: number | undefined } | undefined;
  /** Whether the checksum was found right, is still to be made (by a device of this host), or neither. */
  readonly checksum: "valid" | "notReady" | undefined;
  /** Whether frames were dropped since the last one. */
  readonly losing: boolean;
}

/** `struct tpacket_auxdata` of a layout. */
export function packetAuxiliaryCodec(layout: Layout): {
  readonly size: number;
  decode(bytes: Uint8Array): PacketAuxiliary;
} {
  const size = sizeIfAny(layout, "tpacket_auxdata");
  return {
    size,
    decode(bytes) {
      if (bytes.length < size) throw wrongValue("bytes", `auxiliary data of ${size} bytes`, bytes);
      const read = (member: string): number => readUnsigned(layout, bytes, `tpacket_auxdata.${member}`);
      const status = read("tp_status");
      const has = (name: ConstantName): boolean => (status & (constants[name] ?? 0)) !== 0;
      const protocol = has("TP_STATUS_VLAN_TPID_VALID") ? read("tp_vlan_tpid") : undefined;
      return {
        status,
        length: read("tp_len"),
        kept: read("tp_snaplen"),
        linkOffset: read("tp_mac"),
        networkOffset: read("tp_net"),
        vlan: has("TP_STATUS_VLAN_VALID") ? { tag: read("tp_vlan_tci"), protocol } : undefined,
        checksum: has("TP_STATUS_CSUM_VALID") ? "valid" : has("TP_STATUS_CSUMNOTREADY") ? "notReady" : undefined,
        losing: has("TP_STATUS_LOSING"),
      };
    },
  };
}

const auxiliary = packetAuxiliaryCodec(systemLayout);

/** Decodes the data of a control message of level SOL_PACKET and type PACKET_AUXDATA. See packet(7). */
export function decodePacketAuxiliary(data: Uint8Array): PacketAuxiliary {
  return auxiliary.decode(data);
}
