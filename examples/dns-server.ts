/**
 * dns-server: an authoritative name server, in batches. The datagrams that wait are received by one call, and their answers
 * sent by one more; who asks for more than fits in a datagram comes back by TCP, to the reactor. What it knows is in
 * dns-zone.ts, ready to be sent.
 *
 *     node build/examples/dns-server.js --port 5353 'www.example.test A 192.0.2.1'
 *     dig @127.0.0.1 -p 5353 www.example.test
 */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import {
  AddressInfoOption,
  getAddressInfo,
  type InternetAddress,
  Socket,
  type SocketAddress,
  type SocketCondition,
  SocketType,
} from "berkeley-sockets";
import { SO_REUSEADDR } from "berkeley-sockets/options";
import { type Connection, DatagramBatch, type Handlers, serve } from "berkeley-sockets/reactor";
import { type Answer, encodeMessage, types } from "./dns-message.ts";
import { Zone } from "./dns-zone.ts";
import { PendingBytes } from "./pending-bytes.ts";

const usage = `usage: dns-server [--host ADDRESS] [--port PORT] [--ttl S] [--file PATH] RECORD...

  --host ADDRESS   where to be (127.0.0.1)
  --port PORT      at which port, of UDP and of TCP (53; 0 lets the kernel choose)
  --ttl S          how long answers may be kept (60)
  --file PATH      more records, one a line; but for those that begin with a ;

A record is 'NAME TYPE DATA'; types: ${Object.keys(types).join(" ")}`;

function recordOf(text: string, ttl: number): Answer {
  const [, name = "", type = "", data = ""] = /^\s*(\S+)\s+(\S+)\s+(.*\S)\s*$/s.exec(text) ?? [];
  const record = { name: name.replace(/\.$/, ""), type: type.toUpperCase(), class: 1, ttl, data };
  try {
    if (name === "") throw new RangeError("it is not 'NAME TYPE DATA'");
    encodeMessage({ answers: [record] });
  } catch (error) {
    throw new RangeError(`${text}: ${(error as Error).message}`);
  }
  return record;
}

const longest = 1232; // of datagrams
const out = Buffer.alloc(2 + 65_535);

/** By TCP each message has its length before it. */
function streamHandlers(zone: Zone): Handlers<PendingBytes> {
  const answerAll = (client: Connection<PendingBytes>, bytes: Uint8Array<ArrayBuffer>): void => {
    const input = client.data.with(bytes);
    let at = 0;
    for (let room = true; room && input.length - at >= 2; ) {
      const end = at + 2 + input.readUInt16BE(at);
      if (end > input.length) break;
      const length = zone.answer(input.subarray(at + 2, end), out.subarray(2), true);
      out.writeUInt16BE(length);
      at = end;
      if (length > 0) room = client.write(out.subarray(0, 2 + length));
      // The rest waits until the client has read.
      if (!room) client.pause();
    }
    client.data.keep(input, at);
  };
  return {
    open(client) {
      client.data = new PendingBytes();
    },
    data: answerAll,
    drain(client) {
      client.resume();
      answerAll(client, new Uint8Array(0));
    },
  };
}

/** A socket of each kind at one port. */
function bind(address: SocketAddress, attempts = 10): [Socket, Socket] {
  const tcp = Socket.create(address.domain, SocketType.stream);
  const udp = Socket.create(address.domain, SocketType.datagram);
  try {
    tcp.setOption(SO_REUSEADDR, true);
    tcp.bind(address);
    tcp.listen();
    udp.bind(tcp.localAddress as SocketAddress);
    return [tcp, udp];
  } catch (error) {
    tcp.close();
    udp.close();
    // A port that the kernel chose for the one may be somebody's for the other.
    const again =
      (address as InternetAddress).port === 0 && attempts > 1 && (error as SocketCondition).code === "EADDRINUSE";
    if (!again) throw error;
    return bind(address, attempts - 1);
  }
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      host: { type: "string", default: "127.0.0.1" },
      port: { type: "string", default: "53" },
      ttl: { type: "string", default: "60" },
      file: { type: "string" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return;
  }
  const lines = values.file === undefined ? [] : readFileSync(values.file, "utf8").split("\n");
  const texts = [...positionals, ...lines.filter((line) => !/^\s*(;|$)/.test(line))];
  const zone = new Zone(texts.map((each) => recordOf(each, Number(values.ttl))));

  const hints = { type: SocketType.datagram, flags: [AddressInfoOption.numericHost] };
  const [found] = getAddressInfo(values.host, values.port, hints).addresses;
  const [tcp, udp] = bind(found?.address as SocketAddress); // where there is none, it has thrown
  const server = serve({ socket: tcp, handlers: streamHandlers(zone), idleTimeout: 10_000 });
  const ending = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"]) process.once(name, () => ending.abort());
  console.log(`${texts.length} records, listening on ${udp.localAddress}`);

  const batch = new DatagramBatch(udp, { count: 128 });
  const datagram = out.subarray(0, longest);
  try {
    await batch.run(
      (packet) => {
        const { buffer, byteOffset } = packet.buffer;
        const query = Buffer.from(buffer, byteOffset + packet.offset, packet.length);
        const length = zone.answer(query, datagram, false);
        // The answer is copied, so that the next one may be written in the same place.
        if (length > 0) packet.reply(datagram.subarray(0, length));
      },
      { signal: ending.signal },
    );
  } catch (error) {
    if (!ending.signal.aborted) throw error;
  } finally {
    await server.close();
    udp.close();
    tcp.close();
  }
}

try {
  await main();
} catch (error) {
  // What the user or the system brought about has a code, or is about a value.
  if (!(error instanceof Error && ("code" in error || error instanceof RangeError))) throw error;
  console.error(`dns-server: ${error.message}`);
  process.exitCode = 1;
}
