import { ROW } from "../sys/reactor.ts";

/** Where in the counters of a server each number stands: `server.counters[Counter.bytesReceived]`. */
export const Counter = {
  /** Connections accepted, or made by `connect`. */
  opened: 0,
  closed: 1,
  /** Receives that gave something; of seqpacket connections, messages. */
  received: 2,
  bytesReceived: 3,
  /** System calls that sent something; what is written in one handler goes with one. */
  sent: 4,
  bytesSent: 5,
  /** Wake-ups in which something happened to a connection of these. */
  wakeUps: 6,
  /** The most that happened in one of them. */
  largestBatch: 7,
  /** Sends that the kernel took only a part of, or nothing. */
  wouldBlock: 8,
  /** Attempts to accept that failed, as for want of descriptors. */
  acceptFailed: 9,
  /** Bytes that were forwarded by the kernel alone. */
  bytesForwarded: 10,
  /** Connections that ended by an error. */
  broken: 11,
  /** Bytes that were written, and dropped because the connection ended first. */
  bytesDropped: 12,
} as const;

export type Counters = Float64Array<ArrayBuffer>;

/** Rows of counters, handed out one a server. */
export class CounterRows {
  readonly #memory: ArrayBuffer;
  /** The last row. */
  readonly #most: number;
  readonly #free: number[] = [];
  /** The first row is that of all that `connect` makes. */
  #used = 1;

  constructor(memory: ArrayBuffer) {
    this.#memory = memory;
    this.#most = memory.byteLength / (8 * ROW) - 1;
  }

  /** A row of zeros. When all are in use the last one is shared. */
  take(): number {
    const row = this.#free.pop() ?? Math.min(this.#used++, this.#most);
    this.at(row).fill(0);
    return row;
  }

  give(row: number): void {
    if (row < this.#most) this.#free.push(row);
  }

  at(row: number): Counters {
    return new Float64Array(this.#memory, row * ROW * 8, ROW);
  }
}
