import { addressDetails } from "../address/details.ts";
import type { SocketAddress } from "../address/socket-address.ts";
import type { ControlMessage } from "../bsd/control/messages.ts";
import { UDP_GRO } from "../bsd/options/udp.ts";
import { Socket } from "../bsd/socket.ts";
import { isWouldBlock } from "../bsd/wait.ts";
import { boolean, options as checkOptions, instance, integer, wrongType, wrongValue } from "../core/check.ts";
import { SocketCondition, unsupported } from "../core/condition.ts";
import { EBADF } from "../core/errno.ts";
import { type WouldBlock, wouldBlock } from "../core/would-block.ts";
import type { EventLoop } from "../poller/event-loop.ts";
import { constants, required } from "../sys/constants.ts";
import { DatagramReceiver } from "./datagram-receiver.ts";
import { Inbox } from "./inbox.ts";
import { MOST } from "./notes.ts";
import { Outbox } from "./outbox.ts";
import { Packet } from "./packet.ts";

const SOCK_STREAM = required("SOCK_STREAM");
const SOCK_DGRAM = required("SOCK_DGRAM");
const IPPROTO_UDP = constants.IPPROTO_UDP;
const AF_UNIX = required("AF_UNIX");
const SOL_SOCKET = required("SOL_SOCKET");
const ENOBUFS = required("ENOBUFS");
/** What an IP datagram may have at most, and so what the kernel puts together at most. */
const LARGEST = 65536;
const CONTROL = 256;
const LARGEST_SLAB = 2 ** 30;

/** How a batch is made. */
export interface DatagramBatchOptions {
  /** The most datagrams (with `gro`: trains of them) that one call receives, and the rows of what is to be sent: 1 to 128; 64. */
  readonly count?: number | undefined;
  /** Bytes of room for each datagram: 2,048; with `gro` 65,536, which is then the only choice. */
  readonly size?: number | undefined;
  /** Lets the kernel put datagrams of one sender together (UDP_GRO), which are parted again here: `false`. */
  readonly gro?: boolean | undefined;
  /** Joins datagrams of one length to one receiver, which the kernel or the device parts again (UDP_SEGMENT): `true`. */
  readonly gso?: boolean | undefined;
}

/** How a batch runs. */
export interface DatagramRunOptions {
  /** The loop to wait in; the default one unless told. */
  readonly loop?: EventLoop | undefined;
  /** Ends it: it rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** `false` lets the process end while this waits. */
  readonly ref?: boolean | undefined;
  /** Told of a datagram that could not be sent, and that is gone. Without it they are only counted. */
  readonly sendFailed?: ((condition: SocketCondition) => void) | undefined;
}

/** What a batch has done. */
export interface DatagramCounters {
  /** Datagrams that came, and calls that brought any. */
  received: number;
  receives: number;
  /** Bytes of these datagrams, as far as there was room. */
  bytesReceived: number;
  /** The most datagrams that came in one call. */
  largestReceive: number;
  /** Datagrams that the kernel took, and calls that gave it any. */
  sent: number;
  sends: number;
  bytesSent: number;
  /** The most datagrams that went in one call. */
  largestSend: number;
  /** Calls that would have had to wait. */
  wouldBlocks: number;
  /** Datagrams larger than their room. */
  truncated: number;
  /**
   * Datagrams that the kernel had no room for, since the socket was made: known while SO_RXQ_OVFL is on, once a later
   * one has come.
   */
  dropped: number;
  /** Datagrams that `run` could not send. */
  failed: number;
}

/**
 * Many datagrams in one call, both ways: recvmmsg(2) and sendmmsg(2) into memory that is allocated once. For
 * datagram sockets of any family, connected or not.
 *
 * @example
 * using server = Socket.create(SocketDomain.internet, SocketType.datagram);
 * server.bind(InternetAddress.loopback(0));
 * const batch = new DatagramBatch(server);
 * batch.receiveEach((packet) => packet.reply()); // how many came, or a WouldBlock
 * batch.send(); // how many answers went
 */
export class DatagramBatch {
  readonly socket: Socket;
  readonly counters: DatagramCounters = {
    received: 0,
    receives: 0,
    bytesReceived: 0,
    largestReceive: 0,
    sent: 0,
    sends: 0,
    bytesSent: 0,
    largestSend: 0,
    wouldBlocks: 0,
    truncated: 0,
    dropped: 0,
    failed: 0,
  };
  readonly #inbox: Inbox;
  readonly #outbox: Outbox;
  readonly #cursor: Packet;
  readonly #gro: boolean;
  /** Datagrams of the last receive. */
  #count = 0;

