/** The BSD operations, awaited: each gives what its method gives, never a WouldBlock. */
import { SocketAddress } from "../address/socket-address.ts";
import { ReceiveFromOption } from "../bsd/receive-from-option.ts";
import { SendToOption } from "../bsd/send-to-option.ts";
import type { Socket } from "../bsd/socket.ts";
import { bytesOf } from "../core/bytes.ts";
import { instance, integer, MAX_INT32, wrongType } from "../core/check.ts";
import { WouldBlock } from "../core/would-block.ts";
import { receivingExactly, sendingAll } from "../everyday/transfer.ts";
import { required } from "../sys/constants.ts";
import { drive } from "./drive.ts";
import { checkSocket, type Operation, operate, promised } from "./operate.ts";
import { type AsyncOptions, checked, type FlagOptions } from "./options.ts";

const SOCK_STREAM = required("SOCK_STREAM");
const IPPROTO_TCP = required("IPPROTO_TCP");
const AF_INET = required("AF_INET");
const AF_INET6 = required("AF_INET6");
const noFlags: readonly never[] = [];

/** The flags of an operation's options, checked. */
function flagsOf<T>(options: FlagOptions<T> | undefined, type: abstract new (...args: never[]) => T): readonly T[] {
  if (options === undefined) return noFlags;
  checked(options, ["flags"]);
  const { flags } = options;
  if (flags === undefined) return noFlags;
  if (!Array.isArray(flags)) throw wrongType("options.flags", "an array", flags);
  for (const [index, flag] of flags.entries()) instance(`options.flags[${index}]`, flag, type);
  return flags;
}

/**
 * Whether a receive that gives less than was asked for has emptied the stream. Not on Unix sockets, where
 * a message with descriptors ends a receive early; not on SCTP, where every message does.
 */
function canDrain(socket: Socket, flags: readonly unknown[]): boolean {
  const domain = socket.domain.value;
  const protocol = socket.protocol.value;
  return (
    socket.type.value === SOCK_STREAM &&
    flags.length === 0 &&
    (domain === AF_INET || domain === AF_INET6) &&
    (protocol === 0 || protocol === IPPROTO_TCP)
  );
}

/** Whether a receive with these flags waits for what a peer sends, and so ends when none can come. */
function ends(flags: readonly ReceiveFromOption[]): boolean {
  return !flags.includes(ReceiveFromOption.errorQueue) && !flags.includes(ReceiveFromOption.outOfBand);
}

/** A receive that is no stream's, or not a plain one. */
function reading<T>(
  who: string,
  syscall: string,
  socket: Socket,
  flags: readonly ReceiveFromOption[],
  call: () => T | WouldBlock,
  end: () => T,
): Operation<T> {
  const operation: Operation<T> = { who, syscall, socket, side: "read", call };
  return ends(flags) ? { ...operation, ended: end } : operation;
}

type Received<T> = readonly [T, SocketAddress | undefined];

const noBytes = (): Uint8Array<ArrayBuffer> => new Uint8Array(0);
const noBytesFrom = (): Received<Uint8Array<ArrayBuffer>> => [noBytes(), undefined];
const zero = (): number => 0;
const zeroFrom = (): Received<number> => [0, undefined];

/** Sends, and gives the number of bytes, which on a stream may be fewer than asked for. */
export function send(socket: Socket, data: ArrayBufferView, options?: FlagOptions<SendToOption>): Promise<number> {
  return promised(() => {
    checkSocket(socket);
    const length = bytesOf("data", data).length;
    const flags = flagsOf(options, SendToOption);
    const call = flags.length === 0 ? () => socket.send(data, 0, length) : () => socket.send(data, 0, length, ...flags);
    return operate({ who: "send", syscall: "send", socket, side: "write", call }, options);
  });
}

/** Sends to an address. */
export function sendTo(
  socket: Socket,
  data: ArrayBufferView,
  address: SocketAddress,
  options?: FlagOptions<SendToOption>,
): Promise<number> {
  return promised(() => {
    checkSocket(socket);
    const length = bytesOf("data", data).length;
    instance("address", address, SocketAddress);
    const flags = flagsOf(options, SendToOption);
    const call = (): number | WouldBlock => socket.sendTo(data, address, 0, length, ...flags);
    return operate({ who: "sendTo", syscall: "sendto", socket, side: "write", call }, options);
  });
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
  return promised(() => {
    checkSocket(socket);
    integer("count", count, 0, MAX_INT32);
    const flags = flagsOf(options, ReceiveFromOption);
    if (!canDrain(socket, flags)) {
      const call = (): Uint8Array<ArrayBuffer> | WouldBlock => socket.receive(count, ...flags);
      return operate(reading("receive", "recv", socket, flags, call, noBytes), options);
    }
    return operate(
      {
        who: "receive",
        syscall: "recv",
        socket,
        side: "read",
        call: () => socket.receive(count),
        drains: (bytes) => bytes.length < count,
      },
      options,
    );
  });
}

/** Receives into the caller's buffer and gives the number of bytes. */
export function receiveInto(
  socket: Socket,
  buffer: ArrayBufferView,
  options?: FlagOptions<ReceiveFromOption>,
): Promise<number> {
  return promised(() => {
    checkSocket(socket);
    const length = bytesOf("buffer", buffer).length;
    const flags = flagsOf(options, ReceiveFromOption);
    // The range is told each time: a buffer that shrank below it while we waited is refused.
    if (!canDrain(socket, flags)) {
      const call = (): number | WouldBlock => socket.receiveInto(buffer, 0, length, ...flags);
      return operate(reading("receiveInto", "recv", socket, flags, call, zero), options);
    }
    return operate(
      {
        who: "receiveInto",
        syscall: "recv",
        socket,
        side: "read",
        call: () => socket.receiveInto(buffer, 0, length),
        drains: (count) => count < length,
      },
      options,
    );
  });
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

/** The pair of a receive that tells its sender, or the WouldBlock in it. */
function unpacked<T>(result: Received<T> | readonly [undefined, WouldBlock]): Received<T> | WouldBlock {
  return result[1] instanceof WouldBlock ? result[1] : (result as Received<T>);
}

/** Receives at most `count` bytes, with the address of whom they are from. */
export function receiveFrom(
  socket: Socket,
  count: number,
  options?: FlagOptions<ReceiveFromOption>,
): Promise<Received<Uint8Array<ArrayBuffer>>> {
  return promised(() => {
    checkSocket(socket);
    integer("count", count, 0, MAX_INT32);
    const flags = flagsOf(options, ReceiveFromOption);
    const call = (): Received<Uint8Array<ArrayBuffer>> | WouldBlock => unpacked(socket.receiveFrom(count, ...flags));
    return operate(reading("receiveFrom", "recvfrom", socket, flags, call, noBytesFrom), options);
  });
}

/** Receives into the caller's buffer, with the address of whom it is from. */
export function receiveFromInto(
  socket: Socket,
  buffer: ArrayBufferView,
  options?: FlagOptions<ReceiveFromOption>,
): Promise<Received<number>> {
  return promised(() => {
    checkSocket(socket);
    const length = bytesOf("buffer", buffer).length;
    const flags = flagsOf(options, ReceiveFromOption);
    const call = (): Received<number> | WouldBlock => unpacked(socket.receiveFromInto(buffer, 0, length, ...flags));
    return operate(reading("receiveFromInto", "recvfrom", socket, flags, call, zeroFrom), options);
  });
}
