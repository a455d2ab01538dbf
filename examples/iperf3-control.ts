/**
 * What two iperf3 say to each other beside the test, for iperf3.ts: states of one byte, and JSON behind its length. A
 * conversation is awaited, though its connection is one of the reactor's.
 */
import type { Connection, Handlers } from "berkeley-sockets/reactor";
import { PendingBytes } from "./pending-bytes.ts";

export const State = {
  start: 1,
  running: 2,
  end: 4,
  parameters: 9,
  streams: 10,
  serverLeaves: 11,
  clientLeaves: 12,
  results: 13,
  display: 14,
  done: 16,
  failed: 254,
  denied: 255,
} as const;

/** What the connections of a test begin with: 36 characters and a null. */
export const cookieLength = 37;

/** Milliseconds with a peer that says nothing. */
export const patience = 10_000;

/** What the client wants. Members that are missing are nothing, or false. */
export interface Parameters {
  readonly tcp?: boolean;
  readonly udp?: boolean;
  readonly reverse?: boolean;
  readonly bidirectional?: boolean;
  readonly parallel: number;
  /** Seconds; 0 where bytes are counted. */
  readonly time: number;
  /** Seconds before that which do not count. */
  readonly omit: number;
  readonly num: number;
  readonly len: number;
  /** Bits a second. */
  readonly bandwidth?: number;
}

export interface StreamResults {
  readonly id: number;
  readonly bytes: number;
  /** -1 from who does not know. */
  readonly retransmits: number;
  readonly jitter: number;
  readonly errors: number;
  readonly packets: number;
  readonly start_time: number;
  readonly end_time: number;
}

export interface Results {
  readonly cpu_util_total: number;
  readonly cpu_util_user: number;
  readonly cpu_util_system: number;
  readonly sender_has_retransmits: number;
  readonly streams: readonly StreamResults[];
}

// What a peer tells need not be what it should be.

function numberIn(value: unknown, name: string, otherwise = 0): number {
  const member = (value as Record<string, unknown> | null)?.[name];
  return typeof member === "number" && Math.abs(member) < 1e15 ? member : otherwise;
}

function parametersOf(value: unknown): Parameters {
  const told = (name: string): boolean => (value as Record<string, unknown> | null)?.[name] === true;
  return {
    udp: told("udp"),
    reverse: told("reverse"),
    bidirectional: told("bidirectional"),
    parallel: Math.floor(numberIn(value, "parallel", 1)),
    time: Math.min(Math.max(0, numberIn(value, "time")), 86_400),
    omit: Math.min(Math.max(0, numberIn(value, "omit")), 600),
    num: numberIn(value, "num"),
    len: numberIn(value, "len", 131_072),
    bandwidth: numberIn(value, "bandwidth"),
  };
}

function resultsOf(value: unknown): Results {
  const { streams } = (value ?? {}) as { streams?: unknown };
  return {
    cpu_util_total: numberIn(value, "cpu_util_total"),
    cpu_util_user: numberIn(value, "cpu_util_user"),
    cpu_util_system: numberIn(value, "cpu_util_system"),
    sender_has_retransmits: numberIn(value, "sender_has_retransmits", -1),
    streams: (Array.isArray(streams) ? streams : []).map((each: unknown) => ({
      id: numberIn(each, "id"),
      bytes: numberIn(each, "bytes"),
      retransmits: numberIn(each, "retransmits", -1),
      jitter: 0,
      errors: 0,
      packets: 0,
      start_time: 0,
      end_time: numberIn(each, "end_time"),
    })),
  };
}

/** What a connection is for: that, too, is only told by its first bytes. */
export interface Role {
  opened?(): void;
  data(bytes: Uint8Array<ArrayBuffer>): void;
  drained?(): void;
  closed?(error: unknown): void;
}

export const handlers: Handlers<Role> = {
  open: (connection) => connection.data.opened?.(),
  data: (connection, bytes) => connection.data.data(bytes),
  drain: (connection) => connection.data.drained?.(),
  close: (connection, error) => connection.data.closed?.(error),
};

/** What ends a test; it is told, and no defect. */
export class TestError extends Error {}

const complaints = new Map<number, string>([
  [State.serverLeaves, "the server has ended the test"],
  [State.clientLeaves, "the client has ended the test"],
  [State.denied, "the server is busy with another test"],
  [State.failed, "the server has failed"],
]);
const longest = 1 << 20;

export class Control implements Role {
  readonly connection: Connection<Role>;
  readonly #pending = new PendingBytes();
  #failure: Error | undefined;
  #wake: () => void = () => {};

  constructor(connection: Connection<Role>) {
    this.connection = connection;
  }

  data(bytes: Uint8Array<ArrayBuffer>): void {
    this.#pending.append(bytes);
    if (this.#pending.length > longest) this.connection.pause();
    this.#wake();
  }

  closed(error: unknown): void {
    this.#failure = new TestError(
      `the control connection has ended${error instanceof Error ? `: ${error.message}` : ""}`,
    );
    this.#wake();
  }

  /** Waits for so many bytes. */
  async take(length: number): Promise<Buffer> {
    while (this.#pending.length < length) {
      if (this.#failure !== undefined) throw this.#failure;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const all = this.#pending.take();
    this.#pending.append(all.subarray(length));
    return all.subarray(0, length);
  }

  /** Waits for a state, which must be this one. */
  async expect(state: number): Promise<void> {
    const [told = 0] = await this.take(1);
    if (told === state) return;
    throw new TestError(complaints.get(told) ?? `state ${told} came instead of ${state}`);
  }

  tell(state: number): void {
    this.connection.write(Uint8Array.of(state));
  }

  async takeParameters(): Promise<Parameters> {
    return parametersOf(await this.#takeJson());
  }

  async takeResults(): Promise<Results> {
    return resultsOf(await this.#takeJson());
  }

  async #takeJson(): Promise<unknown> {
    const length = (await this.take(4)).readUInt32BE();
    if (length > longest) throw new TestError("what is no JSON came");
    const text = (await this.take(length)).toString();
    try {
      return JSON.parse(text);
    } catch {
      throw new TestError("what is no JSON came");
    }
  }

  tellJson(value: Parameters | Results): void {
    const text = Buffer.from(JSON.stringify(value));
    const length = Buffer.alloc(4);
    length.writeUInt32BE(text.length);
    this.connection.write(Buffer.concat([length, text]));
  }
}
