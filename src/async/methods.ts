/** The transfers, as the awaited layer knows them. */
import type { SocketAddress } from "../address/socket-address.ts";
import { ReceiveFromOption } from "../bsd/receive-from-option.ts";
import type { SendToOption } from "../bsd/send-to-option.ts";
import type { Socket } from "../bsd/socket.ts";
import { WouldBlock } from "../core/would-block.ts";
import { required } from "../sys/constants.ts";
import { type Ended, Method } from "./method.ts";

const SOCK_STREAM = required("SOCK_STREAM");
const IPPROTO_TCP = required("IPPROTO_TCP");
const AF_INET = required("AF_INET");
const AF_INET6 = required("AF_INET6");

type Flags = readonly ReceiveFromOption[] | undefined;

/**
 * Whether a receive that gives less than was asked for has emptied the stream. Not on Unix sockets, where
 * a message with descriptors ends a receive early; not on SCTP, where every message does.
 */
function canDrain(socket: Socket, flags: Flags): boolean {
  if (flags !== undefined || socket.type.value !== SOCK_STREAM) return false;
  const domain = socket.domain.value;
  const protocol = socket.protocol.value;
  return (domain === AF_INET || domain === AF_INET6) && (protocol === 0 || protocol === IPPROTO_TCP);
}

/** Whether a receive waits for what a peer sends, and so ends when none can come; TCP's call knows of its end. */
function ends(socket: Socket, flags: Flags): boolean {
  if (flags === undefined) return !canDrain(socket, flags);
  return !flags.includes(ReceiveFromOption.errorQueue) && !flags.includes(ReceiveFromOption.outOfBand);
}

function endedAs<T>(end: () => T): Ended<T, ReceiveFromOption> {
  return (socket, flags) => (ends(socket, flags) ? end : undefined);
}

export const send: Method<number, SendToOption> = new Method("send", "send", "write", (socket, view, length, flags) => {
  const data = view as ArrayBufferView;
  // The range is told where it is not the whole: data that shrank below it while we waited is refused.
  if (flags === undefined && data.byteLength === length) return socket.send(data);
  return socket.send(data, 0, length, ...(flags ?? []));
});

export const sendTo: Method<number, SendToOption> = new Method(
  "sendTo",
  "sendto",
  "write",
  (socket, view, length, flags, address) =>
    socket.sendTo(view as ArrayBufferView, address as SocketAddress, 0, length, ...(flags ?? [])),
);

export const receive: Method<Uint8Array<ArrayBuffer>, ReceiveFromOption> = new Method(
  "receive",
  "recv",
  "read",
  (socket, _, count, flags) => (flags === undefined ? socket.receive(count) : socket.receive(count, ...flags)),
  endedAs(() => new Uint8Array(0)),
  (bytes, socket, count, flags) => bytes.length < count && canDrain(socket, flags),
);

export const receiveInto: Method<number, ReceiveFromOption> = new Method(
  "receiveInto",
  "recv",
  "read",
  (socket, view, length, flags) => {
    const buffer = view as ArrayBufferView;
    // As in send.
    if (flags === undefined && buffer.byteLength === length) return socket.receiveInto(buffer);
    return socket.receiveInto(buffer, 0, length, ...(flags ?? []));
  },
  endedAs(() => 0),
  (received, socket, length, flags) => received < length && canDrain(socket, flags),
);

export type Received<T> = readonly [T, SocketAddress | undefined];

/** The pair of a receive that tells its sender, or the WouldBlock in it. */
function unpacked<T>(result: Received<T> | readonly [undefined, WouldBlock]): Received<T> | WouldBlock {
  return result[1] instanceof WouldBlock ? result[1] : (result as Received<T>);
}

export const receiveFrom: Method<Received<Uint8Array<ArrayBuffer>>, ReceiveFromOption> = new Method(
  "receiveFrom",
  "recvfrom",
  "read",
  (socket, _, count, flags) => unpacked(socket.receiveFrom(count, ...(flags ?? []))),
  endedAs(() => [new Uint8Array(0), undefined]),
);

export const receiveFromInto: Method<Received<number>, ReceiveFromOption> = new Method(
  "receiveFromInto",
  "recvfrom",
  "read",
  (socket, view, length, flags) =>
    unpacked(socket.receiveFromInto(view as ArrayBufferView, 0, length, ...(flags ?? []))),
  endedAs(() => [0, undefined]),
);
