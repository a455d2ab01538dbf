/**
 * tproxy: a transparent proxy. Connections and datagrams that a firewall turns aside to it, it passes on to where they
 * were going, which nobody notices, and tells of each: who, whither, how much. It takes root,
 * CAP_NET_ADMIN or CAP_NET_RAW, but for connections that come by REDIRECT.
 *
 *     node build/examples/tproxy.js [options]      unbuilt: node examples/tproxy.ts [options]
 *
 * On a router, what comes in by eth1 is turned aside by TPROXY (the mark, rule and route say that it is for here):
 *
 *     ip rule add fwmark 1 lookup 100 && ip route add local default dev lo table 100
 *     nft add table ip proxy
 *     nft add chain ip proxy in '{ type filter hook prerouting priority mangle; }'
 *     nft add rule ip proxy in iifname eth1 meta l4proto '{ tcp, udp }' tproxy to :3129 meta mark set 1
 *
 * or, for TCP, by REDIRECT: a chain `type nat hook prerouting priority dstnat` and `redirect to :3129`.
 *
 * What it shows: IP_TRANSPARENT, SO_ORIGINAL_DST, and IP_RECVORIGDSTADDR, whose control message has a datagram's goal.
 */
import { parseArgs } from "node:util";
import {
  Internet6Address,
  InternetAddress,
  ShutdownMethod,
  Socket,
  type SocketAddress,
  SocketCondition,
  SocketDomain,
  SocketType,
} from "berkeley-sockets";
import { connect, connections, receive, receiveMessage, sendAll, TimeoutCondition } from "berkeley-sockets/async";
import * as options from "berkeley-sockets/options";

const help = `usage: tproxy [options]
  -p, --port PORT     where the firewall sends them (3129)
  -w, --wait S        seconds that a flow of datagrams may be silent (30)
  -6, --ipv6          IPv6
      --redirect      for REDIRECT alone: connections only, no privilege`;

