/**
 * An awaited HTTP client: asks for several pages at once, prints each as soon as all of it has come, and
 * never blocks. The blocking one is `http-client.ts`.
 *
 *     node build/examples/http-client-awaited.js URL...
 */
import { SocketCondition } from "berkeley-sockets";
import { connectToHost, getEveryBlock, getLine, putString } from "berkeley-sockets/async";
import { BufferedSocket } from "berkeley-sockets/simple";

const urls = process.argv.slice(2);
const patience = 10_000;

interface Page {
  readonly status: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Uint8Array;
}

async function get({ hostname, port, host, pathname, search }: URL): Promise<Page> {
  // One signal for the whole of it: connecting, asking, reading.
  const signal = AbortSignal.timeout(patience);
  const name = hostname.replace(/^\[|\]$/g, "");
  // A port of 0 leaves it to the service's name. Addresses of both families are tried in a race.
  const socket = await connectToHost(name, "http", Number(port), { signal });
  using server = new BufferedSocket(socket, { lineEnding: "crlf" });
  await putString(server, `GET ${pathname}${search} HTTP/1.0\nHost: ${host}\n\n`, { signal });

  const status = (await getLine(server, { signal })) ?? "no answer";
  const headers = new Map<string, string>();
  for (let line = await getLine(server, { signal }); line; line = await getLine(server, { signal })) {
    const [header = "", value = ""] = line.split(/:\s*/, 2);
    headers.set(header.toLowerCase(), value);
  }
  // HTTP/1.0 closes the connection behind the page.
  const blocks: Uint8Array[] = [];
  for await (const block of getEveryBlock(server, 65536, { signal })) blocks.push(block);
  return { status, headers, body: Buffer.concat(blocks) };
}

async function show(text: string): Promise<void> {
  try {
    const { status, headers, body } = await get(new URL(text));
    console.error(`${text}: ${status}, ${headers.get("content-type") ?? "of no type"}, ${body.length} bytes`);
    process.stdout.write(body);
  } catch (error) {
    if (!(error instanceof SocketCondition) && !(error instanceof Error && error.name === "TimeoutError")) throw error;
    console.error(`${text}: ${error.message}`);
    process.exitCode = 1;
  }
}

await Promise.all(urls.map(show));
