/** Messages in datagrams, each batch of them with one call. */
import { Socket, SocketCondition, SocketType } from "../../index.ts";
import { DatagramBatch, type Packet } from "../../reactor.ts";
import { Failure } from "../command.ts";
import { type LoadCounts, type LoadOptions, pattern } from "./load.ts";
import type { Lane, Pace } from "./pace.ts";

/** A datagram begins with its number, of 32 bits, twice: the place where its time is kept, and a turn. */
export const LEAST = 8;
/** Without an answer for so long a datagram is lost. */
const PATIENCE = 1000;
const LOOK = 100;

/** One socket. Answers may come in any order, or not at all: each message has a place of its own. */
class UdpLane implements Lane {
  readonly socket: Socket;
  readonly batch: DatagramBatch;
  readonly #template: Uint8Array<ArrayBuffer>;
  readonly #pace: Pace;
  readonly #began: Float64Array;
  readonly #sentAt: Float64Array;
  readonly #turns: Uint32Array;
  readonly #free: number[] = [];
  readonly #view: DataView;
  readonly #failed: LoadOptions["failed"];
  lost = 0;

  constructor(socket: Socket, { size, depth }: LoadOptions, pace: Pace, failed: LoadOptions["failed"]) {
    this.socket = socket;
    this.#failed = failed;
    this.batch = new DatagramBatch(socket, { count: 64, size: Math.max(size, 2048), gso: true });
    this.#template = pattern(size);
    this.#view = new DataView(this.#template.buffer);
    this.#pace = pace;
    this.#began = new Float64Array(depth);
    this.#sentAt = new Float64Array(depth);
    this.#turns = new Uint32Array(depth);
    for (let place = depth - 1; place >= 0; place--) this.#free.push(place);
  }

  send(began: number): void {
    const place = this.#free.pop();
    if (place === undefined) return;
    this.#began[place] = began;
    this.#sentAt[place] = performance.now();
    this.#view.setUint32(0, place);
    this.#view.setUint32(4, this.#turns[place] as number);
    if (this.batch.add(this.#template)) return;
    this.flush();
    // What even so has no room is lost, as if the network had no room for it.
    this.batch.add(this.#template);
  }

  /** Sends what is queued, unless the kernel has no room: then the batch that runs does it later. */
  flush(): void {
    try {
      while (this.batch.pending > 0 && typeof this.batch.send() === "number");
    } catch (error) {
      this.#failed(error);
    }
  }

  /** Takes an answer; whether it can be one. */
  take(packet: Packet): boolean {
    if (packet.length !== this.#template.length) return false;
    const { buffer, offset } = packet;
    const number = (at: number): number =>
      (((buffer[offset + at] as number) << 24) |
        ((buffer[offset + at + 1] as number) << 16) |
        ((buffer[offset + at + 2] as number) << 8) |
        (buffer[offset + at + 3] as number)) >>>
      0;
    const place = number(0);
    // One that was given up, or came twice.
    if (place >= this.#began.length || number(4) !== this.#turns[place] || this.#sentAt[place] === 0) return true;
    this.#release(place);
    this.#pace.answered(this, this.#began[place] as number, performance.now());
    return true;
  }

  /** Gives up what has waited too long. */
  giveUp(now: number): void {
    for (let place = 0; place < this.#sentAt.length; place++) {
      const sentAt = this.#sentAt[place] as number;
      if (sentAt === 0 || now - sentAt < PATIENCE) continue;
      this.lost += 1;
      this.#release(place);
      this.#pace.release(this, now);
    }
    this.flush();
  }

  #release(place: number): void {
    this.#turns[place] = (this.#turns[place] as number) + 1;
    this.#sentAt[place] = 0;
    this.#free.push(place);
  }
}

export class UdpLoad {
  readonly lanes: UdpLane[] = [];
  readonly #options: LoadOptions;
  readonly #pace: Pace;
  readonly #end = new AbortController();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: LoadOptions, pace: Pace) {
    this.#options = options;
    this.#pace = pace;
  }

  async open(): Promise<void> {
    const { address, connections } = this.#options;
    const { signal } = this.#end;
    // That nobody is there is told by a send or by a receive, whichever comes first.
    const failed = (error: unknown): void => {
      if (signal.aborted) return;
      const nobody = error instanceof SocketCondition && error.code === "ECONNREFUSED";
      this.#options.failed(nobody ? new Failure(`${error.message} ${address}: nobody receives there`) : error);
    };
    const stranger = new Failure(`${address} does not echo`);
    for (let index = 0; index < connections; index++) {
      const socket = Socket.create(address.domain, SocketType.datagram);
      const lane = new UdpLane(socket, this.#options, this.#pace, failed);
      this.lanes.push(lane);
      socket.connect(address);
      const take = (packet: Packet): void => {
        if (!lane.take(packet)) throw stranger;
      };
      lane.batch.run(take, { signal }).catch(failed);
    }
    this.#timer = setInterval(() => {
      const now = performance.now();
      for (const lane of this.lanes) lane.giveUp(now);
    }, LOOK);
  }

  get counts(): LoadCounts {
    const sum = (of: (lane: UdpLane) => number): number => this.lanes.reduce((all, lane) => all + of(lane), 0);
    return {
      bytesReceived: sum(({ batch }) => batch.counters.bytesReceived),
      bytesSent: sum(({ batch }) => batch.counters.bytesSent),
      received: sum(({ batch }) => batch.counters.received),
      wakeUps: sum(({ batch }) => batch.counters.receives),
      largestBatch: Math.max(...this.lanes.map(({ batch }) => batch.counters.largestReceive)),
      wouldBlock: sum(({ batch }) => batch.counters.wouldBlocks),
      lost: sum(({ lost }) => lost),
    };
  }

  close(): void {
    clearInterval(this.#timer);
    this.#end.abort();
    for (const { socket } of this.lanes) socket.close();
  }
}
