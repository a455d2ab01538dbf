/**
 * iperf3: measures how much goes over TCP connections, together with another of its kind or with iperf3 itself, in
 * either role and both directions. The roles are in iperf3-server.ts and iperf3-client.ts, what the two say to each other in
 * iperf3-control.ts, and what they measure in iperf3-stream.ts.
 *
 *     node build/examples/iperf3.js server            and then, elsewhere: iperf3 -c HOST
 *     node build/examples/iperf3.js client HOST       where iperf3 -s runs
 */
import { parseArgs } from "node:util";
import { startClient } from "./iperf3-client.ts";
import { TestError } from "./iperf3-control.ts";
import { startServer } from "./iperf3-server.ts";

const usage = `usage: iperf3 server [--host ADDRESS] [--port PORT] [--one-off]
       iperf3 client HOST [--port PORT] [--time S | --bytes N] [--parallel N] [--length N] [--bandwidth N] [--reverse]

  -p, --port PORT      of the server (5201; there 0 lets the kernel choose)
      --host ADDRESS   where the server is (all addresses)
  -1, --one-off        serve one test
  -t, --time S         seconds that the test takes (10)
  -n, --bytes N        or what it sends; with K, M or G behind for more
  -P, --parallel N     streams (1)
  -l, --length N       bytes a block (128K)
  -b, --bandwidth N    the most bits a second of a stream
  -R, --reverse        the server sends`;

function number(text: string, least: number): number {
  const [, digits = "", unit = ""] = /^(\d+(?:\.\d+)?)([KMG]?)$/i.exec(text) ?? [];
  const value =
    digits === "" ? Number.NaN : Math.floor(Number(digits) * 1024 ** " KMG".indexOf(unit.toUpperCase() || " "));
  if (!(value >= least)) throw new RangeError(`${text} is no number from ${least} on`);
  return value;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      host: { type: "string" },
      port: { type: "string", short: "p", default: "5201" },
      "one-off": { type: "boolean", short: "1", default: false },
      time: { type: "string", short: "t", default: "10" },
      bytes: { type: "string", short: "n" },
      parallel: { type: "string", short: "P", default: "1" },
      length: { type: "string", short: "l", default: "128K" },
      bandwidth: { type: "string", short: "b", default: "0" },
      reverse: { type: "boolean", short: "R", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const [role, host] = positionals;
  const port = number(values.port, 0);
  if (values.help) console.log(usage);
  else if (role === "server") startServer(values.host ?? null, port, values["one-off"]);
  else if (role === "client" && host !== undefined) {
    const num = values.bytes === undefined ? 0 : number(values.bytes, 1);
    await startClient(host, port, {
      tcp: true,
      parallel: number(values.parallel, 1),
      time: num > 0 ? 0 : number(values.time, 0),
      omit: 0,
      num,
      len: number(values.length, 1),
      bandwidth: number(values.bandwidth, 0),
      // That it is there is enough for iperf3.
      ...(values.reverse && { reverse: true }),
    });
  } else throw new RangeError(`server or client HOST?\n${usage}`);
}

try {
  await main();
} catch (error) {
  // What the user, the peer or the system brought about is told; all else is a defect.
  const known =
    error instanceof TestError || error instanceof RangeError || (error instanceof Error && "code" in error);
  if (!known) throw error;
  console.error(`iperf3: ${error.message}`);
  process.exitCode = 1;
}
