import { setTimeout } from "node:timers/promises";
import {
  connectToHost,
  connectToIpv4Host,
  connectToIpv6Host,
  receiveInto,
  sendAll,
  TimeoutCondition,
} from "../../async.ts";
import { type Socket, SocketCondition, SocketDomain } from "../../index.ts";
import { TCP_INFO, type TcpInfo } from "../../options.ts";
import { type Call, type Command, Failure, json, quiet } from "../command.ts";
import { domainOf, versionOptions } from "../host.ts";
import { Interrupted, linkedTo } from "../interrupt.ts";
import { Rows } from "../rows.ts";
import { columns, rowOf, spare, summary, summaryOf } from "../stat/sample.ts";
import { portNumber } from "../target.ts";

const INTERVAL = 1000;
const CHUNK = 1 << 16;

/** What the peer's doing with the connection came to. */
class PeerEnded extends Error {
  override readonly name = "PeerEnded";
}

async function connectTo(call: Call, host: string, portText: string): Promise<Socket> {
  const number = portNumber(portText, 1);
  const [service, port] = number === undefined ? [portText, 0] : [null, number];
  const timeout = call.milliseconds("timeout");
  const domain = domainOf(call);
  const six = domain === SocketDomain.internet6 ? connectToIpv6Host : connectToIpv4Host;
  const connect = domain === undefined ? connectToHost : six;
  try {
    return await connect(host, service, port, { timeout, signal: call.signal });
  } catch (error) {
    if (!(error instanceof TimeoutCondition)) throw error;
    throw new Failure(`connect ETIMEDOUT ${host}:${portText}: no answer within ${timeout} ms`);
  }
}

/** Takes what the peer sends, which is not looked at, until it ends. */
async function drain(socket: Socket, signal: AbortSignal): Promise<never> {
  const buffer = new Uint8Array(CHUNK);
  while ((await receiveInto(socket, buffer, { signal })) > 0);
  throw new PeerEnded();
}

/** Sends zeros as fast as they are taken. */
async function fill(socket: Socket, signal: AbortSignal): Promise<never> {
  const zeros = new Uint8Array(CHUNK);
  for (;;) await sendAll(socket, zeros, { signal });
}

/** Shows samples, one after the other. */
class Watch {
  readonly samples: TcpInfo[] = [];
  readonly #call: Call;
  readonly #socket: Socket;
  readonly #start: number = performance.now();
  readonly #rows: Rows;

  constructor(call: Call, socket: Socket) {
    this.#call = call;
    this.#rows = new Rows(call, columns, spare);
    this.#socket = socket;
  }

  async sample(): Promise<void> {
    const info = this.#socket.getOption(TCP_INFO);
    const milliseconds = Math.round(performance.now() - this.#start);
    this.samples.push(info);
    if (this.#call.flag("json")) await this.#call.printEvent({ event: "sample", milliseconds, ...info });
    else if (!this.#call.flag("quiet")) {
      const trend = this.samples.map(({ rtt }) => (rtt === 0 ? undefined : rtt));
      await this.#rows.print(rowOf(milliseconds / 1000, info, trend));
    }
  }

  async follow(signal: AbortSignal): Promise<void> {
    const count = this.#call.integer("count", 1, Number.MAX_SAFE_INTEGER) ?? Number.POSITIVE_INFINITY;
    const interval = this.#call.pause("interval", 1) ?? INTERVAL;
    for (let number = 1; ; number++) {
      await this.sample();
      if (number >= count) return;
      const due = this.#start + number * interval - performance.now();
      await setTimeout(Math.max(0, due), undefined, { signal });
    }
  }
}

async function run(call: Call): Promise<number> {
  call.integer("count", 1, Number.MAX_SAFE_INTEGER);
  call.pause("interval", 1);
  const [host = "", port = ""] = call.positionals;
  using socket = await connectTo(call, host, port);
  const [local, peer] = [String(socket.localAddress), String(socket.peerAddress)];
  if (!call.flag("json")) call.note(`connected to ${peer} from ${local}; Ctrl-C ends it`);
  const end = linkedTo(call.signal);
  const watch = new Watch(call, socket);
  let why = "count";
  let interrupted: Interrupted | undefined;
  try {
    const doings = [drain(socket, end.signal), ...(call.flag("send") ? [fill(socket, end.signal)] : [])];
    await Promise.race([...doings, watch.follow(end.signal)]);
  } catch (error) {
    if (call.signal.reason instanceof Interrupted) {
      interrupted = call.signal.reason;
      why = "interrupted";
    } else if (error instanceof PeerEnded) {
      why = "the peer ended";
      await watch.sample();
    } else if (error instanceof SocketCondition) {
      throw new Failure(`${error.message} ${peer}`);
    } else {
      throw error;
    }
  } finally {
    end.abort();
  }
  const { samples } = watch;
  if (call.flag("json")) {
    await call.printEvent({
      event: "statistics",
      local,
      peer,
      end: why,
      samples: samples.length,
      ...summaryOf(samples),
    });
  } else {
    await call.print(["", `--- ${peer}: ${samples.length} samples${why === "count" ? "" : `, ${why}`} ---`]);
    await call.print(summary(samples, call.width));
  }
  if (interrupted !== undefined) throw interrupted;
  return 0;
}

export const command: Command = {
  usage: ["[OPTIONS] HOST PORT"],
  details: [
    "Connects, and shows what the kernel knows of the connection, TCP_INFO, again and again: the round trip time, the " +
      "congestion window, the rate of delivery, what was sent again. It ends with a sparkline of each. What the peer sends " +
      "is taken and dropped; with --send it is sent zeros as fast as it takes them. In --json each sample has every " +
      "member of TCP_INFO; times are in milliseconds.",
  ],
  options: {
    ...versionOptions,
    count: { short: "c", value: "N", help: "end after N samples" },
    interval: { short: "i", value: "MS", help: `a sample each MS milliseconds (${INTERVAL})` },
    send: { short: "s", help: "send zeros as fast as the peer takes them" },
    timeout: { value: "MS", help: "give up when there is no connection after MS milliseconds" },
    quiet: { ...quiet, help: "the statistics only" },
    json,
  },
  positionals: [2, 2],
  candidates: ["host", []],
  examples: [
    ["bsock stat example.org https", "an idle connection"],
    ["bsock stat --send -i 200 -c 20 192.0.2.7 9000", "what the path to bsock listen 9000 > /dev/null takes"],
    ["bsock stat --json -c 1 localhost 22 | jq 'select(.event == \"sample\").rtt'", "for programs"],
  ],
  run,
};
