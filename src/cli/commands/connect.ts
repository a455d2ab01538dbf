import {
  connect,
  connectToHost,
  connectToIpv4Host,
  connectToIpv6Host,
  getAddressInfo,
  TimeoutCondition,
} from "../../async.ts";
import {
  type AddressInfo,
  Socket,
  type SocketAddress,
  SocketCondition,
  SocketDomain,
  SocketType,
  UnixAddress,
} from "../../index.ts";
import { type Call, type Command, Failure, quiet, UsageError } from "../command.ts";
import { messageOf } from "../failure.ts";
import {
  bindAddress,
  familyOptions,
  type HostTarget,
  portNumber,
  readTarget,
  tellTarget,
  type UnixTarget,
  unixAddress,
} from "../target.ts";
import { converse } from "../transfer/converse.ts";
import { exchange } from "../transfer/exchange.ts";
import { Input } from "../transfer/input.ts";
import { EventOutput } from "../transfer/output.ts";
import { Progress } from "../transfer/progress.ts";
import { bindUnix } from "../unix-file.ts";

const DATAGRAM_WAIT = 1000;

/** A connected socket, and what is to be done when it is closed. */
interface Connection {
  readonly socket: Socket;
  readonly tidy?: () => void;
}

interface Limits {
  readonly signal: AbortSignal;
  readonly timeout: number | undefined;
}

/** Makes a socket, binds it where told, connects it; closes it if that fails. */
async function connectedSocket(
  info: Pick<AddressInfo, "domain" | "type" | "address">,
  bind: SocketAddress | undefined,
  limits: Limits,
): Promise<Connection> {
  const socket = Socket.create(info.domain, info.type);
  let tidy: (() => void) | undefined;
  try {
    if (bind instanceof UnixAddress) tidy = bindUnix(socket, bind);
    else if (bind !== undefined) socket.bind(bind);
    await connect(socket, info.address, limits);
    return tidy === undefined ? { socket } : { socket, tidy };
  } catch (error) {
    socket.close();
    tidy?.();
    throw error;
  }
}

async function connectUnix(call: Call, { type, address }: UnixTarget, limits: Limits): Promise<Connection> {
  const text = call.text("bind");
  let bind = text === undefined ? undefined : unixAddress(call, "--bind", text);
  // Who sends datagrams without a name gets no answer: let the kernel choose one.
  if (type === SocketType.datagram && process.platform === "linux") bind ??= UnixAddress.unnamed;
  return connectedSocket({ domain: SocketDomain.unix, type, address }, bind, limits);
}

async function connectHost(call: Call, target: HostTarget, limits: Limits): Promise<Connection> {
  const host = target.host as string;
  const number = portNumber(target.port, 1);
  const bindText = call.text("bind");
  const bind = bindText === undefined ? undefined : bindAddress(bindText, target.domain);
  const domain = target.domain ?? bind?.domain;
  if (bind !== undefined && bind.domain !== domain) throw new UsageError(`--bind ${bindText} is of the other family`);
  if (bind === undefined && target.type === SocketType.stream) {
    const [service, port] = number === undefined ? [target.port, 0] : [null, number];
    const byDomain = domain === SocketDomain.internet ? connectToIpv4Host : connectToIpv6Host;
    return { socket: await (domain === undefined ? connectToHost : byDomain)(host, service, port, limits) };
  }
  const { addresses } = await getAddressInfo(host, number ?? target.port, { domain, type: target.type }, limits);
  const errors: SocketCondition[] = [];
  for (const info of addresses) {
    try {
      return await connectedSocket(info, bind, limits);
    } catch (error) {
      if (!(error instanceof SocketCondition) || error instanceof TimeoutCondition) throw error;
      errors.push(error);
    }
  }
  throw errors.at(-1);
}

async function run(call: Call): Promise<number> {
  const target = readTarget(call, [2, 2]);
  const timeout = call.milliseconds("timeout");
  const wait = call.milliseconds("wait");
  if (wait !== undefined && target.type !== SocketType.datagram) throw new UsageError("--wait is for datagrams");
  const limits = { signal: call.signal, timeout };
  let connection: Connection;
  try {
    connection = await (target.kind === "unix" ? connectUnix(call, target, limits) : connectHost(call, target, limits));
  } catch (error) {
    if (!(error instanceof TimeoutCondition)) throw error;
    throw new Failure(`connect ETIMEDOUT ${tellTarget(target)}: no answer within ${timeout} ms`);
  }
  const { socket, tidy } = connection;
  const peer = socket.peerAddress ?? tellTarget(target);
  const input = new Input();
  const asJson = call.flag("json");
  const output = asJson ? new EventOutput(call.output) : call.output;
  const progress = new Progress(!call.flag("quiet") && !(input.isTTY && output.isTTY));
  const ends = { input, output, progress, signal: call.signal };
  try {
    if (asJson) {
      await call.printEvent({ event: "connected", local: String(socket.localAddress ?? ""), peer: String(peer) });
    }
    if (target.type === SocketType.datagram) {
      await exchange(socket, ends, { wait: wait ?? DATAGRAM_WAIT, keepFirst: false });
    } else {
      await converse(socket, ends);
    }
    if (asJson) await call.printEvent({ event: "end", ...progress.totals });
  } catch (error) {
    // Sends and receives do not say with whom.
    if (!(error instanceof SocketCondition) || error.address !== undefined) throw error;
    throw new Failure(`${messageOf(error)} ${peer}`);
  } finally {
    progress.end();
    input.close();
    socket.close();
    tidy?.();
  }
  return 0;
}

export const command: Command = {
  usage: ["[OPTIONS] HOST PORT", "[OPTIONS] --unix PATH", "[OPTIONS] --abstract NAME"],
  details: [
    "Connects; sends what comes on stdin, writes what it receives to stdout. When stdin ends, the sending half " +
      "of the connection is closed, and bsock goes on until the peer has ended too. PORT is a number or a service's " +
      "name. All addresses of HOST are tried, IPv6 and IPv4 in a race.",
    "Nothing is read ahead: when the peer is slow, stdin waits; when whoever reads stdout is slow, the peer waits. " +
      "With datagrams and packets each line of stdin is one message, of at most 16384 bytes.",
  ],
  options: {
    ...familyOptions,
    bind: { value: "ADDRESS", help: "connect from ADDRESS, ADDRESS:PORT, :PORT, or a path" },
    timeout: { value: "MS", help: "give up when there is no connection after MS milliseconds" },
    wait: { value: "MS", help: "datagrams: end after MS milliseconds of silence once stdin has ended (1000)" },
    quiet,
    json: { help: "what is received as JSON, an object a line" },
  },
  positionals: [0, 2],
  candidates: ["host", []],
  examples: [
    [`printf 'GET / HTTP/1.0\\r\\n\\r\\n' | bsock connect example.org http`, "fetch a page"],
    ["bsock connect --timeout 2000 ::1 8000", "talk to the bot of bsock echo"],
    ["bsock connect backup.example 9000 < disk.img", "send a file, with progress"],
    ["echo hello | bsock connect --udp 127.0.0.1 9000", "send a datagram, print the answers"],
    ["bsock connect --unix /run/app.sock", "talk over a Unix socket"],
    ["bsock connect --seqpacket --unix app --abstract", "packets, to an abstract name"],
  ],
  run,
};
