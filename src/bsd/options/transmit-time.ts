/** What SO_TXTIME takes: how times of sending are understood. */
import { boolean, options, wrongValue } from "../../core/check.ts";
import { type Layout, readSigned, readUnsigned, sizeOf, writeSigned, writeUnsigned } from "../../core/struct.ts";
import { constants } from "../../sys/constants.ts";
import type { OptionCodec } from "../codecs.ts";
import { Enumeration } from "./enumeration.ts";

const clocks: Enumeration<"realtime" | "monotonic" | "boottime" | "tai"> = new Enumeration({
  realtime: constants.CLOCK_REALTIME,
  monotonic: constants.CLOCK_MONOTONIC,
  boottime: constants.CLOCK_BOOTTIME,
  tai: constants.CLOCK_TAI,
});

/** A clock of clock_gettime(2); one without a name is told by its digits. */
export type ClockName = "realtime" | "monotonic" | "boottime" | "tai" | `${number}`;

/** How the times that messages are to be sent at are understood. */
export interface TransmitTime {
  /** Whose time they are; any but `monotonic` takes a privilege. */
  readonly clock: ClockName;
  /** They are deadlines, not beginnings. */
  readonly deadlineMode: boolean;
  /** Messages that were dropped come back by the error queue. */
  readonly reportErrors: boolean;
}

/** `struct sock_txtime` of a layout. */
export function transmitTimeCodec(layout: Layout): OptionCodec<TransmitTime> {
  const size = sizeOf(layout, "linux_txtime");
  const DEADLINE = constants.SOF_TXTIME_DEADLINE_MODE ?? 0;
  const REPORT = constants.SOF_TXTIME_REPORT_ERRORS ?? 0;
  return {
    foreignSize: size,
    encode(value) {
      options("value", value, ["clock", "deadlineMode", "reportErrors"]);
      const deadline = boolean("value.deadlineMode", value.deadlineMode) ? DEADLINE : 0;
      const report = boolean("value.reportErrors", value.reportErrors) ? REPORT : 0;
      const bytes = new Uint8Array(size);
      writeSigned(layout, bytes, "linux_txtime.clockid", clocks.numberOf("value.clock", value.clock));
      writeUnsigned(layout, bytes, "linux_txtime.flags", deadline | report);
      return bytes;
    },
    decode(bytes) {
      if (bytes.length < size) throw wrongValue("bytes", `a sock_txtime of ${size} bytes`, bytes);
      const flags = readUnsigned(layout, bytes, "linux_txtime.flags");
      return Object.freeze({
        clock: clocks.nameOf(readSigned(layout, bytes, "linux_txtime.clockid")),
        deadlineMode: (flags & DEADLINE) !== 0,
        reportErrors: (flags & REPORT) !== 0,
      });
    },
  };
}
