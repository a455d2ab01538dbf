/**
 * mdns: finds services on the local network by multicast DNS (RFC 6762, 6763), or announces one. As avahi-browse and
 * avahi-publish; it lives beside a daemon of theirs, for the port is shared. IPv4.
 *
 *     node build/examples/mdns.js [options] _http._tcp          which there are; without a type: which types
 *     node build/examples/mdns.js [options] --announce 'My page' --port 8080 [--text path=/] _http._tcp
 *
 * Unbuilt: node examples/mdns.ts. What it shows: a multicast group on one interface, and a port that is shared. Its
 * messages are made in dns-message.ts.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import {
  hostName,
  InternetAddress,
  interfaceIndex,
  joinGroup,
  Socket,
  SocketDomain,
  SocketType,
  setMulticastInterface,
} from "berkeley-sockets";
import { datagrams, sendTo } from "berkeley-sockets/async";
import { findRoute, listAddresses } from "berkeley-sockets/netlink";
import { IP_MULTICAST_ALL, IP_MULTICAST_TTL, SO_REUSEADDR, SO_REUSEPORT } from "berkeley-sockets/options";
import { type Answer, decodeMessage, encodeMessage, flags, type Question } from "./dns-message.ts";

const help = `usage: mdns [options] [TYPE]
       mdns [options] --announce NAME --port PORT TYPE
  -i, --interface NAME   where (that of the route to 224.0.0.251)
  -w, --wait S           seconds to listen for answers (3)
  -c, --count N          end when so many are found
      --json             one JSON value for each service
      --announce NAME    tell that this host has a service, until interrupted
      --port PORT        its port
      --text KEY=VALUE   said beside; may be repeated`;

const group = InternetAddress.from("224.0.0.251", 5353);
const everyType = "_services._dns-sd._udp.local";
const [internetClass, highestBit] = [1, 0x8000];

/** A socket of the group on one interface, beside others at the same port. */
function open(index: number): Socket {
  const socket = Socket.create(SocketDomain.internet, SocketType.datagram);
  socket.setOption(SO_REUSEADDR, true);
  socket.setOption(SO_REUSEPORT, true);
  socket.setOption(IP_MULTICAST_ALL, false); // what others joined elsewhere is not for us
  socket.setOption(IP_MULTICAST_TTL, 255);
  socket.bind(InternetAddress.any(group.port));
  joinGroup(socket, group, { interface: index });
  setMulticastInterface(socket, index);
  return socket;
}

const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** Asks for services, and then for what their answers left open. */
class Browser {
  readonly #socket: Socket;
  readonly #type: string;
  readonly #show: (service: Record<string, unknown>) => void;
  readonly #records: Answer[] = [];
  readonly #shown = new Set<string>();
  readonly #asked = new Set<string>();

  constructor(socket: Socket, type: string, show: (service: Record<string, unknown>) => void) {
    this.#socket = socket;
    this.#type = type;
    this.#show = show;
  }

