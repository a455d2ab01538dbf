/** What XDP sockets tell: rows of 64-bit numbers, which newer kernels have made longer. */
import { wrongValue } from "../core/check.ts";
import type { Layout } from "../core/struct.ts";
import type { OptionCodec } from "./codecs.ts";
import { readRow } from "./struct-codec.ts";

/** Where the parts of a ring lie in its mapping, in bytes. */
export interface XdpRingOffsets {
  readonly producer: bigint;
  readonly consumer: bigint;
  readonly descriptors: bigint;
  /** Missing before Linux 5.4. */
  readonly flags?: bigint;
}
export interface XdpMmapOffsets {
  readonly receive: XdpRingOffsets;
  readonly transmit: XdpRingOffsets;
  readonly fill: XdpRingOffsets;
  readonly completion: XdpRingOffsets;
}

type Decoder<T> = Pick<OptionCodec<T, never>, "foreignSize" | "decode">;
const RING = ["producer", "consumer", "descriptors", "flags"] as const;
const RINGS = ["receive", "transmit", "fill", "completion"] as const;

/** `struct xdp_mmap_offsets`: four rings of four numbers, or of three before Linux 5.4. */
export function xdpMmapOffsetsDecoder(layout: Layout): Decoder<XdpMmapOffsets> {
  const size = 8 * RING.length * RINGS.length;
  return {
    foreignSize: size,
    decode(bytes) {
      const ring = bytes.length / RINGS.length;
      if (ring !== 32 && ring !== 24) throw wrongValue("bytes", "offsets of 128 or 96 bytes", bytes);
      const read = (index: number): XdpRingOffsets =>
        readRow(layout, bytes.subarray(index * ring, (index + 1) * ring), RING) as XdpRingOffsets;
      return { receive: read(0), transmit: read(1), fill: read(2), completion: read(3) };
    },
  };
}

/** What became of frames. The last three are missing before Linux 5.9. */
export interface XdpStatistics {
  readonly receiveDropped: bigint;
  readonly receiveInvalidDescriptors: bigint;
  readonly transmitInvalidDescriptors: bigint;
  readonly receiveRingFull?: bigint;
  readonly fillRingEmpty?: bigint;
  readonly transmitRingEmpty?: bigint;
}

/** `struct xdp_statistics`: as many numbers as the kernel has. */
export function xdpStatisticsDecoder(layout: Layout): Decoder<XdpStatistics> {
  const names = [
    "receiveDropped",
    "receiveInvalidDescriptors",
    "transmitInvalidDescriptors",
    "receiveRingFull",
    "fillRingEmpty",
    "transmitRingEmpty",
  ] as const;
  return {
    foreignSize: 8 * names.length,
    decode(bytes) {
      if (bytes.length < 24) throw wrongValue("bytes", "statistics of 24 bytes or more", bytes);
      return readRow(layout, bytes, names) as XdpStatistics;
    },
  };
}
