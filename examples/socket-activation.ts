/**
 * socket-activation: a server that makes no socket of its own. The service manager has them already, starts the server
 * when the first client comes, and starts it anew after it has ended for want of clients: none of them is refused.
 *
 *     systemd-socket-activate -l 127.0.0.1:8000 -l /tmp/door --fdname web:door \
 *       node build/examples/socket-activation.js --idle 60          and then: nc 127.0.0.1 8000; nc -U /tmp/door
 *
 * It greets whoever comes by the name of the socket, and echoes. Listeners and datagram sockets serve, and with
 * `systemd-socket-activate --accept` (a unit's Accept=yes) single connections.
 */
import { parseArgs } from "node:util";
import { type Socket, type SocketAddress, SocketType, UnixAddress } from "berkeley-sockets";
import { connections, datagrams, getEveryLine, putString, sendTo } from "berkeley-sockets/async";
import { type SystemdListener, systemdListeners } from "berkeley-sockets/interop";
import { SO_ACCEPTCONN } from "berkeley-sockets/options";
import { BufferedSocket } from "berkeley-sockets/simple";

const usage = `usage: socket-activation [--idle SECONDS]

  --idle SECONDS    ends once nobody has come for so long and nobody is there; never unless told
  --help            this text

It is started by a service manager, or by systemd-socket-activate(1).`;

/** Ends the server when it has been idle for so long. */
class Idleness {
  readonly #milliseconds: number;
  readonly #end: () => void;
  #clients = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(seconds: number | undefined, end: () => void) {
    this.#milliseconds = seconds === undefined ? -1 : seconds * 1000;
    this.#end = end;
    this.rest();
  }

  /** Waits anew. */
  rest(): void {
    clearTimeout(this.#timer);
    if (this.#clients === 0 && this.#milliseconds >= 0) this.#timer = setTimeout(this.#end, this.#milliseconds);
  }

  /** Does not end while this is done. */
  async during(action: Promise<void>): Promise<void> {
    this.#clients += 1;
    clearTimeout(this.#timer);
    try {
      await action;
    } finally {
      this.#clients -= 1;
      this.rest();
    }
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}

async function converse(socket: Socket, name: string, signal: AbortSignal): Promise<void> {
  const client = new BufferedSocket(socket);
  try {
    await putString(client, `you came by ${name}\n`, { signal });
    for await (const line of getEveryLine(client, { signal })) await putString(client, `echo: ${line}\n`, { signal });
  } catch (error) {
    // A client that breaks off is no reason to leave the others.
    if (!signal.aborted) console.error(`socket-activation: ${error instanceof Error ? error.message : error}`);
  } finally {
    client.close();
  }
}

async function answer(socket: Socket, bytes: Uint8Array, to: SocketAddress | undefined, name: string): Promise<void> {
  if (to === undefined || to === UnixAddress.unnamed) return; // it told no address
  await sendTo(socket, Buffer.from(`by ${name}: ${Buffer.from(bytes)}`), to).catch((error: Error) =>
    console.error(`socket-activation: ${error.message}`),
  );
}

/** Serves one of the sockets, whatever it is. */
async function serve({ name, socket }: SystemdListener, idleness: Idleness, signal: AbortSignal): Promise<void> {
  const kind = `${socket.domain} ${socket.type}`;
  if (socket.type === SocketType.datagram) {
    console.log(`${name}: ${kind} at ${socket.localAddress}`);
    for await (const [bytes, from] of datagrams(socket, { signal })) {
      await idleness.during(answer(socket, bytes, from, name));
    }
  } else if (socket.getOption(SO_ACCEPTCONN)) {
    console.log(`${name}: ${kind} listening on ${socket.localAddress}`);
    for await (const [connection] of connections(socket, { signal })) {
      void idleness.during(converse(connection, name, signal));
    }
  } else {
    console.log(`${name}: ${kind} connected to ${socket.peerAddress}`);
    await idleness.during(converse(socket, name, signal));
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { idle: { type: "string" }, help: { type: "boolean" } } });
  if (values.help) {
    console.log(usage);
    return;
  }
  const idle = values.idle === undefined ? undefined : Number(values.idle);
  if (idle !== undefined && !(idle >= 0))
    throw new RangeError(`--idle must be a number of seconds, not ${values.idle}`);
  const listeners = systemdListeners();
  if (listeners.length === 0) throw new RangeError("no service manager has passed a socket to this process");

  const ending = new AbortController();
  const end = (): void => ending.abort();
  for (const name of ["SIGINT", "SIGTERM"]) process.once(name, end);
  const idleness = new Idleness(idle, end);
  try {
    await Promise.all(listeners.map((listener) => serve(listener, idleness, ending.signal)));
  } catch (error) {
    if (!ending.signal.aborted) throw error;
  } finally {
    idleness.stop();
    // The manager keeps its own: who comes from now on waits for the next of us.
    for (const { socket } of listeners) socket.close();
  }
}

try {
  await main();
} catch (error) {
  // What the user or the system brought about has a code, or is about a value.
  if (!(error instanceof Error && ("code" in error || error instanceof RangeError))) throw error;
  console.error(`socket-activation: ${error.message}`);
  process.exitCode = 1;
}
