import { brand } from "../core/brand.ts";
import { bytesOf } from "../core/bytes.ts";
import { instance } from "../core/check.ts";
import { SocketCondition } from "../core/condition.ts";
import { BufferedBase } from "../everyday/buffered-socket.ts";
import { sendingAll } from "../everyday/transfer.ts";
import { type BlockingOptions, block, deadlineOf } from "./block.ts";
import { rememberErrno } from "./errno.ts";

/**
 * A stream socket with a buffer for reading lines and blocks; what is written goes straight to the
 * descriptor. The founding documents call it a port. Its methods block; `berkeley-sockets/async` has
 * awaited procedures for the same object. It owns the socket: closing one closes the other.
 *
 * *Errors*: a line longer than the limit is EMSGSIZE, and its bytes stay to be read otherwise.
 *
 * @example
 * const buffered = new BufferedSocket(socket, { lineEnding: "crlf" });
 * const other = new BufferedSocket(peer);
 * other.writeString("HTTP/1.0 200 OK\n");
 * buffered.readBytes(8)?.length; // 8
 * buffered.readLine(); // "HTTP/1.0 200 OK"
 */
export class BufferedSocket extends BufferedBase {
  static {
    brand(this, "BufferedSocket");
  }

  /** The next line without its ending; a last line that has none is given too. `undefined` at the end. */
  readLine(options: BlockingOptions = {}): string | undefined {
    return block("readLine", "recv", this.reading.line("readLine"), deadlineOf(options));
  }

  /** `count` bytes, fewer only before the end. `undefined` at the end. */
  readBytes(count: number, options: BlockingOptions = {}): Uint8Array<ArrayBuffer> | undefined {
    return block("readBytes", "recv", this.reading.exactly("readBytes", count), deadlineOf(options));
  }

  /** What is there, at least one byte. `undefined` at the end. */
  readSome(options: BlockingOptions = {}): Uint8Array<ArrayBuffer> | undefined {
    return block("readSome", "recv", this.reading.some("readSome"), deadlineOf(options));
  }

  /** Everything to the end. `undefined` when that is nothing. */
  readAll(options: BlockingOptions = {}): Uint8Array<ArrayBuffer> | undefined {
    return block("readAll", "recv", this.reading.all("readAll"), deadlineOf(options));
  }

  /** Writes all of the bytes. An error tells with `sent` how many of them went. */
  writeBytes(bytes: ArrayBufferView, options: BlockingOptions = {}): void {
    block("writeBytes", "send", sendingAll("writeBytes", this.socket, bytesOf("bytes", bytes)), deadlineOf(options));
  }

  /** Writes text in the socket's encoding, its line feeds as the socket's line ending. */
  writeString(text: string, options: BlockingOptions = {}): void {
    block("writeString", "send", sendingAll("writeString", this.socket, this.encode(text)), deadlineOf(options));
  }
}

/** Whether the action failed in no system call; what it failed by is kept for {@link getErrno}. */
function succeeds(action: () => void): boolean {
  try {
    action();
    return true;
  } catch (error) {
    if (!(error instanceof SocketCondition)) throw error;
    rememberErrno(error.type);
    return false;
  }
}

/** Writes all of the bytes, straight to the descriptor: whether that succeeded. {@link getErrno} tells why not. */
export function writeBytes(buffered: BufferedSocket, bytes: ArrayBufferView): boolean {
  instance("buffered", buffered, BufferedSocket);
  return succeeds(() => buffered.writeBytes(bytes));
}

/** The same for text. */
export function writeString(buffered: BufferedSocket, text: string): boolean {
  instance("buffered", buffered, BufferedSocket);
  return succeeds(() => buffered.writeString(text));
}
