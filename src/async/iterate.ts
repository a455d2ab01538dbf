/** Connections and datagrams as they come, one by one. Leaving the loop never closes the socket. */
import type { SocketAddress } from "../address/socket-address.ts";
import type { Socket } from "../bsd/socket.ts";
import { integer, MAX_INT32 } from "../core/check.ts";
import { TimeoutCondition } from "../everyday/conditions.ts";
import { pollerOf } from "../poller/event-loop.ts";
import { whenClosed } from "../poller/poller.ts";
import type { Waiter } from "../poller/registration.ts";
import { accept } from "./accept.ts";
import { onAbort } from "./cancel.ts";
import { checkSocket } from "./operate.ts";
import { type AsyncOptions, checked } from "./options.ts";
import { after } from "./timer.ts";
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
    });
  }

  /** Waits until another connection may be open. */
  async room(listener: Socket, { loop, signal, timeout, ref }: AsyncOptions): Promise<void> {
    if (this.#count < this.#limit) return;
    signal?.throwIfAborted();
    const poller = pollerOf(loop, "connections");
    const { promise, resolve, reject } = withResolvers<void>();
    // It keeps nothing alive: whoever will close one of the connections does.
    const waiter: Waiter = {
      next: undefined,
      socket: listener,
      ref: false,
      attempt: () => false,
      fail: (reason) => reject(reason("connections")),
    };
    poller.attend(waiter, listener.fd);
    this.#room = resolve;
    const late = (): void => reject(new TimeoutCondition("connections", "accept"));
    const stopTimer = timeout === undefined ? undefined : after(timeout, late, ref !== false);
    const stopListening = signal === undefined ? undefined : onAbort(signal, reject);
    try {
      await promise;
    } finally {
      this.#room = undefined;
      poller.dismiss(waiter);
      stopTimer?.();
      stopListening?.();
    }
  }
}

interface Resolvers<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (reason: unknown) => void;
}

function withResolvers<T>(): Resolvers<T> {
  let resolve!: (value: T) => void;
  let reject!: (reason: unknown) => void;
  const promise = new Promise<T>((resolver, rejecter) => {
    resolve = resolver;
    reject = rejecter;
  });
  return { promise, resolve, reject };
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
  checked(options, ["limit"]);
  const { limit = Number.POSITIVE_INFINITY, ...rest } = options;
  checkSocket(listener);
  if (limit !== Number.POSITIVE_INFINITY) integer("options.limit", limit, 1, MAX_INT32);
  const open = new Open(limit);
  for (;;) {
    await open.room(listener, rest);
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
  checked(options, ["size"]);
  const { size = 65536, ...rest } = options;
  for (;;) yield await receiveFrom(socket, size, rest);
}
