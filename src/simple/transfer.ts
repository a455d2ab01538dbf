/** Sending and receiving all of something, blocking. */
import type { Socket } from "../bsd/socket.ts";
import { receivingExactly, sendingAll } from "../everyday/transfer.ts";
import { type BlockingOptions, block, deadlineOf } from "./block.ts";

/** Sends all of the data and gives its length. An error tells with `sent` how much of it went. */
export function sendAll(socket: Socket, data: ArrayBufferView, options: BlockingOptions = {}): number {
  return block("sendAll", "send", sendingAll("sendAll", socket, data), deadlineOf(options));
}

/**
 * Receives exactly `count` bytes. A stream that ends before is an {@link EndOfStreamCondition}; that and
 * every other error tells with `received` what had come.
 */
export function receiveExactly(socket: Socket, count: number, options: BlockingOptions = {}): Uint8Array<ArrayBuffer> {
  return block("receiveExactly", "recv", receivingExactly("receiveExactly", socket, count), deadlineOf(options));
}
