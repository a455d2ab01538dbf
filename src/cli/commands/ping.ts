import { setTimeout } from "node:timers/promises";
import { SocketCondition } from "../../index.ts";
import { type Call, type Command, json, quiet } from "../command.ts";
import { addressOf, hostText, versionOptions } from "../host.ts";
import { Interrupted, linkedTo } from "../interrupt.ts";
import { HEADER, pattern } from "../ping/echo.ts";
import { type Fate, type Manner, Pinger } from "../ping/pinger.ts";
import { Tally, tellStatistics, tellTime } from "../ping/statistics.ts";

const INTERVAL = 1000;
const TIMEOUT = 1000;
const SIZE = 56;
const MOST = 65507;
const FOREVER = Number.MAX_SAFE_INTEGER;

/**
 * The milliseconds between a request and its reply. The kernel knows best when the reply came, unless its clock was set
 * meanwhile; when it was heard of here is later.
 */
function roundTrip(sent: number, heard: number, arrived: number | undefined): number {
  const told = arrived === undefined ? Number.NaN : arrived - performance.timeOrigin - sent;
  return told > 0 && told < heard - sent ? told : heard - sent;
}

/** A conversation with one host: what was asked, and what became of it. */
class Session {
  readonly tally: Tally = new Tally();
  readonly #call: Call;
  readonly #pinger: Pinger;
  readonly #data: Uint8Array;
  /** When the requests that nobody has answered yet were sent, by their numbers. */
  readonly #pending = new Map<number, number>();
  readonly #answered = new Set<number>();
  #settled: (() => void) | undefined;

  constructor(call: Call, pinger: Pinger, size: number) {
    this.#call = call;
    this.#pinger = pinger;
    this.#data = pattern(size);
  }

