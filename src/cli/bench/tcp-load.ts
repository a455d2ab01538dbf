/** Messages over connections of the reactor. */
import { SocketCondition } from "../../index.ts";
import { type Connection, Counter, type Counters, connect, type Handlers } from "../../reactor.ts";
import { Failure } from "../command.ts";
import { type LoadCounts, type LoadOptions, pattern } from "./load.ts";
import type { Lane, Pace } from "./pace.ts";

/** What keeps up with one connection: when its messages began, in a ring. */
class TcpLane implements Lane {
  readonly #connection: Connection;
  readonly #message: Uint8Array<ArrayBuffer>;
  readonly #began: Float64Array;
  #oldest = 0;
  #waiting = 0;
  /** Bytes received of the oldest message. */
  #had = 0;

  constructor(connection: Connection, message: Uint8Array<ArrayBuffer>, depth: number) {
    this.#connection = connection;
    this.#message = message;
    this.#began = new Float64Array(depth);
  }

  send(began: number): void {
    this.#began[(this.#oldest + this.#waiting) % this.#began.length] = began;
    this.#waiting += 1;
    this.#connection.write(this.#message);
  }

  /** Takes what came; whether it can be an echo. */
  take(bytes: Uint8Array, pace: Pace): boolean {
    const { length } = this.#message;
    if (bytes[0] !== this.#message[this.#had]) return false;
    let had = this.#had + bytes.length;
    if (had < length) {
      this.#had = had;
      return true;
    }
    const now = performance.now();
    for (; had >= length && this.#waiting > 0; had -= length) {
      const began = this.#began[this.#oldest] as number;
      this.#oldest = (this.#oldest + 1) % this.#began.length;
      this.#waiting -= 1;
      this.#had = 0;
      pace.answered(this, began, now);
    }
    this.#had = had;
    return had < length;
  }
}

export class TcpLoad {
  readonly lanes: TcpLane[] = [];
  readonly #connections: Connection<TcpLane>[] = [];
  readonly #options: LoadOptions;
  readonly #pace: Pace;
  #counters: Counters | undefined;
  /** What all that `connect` made had counted before. */
  #before: Counters | undefined;
  #closing = false;

  constructor(options: LoadOptions, pace: Pace) {
    this.#options = options;
    this.#pace = pace;
  }

  /** Connects; resolves when all are there. */
  open(): Promise<void> {
    const { address, connections, size, depth } = this.#options;
    const message = pattern(size);
    return new Promise((resolve, reject) => {
      let opened = 0;
      const fail = (error: unknown): void => {
        if (this.#closing) return;
        if (opened < connections) reject(error);
        else this.#options.failed(error);
      };
      const handlers: Handlers<TcpLane> = {
        open: (connection) => {
          connection.data = new TcpLane(connection, message, depth);
          this.lanes.push(connection.data);
          opened += 1;
          if (opened === connections) resolve();
        },
        data: (connection, bytes) => {
          if (!connection.data.take(bytes, this.#pace)) fail(new Failure(`${address} does not echo`));
        },
        end: () => fail(new Failure(`${address} has ended a connection`)),
        // The reactor knows no more of whom it was about.
        error: (_, error) =>
          fail(error instanceof SocketCondition ? new Failure(`${error.message} ${address}`) : error),
      };
      for (let index = 0; index < connections; index++) {
        const connection = connect<TcpLane>({ address, handlers, limit: 2 * (size * depth + 65536) });
        this.#counters = connection.counters;
        this.#before ??= connection.counters.slice();
        this.#connections.push(connection);
      }
    });
  }

  get counts(): LoadCounts {
    const at = (index: number): number => (this.#counters?.[index] ?? 0) - (this.#before?.[index] ?? 0);
    return {
      bytesReceived: at(Counter.bytesReceived),
      bytesSent: at(Counter.bytesSent),
      received: at(Counter.received),
      wakeUps: at(Counter.wakeUps),
      largestBatch: this.#counters?.[Counter.largestBatch] ?? 0,
      wouldBlock: at(Counter.wouldBlock),
      lost: at(Counter.broken),
    };
  }

  close(): void {
    this.#closing = true;
    for (const connection of this.#connections) connection.abort();
  }
}
