/** What SO_TIMESTAMPING takes: which times are taken, and how they are told. */
import { boolean, integer, MAX_INT32, options, wrongValue } from "../../core/check.ts";
import { type Layout, readSigned, readUnsigned, sizeOf, writeSigned, writeUnsigned } from "../../core/struct.ts";
import { constants } from "../../sys/constants.ts";
import type { OptionCodec } from "../codecs.ts";

/**
 * Which times are taken and told. Members have the names of linux/net_tstamp.h (`SOF_TIMESTAMPING_…`), in
 * camel case. See the kernel's document on timestamping.
 */
export interface Timestamping {
  readonly txHardware: boolean;
  readonly txSoftware: boolean;
  readonly rxHardware: boolean;
  readonly rxSoftware: boolean;
  /** Tell the times that software took. */
  readonly software: boolean;
  readonly sysHardware: boolean;
  /** Tell the times that hardware took. */
  readonly rawHardware: boolean;
  readonly optId: boolean;
  readonly txSched: boolean;
  readonly txAck: boolean;
  readonly optCmsg: boolean;
  readonly optTsonly: boolean;
  readonly optStats: boolean;
  readonly optPktinfo: boolean;
  readonly optTxSwhw: boolean;
  readonly optIdTcp: boolean;
  readonly optRxFilter: boolean;
  readonly txCompletion: boolean;
  /** The index of the hardware clock that times are turned into (`BIND_PHC`), if any. */
  readonly bindPhc: number | undefined;
}

type Flag = Exclude<keyof Timestamping, "bindPhc">;

const flagBits: Readonly<Record<Flag, number>> = {
  txHardware: constants.SOF_TIMESTAMPING_TX_HARDWARE ?? 0,
  txSoftware: constants.SOF_TIMESTAMPING_TX_SOFTWARE ?? 0,
  rxHardware: constants.SOF_TIMESTAMPING_RX_HARDWARE ?? 0,
  rxSoftware: constants.SOF_TIMESTAMPING_RX_SOFTWARE ?? 0,
  software: constants.SOF_TIMESTAMPING_SOFTWARE ?? 0,
  sysHardware: constants.SOF_TIMESTAMPING_SYS_HARDWARE ?? 0,
  rawHardware: constants.SOF_TIMESTAMPING_RAW_HARDWARE ?? 0,
  optId: constants.SOF_TIMESTAMPING_OPT_ID ?? 0,
  txSched: constants.SOF_TIMESTAMPING_TX_SCHED ?? 0,
  txAck: constants.SOF_TIMESTAMPING_TX_ACK ?? 0,
  optCmsg: constants.SOF_TIMESTAMPING_OPT_CMSG ?? 0,
  optTsonly: constants.SOF_TIMESTAMPING_OPT_TSONLY ?? 0,
  optStats: constants.SOF_TIMESTAMPING_OPT_STATS ?? 0,
  optPktinfo: constants.SOF_TIMESTAMPING_OPT_PKTINFO ?? 0,
  optTxSwhw: constants.SOF_TIMESTAMPING_OPT_TX_SWHW ?? 0,
  optIdTcp: constants.SOF_TIMESTAMPING_OPT_ID_TCP ?? 0,
  optRxFilter: constants.SOF_TIMESTAMPING_OPT_RX_FILTER ?? 0,
  txCompletion: constants.SOF_TIMESTAMPING_TX_COMPLETION ?? 0,
};
const BIND_PHC = constants.SOF_TIMESTAMPING_BIND_PHC ?? 0;
const members = Object.keys(flagBits) as Flag[];

/** `struct so_timestamping` of a layout. Members that are left out when it is set are off. */
export function timestampingCodec(layout: Layout): OptionCodec<Timestamping, Partial<Timestamping>> {
  const size = sizeOf(layout, "linux_timestamping");
  return {
    foreignSize: size,
    encode(value) {
      options("value", value, [...members, "bindPhc"]);
      let set = 0;
      for (const member of members) {
        if (value[member] !== undefined && boolean(`value.${member}`, value[member])) set |= flagBits[member];
      }
      const bytes = new Uint8Array(size);
      if (value.bindPhc !== undefined) {
        set |= BIND_PHC;
        const clock = integer("value.bindPhc", value.bindPhc, 0, MAX_INT32);
        writeSigned(layout, bytes, "linux_timestamping.bind_phc", clock);
      }
      // Kernels that know no clock to bind to read the first four bytes alone.
      writeUnsigned(layout, bytes, "linux_timestamping.flags", set);
      return bytes;
    },
    decode(bytes) {
      if (bytes.length < 4) throw wrongValue("bytes", "a so_timestamping of at least 4 bytes", bytes);
      const set = readUnsigned(layout, bytes, "linux_timestamping.flags");
      const told = Object.fromEntries(members.map((member) => [member, (set & flagBits[member]) !== 0]));
      const bound = (set & BIND_PHC) !== 0 && bytes.length >= size;
      const bindPhc = bound ? readSigned(layout, bytes, "linux_timestamping.bind_phc") : undefined;
      return Object.freeze({ ...(told as Record<Flag, boolean>), bindPhc });
    },
  };
}