  constructor(socket: Socket, options: DatagramBatchOptions = {}) {
    this.socket = instance("socket", socket, Socket);
    checkOptions("options", options, ["count", "size", "gro", "gso"]);
    const { gro = false, gso = true } = options;
    this.#gro = boolean("options.gro", gro);
    boolean("options.gso", gso);
    const { domain, type } = socket;
    if (type.value === SOCK_STREAM) throw wrongValue("socket", "a socket of datagrams", socket);
    const usual = gro ? LARGEST : 2048;
    const count = integer("options.count", options.count ?? 64, 1, MOST);
    const size = integer("options.size", options.size ?? usual, gro ? LARGEST : 1, LARGEST);
    if (2 * count * size > LARGEST_SLAB) throw wrongValue("options.size", "less memory in all", options);
    const isUdp =
      type.value === SOCK_DGRAM && (domain.name === "internet" || domain.name === "internet6") && takesUdp(socket);
    if (gro) {
      if (!isUdp || !UDP_GRO.available) throw unsupported("DatagramBatch", "setsockopt", "UDP_GRO");
      socket.setOption(UDP_GRO, true);
    }
    // Descriptors that came in a batch would be nobody's: a Unix socket's batch has no room for them.
    this.#inbox = new Inbox(domain, count, size, domain.value === AF_UNIX ? 0 : CONTROL);
    this.#outbox = new Outbox(socket, this.#inbox, count, size, gso && isUdp && constants.UDP_SEGMENT !== undefined);
    this.#cursor = new Packet(this.#inbox, this.#outbox);
  }

  /** Datagrams that are queued and not sent. */
  get pending(): number {
    return this.#outbox.pending;
  }

  /** Whether datagrams are joined for sending; it ends for good when the kernel or a device refuses that. */
  get gso(): boolean {
    return this.#outbox.trains;
  }

  /** How many datagrams the last receive brought. */
  get length(): number {
    return this.#count;
  }

  /**
   * Receives what is there, as many datagrams as there is room for: their number. Those of the receive before are gone.
   * See recvmmsg(2).
   *
   * *Would-block*: when there is none, whatever the socket's mode. *Errors*: ENOBUFS while answers that lie in
   * this memory wait to be sent and there is no room to keep them: `send` first.
   */
  receive(): number | WouldBlock {
    const fd = this.#open("receive", "recvmmsg");
    if (!this.#outbox.keep()) throw new SocketCondition("receive", "recvmmsg", ENOBUFS);
    const inbox = this.#inbox;
    this.#count = 0;
    const result = inbox.receive(fd);
    if (result < 0) return this.#refuse("receive", "recvmmsg", -result, undefined);
    const count = this.#gro ? this.#split(result) : result;
    this.#count = count;
    const { counters } = this;
    counters.receives += 1;
    counters.received += count;
    if (count > counters.largestReceive) counters.largestReceive = count;
    let bytes = 0;
    for (let row = 0; row < result; row++) {
      const length = inbox.length(row);
      if (length > inbox.size) counters.truncated += 1;
      bytes += Math.min(length, inbox.size);
    }
    counters.bytesReceived += bytes;
    // The kernel tells it with each datagram, once there is anything to tell.
    const dropped = result > 0 ? inbox.number(result - 1, SOL_SOCKET, constants.SO_RXQ_OVFL) : 0;
    if (dropped > counters.dropped) counters.dropped = dropped;
    return count;
  }

  /**
   * Receives, and calls back with each datagram in turn: their number. The packet is one object that moves on. A
   * callback that throws ends it; the rest of this receive is then lost.
   */
  receiveEach(callback: (packet: Packet) => void): number | WouldBlock {
    if (typeof callback !== "function") throw wrongType("callback", "a function", callback);
    const received = this.receive();
    if (typeof received !== "number") return received;
    this.#walk(callback, false);
    return received;
  }

  /** The datagrams of the last receive: an object for each, valid until the next receive. */
  *[Symbol.iterator](): Generator<Packet, void, undefined> {
    const packets: Packet[] = [];
    this.#walk((packet) => packets.push(packet.copy()), false);
    yield* packets;
  }

  /** @internal Calls back with each datagram of the last receive, as {@link receiveEach}, until it returns `false`: whether it did. */
  each(callback: (packet: Packet) => unknown): boolean {
    return this.#walk(callback, true);
  }

  /** Calls back with each datagram: whether it ended because that gave `false`, where it may. */
  #walk(callback: (packet: Packet) => unknown, mayEnd: boolean): boolean {
    const inbox = this.#inbox;
    const packet = this.#cursor;
    const { size, rows } = inbox;
    for (let row = 0, index = 0; row < rows; row++) {
      const full = inbox.length(row);
      const segment = this.#gro ? inbox.segmentSize(row) : 0;
      let start = 0;
      do {
        const own = segment > 0 ? Math.min(segment, full - start) : full;
        packet.moveTo(index++, row, start, Math.min(own, size - start), own);
        if (callback(packet) === false && mayEnd) return true;
        start += own;
      } while (segment > 0 && start < full);
    }
    return false;
  }

