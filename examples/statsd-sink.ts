/**
 * statsd-sink: collects what programs count and measure, and prints it from time to time. Datagrams are received in
 * batches, as many in a call as there are; what they mean is in statsd-metrics.ts.
 *
 *     node build/examples/statsd-sink.js --port 8125 --interval 5     and then, elsewhere:
 *     echo 'requests:1|c' | nc -u -w0 127.0.0.1 8125
 */
import { parseArgs } from "node:util";
import { AddressInfoOption, getAddressInfo, Socket, type SocketAddress, SocketType } from "berkeley-sockets";
import { SO_RCVBUF } from "berkeley-sockets/options";
import { DatagramBatch, type Packet } from "berkeley-sockets/reactor";
import { Metrics } from "./statsd-metrics.ts";

const usage = `usage: statsd-sink [--host ADDRESS] [--port PORT] [--interval S] [--percentile N]...

  --host ADDRESS    where to be (127.0.0.1)
  --port PORT       at which port of UDP (8125; 0 lets the kernel choose)
  --interval S      seconds between tables (10); there is one more at the end
  --percentile N    of timers (50, 90 and 99)

A line is NAME:VALUE|TYPE, perhaps with |@RATE and |#TAGS behind it; types: c counter, g gauge (with a sign a change),
ms and h timer, s set.`;

function number(text: string, least: number, most: number): number {
  const value = text === "" ? Number.NaN : Number(text);
  if (!(value >= least && value <= most)) throw new RangeError(`${text} is no number from ${least} to ${most}`);
  return value;
}

function open(host: string, port: string): Socket {
  const hints = { type: SocketType.datagram, flags: [AddressInfoOption.numericHost] };
  const [found] = getAddressInfo(host, port, hints).addresses;
  const address = found?.address as SocketAddress; // where there is none, it has thrown
  const socket = Socket.create(address.domain, SocketType.datagram);
  try {
    // Nobody sends again what finds no room. The kernel gives what net.core.rmem_max allows.
    socket.setOption(SO_RCVBUF, 4 << 20);
    socket.bind(address);
    return socket;
  } catch (error) {
    socket.close();
    throw error;
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      host: { type: "string", default: "127.0.0.1" },
      port: { type: "string", default: "8125" },
      interval: { type: "string", default: "10" },
      percentile: { type: "string", multiple: true, default: ["50", "90", "99"] },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return;
  }
  const interval = number(values.interval, 0.1, 86_400);
  const percentiles = values.percentile.map((each) => number(each, 0, 100));
  const metrics = new Metrics();
  let since = performance.now();
  const flush = (): void => {
    const now = performance.now();
    console.log(metrics.flush((now - since) / 1000, percentiles));
    since = now;
  };

  const socket = open(values.host, values.port);
  const batch = new DatagramBatch(socket, { count: 128, size: 8192 });
  const take = (packet: Packet): void => metrics.take(packet.toString());
  const ending = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"]) process.once(name, () => ending.abort());
  const timer = setInterval(flush, 1000 * interval);
  console.log(`listening on ${socket.localAddress}`);
  try {
    await batch.run(take, { signal: ending.signal });
  } catch (error) {
    if (!ending.signal.aborted) throw error;
    // What has come before the end counts.
    while (typeof batch.receiveEach(take) === "number");
    flush();
  } finally {
    clearInterval(timer);
    socket.close();
  }
}

// Whoever reads our words may leave, as head(1) does.
process.stdout.on("error", () => process.exit());
try {
  await main();
} catch (error) {
  // What the user or the system brought about has a code, or is about a value.
  if (!(error instanceof Error && ("code" in error || error instanceof RangeError))) throw error;
  console.error(`statsd-sink: ${error.message}`);
  process.exitCode = 1;
}
