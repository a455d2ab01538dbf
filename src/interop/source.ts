/** What the bridges take: a connected stream, perhaps with bytes that were received and not read. */
import { SO_ACCEPTCONN } from "../bsd/options/socket.ts";
import { ownsDescriptor, Socket } from "../bsd/socket.ts";
import { wrongType, wrongValue } from "../core/check.ts";
import { SocketCondition } from "../core/condition.ts";
import { EBADF } from "../core/errno.ts";
import { BufferedBase } from "../everyday/buffered-socket.ts";
import { required } from "../sys/constants.ts";

const SOCK_STREAM = required("SOCK_STREAM");

const nothing = new Uint8Array(0);

/** A stream socket, or one with a buffer: what is in the buffer then comes first. */
export type StreamSource = Socket | BufferedBase;

export interface Stream {
  readonly socket: Socket;
  /** Takes at most so many of the bytes that were received and not read. */
  readonly takeBuffered: (count: number) => Uint8Array<ArrayBuffer>;
}

/** Whether it is a listener; `false` where the kernel does not tell. */
export function isListener(socket: Socket): boolean {
  try {
    return socket.getOption(SO_ACCEPTCONN);
  } catch (error) {
    if (error instanceof SocketCondition && ["ENOPROTOOPT", "EOPNOTSUPP", "ENOTSUP"].includes(error.code)) return false;
    throw error;
  }
}

/** An open socket that is its descriptor's owner. */
export function owner(who: string, name: string, socket: Socket): Socket {
  if (!(socket instanceof Socket)) throw wrongType(name, "a Socket", socket);
  if (socket.closed) throw new SocketCondition(who, "close", EBADF);
  if (!ownsDescriptor(socket)) throw wrongValue(name, "a Socket that owns its descriptor, no borrower", socket);
  return socket;
}

/** An open stream socket that does not listen. */
export function streamOf(who: string, name: string, source: StreamSource): Stream {
  const buffered = source instanceof BufferedBase ? source : undefined;
  const socket = buffered === undefined ? source : buffered.socket;
  if (!(socket instanceof Socket)) throw wrongType(name, "a Socket or a BufferedSocket", source);
  if (socket.closed) throw new SocketCondition(who, "recv", EBADF);
  if (socket.type.value !== SOCK_STREAM || isListener(socket)) {
    throw wrongValue(name, "a stream socket that does not listen", socket);
  }
  return { socket, takeBuffered: (count) => buffered?.reading.giveAway(count) ?? nothing };
}
