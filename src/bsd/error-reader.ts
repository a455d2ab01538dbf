/**
 * Who reads the error queue of a socket beside its user: the one that waits for notifications of zero-copy
 * sends. This room does not know it. What it finds and is not its own it keeps for the user, who gets that
 * first; what the user finds it is shown, for that may be its own.
 */
import type { ReceivedMessage } from "./message.ts";
import type { Socket } from "./socket.ts";

export interface ErrorReader {
  /** The oldest message that it keeps, which then is the user's. */
  take(): ReceivedMessage | undefined;
  /** Shows it a message that was received from the queue: whether that is for it alone. */
  see(message: { readonly control: ReceivedMessage["control"] }): boolean;
}

const readers = new WeakMap<Socket, ErrorReader>();

export function setErrorReader(socket: Socket, reader: ErrorReader): void {
  readers.set(socket, reader);
}

export function errorReaderOf(socket: Socket): ErrorReader | undefined {
  return readers.get(socket);
}
