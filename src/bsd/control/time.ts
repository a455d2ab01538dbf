/**
 * Times: of arrival and departure, SCM_TIMESTAMP and its siblings of socket(7), and of a departure to come,
 * SCM_TXTIME. The kernel's newer numbers have 64 bits everywhere; the older ones are the machine's own.
 */
import { wrongType, wrongValue } from "../../core/check.ts";
import { hasMember, type Layout, placeOf, sizeOf } from "../../core/struct.ts";
import { type Decoder, type Kind, misplaced, nameOf, numbersOf, type Platform } from "./codec.ts";
import type { TimestampMessage } from "./messages.ts";
import { missing } from "./missing.ts";

const SECOND = 1_000_000_000n;

/** Reads a pair of seconds and fractions, as nanoseconds. */
interface Pair {
  readonly size: number;
  read(view: DataView, at: number): bigint;
}

/** A pair of two numbers of 64 bits. `fraction` is what one of its fractions is in nanoseconds. */
function widePair(littleEndian: boolean, fraction: bigint): Pair {
  return {
    size: 16,
    // asIntN lets the engine reckon without making bigints in between.
    read: (view, at) =>
      BigInt.asIntN(
        64,
        BigInt.asIntN(64, view.getBigInt64(at, littleEndian) * SECOND) +
          BigInt.asIntN(64, view.getBigInt64(at + 8, littleEndian) * fraction),
      ),
  };
}

function narrowPair(littleEndian: boolean, fraction: bigint): Pair {
  return {
    size: 8,
    read: (view, at) =>
      BigInt(view.getInt32(at, littleEndian)) * SECOND + BigInt(view.getInt32(at + 4, littleEndian)) * fraction,
  };
}

/** The pair as the platform's struct has it: macOS has microseconds of 32 bits behind seconds of 64. */
function structPair(layout: Layout, struct: "timeval" | "timespec", fraction: bigint): Pair {
  const { littleEndian } = layout;
  const seconds = placeOf(layout, `${struct}.tv_sec`);
  const rest = placeOf(layout, struct === "timeval" ? "timeval.tv_usec" : "timespec.tv_nsec");
  const size = sizeOf(layout, struct);
  if (size === 16 && seconds.width === 8 && rest.width === 8) return widePair(littleEndian, fraction);
  if (size === 8) return narrowPair(littleEndian, fraction);
  const read = (view: DataView, at: number, { offset, width }: typeof seconds): bigint =>
    width === 8 ? view.getBigInt64(at + offset, littleEndian) : BigInt(view.getInt32(at + offset, littleEndian));
  return { size, read: (view, at) => read(view, at, seconds) * SECOND + read(view, at, rest) * fraction };
}

function plain(time: bigint, unit: TimestampMessage["unit"]): TimestampMessage {
  return { kind: "timestamp", time, unit, software: time, transformed: undefined, hardware: undefined };
}

/** One time. The old numbers are of the kernel's own old structs, which may be narrower than libc's. */
function decodeOne(pairs: readonly Pair[], unit: TimestampMessage["unit"]): Decoder {
  const [usual] = pairs as readonly [Pair];
  return (view, at, length) => {
    const pair = length === usual.size ? usual : pairs.find(({ size }) => size === length);
    return pair === undefined ? undefined : plain(pair.read(view, at), unit);
  };
}

/** Three times: the kernel's, the device's as the kernel's clock would have it, the device's own; 0 for none. */
function decodeThree(pairs: readonly Pair[]): Decoder {
  return (view, at, length) => {
    const pair = pairs.find(({ size }) => 3 * size === length);
    if (pair === undefined) return undefined;
    const [software, transformed, hardware] = [0, 1, 2].map(
      (place) => pair.read(view, at + place * pair.size) || undefined,
    );
    const time = software ?? hardware ?? transformed ?? 0n;
    return { kind: "timestamp", time, unit: "nanosecond", software, transformed, hardware };
  };
}

export function timestamp({ constants, layout }: Platform): Kind<"timestamp"> {
  const { littleEndian } = layout;
  const wide = { micro: widePair(littleEndian, 1000n), nano: widePair(littleEndian, 1n) };
  const narrow = { micro: narrowPair(littleEndian, 1000n), nano: narrowPair(littleEndian, 1n) };
  const own = {
    micro: structPair(layout, "timeval", 1000n),
    nano: hasMember(layout, "timespec") ? structPair(layout, "timespec", 1n) : wide.nano,
  };
  const level = constants.SOL_SOCKET;
  return {
    kind: "timestamp",
    received: [
      { level, type: constants.SCM_TIMESTAMP, decode: decodeOne([own.micro, narrow.micro, wide.micro], "microsecond") },
      { level, type: constants.SCM_TIMESTAMPNS, decode: decodeOne([own.nano, narrow.nano, wide.nano], "nanosecond") },
      { level, type: constants.SCM_TIMESTAMPING, decode: decodeThree([own.nano, narrow.nano, wide.nano]) },
      { level, type: constants.SO_TIMESTAMP_NEW, decode: decodeOne([wide.micro], "microsecond") },
      { level, type: constants.SO_TIMESTAMPNS_NEW, decode: decodeOne([wide.nano], "nanosecond") },
      { level, type: constants.SO_TIMESTAMPING_NEW, decode: decodeThree([wide.nano]) },
    ],
  };
}

const MOST = 0xffff_ffff_ffff_ffffn;

export function transmitTime(platform: Platform): Kind<"transmitTime"> {
  const { constants, layout } = platform;
  const numbers = numbersOf(platform, "SOL_SOCKET", "SCM_TXTIME");
  return {
    kind: "transmitTime",
    received: [],
    encode(writer, { time }, index, target) {
      const { level, type } = numbers ?? missing("SCM_TXTIME");
      if (target.domain === constants.AF_UNIX) throw misplaced(index, "transmitTime", target);
      if (typeof time !== "bigint") throw wrongType(nameOf(index, "time"), "a bigint", time);
      if (time < 0n || time > MOST) throw wrongValue(nameOf(index, "time"), "a bigint of 64 bits from 0", time);
      const at = writer.add(level, type, 8);
      writer.view.setBigUint64(at, time, layout.littleEndian);
    },
  };
}
