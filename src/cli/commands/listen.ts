import { accept, getAddressInfo, listenOnHost, listenOnUnixSocket, readable, TimeoutCondition } from "../../async.ts";
import { RESTART_OPTION } from "../../bsd/restart-option.ts";
import {
  AddressInfoOption,
  getServiceByName,
  Internet6Address,
  InternetAddress,
  Socket,
  type SocketAddress,
  SocketCondition,
  SocketDomain,
  SocketType,
} from "../../index.ts";
import { IPV6_V6ONLY } from "../../options.ts";
import { type Call, type Command, Failure, quiet, UsageError } from "../command.ts";
import { messageOf } from "../failure.ts";
import { note } from "../notes.ts";
import { familyOptions, type HostTarget, portNumber, readTarget, type Target, type UnixTarget } from "../target.ts";
import { converse, type Ends } from "../transfer/converse.ts";
import { exchange } from "../transfer/exchange.ts";
import { Input } from "../transfer/input.ts";
import { EventOutput } from "../transfer/output.ts";
import { Progress } from "../transfer/progress.ts";
import { bindUnix } from "../unix-file.ts";

const BACKLOG = 16;

/** A listener, or a bound datagram socket. */
interface Bound {
  readonly socket: Socket;
  readonly tidy?: () => void;
}

function portOf({ port, type }: HostTarget): number {
  const number = portNumber(port, 0);
  if (number !== undefined) return number;
  const entry = getServiceByName(port, type === SocketType.datagram ? "udp" : "tcp");
  if (entry === undefined) throw new Failure(`no service ${port}; bsock services lists them`);
  return entry.port;
}

/** Binds to the first of some addresses that can be bound to. */
function bindFirst(addresses: readonly SocketAddress[], type: SocketType, dualStack: boolean): Socket {
  let failure: unknown = new Failure("there is no address to listen on");
  for (const [index, address] of addresses.entries()) {
    let socket: Socket | undefined;
    try {
      socket = Socket.create(address.domain, type);
      if (type === SocketType.stream) socket.setOption(RESTART_OPTION, true);
      if (address instanceof Internet6Address) socket.setOption(IPV6_V6ONLY, !dualStack);
      socket.bind(address);
      if (type === SocketType.stream) socket.listen(BACKLOG);
      return socket;
    } catch (error) {
      socket?.close();
      if (index === 0) failure = error;
    }
  }
  throw failure;
}

async function bindHost(target: HostTarget, signal: AbortSignal): Promise<Bound> {
  const { host, domain, type } = target;
  const port = portOf(target);
  if (type === SocketType.stream && domain === undefined) {
    return { socket: listenOnHost(host ?? null, port, { backlog: BACKLOG }) };
  }
  const hints = { domain, type, flags: [AddressInfoOption.passive] };
  const { addresses } = await getAddressInfo(host ?? null, port, hints, { signal });
  const dualStack = host === undefined && domain === undefined;
  // IPv6 comes with IPv4 included, so of any addresses it is the one to take.
  const sixFirst = (address: SocketAddress): number => Number(dualStack && address instanceof InternetAddress);
  const order = addresses.map(({ address }) => address).sort((a, b) => sixFirst(a) - sixFirst(b));
  return { socket: bindFirst(order, type, dualStack) };
}

function bindToPath({ type, address }: UnixTarget): Bound {
  if (type === SocketType.stream && address.kind === "path") {
    return { socket: listenOnUnixSocket(address.path, BACKLOG) };
  }
  const socket = Socket.create(SocketDomain.unix, type);
  try {
    const tidy = bindUnix(socket, address);
    if (type !== SocketType.datagram) socket.listen(BACKLOG);
    return { socket, tidy };
  } catch (error) {
    socket.close();
    throw error;
  }
}

/** What a wait that lasted too long is called. */
function late(error: unknown, syscall: string, timeout: number | undefined): unknown {
  return error instanceof TimeoutCondition
    ? new Failure(`${syscall} ETIMEDOUT: nobody came within ${timeout} ms`)
    : error;
}

async function tellEnd(call: Call, progress: Progress): Promise<void> {
  if (call.flag("json")) await call.printEvent({ event: "end", ...progress.totals });
}

