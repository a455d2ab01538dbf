/**
 * traceroute: tells which routers are between here and a host, and how far each is. It sends UDP datagrams that may
 * go one hop, two hops, three; where one's hops are used up, a router says so. No privilege is needed: the kernel
 * puts what routers say into the socket's error queue (IP_RECVERR, IPV6_RECVERR).
 *
 *     node build/examples/traceroute.js [options] HOST      unbuilt: node examples/traceroute.ts [options] HOST
 */
import { parseArgs } from "node:util";
import {
  getNameInfo,
  NameInfoOption,
  type ReceiveErrorMessage,
  ReceiveFromOption,
  Socket,
  type SocketAddress,
  SocketDomain,
  SocketType,
} from "berkeley-sockets";
import { getAddressInfo, receiveMessage, TimeoutCondition } from "berkeley-sockets/async";
import { IP_RECVERR, IP_TTL, IPV6_RECVERR, IPV6_UNICAST_HOPS } from "berkeley-sockets/options";

const help = `usage: traceroute [options] HOST
  -m, --max-hops N     how far to go (30)
  -q, --queries N      probes for each hop (3)
  -w, --wait S         seconds to wait for each (2)
  -p, --port PORT      where to: one on which nobody listens (33434)
  -6, --ipv6           by IPv6, where the host has both`;

process.once("SIGINT", () => process.exit());

const hostOf = (address: SocketAddress): string => getNameInfo(address, { flags: [NameInfoOption.numericHost] }).host;

/** What became of a probe. */
interface Answer {
  readonly from: string;
  readonly milliseconds: number;
  /** It came to its end, not only to that of its hops. */
  readonly arrived: boolean;
  /** What the end was, where it was not the host's own word that nobody listens there. */
  readonly refusal: string;
}

/** By the ICMP message: "time exceeded" is a router's, "port unreachable" the host's own, others forbid the way. */
function meaningOf({ origin, type, code, error }: ReceiveErrorMessage): Pick<Answer, "arrived" | "refusal"> {
  const [exceeded, unreachable, port] = origin === "icmp6" ? [3, 1, 4] : [11, 3, 3];
  if (type === exceeded) return { arrived: false, refusal: "" };
  return { arrived: true, refusal: type === unreachable && code === port ? "" : ` (${error?.text})` };
}

/** Sends a datagram that may go so many hops; `undefined` when nothing is said of it in time. */
async function probe(address: SocketAddress, hops: number, timeout: number): Promise<Answer | undefined> {
  const isIpv6 = address.domain === SocketDomain.internet6;
  // A socket for each probe has the answer to this one alone in its queue.
  const socket = Socket.create(address.domain, SocketType.datagram);
  try {
    socket.setOption(isIpv6 ? IPV6_RECVERR : IP_RECVERR, true);
    socket.setOption(isIpv6 ? IPV6_UNICAST_HOPS : IP_TTL, hops);
    const start = performance.now();
    socket.sendTo(new Uint8Array(32), address);
    const request = { size: 512, flags: [ReceiveFromOption.errorQueue] };
    const { control } = await receiveMessage(socket, request, { timeout });
    const milliseconds = performance.now() - start;
    for (const each of control) {
      if (each.kind !== "receiveError") continue;
      return { from: each.offender === undefined ? "*" : hostOf(each.offender), milliseconds, ...meaningOf(each) };
    }
    return undefined;
  } catch (error) {
    if (error instanceof TimeoutCondition) return undefined;
    throw error;
  } finally {
    socket.close();
  }
}

function number(text: string, most: number): number {
  const value = Number(text);
  if (!(value > 0 && value <= most)) throw new Error(`${text} is no number from 1 to ${most}`);
  return value;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      "max-hops": { type: "string", short: "m", default: "30" },
      queries: { type: "string", short: "q", default: "3" },
      wait: { type: "string", short: "w", default: "2" },
      port: { type: "string", short: "p", default: "33434" },
      ipv6: { type: "boolean", short: "6", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const [host] = positionals;
  if (values.help) return console.log(help);
  if (host === undefined) throw new Error("a host is missing; --help tells more");

  const domain = values.ipv6 ? SocketDomain.internet6 : undefined;
  const { addresses } = await getAddressInfo(host, values.port, { domain, type: SocketType.datagram });
  const address = addresses[0]?.address as SocketAddress; // where there is none, it has thrown
  const [most, queries] = [number(values["max-hops"], 255), number(values.queries, 100)];
  console.log(`to ${hostOf(address)}, ${most} hops at most`);

  for (let hops = 1; hops <= most; hops++) {
    const answers: (Answer | undefined)[] = [];
    for (let query = 0; query < queries; query++) {
      answers.push(await probe(address, hops, number(values.wait, 3600) * 1000));
    }
    // Several routers may be as far: each name once, its times behind it.
    let last = "";
    const words = answers.map((answer) => {
      if (answer === undefined) return " *";
      const name = answer.from === last ? "" : ` ${answer.from}`;
      last = answer.from;
      return `${name} ${answer.milliseconds.toFixed(3)} ms${answer.refusal}`;
    });
    console.log(`${String(hops).padStart(2)} ${words.join(" ")}`);
    if (answers.some((answer) => answer?.arrived)) return;
  }
  console.log(`${host} is farther`);
  process.exitCode = 1;
}

try {
  await main();
} catch (error) {
  console.error(`traceroute: ${error instanceof Error ? error.message : error}`);
  process.exit(1);
}
