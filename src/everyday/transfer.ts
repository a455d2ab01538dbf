/** Sending and receiving all of something, in steps. */
import { ReceiveFromOption } from "../bsd/receive-from-option.ts";
import { SendToOption } from "../bsd/send-to-option.ts";
import { Socket } from "../bsd/socket.ts";
import { bytesOf, stillThere } from "../core/bytes.ts";
import { instance, integer, MAX_INT32 } from "../core/check.ts";
import { SocketCondition } from "../core/condition.ts";
import type { WouldBlock } from "../core/would-block.ts";
import { EndOfStreamCondition, renamed, withProgress } from "./conditions.ts";
import { type Steps, TURN } from "./steps.ts";

function isInterrupted(error: unknown): boolean {
  return error instanceof SocketCondition && error.code === "EINTR";
}

/**
 * Sends all of the data: its length. An error tells with `sent` how much of it went. The data is measured
 * when it is given, though its turn may come later.
 */
export function* sendingAll(
  who: string,
  socket: Socket,
  data: ArrayBufferView,
  length: number = bytesOf("data", data).length,
): Steps<number> {
  instance("socket", socket, Socket);
  let sent = 0;
  try {
    for (;;) {
      // Measured at each turn: the buffer may have been detached or have shrunk while we waited.
      const bytes = stillThere("data", data, length);
      let result: number | WouldBlock;
      try {
        result = socket.send(bytes, sent, length - sent, SendToOption.dontWait);
      } catch (error) {
        if (isInterrupted(error)) continue;
        throw error;
      }
      if (typeof result !== "number") {
        yield { socket, event: "write" };
        continue;
      }
      sent += result;
      if (sent >= length) return sent;
      yield TURN;
    }
  } catch (error) {
    throw withProgress(renamed(who, error), { sent });
  }
}

/** Receives into a range of a buffer once something is there: the number of bytes, 0 at the end. */
export function* receivingSome(
  who: string,
  socket: Socket,
  buffer: Uint8Array,
  offset: number,
  length: number,
): Steps<number> {
  for (;;) {
    try {
      const result = socket.receiveInto(buffer, offset, length, ReceiveFromOption.dontWait);
      if (typeof result === "number") return result;
    } catch (error) {
      if (isInterrupted(error)) continue;
      throw renamed(who, error);
    }
    yield { socket, event: "read" };
  }
}

/** Receives exactly `count` bytes. An error tells with `received` what had come. */
export function* receivingExactly(who: string, socket: Socket, count: number): Steps<Uint8Array<ArrayBuffer>> {
  instance("socket", socket, Socket);
  integer("count", count, 0, MAX_INT32);
  const bytes = new Uint8Array(count);
  let received = 0;
  try {
    while (received < count) {
      const result = yield* receivingSome(who, socket, bytes, received, count - received);
      if (result === 0) throw new EndOfStreamCondition(who, "recv", bytes.slice(0, received));
      received += result;
      if (received < count) yield TURN;
    }
    return bytes;
  } catch (error) {
    throw withProgress(error, { received: bytes.slice(0, received) });
  }
}
