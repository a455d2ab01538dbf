/** What is measured of servers, and what must hold. */

export type ServerKind =
  | "echo"
  | "pipelined"
  | "bulk"
  | "latency"
  | "percentiles"
  | "idle"
  | "connect"
  | "resp"
  | "udp"
  | "proxy"
  | "sendfile";

/**
 * `driver` of `measure` held against another driver, or the same one in another measure, within each round; or against
 * a number of the measure's unit.
 */
export interface ServerTarget {
  readonly driver: string;
  readonly against?: string;
  /** Another measure, where `against` is to be found. */
  readonly of?: string;
  /** The most, or where more is better the least, that the ratio, or the median, may be. */
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
  redis: "redis-server",
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
  bun: "`Bun.listen`",
  deno: "`Deno.listen`",
  asyncio: "python3, `asyncio`",
};

/** What the reactor has to reach, where it is measured beside Bun. */
const reactor = (c: number, bun: number, net: number): ServerTarget[] => [
  { driver: "reactor", against: "c", bound: c },
  { driver: "reactor", against: "bun", bound: bun },
  { driver: "reactor", against: "net", bound: net },
];
const messages = { title: "the same", unit: "messages/s", moreIsBetter: true, targets: [] } as const;
const datagramTitles = { reactor: "ours, `DatagramBatch`", net: "`node:dgram`", bun: "`Bun.udpSocket`" };

const awaitedEcho = (driver: string): ServerTarget[] => [
  { driver, against: "c", bound: 1.15 },
  { driver, against: "net", bound: 0.75 },
];
const fileTitles = { c: "plain C, 1 MiB a call", net: "a `node:fs` stream piped into `node:net`" };
const proxyTitles = { c: "plain C, splice(2)", reactor: "ours, `forward`", net: "two `node:net` sockets, piped" };
const respTitles = { net: "its twin on `node:net`" };
const sameAsWithTen = (driver: string): ServerTarget => ({ driver, against: driver, of: "wake-10", bound: 1.1 });

/** Connections with a message on its way on each. */
export interface EchoShape {
  readonly name: string;
  readonly connections: number;
  /** Of a message, in bytes. */
  readonly size: number;
}

export const usualEchoes: readonly EchoShape[] = [
  { name: "echo-100", connections: 100, size: 64 },
  { name: "echo-1000", connections: 1000, size: 64 },
];
export const furtherEchoes: readonly EchoShape[] = [
  { name: "echo-1", connections: 1, size: 64 },
  { name: "echo-100-1024", connections: 100, size: 1024 },
  { name: "echo-100-65536", connections: 100, size: 65_536 },
  { name: "echo-10000", connections: 10_000, size: 64 },
];

function measuresOf({ name, connections, size }: EchoShape, targets: readonly ServerTarget[]): ServerMeasure[] {
  const bytes = size < 1024 ? `${size} bytes` : `${size / 1024} KiB`;
  const many = connections === 1 ? "one connection" : `${connections.toLocaleString("en")} connections`;
  const title = `echo of ${bytes}, ${many}`;
  return [
    { kind: "echo", name, title, unit: "ns of server CPU a message", targets },
    { kind: "echo", name: `${name}-rate`, ...messages },
  ];
}

/** Sockets that send to one. */
export const senders = 16;
export const manyToOne: readonly { readonly name: string; readonly size: number }[] = [
  { name: "many-100", size: 100 },
  { name: "many-1400", size: 1400 },
];
const manyTitles = { ...datagramTitles, c: "plain C, recvmmsg(2) and sendmmsg(2)" };

export const serverMeasures: readonly ServerMeasure[] = [
  ...usualEchoes.flatMap((shape) =>
    measuresOf(shape, [...awaitedEcho("receiveInto"), ...awaitedEcho("receive"), ...reactor(1.05, 0.95, 0.65)]),
  ),
  ...furtherEchoes.flatMap((shape) => measuresOf(shape, [])),
  {
    kind: "pipelined",
    name: "cpu",
    title: "echo of 64 bytes, 100 connections with 16 messages on their way on each",
    unit: "ns of server CPU a message",
    targets: reactor(1.1, 0.9, 0.68),
  },
  { kind: "pipelined", name: "rate", ...messages },
  {
    kind: "bulk",
    name: "cpu",
    title: "receiving 64 KiB at a time, 4 connections",
    unit: "µs of server CPU a MiB",
    targets: reactor(1.05, 1, 0.75),
  },
  { kind: "bulk", name: "rate", ...messages, unit: "MiB/s" },
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
  ...(["p50", "p99", "p999", "longest"] as const).map(
    (name, index): ServerMeasure => ({
      kind: "percentiles",
      name,
      title: ["50 % of answers, at most", "99 %", "99.9 %", "the longest"][index] as string,
      unit: "µs from when the message was due",
      targets: [],
    }),
  ),
  { kind: "percentiles", name: "rate", ...messages, title: "the same: half of what plain C can bear" },
  { kind: "percentiles", name: "cpu", title: "the same", unit: "ns of server CPU a message", targets: [] },
  {
    kind: "idle",
    name: "anonymous",
    title: "anonymous memory for an idle connection",
    unit: "bytes",
    targets: [
      { driver: "receive", against: "netAwaited", bound: 0.6 },
      { driver: "watch", against: "netAwaited", bound: 0.2 },
      { driver: "reactor", bound: 1024 },
      { driver: "reactor", against: "bun", bound: 0.7 },
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
    targets: reactor(1.15, 0.8, 0.5),
  },
  {
    kind: "resp",
    name: "cpu",
    title: "PING, 50 connections with 16 requests on their way on each",
    unit: "ns of server CPU a request",
    titles: respTitles,
    targets: [
      { driver: "reactor", against: "redis", bound: 1 },
      { driver: "reactor", against: "net", bound: 0.65 },
    ],
  },
  { kind: "resp", name: "rate", ...messages, unit: "requests/s", titles: respTitles },
  {
    kind: "udp",
    name: "batch",
    title: "datagrams of 100 bytes, 64 sent and then received",
    unit: "ns of CPU a datagram",
    titles: { ...datagramTitles, c: "plain C, sendmmsg(2) and recvmmsg(2)" },
    targets: reactor(1.1, 0.7, 0.27),
  },
  {
    kind: "udp",
    name: "train",
    title: "datagrams of 1,400 bytes, with GSO and GRO where there is a way to ask for it",
    unit: "µs of CPU a MiB",
    titles: { ...datagramTitles, c: "plain C, GSO and GRO" },
    targets: reactor(1.15, 0.06, 0.025),
  },
  ...manyToOne.flatMap(({ name, size }): ServerMeasure[] => [
    {
      kind: "udp",
      name,
      title: `datagrams of ${size.toLocaleString("en")} bytes from ${senders} sockets to one, which answers each`,
      unit: "ns of server CPU a datagram",
      titles: manyTitles,
      targets: [],
    },
    { kind: "udp", name: `${name}-rate`, ...messages, unit: "datagrams/s", titles: manyTitles },
  ]),
  {
    kind: "proxy",
    name: "cpu",
    title: "forwarding to another server, 4 connections",
    unit: "µs of the proxy's CPU a MiB",
    titles: proxyTitles,
    targets: [
      { driver: "reactor", against: "c", bound: 1.1 },
      { driver: "reactor", against: "net", bound: 0.33 },
    ],
  },
  { kind: "proxy", name: "rate", ...messages, unit: "MiB/s", titles: proxyTitles },
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
