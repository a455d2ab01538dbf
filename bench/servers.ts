/**
 * What servers do with their CPU: echo, latency, accepting. Every server has a process of its own on one core,
 * the load is on the other; in a round all servers are loaded one right after the other.
 */

import { join } from "node:path";
import { script } from "./compile.ts";
import { Field, type Rival, type ServerEffort } from "./field.ts";
import type { Foreigners } from "./foreign.ts";
import { halfOf, latenciesAt } from "./half-load.ts";
import type { Window } from "./load.ts";
import type { Machine, Runtime } from "./machine.ts";
import { respRivals } from "./resp.ts";
import { root, type ServersResult } from "./results.ts";
import { Rounds } from "./rounds.ts";
import { type EchoShape, furtherEchoes, type ServerKind, usualEchoes } from "./server-trials.ts";

/** One window of a rival's: gives what to note, by measure. */
type Act = (field: Field, rival: Rival, milliseconds: number) => Promise<Record<string, number>>;

async function loaded(
  field: Field,
  rival: Rival,
  connections: number,
  milliseconds: number,
  depth = 1,
): Promise<Window> {
  await field.load.open(rival.process, connections);
  // What the connections' beginning leaves to collect is no message's.
  await field.load.keep(rival.process, milliseconds, depth);
  const window = await field.load.keep(rival.process, milliseconds, depth);
  await field.load.shut(rival.process);
  return window;
}

const perSecond = ({ count, wall }: Window): number => (count / wall) * 1e9;
const perMebibyte = ({ count, cpu }: Window): number => (cpu / 1e3 / count) * 2 ** 20;

/** The echoes of one rival, with what is noted of each under its name. */
function echoes(shapes: readonly EchoShape[]): Act {
  return async (field, rival, milliseconds) => {
    const found: Record<string, number> = {};
    for (const { name, connections, size } of shapes) {
      await field.load.useEcho(size);
      const window = await loaded(field, rival, connections, milliseconds);
      found[name] = window.cpu / window.count;
      found[`${name}-rate`] = perSecond(window);
    }
    return found;
  };
}

const echo = echoes(usualEchoes);
const allEchoes = echoes([...usualEchoes, ...furtherEchoes]);

const pipelined: Act = async (field, rival, milliseconds) => {
  const window = await loaded(field, rival, 100, milliseconds, 16);
  return { cpu: window.cpu / window.count, rate: perSecond(window) };
};

const resp: Act = async (field, rival, milliseconds) => {
  await field.load.useResp();
  const window = await loaded(field, rival, 50, milliseconds, 16);
  return { cpu: window.cpu / window.count, rate: perSecond(window) };
};

const bulk: Act = async ({ load }, { process }, milliseconds) => {
  await load.open(process, 4);
  await load.pour(process, milliseconds);
  const window = await load.pour(process, milliseconds);
  await load.shut(process);
  return { cpu: perMebibyte(window), rate: perSecond(window) / 2 ** 20 };
};

const pingPong: Act = async (field, rival, milliseconds) => {
  await field.load.open(rival.process, 1);
  const window = await field.load.ping(rival.process, milliseconds);
  await field.load.shut(rival.process);
  return { awaited: perSecond(window) };
};

const accepting: Act = async (field, rival, milliseconds) => {
  const window = await field.load.connect(rival.process, milliseconds);
  return { rate: perSecond(window), cpu: window.cpu / window.count };
};

/** Who is measured by all shapes of echo, with --full. */
const inAllShapes = ["c", "reactor", "net", "bun", "deno", "asyncio"];
const echoWays = ["receiveInto", "receive", "watch"];

interface Plan {
  /** None where it depends on what C reached. */
  readonly act?: Act;
  readonly mode: string;
  /** What only --full measures, by `serve-ours`. */
  readonly ways: readonly string[];
}

/** The kinds that are measured here. */
type Kind = Exclude<ServerKind, "idle" | "udp" | "sendfile">;

const plans: Readonly<Record<Kind, Plan>> = {
  echo: { act: echo, mode: "echo", ways: echoWays },
  pipelined: { act: pipelined, mode: "echo", ways: [] },
  bulk: { act: bulk, mode: "sink", ways: [] },
  proxy: { act: bulk, mode: "proxy", ways: [] },
  latency: { act: pingPong, mode: "echo", ways: echoWays },
  percentiles: { mode: "echo", ways: [] },
  connect: { act: accepting, mode: "connect", ways: ["connections", "accept"] },
  resp: { act: resp, mode: "resp", ways: [] },
};

