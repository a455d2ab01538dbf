/** PING of RESP2 on `node:net`: the twin of examples/resp-server.ts, with its parser. */
import { type AddressInfo, createServer, type Socket } from "node:net";
import { PendingBytes } from "../examples/pending-bytes.ts";
import { Replies, Request } from "../examples/resp.ts";
import { serveOn } from "./server-life.ts";

const request = new Request();
const replies = new Replies();
request.read(Buffer.from("PING\n"), 0);
const PING = request.code(0);

function serve(socket: Socket): void {
  const pending = new PendingBytes();
  socket.on("data", (data: Buffer<ArrayBuffer>) => {
    const input = pending.with(data);
    let at = 0;
    while (at < input.length) {
      const next = request.read(input, at);
      if (next < 0) break;
      at = next;
      if (request.count > 0) replies.raw(request.code(0) === PING ? "+PONG\r\n" : "-ERR\r\n");
    }
    pending.keep(input, at);
    // It keeps what it is given, so that this has to be its own.
    socket.write(Buffer.from(replies.take()));
  });
  socket.on("error", () => {});
}

const server = createServer({ noDelay: true }, serve);
server.listen({ port: 0, host: "127.0.0.1", backlog: 4096 }, () => serveOn((server.address() as AddressInfo).port));
