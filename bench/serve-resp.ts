/**
 * PING of RESP2, answered by this library's reactor and by `node:net`, with one parser: requests are read where they lie, and
 * all of a chunk are answered by one write. Argument: `reactor` or `net`.
 */
import { type AddressInfo, createServer } from "node:net";
import { InternetAddress } from "berkeley-sockets";
import { serve } from "berkeley-sockets/reactor";
import { serveOn } from "./server-life.ts";

const [CR, LF, STAR, DOLLAR] = [13, 10, 42, 36];
const PING = 0x70696e67;
const pong = Buffer.from("+PONG\r\n");
const refusal = Buffer.from("-ERR unknown command\r\n");

/** What the requests of one chunk are answered by, in memory that is used again. */
class Replies {
  length = 0;
  #memory: Buffer = Buffer.allocUnsafeSlow(65_536);

  add(reply: Buffer): void {
    if (this.length + reply.length > this.#memory.length) {
      this.#memory = Buffer.concat([this.#memory], 2 * this.#memory.length);
    }
    for (let index = 0; index < reply.length; index++) this.#memory[this.length++] = reply[index] as number;
  }

  take(): Buffer {
    const taken = this.#memory.subarray(0, this.length);
    this.length = 0;
    return taken;
  }
}

// Handlers run one at a time: one does for all clients.
const replies = new Replies();

/** The requests of one client. What is not all there waits for the next chunk. */
class Requests {
  #rest: Uint8Array | undefined;
  #at = 0;

  /** Answers the requests that are complete; `false` where there is no telling what came. */
  answer(bytes: Uint8Array): boolean {
    const input = this.#rest === undefined ? bytes : Buffer.concat([this.#rest, bytes]);
    let at = 0;
    while (at < input.length) {
      const next = this.#read(input, at);
      if (next < -1) return false;
      if (next < 0) break;
      at = next;
    }
    this.#rest = at < input.length ? input.slice(at) : undefined;
    return true;
  }

  /** Where the next request begins; -1 while this one is not all there, -2 where it is none. */
  #read(input: Uint8Array, start: number): number {
    const words = this.#number(input, start, STAR);
    if (words < 0) return words;
    let code = 0;
    for (let word = 0; word < words; word++) {
      const length = this.#number(input, this.#at, DOLLAR);
      if (length < 0) return length;
      const begin = this.#at;
      const end = begin + length;
      if (end + 2 > input.length) return -1;
      if (input[end] !== CR || input[end + 1] !== LF) return -2;
      for (let at = begin; word === 0 && at < end; at++) code = (code << 8) | (input[at] as number) | 32;
      if (word === 0 && length !== 4) code = 0;
      this.#at = end + 2;
    }
    if (words > 0) replies.add(code === PING ? pong : refusal);
    return this.#at;
  }

  /** The number on the line that begins there, behind its sign; -1 while the line has no end, -2 where it has none. */
  #number(input: Uint8Array, start: number, sign: number): number {
    if (start >= input.length) return -1;
    if (input[start] !== sign) return -2;
    let value = 0;
    for (let at = start + 1; at < input.length; at++) {
      const digit = (input[at] as number) - 48;
      if (digit >= 0 && digit <= 9 && at - start < 9) {
        value = 10 * value + digit;
        continue;
      }
      if (input[at] !== CR || at === start + 1) return -2;
      if (at + 1 === input.length) return -1;
      this.#at = at + 2;
      return input[at + 1] === LF ? value : -2;
    }
    return -1;
  }
}

function serveReactor(): void {
  const { address } = serve<Requests>({
    host: "127.0.0.1",
    port: 0,
    backlog: 4096,
    handlers: {
      open(client) {
        client.data = new Requests();
      },
      data(client, bytes) {
        const good = client.data.answer(bytes);
        if (replies.length > 0) client.write(replies.take());
        if (!good) client.abort();
      },
    },
  });
  if (!(address instanceof InternetAddress)) throw new Error("no address");
  serveOn(address.port);
}

function serveNet(): void {
  const server = createServer({ noDelay: true }, (socket) => {
    const requests = new Requests();
    socket.on("data", (bytes) => {
      const good = requests.answer(bytes);
      // It keeps what it is given, so that this has to be its own.
      if (replies.length > 0) socket.write(Buffer.from(replies.take()));
      if (!good) socket.resetAndDestroy();
    });
    // The load resets its connections: that is their ordinary end.
    socket.on("error", () => {});
  });
  server.listen({ port: 0, host: "127.0.0.1", backlog: 4096 }, () => serveOn((server.address() as AddressInfo).port));
}

const ways: Record<string, () => void> = { reactor: serveReactor, net: serveNet };
ways[process.argv[2] ?? ""]?.();
