/** The datagrams of a socket, given to a listener as they come. */
import type { SocketAddress } from "../address/socket-address.ts";
import { ReceiveFromOption } from "../bsd/receive-from-option.ts";
import type { Socket } from "../bsd/socket.ts";
import { SocketCondition } from "../core/condition.ts";
import { WouldBlock } from "../core/would-block.ts";
import { EventLoop } from "../poller/event-loop.ts";

/** Those that come in one turn of the loop: the watch calls again for the rest. */
const AT_ONCE = 64;

const nothing = new Uint8Array(0);
const { peek, truncate } = ReceiveFromOption;

/** The bytes as those packages give them, without a copy. */
export function bufferOf(bytes: Uint8Array<ArrayBuffer>): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The next datagram, whole however long it is. */
function nextOf(socket: Socket): readonly [Uint8Array<ArrayBuffer>, SocketAddress | undefined] | undefined {
  const length = socket.receiveInto(nothing, peek, truncate);
  if (length instanceof WouldBlock) return undefined;
  const [bytes, from] = socket.receiveFrom(length);
  return bytes === undefined ? undefined : [bytes, from];
}

export interface DatagramListener {
  message(data: Buffer, from: SocketAddress | undefined): void;
  error(error: unknown): void;
}

/** Gives a listener the datagrams of a socket, until that is closed. Called again it takes the new listener, or `ref`. */
export function listenForDatagrams(socket: Socket, listener: DatagramListener, ref: boolean): void {
  const receive = (): void => {
    for (let count = 0; count < AT_ONCE && !socket.closed; count++) {
      let next: ReturnType<typeof nextOf>;
      try {
        next = nextOf(socket);
      } catch (error) {
        if (!(error instanceof SocketCondition) || error.code !== "EINTR") listener.error(error);
        return;
      }
      if (next === undefined) return;
      listener.message(bufferOf(next[0]), next[1]);
    }
  };
  EventLoop.default.addReadWatch(socket, receive, { ref });
}
