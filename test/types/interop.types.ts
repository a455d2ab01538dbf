/** The entry `interop`: what it takes and gives, what it refuses. Never run: see types.test.ts. */
import type { Socket as DatagramSocket } from "node:dgram";
import type { ClientRequest, Server as HttpServer, IncomingMessage } from "node:http";
import type { ClientHttp2Session } from "node:http2";
import type { Socket as NetSocket, Server } from "node:net";
import type { Duplex } from "node:stream";
import { connect as connectTls, type TLSSocket } from "node:tls";
import type { Socket } from "berkeley-sockets";
import {
  borrowNetSocket,
  type descriptorOf,
  type fromDgramSocket,
  fromNetServer,
  fromNetSocket,
  receiveSocket,
  type SystemdListener,
  type systemdListeners,
  type TakenSocket,
  type TransferredSocket,
  type toDgramSocket,
  toDuplex,
  toNetServer,
  type toNetSocket,
  toReadableStream,
  toWritableStream,
  type transferSocket,
} from "berkeley-sockets/interop";
import type { BufferedSocket } from "berkeley-sockets/simple";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<A, B>(..._: Equal<A, B> extends true ? [] : [never]): void {}

export function results(socket: Socket, http: HttpServer): void {
  same<ReturnType<typeof borrowNetSocket>, Socket>();
  same<ReturnType<typeof descriptorOf>, number>();
  same<ReturnType<typeof fromNetSocket>, Promise<TakenSocket>>();
  same<TakenSocket["buffered"], Uint8Array<ArrayBuffer>>();
  same<ReturnType<typeof fromNetServer>, Socket>();
  same<ReturnType<typeof fromDgramSocket>, Promise<Socket>>();
  same<ReturnType<typeof toNetSocket>, NetSocket>();
  same<ReturnType<typeof toDgramSocket>, DatagramSocket>();
  same<ReturnType<typeof transferSocket>, TransferredSocket>();
  same<ReturnType<typeof receiveSocket>, Socket>();
  same<ReturnType<typeof systemdListeners>, SystemdListener[]>();
  same<ReturnType<typeof toReadableStream>, ReadableStream<Uint8Array<ArrayBuffer>>>();
  const server: Server = toNetServer(socket);
  const kept: HttpServer = toNetServer(socket, http);
  const duplex: Duplex = toDuplex(socket);
  void [server, kept, connectTls({ socket: duplex })];
}

export function sources(
  net: NetSocket,
  tls: TLSSocket,
  server: Server,
  datagram: DatagramSocket,
  request: ClientRequest,
  incoming: IncomingMessage,
  session: ClientHttp2Session,
  buffered: BufferedSocket,
): void {
  for (const source of [net, tls, server, datagram, request, incoming, session]) borrowNetSocket(source);
  borrowNetSocket(toDuplex(buffered).unref());
  void toReadableStream(buffered, { chunkSize: 100 }).pipeTo(toWritableStream(buffered));
}

export function refused(socket: Socket, server: Server, datagram: DatagramSocket): void {
  // @ts-expect-error TS2345 a Socket of ours needs no borrowing
  borrowNetSocket(socket);
  // @ts-expect-error TS2741 there is fromNetServer for it
  void fromNetSocket(server);
  // @ts-expect-error TS2741 there is fromDgramSocket for it
  fromNetServer(datagram);
  // @ts-expect-error TS2741 no message
  receiveSocket(socket);
  // @ts-expect-error TS2353 a misspelled option
  toDuplex(socket, { halfOpen: true });
  // @ts-expect-error TS2741 no server
  toNetServer(socket, datagram);
}
