/**
 * fdpass: hands open files and listening sockets to another process, or takes them from one, over a Unix socket. What
 * is handed over goes on to work when its first owner has ended.
 *
 *     node build/examples/fdpass.js receive /tmp/fdpass        and then, elsewhere:
 *     node build/examples/fdpass.js send /tmp/fdpass README.md tcp:127.0.0.1:0
 *
 * The receiver prints the files. On a listening socket it takes one connection, greets it and ends: try nc.
 */
import { createReadStream, fstatSync, openSync } from "node:fs";
import { pipeline } from "node:stream/promises";
import { parseArgs } from "node:util";
import { Internet6Address, InternetAddress, type ReceivedDescriptor, Socket, SocketType } from "berkeley-sockets";
import { accept, acceptUnixConnection, connectToUnixHost, receiveMessage, sendMessage } from "berkeley-sockets/async";
import { SO_ACCEPTCONN } from "berkeley-sockets/options";
import { listenOnUnixSocket, setFdBlocking } from "berkeley-sockets/simple";

const usage = `usage: fdpass send PATH WHAT...
       fdpass receive PATH

  PATH    the Unix socket where the receiver listens
  WHAT    a file, or tcp:ADDRESS:PORT for a socket that listens there
  --help  this text`;

/** Opens what is to be handed over: a descriptor, with a name that the receiver may show. */
function open(what: string): { name: string; descriptor: number | Socket } {
  if (!what.startsWith("tcp:")) return { name: what, descriptor: openSync(what, "r") };
  const at = what.slice("tcp:".length);
  const address = at.startsWith("[") ? Internet6Address.parse(at) : InternetAddress.parse(at);
  const socket = Socket.create(address.domain, SocketType.stream);
  socket.bind(address);
  socket.listen();
  // The mode travels with it: ours never wait in the kernel, but whoever takes it may count on that.
  setFdBlocking(socket);
  return { name: `tcp:${socket.localAddress}`, descriptor: socket };
}

async function send(path: string, what: readonly string[], signal: AbortSignal): Promise<void> {
  if (what.length === 0) throw new RangeError(`nothing to send\n${usage}`);
  const opened = what.map(open);
  const peer = await connectToUnixHost(path, { signal });
  // Descriptors travel beside bytes, on a stream beside at least one. Here they are the names.
  const data = Buffer.from(opened.map(({ name }) => `${name}\n`).join(""));
  const descriptors = opened.map(({ descriptor }) => descriptor);
  await sendMessage(peer, { data, control: [{ kind: "rights", descriptors }] }, { signal });
  // The receiver has its own from now on; ours go with this process.
  peer.close();
}

/** Takes one connection and greets it. */
async function greet(listener: Socket, signal: AbortSignal): Promise<void> {
  const [client, address] = await accept(listener, { signal });
  client.send(Buffer.from(`process ${process.pid} greets you\n`));
  client.close();
  console.error(`fdpass: greeted ${address}`);
}

async function use(descriptor: ReceivedDescriptor, name: string, signal: AbortSignal): Promise<void> {
  const kind = fstatSync(descriptor.fd);
  if (kind.isFile() || kind.isFIFO()) {
    console.error(`fdpass: a file, ${name}`);
    // The stream closes it from now on.
    const stream = createReadStream("", { fd: descriptor.take() });
    await pipeline(stream, process.stdout, { end: false, signal });
  } else if (kind.isSocket()) {
    const socket = descriptor.toSocket();
    const listens = socket.getOption(SO_ACCEPTCONN);
    console.error(`fdpass: a ${listens ? "listening " : ""}socket, ${name}: ${socket.localAddress}`);
    try {
      if (listens) await greet(socket, signal);
    } finally {
      socket.close();
    }
  } else {
    console.error(`fdpass: neither a file nor a socket, ${name}`);
    descriptor.close();
  }
}

/** What the next peer sends: its names, and the descriptors beside them. */
async function next(listener: Socket, signal: AbortSignal): Promise<[string[], ReceivedDescriptor[]]> {
  const peer = await acceptUnixConnection(listener, { signal });
  try {
    // Room for the most descriptors that the kernel passes in one message.
    const { data, control, flags } = await receiveMessage(peer, { size: 65536, controlSize: 4096 }, { signal });
    if (flags.controlTruncated) console.error("fdpass: not all of the descriptors could be taken");
    const descriptors = control.flatMap((each) => (each.kind === "rights" ? each.descriptors : []));
    return [Buffer.from(data).toString().split("\n"), descriptors];
  } finally {
    peer.close();
  }
}

async function receive(path: string, signal: AbortSignal): Promise<void> {
  const listener = listenOnUnixSocket(path, 1);
  try {
    console.error(`fdpass: waiting at ${path}`);
    for (;;) {
      const [names, descriptors] = await next(listener, signal);
      for (const [index, descriptor] of descriptors.entries()) await use(descriptor, names[index] || "unnamed", signal);
      if (descriptors.length > 0) return;
      // Whoever only looks whether somebody listens connects too.
      console.error("fdpass: a peer sent no descriptors");
    }
  } finally {
    listener.close(); // which removes its path
  }
}

async function main(signal: AbortSignal): Promise<void> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { help: { type: "boolean" } } });
  const [command, path, ...what] = positionals;
  if (values.help) console.log(usage);
  else if (command === "send" && path !== undefined) await send(path, what, signal);
  else if (command === "receive" && path !== undefined && what.length === 0) await receive(path, signal);
  else throw new RangeError(usage);
}

const ending = new AbortController();
for (const name of ["SIGINT", "SIGTERM"]) process.once(name, () => ending.abort());
try {
  await main(ending.signal);
} catch (error) {
  // What the user or the system brought about has a code, or is about a value.
  if (!(error instanceof Error && ("code" in error || error instanceof RangeError))) throw error;
  if (!ending.signal.aborted) console.error(`fdpass: ${error.message}`);
  process.exitCode = 1;
}
