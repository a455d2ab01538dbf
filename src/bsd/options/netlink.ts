/** Options of netlink: SOL_NETLINK. See netlink(7). */
import { NetlinkGroup } from "../../address/netlink-group.ts";
import { integer, MAX_INT32, wrongType } from "../../core/check.ts";
import { numberOf } from "../../core/constant.ts";
import { systemLayout } from "../../core/struct.ts";
import { codecs } from "../codecs.ts";
import { SOL_NETLINK } from "../option-level.ts";
import { defineSocketOptionType, type SocketOption } from "../socket-option.ts";
import { type OptionDecoder, type OptionEncoder, option, readOnly, writeOnly } from "./make.ts";

const NetlinkOption = defineSocketOptionType("NetlinkOption", SOL_NETLINK);

const group: OptionEncoder<NetlinkGroup | number> = {
  foreignSize: codecs.int32.foreignSize,
  encode(value) {
    if (typeof value === "number") return codecs.int32.encode(integer("value", value, 1, MAX_INT32));
    if (!(value instanceof NetlinkGroup)) throw wrongType("value", "a NetlinkGroup or its number", value);
    return codecs.int32.encode(numberOf(value, "setOption", "setsockopt"));
  },
};

/** Words of bits, group 1 being the lowest bit of the first. */
const groups: OptionDecoder<number[]> = {
  foreignSize: 1024,
  decode(bytes) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const joined: number[] = [];
    for (let word = 0; word + 4 <= bytes.length; word += 4) {
      const bits = view.getUint32(word, systemLayout.littleEndian);
      for (let bit = 0; bit < 32; bit++) if ((bits & (1 << bit)) !== 0) joined.push(word * 8 + bit + 1);
    }
    return joined;
  },
};

/** Joins a group; those past 32, which an address has no bit for, only so. */
export const NETLINK_ADD_MEMBERSHIP: SocketOption<never, NetlinkGroup | number> = writeOnly(
  "NETLINK_ADD_MEMBERSHIP",
  group,
  NetlinkOption,
);
/** Whether events that could not be delivered are an error to who caused them. */
export const NETLINK_BROADCAST_ERROR: SocketOption<boolean> = option(
  "NETLINK_BROADCAST_ERROR",
  codecs.boolean,
  NetlinkOption,
);
/** Whether a refusal repeats no more of the request than its header. */
export const NETLINK_CAP_ACK: SocketOption<boolean> = option("NETLINK_CAP_ACK", codecs.boolean, NetlinkOption);
/** Leaves a group. */
export const NETLINK_DROP_MEMBERSHIP: SocketOption<never, NetlinkGroup | number> = writeOnly(
  "NETLINK_DROP_MEMBERSHIP",
  group,
  NetlinkOption,
);
/** Whether refusals say in words what was wrong. */
export const NETLINK_EXT_ACK: SocketOption<boolean> = option("NETLINK_EXT_ACK", codecs.boolean, NetlinkOption);
/** Whether requests are checked strictly, and dumps filtered by the kernel. */
export const NETLINK_GET_STRICT_CHK: SocketOption<boolean> = option(
  "NETLINK_GET_STRICT_CHK",
  codecs.boolean,
  NetlinkOption,
);
/** Whether events of all network namespaces arrive that have a number here; needs a privilege. */
export const NETLINK_LISTEN_ALL_NSID: SocketOption<boolean> = option(
  "NETLINK_LISTEN_ALL_NSID",
  codecs.boolean,
  NetlinkOption,
);
/** The groups that the socket is in, by number. */
export const NETLINK_LIST_MEMBERSHIPS: SocketOption<number[], never> = readOnly(
  "NETLINK_LIST_MEMBERSHIPS",
  groups,
  NetlinkOption,
);
/** Whether lost events are passed over in silence, and not told as ENOBUFS. */
export const NETLINK_NO_ENOBUFS: SocketOption<boolean> = option("NETLINK_NO_ENOBUFS", codecs.boolean, NetlinkOption);
/** Whether the group that a message came by arrives with it. */
export const NETLINK_PKTINFO: SocketOption<boolean> = option("NETLINK_PKTINFO", codecs.boolean, NetlinkOption);
