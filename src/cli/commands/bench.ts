import { setTimeout } from "node:timers/promises";
import { EchoServer, type Protocol } from "../bench/echo-server.ts";
import type { LoadOptions } from "../bench/load.ts";
import { Pace } from "../bench/pace.ts";
import {
  changeOf,
  loadColumns,
  loadRow,
  loadSpare,
  type Stretch,
  serverColumns,
  serverRow,
  stretchOf,
  summaryOf,
} from "../bench/report.ts";
import { TcpLoad } from "../bench/tcp-load.ts";
import { LEAST, UdpLoad } from "../bench/udp-load.ts";
import { type Call, type Command, json, quiet, UsageError } from "../command.ts";
import { addressOf, type IpAddress, versionOptions, withPort } from "../host.ts";
import { Interrupted, linkedTo } from "../interrupt.ts";
import { Rows } from "../rows.ts";
import { portNumber } from "../target.ts";

const SECOND = 1000;
const SECONDS = 10;
const SIZE = 64;
const CONNECTIONS: Readonly<Record<Protocol, number>> = { tcp: 100, udp: 4 };
const DEPTH = 1;
const OPEN_DEPTH = 64;
const MOST: Readonly<Record<Protocol, number>> = { tcp: 2 ** 30, udp: 65507 };
/** How long is waited for what is still on its way at the end. */
const GRACE = 1000;

const isProtocol = (text: string | undefined): text is Protocol => text === "tcp" || text === "udp";

async function addressIn(call: Call, host: string, port: string, least: 0 | 1): Promise<IpAddress> {
  const number = portNumber(port, least);
  if (number === undefined) throw new UsageError(`PORT is a number from ${least} to 65535, not '${port}'`);
  return withPort(await addressOf(call, host), number);
}

interface Plan extends Omit<LoadOptions, "address" | "failed"> {
  readonly protocol: Protocol;
  readonly rate: number | undefined;
  readonly seconds: number;
}

function planOf(call: Call, protocol: Protocol): Plan {
  const rate = call.integer("rate", 1, 1e9);
  const size = call.integer("size", 1, MOST[protocol]) ?? SIZE;
  if (protocol === "udp" && size < LEAST) throw new UsageError(`--size is at least ${LEAST} with udp, not '${size}'`);
  return {
    protocol,
    rate,
    size,
    connections: call.integer("connections", 1, 65535) ?? CONNECTIONS[protocol],
    depth: call.integer("depth", 1, 65536) ?? (rate === undefined ? DEPTH : OPEN_DEPTH),
    seconds: call.integer("seconds", 1, 1e6) ?? SECONDS,
  };
}

/** Waits for so long, or until something fails. */
async function passed(milliseconds: number, signal: AbortSignal, failure: Promise<never>): Promise<void> {
  const end = linkedTo(signal);
  try {
    await Promise.race([failure, setTimeout(Math.max(0, milliseconds), undefined, { signal: end.signal })]);
  } finally {
    end.abort();
  }
}

/** Calls back each second, for so many: with the milliseconds since the beginning. What a signal ended is told. */
async function eachSecond(
  call: Call,
  seconds: number,
  failure: Promise<never>,
  tell: (at: number) => Promise<void>,
): Promise<Interrupted | undefined> {
  const start = performance.now();
  try {
    for (let second = 1; second <= seconds; second++) {
      await passed(start + second * SECOND - performance.now(), call.signal, failure);
      await tell(performance.now() - start);
    }
  } catch (error) {
    if (call.signal.reason instanceof Interrupted) return call.signal.reason;
    throw error;
  }
  return undefined;
}

async function measure(call: Call, protocol: Protocol): Promise<number> {
  const plan = planOf(call, protocol);
  const [, host = "", port = ""] = call.positionals;
  const address = await addressIn(call, host, port, 1);
  const pace = new Pace(plan);
  let failed: LoadOptions["failed"] = () => {};
  const failure = new Promise<never>((_, reject) => (failed = reject));
  failure.catch(() => {}); // it may fail before anybody waits for it
  const Load = protocol === "tcp" ? TcpLoad : UdpLoad;
  const load = new Load({ ...plan, address, failed }, pace);
  const rows = new Rows(call, loadColumns, loadSpare);
  try {
    await Promise.race([load.open(), failure, interrupted(call.signal)]);
    if (!call.flag("json")) call.note(`${tellPlan(plan)} to ${address}; Ctrl-C ends it`);
    const began = load.counts;
    const start = performance.now();
    let last = { at: 0, count: 0, counts: began };
    const stretch = (at: number, before: typeof last, times: Stretch["times"]): Stretch => ({
      at,
      took: at - before.at,
      messages: pace.total.count - before.count,
      times,
      change: changeOf(before.counts, load.counts),
      largestBatch: load.counts.largestBatch,
      behind: pace.behind(start + at),
    });
    pace.start(load.lanes);
    const ended = await eachSecond(call, plan.seconds, failure, async (at) => {
      const told = stretch(at, last, pace.recent);
      last = { at, count: pace.total.count, counts: load.counts };
      if (call.flag("json")) await call.printEvent({ event: "second", ...stretchOf(told) });
      else if (!call.flag("quiet")) await rows.print(loadRow(told));
      pace.recent.clear();
    });
    const all = stretch(performance.now() - start, { at: 0, count: 0, counts: began }, pace.total);
    pace.stop();
    // Those that are late count among the times, or the slowest would be left out.
    const until = performance.now() + GRACE;
    while (ended === undefined && pace.total.count + load.counts.lost < pace.sent && performance.now() < until) {
      await Promise.race([setTimeout(10), failure]);
    }
    if (call.flag("json")) {
      const { connections, size, depth, rate = null } = plan;
      const what = { protocol, address: String(address), connections, size, depth, rate };
      await call.printEvent({ event: "summary", ...what, ...stretchOf(all) });
    } else {
      await call.print(["", `--- ${address}: ${tellPlan(plan)}, ${(all.took / SECOND).toFixed(1)} s ---`]);
      await call.print(summaryOf(all));
    }
    if (ended !== undefined) throw ended;
    return pace.total.count > 0 ? 0 : 1;
  } finally {
    pace.stop();
    load.close();
  }
}

