/**
 * syslog: receives log messages on Unix, UDP and TCP sockets, takes them apart, and prints them. It knows both
 * formats, RFC 3164 and RFC 5424, and on TCP both framings of RFC 6587. On a Unix socket the kernel tells which
 * process sends, whatever the message claims; only root may speak for another.
 *
 *     node build/examples/syslog.js --unix /tmp/log --udp 127.0.0.1:5514 --tcp 127.0.0.1:5514     and then, elsewhere:
 *     logger -u /tmp/log hello;  logger -n 127.0.0.1 -P 5514 -d hello;  logger -n 127.0.0.1 -P 5514 -T --octet-count hello
 */
import { rmSync } from "node:fs";
import { parseArgs } from "node:util";
import { Internet6Address, InternetAddress, Socket, SocketType, UnixAddress } from "berkeley-sockets";
import { connections, getBlock, getLine, receiveMessage } from "berkeley-sockets/async";
import { SO_PASSCRED, SO_REUSEADDR } from "berkeley-sockets/options";
import { BufferedSocket } from "berkeley-sockets/simple";

const usage = `usage: syslog [--unix PATH]... [--udp ADDRESS:PORT]... [--tcp ADDRESS:PORT]... [--json]

  --unix PATH           a datagram socket, such as /dev/log; @NAME is an abstract name
  --udp ADDRESS:PORT    such as 0.0.0.0:514 or [::1]:514; port 0 lets the kernel choose
  --tcp ADDRESS:PORT    messages behind their length, or each on a line
  --json                print each message as an object
  --help                this text`;

const facilities =
  "kern user mail daemon auth syslog lpr news uucp cron authpriv ftp ntp audit alert clock local0 local1 local2 local3 local4 local5 local6 local7".split(
    " ",
  );
const severities = "emerg alert crit err warning notice info debug".split(" ");

const header = /^<(\d{1,3})>(.*)$/s;
// VERSION TIMESTAMP HOSTNAME APP-NAME PROCID MSGID STRUCTURED-DATA [MSG]; what is not told is a "-".
const rfc5424 =
  /^[1-9]\d{0,2} (\S+) (\S+) (\S+) (\S+) (\S+) (-|(?:\[[^\s=\]"]+(?: [^\s=\]"]+="(?:[^"\\\]]|\\.)*")*\])+)(?: (.*))?$/s;
