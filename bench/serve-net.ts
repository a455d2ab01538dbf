/** The servers on `node:net`. Argument: `echo`, or `connect` for one that closes what it accepts. */
import { type AddressInfo, createServer, type Socket } from "node:net";
import { serveOn } from "./server-life.ts";

function echo(socket: Socket): void {
  socket.on("data", (data) => socket.write(data));
  // The load resets its connections: that is their ordinary end.
  socket.on("error", () => {});
}

function close(socket: Socket): void {
  socket.on("error", () => {});
  socket.destroy();
}

const server = createServer(process.argv[2] === "connect" ? close : echo);
server.listen({ port: 0, host: "127.0.0.1", backlog: 4096 }, () => serveOn((server.address() as AddressInfo).port));
