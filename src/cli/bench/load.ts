/** A load on an echo server, and what of it can be counted. */
import type { IpAddress } from "../host.ts";

export interface LoadOptions {
  readonly address: IpAddress;
  readonly connections: number;
  /** Bytes of a message. */
  readonly size: number;
  readonly depth: number;
  /** Called when it cannot go on. */
  failed(error: unknown): void;
}

/** What there is to be known while it runs; all counts since the beginning. */
export interface LoadCounts {
  readonly bytesReceived: number;
  readonly bytesSent: number;
  /** Messages received, as the kernel gave them: one may be several, or a part. */
  readonly received: number;
  readonly wakeUps: number;
  readonly largestBatch: number;
  readonly wouldBlock: number;
  /** Connections that broke, or datagrams that were lost. */
  readonly lost: number;
}

/** Bytes that tell whether it is an echo that comes back. */
export function pattern(size: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: size }, (_, index) => 97 + (index % 26));
}