  /**
   * Queues a datagram, copied: whether there was room for it; if not, `send` first. `address` is for sockets that
   * are not connected.
   */
  add(data: ArrayBufferView, address?: SocketAddress, control?: readonly ControlMessage[]): boolean {
    return this.#outbox.add(data, address, control);
  }

  /**
   * Queues a datagram that the caller writes where it is sent from, which saves a copy: its offset in {@link outgoing}, or
   * -1 where there is no room. Write it before the next `send`. With a `count` it queues so many of that length, one
   * behind the other: all, or none.
   */
  reserve(length: number, address?: SocketAddress, count = 1): number {
    integer("length", length, 0, LARGEST);
    if (count !== 1) integer("count", count, 1, LARGEST);
    return this.#outbox.reserve(length, address, count);
  }

  /** The memory that {@link reserve} tells a place of. */
  get outgoing(): Uint8Array<ArrayBuffer> {
    return this.#outbox.slab;
  }

  /**
   * Sends what is queued, as many datagrams as the kernel takes in one call: their number, 0 when none is queued.
   * What it does not take stays queued. See sendmmsg(2).
   *
   * *Would-block*: when it takes none. *Errors*: of the first datagram in the queue, which stays there: send again, or
   * `drop` it. An error of a later one is told when it is the first.
   */
  send(): number | WouldBlock {
    const fd = this.#open("send", "sendmmsg");
    if (this.#outbox.pending === 0) return 0;
    const result = this.#outbox.send(fd);
    if (result < 0) return this.#refuse("send", "sendmmsg", -result, this.#outbox.next);
    const { counters } = this;
    counters.sends += 1;
    counters.sent += result;
    counters.bytesSent += this.#outbox.sentBytes;
    if (result > counters.largestSend) counters.largestSend = result;
    return result;
  }

  /** Takes out the first datagram that is queued, or the train that it is part of: how many datagrams that were. */
  drop(): number {
    return this.#outbox.pending === 0 ? 0 : this.#outbox.drop();
  }

  /**
   * Receives and sends for as long as the socket is open: calls back with each datagram, and sends what was queued after
   * each batch, waiting where the kernel takes no more. Ends when the callback returns `false`, and rejects when the
   * socket is closed (ECANCELED), the signal aborts, the callback throws, or a receive fails.
   */
  run(callback: (packet: Packet) => unknown, options: DatagramRunOptions = {}): Promise<void> {
    if (typeof callback !== "function") throw wrongType("callback", "a function", callback);
    return DatagramReceiver.run(this, callback, options);
  }

  /** Each batch as it comes, the batch itself: iterate over it in turn. What is queued meanwhile is the caller's to send. */
  async *[Symbol.asyncIterator](): AsyncGenerator<this, void, undefined> {
    for (;;) {
      while (typeof this.receive() !== "number") await DatagramReceiver.readable(this);
      yield this;
    }
  }

  /** Gives up UDP_GRO, if it was on: other receives would lose what the kernel has put together. The socket stays open. */
  close(): void {
    if (this.#gro && !this.socket.closed) this.socket.setOption(UDP_GRO, false);
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** @internal Whether the last receive may have left something. */
  get mayHaveMore(): boolean {
    return this.#inbox.full;
  }

  /** Datagrams in so many rows. */
  #split(rows: number): number {
    let count = 0;
    for (let row = 0; row < rows; row++) {
      const segment = this.#inbox.segmentSize(row);
      count += segment > 0 ? Math.max(1, Math.ceil(this.#inbox.length(row) / segment)) : 1;
    }
    return count;
  }

  #open(who: string, syscall: string): number {
    const { fd } = this.socket;
    if (fd < 0) throw new SocketCondition(who, syscall, EBADF);
    return fd;
  }

  #refuse(who: string, syscall: string, type: number, address: SocketAddress | undefined): WouldBlock {
    if (!isWouldBlock(type)) throw new SocketCondition(who, syscall, type, addressDetails(address));
    this.counters.wouldBlocks += 1;
    return wouldBlock(who, syscall, type);
  }
}

function takesUdp(socket: Socket): boolean {
  return socket.protocol.value === 0 || socket.protocol.value === IPPROTO_UDP;
}
