/** What a load did, second by second and in all, for people and for programs. */
import { tellTime } from "../ping/statistics.ts";
import { tellBytes } from "../transfer/progress.ts";
import type { EchoCounts } from "./echo-server.ts";
import { type Histogram, percentiles } from "./histogram.ts";
import type { LoadCounts } from "./load.ts";

const rounded = (value: number): number => Math.round(value * 1000) / 1000;
const whole = (value: number): string => Math.round(value).toLocaleString("en");
const perWakeUp = (messages: number, wakeUps: number): number => (wakeUps === 0 ? 0 : messages / wakeUps);

/** Differences of what goes on counting. */
export type Change = Readonly<
  Record<"bytesReceived" | "bytesSent" | "received" | "wakeUps" | "wouldBlock" | "lost", number>
>;

export function changeOf(before: LoadCounts, after: LoadCounts): Change {
  const of = (name: keyof Change): number => after[name] - before[name];
  return {
    bytesReceived: of("bytesReceived"),
    bytesSent: of("bytesSent"),
    received: of("received"),
    wakeUps: of("wakeUps"),
    wouldBlock: of("wouldBlock"),
    lost: of("lost"),
  };
}

/** Percentiles for programs, in milliseconds. */
export function latencyOf(times: Histogram): object | null {
  if (times.count === 0) return null;
  const told = percentiles.map((percent) => [`p${percent}`, rounded(times.percentile(percent))]);
  return { mean: rounded(times.mean), ...Object.fromEntries(told), max: rounded(times.max) };
}

/** A stretch of time, of a load. */
export interface Stretch {
  /** Milliseconds since the beginning, and of the stretch itself. */
  readonly at: number;
  readonly took: number;
  /** Messages that came back. */
  readonly messages: number;
  readonly times: Histogram;
  readonly change: Change;
  readonly largestBatch: number;
  /** Of an open loop: messages that were due and could not be sent yet. */
  readonly behind: number;
}

export const loadColumns: readonly (readonly [heading: string, room: number])[] = [
  ["TIME", 7],
  ["MESSAGES/S", 11],
  ["RECEIVED", 11],
  ["P50", 9],
  ["P99", 9],
  ["MAX", 9],
  ["WAKE-UPS/S", 10],
  ["BATCH", 7],
  ["BLOCKED", 7],
  ["LOST", 6],
  ["BEHIND", 7],
];
export const loadSpare: readonly string[] = [
  "BLOCKED",
  "LOST",
  "WAKE-UPS/S",
  "BEHIND",
  "BATCH",
  "MAX",
  "P99",
  "RECEIVED",
];

export function loadRow({ at, took, messages, times, change, behind }: Stretch): string[] {
  const second = 1000 / took;
  const time = (percent: number): string => (times.count === 0 ? "-" : `${tellTime(times.percentile(percent))} ms`);
  return [
    `${(at / 1000).toFixed(1)} s`,
    whole(messages * second),
    `${tellBytes(change.bytesReceived * second)}/s`,
    time(50),
    time(99),
    time(100),
    whole(change.wakeUps * second),
    perWakeUp(messages, change.wakeUps).toFixed(1),
    whole(change.wouldBlock),
    whole(change.lost),
    whole(behind),
  ];
}

/** The same for programs. */
export function stretchOf({ at, took, messages, times, change, largestBatch, behind }: Stretch): object {
  const second = 1000 / took;
  return {
    milliseconds: Math.round(at),
    messages,
    messagesPerSecond: Math.round(messages * second),
    mebibytesPerSecond: rounded((change.bytesReceived * second) / 2 ** 20),
    latency: latencyOf(times),
    counters: { ...change, largestBatch },
    behind,
  };
}

/** The lines at the end. */
export function summaryOf(stretch: Stretch): string[] {
  const { took, messages, times, change, largestBatch, behind } = stretch;
  const second = 1000 / took;
  const told = percentiles.map((percent) => `p${percent} ${tellTime(times.percentile(percent))} ms`);
  return [
    `${whole(messages)} messages, ${whole(messages * second)}/s, ` +
      `${((change.bytesReceived * second) / 2 ** 20).toFixed(1)} MiB/s received`,
    times.count === 0 ? "latency  nothing came back" : `latency  ${told.join(", ")}, max ${tellTime(times.max)} ms`,
    `reactor  ${perWakeUp(messages, change.wakeUps).toFixed(1)} messages a wake-up, ${whole(largestBatch)} receives in the largest, ` +
      `${whole(change.wouldBlock)} would-blocks, ${whole(change.lost)} lost`,
    // Less than a moment's worth is no backlog.
    ...(behind * 1000 > messages ? [`behind   ${whole(behind)} messages were due and never sent`] : []),
  ];
}

export const serverColumns: readonly (readonly [heading: string, room: number])[] = [
  ["TIME", 7],
  ["CONNECTIONS", 11],
  ["RECEIVES/S", 11],
  ["RECEIVED", 11],
  ["SENT", 11],
  ["WAKE-UPS/S", 10],
  ["BATCH", 7],
  ["LARGEST", 7],
  ["BLOCKED", 7],
  ["DROPPED", 7],
];

export function serverRow(at: number, took: number, change: Change, counts: EchoCounts): string[] {
  const second = 1000 / took;
  return [
    `${(at / 1000).toFixed(1)} s`,
    whole(counts.connections),
    whole(change.received * second),
    `${tellBytes(change.bytesReceived * second)}/s`,
    `${tellBytes(change.bytesSent * second)}/s`,
    whole(change.wakeUps * second),
    perWakeUp(change.received, change.wakeUps).toFixed(1),
    whole(counts.largestBatch),
    whole(change.wouldBlock),
    whole(change.lost),
  ];
}
