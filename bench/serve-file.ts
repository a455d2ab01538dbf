/**
 * A file to each who connects, by this library and by Node's streams. Arguments: the way and the file's path.
 * `blocking` waits for nothing but its socket, so it has to be killed.
 */
import { createReadStream, openSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { InternetAddress, type Socket } from "berkeley-sockets";
import { connections, sendFile } from "berkeley-sockets/async";
import { acceptIpv4Connection, listenOnIpv4Socket } from "berkeley-sockets/simple";
import { serveOn } from "./server-life.ts";

const [, , way = "", path = ""] = process.argv;

function listen(): [Socket, number] {
  const listener = listenOnIpv4Socket(true, 0, 16);
  const address = listener.localAddress;
  if (!(address instanceof InternetAddress)) throw new Error("no address");
  return [listener, address.port];
}

function blocking(): void {
  const file = openSync(path, "r");
  const [listener, port] = listen();
  console.log(`ready ${port}`);
  for (;;) {
    const socket = acceptIpv4Connection(listener);
    socket.setNonblocking(false);
    socket.sendFile(file, 0);
    socket.close();
  }
}

async function awaited(): Promise<void> {
  const file = openSync(path, "r");
  const [listener, port] = listen();
  serveOn(port);
  for await (const [socket] of connections(listener)) {
    await sendFile(socket, file, 0);
    socket.close();
  }
}

function net(): void {
  const server = createServer((socket) => {
    // The load resets its connections: that is their ordinary end, and it counts the bytes.
    socket.on("error", () => {});
    createReadStream(path).pipe(socket);
  });
  server.listen({ port: 0, host: "127.0.0.1" }, () => serveOn((server.address() as AddressInfo).port));
}

const ways: Record<string, () => unknown> = { blocking, awaited, net };
void ways[way]?.();
