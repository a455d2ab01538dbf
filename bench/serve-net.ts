/**
 * The servers on `node:net`. Argument: `echo`, the same `echoAtOnce` with TCP_NODELAY, `awaited`, `sink`, `connect` for
 * one that closes what it accepts, or `proxy` with the port of another server.
 */
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { serveOn } from "./server-life.ts";

function echo(socket: Socket): void {
  socket.on("data", (data) => socket.write(data));
  // The load resets its connections: that is their ordinary end.
  socket.on("error", () => {});
}

/** The same as awaited code is written, with a read pending on each connection. */
async function echoAwaited(socket: Socket): Promise<void> {
  socket.on("error", () => {});
  try {
    for await (const data of socket) socket.write(data);
  } catch {
    // As above.
  }
}

/** A message of the load's, on which it waits, is answered. */
function swallow(socket: Socket): void {
  socket.on("data", (data) => data.length === 64 && socket.write(data));
  socket.on("error", () => {});
}

function close(socket: Socket): void {
  socket.on("error", () => {});
  socket.destroy();
}

/** As its manual has two sockets joined. */
function proxy(socket: Socket): void {
  const onward = connect({ host: "127.0.0.1", port: Number(process.argv[3]) });
  socket.on("error", () => onward.destroy());
  onward.on("error", () => socket.destroy());
  socket.pipe(onward).pipe(socket);
}

const ways: Record<string, (socket: Socket) => unknown> = {
  echo,
  echoAtOnce: echo,
  awaited: echoAwaited,
  sink: swallow,
  connect: close,
  proxy,
};
const way = process.argv[2] ?? "";
const server = createServer({ noDelay: way === "echoAtOnce" }, (socket) => void ways[way]?.(socket));
server.listen({ port: 0, host: "127.0.0.1", backlog: 4096 }, () => serveOn((server.address() as AddressInfo).port));
