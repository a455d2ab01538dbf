/** Mixed abuse of batches of datagrams: bursts beyond the receiver's room, callbacks that throw, sockets that go. */
import { InternetAddress, Socket, SocketCondition, SocketDomain, SocketType } from "berkeley-sockets";
import { SO_RCVBUF } from "berkeley-sockets/options";
import { DatagramBatch, type Packet } from "berkeley-sockets/reactor";
import type { Seeded } from "./seeded.ts";
import { type Abuse, several } from "./soak-abuse.ts";

const WIDTH = 4;
const LARGEST = 2000;

class OnPurpose extends Error {}

/** What is queued goes, what is refused is gone: a receiver that has closed is told of as an error. */
function flush(batch: DatagramBatch): void {
  while (batch.pending > 0) {
    try {
      if (typeof batch.send() !== "number") return;
    } catch (error) {
      if (!(error instanceof SocketCondition)) throw error;
      batch.drop();
    }
  }
}

export class DatagramAbuse implements Abuse {
  readonly #random: Seeded;

  constructor(random: Seeded) {
    this.#random = random;
  }

  run(until: number): Promise<number> {
    return several(WIDTH, until, () => this.#life());
  }

  async close(): Promise<void> {}

  /** A server and its client, up to the server's end and a little beyond. */
  async #life(): Promise<void> {
    const random = this.#random;
    const server = Socket.create(SocketDomain.internet, SocketType.datagram);
    server.bind(InternetAddress.loopback(0));
    if (random.below(2) === 0) server.setOption(SO_RCVBUF, 8192);
    const client = Socket.create(SocketDomain.internet, SocketType.datagram);
    client.connect(server.localAddress as InternetAddress);
    const served = this.#serve(this.#batch(server));
    const asking = this.#batch(client);
    const burst = async (): Promise<void> => {
      const [length, count] = [1 + random.below(LARGEST), random.below(300)];
      const bytes = new Uint8Array(length).fill(random.below(40));
      for (let index = 0; index < count; index++) if (!asking.add(bytes)) flush(asking);
      flush(asking);
      await new Promise(setImmediate);
      this.#hear(asking);
    };
    for (let left = random.below(20); left > 0; left--) await burst();
    server.close();
    await served;
    await burst(); // to nobody
    asking.close();
    client.close();
  }

  #batch(socket: Socket): DatagramBatch {
    const random = this.#random;
    const count = 1 + random.below(16);
    return random.below(2) === 0
      ? new DatagramBatch(socket, { count, gro: true })
      : new DatagramBatch(socket, { count, size: 1 + random.below(LARGEST), gso: random.below(2) === 0 });
  }

  #hear(batch: DatagramBatch): void {
    for (;;) {
      try {
        if (typeof batch.receiveEach(() => {}) !== "number") return;
      } catch (error) {
        // Nobody was there: that is told once for each refusal.
        if (!(error instanceof SocketCondition)) throw error;
      }
    }
  }

  /** Answers until the socket is closed, whatever happens on the way. */
  async #serve(batch: DatagramBatch): Promise<void> {
    const answer = (packet: Packet): boolean => {
      switch (packet.length === 0 ? -1 : packet.bytes[0]) {
        case 0:
          throw new OnPurpose();
        case 1:
          return false;
        case 2:
          for (let times = 0; times < 3; times++) packet.reply();
          break;
        case 3:
          packet.reply(new Uint8Array(LARGEST));
          break;
        case 4:
          break;
        default:
          packet.reply();
      }
      return true;
    };
    while (!batch.socket.closed) {
      try {
        await batch.run(answer);
      } catch (error) {
        const expected = error instanceof OnPurpose || (error instanceof SocketCondition && error.code === "ECANCELED");
        if (!expected) throw error;
      }
    }
  }
}
