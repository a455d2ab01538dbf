/** What is measured of servers, and what must hold. */

export type ServerKind = "echo" | "pipelined" | "bulk" | "proxy" | "latency" | "idle" | "connect" | "sendfile";

/** `driver` of `measure` held against another driver, or the same one in another measure, within each round. */
export interface ServerTarget {
  readonly driver: string;
  readonly against: string;
  /** Another measure, where `against` is to be found. */
  readonly of?: string;
  /** The most, or where more is better the least, that the ratio may be. */
  readonly bound: number;
}

export interface ServerMeasure {
  readonly kind: ServerKind;
  readonly name: string;
  readonly title: string;
  readonly unit: string;
  readonly moreIsBetter?: true;
  /** What drivers are called here, where not as everywhere. */
  readonly titles?: Readonly<Record<string, string>>;
  readonly targets: readonly ServerTarget[];
}

/** How the tables call the drivers, in their order. */
export const driverTitles: Readonly<Record<string, string>> = {
  c: "plain C",
  cWhole: "plain C, one blocking call for all of it",
  receiveInto: "ours, `receiveInto` + `send`",
  receive: "ours, `receive` + `send`",
  watch: "ours, a read watch",
  reactor: "ours, the reactor",
  simple: "ours, `simple`",
  connections: "ours, `connections()`",
  accept: "ours, `accept()`",
  blockingFile: "ours, blocking",
  awaitedFile: "ours, awaited",
  net: "`node:net`, events",
  netAwaited: "`node:net`, awaited",
};

const awaitedEcho = (driver: string): ServerTarget[] => [
  { driver, against: "c", bound: 1.15 },
  { driver, against: "net", bound: 0.75 },
];
const fileTitles = { c: "plain C, 1 MiB a call", net: "a `node:fs` stream piped into `node:net`" };
const sameAsWithTen = (driver: string): ServerTarget => ({ driver, against: driver, of: "wake-10", bound: 1.1 });

export const serverMeasures: readonly ServerMeasure[] = [
  ...[100, 1000].map((connections) => ({
    kind: "echo" as const,
    name: `echo-${connections}`,
    title: `echo of 64 bytes, ${connections.toLocaleString("en")} connections`,
    unit: "ns of server CPU a message",
    targets: [
      ...awaitedEcho("receiveInto"),
      ...awaitedEcho("receive"),
      { driver: "reactor", against: "c", bound: 1.05 },
      { driver: "reactor", against: "net", bound: 0.65 },
    ],
  })),
  {
    kind: "pipelined",
    name: "cpu",
    title: "echo of 64 bytes, 100 connections with 16 messages on their way on each",
    unit: "ns of server CPU a message",
    targets: [
      { driver: "reactor", against: "c", bound: 1.1 },
      { driver: "reactor", against: "net", bound: 0.68 },
    ],
  },
  {
    kind: "bulk",
    name: "cpu",
    title: "receiving 64 KiB at a time, 4 connections",
    unit: "µs of server CPU a MiB",
    targets: [
      { driver: "reactor", against: "c", bound: 1.05 },
      { driver: "reactor", against: "net", bound: 0.75 },
    ],
  },
  {
    kind: "proxy",
    name: "cpu",
    title: "passing on 64 KiB at a time, 4 connections",
    unit: "µs of the proxy's CPU a MiB",
    titles: { reactor: "ours, `forward`", net: "`node:net`, two sockets piped" },
    targets: [
      { driver: "reactor", against: "c", bound: 1.1 },
      { driver: "reactor", against: "net", bound: 0.33 },
    ],
  },
  {
    kind: "latency",
    name: "awaited",
    title: "ping-pong on one connection, the server awaits",
    unit: "round trips/s",
    moreIsBetter: true,
    targets: ["receiveInto", "receive"].map((driver) => ({ driver, against: "net", bound: 1 })),
  },
  {
    kind: "latency",
    name: "blocking",
    title: "ping-pong of two processes, both block",
    unit: "round trips/s",
    moreIsBetter: true,
    targets: [{ driver: "simple", against: "c", bound: 0.9 }],
  },
  {
    kind: "idle",
    name: "anonymous",
    title: "anonymous memory for an idle connection",
    unit: "bytes",
    targets: [
      { driver: "receive", against: "netAwaited", bound: 0.6 },
      { driver: "watch", against: "netAwaited", bound: 0.2 },
      { driver: "reactor", against: "net", bound: 0.15 },
    ],
  },
  { kind: "idle", name: "heap", title: "of that JavaScript's, on the heap and off it", unit: "bytes", targets: [] },
  {
    kind: "idle",
    name: "wake-10",
    title: "a wake-up and its echo, 10 connections idle",
    unit: "ns of server CPU",
    targets: [],
  },
  {
    kind: "idle",
    name: "wake-10000",
    title: "the same, 10,000 connections idle",
    unit: "ns of server CPU",
    targets: [sameAsWithTen("receive"), sameAsWithTen("watch"), sameAsWithTen("reactor")],
  },
  {
    kind: "connect",
    name: "rate",
    title: "accept and close",
    unit: "connections/s",
    moreIsBetter: true,
    targets: ["connections", "accept"].map((driver) => ({ driver, against: "net", bound: 1.5 })),
  },
  {
    kind: "connect",
    name: "cpu",
    title: "the same",
    unit: "ns of server CPU a connection",
    targets: [
      { driver: "reactor", against: "c", bound: 1.15 },
      { driver: "reactor", against: "net", bound: 0.5 },
    ],
  },
  {
    kind: "sendfile",
    name: "rate",
    title: "a file over TCP, from memory",
    unit: "MB/s",
    moreIsBetter: true,
    titles: fileTitles,
    targets: ["blockingFile", "awaitedFile"].map((driver) => ({ driver, against: "c", bound: 0.95 })),
  },
  {
    kind: "sendfile",
    name: "cpu",
    title: "the same",
    unit: "µs of the sender's CPU a MB",
    titles: fileTitles,
    targets: ["blockingFile", "awaitedFile"].map((driver) => ({ driver, against: "c", bound: 1.05 })),
  },
];
