import { Duplex } from "node:stream";
import { addressDetails } from "../address/details.ts";
import { InternetAddress } from "../address/internet.ts";
import { Internet6Address } from "../address/internet6.ts";
import type { SocketAddress } from "../address/socket-address.ts";
import { close } from "../async/ready.ts";
import { receive, sendAll } from "../async/transfer.ts";
import { SO_KEEPALIVE } from "../bsd/options/socket.ts";
import { TCP_KEEPIDLE, TCP_NODELAY } from "../bsd/options/tcp.ts";
import { ShutdownMethod } from "../bsd/shutdown-method.ts";
import type { Socket } from "../bsd/socket.ts";
import { abortSignal, boolean, options as checkOptions, integer, MAX_INT32 } from "../core/check.ts";
import { SocketCondition } from "../core/condition.ts";
import { required } from "../sys/constants.ts";
import { type Stream, type StreamSource, streamOf } from "./source.ts";

/** How a duplex behaves. */
export interface DuplexOptions {
  /** Whether writing goes on after the peer has ended; unless told it ends too, as with a `net.Socket`. */
  readonly allowHalfOpen?: boolean | undefined;
  /** How many bytes wait on either side before it says to stop; Node's own number unless told. */
  readonly highWaterMark?: number | undefined;
  /** The most bytes that are received at once; 65536 unless told. */
  readonly chunkSize?: number | undefined;
  /** Destroys the duplex when it is aborted. */
  readonly signal?: AbortSignal | undefined;
}

const MEMBERS = ["allowHalfOpen", "highWaterMark", "chunkSize", "signal"];
const IPPROTO_TCP = required("IPPROTO_TCP");

type Done = (error?: Error | null) => void;

function isGone(error: unknown): boolean {
  return error instanceof SocketCondition && error.code === "ENOTCONN";
}

/** Host and port, of an address that has them. */
function place(address: SocketAddress | undefined): { address?: string | undefined; port?: number | undefined } {
  const internet = address instanceof InternetAddress || address instanceof Internet6Address;
  return internet ? addressDetails(address) : {};
}

/**
 * A stream socket as a `stream.Duplex`: {@link toDuplex} makes it. It has what `node:http` and `node:tls` ask
 * of a `net.Socket`, so that it can be given to them in place of one.
 */
