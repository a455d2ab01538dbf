/**
 * tcpinfo: makes a TCP connection and watches it: round trips, congestion window, retransmissions, rates, as the
 * kernel itself counts them. What is on stdin is sent, what comes is counted and dropped. No privilege is needed.
 *
 *     node build/examples/tcpinfo.js [options] HOST PORT < file      unbuilt: node examples/tcpinfo.ts ...
 *
 * What it shows: TCP_INFO, a struct of the kernel's as an object with names, read beside a transfer that goes on.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { ShutdownMethod, type Socket, SocketCondition } from "berkeley-sockets";
import { ConnectCondition, connectToHost, receive, sendAll } from "berkeley-sockets/async";
import { TCP_CONGESTION, TCP_INFO } from "berkeley-sockets/options";

const help = `usage: tcpinfo [options] HOST PORT
  -i, --interval S     seconds between the lines (1)
  -c, --count N        end after N lines (else with the connection)
      --json           everything there is, one JSON value a line`;

const stop = new AbortController();
const { signal } = stop;
process.once("SIGINT", () => stop.abort());

type Info = ReturnType<typeof TCP_INFO.decode>;

const milliseconds = (value: number | undefined): string => value?.toFixed(3) ?? "-";

/** A number of bytes or of bits in three or four characters. */
function short(value: bigint | number | undefined): string {
  let left = Number(value ?? 0);
  let unit = 0;
  for (; left >= 1000; unit++) left /= 1000;
  return `${unit === 0 ? left : left.toPrecision(3)}${"kMGTPE"[unit - 1] ?? ""}`;
}

/** The columns: what stands above them, how wide they are, what is in them. */
const columns: readonly (readonly [string, number, (info: Info) => string])[] = [
  ["state", 11, ({ state }) => state],
  ["rtt ms", 8, ({ rtt }) => milliseconds(rtt)],
  ["+-", 7, ({ rttvar }) => milliseconds(rttvar)],
  ["least", 7, ({ minRtt }) => milliseconds(minRtt)],
  ["cwnd", 5, ({ sndCwnd }) => String(sndCwnd)],
  ["flying", 6, ({ unacked }) => String(unacked)],
  ["retrans", 7, ({ totalRetrans }) => String(totalRetrans)],
  ["lost", 4, ({ lost }) => String(lost)],
  ["sent", 6, ({ bytesSent }) => short(bytesSent)],
  ["acked", 6, ({ bytesAcked }) => short(bytesAcked)],
  ["came", 6, ({ bytesReceived }) => short(bytesReceived)],
  ["bit/s", 6, ({ deliveryRate }) => short(8n * (deliveryRate ?? 0n))],
  ["pacing", 6, ({ pacingRate }) => (pacingRate === undefined ? "-" : short(8n * pacingRate))],
];

function show(info: Info, json: boolean): void {
  const plain = (_name: string, value: unknown): unknown => (typeof value === "bigint" ? Number(value) : value);
  if (json) console.log(JSON.stringify(info, plain));
  else console.log(columns.map(([, width, read]) => read(info).padStart(width)).join(" "));
}

async function sendStdin(socket: Socket): Promise<void> {
  if (process.stdin.isTTY) return;
  for await (const bytes of process.stdin) await sendAll(socket, bytes as Buffer, { signal });
  socket.shutdown(ShutdownMethod.write);
}

/** Reads until the peer has no more to say. */
async function drain(socket: Socket): Promise<void> {
  while ((await receive(socket, 65536, { signal })).length > 0);
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
      interval: { type: "string", short: "i", default: "1" },
      count: { type: "string", short: "c" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", short: "h" },
    },
  });
  const [host, port] = positionals;
  if (values.help) return console.log(help);
  if (host === undefined || port === undefined) throw new Error("a host and a port are wanted; see --help");
  const socket = await connectToHost(host, null, number(port), { signal, timeout: 30_000 });
  console.error(`${socket.localAddress} to ${socket.peerAddress}, ${socket.getOption(TCP_CONGESTION)}`);

  // The connection's end, by either side or by failure, ends the watch.
  let failure: unknown;
  void Promise.all([sendStdin(socket), drain(socket)])
    .catch((error: unknown) => {
      failure = error;
    })
    .finally(() => stop.abort());
  if (!values.json) console.log(columns.map(([title, width]) => title.padStart(width)).join(" "));
  const lines = values.count === undefined ? Number.POSITIVE_INFINITY : number(values.count);
  for (let line = 0; line < lines && !signal.aborted; line++) {
    show(socket.getOption(TCP_INFO), values.json);
    if (line + 1 < lines) await sleep(number(values.interval) * 1000, undefined, { signal }).catch(() => undefined);
  }
  if (signal.aborted) show(socket.getOption(TCP_INFO), values.json); // what it came to
  if (failure instanceof SocketCondition) throw failure;
  process.exit(); // stdin may still be open
}

try {
  await main();
} catch (error) {
  const tried = error instanceof ConnectCondition ? error.errors.map(({ message }) => message).join("; ") : "";
  console.error(`tcpinfo: ${tried || (error instanceof Error ? error.message : error)}`);
  process.exit(1);
}
