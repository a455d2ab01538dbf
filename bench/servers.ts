/**
 * What servers do with their CPU: echo, latency, accepting. Every server has a process of its own on one core,
 * the load is on the other; in a round all servers are loaded one right after the other.
 */

import type { BunRuntime } from "./bun.ts";
import { compileC, script } from "./compile.ts";
import { LineProcess } from "./line-process.ts";
import { Load, type Window } from "./load.ts";
import { type Machine, pinned, pinnedAway, type Runtime } from "./machine.ts";
import type { ServersResult } from "./results.ts";
import { Rounds } from "./rounds.ts";
import type { ServerKind } from "./server-trials.ts";

export interface ServerEffort {
  readonly rounds: number;
  readonly warmUpRounds: number;
  readonly milliseconds: number;
  /** All drivers, not only those of the reactor and its rivals. */
  readonly full: boolean;
  /** A rival for all runtimes, if there is one. */
  readonly bun: BunRuntime | undefined;
}

/** A server that runs, and whose results are whose. */
export interface Rival {
  readonly driver: string;
  readonly runtimes: readonly Runtime[];
  readonly process: LineProcess;
}

/** Servers and clients, started for a while. */
export class Field {
  readonly load: Load;
  /** For connections to another server at the same time. */
  readonly secondLoad: Load;
  readonly #machine: Machine;
  readonly #started: { stop(): void }[];

  private constructor(machine: Machine, load: Load, secondLoad: Load) {
    this.#machine = machine;
    this.load = load;
    this.secondLoad = secondLoad;
    this.#started = [load, secondLoad];
  }

  static async with<T>(machine: Machine, action: (field: Field) => Promise<T>): Promise<T> {
    const field = new Field(machine, await Load.start(machine), await Load.start(machine));
    try {
      return await action(field);
    } finally {
      for (const each of field.#started) each.stop();
    }
  }

  async start(name: string, command: readonly string[], away = false): Promise<LineProcess> {
    const child = await LineProcess.start(name, (away ? pinnedAway : pinned)(this.#machine, command));
    this.#started.push(child);
    return child;
  }

  /** The server in C. */
  async plain(mode: string, runtimes: readonly Runtime[], driver = "c", ...more: string[]): Promise<Rival> {
    const process = await this.start(`plain C, ${mode}`, [compileC("plain-server"), mode, ...more]);
    return { driver, runtimes, process };
  }

  /** A server in C on the load's core, which throws away what comes. */
  sink(): Promise<LineProcess> {
    return this.start("sink", [compileC("plain-server"), "sink"], true);
  }

  /** The server in Bun. */
  async bun({ path }: BunRuntime, mode: string, runtimes: readonly Runtime[]): Promise<Rival> {
    return { driver: "bun", runtimes, process: await this.start("Bun", [path, script("serve-bun"), mode]) };
  }

  async server(
    driver: string,
    runtime: Runtime,
    file: string,
    way: string,
    flags: string[] = [],
    ...more: string[]
  ): Promise<Rival> {
    const command = [runtime.path, ...flags, script(file), way, ...more];
    return { driver, runtimes: [runtime], process: await this.start(`${driver} on ${runtime.id}`, command) };
  }
}

/** One window of a rival's: gives what to note, by measure. */
type Act = (field: Field, rival: Rival, milliseconds: number) => Promise<Record<string, number>>;

async function loaded(field: Field, rival: Rival, connections: number, milliseconds: number): Promise<Window> {
  await field.load.open(rival.process, connections);
  // What the connections' beginning leaves to collect is no message's.
  await field.load.echo(rival.process, milliseconds);
  const window = await field.load.echo(rival.process, milliseconds);
  await field.load.shut();
  return window;
}

const perSecond = ({ count, wall }: Window): number => (count / wall) * 1e9;
const perMebibyte = ({ count, cpu }: Window): number => (cpu / 1e3 / count) * 2 ** 20;

const echo: Act = async (field, rival, milliseconds) => {
  const found: Record<string, number> = {};
  for (const connections of [100, 1000]) {
    const window = await loaded(field, rival, connections, milliseconds);
    found[`echo-${connections}`] = window.cpu / window.count;
    found[`echo-${connections}-rate`] = perSecond(window);
  }
  return found;
};

const pipelined: Act = async ({ load }, { process }, milliseconds) => {
  await load.open(process, 100);
  await load.pipelined(process, milliseconds, 16);
  const window = await load.pipelined(process, milliseconds, 16);
  await load.shut();
  return { cpu: window.cpu / window.count, rate: perSecond(window) };
};

const bulk: Act = async ({ load }, { process }, milliseconds) => {
  await load.open(process, 4);
  await load.pour(process, milliseconds);
  const window = await load.pour(process, milliseconds);
  await load.shut();
  return { cpu: perMebibyte(window), rate: perSecond(window) / 2 ** 20 };
};

const pingPong: Act = async (field, rival, milliseconds) => {
  await field.load.open(rival.process, 1);
  const window = await field.load.ping(rival.process, milliseconds);
  await field.load.shut();
  return { awaited: perSecond(window) };
};

const accepting: Act = async (field, rival, milliseconds) => {
  const window = await field.load.connect(rival.process, milliseconds);
  return { rate: perSecond(window), cpu: window.cpu / window.count };
};

const echoWays = ["receiveInto", "receive", "watch"];

interface Plan {
  readonly act: Act;
  readonly mode: string;
  /** What only --full measures, by `serve-ours`. */
  readonly ways: readonly string[];
}

const plans: Readonly<Record<Exclude<ServerKind, "idle" | "udp" | "sendfile">, Plan>> = {
  echo: { act: echo, mode: "echo", ways: echoWays },
  pipelined: { act: pipelined, mode: "echo", ways: [] },
  bulk: { act: bulk, mode: "sink", ways: [] },
  proxy: { act: bulk, mode: "proxy", ways: [] },
  latency: { act: pingPong, mode: "echo", ways: echoWays },
  connect: { act: accepting, mode: "connect", ways: ["connections", "accept"] },
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

export function measureServers(
  kind: keyof typeof plans,
  machine: Machine,
  runtimes: readonly Runtime[],
  effort: ServerEffort,
  date: string,
  say: (text: string) => void,
): Promise<ServersResult[]> {
  const { act, mode, ways } = plans[kind];
  return Field.with(machine, async (field) => {
    // What a proxy forwards to is on the load's core.
    const target = kind === "proxy" ? [(await field.sink()).greeting] : [];
    const acts: [Rival, Act][] = [[await field.plain(mode, runtimes, "c", ...target), act]];
    if (effort.bun !== undefined && kind !== "proxy") acts.push([await field.bun(effort.bun, mode, runtimes), act]);
    for (const runtime of runtimes) {
      const also = effort.full ? ways : [];
      for (const way of also) acts.push([await field.server(way, runtime, "serve-ours", way), act]);
      acts.push([await field.server("reactor", runtime, "serve-reactor", mode, [], ...target), act]);
      acts.push([await field.server("net", runtime, "serve-net", mode, [], ...target), act]);
      if (kind === "echo" && effort.full)
        acts.push([await field.server("netAwaited", runtime, "serve-net", "awaited"), act]);
    }
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
    return runtimes.map((runtime) => ({
      kind,
      date,
      runtime: runtime.version,
      major: runtime.major,
      machine,
      warmUpRounds: effort.warmUpRounds,
      milliseconds: effort.milliseconds,
      measures: noted.of(runtime),
    }));
  });
}
