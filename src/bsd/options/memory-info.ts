/** What SO_MEMINFO gives. */
import type { Layout } from "../../core/struct.ts";
import type { OptionDecoder } from "./make.ts";

/** A socket's memory. All in bytes but `drops`; a member that the kernel is too old for is `undefined`. */
export interface MemoryInfo {
  /** What waits to be received. */
  readonly rmemAlloc: number;
  /** The limit of it: SO_RCVBUF. */
  readonly rcvbuf: number;
  /** What waits to be sent, or to be acknowledged. */
  readonly wmemAlloc: number;
  /** The limit of it: SO_SNDBUF. */
  readonly sndbuf: number;
  /** Set aside for what is to come. */
  readonly fwdAlloc: number;
  /** What a stream has still to send. */
  readonly wmemQueued: number;
  /** Of filters and control messages. */
  readonly optmem: number;
  /** What came while the socket was in use. */
  readonly backlog: number;
  /** Packets dropped. */
  readonly drops: number | undefined;
}

/** An array of 32-bit numbers, in the order of linux/sock_diag.h; kernels append to it. */
export function memoryInfoCodec(layout: Layout): OptionDecoder<MemoryInfo> {
  return {
    foreignSize: 9 * 4,
    decode(bytes) {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const at = (index: number): never =>
        (4 * index + 4 <= view.byteLength ? view.getUint32(4 * index, layout.littleEndian) : undefined) as never;
      return Object.freeze({
        rmemAlloc: at(0),
        rcvbuf: at(1),
        wmemAlloc: at(2),
        sndbuf: at(3),
        fwdAlloc: at(4),
        wmemQueued: at(5),
        optmem: at(6),
        backlog: at(7),
        drops: at(8),
      });
    },
  };
}
