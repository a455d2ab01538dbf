/** A connection as it is now: the members of TCP_INFO that people look at, and how they went. */
import type { TcpInfo } from "../../options.ts";
import { tellTime } from "../ping/statistics.ts";
import { tellBytes } from "../transfer/progress.ts";
import { sparkline } from "./sparkline.ts";

/** What is drawn over time. */
export interface Measure {
  readonly name: string;
  value(info: TcpInfo): number | undefined;
  tell(value: number): string;
}

const count = (value: bigint | undefined): number | undefined => (value === undefined ? undefined : Number(value));

export const measures: readonly Measure[] = [
  { name: "rtt", value: ({ rtt }) => (rtt === 0 ? undefined : rtt), tell: (value) => `${tellTime(value)} ms` },
  { name: "cwnd", value: ({ sndCwnd }) => sndCwnd, tell: (value) => `${Math.round(value)} segments` },
  { name: "rate", value: ({ deliveryRate }) => count(deliveryRate), tell: (value) => `${tellBytes(value)}/s` },
];

const TREND = 12;
const bytes = (value: bigint | undefined): string => (value === undefined ? "-" : tellBytes(Number(value)));

/** The columns of a sample, each with the room that its values take. */
export const columns: readonly (readonly [heading: string, room: number])[] = [
  ["TIME", 8],
  ["STATE", 11],
  ["RTT", 9],
  ["TREND", TREND],
  ["CWND", 6],
  ["RATE", 10],
  ["SENT", 8],
  ["RECEIVED", 8],
  ["RETRANS", 7],
  ["UNACKED", 7],
  ["RTTVAR", 9],
];

/** The columns to leave out first. */
export const spare: readonly string[] = [
  "RTTVAR",
  "UNACKED",
  "RECEIVED",
  "SENT",
  "RETRANS",
  "TREND",
  "RATE",
  "CWND",
  "STATE",
];

/** A sample as a row; `trend` are the round trip times up to now. */
export function rowOf(seconds: number, info: TcpInfo, trend: readonly (number | undefined)[]): string[] {
  const { state, rtt, rttvar, sndCwnd, deliveryRate, bytesSent, bytesReceived, totalRetrans, unacked } = info;
  return [
    `${seconds.toFixed(1)} s`,
    state,
    `${tellTime(rtt)} ms`,
    sparkline(trend, TREND),
    String(sndCwnd),
    deliveryRate === undefined ? "-" : `${tellBytes(Number(deliveryRate))}/s`,
    bytes(bytesSent),
    bytes(bytesReceived),
    String(totalRetrans),
    String(unacked),
    `${tellTime(rttvar)} ms`,
  ];
}

/** The lines at the end: each measure over all samples. */
export function summary(samples: readonly TcpInfo[], width: number): string[] {
  return measures.flatMap(({ name, value, tell }) => {
    const values = samples.map(value);
    const known = values.filter((each) => each !== undefined);
    if (known.length === 0) return [];
    const mean = known.reduce((sum, each) => sum + each, 0) / known.length;
    const told = `min ${tell(Math.min(...known))}, mean ${tell(mean)}, max ${tell(Math.max(...known))}`;
    const room = Math.max(8, Math.min(60, width - told.length - 8));
    return [`${name.padEnd(4)}  ${sparkline(values, room)}  ${told}`];
  });
}

/** The same for programs. */
export function summaryOf(samples: readonly TcpInfo[]): object {
  return Object.fromEntries(
    measures.map(({ name, value }) => {
      const known = samples.map(value).filter((each) => each !== undefined);
      if (known.length === 0) return [name, null];
      const mean = known.reduce((sum, each) => sum + each, 0) / known.length;
      return [name, { min: Math.min(...known), mean, max: Math.max(...known) }];
    }),
  );
}
