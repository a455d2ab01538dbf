/** The driver that measures this library. */
import { InternetAddress, Socket, type SocketAddress, SocketDomain, SocketType } from "berkeley-sockets";
import { SO_RCVLOWAT, TCP_INFO } from "berkeley-sockets/options";
import { perOperation, serveTrials } from "./command-loop.ts";

const SIZE = 64;
const data = new Uint8Array(SIZE);
const room = new Uint8Array(SIZE);
// What nobody looks at an optimizing compiler may leave out.
let sink = 0;

function loopback(type: SocketType): [Socket, SocketAddress] {
  const socket = Socket.create(SocketDomain.internet, type);
  socket.bind(InternetAddress.loopback(0));
  const address = socket.localAddress;
  if (address === undefined) throw new Error("no address");
  return [socket, address];
}

function look(address: SocketAddress | undefined): void {
  if (!(address instanceof InternetAddress)) throw new Error("no sender");
  sink = (address.ip + address.port) | 0;
}

const [near, far] = Socket.pair(SocketDomain.unix, SocketType.stream);
const [from] = loopback(SocketType.datagram);
const [to, toAddress] = loopback(SocketType.datagram);

function stream(count: number): void {
  for (let index = 0; index < count; index++) {
    if (near.send(data) !== SIZE) throw new Error("send");
    if (far.receiveInto(room) !== SIZE) throw new Error("receiveInto");
  }
}

function datagram(count: number): void {
  for (let index = 0; index < count; index++) {
    if (from.sendTo(data, toAddress) !== SIZE) throw new Error("sendTo");
    const [length, sender] = to.receiveFromInto(room);
    if (length !== SIZE) throw new Error("receiveFromInto");
    look(sender as SocketAddress);
  }
}

function connection(listener: Socket, address: SocketAddress, count: number): void {
  for (let index = 0; index < count; index++) {
    const client = Socket.create(SocketDomain.internet, SocketType.stream);
    client.connect(address);
    const [server, peer] = listener.accept();
    if (server === undefined) throw new Error("accept");
    look(peer);
    client.close();
    server.close();
  }
}

function option(count: number): void {
  for (let index = 0; index < count; index++) {
    near.setOption(SO_RCVLOWAT, 1);
    sink = near.getOption(SO_RCVLOWAT);
  }
}

function info(listener: Socket, address: SocketAddress, count: number): void {
  const client = Socket.create(SocketDomain.internet, SocketType.stream);
  client.connect(address);
  const [server] = listener.accept();
  for (let index = 0; index < count; index++) sink = client.getOption(TCP_INFO).sndCwnd;
  client.close();
  server?.close();
}

function wouldBlock(count: number): void {
  for (let index = 0; index < count; index++) if (typeof far.receiveInto(room) === "number") throw new Error("receive");
}

await serveTrials((trial, iterations) => {
  // A new port each time: the last round's connections stay in TIME_WAIT for a minute.
  const [listener, address] = loopback(SocketType.stream);
  listener.listen();
  const start = process.hrtime.bigint();
  if (trial === "stream") stream(iterations);
  else if (trial === "datagram") datagram(iterations);
  else if (trial === "connection") connection(listener, address, iterations);
  else if (trial === "option") option(iterations);
  else if (trial === "info") info(listener, address, iterations);
  else if (trial === "would-block") wouldBlock(iterations);
  else throw new Error(`no trial ${trial}`);
  const result = perOperation(start, iterations);
  listener.close();
  return result;
});
for (const socket of [near, far, from, to]) socket.close();
process.exitCode = Number.isNaN(sink) ? 1 : 0;
