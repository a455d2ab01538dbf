/**
 * sd-notify-server: the manager's side of sd_notify(3). Prints what services tell it, checks who tells it, keeps the
 * descriptors that they ask it to keep, and lets their barriers pass. With a command it runs that as its service.
 *
 *     node build/examples/sd-notify-server.js -- systemd-notify --ready --status "serving"
 *     node build/examples/sd-notify-server.js --socket /tmp/notify        and then, elsewhere:
 *     NOTIFY_SOCKET=/tmp/notify systemd-notify --ready
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readlinkSync, rmSync } from "node:fs";
import { constants } from "node:os";
import { parseArgs } from "node:util";
import {
  type ReceivedDescriptor,
  type ReceivedMessage,
  Socket,
  SocketDomain,
  SocketType,
  UnixAddress,
  WouldBlock,
} from "berkeley-sockets";
import { receiveMessage } from "berkeley-sockets/async";
import { SO_PASSCRED } from "berkeley-sockets/options";

const usage = `usage: sd-notify-server [--socket PATH] [--uid UID]... [-- COMMAND [ARGUMENT...]]

  --socket PATH    where to listen; @NAME is an abstract name. Without it the kernel chooses one
  --uid UID        who may tell something: this user unless told, may be repeated
  --help           this text`;

// systemd's own limit for a message, and room for the most descriptors that the kernel passes at once.
const request = { size: 4096, controlSize: 4096 };
const store = new Map<string, ReceivedDescriptor[]>();

function keep(name: string, descriptors: readonly ReceivedDescriptor[]): void {
  store.set(name, [...(store.get(name) ?? []), ...descriptors]);
  for (const { fd } of descriptors) console.log(`  kept as ${name}: ${readlinkSync(`/proc/self/fd/${fd}`)}`);
}

function drop(name: string): void {
  const descriptors = store.get(name) ?? [];
  for (const descriptor of descriptors) descriptor.close();
  store.delete(name);
  console.log(`  dropped ${descriptors.length} of ${name}`);
}

/** Deals with a message; gives whether its descriptors are kept. */
function obey(text: string, descriptors: readonly ReceivedDescriptor[]): boolean {
  const lines = text.split("\n").filter((line) => line !== "");
  for (const line of lines) console.log(`  ${line}`);
  const name = lines.find((line) => line.startsWith("FDNAME="))?.slice("FDNAME=".length) ?? "stored";
  if (lines.includes("FDSTOREREMOVE=1")) drop(name);
  if (!lines.includes("FDSTORE=1")) return false;
  keep(name, descriptors);
  return true;
}

function heard({ data, control, flags }: ReceivedMessage, users: ReadonlySet<number>): void {
  const descriptors = control.flatMap((each) => (each.kind === "rights" ? each.descriptors : []));
  const sender = control.find((each) => each.kind === "credentials");
  const who = `process ${sender?.pid}, user ${sender?.uid}`;
  let kept = false;
  if (sender === undefined || !users.has(sender.uid)) console.log(`${who}: refused`);
  else if (flags.truncated || flags.controlTruncated) console.log(`${who}: refused, as it is too long`);
  else {
    console.log(`${who}:`);
    kept = obey(Buffer.from(data).toString(), descriptors);
  }
  // A barrier passes by this: whoever waits for it sees that nobody has its descriptor any more.
  if (!kept) for (const descriptor of descriptors) descriptor.close();
}

/** Serves until it is told to end; then what is still in the queue. */
async function serve(server: Socket, users: ReadonlySet<number>, signal: AbortSignal): Promise<void> {
  try {
    for (;;) heard(await receiveMessage(server, request, { signal }), users);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  for (
    let last = server.receiveMessage(request);
    !(last instanceof WouldBlock);
    last = server.receiveMessage(request)
  ) {
    heard(last, users);
  }
}

/** Runs a service; resolves with its exit code, as a shell tells it. */
async function run([command = "", ...rest]: string[], address: string): Promise<number> {
  const child = spawn(command, rest, { stdio: "inherit", env: { ...process.env, NOTIFY_SOCKET: address } });
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal));
  const [code, signal] = (await once(child, "exit")) as [number | null, NodeJS.Signals | null];
  return signal === null ? (code ?? 1) : 128 + constants.signals[signal];
}

async function interrupted(): Promise<number> {
  await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
  return 0;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      socket: { type: "string" },
      uid: { type: "string", multiple: true, default: [String(process.getuid?.())] },
      help: { type: "boolean" },
    },
  });
  if (values.help) {
    console.log(usage);
    return;
  }
  const wrong = values.uid.find((uid) => !/^\d{1,10}$/.test(uid));
  if (wrong !== undefined) throw new RangeError(`--uid must be a number, not ${wrong}`);

  const server = Socket.create(SocketDomain.unix, SocketType.datagram);
  server.setOption(SO_PASSCRED, true); // before there can be a message
  // To bind to no name is to let the kernel choose an abstract one.
  server.bind(values.socket === undefined ? UnixAddress.unnamed : UnixAddress.parse(values.socket));
  const address = String(server.localAddress);
  console.log(`NOTIFY_SOCKET=${address}`);
  const ending = new AbortController();
  const served = serve(server, new Set(values.uid.map(Number)), ending.signal);
  try {
    const ended = positionals.length === 0 ? interrupted() : run(positionals, address);
    process.exitCode = (await Promise.race([ended, served])) ?? 1;
  } finally {
    ending.abort();
    await served;
    server.close();
    for (const name of [...store.keys()]) drop(name);
    if (!address.startsWith("@")) rmSync(address, { force: true });
  }
}

// Whoever reads our words may leave, as head(1) does.
process.stdout.on("error", () => process.exit());
try {
  await main();
} catch (error) {
  // What the user or the system brought about has a code, or is about a value.
  if (!(error instanceof Error && ("code" in error || error instanceof RangeError))) throw error;
  console.error(`sd-notify-server: ${error.message}`);
  process.exitCode = 1;
}