export class SocketDuplex extends Duplex {
  /** The socket below, for its options and addresses. */
  readonly socket: Socket;
  readonly #chunkSize: number;
  readonly #takeBuffered: Stream["takeBuffered"];
  #receiving = false;
  /** Has a receive begin anew. */
  #again = new AbortController();
  #ref = true;
  #timeout = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @internal */
  constructor({ socket, takeBuffered }: Stream, options: DuplexOptions) {
    const { allowHalfOpen = false, highWaterMark, signal } = options;
    super({
      ...(highWaterMark === undefined ? {} : { highWaterMark }),
      ...(signal === undefined ? {} : { signal }),
    });
    this.socket = socket;
    this.#chunkSize = options.chunkSize ?? 65536;
    this.#takeBuffered = takeBuffered;
    // Not by the stream's own means, at once: TLS on top of this hears of the end and has a last word to say.
    if (!allowHalfOpen) this.once("end", () => setImmediate(() => this.#endToo()));
  }

  #endToo(): void {
    if (!this.writableEnded && !this.destroyed) this.end();
  }

  override _read(): void {
    if (this.#receiving) return;
    const buffered = this.#takeBuffered(this.#chunkSize);
    if (buffered.length > 0) this.push(buffered);
    else void this.#receive();
  }

  /** One receive; once more when it was only to begin anew, with another `ref`. */
  async #receive(): Promise<void> {
    this.#receiving = true;
    let bytes: Uint8Array | undefined;
    let failure: unknown;
    do {
      const { signal } = this.#again;
      try {
        bytes = await receive(this.socket, this.#chunkSize, { signal, ref: this.#ref });
      } catch (error) {
        failure = signal.aborted ? undefined : error;
      }
    } while (bytes === undefined && failure === undefined && !this.destroyed);
    this.#receiving = false;
    if (this.destroyed) return;
    if (bytes === undefined) {
      this.destroy(failure as Error);
      return;
    }
    this.#timer?.refresh();
    this.push(bytes.length === 0 ? null : bytes);
  }

  override _write(chunk: Uint8Array, _encoding: BufferEncoding, done: Done): void {
    sendAll(this.socket, chunk, { ref: this.#ref }).then(() => {
      this.#timer?.refresh();
      done();
    }, done);
  }

  override _writev(chunks: { chunk: Uint8Array; encoding: BufferEncoding }[], done: Done): void {
    this._write(Buffer.concat(chunks.map(({ chunk }) => chunk)), "buffer" as BufferEncoding, done);
  }

  override _final(done: Done): void {
    try {
      this.socket.shutdown(ShutdownMethod.write);
      done();
    } catch (error) {
      // The peer has gone and needs not to be told; that it has is what reading tells.
      done(isGone(error) ? null : (error as Error));
    }
  }

  override _destroy(error: Error | null, done: Done): void {
    clearTimeout(this.#timer);
    if (this.socket.closed) {
      done(error);
      return;
    }
    close(this.socket).then(
      () => done(error),
      (failure: Error) => done(error ?? failure),
    );
  }

  /** Emits `timeout` when nothing was received or sent for so many milliseconds; 0 for never. */
  setTimeout(milliseconds: number, listener?: () => void): this {
    integer("milliseconds", milliseconds, 0, MAX_INT32);
    clearTimeout(this.#timer);
    this.#timeout = milliseconds;
    this.#timer = milliseconds === 0 ? undefined : setTimeout(() => this.emit("timeout"), milliseconds).unref();
    if (listener !== undefined) {
      if (milliseconds === 0) this.off("timeout", listener);
      else this.once("timeout", listener);
    }
    return this;
  }

  /** As set by `setTimeout`. */
  get timeout(): number {
    return this.#timeout;
  }

  /** Lets small writes go at once. Nothing happens where there is no such thing as TCP_NODELAY. */
  setNoDelay(noDelay = true): this {
    if (this.#isTcp) this.socket.setOption(TCP_NODELAY, noDelay);
    return this;
  }

  /** Has the kernel look whether the peer is still there, after so many milliseconds without a word. */
  setKeepAlive(enable = false, initialDelay = 0): this {
    if (this.#isTcp) {
      const seconds = Math.floor(initialDelay / 1000);
      this.socket.setOption(SO_KEEPALIVE, enable);
      if (enable && seconds > 0) this.socket.setOption(TCP_KEEPIDLE, seconds);
    }
    return this;
  }

  get #isTcp(): boolean {
    const { socket } = this;
    return !socket.closed && [0, IPPROTO_TCP].includes(socket.protocol.value ?? -1) && this.localPort !== undefined;
  }

  /** Waiting for the peer keeps the process alive: so it is unless `unref` says otherwise. */
  ref(): this {
    return this.#keepAlive(true);
  }

  /** Waiting for the peer lets the process end. */
  unref(): this {
    return this.#keepAlive(false);
  }

  #keepAlive(ref: boolean): this {
    if (ref !== this.#ref) {
      this.#ref = ref;
      const before = this.#again;
      this.#again = new AbortController();
      before.abort();
    }
    return this;
  }

  get remoteAddress(): string | undefined {
    return this.#place("peerAddress").address;
  }

  get remotePort(): number | undefined {
    return this.#place("peerAddress").port;
  }

  get localAddress(): string | undefined {
    return this.#place("localAddress").address;
  }

  get localPort(): number | undefined {
    return this.#place("localAddress").port;
  }

  #place(side: "peerAddress" | "localAddress"): ReturnType<typeof place> {
    return this.socket.closed ? {} : place(this.socket[side]);
  }
}

/**
 * Makes a `stream.Duplex` of a stream socket of any family: for pipes, for `tls.connect({ socket })`, for
 * `http.request({ createConnection })`, for `server.emit("connection", duplex)`.
 *
 * Nothing is received before somebody reads, and no more than the high water mark ahead of them; writing waits
 * for the kernel. `end()` shuts down the sending half, `destroy()` closes the socket, and so does the end of
 * both halves. The bytes of a `BufferedSocket` that were not read come first. The socket's mode does not matter.
 *
 * *Errors* of the socket destroy the duplex and are its `error`; a socket closed behind its back is ECANCELED.
 *
 * @example
 * const duplex = toDuplex(socket);
 * duplex.end("hello");
 * for await (const chunk of toDuplex(peer)) console.log(String(chunk));
 */
export function toDuplex(source: StreamSource, options: DuplexOptions = {}): SocketDuplex {
  checkOptions("options", options, MEMBERS);
  const { allowHalfOpen, highWaterMark, chunkSize } = options;
  if (allowHalfOpen !== undefined) boolean("options.allowHalfOpen", allowHalfOpen);
  if (highWaterMark !== undefined) integer("options.highWaterMark", highWaterMark, 0, MAX_INT32);
  if (chunkSize !== undefined) integer("options.chunkSize", chunkSize, 1, MAX_INT32);
  if (options.signal !== undefined) abortSignal("options.signal", options.signal);
  return new SocketDuplex(streamOf("toDuplex", "source", source), options);
}