function tellPlan({ protocol, connections, size, depth, rate }: Plan): string {
  const what = protocol === "tcp" ? "connection" : "socket";
  const many = connections === 1 ? `1 ${what}` : `${connections.toLocaleString("en")} ${what}s`;
  const how = rate === undefined ? `${depth} at a time on each` : `${rate.toLocaleString("en")} a second in all`;
  return `${protocol}, ${many}, messages of ${size} bytes, ${how}`;
}

function interrupted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const tell = (): void => reject(signal.reason);
    if (signal.aborted) tell();
    else signal.addEventListener("abort", tell, { once: true });
  });
}

async function serve(call: Call): Promise<number> {
  const unused = ["connections", "size", "depth", "rate"].find((name) => call.text(name) !== undefined);
  if (unused !== undefined) throw new UsageError(`--${unused} is not for --serve`);
  const seconds = call.integer("seconds", 1, 1e6) ?? Number.POSITIVE_INFINITY;
  const [first, ...others] = call.positionals;
  const protocols: readonly Protocol[] = isProtocol(first) ? [first] : ["tcp", "udp"];
  const place = isProtocol(first) ? others : call.positionals;
  if (place.length > 2) throw new UsageError(`unexpected argument '${place[2]}'`);
  const host = place.length === 2 ? (place[0] as string) : call.flag("ipv6") ? "::1" : "127.0.0.1";
  const server = new EchoServer(await addressIn(call, host, place.at(-1) ?? "0", 0), protocols);
  const address = String(server.address);
  try {
    if (call.flag("json")) await call.printEvent({ event: "listening", address, protocols });
    else call.note(`listening on ${address}`);
    const rows = new Rows(call, serverColumns);
    let last = { at: 0, counts: server.counts };
    const ended = await eachSecond(call, seconds, server.failed, async (at) => {
      const { counts } = server;
      const change = changeOf(last.counts, counts);
      const took = at - last.at;
      last = { at, counts };
      // While nothing happens nothing is told.
      if (change.wakeUps === 0) return;
      if (call.flag("json")) await call.printEvent({ event: "second", milliseconds: Math.round(at), ...counts });
      else if (!call.flag("quiet")) await rows.print(serverRow(at, took, change, counts));
    });
    if (ended !== undefined) throw ended;
    return 0;
  } finally {
    await server.close();
  }
}

async function run(call: Call): Promise<number> {
  if (call.flag("serve")) return serve(call);
  const [protocol] = call.positionals;
  if (!isProtocol(protocol)) throw new UsageError(`tcp or udp, HOST and PORT are needed`);
  call.checkCount([3, 3]);
  return measure(call, protocol);
}

export const command: Command = {
  usage: ["[OPTIONS] tcp HOST PORT", "[OPTIONS] udp HOST PORT", "--serve [OPTIONS] [tcp|udp] [[ADDRESS] PORT]"],
  details: [
    "Loads an echo server with messages, and tells each second and at the end how many came back, how long that took, " +
      "and what the reactor has counted meanwhile: wake-ups, messages in each, would-blocks. Any server that sends " +
      "back what it gets will do.",
    "Unless told each connection has one message on its way, and sends the next when that came back: a closed loop, " +
      "which waits while the server stalls. With --rate messages are due at a rate, and their time runs from when " +
      "they were due: so those that a stall held up count with all of their delay (coordinated omission). It " +
      "looks at the clock all the time for that.",
    "With --serve it is the server, over TCP and UDP on one port, on 127.0.0.1 unless told, and tells each second in " +
      "which something came what its reactor has counted.",
  ],
  options: {
    ...versionOptions,
    connections: {
      short: "c",
      value: "N",
      help: `so many connections, or sockets (${CONNECTIONS.tcp}; of udp ${CONNECTIONS.udp})`,
    },
    size: { short: "s", value: "BYTES", help: `bytes of a message (${SIZE})` },
    depth: {
      short: "d",
      value: "N",
      help: `messages on their way on each (${DEPTH}; with --rate at most ${OPEN_DEPTH})`,
    },
    seconds: { short: "t", value: "N", help: `end after N seconds (${SECONDS}; of --serve never)` },
    rate: { short: "r", value: "N", help: "N messages a second in all, whatever the server does" },
    serve: { help: "be the server" },
    quiet: { ...quiet, help: "no line each second" },
    json,
  },
  positionals: [0, 3],
  candidates: [["tcp", "udp"], "host", []],
  examples: [
    ["bsock bench --serve 9000", "a server to try it with"],
    ["bsock bench tcp 127.0.0.1 9000", "how many round trips on 100 connections"],
    ["bsock bench -c 10 -d 16 -s 1024 tcp 127.0.0.1 9000", "16 messages of 1 KiB on their way on each of 10"],
    ["bsock bench --rate 20000 tcp 127.0.0.1 9000", "latencies at 20,000 messages a second"],
    ["bsock bench --json udp ::1 9000 | jq 'select(.event == \"summary\").latency.p99'", "for programs"],
  ],
  run,
};
