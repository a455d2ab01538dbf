/** What `bsock bench` measures against: echoes over TCP and UDP, on one port. */
import { Socket, SocketType } from "../../index.ts";
import { SO_RXQ_OVFL, UDP_GRO } from "../../options.ts";
import { Counter, DatagramBatch, type Server, serve } from "../../reactor.ts";
import { type IpAddress, isIp, withPort } from "../host.ts";
import type { LoadCounts } from "./load.ts";

export type Protocol = "tcp" | "udp";

export interface EchoCounts extends LoadCounts {
  readonly connections: number;
}

export class EchoServer {
  readonly address: IpAddress;
  /** Rejects when datagrams can be received no more. */
  readonly failed: Promise<never>;
  readonly #server: Server | undefined;
  readonly #batch: DatagramBatch | undefined;
  readonly #end = new AbortController();

  constructor(address: IpAddress, protocols: readonly Protocol[]) {
    const handlers = {
      data: (connection: { write(bytes: Uint8Array): boolean }, bytes: Uint8Array) => connection.write(bytes),
    };
    this.#server = protocols.includes("tcp") ? serve({ address, handlers, backlog: 4096 }) : undefined;
    const found = this.#server?.address;
    this.address = isIp(found) ? found : address;
    this.failed = new Promise(() => {});
    if (!protocols.includes("udp")) return;
    const socket = Socket.create(address.domain, SocketType.datagram);
    try {
      socket.bind(this.address);
      if (SO_RXQ_OVFL.available) socket.setOption(SO_RXQ_OVFL, true);
      this.#batch = new DatagramBatch(socket, {
        count: 32,
        gro: UDP_GRO.available,
        ...(UDP_GRO.available ? {} : { size: 65536 }),
      });
    } catch (error) {
      socket.close();
      void this.#server?.close();
      throw error;
    }
    if (isIp(socket.localAddress)) this.address = withPort(address, socket.localAddress.port);
    this.failed = this.#batch
      .run((packet) => void packet.reply(), { signal: this.#end.signal })
      .then(
        () => new Promise<never>(() => {}),
        (error: unknown) => {
          if (this.#end.signal.aborted) return new Promise<never>(() => {});
          throw error;
        },
      );
    this.failed.catch(() => {}); // it may fail before anybody waits for it
  }

  /** What the reactor and the batch have counted: no call is made for it. */
  get counts(): EchoCounts {
    const counters = this.#server?.counters;
    const datagrams = this.#batch?.counters;
    const at = (index: number): number => counters?.[index] ?? 0;
    return {
      connections: this.#server?.connections ?? 0,
      bytesReceived: at(Counter.bytesReceived) + (datagrams?.bytesReceived ?? 0),
      bytesSent: at(Counter.bytesSent) + (datagrams?.bytesSent ?? 0),
      received: at(Counter.received) + (datagrams?.received ?? 0),
      wakeUps: at(Counter.wakeUps) + (datagrams?.receives ?? 0),
      largestBatch: Math.max(at(Counter.largestBatch), datagrams?.largestReceive ?? 0),
      wouldBlock: at(Counter.wouldBlock) + (datagrams?.wouldBlocks ?? 0),
      lost: datagrams?.dropped ?? 0,
    };
  }

  async close(): Promise<void> {
    this.#end.abort();
    this.#batch?.socket.close();
    await this.#server?.close();
  }
}