const ipv4 = {
  domain: SocketDomain.internet,
  any: (port: number): SocketAddress => InternetAddress.any(port),
  transparent: options.IP_TRANSPARENT,
  original: options.SO_ORIGINAL_DST,
  receiveOriginal: options.IP_RECVORIGDSTADDR,
};
const ipv6: typeof ipv4 = {
  domain: SocketDomain.internet6,
  any: (port) => Internet6Address.any(port),
  transparent: options.IPV6_TRANSPARENT,
  original: options.IP6T_SO_ORIGINAL_DST,
  receiveOriginal: options.IPV6_RECVORIGDSTADDR,
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** A socket that may be bound to, and be reached at, addresses that are not this machine's. */
function open(version: typeof ipv4, type: SocketType, address: SocketAddress, transparent = true): Socket {
  const socket = Socket.create(version.domain, type);
  socket.setOption(options.SO_REUSEADDR, true);
  try {
    if (transparent) socket.setOption(version.transparent, true);
  } catch (error) {
    if (!(error instanceof SocketCondition) || error.code !== "EPERM") throw error;
    throw new Error("a transparent socket needs root, CAP_NET_ADMIN or CAP_NET_RAW; --redirect needs none");
  }
  socket.bind(address);
  return socket;
}

/** Where a connection was going. TPROXY leaves its address as it was; REDIRECT has changed it, and remembers. */
function goalOf(connection: Socket, { original }: typeof ipv4): SocketAddress | undefined {
  try {
    return connection.getOption(original);
  } catch (error) {
    if (error instanceof SocketCondition) return connection.localAddress; // no REDIRECT here, or not of this one
    throw error;
  }
}

/** Passes on what comes until the end, and the end too; counts. */
async function pump(from: Socket, to: Socket): Promise<number> {
  for (let count = 0; ; ) {
    const bytes = await receive(from, 65536);
    if (bytes.length === 0) {
      to.shutdown(ShutdownMethod.write);
      return count;
    }
    await sendAll(to, bytes);
    count += bytes.length;
  }
}

async function relayConnection(version: typeof ipv4, near: Socket, client: SocketAddress, port: number): Promise<void> {
  const goal = goalOf(near, version);
  const far = Socket.create(version.domain, SocketType.stream);
  try {
    const local = near.localAddress as InternetAddress | Internet6Address;
    // Passing this on would be calling ourselves, without end.
    if (goal === undefined || (local.port === port && goal.equals(local))) throw new Error("nobody turned it aside");
    await connect(far, goal, { timeout: 30_000 });
    const [sent, received] = await Promise.all([pump(near, far), pump(far, near)]);
    console.log(`tcp ${client} to ${goal}: ${sent} bytes there, ${received} back`);
  } catch (error) {
    console.log(`tcp ${client} to ${goal}: ${messageOf(error)}`);
  } finally {
    near.close();
    far.close();
  }
}

/** The datagrams between one client and one goal. */
class Flow {
  readonly #far: Socket;
  readonly #near: Socket;
  readonly #client: SocketAddress;
  #there = 0;
  #back = 0;

  constructor(version: typeof ipv4, client: SocketAddress, goal: SocketAddress) {
    this.#client = client;
    this.#far = Socket.create(version.domain, SocketType.datagram);
    this.#far.connect(goal);
    this.#near = open(version, SocketType.datagram, goal); // answers come from where the client asked
  }

  send(bytes: Uint8Array): void {
    this.#far.send(bytes); // one that would block is lost, as datagrams may be
    this.#there += 1;
  }

  /** Until it is silent; gives what there is to tell. */
  async run(timeout: number): Promise<string> {
    try {
      for (;;) {
        const bytes = await receive(this.#far, 65536, { timeout });
        this.#near.sendTo(bytes, this.#client);
        this.#back += 1;
      }
    } catch (error) {
      const told = `${this.#there} datagrams there, ${this.#back} back`;
      return error instanceof TimeoutCondition ? told : `${told}, ${messageOf(error)}`;
    } finally {
      this.#far.close();
      this.#near.close();
    }
  }
}

async function relayDatagrams(version: typeof ipv4, port: number, timeout: number): Promise<void> {
  const socket = open(version, SocketType.datagram, version.any(port));
  socket.setOption(version.receiveOriginal, true);
  const flows = new Map<string, Flow>();
  for (;;) {
    const { data, address, control } = await receiveMessage(socket, { size: 65536 });
    const goal = control.find((each) => each.kind === "originalDestination")?.address;
    if (address === undefined || goal === undefined || (goal as InternetAddress).port === port) continue;
    const name = `udp ${address} to ${goal}`;
    try {
      const flow = flows.get(name) ?? new Flow(version, address, goal);
      if (!flows.has(name)) {
        flows.set(name, flow);
        void flow.run(timeout).then((told) => {
          flows.delete(name);
          console.log(`${name}: ${told}`);
        });
      }
      flow.send(data);
    } catch (error) {
      console.log(`${name}: ${messageOf(error)}`);
    }
  }
}

/** A number of the command line. */
function number(text: string): number {
  const value = text === "" ? Number.NaN : Number(text);
  if (!(value >= 0)) throw new Error(`${text} is no number`);
  return value;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: "string", short: "p", default: "3129" },
      wait: { type: "string", short: "w", default: "30" },
      ipv6: { type: "boolean", short: "6", default: false },
      redirect: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return console.log(help);
  process.once("SIGINT", () => process.exit());
  const version = values.ipv6 ? ipv6 : ipv4;
  const port = number(values.port);

  const listener = open(version, SocketType.stream, version.any(port), !values.redirect);
  listener.listen();
  const relayConnections = async (): Promise<void> => {
    for await (const [near, client] of connections(listener, { limit: 1000 })) {
      void relayConnection(version, near, client, port);
    }
  };
  const datagrams = values.redirect ? undefined : relayDatagrams(version, port, number(values.wait) * 1000);
  console.log(`listening on ${listener.localAddress}`);
  await Promise.all([relayConnections(), datagrams]);
}

try {
  await main();
} catch (error) {
  console.error(`tproxy: ${messageOf(error)}`);
  process.exit(1);
}
