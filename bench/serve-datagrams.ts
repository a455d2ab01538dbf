/** Servers that send each datagram back, by this library's batches and by `node:dgram`. Argument: `reactor` or `net`. */
import { createSocket } from "node:dgram";
import { InternetAddress, Socket, SocketDomain, SocketType } from "berkeley-sockets";
import { DatagramBatch } from "berkeley-sockets/reactor";
import { serveOn } from "./server-life.ts";

function serveBatch(): void {
  const socket = Socket.create(SocketDomain.internet, SocketType.datagram);
  socket.bind(InternetAddress.loopback(0));
  const { localAddress } = socket;
  if (!(localAddress instanceof InternetAddress)) throw new Error("no address");
  const lost = (error: Error): never => {
    throw error;
  };
  void new DatagramBatch(socket).run(
    (packet) => {
      if (!packet.reply()) throw new Error("no room for an answer");
    },
    { sendFailed: lost },
  );
  serveOn(localAddress.port);
}

function serveDgram(): void {
  const socket = createSocket("udp4", (message, { port, address }) => socket.send(message, port, address));
  socket.bind(0, "127.0.0.1", () => serveOn(socket.address().port));
}

const ways: Record<string, () => void> = { reactor: serveBatch, net: serveDgram };
ways[process.argv[2] ?? ""]?.();
