/**
 * socks5-proxy: a SOCKS5 proxy (RFC 1928), with or without a password (RFC 1929). It connects to addresses of both
 * families and to names; once it has said so the kernel passes the bytes on, and none of them comes in here.
 *
 *     node build/examples/socks5-proxy.js --port 1080     and then: curl --socks5-hostname 127.0.0.1:1080 http://example.org
 */
import { createHash, timingSafeEqual } from "node:crypto";
import { parseArgs } from "node:util";
import {
  AddressInfoCondition,
  formatIpv4,
  formatIpv6,
  type Internet6Address,
  InternetAddress,
  type SocketAddress,
  SocketCondition,
} from "berkeley-sockets";
import { connectToHost } from "berkeley-sockets/async";
import { TCP_NODELAY } from "berkeley-sockets/options";
import { type Connection, connect, forward, type Handlers, serve } from "berkeley-sockets/reactor";
import { PendingBytes } from "./pending-bytes.ts";

const usage = `usage: socks5-proxy [--host ADDRESS] [--port PORT] [--user NAME:PASSWORD] [--log]

  --host ADDRESS         where to be (127.0.0.1)
  --port PORT            at which port (1080; 0 lets the kernel choose)
  --user NAME:PASSWORD   whom alone to serve
  --log                  print who is connected to whom`;

const patience = 20_000; // with servers
const VERSION = 5;
const [NO_PASSWORD, PASSWORD, NO_METHOD] = [0, 2, 255];
const [IPV4, NAME, IPV6] = [1, 3, 4];
const CONNECT = 1;
const [DONE, FAILED, NOT_ALLOWED, NET_UNREACHABLE, HOST_UNREACHABLE, REFUSED, NO_COMMAND, NO_ADDRESS] = [
  0, 1, 2, 3, 4, 5, 7, 8,
];
const replies: Readonly<Record<string, number>> = {
  ...{ EACCES: NOT_ALLOWED, EPERM: NOT_ALLOWED, ENETUNREACH: NET_UNREACHABLE, EHOSTUNREACH: HOST_UNREACHABLE },
  ...{ ETIMEDOUT: HOST_UNREACHABLE, ECONNREFUSED: REFUSED },
};

/** What a client is expected to send next: how many bytes of these that was, 0 while it is not all there. */
type Step = (client: Client, input: Buffer<ArrayBuffer>) => number;
type Client = Connection<{ readonly pending: PendingBytes; step: Step }>;

let user: string | undefined;
let log = false;

const greeting: Step = (client, input) => {
  const length = 2 + (input[1] ?? 255);
  if (input[0] !== VERSION) return leave(client, []);
  if (input.length < length) return 0;
  const method = user === undefined ? NO_PASSWORD : PASSWORD;
  if (!input.subarray(2, length).includes(method)) return leave(client, [VERSION, NO_METHOD]);
  client.write(Uint8Array.of(VERSION, method));
  client.data.step = user === undefined ? request : password;
  return length;
};

const password: Step = (client, input) => {
  const second = 2 + (input[1] ?? 255);
  const length = second + 1 + (input[second] ?? 255);
  if (input.length < length) return 0;
  const told = `${input.toString("utf8", 2, second)}:${input.toString("utf8", second + 1, length)}`;
  // Compared so that the time it takes tells nothing.
  const [right, given] = [user ?? "", told].map((each) => createHash("sha256").update(each).digest()) as [
    Buffer,
    Buffer,
  ];
  if (!timingSafeEqual(right, given)) return leave(client, [1, 1]);
  client.write(Uint8Array.of(1, 0));
  client.data.step = request;
  return length;
};

const request: Step = (client, input) => {
  if (input.length < 5) return 0;
  const [version, command, , type, first = 0] = input;
  if (version !== VERSION) return leave(client, []);
  const sizes = new Map([
    [IPV4, 4],
    [IPV6, 16],
    [NAME, 1 + first],
  ]);
  const size = sizes.get(type ?? 0);
  if (size === undefined) return leave(client, reply(NO_ADDRESS));
  if (input.length < 4 + size + 2) return 0;
  if (command !== CONNECT) return leave(client, reply(NO_COMMAND));
  const bytes = input.subarray(4, 4 + size);
  const host =
    type === IPV4 ? formatIpv4(bytes.readUInt32BE()) : type === IPV6 ? formatIpv6(bytes) : bytes.toString("latin1", 1);
  const port = input.readUInt16BE(4 + size);
  if (port === 0 || !/^[!-~]+$/.test(host)) return leave(client, reply(FAILED));
  // What comes meanwhile is the server's.
  client.data.step = () => 0;
  client.pause();
  void open(client, host, port);
  return 4 + size + 2;
};

/** Tells the client that this was all, and passes over what it still sends. */
function leave(client: Client, last: readonly number[]): number {
  client.data.step = (_, input) => input.length;
  client.end(Uint8Array.from(last));
  return 0;
}

/** A reply, with the address that the proxy has towards the server. */
function reply(code: number, address: SocketAddress | undefined = InternetAddress.any(0)): number[] {
  const { ip, port } = address as InternetAddress | Internet6Address;
  const bytes =
    typeof ip === "number" ? [IPV4, ip >>> 24, (ip >>> 16) & 255, (ip >>> 8) & 255, ip & 255] : [IPV6, ...ip];
  return [VERSION, code, 0, ...bytes, port >> 8, port & 255];
}

async function open(client: Client, host: string, port: number): Promise<void> {
  try {
    const socket = await connectToHost(host, null, port, { timeout: patience });
    if (client.closed) return socket.close();
    if (log) console.log(`${client.peerAddress} -> ${host} ${socket.peerAddress}`);
    socket.setOption(TCP_NODELAY, true);
    client.write(Uint8Array.from(reply(DONE, socket.localAddress)));
    const server = connect({ socket, handlers: {} });
    server.write(client.data.pending.take());
    forward(client, server);
  } catch (error) {
    if (!(error instanceof SocketCondition)) throw error;
    if (client.closed) return;
    if (log) console.log(`${client.peerAddress} -> ${host}:${port} ${error.message}`);
    const unknown = error instanceof AddressInfoCondition || error.cause instanceof AddressInfoCondition;
    leave(client, reply(unknown ? HOST_UNREACHABLE : (replies[error.code] ?? FAILED)));
    client.resume();
  }
}

const handlers: Handlers<Client["data"]> = {
  open(client) {
    client.data = { pending: new PendingBytes(), step: greeting };
  },
  data(client, bytes) {
    const { data } = client;
    const input = data.pending.with(bytes);
    let at = 0;
    for (let used = -1; used !== 0 && at < input.length; at += used) used = data.step(client, input.subarray(at));
    data.pending.keep(input, at);
  },
};

function main(): void {
  const { values } = parseArgs({
    options: {
      host: { type: "string", default: "127.0.0.1" },
      port: { type: "string", default: "1080" },
      user: { type: "string" },
      log: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return;
  }
  if (values.user?.includes(":") === false) throw new RangeError("a user is NAME:PASSWORD");
  user = values.user;
  log = values.log;
  const server = serve({ host: values.host, port: Number(values.port), idleTimeout: patience + 10_000, handlers });
  for (const name of ["SIGINT", "SIGTERM"]) process.once(name, () => server.close());
  console.log(`listening on ${server.address}`);
}

try {
  main();
} catch (error) {
  // What the user or the system brought about has a code, or is about a value.
  if (!(error instanceof Error && ("code" in error || error instanceof RangeError))) throw error;
  console.error(`socks5-proxy: ${error.message}`);
  process.exitCode = 1;
}
