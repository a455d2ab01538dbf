/** The connections over which iperf3.ts measures: one side writes as much as goes, and the other counts. */
import { SO_MAX_PACING_RATE, TCP_INFO } from "berkeley-sockets/options";
import type { Connection } from "berkeley-sockets/reactor";
import type { Parameters, Results, Role, StreamResults } from "./iperf3-control.ts";

/** The first stream is 1, and the second 3: so iperf3 counts. */
export const idOf = (index: number): number => (index === 0 ? 1 : index + 2);

/** Of bytes that wait to be sent: who writes is told to stop as soon as the kernel has no room. */
export const limit = 1;

/** Blocks that are written before others have their turn. */
const turn = 8;

export class Stream implements Role {
  readonly id: number;
  readonly connection: Connection<Role>;
  /** When it is connected. */
  readonly ready: Promise<void>;
  /** When it has sent what it was to send, or is gone. */
  readonly over: Promise<void>;
  opened: () => void = () => {};
  #finish: () => void = () => {};
  #block = Buffer.alloc(0);
  #left = 0;
  /** Of all bytes that were written, or came. */
  #count = 0;
  #omitted = 0;

  constructor(id: number, connection: Connection<Role>) {
    this.id = id;
    this.connection = connection;
    this.ready = new Promise((resolve) => {
      this.opened = resolve;
    });
    this.over = new Promise((resolve) => {
      this.#finish = resolve;
    });
  }

  data(bytes: Uint8Array<ArrayBuffer>): void {
    this.#count += bytes.length;
  }

  closed(): void {
    this.#left = 0;
    this.opened();
    this.#finish();
  }

  /** Sends so many bytes, a block at a time. */
  send(count: number, { len, bandwidth = 0 }: Parameters): void {
    this.#block = Buffer.alloc(Math.min(Math.max(1, len), 1 << 20));
    this.#left = count;
    if (bandwidth > 0) this.connection.socket.setOption(SO_MAX_PACING_RATE, BigInt(Math.ceil(bandwidth / 8)));
    this.drained();
  }

  /** Goes on when the kernel has room again. */
  drained(): void {
    for (let blocks = 0; blocks < turn && this.#left > 0; blocks++) {
      const block = this.#left < this.#block.length ? this.#block.subarray(0, this.#left) : this.#block;
      this.#left -= block.length;
      this.#count += block.length;
      if (!this.connection.write(block)) return;
    }
    if (this.#left > 0) setImmediate(() => this.drained());
    else if (this.#block.length > 0) this.#finish();
  }

  stop(): void {
    this.#left = 0;
  }

  leave(): void {
    this.stop();
    this.connection.abort();
  }

  /** What has come or gone so far does not count. */
  omit(): void {
    this.#omitted += this.bytes;
  }

  get bytes(): number {
    return this.#count - this.connection.queued - this.#omitted;
  }

  results(seconds: number): StreamResults {
    // The receiver does not know how often its peer had to repeat itself.
    const known = this.#block.length > 0 && !this.connection.closed;
    const retransmits = known ? this.connection.socket.getOption(TCP_INFO).totalRetrans : -1;
    const { id, bytes } = this;
    return { id, bytes, retransmits, jitter: 0, errors: 0, packets: 0, start_time: 0, end_time: seconds };
  }
}

/** The time that a test takes, of the clock and of the processor. */
export class Watch {
  #since = performance.now();
  #processor = process.cpuUsage();

  get seconds(): number {
    return (performance.now() - this.#since) / 1000;
  }

  restart(): void {
    this.#since = performance.now();
    this.#processor = process.cpuUsage();
  }

  results(streams: readonly Stream[]): Results {
    const { user, system } = process.cpuUsage(this.#processor);
    const { seconds } = this;
    const percent = (microseconds: number): number => microseconds / 10_000 / seconds;
    const each = streams.map((stream) => stream.results(seconds));
    return {
      cpu_util_total: percent(user + system),
      cpu_util_user: percent(user),
      cpu_util_system: percent(system),
      sender_has_retransmits: each.some(({ retransmits }) => retransmits >= 0) ? 1 : -1,
      streams: each,
    };
  }
}

/** A line of a report. */
export function line(name: string, seconds: number, bytes: number, more = ""): string {
  const rate = ((8 * bytes) / 1e9 / seconds).toFixed(3);
  return `[${name.padStart(3)}] ${seconds.toFixed(2)} s  ${(bytes / 2 ** 20).toFixed(2)} MiB  ${rate} Gbit/s${more}`;
}

/** What both sides have found: each stream's lines, and of several streams the sums. */
export function report(sender: Results, receiver: Results): string {
  const lines = (
    [
      ["sender", sender],
      ["receiver", receiver],
    ] as const
  ).flatMap(([who, { streams, cpu_util_total: busy }]) => {
    const own = streams.map(({ id, bytes, retransmits, end_time: seconds }) =>
      line(
        String(id),
        seconds,
        bytes,
        `  ${who}${who === "sender" && retransmits > 0 ? `, ${retransmits} segments sent again` : ""}`,
      ),
    );
    const bytes = streams.reduce((sum, each) => sum + each.bytes, 0);
    const all = line(
      "all",
      Math.max(...streams.map((each) => each.end_time)),
      bytes,
      `  ${who}, ${busy.toFixed(0)} % of a processor`,
    );
    return [...own, all];
  });
  return lines.join("\n");
}
