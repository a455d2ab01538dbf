/**
 * ping: sends ICMP echo requests and tells how long each answer took. It needs no privilege where the sysctl
 * net.ipv4.ping_group_range has one of the user's groups: there a datagram socket of ICMP does. Elsewhere it takes
 * a raw socket. With --answer it is the other side, which the kernel plays otherwise.
 *
 *     node build/examples/ping.js [options] HOST      unbuilt: node examples/ping.ts [options] HOST
 *
 * What it shows: ICMP sockets of both kinds, the time to live that comes with a message, and the error queue, by
 * which the complaints of routers come without disturbing the answers.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import {
  getNameInfo,
  internetChecksum,
  NameInfoOption,
  ReceiveFromOption,
  Socket,
  type SocketAddress,
  SocketCondition,
  SocketDomain,
  SocketProtocol,
  SocketType,
} from "berkeley-sockets";
import { getAddressInfo, receiveMessage, sendMessage, sendTo } from "berkeley-sockets/async";
import * as options from "berkeley-sockets/options";

const help = `usage: ping [options] HOST
       ping --answer [-6]
  -c, --count N        stop after N requests
  -i, --interval S     seconds between them (1)
  -W, --wait S         seconds to wait for the last answers (2)
  -s, --size BYTES     of data in each request (56)
  -t, --ttl HOPS       how far they may go
  -6, --ipv6           by IPv6, where the host has both
      --raw            take a raw socket even where an unprivileged one would do
      --answer         answer everybody's requests; before, turn the kernel's own answers off:
                       sysctl net.ipv4.icmp_echo_ignore_all=1 net.ipv6.icmp.echo_ignore_all=1`;

/** What differs between the two versions of IP. */
const ipv4 = {
  domain: SocketDomain.internet,
  protocol: SocketProtocol.icmp,
  request: 8,
  reply: 0,
  filter: options.ICMP_FILTER,
  ttl: options.IP_TTL,
  wanted: [options.IP_RECVTTL, options.IP_RECVERR, options.IP_PKTINFO],
};
const ipv6: typeof ipv4 = {
  domain: SocketDomain.internet6,
  protocol: SocketProtocol.icmp6,
  request: 128,
  reply: 129,
  filter: options.ICMPV6_FILTER,
  ttl: options.IPV6_UNICAST_HOPS,
  wanted: [options.IPV6_RECVHOPLIMIT, options.IPV6_RECVERR, options.IPV6_RECVPKTINFO],
};

const stop = new AbortController();
const { signal } = stop;
process.once("SIGINT", () => stop.abort());

const hostOf = (address: SocketAddress | undefined): string =>
  address === undefined ? "?" : getNameInfo(address, { flags: [NameInfoOption.numericHost] }).host;

/** An ICMP socket: one that needs no privilege, where that is wanted and allowed, or else a raw one. */
function open({ domain, protocol, wanted }: typeof ipv4, raw: boolean): Socket {
  const tried = (type: SocketType): Socket | undefined => {
    try {
      return Socket.create(domain, type, protocol);
    } catch (error) {
      if (error instanceof SocketCondition && ["EACCES", "EPERM"].includes(error.code)) return undefined;
      throw error;
    }
  };
  const socket = (raw ? undefined : tried(SocketType.datagram)) ?? tried(SocketType.raw);
  if (socket === undefined) {
    const unprivileged = "the unprivileged way is to have root set net.ipv4.ping_group_range='0 2147483647'";
    throw new Error(`a raw socket needs root or CAP_NET_RAW; ${unprivileged}`);
  }
  for (const option of wanted) socket.setOption(option, true);
  return socket;
}

/** The ICMP message in what was received: over IPv4 a raw socket gives the IP header before it. */
function icmpIn(socket: Socket, data: Uint8Array): DataView {
  const withHeader = socket.type === SocketType.raw && socket.domain === SocketDomain.internet;
  const start = withHeader ? ((data[0] ?? 0) & 15) * 4 : 0;
  return new DataView(data.buffer, data.byteOffset + start, data.length - start);
}

/** An echo request; on datagram sockets the kernel puts in an identifier of its own, and the checksum. */
function echoRequest(type: number, identifier: number, sequence: number, size: number): Uint8Array {
  const message = Uint8Array.from({ length: 8 + size }, (_, at) => (at < 8 ? 0 : at));
  const view = new DataView(message.buffer);
  view.setUint8(0, type);
  view.setUint16(4, identifier);
  view.setUint16(6, sequence);
  view.setUint16(2, internetChecksum(message));
  return message;
}

/** The requests that have no answer yet, and how long the others took. */
class Pings {
  readonly times: number[] = [];
  readonly #sentAt = new Map<number, number>();
  readonly #count: number;
  sent = 0;

  constructor(count: number) {
    this.#count = count;
  }

