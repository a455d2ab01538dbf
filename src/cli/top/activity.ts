/** Sockets over time: what each has moved since it was looked at before. */
import { tellTime } from "../ping/statistics.ts";
import { tellBytes } from "../transfer/progress.ts";
import type { Owner } from "./owners.ts";
import type { ListedSocket } from "./socket-dump.ts";

/** A socket and what became of it since the last look; what the kernel does not count is `undefined`. */
export interface Activity {
  readonly socket: ListedSocket;
  readonly owner: Owner | undefined;
  /** Bytes a second. */
  readonly in: number | undefined;
  readonly out: number | undefined;
  /** Segments sent again, and packets dropped, in all. */
  readonly retransmits: number | undefined;
  readonly drops: number | undefined;
  /** The round trip time in milliseconds. */
  readonly rtt: number | undefined;
}

interface Seen {
  readonly received: bigint | undefined;
  readonly acknowledged: bigint | undefined;
}

export class Activities {
  #seen = new Map<string, Seen>();
  #at = 0;

  /** What the sockets did since the last look. Of one that is new that is all it has done. */
  look(sockets: readonly ListedSocket[], owners: ReadonlyMap<number, Owner>, now: number): Activity[] {
    const seconds = Math.max(0.001, (now - this.#at) / 1000);
    const seen = new Map<string, Seen>();
    const found = sockets.map((socket): Activity => {
      const { info, memory } = socket;
      const talks = info !== undefined && socket.state !== "listen";
      const now: Seen = { received: info?.bytesReceived, acknowledged: info?.bytesAcked };
      const before = this.#seen.get(socket.id);
      seen.set(socket.id, now);
      const rate = (count: bigint | undefined, earlier: bigint | undefined): number | undefined =>
        count === undefined || !talks ? undefined : Number(count - (earlier ?? 0n)) / seconds;
      return {
        socket,
        owner: owners.get(socket.inode),
        in: rate(now.received, before?.received),
        out: rate(now.acknowledged, before?.acknowledged),
        retransmits: talks ? info.totalRetrans : undefined,
        drops: memory?.drops,
        rtt: talks && info.rtt > 0 ? info.rtt : undefined,
      };
    });
    this.#seen = seen;
    this.#at = now;
    return found;
  }
}

const moved = (each: Activity): number => (each.in ?? 0) + (each.out ?? 0);
const queued = ({ socket }: Activity): number => socket.receiveQueue + socket.sendQueue;

/** What it can be sorted by: the greatest first; texts in their order. */
export const orders: Readonly<Record<string, (a: Activity, b: Activity) => number>> = {
  rate: (a, b) => moved(b) - moved(a) || queued(b) - queued(a),
  in: (a, b) => (b.in ?? 0) - (a.in ?? 0),
  out: (a, b) => (b.out ?? 0) - (a.out ?? 0),
  queue: (a, b) => queued(b) - queued(a),
  rtt: (a, b) => (b.rtt ?? 0) - (a.rtt ?? 0),
  retransmits: (a, b) => (b.retransmits ?? 0) - (a.retransmits ?? 0),
  drops: (a, b) => (b.drops ?? 0) - (a.drops ?? 0),
  pid: (a, b) => (a.owner?.pid ?? Number.POSITIVE_INFINITY) - (b.owner?.pid ?? Number.POSITIVE_INFINITY) || 0,
  local: (a, b) => String(a.socket.local).localeCompare(String(b.socket.local)),
};

export const headings: readonly string[] = [
  "LOCAL",
  "PEER",
  "KIND",
  "STATE",
  "IN",
  "OUT",
  "RECV-Q",
  "SEND-Q",
  "RTT",
  "RETRANS",
  "DROPS",
  "PROCESS",
];
export const spare: readonly string[] = [
  "DROPS",
  "RETRANS",
  "SEND-Q",
  "RECV-Q",
  "RTT",
  "KIND",
  "STATE",
  "PROCESS",
  "PEER",
  "OUT",
];

const known = <T>(value: T | undefined, tell: (value: T) => string): string =>
  value === undefined ? "-" : tell(value);

/** Whom nobody is connected to: every address is 0, and so is the port. */
const peerText = ({ peer }: ListedSocket): string => (peer.port === 0 ? "*" : String(peer));

export function rowOf(activity: Activity): string[] {
  const { socket, owner } = activity;
  // As wide as they mostly are, so that a table that is renewed keeps its columns where they were.
  const rate = (bytes: number | undefined): string => known(bytes, (each) => `${tellBytes(each)}/s`).padEnd(10);
  return [
    String(socket.local),
    peerText(socket),
    socket.transport,
    socket.state,
    rate(activity.in),
    rate(activity.out),
    String(socket.receiveQueue).padEnd(7),
    String(socket.sendQueue).padEnd(7),
    known(activity.rtt, (rtt) => `${tellTime(rtt)} ms`).padEnd(9),
    known(activity.retransmits, String),
    known(activity.drops, String),
    known(owner, ({ pid, name }) => `${pid} ${name}`),
  ];
}

/** The same for programs. */
export function memberOf(activity: Activity): object {
  const { socket, owner } = activity;
  const rounded = (value: number | undefined): number | null => (value === undefined ? null : Math.round(value));
  return {
    transport: socket.transport,
    state: socket.state,
    local: String(socket.local),
    peer: socket.peer.port === 0 ? null : String(socket.peer),
    inBytesPerSecond: rounded(activity.in),
    outBytesPerSecond: rounded(activity.out),
    receiveQueue: socket.receiveQueue,
    sendQueue: socket.sendQueue,
    rtt: activity.rtt ?? null,
    retransmits: activity.retransmits ?? null,
    drops: activity.drops ?? null,
    pid: owner?.pid ?? null,
    process: owner?.name ?? null,
  };
}
