/** Connections and datagrams as they come, one by one. Leaving the loop never closes the socket. */
import type { SocketAddress } from "../address/socket-address.ts";
import type { Socket } from "../bsd/socket.ts";
import { integer, MAX_INT32 } from "../core/check.ts";
import { whenClosed } from "../poller/poller.ts";
import { accept } from "./accept.ts";
import { onAbort } from "./cancel.ts";
import { type AsyncOptions, checked } from "./options.ts";
import { receiveFrom } from "./transfer.ts";

/** The connections of an iteration that are still open. */
class Open {
  readonly #limit: number;
  #count = 0;
  #room: (() => void) | undefined;

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(socket: Socket): void {
    this.#count += 1;
    whenClosed(socket.fd, () => {
      this.#count -= 1;
      this.#room?.();
      this.#room = undefined;
    });
  }

  /** Waits until another connection may be open. */
  async room(signal: AbortSignal | undefined): Promise<void> {
    if (this.#count < this.#limit) return;
    await new Promise<void>((resolve, reject) => {
      const stopListening = signal === undefined ? undefined : onAbort(signal, reject);
      this.#room = () => {
        stopListening?.();
        resolve();
      };
    });
  }
}

/**
 * The connections of a listener, as they come: `[socket, address]`. With `limit` no more are accepted while
 * that many of them are open; those that come wait in the kernel's queue.
 *
 * @example
 * const listener = listenOnIpv4Socket(true, 0, 5);
 * const { port } = listener.localAddress as InternetAddress;
 * const [client] = await Promise.all([
 *   connectToHost("127.0.0.1", null, port),
 *   (async () => {
 *     for await (const [connection] of connections(listener, { limit: 100 })) {
 *       connection.close();
 *       break;
 *     }
 *   })(),
 * ]);
 * client.close();
 * listener.close();
 */
export async function* connections(
  listener: Socket,
  options: AsyncOptions & { readonly limit?: number | undefined } = {},
): AsyncGenerator<readonly [Socket, SocketAddress], void, void> {
  const { limit = Number.POSITIVE_INFINITY, ...rest } = options;
  checked(rest);
  if (limit !== Number.POSITIVE_INFINITY) integer("options.limit", limit, 1, MAX_INT32);
  const open = new Open(limit);
  for (;;) {
    await open.room(rest.signal);
    const accepted = await accept(listener, rest);
    if (limit !== Number.POSITIVE_INFINITY) open.add(accepted[0]);
    yield accepted;
  }
}

/** The datagrams of a socket, as they come: `[bytes, address]`. Each has at most `size` bytes, 65536 unless told. */
export async function* datagrams(
  socket: Socket,
  options: AsyncOptions & { readonly size?: number | undefined } = {},
): AsyncGenerator<readonly [Uint8Array<ArrayBuffer>, SocketAddress | undefined], void, void> {
  const { size = 65536, ...rest } = options;
  for (;;) yield await receiveFrom(socket, size, rest);
}
