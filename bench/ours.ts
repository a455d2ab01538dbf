/** The driver that measures this library. */
import { InternetAddress, Socket, type SocketAddress, SocketDomain, SocketType, WouldBlock } from "berkeley-sockets";
import { IP_PKTINFO, SO_RCVLOWAT, SO_TIMESTAMPNS, TCP_INFO } from "berkeley-sockets/options";
import { DatagramBatch, type Packet } from "berkeley-sockets/reactor";
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

function message(count: number): void {
  to.setOption(IP_PKTINFO, true);
  to.setOption(SO_TIMESTAMPNS, true);
  for (let index = 0; index < count; index++) {
    if (from.sendTo(data, toAddress) !== SIZE) throw new Error("sendTo");
    const received = to.receiveMessage({ into: room });
    if (received instanceof WouldBlock || received.length !== SIZE) throw new Error("receiveMessage");
    let found = 0;
    for (const control of received.control) {
      if (control.kind === "pktinfo") {
        look(control.address);
        found += 1;
      } else if (control.kind === "timestamp") {
        sink = Number(control.time & 0xffffffn);
        found += 1;
      }
    }
    if (found !== 2) throw new Error("control messages");
  }
  to.setOption(IP_PKTINFO, false);
  to.setOption(SO_TIMESTAMPNS, false);
}

const MANY = 64;
const seen = (packet: Packet): void => {
  sink = (sink + packet.length + packet.offset) | 0;
};

function batch(count: number): void {
  const out = new DatagramBatch(from, { gso: false });
  const incoming = new DatagramBatch(to);
  for (let done = 0; done < count; done += MANY) {
    for (let index = 0; index < MANY; index++) if (out.reserve(100, toAddress) < 0) throw new Error("reserve");
    if (out.send() !== MANY) throw new Error("send");
    if (incoming.receiveEach(seen) !== MANY) throw new Error("receiveEach");
  }
}

function train(count: number): void {
  const segments = 46;
  const out = new DatagramBatch(from);
  const incoming = new DatagramBatch(to, { gro: true, count: 4 });
  for (let done = 0; done < count; done += segments) {
    if (out.reserve(1400, toAddress, segments) < 0) throw new Error("reserve");
    if (out.send() !== segments) throw new Error("send");
    if (incoming.receiveEach(seen) !== segments) throw new Error("receiveEach");
  }
  incoming.close();
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
  else if (trial === "message") message(iterations);
  else if (trial === "batch") batch(iterations);
  else if (trial === "train") train(iterations);
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
