/**
 * Ping-pong of two processes, blocking. Arguments: `serve`, or `ping`, which reads "port milliseconds" a line
 * and answers round trips a second. The server waits for nothing but its socket, so it has to be killed.
 */

import { createInterface } from "node:readline";
import { InternetAddress, type Socket, SocketCondition } from "berkeley-sockets";
import { acceptIpv4Connection, connectToIpv4Host, listenOnIpv4Socket } from "berkeley-sockets/simple";

const SIZE = 64;
const room = new Uint8Array(4096);

function answer(connection: Socket): void {
  for (;;) {
    const length = connection.receiveInto(room) as number;
    if (length === 0) return;
    connection.send(room, 0, length);
  }
}

function serve(): void {
  const listener = listenOnIpv4Socket(true, 0, 16);
  const address = listener.localAddress;
  if (!(address instanceof InternetAddress)) throw new Error("no address");
  console.log(`ready ${address.port}`);
  for (;;) {
    const connection = acceptIpv4Connection(listener);
    try {
      answer(connection);
    } catch (error) {
      if (!(error instanceof SocketCondition)) throw error;
    }
    connection.close();
  }
}

function trips(connection: Socket, milliseconds: number): number {
  const data = new Uint8Array(SIZE);
  const end = performance.now() + milliseconds;
  for (let count = 0; ; count++) {
    if (performance.now() >= end) return count;
    connection.send(data);
    if (connection.receiveInto(room) !== SIZE) throw new Error("not all of the message");
  }
}

async function ping(): Promise<void> {
  console.log("ready");
  for await (const line of createInterface({ input: process.stdin })) {
    const [port = 0, milliseconds = 0] = line.split(" ").map(Number);
    const connection = connectToIpv4Host("127.0.0.1", null, port);
    trips(connection, milliseconds / 4);
    const start = performance.now();
    const count = trips(connection, milliseconds);
    console.log((count / (performance.now() - start)) * 1000);
    connection.close();
  }
}

if (process.argv[2] === "serve") serve();
else await ping();
