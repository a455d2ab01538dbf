/**
 * Options of XDP: SOL_XDP. See the kernel's networking/af_xdp.rst.
 *
 * Frames are passed in memory that is shared with the kernel. XDP_UMEM_REG, which hands that memory over,
 * wants its address, and the rings are read by mmap(2): neither can be had here, so these options serve
 * a program that has its rings from elsewhere, and look into its sockets.
 */
import { systemLayout } from "../../core/struct.ts";
import { constants } from "../../sys/constants.ts";
import { codecs } from "../codecs.ts";
import { SocketOptionLevel } from "../option-level.ts";
import { defineSocketOptionType, type SocketOption } from "../socket-option.ts";
import { type XdpMmapOffsets, type XdpStatistics, xdpMmapOffsetsDecoder, xdpStatisticsDecoder } from "../xdp-codecs.ts";
import { readOnly, writeOnly } from "./make.ts";

export type { XdpMmapOffsets, XdpRingOffsets, XdpStatistics } from "../xdp-codecs.ts";

/** Frames around the kernel's stack. */
export const SOL_XDP: SocketOptionLevel = new SocketOptionLevel("SOL_XDP", constants.SOL_XDP);
const XdpOption = defineSocketOptionType("XdpOption", SOL_XDP);

/** Where the parts of the rings lie, for whoever maps them. */
export const XDP_MMAP_OFFSETS: SocketOption<XdpMmapOffsets, never> = readOnly(
  "XDP_MMAP_OFFSETS",
  xdpMmapOffsetsDecoder(systemLayout),
  XdpOption,
);
/** Makes the ring of received frames: its number of entries, a power of 2. */
export const XDP_RX_RING: SocketOption<never, number> = writeOnly("XDP_RX_RING", codecs.uint32, XdpOption);
/** Makes the ring of frames to send. */
export const XDP_TX_RING: SocketOption<never, number> = writeOnly("XDP_TX_RING", codecs.uint32, XdpOption);
/** Makes the ring that gives the kernel room for received frames. */
export const XDP_UMEM_FILL_RING: SocketOption<never, number> = writeOnly(
  "XDP_UMEM_FILL_RING",
  codecs.uint32,
  XdpOption,
);
/** Makes the ring that gives back the room of sent frames. */
export const XDP_UMEM_COMPLETION_RING: SocketOption<never, number> = writeOnly(
  "XDP_UMEM_COMPLETION_RING",
  codecs.uint32,
  XdpOption,
);
export const XDP_STATISTICS: SocketOption<XdpStatistics, never> = readOnly(
  "XDP_STATISTICS",
  xdpStatisticsDecoder(systemLayout),
  XdpOption,
);
/** How the socket is bound. */
export const XDP_OPTIONS: SocketOption<{ readonly zeroCopy: boolean }, never> = readOnly(
  "XDP_OPTIONS",
  {
    foreignSize: 4,
    decode: (bytes) => ({ zeroCopy: (codecs.uint32.decode(bytes) & 1) !== 0 }),
  },
  XdpOption,
);