/** Two processes that block, both in C or both ours; one is on each core. */
async function blockingPairs(field: Field, runtimes: readonly Runtime[]): Promise<[Rival, Act][]> {
  const plain: Act = async (_, rival, milliseconds) => ({
    blocking: (await pingPong(field, rival, milliseconds))["awaited"] ?? 0,
  });
  const pairs: [Rival, Act][] = [[await field.plain("blocking", runtimes), plain]];
  for (const runtime of runtimes) {
    const client = await field.start(`client on ${runtime.id}`, [runtime.path, script("blocking"), "ping"], true);
    const ours: Act = async (_, { process }, milliseconds) => ({
      blocking: Number(await client.ask(`${process.greeting} ${milliseconds}`)),
    });
    pairs.push([await field.server("simple", runtime, "blocking", "serve"), ours]);
  }
  return pairs;
}

/** Those that do the same with the same load: C, Bun, ours, `node:net`. */
async function usualRivals(
  kind: Kind,
  field: Field,
  runtimes: readonly Runtime[],
  { full, foreigners }: ServerEffort,
): Promise<Rival[]> {
  const { mode, ways } = plans[kind];
  // What a proxy forwards to is on the load's core.
  const target = kind === "proxy" ? [(await field.sink()).greeting] : [];
  const { bun } = foreigners;
  const rivals = [await field.plain(mode, runtimes, "c", ...target)];
  if (bun !== undefined && kind !== "proxy")
    rivals.push(await field.foreign("bun", [bun.path, script("serve-bun"), mode], runtimes));
  for (const runtime of runtimes) {
    for (const way of full ? ways : []) rivals.push(await field.server(way, runtime, "serve-ours", way));
    rivals.push(await field.server("reactor", runtime, "serve-reactor", mode, [], ...target));
    // An answer must not wait until the one before it was acknowledged, as nobody else's does.
    const netMode = kind === "percentiles" ? "echoAtOnce" : mode;
    rivals.push(await field.server("net", runtime, "serve-net", netMode, [], ...target));
    if (kind === "echo" && full) rivals.push(await field.server("netAwaited", runtime, "serve-net", "awaited"));
  }
  if (kind === "echo" && full) rivals.push(...(await furtherRivals(field, runtimes, foreigners)));
  return rivals;
}

/** Those that only echo. */
async function furtherRivals(field: Field, runtimes: readonly Runtime[], foreigners: Foreigners): Promise<Rival[]> {
  const { deno, python } = foreigners;
  const rivals: Rival[] = [];
  if (deno !== undefined) {
    const command = [deno.path, "run", "--allow-all", "--no-config", script("serve-deno")];
    rivals.push({ ...(await field.foreign("deno", command, runtimes)), version: `Deno ${deno.version}` });
  }
  if (python !== undefined) {
    const command = [python.path, join(root, "bench", "serve-asyncio.py")];
    rivals.push({ ...(await field.foreign("asyncio", command, runtimes)), version: `python3 ${python.version}` });
  }
  return rivals;
}

export function measureServers(
  kind: Kind,
  machine: Machine,
  runtimes: readonly Runtime[],
  effort: ServerEffort,
  date: string,
  say: (text: string) => void,
): Promise<ServersResult[]> {
  return Field.with(machine, async (field) => {
    const rivals =
      kind === "resp"
        ? await respRivals(field, runtimes, effort.foreigners.redis)
        : await usualRivals(kind, field, runtimes, effort);
    const rate = kind === "percentiles" ? await halfOf(field, rivals[0] as Rival, effort.milliseconds) : undefined;
    const act = plans[kind].act ?? ((...given: Parameters<Act>) => latenciesAt(rate ?? 0, ...given));
    const acts = rivals.map((rival): [Rival, Act] => {
      const inAll = kind === "echo" && effort.full && inAllShapes.includes(rival.driver);
      return [rival, inAll ? allEchoes : act];
    });
    if (kind === "latency") acts.push(...(await blockingPairs(field, runtimes)));
    const noted = new Rounds();
    for (let round = -effort.warmUpRounds; round < effort.rounds; round++) {
      say(`${kind}: ${round < 0 ? "warm-up" : `round ${round + 1} of ${effort.rounds}`}`);
      for (const [rival, run] of acts) {
        const found = await run(field, rival, effort.milliseconds);
        if (round < 0) continue;
        for (const [measure, value] of Object.entries(found)) noted.note(rival.runtimes, measure, rival.driver, value);
      }
    }
    const beside = rivals.flatMap(({ version }) => version ?? []);
    return runtimes.map((runtime) => ({
      kind,
      date,
      runtime: runtime.version,
      major: runtime.major,
      machine,
      ...(beside.length === 0 ? {} : { beside }),
      warmUpRounds: effort.warmUpRounds,
      milliseconds: effort.milliseconds,
      ...(rate === undefined ? {} : { rate }),
      measures: noted.of(runtime),
    }));
  });
}
