/** What is measured. Every driver that knows a trial does the same system calls with the same bytes. */

export type TrialName =
  | "stream"
  | "datagram"
  | "message"
  | "batch"
  | "train"
  | "connection"
  | "option"
  | "info"
  | "would-block";

export interface Trial {
  readonly name: TrialName;
  readonly title: string;
  /** Operations in one round: about a tenth of a second. */
  readonly iterations: number;
  /** The most that it may cost, as a multiple of plain C, for a major version of Node. */
  readonly target?: (major: number) => number;
}

export const trials: readonly Trial[] = [
  {
    name: "stream",
    title: "`send` + `receiveInto`, 64 bytes, Unix stream pair",
    iterations: 60_000,
    target: (major) => (major <= 20 ? 1.4 : 1.25),
  },
  {
    name: "datagram",
    title: "`sendTo` + `receiveFromInto`, 64 bytes, UDP loopback, sender decoded",
    iterations: 30_000,
    target: () => 1.3,
  },
  {
    name: "message",
    title: "`sendTo` + `receiveMessage` into an array, 64 bytes, with pktinfo and timestamp decoded",
    iterations: 30_000,
    target: () => 1.5,
  },
  {
    name: "connection",
    title: "`create` + `connect` + `accept` + 2 × `close`, TCP loopback",
    iterations: 2_500,
    target: () => 1.3,
  },
  { name: "option", title: "`setOption` + `getOption`, an int", iterations: 120_000 },
  { name: "info", title: "`getOption(TCP_INFO)`, all members", iterations: 60_000 },
  { name: "would-block", title: "`receiveInto` that would block", iterations: 200_000 },
];

/** The most that importing may take, in milliseconds, and the most bytes that the add-on may have. */
export const importTarget = 15;
export const addonTarget = 150_000;
