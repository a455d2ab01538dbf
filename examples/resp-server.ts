/**
 * resp-server: a small Redis on the reactor. Strings that may expire, counters, pipelined requests, lines typed by hand.
 * All requests of a view are answered by one write, and a PING allocates nothing. The protocol is in resp.ts.
 *
 *     node build/examples/resp-server.js --port 6379     and then: redis-cli SET greeting hello EX 60
 */
import { parseArgs } from "node:util";
import { type Connection, type Handlers, serve } from "berkeley-sockets/reactor";
import { PendingBytes } from "./pending-bytes.ts";
import { ProtocolError, Replies, Request } from "./resp.ts";
import { find, never, put, remove } from "./resp-store.ts";

const usage = `usage: resp-server [--host ADDRESS] [--port PORT]

  --host ADDRESS   where to be (127.0.0.1)
  --port PORT      at which port (6379; 0 lets the kernel choose)`;

// Handlers run one at a time: one of each does for all clients.
const request = new Request();
const replies = new Replies();

/** What a command says no by. */
class Refusal extends Error {}

const syntaxError = new Refusal("ERR syntax error");
const notInteger = new Refusal("ERR value is not an integer or out of range");

function integer(text: string): bigint {
  const value = /^(0|-?[1-9]\d{0,18})$/.test(text) ? BigInt(text) : undefined;
  if (value === undefined || BigInt.asIntN(64, value) !== value) throw notInteger;
  return value;
}

function set(): void {
  const key = request.text(1);
  let expires: number | undefined;
  let condition = "";
  for (let index = 3; index < request.count; index++) {
    const option = request.text(index).toUpperCase();
    if (/^[NX]X$/.test(option) && condition === "") {
      condition = option;
    } else if (/^[EP]X$/.test(option) && expires === undefined && index + 1 < request.count) {
      const time = Number(integer(request.text(++index)));
      if (time <= 0) throw new Refusal("ERR invalid expire time in 'set' command");
      expires = Date.now() + (option === "EX" ? 1000 * time : time);
    } else throw syntaxError;
  }
  const suits = condition === "" || (find(key) === undefined) === (condition === "NX");
  if (suits) put(key, request.text(2), expires);
  if (suits) replies.raw("+OK\r\n");
  else replies.bulk(undefined);
}

function increment(): void {
  const key = request.text(1);
  const { value, expires } = find(key) ?? { value: "0", expires: never };
  const next = integer(value) + 1n;
  if (BigInt.asIntN(64, next) !== next) throw new Refusal("ERR increment or decrement would overflow");
  put(key, String(next), expires);
  replies.integer(next);
}

/** How long a key lives, -1 for ever; -2 where there is none. */
function left(key: string, unit: number): number {
  const entry = find(key);
  if (entry === undefined) return -2;
  return entry.expires === never ? -1 : Math.ceil((entry.expires - Date.now()) / unit);
}

/** How many of the keys that a request names. */
function count(holds: (key: string) => boolean): number {
  let number = 0;
  for (let index = 1; index < request.count; index++) if (holds(request.text(index))) number += 1;
  return number;
}

interface Command {
  /** The fewest and the most words, its name among them. */
  readonly words: readonly [number, number];
  readonly run: () => void;
}

const many = Number.POSITIVE_INFINITY;
const commands: Readonly<Record<string, Command>> = {
  PING: {
    words: [1, 2],
    run: () => (request.count === 1 ? replies.raw("+PONG\r\n") : replies.bulk(request.text(1))),
  },
  ECHO: { words: [2, 2], run: () => replies.bulk(request.text(1)) },
  GET: { words: [2, 2], run: () => replies.bulk(find(request.text(1))?.value) },
  SET: { words: [3, many], run: set },
  DEL: {
    words: [2, many],
    run: () => replies.integer(count((key) => find(key) !== undefined && remove(key))),
  },
  EXISTS: {
    words: [2, many],
    run: () => replies.integer(count((key) => find(key) !== undefined)),
  },
  INCR: { words: [2, 2], run: increment },
  TTL: { words: [2, 2], run: () => replies.integer(left(request.text(1), 1000)) },
  PTTL: { words: [2, 2], run: () => replies.integer(left(request.text(1), 1)) },
  // What clients ask to know whom they talk to.
  COMMAND: { words: [1, many], run: () => replies.array([]) },
  CONFIG: { words: [3, 3], run: () => replies.array([request.text(2), ""]) },
};

/** By the numbers that requests have for their names. */
const byCode = new Map<number, Command>();
for (const [name, command] of Object.entries(commands)) {
  request.read(Buffer.from(`${name}\n`), 0);
  byCode.set(request.code(0), command);
}

function run(): void {
  const command = byCode.get(request.code(0));
  try {
    if (command === undefined) throw new Refusal(`ERR unknown command '${request.text(0).slice(0, 128)}'`);
    if (request.count < command.words[0] || request.count > command.words[1]) {
      throw new Refusal(`ERR wrong number of arguments for '${request.text(0).toLowerCase()}' command`);
    }
    command.run();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    replies.error(error.message);
  }
}

/** Requests that are not all there; nothing once it was told its last. */
type Client = Connection<PendingBytes | undefined>;

/** So many bytes of answers are sent before further requests are read. */
const enough = 65_536;

/** Whether the client keeps up. Where it does not, the rest waits until it has read. */
function send(client: Client): boolean {
  if (replies.length === 0 || client.write(replies.take())) return true;
  client.pause();
  return false;
}

function answerAll(client: Client, bytes: Uint8Array<ArrayBuffer>): void {
  const pending = client.data;
  if (pending === undefined) return;
  const input = pending.with(bytes);
  let at = 0;
  try {
    while (at < input.length) {
      const next = request.read(input, at);
      if (next < 0) break;
      at = next;
      if (request.count > 0) run();
      if (replies.length > enough && !send(client)) break;
    }
    pending.keep(input, at);
    send(client);
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    replies.error(`ERR Protocol error: ${error.message}`);
    client.data = undefined;
    client.end(replies.take());
  }
}

const nothing = new Uint8Array(0);

const handlers: Handlers<PendingBytes | undefined> = {
  open(client) {
    client.data = new PendingBytes();
  },
  data: answerAll,
  drain(client) {
    client.resume();
    answerAll(client, nothing);
  },
};

function main(): void {
  const { values } = parseArgs({
    options: {
      host: { type: "string", default: "127.0.0.1" },
      port: { type: "string", default: "6379" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return;
  }
  const server = serve({ host: values.host, port: Number(values.port), handlers });
  for (const name of ["SIGINT", "SIGTERM"]) process.once(name, () => server.close());
  console.log(`listening on ${server.address}`);
}

try {
  main();
} catch (error) {
  // What the user or the system brought about has a code, or is about a value.
  if (!(error instanceof Error && ("code" in error || error instanceof RangeError))) throw error;
  console.error(`resp-server: ${error.message}`);
  process.exitCode = 1;
}