  async ask(name: string, ...kinds: readonly string[]): Promise<void> {
    const questions = kinds.map((type): Question => ({ name, type, class: internetClass }));
    await sendTo(this.#socket, encodeMessage({ questions }), group);
  }

  async listen(signal: AbortSignal): Promise<void> {
    for await (const [bytes] of datagrams(this.#socket, { signal })) {
      const message = decodeMessage(bytes);
      if (message === undefined || (message.flags & flags.response) === 0) continue;
      const answers = [...message.answers, ...message.additionals];
      this.#records.push(...answers.filter(({ ttl }) => ttl > 0)); // 0: it goes
      for (const { data } of this.#find(this.#type, "PTR")) await this.#tell(data);
    }
  }

  #find(name: string, type: string): readonly Answer[] {
    return this.#records.filter((each) => each.type === type && same(each.name, name));
  }

  /** Asks once for what is not known. */
  async #missing(name: string, type: string): Promise<void> {
    const question = `${name} ${type}`;
    if (this.#asked.has(question)) return;
    this.#asked.add(question);
    await this.ask(name, type);
  }

  async #tell(instance: string): Promise<void> {
    if (this.#shown.has(instance)) return;
    if (this.#type === everyType) {
      this.#shown.add(instance);
      return this.#show({ type: instance });
    }
    const [service] = this.#find(instance, "SRV");
    if (service === undefined) return this.#missing(instance, "SRV");
    const [, , port, host = ""] = service.data.split(" ");
    const [address] = this.#find(host, "A");
    if (address === undefined) return this.#missing(host, "A");
    const [text] = this.#find(instance, "TXT");
    if (text === undefined) return this.#missing(instance, "TXT");
    this.#shown.add(instance);
    const name = instance.slice(0, -this.#type.length - 1).replace(/\\(.)/g, "$1");
    this.#show({ name, host, address: address.data, port: Number(port), text: text.data });
  }
}

/** The records of one service, in the order in which one leads to the next. */
function recordsOf(name: string, type: string, port: number, texts: readonly string[], address: string): Answer[] {
  const instance = `${name.replace(/[.\\]/g, "\\$&")}.${type}`;
  const host = `${hostName().split(".")[0]}.local`;
  const shared = { class: internetClass, ttl: 4500 };
  const unique = { class: internetClass | highestBit, ttl: 120 }; // nobody else has records of that name
  const quoted = texts.length === 0 ? '""' : texts.map((text) => JSON.stringify(text)).join(" ");
  return [
    { ...shared, name: type, type: "PTR", data: instance },
    { ...shared, name: everyType, type: "PTR", data: type },
    { ...unique, name: instance, type: "SRV", data: `0 0 ${port} ${host}` },
    { ...unique, name: instance, type: "TXT", data: quoted },
    { ...unique, name: host, type: "A", data: address },
  ];
}

async function announce(socket: Socket, records: readonly Answer[]): Promise<void> {
  const tell = (answers: readonly Answer[]): Promise<number> =>
    sendTo(socket, encodeMessage({ flags: flags.response | flags.authoritative, answers }), group);
  process.once("SIGINT", async () => {
    await tell(records.map((each) => ({ ...each, ttl: 0 }))); // so that nobody remembers it
    process.exit();
  });
  await tell(records);
  console.log(`announcing ${records[0]?.data}`);

  for await (const [bytes, peer] of datagrams(socket)) {
    const query = decodeMessage(bytes);
    if (query === undefined || (query.flags & flags.response) !== 0 || !(peer instanceof InternetAddress)) continue;
    const { id, questions } = query;
    const isAsked = ({ name, type }: Answer): boolean =>
      questions.some((each) => same(each.name, name) && (each.type === type || each.type === "ANY"));
    const answers = records.filter(isAsked);
    if (answers.length === 0) continue;
    const additionals = records.filter((each) => !isAsked(each));
    const said = { flags: flags.response | flags.authoritative, answers, additionals };
    if (peer.port === group.port) {
      // To all, that they need not ask; but to the asker alone where he wants it so.
      const alone = questions.every((each) => (each.class & highestBit) !== 0);
      await sendTo(socket, encodeMessage(said), alone ? peer : group);
    } else {
      // Somebody who knows only plain DNS: his number and his question with it.
      const plain = (each: Answer): Answer => ({ ...each, class: internetClass, ttl: 10 });
      const [kept, more] = [answers.map(plain), additionals.map(plain)];
      await sendTo(socket, encodeMessage({ ...said, id, questions, answers: kept, additionals: more }), peer);
    }
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
      interface: { type: "string", short: "i" },
      wait: { type: "string", short: "w", default: "3" },
      count: { type: "string", short: "c", default: "1000000" },
      json: { type: "boolean" },
      announce: { type: "string" },
      port: { type: "string" },
      text: { type: "string", multiple: true, default: [] },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help) return console.log(help);
  const [given] = positionals;
  const type = given === undefined ? everyType : given.replace(/(\.local)?\.?$/, ".local");
  const index = values.interface === undefined ? findRoute(group).outputIndex : interfaceIndex(values.interface);
  if (index === undefined) throw new Error("no interface leads to 224.0.0.251; give one by --interface");
  const socket = open(index);

  if (values.announce !== undefined) {
    if (given === undefined || values.port === undefined) throw new Error("--announce wants a type and --port");
    const [mine] = listAddresses({ interface: index, domain: SocketDomain.internet });
    if (mine === undefined) throw new Error("the interface has no IPv4 address to announce");
    return announce(socket, recordsOf(values.announce, type, number(values.port), values.text, mine.address));
  }

  process.once("SIGINT", () => process.exit());
  let left = number(values.count);
  const browser = new Browser(socket, type, (service) => {
    console.log(values.json ? JSON.stringify(service) : Object.values(service).join("\t"));
    left -= 1;
    if (left <= 0) process.exit();
  });
  const wait = number(values.wait) * 1000;
  const listening = browser.listen(AbortSignal.timeout(wait)).catch((error) => {
    if (error.name !== "TimeoutError") throw error;
  });
  for (let round = 0; round < 2; round++) {
    await browser.ask(type, "PTR");
    await Promise.race([listening, sleep(Math.min(1000, wait / 2))]); // a question may be lost
  }
  await listening;
}

try {
  await main();
} catch (error) {
  console.error(`mdns: ${error instanceof Error ? error.message : error}`);
  process.exit(1);
}
