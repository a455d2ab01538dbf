/**
 * dns: asks a name server, or is one. A question goes by UDP, and once more by TCP where the answer is too long for a
 * datagram. As a server it knows the records that it is given and answers by both.
 *
 *     node build/examples/dns.js [options] NAME [TYPE]
 *     node build/examples/dns.js --serve --port 5353 'www.example.test A 192.0.2.1' 'example.test MX 10 mail.test'
 *
 * Unbuilt: node examples/dns.ts. What it shows: datagrams and a stream of one protocol at one port, and deadlines. Its
 * messages are made in dns-message.ts.
 */
import { randomInt } from "node:crypto";
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import {
  AddressInfoOption,
  type InternetAddress,
  Socket,
  type SocketAddress,
  SocketCondition,
  SocketType,
} from "berkeley-sockets";
import {
  connect,
  connections,
  datagrams,
  EndOfStreamCondition,
  getAddressInfo,
  receive,
  receiveExactly,
  send,
  sendAll,
  sendTo,
  TimeoutCondition,
} from "berkeley-sockets/async";
import { SO_REUSEADDR } from "berkeley-sockets/options";
import { type Answer, decodeMessage, encodeMessage, flags, type Message, types } from "./dns-message.ts";

const help = `usage: dns [options] NAME [TYPE]
       dns --serve [options] RECORD...      a record is 'NAME TYPE DATA'
  -s, --server ADDRESS   whom to ask (the first of /etc/resolv.conf); with --serve, where to be (127.0.0.1)
  -p, --port PORT        at which port (53; with --serve 0 chooses one)
  -w, --wait S           seconds to wait for an answer, twice (2)
      --tcp              ask by TCP at once
types: ${Object.keys(types).join(" ")}`;

const codes = ["no error", "format error", "server failure", "no such name", "not implemented", "refused"];
const datagramLimit = 512; // of DNS without extensions, whatever UDP would carry
const internetClass = 1;

async function addressOf(server: string, port: string): Promise<SocketAddress> {
  const hints = { type: SocketType.datagram, flags: [AddressInfoOption.numericHost] };
  const { addresses } = await getAddressInfo(server, port, hints);
  return addresses[0]?.address as SocketAddress; // where there is none, it has thrown
}

// Over TCP each message has its length before it.

async function sendFramed(socket: Socket, message: Buffer, timeout: number): Promise<void> {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(message.length);
  await sendAll(socket, Buffer.concat([length, message]), { timeout });
}

async function receiveFramed(socket: Socket, timeout: number): Promise<Uint8Array> {
  const length = Buffer.from(await receiveExactly(socket, 2, { timeout }));
  return receiveExactly(socket, length.readUInt16BE(), { timeout });
}

/** Asks by UDP, twice; `undefined` when nothing comes. */
async function askByDatagram(server: SocketAddress, query: Message, timeout: number): Promise<Message | undefined> {
  const socket = Socket.create(server.domain, SocketType.datagram);
  try {
    socket.connect(server); // so that nobody else is heard
    for (let round = 0; round < 2; round++) {
      try {
        await send(socket, encodeMessage(query));
        const signal = AbortSignal.timeout(timeout);
        for (;;) {
          const message = decodeMessage(await receive(socket, 65536, { signal }));
          // Forgers must guess the number.
          if (message?.id === query.id && message.questions[0]?.name === query.questions[0]?.name) return message;
        }
      } catch (error) {
        if (!(error instanceof Error) || error.name !== "TimeoutError") throw error;
      }
    }
    return undefined;
  } catch (error) {
    // The host's word that nobody listens there comes to the socket that is connected.
    if (!(error instanceof SocketCondition) || error.code !== "ECONNREFUSED") throw error;
    throw new Error(`nobody serves names at ${server}`);
  } finally {
    socket.close();
  }
}

async function askByStream(server: SocketAddress, query: Message, timeout: number): Promise<Message | undefined> {
  const socket = Socket.create(server.domain, SocketType.stream);
  try {
    await connect(socket, server, { timeout });
    await sendFramed(socket, encodeMessage(query), timeout);
    return decodeMessage(await receiveFramed(socket, timeout));
  } finally {
    socket.close();
  }
}

async function ask(server: SocketAddress, name: string, type: string, wait: number, tcp: boolean): Promise<void> {
  const question = { name: name.replace(/\.$/, ""), type, class: internetClass };
  const empty = { answers: [], additionals: [] };
  const query: Message = { id: randomInt(65536), flags: flags.recurse, questions: [question], ...empty };
  let way = tcp ? "tcp" : "udp";
  let answer = tcp ? await askByStream(server, query, wait) : await askByDatagram(server, query, wait);
  if (answer !== undefined && (answer.flags & flags.truncated) !== 0) {
    way = "tcp, for the answer was too long for udp";
    answer = await askByStream(server, query, wait);
  }
  if (answer === undefined) throw new Error(`no answer from ${server}`);
  const code = answer.flags & flags.code;
  console.error(`${server}, by ${way}: ${codes[code] ?? `code ${code}`}, ${answer.answers.length} records`);
  for (const each of answer.answers) console.log(`${each.name} ${each.ttl} ${each.type} ${each.data}`);
  if (code !== 0) process.exitCode = 1;
}

