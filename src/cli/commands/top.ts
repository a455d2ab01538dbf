import { setTimeout } from "node:timers/promises";
import { type Call, type Command, Failure, json, quiet, UsageError } from "../command.ts";
import { domainOf, versionOptions } from "../host.ts";
import { Interrupted } from "../interrupt.ts";
import { table } from "../table.ts";
import { Activities, type Activity, headings, memberOf, orders, rowOf, spare } from "../top/activity.ts";
import { ownersOf, refusalOf } from "../top/owners.ts";
import { SocketDump, type Transport } from "../top/socket-dump.ts";
import { tellBytes } from "../transfer/progress.ts";

const INTERVAL = 1000;
const LEAST_INTERVAL = 10;
/** What stands above and below the sockets on a terminal. */
const FRAME = 3;
const USUAL_ROWS = 24;

interface Wanted {
  readonly transports: readonly Transport[];
  readonly domain: ReturnType<typeof domainOf>;
  readonly pid: number | undefined;
  readonly listeners: boolean;
  readonly order: (a: Activity, b: Activity) => number;
  readonly lines: number | undefined;
}

function wantedOf(call: Call): Wanted {
  const one = call.either("tcp", "udp") as Transport | undefined;
  const key = call.text("sort") ?? "rate";
  const order = orders[key];
  if (order === undefined) throw new UsageError(`--sort is one of ${Object.keys(orders).join(", ")}, not '${key}'`);
  const pid = call.integer("pid", 1, 2 ** 22);
  const refusal = pid === undefined ? undefined : refusalOf(pid);
  if (refusal?.code === "ENOENT") throw new Failure(`there is no process ${pid}`);
  if (refusal !== undefined) {
    throw new Failure(`${refusal.code}: the descriptors of process ${pid} need CAP_SYS_PTRACE. Without it: one's own`);
  }
  return {
    transports: one === undefined ? ["tcp", "udp"] : [one],
    domain: domainOf(call),
    pid,
    listeners: call.flag("all"),
    order,
    lines: call.integer("lines", 1, 1e6),
  };
}

/** Looks at the sockets, again and again. */
class Watch {
  readonly #dump = new SocketDump();
  readonly #activities = new Activities();
  readonly #wanted: Wanted;

  constructor(wanted: Wanted) {
    this.#wanted = wanted;
  }

  look(): Activity[] {
    const { transports, domain, pid, listeners, order } = this.#wanted;
    const owners = ownersOf(pid);
    const sockets = this.#dump
      .list(transports)
      .filter(({ local }) => domain === undefined || local.domain === domain)
      .filter(({ inode }) => pid === undefined || owners.has(inode))
      .filter(({ state }) => listeners || (state !== "listen" && state !== "timeWait"));
    return this.#activities.look(sockets, owners, performance.now()).sort(order);
  }

  close(): void {
    this.#dump.close();
  }
}

async function show(call: Call, all: readonly Activity[], lines: number | undefined, first: boolean): Promise<void> {
  if (call.flag("json")) {
    const sockets = all.slice(0, lines).map(memberOf);
    await call.printEvent({ event: "sample", time: new Date().toISOString(), count: all.length, sockets });
    return;
  }
  const { isTTY } = call.output;
  const room = isTTY ? (process.stdout.rows ?? USUAL_ROWS) - FRAME : Number.POSITIVE_INFINITY;
  const shown = all.slice(0, lines ?? Math.max(1, room));
  const sum = (of: (activity: Activity) => number | undefined): number =>
    all.reduce((total, each) => total + (of(each) ?? 0), 0);
  const [bytesIn, bytesOut] = [sum((each) => each.in), sum((each) => each.out)];
  const time = new Date().toISOString().slice(11, 19);
  const head = `${time}  ${all.length} sockets, ${tellBytes(bytesIn)}/s in, ${tellBytes(bytesOut)}/s out`;
  const hidden = all.length - shown.length;
  // Once, and not where the table would be written over it.
  const left = (missing: readonly string[]): void => {
    if (first && !isTTY) call.note(`too narrow for ${missing.join(", ")}`);
  };
  const text = [
    head,
    ...table(headings, shown.map(rowOf), { paint: call.paint, width: call.width, spare, left }),
    ...(hidden > 0 && isTTY ? [`and ${hidden} more`] : []),
    ...(isTTY ? [] : [""]),
  ];
  // Home, and nothing left below: without a flicker.
  if (isTTY)
    await call.output.writeText(`\u001b[H${text.map((line) => `${line.trimEnd()}\u001b[K\n`).join("")}\u001b[J`);
  else await call.print(text);
}

async function run(call: Call): Promise<number> {
  const wanted = wantedOf(call);
  const interval = call.pause("interval", LEAST_INTERVAL) ?? INTERVAL;
  const count = call.integer("count", 1, Number.MAX_SAFE_INTEGER) ?? Number.POSITIVE_INFINITY;
  if (process.platform !== "linux") throw new Failure("this system has no sock_diag(7): bsock top is for Linux");
  const watch = new Watch(wanted);
  const { signal } = call;
  try {
    if (call.output.isTTY && !call.flag("json")) await call.output.writeText("\u001b[2J");
    watch.look(); // rates are from one look to the next
    const start = performance.now();
    for (let number = 1; number <= count; number++) {
      await setTimeout(Math.max(0, start + number * interval - performance.now()), undefined, { signal });
      await show(call, watch.look(), wanted.lines, number === 1);
    }
  } catch (error) {
    throw signal.reason instanceof Interrupted ? signal.reason : error;
  } finally {
    watch.close();
  }
  return 0;
}

export const command: Command = {
  usage: ["[OPTIONS]"],
  details: [
    "This machine's TCP and UDP sockets, those that move most first, again and again: what each received and had " +
      "acknowledged a second, what waits in its queues, the round trip time, what was sent again, what was dropped, " +
      "and whose it is. On a terminal the table is renewed in its place; elsewhere one follows the other.",
    "The kernel does not count the bytes of a UDP socket. It needs no privilege, but whose the sockets of other users are " +
      "only root is told. It sees the network namespace it runs in.",
  ],
  options: {
    ...versionOptions,
    tcp: { help: "TCP only" },
    udp: { help: "UDP only" },
    all: { short: "a", help: "listeners too, and connections that linger in timeWait" },
    pid: { short: "p", value: "N", help: "the sockets of one process" },
    sort: {
      short: "s",
      value: "KEY",
      candidates: Object.keys(orders),
      help: `by ${Object.keys(orders).join(", ")} (rate)`,
    },
    lines: { short: "l", value: "N", help: "at most N sockets; unless told as many as the terminal has room for" },
    interval: { short: "i", value: "MS", help: `a table each MS milliseconds (${INTERVAL})` },
    count: { short: "c", value: "N", help: "end after N tables" },
    quiet: { ...quiet, help: "do not say which columns are left out" },
    json,
  },
  positionals: [0, 0],
  examples: [
    ["bsock top", "what is busy"],
    ["bsock top --pid 4711 --sort queue", "where one process's bytes wait"],
    ["bsock top --udp --all --sort drops -c 1", "who is overrun, once"],
    ["bsock top --json -c 5 | jq '.sockets[0].local'", "for programs"],
  ],
  run,
};