/** One conversation after the other. */
async function serve(call: Call, listener: Socket, ends: Omit<Ends, "progress">, watched: boolean): Promise<void> {
  const timeout = call.milliseconds("timeout");
  const { signal } = call;
  do {
    const [socket, peer] = await accept(listener, { signal, timeout }).catch((error: unknown) => {
      throw late(error, "accept", timeout);
    });
    if (!call.flag("keep-open")) listener.close();
    call.note(`connection from ${peer}`);
    if (call.flag("json")) {
      await call.printEvent({ event: "connected", local: String(socket.localAddress ?? ""), peer: String(peer) });
    }
    const progress = new Progress(watched);
    try {
      await converse(socket, { ...ends, progress });
    } catch (error) {
      if (!(error instanceof SocketCondition)) throw error;
      const message = `${messageOf(error)} ${peer}`;
      if (!call.flag("keep-open")) throw new Failure(message);
      // One who went away must not keep the next from coming.
      note(message);
    } finally {
      progress.end();
      socket.close();
    }
    await tellEnd(call, progress);
  } while (call.flag("keep-open"));
}

async function serveDatagrams(
  call: Call,
  socket: Socket,
  ends: Omit<Ends, "progress">,
  watched: boolean,
): Promise<void> {
  const timeout = call.milliseconds("timeout");
  if (timeout !== undefined) {
    await readable(socket, { signal: call.signal, timeout }).catch((error: unknown) => {
      throw late(error, "recv", timeout);
    });
  }
  const progress = new Progress(watched);
  try {
    await exchange(
      socket,
      { ...ends, progress },
      { wait: call.milliseconds("wait"), keepFirst: !call.flag("keep-open") },
    );
  } finally {
    progress.end();
  }
  await tellEnd(call, progress);
}

async function run(call: Call): Promise<number> {
  const target: Target = readTarget(call, [1, 2]);
  const datagrams = target.type === SocketType.datagram;
  if (!datagrams && call.text("wait") !== undefined) throw new UsageError("--wait is for datagrams");
  const { socket, tidy } = target.kind === "unix" ? bindToPath(target) : await bindHost(target, call.signal);
  const input = new Input();
  const output = call.flag("json") ? new EventOutput(call.output) : call.output;
  const ends = { input, output, signal: call.signal };
  const watched = !call.flag("quiet") && !(input.isTTY && call.output.isTTY);
  try {
    call.note(`listening on ${socket.localAddress}`);
    if (call.flag("json")) await call.printEvent({ event: "listening", local: String(socket.localAddress) });
    await (datagrams ? serveDatagrams : serve)(call, socket, ends, watched);
  } finally {
    input.close();
    socket.close();
    tidy?.();
  }
  return 0;
}

export const command: Command = {
  usage: ["[OPTIONS] [ADDRESS] PORT", "[OPTIONS] --unix PATH", "[OPTIONS] --abstract NAME"],
  details: [
    "Takes one connection, and does with it what bsock connect does: stdin is sent, what is received is written to " +
      "stdout, until both sides have ended. Without ADDRESS it listens on every interface, on IPv6 and IPv4. Port 0 " +
      "lets the system choose; the address is told on stderr.",
    "A socket file that nobody listens on any more is replaced, and ours is removed at the end. With datagrams bsock " +
      "talks to whoever writes first; with --keep-open it hears everybody and answers the last.",
  ],
  options: {
    ...familyOptions,
    "keep-open": { short: "k", help: "one connection after the other, until interrupted" },
    timeout: { value: "MS", help: "give up when nobody has come after MS milliseconds" },
    wait: { value: "MS", help: "datagrams: end after MS milliseconds of silence once stdin has ended" },
    quiet,
    json: { help: "who comes and what is received as JSON, an object a line" },
  },
  positionals: [0, 2],
  candidates: ["host", []],
  examples: [
    ["bsock listen 9000 > disk.img", "receive a file, with progress"],
    ["bsock listen --keep-open ::1 8080 < /dev/null", "show what clients send, one after the other"],
    ["bsock listen --udp 127.0.0.1 9000", "receive datagrams, answer who wrote first"],
    ["bsock listen --unix /tmp/app.sock", "wait on a Unix socket"],
    ["bsock listen --seqpacket --unix app --abstract", "packets, on an abstract name"],
  ],
  run,
};