  /** The next request's number, which has 16 bits; `undefined` when there are enough. */
  next(): number | undefined {
    if (this.sent === this.#count) return undefined;
    this.sent += 1;
    this.#sentAt.set(this.sent & 0xffff, performance.now());
    return this.sent & 0xffff;
  }

  /** One was answered, or came to nothing; gives its time, but for one that is not, or no longer, waited for. */
  settle(sequence: number): number | undefined {
    const sentAt = this.#sentAt.get(sequence);
    this.#sentAt.delete(sequence);
    if (this.sent === this.#count && this.#sentAt.size === 0) stop.abort(); // that was the last
    return sentAt === undefined ? undefined : performance.now() - sentAt;
  }
}

async function hear(socket: Socket, pings: Pings, identifier: number): Promise<void> {
  while (!signal.aborted) {
    const { data, address, control } = await receiveMessage(socket, { size: 65536 }, { signal });
    const answer = icmpIn(socket, data);
    // A raw socket hears the answers to everybody.
    if (socket.type === SocketType.raw && answer.getUint16(4) !== identifier) continue;
    const sequence = answer.getUint16(6);
    const time = pings.settle(sequence);
    if (time === undefined) continue;
    pings.times.push(time);
    const hops = control.find((each) => each.kind === "timeToLive" || each.kind === "hopLimit")?.value;
    const told = `seq=${sequence} ttl=${hops} time=${time.toFixed(3)} ms`;
    console.log(`${answer.byteLength} bytes from ${hostOf(address)}: ${told}`);
  }
}

/** What routers, and the kernel itself, have to say of our requests. */
async function hearComplaints(socket: Socket, pings: Pings): Promise<void> {
  const request = { size: 512, flags: [ReceiveFromOption.errorQueue] };
  while (!signal.aborted) {
    const { data, control } = await receiveMessage(socket, request, { signal });
    const sequence = new DataView(data.buffer, data.byteOffset).getUint16(6); // the data is what was sent
    for (const each of control) {
      if (each.kind !== "receiveError" || pings.settle(sequence) === undefined) continue;
      const usedUp = each.type === (each.origin === "icmp6" ? 3 : 11);
      const words = usedUp ? "its hops were used up" : each.error?.text;
      console.log(`from ${hostOf(each.offender)}: seq=${sequence} ${words}, type=${each.type} code=${each.code}`);
    }
  }
}

async function answer(socket: Socket, { filter, request, reply }: typeof ipv4): Promise<void> {
  socket.setOption(filter, { pass: [request] });
  console.log("answering");
  while (!signal.aborted) {
    const { data, address, control } = await receiveMessage(socket, { size: 65536 }, { signal });
    const message = icmpIn(socket, data);
    message.setUint8(0, reply);
    message.setUint16(2, 0);
    message.setUint16(2, internetChecksum(message));
    // From the address that was asked, which may be one of many.
    const from = control.filter((each) => each.kind === "pktinfo");
    await sendMessage(socket, { data: message, address, control: from }, { signal });
    console.log(`answered ${hostOf(address)}: seq=${message.getUint16(6)}`);
  }
}

/** A number of the command line. */
function number(text: string): number {
  const value = text === "" ? Number.NaN : Number(text);
  if (!(value >= 0)) throw new Error(`${text} is no number`);
  return value;
}

async function main(): Promise<void> {
  const text = { type: "string" } as const;
  const flag = { type: "boolean", default: false } as const;
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      count: { ...text, short: "c" },
      interval: { ...text, short: "i", default: "1" },
      wait: { ...text, short: "W", default: "2" },
      size: { ...text, short: "s", default: "56" },
      ttl: { ...text, short: "t" },
      ipv6: { ...flag, short: "6" },
      raw: flag,
      answer: flag,
      help: { ...flag, short: "h" },
    },
  });
  const [host] = positionals;
  if (values.help) return console.log(help);
  if (values.answer) {
    const version = values.ipv6 ? ipv6 : ipv4;
    return answer(open(version, true), version);
  }
  if (host === undefined) throw new Error("a host is missing; --help tells more");

  const domain = values.ipv6 ? SocketDomain.internet6 : undefined;
  const { addresses } = await getAddressInfo(host, null, { domain, type: SocketType.datagram }, { signal });
  const address = addresses[0]?.address as SocketAddress; // where there is none, it has thrown
  const version = address.domain === SocketDomain.internet6 ? ipv6 : ipv4;
  const socket = open(version, values.raw);
  if (socket.type === SocketType.raw) socket.setOption(version.filter, { pass: [version.reply] });
  if (values.ttl !== undefined) socket.setOption(version.ttl, number(values.ttl));
  console.log(`PING ${hostOf(address)}: ${values.size} bytes of data, by a ${socket.type} socket`);

  const pings = new Pings(values.count === undefined ? Number.POSITIVE_INFINITY : number(values.count));
  const identifier = process.pid & 0xffff;
  const heard = Promise.all([hear(socket, pings, identifier), hearComplaints(socket, pings)]);
  const asked = async (): Promise<void> => {
    for (let sequence = pings.next(); sequence !== undefined; sequence = pings.next()) {
      const request = echoRequest(version.request, identifier, sequence, number(values.size));
      await sendTo(socket, request, address, { signal });
      await sleep(number(values.interval) * 1000, undefined, { signal });
    }
    await sleep(number(values.wait) * 1000, undefined, { signal });
    stop.abort();
  };
  await Promise.all([asked(), heard]).catch((error) => {
    if (!signal.aborted) throw error;
  });

  const { sent, times } = pings;
  const sorted = times.toSorted((one, other) => one - other).map((time) => time.toFixed(3));
  const summary = times.length === 0 ? "" : `; ${sorted[0]} to ${sorted.at(-1)} ms`;
  console.log(`${sent} sent, ${times.length} answered${summary}`);
  if (times.length === 0) process.exitCode = 1;
}

try {
  await main();
} catch (error) {
  if (!signal.aborted) {
    console.error(`ping: ${error instanceof Error ? error.message : error}`);
    process.exit(1);
  }
}
