import { closeSync, openSync, writeSync } from "node:fs";
import { FilterProgram } from "../../index.ts";
import { type Call, type Command, json, parsed, quiet, UsageError } from "../command.ts";
import { Interrupted } from "../interrupt.ts";
import { Capture, type Packet } from "../sniff/capture.ts";
import { tellPacket } from "../sniff/decode.ts";
import { COOKED, fileHeader, record } from "../sniff/pcap.ts";
import { cut } from "../width.ts";

const SNAPSHOT = 65535;
const STDOUT = "-";

/** The program that arguments are: lines of the assembler, or the numbers that tcpdump -ddd prints. */
function filterOf(call: Call): FilterProgram | undefined {
  const text = call.positionals.join("\n");
  if (text.trim() === "") return undefined;
  const numbers = /^\s*\d+\s*(\n\s*\d+ \d+ \d+ \d+\s*)+$/.test(text);
  return parsed("the filter", text, () => (numbers ? FilterProgram.parse(text) : FilterProgram.assemble(text)));
}

/** Where packets are kept. */
interface Keeper {
  write(bytes: Uint8Array): Promise<void>;
  close(): void;
}

function keeperOf(call: Call, path: string | undefined): Keeper | undefined {
  if (path === undefined) return undefined;
  if (path === STDOUT) return { write: (bytes) => call.output.write(bytes), close: () => undefined };
  const fd = openSync(path, "w");
  const write = async (bytes: Uint8Array): Promise<void> => {
    for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
  };
  return { write, close: () => closeSync(fd) };
}

/** A time of day, with all the digits that the kernel gives. */
function tellTime(time: bigint): string {
  const date = new Date(Number(time / 1_000_000n));
  const two = (value: number): string => String(value).padStart(2, "0");
  const digits = String(time % 1_000_000_000n).padStart(9, "0");
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${digits}`;
}

async function tell(call: Call, packet: Packet, cooked: boolean): Promise<void> {
  const { time, interface: name, direction, bytes, decoded } = packet;
  const header = cooked ? COOKED : 0;
  const length = packet.length - header;
  if (call.flag("json")) {
    const captured = bytes.length - header;
    await call.printEvent({ event: "packet", time, interface: name, direction, ...decoded, length, captured });
  } else {
    await call.print([cut(`${tellTime(time)} ${name} ${tellPacket(decoded, length)}`, call.width)]);
  }
}

async function follow(
  call: Call,
  capture: Capture,
  keeper: Keeper | undefined,
  told: { captured: number },
): Promise<void> {
  const count = call.integer("count", 1, Number.MAX_SAFE_INTEGER) ?? Number.POSITIVE_INFINITY;
  const silent = call.text("write") === STDOUT || call.flag("quiet");
  await keeper?.write(fileHeader(capture.linkType, (call.integer("snapshot", 1, SNAPSHOT) ?? SNAPSHOT) + COOKED));
  while (told.captured < count) {
    const packet = await capture.next(call.signal);
    told.captured += 1;
    await keeper?.write(record(packet.time, packet.bytes, packet.length));
    if (!silent) await tell(call, packet, capture.cooked);
  }
}

async function run(call: Call): Promise<number> {
  const path = call.text("write");
  if (path === STDOUT && call.flag("json")) throw new UsageError("--write - and --json both want stdout");
  call.integer("count", 1, Number.MAX_SAFE_INTEGER);
  const name = call.text("interface");
  if (name === undefined && call.flag("promiscuous")) throw new UsageError("--promiscuous is of one --interface");
  using capture = new Capture({
    interface: name,
    filter: filterOf(call),
    promiscuous: call.flag("promiscuous"),
    snapshot: call.integer("snapshot", 1, SNAPSHOT) ?? SNAPSHOT,
  });
  const told = { captured: 0 };
  let keeper: Keeper | undefined;
  let interrupted: Interrupted | undefined;
  try {
    keeper = keeperOf(call, path);
    call.note(`listening on ${name ?? "every interface"}; Ctrl-C ends it`);
    await follow(call, capture, keeper, told);
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    interrupted = error;
  } finally {
    keeper?.close();
  }
  const { packets, drops } = capture.statistics();
  const { captured } = told;
  if (call.flag("json")) await call.printEvent({ event: "statistics", captured, packets, drops });
  else call.note(`${captured} packets captured, ${packets} passed the filter, ${drops} dropped by the kernel`);
  if (interrupted !== undefined) throw interrupted;
  return 0;
}

export const command: Command = {
  usage: ["[OPTIONS] [FILTER]..."],
  details: [
    "Shows packets as they pass, a line for each, with the kernel's times, and keeps them with --write in a file that " +
      "tcpdump -r and Wireshark read. It ends with what the kernel counted. It needs CAP_NET_RAW.",
    "FILTER is a program for the kernel's packet filter, in the language of docs/filters.md; each argument is a line of " +
      "it, or several. What tcpdump -ddd prints is taken too. With --interface packets begin with the link header; " +
      "without, or where the interface has none, they begin with the network header.",
  ],
  options: {
    interface: { short: "i", value: "NAME", candidates: "interface", help: "one interface only" },
    count: { short: "c", value: "N", help: "end after N packets" },
    write: {
      short: "w",
      value: "FILE",
      candidates: "file",
      help: "keep the packets in FILE, in pcap's format; - is stdout",
    },
    snapshot: { short: "s", value: "BYTES", help: `keep so many bytes of each packet at most (${SNAPSHOT})` },
    promiscuous: { short: "p", help: "have the interface hear packets for others too" },
    quiet: { ...quiet, help: "no line for each packet, no notes" },
    json,
  },
  positionals: [0, 4096],
  examples: [
    ["bsock sniff -i lo", "all that the loopback interface carries"],
    ["bsock sniff -i eth0 'ldh [12]' 'jne #0x806, no' 'ret #-1' 'no: ret #0'", "ARP only"],
    ['bsock sniff -i eth0 "$(tcpdump -ddd -y EN10MB udp port 53)"', "a filter that tcpdump has made"],
    ["bsock sniff -i lo -c 100 -w trace.pcap; tcpdump -r trace.pcap", "keep packets"],
    ["bsock sniff --json -c 5 | jq -r .source", "for programs"],
  ],
  run,
};
