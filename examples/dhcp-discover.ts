/**
 * dhcp-discover: asks which DHCP servers there are on an interface's link, and what they offer. It takes nothing
 * that is offered, and changes nothing. The interface needs no address: that is what DHCP is for. Binding to an
 * interface and to port 68 takes root, or CAP_NET_RAW and CAP_NET_BIND_SERVICE.
 *
 *     node build/examples/dhcp-discover.js [options] INTERFACE      unbuilt: node examples/dhcp-discover.ts INTERFACE
 *
 * What it shows: SO_BINDTODEVICE, by which a datagram goes out without a route, and broadcasts both ways.
 */
import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";
import {
  formatIpv4,
  InternetAddress,
  parseHardwareAddress,
  Socket,
  SocketCondition,
  SocketDomain,
  SocketType,
} from "berkeley-sockets";
import { datagrams, sendTo } from "berkeley-sockets/async";
import { listLinks } from "berkeley-sockets/netlink";
import { SO_BINDTODEVICE, SO_BROADCAST, SO_REUSEADDR } from "berkeley-sockets/options";

const help = `usage: dhcp-discover [options] INTERFACE
  -w, --wait S     seconds to listen for offers (3)
  -1, --first      end with the first offer
      --json       one JSON value for each offer`;

const cookie = 0x6382_5363; // before the options (RFC 2131)
const [request, reply, end] = [1, 2, 255];
const [discover, offer] = [1, 2];

/** The options that are asked for and told, by number (RFC 2132), with how their bytes are read. */
const addresses = (data: Buffer): string =>
  Array.from({ length: data.length >> 2 }, (_, at) => formatIpv4(data.readUInt32BE(4 * at))).join(" ");
const seconds = (data: Buffer): string => (data.length === 4 ? `${data.readUInt32BE()} s` : "?");
const text = (data: Buffer): string => data.toString("latin1").replace(/\0+$/, "");
const known = new Map<number, readonly [string, (data: Buffer) => string]>([
  [1, ["subnet mask", addresses]],
  [3, ["routers", addresses]],
  [6, ["name servers", addresses]],
  [15, ["domain", text]],
  [42, ["time servers", addresses]],
  [51, ["lease", seconds]],
  [54, ["server", addresses]],
  [66, ["boot server", text]],
  [67, ["boot file", text]],
]);

/** A DISCOVER; its flag asks for answers by broadcast, for we have no address to get others at. */
function discoverMessage(transaction: number, hardware: Uint8Array): Uint8Array {
  const message = Buffer.alloc(300); // the least that some servers take
  message.set([request, 1, hardware.length]);
  message.writeUInt32BE(transaction, 4);
  message.writeUInt16BE(0x8000, 10);
  message.set(hardware, 28);
  message.writeUInt32BE(cookie, 236);
  message.set([53, 1, discover, 55, known.size, ...known.keys(), end], 240);
  return message;
}

/** The options of a message by number, each one's bytes; an option that comes in parts is one. */
function optionsOf(message: Buffer): Map<number, Buffer> {
  const options = new Map<number, Buffer>();
  for (let at = 240; at < message.length && message[at] !== end; ) {
    const kind = message[at] as number;
    const length = kind === 0 ? -1 : (message[at + 1] ?? 0); // 0 only fills, and has no length
    if (kind !== 0) {
      options.set(
        kind,
        Buffer.concat([options.get(kind) ?? Buffer.alloc(0), message.subarray(at + 2, at + 2 + length)]),
      );
    }
    at += 2 + length;
  }
  return options;
}

/** What is offered, if a message is an answer to this transaction that offers something. */
function offerIn(bytes: Uint8Array, transaction: number): Record<string, string> | undefined {
  const message = Buffer.from(bytes);
  if (message.length < 240 || message[0] !== reply || message.readUInt32BE(236) !== cookie) return undefined;
  const options = optionsOf(message);
  if (message.readUInt32BE(4) !== transaction || options.get(53)?.[0] !== offer) return undefined;
  const told: Record<string, string> = { address: formatIpv4(message.readUInt32BE(16)) };
  for (const [kind, [name, read]] of known) {
    const data = options.get(kind);
    if (data !== undefined) told[name] = read(data);
  }
  return told;
}

function open(name: string): Socket {
  const socket = Socket.create(SocketDomain.internet, SocketType.datagram);
  try {
    socket.setOption(SO_REUSEADDR, true); // a DHCP client may be running
    socket.setOption(SO_BROADCAST, true);
    socket.setOption(SO_BINDTODEVICE, name);
    socket.bind(InternetAddress.any(68));
    return socket;
  } catch (error) {
    if (!(error instanceof SocketCondition) || !["EPERM", "EACCES"].includes(error.code)) throw error;
    throw new Error(`${error.syscall}: binding needs root, or CAP_NET_RAW and CAP_NET_BIND_SERVICE`);
  }
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
      wait: { type: "string", short: "w", default: "3" },
      first: { type: "boolean", short: "1" },
      json: { type: "boolean" },
      help: { type: "boolean", short: "h" },
    },
  });
  const [name] = positionals;
  if (values.help) return console.log(help);
  if (name === undefined) throw new Error("an interface is missing; --help tells more");
  const link = listLinks().find((each) => each.name === name);
  if (link?.address === undefined) throw new Error(`there is no interface ${name} with a hardware address`);

  const socket = open(name);
  process.once("SIGINT", () => process.exit());
  const transaction = randomInt(2 ** 32);
  await sendTo(socket, discoverMessage(transaction, parseHardwareAddress(link.address)), InternetAddress.broadcast(67));
  let offers = 0;
  try {
    const signal = AbortSignal.timeout(number(values.wait) * 1000);
    for await (const [bytes] of datagrams(socket, { signal })) {
      const told = offerIn(bytes, transaction);
      if (told === undefined) continue;
      offers += 1;
      if (values.json) console.log(JSON.stringify(told));
      else for (const [what, value] of Object.entries(told)) console.log(`${what.padEnd(12)}  ${value}`);
      if (values.first) break;
    }
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "TimeoutError") throw error;
  }
  socket.close();
  if (offers === 0) throw new Error(`nobody offers anything on ${name}`);
}

try {
  await main();
} catch (error) {
  console.error(`dhcp-discover: ${error instanceof Error ? error.message : error}`);
  process.exit(1);
}
