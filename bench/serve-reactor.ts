/**
 * This library's reactor. Argument: `echo`, `sink`, `connect` for one that closes what it accepts, or `proxy` with
 * the port of another server.
 */
import { InternetAddress } from "berkeley-sockets";
import { connect, forward, type Handlers, serve } from "berkeley-sockets/reactor";
import { serveOn } from "./server-life.ts";

/** Of which the load sends one on each connection, and waits for the answer. */
const MESSAGE = 64;

const ways: Record<string, Handlers> = {
  echo: { data: (connection, bytes) => connection.write(bytes) },
  sink: { data: (connection, bytes) => bytes.length === MESSAGE && connection.write(bytes) },
  proxy: {
    open(connection) {
      const onward = connect({ host: "127.0.0.1", port: Number(process.argv[3]), handlers: {} });
      // The load resets its connections: that is their ordinary end.
      forward(connection, onward).done.catch(() => {});
    },
  },
  connect: { open: (connection) => connection.close() },
};
const handlers = ways[process.argv[2] ?? ""];
if (handlers === undefined) throw new Error(`no way ${process.argv[2]}`);
const { address } = serve({ host: "127.0.0.1", port: 0, backlog: 4096, handlers });
if (!(address instanceof InternetAddress)) throw new Error("no address");
serveOn(address.port);
