/** Reading and writing buffered sockets, awaited. */
import { instance, integer, MAX_INT32 } from "../core/check.ts";
import { BufferedBase } from "../everyday/buffered-socket.ts";
import { sendingAll } from "../everyday/transfer.ts";
import type { Side } from "../poller/registration.ts";
import { drive, type Place } from "./drive.ts";
import { type AsyncOptions, checked } from "./options.ts";

/** A buffered socket of `berkeley-sockets/simple`; its own methods block, these procedures do not. */
export type AnyBufferedSocket = BufferedBase;

function check(buffered: BufferedBase, options: AsyncOptions): void {
  instance("buffered", buffered, BufferedBase);
  checked(options);
}

function place({ socket }: BufferedBase, side: Side): Place {
  return { socket, side };
}

/** The next line without its ending; a last line that has none is given too. `undefined` at the end. */
export async function getLine(buffered: AnyBufferedSocket, options: AsyncOptions = {}): Promise<string | undefined> {
  check(buffered, options);
  return drive("getLine", "recv", buffered.reading.line("getLine"), options, place(buffered, "read"));
}

/** Every line to the end. */
export async function* getEveryLine(
  buffered: AnyBufferedSocket,
  options: AsyncOptions = {},
): AsyncGenerator<string, void, void> {
  for (let line = await getLine(buffered, options); line !== undefined; line = await getLine(buffered, options)) {
    yield line;
  }
}

/** `size` bytes, fewer only before the end. `undefined` at the end. */
export async function getBlock(
  buffered: AnyBufferedSocket,
  size: number,
  options: AsyncOptions = {},
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  check(buffered, options);
  integer("size", size, 0, MAX_INT32);
  return drive("getBlock", "recv", buffered.reading.exactly("getBlock", size), options, place(buffered, "read"));
}

/** Every block of `size` bytes to the end, the last perhaps shorter. */
export async function* getEveryBlock(
  buffered: AnyBufferedSocket,
  size: number,
  options: AsyncOptions = {},
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void> {
  for (
    let block = await getBlock(buffered, size, options);
    block !== undefined;
    block = await getBlock(buffered, size, options)
  ) {
    yield block;
  }
}

/** Writes all of the bytes. A rejection tells with `sent` how many of them went. */
export async function putBytes(
  buffered: AnyBufferedSocket,
  bytes: ArrayBufferView,
  options: AsyncOptions = {},
): Promise<void> {
  check(buffered, options);
  const steps = sendingAll("putBytes", buffered.socket, bytes);
  await drive("putBytes", "send", steps, options, place(buffered, "write"));
}

/** Writes text in the socket's encoding, its line feeds as the socket's line ending. */
export async function putString(buffered: AnyBufferedSocket, text: string, options: AsyncOptions = {}): Promise<void> {
  check(buffered, options);
  const steps = sendingAll("putString", buffered.socket, buffered.encode(text));
  await drive("putString", "send", steps, options, place(buffered, "write"));
}
