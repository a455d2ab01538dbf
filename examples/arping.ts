/**
 * arping: asks on a link who has an IPv4 address, or answers for an address that no interface need have. It takes
 * root or CAP_NET_RAW: a packet socket sees and sends what the kernel's own ARP does.
 *
 *     node build/examples/arping.js [options] INTERFACE ADDRESS              who has ADDRESS?
 *     node build/examples/arping.js --answer [options] INTERFACE ADDRESS...  we have them
 *
 * Unbuilt: node examples/arping.ts. What it shows: packet sockets without the link's header, which the kernel makes
 * of a PacketAddress; and a hardware address asked of netlink.
 */
import { parseArgs } from "node:util";
import {
  EtherType,
  formatHardwareAddress,
  formatIpv4,
  PacketAddress,
  parseHardwareAddress,
  parseIpv4,
  Socket,
  SocketCondition,
  SocketDomain,
  SocketType,
} from "berkeley-sockets";
import { datagrams, receiveFrom, sendTo, TimeoutCondition } from "berkeley-sockets/async";
import { listAddresses, listLinks } from "berkeley-sockets/netlink";

const help = `usage: arping [options] INTERFACE ADDRESS
       arping --answer [options] INTERFACE ADDRESS...
  -c, --count N        questions (3)
  -w, --wait S         seconds to wait for each answer (1)
      --answer         say that this host has the addresses, until interrupted
      --address MAC    the hardware address to answer with (the interface's own)`;

const everybody = "ff:ff:ff:ff:ff:ff";

/** An ARP message of Ethernet and IPv4 (RFC 826): 28 bytes. */
interface Arp {
  readonly operation: "request" | "reply";
  readonly from: { readonly hardware: string; readonly ip: number };
  readonly to: { readonly hardware: string; readonly ip: number };
}

function encode({ operation, from, to }: Arp): Uint8Array {
  const bytes = new Uint8Array(28);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 1); // Ethernet
  view.setUint16(2, EtherType.ipv4);
  bytes.set([6, 4], 4); // the lengths of both kinds of address
  view.setUint16(6, operation === "request" ? 1 : 2);
  bytes.set(parseHardwareAddress(from.hardware), 8);
  view.setUint32(14, from.ip);
  bytes.set(parseHardwareAddress(to.hardware), 18);
  view.setUint32(24, to.ip);
  return bytes;
}

/** `undefined` for what is no ARP of Ethernet and IPv4; a frame may have padding behind. */
function decode(bytes: Uint8Array): Arp | undefined {
  if (bytes.length < 28) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const operation = view.getUint16(6);
  if (view.getUint32(0) !== 0x1_0800 || view.getUint16(4) !== 0x0604 || operation < 1 || operation > 2)
    return undefined;
  return {
    operation: operation === 1 ? "request" : "reply",
    from: { hardware: formatHardwareAddress(bytes.slice(8, 14)), ip: view.getUint32(14) },
    to: { hardware: formatHardwareAddress(bytes.slice(18, 24)), ip: view.getUint32(24) },
  };
}

/** A socket that hears the ARP of one interface: made deaf and then bound, so that no other's slips in. */
function open(name: string): Socket {
  try {
    const socket = Socket.create(SocketDomain.packet, SocketType.datagram);
    socket.bind(new PacketAddress(EtherType.arp, name));
    return socket;
  } catch (error) {
    if (!(error instanceof SocketCondition) || error.code !== "EPERM") throw error;
    throw new Error("a packet socket needs root or CAP_NET_RAW; without, `ip neighbour` tells what the kernel knows");
  }
}

async function ask(socket: Socket, name: string, hardware: string, ip: number, count: number, wait: number) {
  const mine = listAddresses({ interface: name, domain: SocketDomain.internet })[0]?.address;
  // An interface without an address asks from 0.0.0.0, as a probe does (RFC 5227).
  const from = { hardware, ip: mine === undefined ? 0 : parseIpv4(mine) };
  const request = encode({ operation: "request", from, to: { hardware: "00:00:00:00:00:00", ip } });
  let answers = 0;
  for (let sent = 0; sent < count; sent++) {
    const start = performance.now();
    await sendTo(socket, request, new PacketAddress(EtherType.arp, name, { hardwareAddress: everybody }));
    const left = (): number => Math.max(0, start + wait - performance.now());
    try {
      for (;;) {
        const [bytes] = await receiveFrom(socket, 1500, { timeout: left() });
        const arp = decode(bytes);
        if (arp?.operation !== "reply" || arp.from.ip !== ip) continue;
        console.log(`${formatIpv4(ip)} is at ${arp.from.hardware}, ${(performance.now() - start).toFixed(3)} ms`);
        answers += 1;
        break;
      }
    } catch (error) {
      if (!(error instanceof TimeoutCondition)) throw error;
      console.log(`no answer from ${formatIpv4(ip)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, sent + 1 < count ? left() : 0));
  }
  process.exitCode = answers > 0 ? 0 : 1;
}

async function answer(socket: Socket, name: string, hardware: string, addresses: readonly number[]): Promise<void> {
  console.log(`answering for ${addresses.map(formatIpv4).join(", ")} as ${hardware}`);
  for await (const [bytes] of datagrams(socket)) {
    const arp = decode(bytes);
    if (arp?.operation !== "request" || !addresses.includes(arp.to.ip)) continue;
    const reply = encode({ operation: "reply", from: { hardware, ip: arp.to.ip }, to: arp.from });
    await sendTo(socket, reply, new PacketAddress(EtherType.arp, name, { hardwareAddress: arp.from.hardware }));
    console.log(`told ${formatIpv4(arp.from.ip)} (${arp.from.hardware}) where ${formatIpv4(arp.to.ip)} is`);
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
      count: { type: "string", short: "c", default: "3" },
      wait: { type: "string", short: "w", default: "1" },
      answer: { type: "boolean", default: false },
      address: { type: "string" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const [name, ...texts] = positionals;
  if (values.help) return console.log(help);
  if (name === undefined || texts.length === 0) throw new Error("an interface and an address are wanted; see --help");
  const addresses = texts.map(parseIpv4);
  const link = listLinks().find((each) => each.name === name);
  if (link === undefined) throw new Error(`there is no interface ${name}`);
  if (link.hardwareType !== 1 || link.address === undefined) throw new Error(`${name} is no Ethernet`);

  const socket = open(name);
  process.once("SIGINT", () => process.exit());
  if (values.answer) return answer(socket, name, values.address ?? link.address, addresses);
  return ask(socket, name, link.address, addresses[0] as number, number(values.count), number(values.wait) * 1000);
}

try {
  await main();
} catch (error) {
  console.error(`arping: ${error instanceof Error ? error.message : error}`);
  process.exit(1);
}
