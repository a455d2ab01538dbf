import { lastingMemory } from "../sys/reactor.ts";

/** Bytes that users see views of and C writes to: see {@link lastingMemory}. */
export function lastingBytes(size: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(lastingMemory(Math.ceil(size / 65536)), 0, size);
}