  async request(sequence: number): Promise<void> {
    const number = sequence & 0xffff;
    this.#answered.delete(number);
    this.#pending.set(number, performance.now());
    this.tally.transmitted += 1;
    try {
      this.#pinger.send(number, this.#data);
    } catch (error) {
      if (!(error instanceof SocketCondition) || error.code === "EACCES" || error.code === "EPERM") throw error;
      await this.#take(
        { kind: "error", sequence: number, from: "this machine", reason: error.text },
        performance.now(),
      );
    }
  }

  /** Takes what comes until it is aborted. */
  async listen(signal: AbortSignal): Promise<void> {
    const follow = async (next: (signal: AbortSignal) => Promise<Fate>): Promise<void> => {
      for (;;) {
        const fate = await next(signal);
        await this.#take(fate, performance.now());
      }
    };
    await Promise.race([follow((each) => this.#pinger.reply(each)), follow((each) => this.#pinger.error(each))]);
  }

  /** Waits until every request is answered, or has waited so long. */
  async settle(timeout: number, signal: AbortSignal): Promise<void> {
    if (this.#pending.size === 0) return;
    const settled = new Promise<void>((resolve) => (this.#settled = resolve));
    const end = linkedTo(signal);
    await Promise.race([settled, setTimeout(timeout, undefined, { signal: end.signal })]);
    end.abort();
  }

  /** Tells of requests that have waited too long. */
  async expire(timeout: number): Promise<void> {
    const now = performance.now();
    for (const [sequence, sent] of [...this.#pending]) {
      if (now - sent < timeout) continue;
      this.#pending.delete(sequence);
      await this.#tell({ event: "timeout", sequence }, `no answer to icmp_seq=${sequence} within ${timeout} ms`);
    }
  }

  async #take(fate: Fate, now: number): Promise<void> {
    if (fate.kind === "error") {
      const { sequence, from, reason } = fate;
      this.tally.errors += 1;
      this.#forget(sequence);
      await this.#tell({ event: "error", sequence, from, reason }, `From ${from}: icmp_seq=${sequence} ${reason}`);
      return;
    }
    const { echo, from, ttl } = fate;
    const { sequence, data } = echo;
    const sent = this.#pending.get(sequence);
    const duplicate = this.#answered.has(sequence);
    const milliseconds = sent === undefined ? undefined : Math.round(roundTrip(sent, now, fate.arrived) * 1000) / 1000;
    if (duplicate) this.tally.duplicates += 1;
    else if (milliseconds !== undefined) this.tally.reply(milliseconds);
    this.#answered.add(sequence);
    const intact = Buffer.compare(data, this.#data) === 0;
    const remarks = [
      duplicate ? "DUP!" : "",
      sent === undefined && !duplicate ? "late" : "",
      intact ? "" : "data differs",
    ];
    const fields = [
      `${HEADER + data.length} bytes from ${from}: icmp_seq=${sequence}`,
      ...(ttl === undefined ? [] : [`ttl=${ttl}`]),
      ...(milliseconds === undefined ? [] : [`time=${tellTime(milliseconds)} ms`]),
      ...remarks.filter((remark) => remark !== "").map((remark) => `(${remark})`),
    ];
    await this.#tell(
      {
        event: "reply",
        sequence,
        from,
        bytes: HEADER + data.length,
        ttl: ttl ?? null,
        milliseconds: milliseconds ?? null,
        duplicate,
        intact,
      },
      fields.join(" "),
    );
    this.#forget(sequence);
  }

  #forget(sequence: number): void {
    this.#pending.delete(sequence);
    if (this.#pending.size === 0) this.#settled?.();
  }

  async #tell(event: object, text: string): Promise<void> {
    if (this.#call.flag("json")) await this.#call.printEvent(event);
    else if (!this.#call.flag("quiet")) await this.#call.print([text]);
  }
}

/** Asks again and again, until all was asked and answered, or the user interrupts. */
async function ask(session: Session, call: Call, signal: AbortSignal): Promise<void> {
  const count = call.integer("count", 1, FOREVER) ?? FOREVER;
  const interval = call.pause("interval", 1) ?? INTERVAL;
  const timeout = call.pause("timeout", 1) ?? TIMEOUT;
  const start = performance.now();
  for (let sequence = 1; sequence <= count; sequence++) {
    await session.request(sequence);
    if (sequence === count) break;
    await setTimeout(Math.max(0, start + sequence * interval - performance.now()), undefined, { signal });
    await session.expire(timeout);
  }
  await session.settle(timeout, signal);
  await session.expire(timeout);
}

async function run(call: Call): Promise<number> {
  const manner: Manner = (call.either("raw", "unprivileged") as Manner | undefined) ?? "auto";
  const size = call.integer("size", 0, MOST) ?? SIZE;
  const ttl = call.integer("ttl", 1, 255);
  // Before anything is looked up or sent.
  for (const name of ["interval", "timeout"]) call.pause(name, 1);
  call.integer("count", 1, FOREVER);
  const [host = ""] = call.positionals;
  const address = await addressOf(call, host);
  const pinger = new Pinger(address, manner, ttl);
  const told = hostText(address);
  const kind = pinger.raw ? "raw" : "unprivileged";
  const session = new Session(call, pinger, size);
  const end = linkedTo(call.signal);
  const { signal } = end;
  let interrupted: Interrupted | undefined;
  try {
    if (!call.flag("json")) await call.print([`PING ${host} (${told}): ${size} data bytes, ${kind} socket`]);
    // Whichever fails, or ends, first: what the other one says then is of no account.
    await Promise.race([session.listen(signal), ask(session, call, signal)]);
  } catch (error) {
    if (!(call.signal.reason instanceof Interrupted)) throw error;
    interrupted = call.signal.reason;
  } finally {
    end.abort();
    pinger.close();
  }
  const statistics = session.tally.statistics();
  if (call.flag("json"))
    await call.printEvent({ event: "statistics", host, address: told, socket: kind, ...statistics });
  else await call.print(tellStatistics(host, statistics));
  if (interrupted !== undefined) throw interrupted;
  return statistics.received > 0 ? 0 : 1;
}

export const command: Command = {
  usage: ["[OPTIONS] HOST"],
  details: [
    "Sends echo requests of ICMP, or of ICMPv6, and shows what comes back: replies, and what routers say of those that " +
      "did not arrive. It goes on until interrupted unless --count is given, and ends with statistics. The exit code " +
      "is 1 when nobody has replied.",
    "It takes an unprivileged socket where the sysctl net.ipv4.ping_group_range has your group, else a raw one, which " +
      "needs CAP_NET_RAW.",
  ],
  options: {
    ...versionOptions,
    count: { short: "c", value: "N", help: "end after N requests" },
    interval: { short: "i", value: "MS", help: `a request each MS milliseconds (${INTERVAL})` },
    size: { short: "s", value: "BYTES", help: `so many bytes of data (${SIZE})` },
    timeout: { short: "w", value: "MS", help: `wait MS milliseconds for an answer (${TIMEOUT})` },
    ttl: { short: "t", value: "N", help: "at most N hops" },
    raw: { help: "a raw socket, whatever this user may have besides" },
    unprivileged: { help: "an unprivileged socket, or none" },
    quiet: { ...quiet, help: "the statistics only" },
    json,
  },
  positionals: [1, 1],
  candidates: ["host"],
  examples: [
    ["bsock ping -c 3 localhost", "three requests"],
    ["bsock ping -6 -i 200 -s 1400 example.org", "large ones over IPv6, five a second"],
    ["bsock ping -t 1 example.org", "who is the first router?"],
    ["bsock ping --json -c 10 localhost | jq 'select(.event == \"statistics\").rtt.avg'", "for programs"],
  ],
  run,
};
