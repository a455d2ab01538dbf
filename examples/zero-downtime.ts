/**
 * zero-downtime: a TCP server that is replaced while it serves. At SIGHUP it starts its successor, which may be a
 * newer version of this file, and hands it the listening socket over a Unix socket. Once the successor accepts, the
 * old process stops accepting, waits for its clients to finish, and ends. No connection is refused and no reply lost,
 * because the socket is never closed: the kernel's queue of connections goes on to be served, by whoever has it.
 *
 *     node build/examples/zero-downtime.js 127.0.0.1:8000      and then: nc 127.0.0.1 8000; kill -HUP PID
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { parseArgs } from "node:util";
import { Internet6Address, InternetAddress, Socket, SocketDomain, SocketType } from "berkeley-sockets";
import { connections, getEveryLine, putString, receive, receiveMessage, sendMessage } from "berkeley-sockets/async";
import { SO_REUSEADDR } from "berkeley-sockets/options";
import { BufferedSocket } from "berkeley-sockets/simple";

const usage = `usage: zero-downtime ADDRESS:PORT [--drain SECONDS]

  ADDRESS:PORT       such as 127.0.0.1:8000 or [::1]:0
  --drain SECONDS    how long clients have to finish when the server is replaced or ended: 30 unless told
  --help             this text

It answers each line with the number of its process and the line. SIGHUP replaces it, SIGTERM and SIGINT end it.`;

/** Where a successor finds its Unix socket: the descriptor behind stdin, stdout and stderr. */
const legacy = 3;
const say = (text: string): void => console.log(`${process.pid}: ${text}`);

function listen(at: string): Socket {
  const address = at.startsWith("[") ? Internet6Address.parse(at) : InternetAddress.parse(at);
  const socket = Socket.create(address.domain, SocketType.stream);
  socket.setOption(SO_REUSEADDR, true);
  socket.bind(address);
  socket.listen();
  return socket;
}

/** The successor's side: takes over the listening socket. */
async function inherit(predecessor: Socket): Promise<Socket> {
  const { control } = await receiveMessage(predecessor, { size: 1 });
  const [descriptor] = control.flatMap((each) => (each.kind === "rights" ? each.descriptors : []));
  if (descriptor === undefined) throw new RangeError("the predecessor handed over no socket");
  return descriptor.toSocket();
}

/** The predecessor's side: resolves with the successor once it accepts; rejects if it ends before. */
async function handOver(listener: Socket): Promise<ChildProcess> {
  const [mine, theirs] = Socket.pair(SocketDomain.unix, SocketType.stream);
  const child = spawn(process.execPath, [...process.execArgv, ...process.argv.slice(1)], {
    stdio: ["ignore", "inherit", "inherit", theirs.fd],
    env: { ...process.env, ZERO_DOWNTIME: String(legacy) },
  });
  theirs.close();
  try {
    await once(child, "spawn");
    await sendMessage(mine, { data: Buffer.from("!"), control: [{ kind: "rights", descriptors: [listener] }] });
    const answer = await receive(mine, 1, { timeout: 30_000 });
    if (answer.length === 0) throw new RangeError("the successor ended before it could serve");
    return child;
  } catch (error) {
    child.kill();
    throw error;
  } finally {
    mine.close();
  }
}

/** The clients of this process. */
class Clients {
  readonly #open = new Set<Promise<void>>();
  readonly #cut = new AbortController();

  add(socket: Socket): void {
    const served = this.#converse(new BufferedSocket(socket)).finally(() => this.#open.delete(served));
    this.#open.add(served);
  }

  async #converse(client: BufferedSocket): Promise<void> {
    const { signal } = this.#cut;
    try {
      for await (const line of getEveryLine(client, { signal })) {
        await putString(client, `${process.pid} ${line}\n`, { signal });
      }
    } catch (error) {
      if (!signal.aborted) say(`a client broke off: ${error instanceof Error ? error.message : error}`);
    } finally {
      client.close();
    }
  }

  cutOff(): void {
    this.#cut.abort();
  }

  /** Lets them finish; cuts off those that take too long. */
  async drain(seconds: number): Promise<void> {
    say(`waiting for ${this.#open.size} clients`);
    const late = setTimeout(() => this.cutOff(), seconds * 1000);
    await Promise.all(this.#open);
    clearTimeout(late);
  }
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { drain: { type: "string", default: "30" }, help: { type: "boolean" } },
  });
  const [at, ...more] = positionals;
  const drain = Number(values.drain);
  if (values.help) {
    console.log(usage);
    return;
  }
  if (at === undefined || more.length > 0) throw new RangeError(usage);
  if (!(drain >= 0)) throw new RangeError(`--drain must be a number of seconds, not ${values.drain}`);

  const stopping = new AbortController();
  const predecessor = process.env["ZERO_DOWNTIME"] === String(legacy) ? Socket.adopt(legacy) : undefined;
  delete process.env["ZERO_DOWNTIME"];
  const listener = predecessor === undefined ? listen(at) : await inherit(predecessor);

  const clients = new Clients();
  let replacing = false;
  process.on("SIGHUP", async () => {
    if (replacing || stopping.signal.aborted) return;
    replacing = true;
    try {
      const successor = await handOver(listener);
      successor.unref(); // it is to outlive us
      say(`replaced by ${successor.pid}`);
      stopping.abort();
    } catch (error) {
      say(`not replaced: ${error instanceof Error ? error.message : error}`);
    }
    replacing = false;
  });
  // The first asks to end, the second does not wait for the clients.
  const stop = (): void => (stopping.signal.aborted ? clients.cutOff() : stopping.abort());
  for (const name of ["SIGINT", "SIGTERM"]) process.on(name, stop);

  say(`listening on ${listener.localAddress}`);
  predecessor?.send(Buffer.from("!")); // from now on both accept, until the predecessor hears this
  predecessor?.close();
  try {
    // To stop waiting for a connection loses none: it stays in the queue, which the successor has too.
    for await (const [socket] of connections(listener, { signal: stopping.signal })) clients.add(socket);
  } catch (error) {
    if (!stopping.signal.aborted) throw error;
  }
  listener.close();
  await clients.drain(drain);
  say("ended");
}

try {
  await main();
} catch (error) {
  // What the user or the system brought about has a code, or is about a value.
  if (!(error instanceof Error && ("code" in error || error instanceof RangeError))) throw error;
  console.error(`zero-downtime: ${error.message}`);
  process.exitCode = 1;
}
