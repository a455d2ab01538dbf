/** The BSD operations, awaited: each gives what its method gives, never a WouldBlock. */
import { SocketAddress } from "../address/socket-address.ts";
import { ReceiveFromOption } from "../bsd/receive-from-option.ts";
import { SendToOption } from "../bsd/send-to-option.ts";
import type { Socket } from "../bsd/socket.ts";
import { bytesOf } from "../core/bytes.ts";
import { instance, integer, MAX_INT32, wrongType } from "../core/check.ts";
import { receivingExactly, sendingAll } from "../everyday/transfer.ts";
import { drive } from "./drive.ts";
import type { Received } from "./methods.ts";
import * as methods from "./methods.ts";
import { checkSocket, operate } from "./operate.ts";
import { type AsyncOptions, checked, type FlagOptions } from "./options.ts";

/** The flags of an operation's options, checked; `undefined` for none. */
export function flagsOf<T>(
  options: FlagOptions<T> | undefined,
  type: abstract new (...args: never[]) => T,
  members: readonly string[] = ["flags"],
): readonly T[] | undefined {
  if (options === undefined) return undefined;
  checked(options, members);
  const { flags } = options;
  if (flags === undefined) return undefined;
  if (!Array.isArray(flags)) throw wrongType("options.flags", "an array", flags);
  for (const [index, flag] of flags.entries()) instance(`options.flags[${index}]`, flag, type);
  return flags.length === 0 ? undefined : flags;
}

/** Sends, and gives the number of bytes, which on a stream may be fewer than asked for. */
export function send(socket: Socket, data: ArrayBufferView, options?: FlagOptions<SendToOption>): Promise<number> {
  try {
    checkSocket(socket);
    const { length } = bytesOf("data", data);
    return operate(methods.send, socket, data, length, flagsOf(options, SendToOption), undefined, options);
  } catch (error) {
    return Promise.reject(error);
  }
}

/** Sends to an address. */
export function sendTo(
  socket: Socket,
  data: ArrayBufferView,
  address: SocketAddress,
  options?: FlagOptions<SendToOption>,
): Promise<number> {
  try {
    checkSocket(socket);
    const { length } = bytesOf("data", data);
    instance("address", address, SocketAddress);
    return operate(methods.sendTo, socket, data, length, flagsOf(options, SendToOption), address, options);
  } catch (error) {
    return Promise.reject(error);
  }
}

/** Sends all of the data and gives its length. A rejection tells with `sent` how much of it went. */
export async function sendAll(socket: Socket, data: ArrayBufferView, options: AsyncOptions = {}): Promise<number> {
  checked(options);
  checkSocket(socket);
  return drive("sendAll", "send", sendingAll("sendAll", socket, data), options, { socket, side: "write" });
}

/** Receives at most `count` bytes: an array of exactly what came, empty at the end of a stream. */
export function receive(
  socket: Socket,
  count: number,
  options?: FlagOptions<ReceiveFromOption>,
): Promise<Uint8Array<ArrayBuffer>> {
  try {
    checkSocket(socket);
    integer("count", count, 0, MAX_INT32);
    return operate(methods.receive, socket, undefined, count, flagsOf(options, ReceiveFromOption), undefined, options);
  } catch (error) {
    return Promise.reject(error);
  }
}

/**
 * Receives into the caller's buffer and gives the number of bytes.
 *
 * *Errors*: should the buffer shrink below its range while this waits, a RangeError; should it be detached, a
 * TypeError. Either way nothing is received.
 */
export function receiveInto(
  socket: Socket,
  buffer: ArrayBufferView,
  options?: FlagOptions<ReceiveFromOption>,
): Promise<number> {
  try {
    checkSocket(socket);
    const { length } = bytesOf("buffer", buffer);
    return operate(
      methods.receiveInto,
      socket,
      buffer,
      length,
      flagsOf(options, ReceiveFromOption),
      undefined,
      options,
    );
  } catch (error) {
    return Promise.reject(error);
  }
}

/** Receives exactly `count` bytes. A rejection tells with `received` what had come. */
export async function receiveExactly(
  socket: Socket,
  count: number,
  options: AsyncOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  checked(options);
  checkSocket(socket);
  integer("count", count, 0, MAX_INT32);
  const steps = receivingExactly("receiveExactly", socket, count);
  return drive("receiveExactly", "recv", steps, options, { socket, side: "read" });
}

/** Receives at most `count` bytes, with the address of whom they are from. */
export function receiveFrom(
  socket: Socket,
  count: number,
  options?: FlagOptions<ReceiveFromOption>,
): Promise<Received<Uint8Array<ArrayBuffer>>> {
  try {
    checkSocket(socket);
    integer("count", count, 0, MAX_INT32);
    return operate(
      methods.receiveFrom,
      socket,
      undefined,
      count,
      flagsOf(options, ReceiveFromOption),
      undefined,
      options,
    );
  } catch (error) {
    return Promise.reject(error);
  }
}

/** Receives into the caller's buffer, with the address of whom it is from. */
export function receiveFromInto(
  socket: Socket,
  buffer: ArrayBufferView,
  options?: FlagOptions<ReceiveFromOption>,
): Promise<Received<number>> {
  try {
    checkSocket(socket);
    const { length } = bytesOf("buffer", buffer);
    return operate(
      methods.receiveFromInto,
      socket,
      buffer,
      length,
      flagsOf(options, ReceiveFromOption),
      undefined,
      options,
    );
  } catch (error) {
    return Promise.reject(error);
  }
}