/** A record of the command line. */
function recordOf(text: string): Answer {
  const [, name = "", type = "", data = ""] = /^(\S+)\s+(\S+)\s+(.+)$/s.exec(text) ?? [];
  const record = { name: name.replace(/\.$/, ""), type: type.toUpperCase(), class: internetClass, ttl: 60, data };
  encodeMessage({ answers: [record] }); // which says what is wrong
  return record;
}

/** What is known of a question, to be sent; `undefined` for what is none. */
function reply(bytes: Uint8Array, records: readonly Answer[], limit: number): Buffer | undefined {
  const query = decodeMessage(bytes);
  if (query === undefined || (query.flags & flags.response) !== 0) return undefined;
  const { id, questions } = query;
  const [question] = questions;
  const found = (code: number, answers: readonly Answer[] = [], truncated = 0): Buffer => {
    const kept = flags.response | flags.authoritative | (query.flags & flags.recurse) | truncated;
    return encodeMessage({ id, flags: kept | code, questions, answers });
  };
  if ((query.flags & 0x7800) !== 0) return found(4);
  if (question === undefined) return found(1);
  let own = records.filter(({ name }) => name.toLowerCase() === question.name.toLowerCase());
  if (own.length === 0) return found(3);
  own = own.filter(({ type }) => type === question.type || type === "CNAME" || question.type === "ANY");
  const alias = own.find(({ type }) => type === "CNAME" && question.type !== "CNAME")?.data.toLowerCase();
  const behind = records.filter(({ name, type }) => name.toLowerCase() === alias && type === question.type);
  const whole = found(0, [...own, ...behind]);
  return whole.length <= limit ? whole : found(0, [], flags.truncated);
}

async function serve(address: SocketAddress, records: readonly Answer[]): Promise<void> {
  const udp = Socket.create(address.domain, SocketType.datagram);
  udp.bind(address);
  const tcp = Socket.create(address.domain, SocketType.stream);
  tcp.setOption(SO_REUSEADDR, true);
  tcp.bind(udp.localAddress as InternetAddress); // the same port, whichever it is
  tcp.listen();
  console.log(`serving ${records.length} records on ${udp.localAddress}`);

  const serveDatagrams = async (): Promise<void> => {
    for await (const [bytes, peer] of datagrams(udp)) {
      const answer = reply(bytes, records, datagramLimit);
      if (answer !== undefined && peer !== undefined) await sendTo(udp, answer, peer);
    }
  };
  const converse = async (connection: Socket): Promise<void> => {
    try {
      for (;;) {
        const answer = reply(await receiveFramed(connection, 10_000), records, 65535);
        if (answer !== undefined) await sendFramed(connection, answer, 10_000);
      }
    } catch (error) {
      // The client's own end of it, early or late, is no failure of the server.
      if (error instanceof EndOfStreamCondition || error instanceof TimeoutCondition) return;
      console.error(`dns: ${error instanceof Error ? error.message : error}`);
    } finally {
      connection.close();
    }
  };
  const serveStreams = async (): Promise<void> => {
    for await (const [connection] of connections(tcp, { limit: 100 })) void converse(connection);
  };
  process.once("SIGINT", () => process.exit());
  await Promise.all([serveDatagrams(), serveStreams()]);
}

/** A number of the command line. */
function number(text: string): number {
  const value = text === "" ? Number.NaN : Number(text);
  if (!(value >= 0)) throw new Error(`${text} is no number`);
  return value;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      serve: { type: "boolean", default: false },
      server: { type: "string", short: "s" },
      port: { type: "string", short: "p", default: "53" },
      wait: { type: "string", short: "w", default: "2" },
      tcp: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return console.log(help);
  if (values.serve) {
    return serve(await addressOf(values.server ?? "127.0.0.1", values.port), positionals.map(recordOf));
  }
  const [name, type = "A"] = positionals;
  if (name === undefined) throw new Error("a name is missing; --help tells more");
  const server = values.server ?? /^nameserver\s+(\S+)/m.exec(readFileSync("/etc/resolv.conf", "utf8"))?.[1];
  if (server === undefined) throw new Error("/etc/resolv.conf names no server; give one by --server");
  await ask(await addressOf(server, values.port), name, type.toUpperCase(), number(values.wait) * 1000, values.tcp);
}

try {
  await main();
} catch (error) {
  console.error(`dns: ${error instanceof Error ? error.message : error}`);
  process.exit(1);
}