// TIMESTAMP [HOSTNAME] TAG[PID]: CONTENT. On a Unix socket there is no name of a host.
const rfc3164 = /^([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d) (?:([^\s[\]]*[^\s:[\]]) )?([^\s:[\]]+)(?:\[(\d+)\])?: ?(.*)$/s;

interface Entry {
  readonly facility: string;
  readonly severity: string;
  readonly time?: string | undefined;
  readonly host?: string | undefined;
  readonly program?: string | undefined;
  readonly process?: string | undefined;
  readonly id?: string | undefined;
  /** Structured data: names and values, by the names of the elements. */
  readonly data?: Record<string, Record<string, string>> | undefined;
  readonly text: string;
}

/** The elements of structured data, as `[id name="value" name="value"][id …]`. */
function elements(text: string): Record<string, Record<string, string>> {
  // Without a prototype, for the names are the sender's.
  const found: Record<string, Record<string, string>> = Object.create(null);
  let element: Record<string, string> = Object.create(null);
  for (const [, id, name, value] of text.matchAll(/\[([^\s=\]"]+)|([^\s=\]"]+)="((?:[^"\\\]]|\\.)*)"/gs)) {
    if (id !== undefined) found[id] = element = Object.create(null);
    else if (name !== undefined) element[name] = (value ?? "").replace(/\\(["\\\]])/g, "$1");
  }
  return found;
}

function parse(message: string): Entry {
  const [, priority, rest] = header.exec(message) ?? [];
  // What has no sound priority is all text, and a notice of a user's: RFC 3164, 4.3.3.
  const sound = priority !== undefined && Number(priority) < 8 * facilities.length;
  const [number, body] = sound ? [Number(priority), rest ?? ""] : [13, message];
  const facility = facilities[number >> 3] ?? "";
  const severity = severities[number & 7] ?? "";
  const told = (field: string | undefined): string | undefined => (field === "-" ? undefined : field);

  const modern = rfc5424.exec(body);
  if (modern !== null) {
    const [time, host, program, process, id, data] = modern.slice(1).map(told);
    const text = (modern[7] ?? "").replace(/^\uFEFF/, ""); // which says that it is UTF-8
    return {
      facility,
      severity,
      time,
      host,
      program,
      process,
      id,
      data: data === undefined ? undefined : elements(data),
      text,
    };
  }
  const old = rfc3164.exec(body);
  if (old === null) return { facility, severity, text: body };
  const [, time, host, program, process, text = ""] = old;
  return { facility, severity, time, host, program, process, text };
}

interface Origin {
  readonly from: string;
  readonly pid?: number | undefined;
  readonly uid?: number | undefined;
  readonly truncated?: boolean | undefined;
}

let asJson = false;

function report(bytes: Uint8Array, origin: Origin): void {
  const entry = parse(
    Buffer.from(bytes)
      .toString()
      .replace(/[\n\0]+$/, ""),
  );
  if (asJson) {
    console.log(JSON.stringify({ ...origin, ...entry }));
    return;
  }
  const { facility, severity, time = "-", host, program = "-", text } = entry;
  const process = origin.pid ?? entry.process;
  const tag = process === undefined ? program : `${program}[${process}]`;
  console.log(`${time} ${host ?? origin.from} ${facility}.${severity} ${tag}: ${text}`);
}

async function takeDatagrams(socket: Socket, signal: AbortSignal): Promise<void> {
  for (;;) {
    const { data, address, control, flags } = await receiveMessage(socket, { size: 65536 }, { signal });
    const sender = control.find((each) => each.kind === "credentials");
    const from = address instanceof UnixAddress ? "local" : String(address);
    report(data, { from, pid: sender?.pid, uid: sender?.uid, truncated: flags.truncated || undefined });
  }
}

async function takeStream(client: BufferedSocket, from: string, signal: AbortSignal): Promise<void> {
  const next = async (): Promise<string> => Buffer.from((await getBlock(client, 1, { signal })) ?? "").toString();
  for (let first = await next(); first !== ""; first = await next()) {
    if (/[1-9]/.test(first)) {
      // Octet counting: a length, a space, and as many bytes.
      let count = first;
      for (let digit = await next(); digit !== " "; digit = await next()) {
        count += digit;
        if (!/^\d{1,5}$/.test(count) || digit === "") throw new RangeError(`no length of a message: ${count}`);
      }
      const message = await getBlock(client, Number(count), { signal });
      if (message?.length !== Number(count)) throw new RangeError("the connection ended within a message");
      report(message, { from });
    } else if (first !== "\n") report(Buffer.from(first + ((await getLine(client, { signal })) ?? "")), { from });
  }
}

async function takeConnections(listener: Socket, signal: AbortSignal): Promise<void> {
  for await (const [socket, peer] of connections(listener, { signal, limit: 1000 })) {
    const client = new BufferedSocket(socket);
    takeStream(client, String(peer), signal)
      .catch((error) => signal.aborted || console.error(`syslog: ${peer}: ${error.message}`))
      .finally(() => client.close());
  }
}

function open(transport: "unix" | "udp" | "tcp", at: string): Socket {
  const inet = at.startsWith("[") ? Internet6Address : InternetAddress;
  const address = transport === "unix" ? UnixAddress.parse(at) : inet.parse(at);
  const socket = Socket.create(address.domain, transport === "tcp" ? SocketType.stream : SocketType.datagram);
  try {
    if (transport === "unix") socket.setOption(SO_PASSCRED, true);
    if (transport === "tcp") socket.setOption(SO_REUSEADDR, true);
    socket.bind(address);
    if (transport === "tcp") socket.listen();
  } catch (error) {
    socket.close();
    throw error;
  }
  console.error(`syslog: listening on ${transport} ${socket.localAddress}`);
  return socket;
}

async function main(): Promise<void> {
  const place = { type: "string", multiple: true, default: [] as string[] } as const;
  const { values } = parseArgs({
    options: { unix: place, udp: place, tcp: place, json: { type: "boolean" }, help: { type: "boolean" } },
  });
  if (values.help) {
    console.log(usage);
    return;
  }
  asJson = values.json === true;
  const { unix, udp, tcp } = values;
  if (unix.length + udp.length + tcp.length === 0) throw new RangeError(`nowhere to listen\n${usage}`);

  const ending = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"]) process.once(name, () => ending.abort());
  const sockets: Socket[] = [];
  const listening = (transport: "unix" | "udp" | "tcp", at: string): Socket => {
    const socket = open(transport, at);
    sockets.push(socket);
    return socket;
  };
  try {
    const datagrams = [...unix.map((at) => listening("unix", at)), ...udp.map((at) => listening("udp", at))];
    const listeners = tcp.map((at) => listening("tcp", at));
    await Promise.all([
      ...datagrams.map((socket) => takeDatagrams(socket, ending.signal)),
      ...listeners.map((listener) => takeConnections(listener, ending.signal)),
    ]);
  } catch (error) {
    if (!ending.signal.aborted) throw error;
  } finally {
    for (const socket of sockets) {
      const { localAddress } = socket;
      socket.close();
      if (localAddress instanceof UnixAddress && localAddress.kind === "path") rmSync(localAddress.path);
    }
  }
}

// Whoever reads our words may leave, as head(1) does.
process.stdout.on("error", () => process.exit());
try {
  await main();
} catch (error) {
  // What the user or the system brought about has a code, or is about a value.
  if (!(error instanceof Error && ("code" in error || error instanceof RangeError))) throw error;
  console.error(`syslog: ${error.message}`);
  process.exitCode = 1;
}
