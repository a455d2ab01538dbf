/**
 * Bytes of a stream that wait for those behind them, for the examples whose requests may be split between two views:
 * http-server.ts, resp-server.ts, dns-server.ts, socks5-proxy.ts and iperf3.ts. As long as nothing waits, nothing is copied.
 */
const none = Buffer.alloc(0);

export class PendingBytes {
  #memory: Buffer<ArrayBuffer> = none;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** What waits, with these behind it; where nothing waits these themselves. Good until the handler returns. */
  with(bytes: Uint8Array<ArrayBuffer>): Buffer<ArrayBuffer> {
    if (this.#length === 0) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    this.append(bytes);
    return this.#memory.subarray(0, this.#length);
  }

  /** Keeps what {@link with} gave, without so many bytes that were used. */
  keep(input: Buffer<ArrayBuffer>, used: number): void {
    if (used === input.length) this.take();
    else if (this.#length === 0) this.append(input.subarray(used));
    else this.#length = input.copy(this.#memory, 0, used);
  }

  append(bytes: Uint8Array): void {
    const length = this.#length + bytes.length;
    if (length > this.#memory.length) {
      // Twice as much each time, so that a request in many pieces is not copied for each of them.
      const memory = Buffer.allocUnsafeSlow(Math.max(256, 2 * length));
      this.#memory.copy(memory, 0, 0, this.#length);
      this.#memory = memory;
    }
    this.#memory.set(bytes, this.#length);
    this.#length = length;
  }

  /** Gives everything, and with it the memory. */
  take(): Buffer<ArrayBuffer> {
    const taken = this.#memory.subarray(0, this.#length);
    if (this.#length > 0) this.#memory = none;
    this.#length = 0;
    return taken;
  }
}
