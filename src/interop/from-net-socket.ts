import { once } from "node:events";
import { Socket as NetSocket } from "node:net";
import { Socket } from "../bsd/socket.ts";
import { abortSignal, options as checkOptions, wrongType } from "../core/check.ts";
import { SocketCondition } from "../core/condition.ts";
import { required } from "../sys/constants.ts";
import { findHandle, type Handle, hidden, nounOf, unusable } from "./handle.ts";

/** A socket that was Node's, and what Node had received for it. */
export interface TakenSocket {
  readonly socket: Socket;
  /** Bytes that were received and that nobody has read: they come before what the socket will receive. */
  readonly buffered: Uint8Array<ArrayBuffer>;
}

/** How a socket is taken from Node. */
export interface TakeOptions {
  /** Gives up waiting for a connection, or for a peer that does not read; the socket stays Node's. */
  readonly signal?: AbortSignal | undefined;
}

const WHO = "fromNetSocket";

/** The insides of a `net.Socket` that are looked at. */
interface Insides {
  readonly encrypted?: boolean;
  readonly parser?: unknown;
  readonly _httpMessage?: unknown;
  readonly _readableState?: { readonly decoder?: { readonly lastNeed?: number } | null };
  _read?: (size: number) => void;
}

function check(netSocket: NetSocket): void {
  const insides = netSocket as unknown as Insides;
  if (!(netSocket instanceof NetSocket)) throw wrongType("netSocket", "a net.Socket", netSocket);
  if (insides.encrypted === true) {
    // What TLS has agreed on is in this process's memory, not in the kernel.
    throw new TypeError(
      `netSocket must be a net.Socket without TLS, which cannot leave Node, not ${nounOf(netSocket)}; ` +
        "borrowNetSocket takes it",
    );
  }
  if (insides.parser || insides._httpMessage) throw busy(netSocket, "is in use by HTTP");
}

function busy(netSocket: NetSocket, why: string): SocketCondition {
  return new SocketCondition(WHO, "fcntl", required("EBUSY"), { subject: `${nounOf(netSocket)}, which ${why}` });
}

/** Bytes that have been decoded to text, or the first of a character's, cannot be told any more. */
function holdsText(netSocket: NetSocket): boolean {
  if (netSocket.readableEncoding === null) return false;
  const { decoder } = (netSocket as unknown as Insides)._readableState ?? {};
  return netSocket.readableLength > 0 || (decoder?.lastNeed ?? 0) > 0;
}

/** Keeps a `net.Socket` from receiving; gives what lets it go on. */
function stopReading(netSocket: NetSocket, handle: Handle): () => void {
  const insides = netSocket as unknown as Insides;
  const { allowHalfOpen } = netSocket;
  const flowed = netSocket.readableFlowing === true;
  // The stream asks its handle once, and not again until something has come.
  let asked = handle.reading === true;
  netSocket.pause();
  handle.readStop?.();
  handle.reading = false;
  insides._read = () => {
    asked = true;
  };
  // An end that it has met already must not shut down what others go on with.
  netSocket.allowHalfOpen = true;
  return () => {
    delete insides._read;
    netSocket.allowHalfOpen = allowHalfOpen;
    if (netSocket.destroyed) return;
    if (flowed) netSocket.resume();
    if (!asked) return;
    handle.reading = true;
    handle.readStart?.();
  };
}

/** Waits until all that was written is the kernel's. */
async function flushed(netSocket: NetSocket, signal: AbortSignal | undefined): Promise<void> {
  while (netSocket.writableCorked > 0) netSocket.uncork();
  if (netSocket.writableFinished) return;
  if (!netSocket.writableEnded && netSocket.writableLength === 0) return;
  const { promise, resolve, reject } = settled();
  const gone = (): void => reject(unusable(WHO, netSocket, "was destroyed before all was sent"));
  const aborted = (): void => reject(signal?.reason);
  netSocket.once("close", gone);
  netSocket.once("error", reject);
  netSocket.once("finish", resolve);
  signal?.addEventListener("abort", aborted, { once: true });
  if (!netSocket.writableEnded) netSocket.write("", (error) => (error ? reject(error) : resolve()));
  try {
    await promise;
  } finally {
    netSocket.off("close", gone);
    netSocket.off("error", reject);
    netSocket.off("finish", resolve);
    signal?.removeEventListener("abort", aborted);
  }
}

function settled(): { promise: Promise<void>; resolve: () => void; reject: (reason: unknown) => void } {
  let resolve!: () => void;
  let reject!: (reason: unknown) => void;
  const promise = new Promise<void>((resolver, rejecter) => {
    resolve = resolver;
    reject = rejecter;
  });
  return { promise, resolve, reject };
}

/** What was received and not read. */
function takeBuffered(netSocket: NetSocket): Uint8Array<ArrayBuffer> {
  // Who listened for data would be told what its new owner is given.
  for (const event of ["data", "readable"]) netSocket.removeAllListeners(event);
  const parts: Uint8Array[] = [];
  for (let part = netSocket.read(); part !== null; part = netSocket.read()) parts.push(part as Buffer);
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const part of parts) {
    bytes.set(part, end);
    end += part.length;
  }
  return bytes;
}

/**
 * Takes a connection out of a `net.Socket`: gives a {@link Socket} that owns it from now on, and the bytes that
 * Node had received and nobody has read. Waits until it is connected and until all that was written has gone to
 * the kernel. The `net.Socket` is destroyed, which its `close` tells, but the peer sees nothing of that.
 *
 * Node cannot let go of a descriptor, so the socket has another one for the same connection.
 *
 * *Errors*: TypeError for TLS, which cannot leave Node; EBUSY for a socket that HTTP is using, or whose bytes
 * have been made text by `setEncoding`; EBADF for one that is destroyed or was never connected; ENOTSOCK for a
 * pipe. After any of them the `net.Socket` is as it was.
 *
 * @example
 * import { connect, createServer } from "node:net";
 * import { once } from "node:events";
 * const server = createServer((connection) => connection.end("hello\n")).listen(0);
 * await once(server, "listening");
 * const taken = await fromNetSocket(connect((server.address() as { port: number }).port));
 * const lines = new BufferedSocket(taken.socket, { buffered: taken.buffered });
 * await getLine(lines) // "hello"
 * lines.close();
 * server.close();
 */
export async function fromNetSocket(netSocket: NetSocket, options: TakeOptions = {}): Promise<TakenSocket> {
  checkOptions("options", options, ["signal"]);
  const { signal } = options;
  if (signal !== undefined) abortSignal("options.signal", signal);
  check(netSocket);
  signal?.throwIfAborted();
  if (netSocket.connecting) await once(netSocket, "connect", signal === undefined ? {} : { signal });
  const found = findHandle(WHO, "netSocket", netSocket);
  if (!("fd" in found) || found.handle.readStop === undefined) {
    throw hidden(WHO, netSocket, "does not let it go");
  }
  const socket = Socket.borrow(found.fd).duplicate();
  const goOn = stopReading(netSocket, found.handle);
  try {
    if (holdsText(netSocket)) throw busy(netSocket, "has been given an encoding, and what it received is text");
    await flushed(netSocket, signal);
    const buffered = takeBuffered(netSocket);
    netSocket.destroy();
    return { socket, buffered };
  } catch (error) {
    socket.close();
    goOn();
    throw error;
  }
}
