/** Results that are not a race: what is allocated, what abuse leaves behind, what a second thread costs. */
import type { Origin } from "./origin.ts";
import { median, ratios } from "./statistics.ts";
import { judge, table } from "./table.ts";

/** What a process holds: bytes in use by JavaScript, resident bytes, descriptors. */
interface Footprint {
  readonly heap: number;
  readonly resident: number;
  readonly descriptors: number;
}

/** Of mixed abuse: see test/support/soak.ts. */
export interface SoakResult extends Origin {
  readonly kind: "soak";
  readonly seed: number;
  readonly milliseconds: number;
  /** How often what was done. */
  readonly lives: Readonly<Record<string, number>>;
  /** When warm, in the middle, and at the end; of the process that abuses, and of one that ran out of descriptors. */
  readonly samples: readonly { readonly ours: Footprint; readonly flooded: Footprint }[];
}

/** Where something was allocated, and how many bytes for each message. */
export interface AllocationSite {
  readonly name: string;
  readonly bytes: number;
}

/** Of a heap profile in steady state: see heap.ts. */
export interface HeapResult extends Origin {
  readonly kind: "heap";
  /** Bytes between two samples of the profiler, on average. */
  readonly interval: number;
  readonly profiles: readonly {
    readonly name: "stream" | "datagram" | "train";
    readonly messages: number;
    /** Bytes allocated for each message in all, and where most of them were. */
    readonly bytes: number;
    readonly sites: readonly AllocationSite[];
  }[];
}

/** Of one thread and of two: see threads.ts. */
export interface ThreadsResult extends Origin {
  readonly kind: "threads";
  readonly milliseconds: number;
  readonly connections: number;
  readonly places: readonly {
    readonly name: "one" | "all";
    /** Nanoseconds of server CPU for each message, a number a round. */
    readonly single: readonly number[];
    readonly double: readonly number[];
    /** Of the first of two threads: its share of the connections, a number a round. */
    readonly share: readonly number[];
  }[];
}

export type ProofResult = SoakResult | HeapResult | ThreadsResult;

/** What a message may allocate, in bytes: on a stream one view, which is an object of 96 bytes, and a share of what a wake-up does. */
export const heapTargets = { stream: 112, datagram: 0.5, train: 0.5 } as const;
/** What the second thread may make of a message's cost, and the share of the connections that one of two may have. */
export const threadsTarget = 1.1;
const LEAST_SHARE = 0.4;
/** What a run of abuse may leave, beside what the collector's own bookkeeping varies by. */
const soakTarget = 3 << 20;

export const proofTitles = {
  heap: "Allocation",
  threads: "Two threads",
  soak: "Under abuse",
} as const;

const proofPins: Readonly<Record<ProofResult["kind"], string>> = {
  heap: "pinned to one core, the load on another",
  threads: "pinned where it says so, the load on the first core",
  soak: "not pinned",
};

export function isProof(result: { readonly kind: string }): result is ProofResult {
  return result.kind in proofTitles;
}

export function proofPin({ kind }: ProofResult): string {
  return proofPins[kind];
}

function heapTable({ profiles }: HeapResult): string {
  const titles = {
    stream: "the reactor: receive 64 bytes, and write them, of 100 connections",
    datagram: "`DatagramBatch`: send and receive 64 datagrams of 100 bytes",
    train: "the same with GSO and GRO, 46 of 1,400 bytes",
  };
  const rows = profiles.flatMap(({ name, messages, bytes, sites }) => [
    [
      titles[name],
      messages.toLocaleString("en"),
      bytes.toFixed(2),
      `≤ ${heapTargets[name]}: ${judge(bytes, heapTargets[name])}`,
    ],
    ...sites.map((site) => [`of these in \`${site.name}\``, "", site.bytes.toFixed(2), ""]),
  ]);
  return table(["allocated in steady state", "messages", "bytes a message", "target"], rows);
}

function threadsTable({ places, connections }: ThreadsResult): string {
  const titles = {
    one: "all threads on one core, the load on another",
    all: "free to use all cores, of which the load takes one",
  };
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  const rows = places.map(({ name, single, double, share }) => {
    const cost = ratios(double, single);
    const [least, most] = [Math.min(...share), Math.max(...share)];
    const fair = judge(LEAST_SHARE, Math.min(least, 1 - most));
    return [
      titles[name],
      median(single).toFixed(0),
      median(double).toFixed(0),
      `${median(cost).toFixed(2)} (${Math.min(...cost).toFixed(2)}–${Math.max(...cost).toFixed(2)})`,
      `≤ ${threadsTarget}: ${judge(median(cost), threadsTarget)}`,
      `${percent(least)}–${percent(most)}: ${fair}`,
    ];
  });
  return table(
    [
      `echo of 64 bytes, ${connections.toLocaleString("en")} connections`,
      "ns, one thread",
      "ns, two",
      "ratio",
      "target",
      "one's connections, 40–60 %",
    ],
    rows,
  );
}

function soakTable({ milliseconds, samples, lives }: SoakResult): string {
  const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(2)} MB`;
  const done = Object.entries(lives)
    .map(([name, count]) => `${count.toLocaleString("en")} × ${name}`)
    .join(", ");
  const row = (what: string, of: (sample: SoakResult["samples"][number]) => Footprint): string[][] => {
    const told = samples.map(of);
    const change = (told.at(-1)?.heap ?? 0) - (told[0]?.heap ?? 0);
    const more = (told.at(-1)?.descriptors ?? 0) - (told[0]?.descriptors ?? 0);
    const goal = `≤ + ${megabytes(soakTarget)}: ${judge(change, soakTarget)}`;
    return [
      [`${what}: in use, collected`, ...told.map(({ heap }) => megabytes(heap)), goal],
      ["resident", ...told.map(({ resident }) => megabytes(resident)), ""],
      ["descriptors", ...told.map(({ descriptors }) => String(descriptors)), `+ 0: ${judge(Math.abs(more), 0)}`],
    ];
  };
  return table(
    [`${(milliseconds / 60_000).toFixed(1)} minutes: ${done}`, "warm", "middle", "end", "target"],
    [...row("the process", ({ ours }) => ours), ...row("a server without descriptors", ({ flooded }) => flooded)],
  );
}

export function proofTable(result: ProofResult): string {
  if (result.kind === "heap") return heapTable(result);
  return result.kind === "threads" ? threadsTable(result) : soakTable(result);
}
