/**
 * http-server: a minimal HTTP/1.1 server on the reactor. It keeps connections, answers pipelined requests in their order,
 * and stops reading from clients that do not take their answers. Requests are read in http-request.ts.
 *
 *     node build/examples/http-server.js --port 8080     and then: curl -d hello http://127.0.0.1:8080/echo
 */
import { STATUS_CODES } from "node:http";
import { parseArgs } from "node:util";
import { type Connection, type Handlers, serve } from "berkeley-sockets/reactor";
import { type Request, RequestError, RequestReader } from "./http-request.ts";

const usage = `usage: http-server [--host ADDRESS] [--port PORT] [--idle S]

  --host ADDRESS   where to be (127.0.0.1)
  --port PORT      at which port (8080; 0 lets the kernel choose)
  --idle S         seconds until a connection on which nothing moves is closed (10)

GET / is a greeting, and what is posted to /echo comes back.`;

/** Of bytes that wait for a client. At twice as much `write` throws, which the longest answer does not reach. */
const limit = 2 << 20;

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer<ArrayBuffer>;
}

const text = { "Content-Type": "text/plain; charset=utf-8" };

type Route = (request: Request) => Answer;

const routes: Readonly<Record<string, Readonly<Record<string, Route>>>> = {
  "/": { GET: () => ({ status: 200, headers: text, body: "hello\n" }) },
  "/echo": {
    POST: ({ headers, body }) => {
      const type = headers.get("content-type") ?? "application/octet-stream";
      return { status: 200, headers: { "Content-Type": type }, body };
    },
  },
};

function answerTo(request: Request): Answer {
  const expected = request.headers.get("expect")?.toLowerCase() ?? "100-continue";
  if (expected !== "100-continue") return { status: 417 };
  const path = request.target.replace(/\?.*$/s, "");
  const route = Object.hasOwn(routes, path) ? routes[path] : undefined;
  if (route === undefined) return { status: 404, headers: text, body: `there is no ${path}\n` };
  const method = request.method === "HEAD" ? "GET" : request.method;
  const answer = Object.hasOwn(route, method) ? route[method] : undefined;
  if (answer !== undefined) return answer(request);
  const methods = Object.keys(route).flatMap((each) => (each === "GET" ? ["GET", "HEAD"] : [each]));
  return { status: 405, headers: { Allow: methods.join(", ") } };
}

let second = 0;
let date = "";

/** The header of the time, made once a second. */
function dated(): string {
  const now = Math.floor(Date.now() / 1000);
  if (now !== second) {
    second = now;
    date = `Date: ${new Date(1000 * now).toUTCString()}\r\n`;
  }
  return date;
}

/** What is known of a client; nothing once its last answer is sent. */
type Client = Connection<RequestReader | undefined>;

/** Whether the client keeps up. */
function send(client: Client, answer: Answer, lasting: boolean, bodiless = false): boolean {
  const { status, headers = {}, body = "" } = answer;
  let head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${dated()}`;
  for (const name in headers) head += `${name}: ${headers[name]}\r\n`;
  head += `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: ${lasting ? "keep-alive" : "close"}\r\n\r\n`;
  // What is written in one handler goes out in one call.
  let room = client.write(head);
  if (!bodiless) room = client.write(body);
  if (lasting) return room;
  // Only our side: closed while the client still sends, the connection would be reset before it has read this.
  client.end();
  client.data = undefined;
  return false;
}

function answerAll(client: Client, bytes: Uint8Array<ArrayBuffer>): void {
  const reader = client.data;
  if (reader === undefined) return;
  try {
    for (const request of reader.requests(bytes)) {
      if (send(client, answerTo(request), request.lasting, request.method === "HEAD")) continue;
      // The rest waits until the client has read.
      if (request.lasting) client.pause();
      return;
    }
    if (reader.waiting) client.write("HTTP/1.1 100 Continue\r\n\r\n");
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    send(client, { status: error.status, headers: text, body: `${error.message}\n` }, false);
  }
}

const nothing = new Uint8Array(0);

const handlers: Handlers<RequestReader | undefined> = {
  open(client) {
    client.data = new RequestReader();
  },
  data: answerAll,
  drain(client) {
    client.resume();
    answerAll(client, nothing);
  },
};

function main(): void {
  const { values } = parseArgs({
    options: {
      host: { type: "string", default: "127.0.0.1" },
      port: { type: "string", default: "8080" },
      idle: { type: "string", default: "10" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return;
  }
  const { host, port, idle } = values;
  const server = serve({ host, port: Number(port), idleTimeout: 1000 * Number(idle), limit, handlers });
  for (const name of ["SIGINT", "SIGTERM"]) process.once(name, () => server.close());
  console.log(`listening on http://${server.address}`);
}

try {
  main();
} catch (error) {
  // What the user or the system brought about has a code, or is about a value.
  if (!(error instanceof Error && ("code" in error || error instanceof RangeError))) throw error;
  console.error(`http-server: ${error.message}`);
  process.exitCode = 1;
}
