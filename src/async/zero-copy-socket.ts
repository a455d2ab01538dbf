/**
 * The zero-copy sends of one kernel's socket: which are under way, and who hears that they are done. While any is,
 * the error queue is read here, where the notifications come; what else is in it is kept for the user.
 */
import { setErrorReader } from "../bsd/error-reader.ts";
import { evict } from "../bsd/eviction.ts";
import type { ReceivedMessage } from "../bsd/message.ts";
import { SO_COOKIE, SO_ZEROCOPY } from "../bsd/options/socket.ts";
import { ReceiveFromOption } from "../bsd/receive-from-option.ts";
import { Socket } from "../bsd/socket.ts";
import { SocketCondition } from "../core/condition.ts";
import { WouldBlock } from "../core/would-block.ts";
import { type Poller, serveErrors, whenClosed } from "../poller/poller.ts";
import type { Registration } from "../poller/registration.ts";
import { Afterlife } from "./zero-copy-afterlife.ts";
import type { ZeroCopyFlight } from "./zero-copy-flight.ts";
import { Ledger } from "./zero-copy-ledger.ts";

const COPIED = 1;
const ANY_REPORT = { size: 65536, flags: [ReceiveFromOption.errorQueue] } as const;
/** The most reports that are kept for the user: more than the kernel itself would keep. */
const MOST_KEPT = 1024;

/** Messages that came to the user, of which nothing concerns the user. */
const notUsers = new WeakSet<object>();

/** Whether a message that was received told of nothing but sends that `sendZeroCopy` awaits. */
export function isNotUsers(message: object): boolean {
  return notUsers.has(message);
}

const byDescriptor = new Map<number, ZeroCopySocket>();

function cookieOf(socket: Socket): bigint | undefined {
  try {
    return socket.getOption(SO_COOKIE);
  } catch {
    return undefined;
  }
}

export class ZeroCopySocket {
  readonly #fd: number;
  /** The kernel's number of the socket, which no other ever has. */
  readonly #cookie: bigint | undefined;
  /** The user's sockets that are this one. */
  readonly #known = new WeakSet<Socket>();
  /** One of our own, since the user's may have only borrowed the descriptor, and close before. */
  #reader: Socket;
  readonly #ledger = new Ledger<ZeroCopyFlight>();
  readonly #kept: ReceivedMessage[] = [];
  readonly #places = new Map<Poller, Registration>();
  /** Who waits for any send to be done. */
  readonly #waiting = new Set<() => void>();
  #failing = false;
  #afterlife: Afterlife | undefined;
  /** Takes back that it hears of the descriptor's end. */
  readonly #stop: () => void;

  /** Of a socket; with the first one its option SO_ZEROCOPY is set. */
  static of(socket: Socket): ZeroCopySocket {
    const known = byDescriptor.get(socket.fd);
    if (known?.isOf(socket)) return known;
    known?.abandon();
    socket.setOption(SO_ZEROCOPY, true);
    const made = new ZeroCopySocket(socket);
    byDescriptor.set(socket.fd, made);
    return made;
  }

  private constructor(socket: Socket) {
    this.#fd = socket.fd;
    this.#cookie = cookieOf(socket);
    this.#reader = Socket.borrow(this.#fd);
    this.#know(socket);
    this.#stop = whenClosed(this.#fd, (given) => this.#outlive(this.#reader, given));
  }

  #know(socket: Socket): void {
    this.#known.add(socket);
    setErrorReader(socket, { take: () => this.#kept.shift(), see: (message) => this.#see(message) });
  }

  /** Whether a socket is this one: one that only borrowed the descriptor does not tell when it is closed. */
  private isOf(socket: Socket): boolean {
    if (this.#known.has(socket)) return true;
    if (this.#cookie === undefined || cookieOf(socket) !== this.#cookie) return false;
    this.#know(socket);
    return true;
  }

  /** Whether any send is under way. */
  get busy(): boolean {
    return this.#ledger.size > 0;
  }

  /** The kernel has taken something of a send, and will say when it is done with it. */
  took(flight: ZeroCopyFlight, sent: number, poller: Poller): void {
    this.#ledger.add(flight);
    flight.took(sent);
    this.#listen(poller);
  }

  #listen(poller: Poller): void {
    const place = this.#places.get(poller);
    if (place !== undefined && !place.closed) {
      poller.update("sendZeroCopy", place, true);
      return;
    }
    const registration = poller.registration(this.#reader.fd);
    this.#places.set(poller, registration);
    poller.collect("sendZeroCopy", registration, () => this.#collect());
  }

  /**
   * A send has failed. Looks at the error queue: whether another is done. A datagram that was dropped on its way
   * out has a number all the same, and its notification is there already.
   */
  failed(): boolean {
    const { size } = this.#ledger;
    const kept = this.#kept.length;
    this.#failing = true;
    this.#collect();
    this.#failing = false;
    // Later: the send may be one that is being served.
    if (this.#kept.length > kept) queueMicrotask(() => serveErrors(this.#reader.fd));
    return this.#ledger.size < size;
  }

  /** Goes on, once, when a send is done. Gives what takes that back. */
  readonly untilOneIsDone = (goOn: () => void): (() => void) => {
    this.#waiting.add(goOn);
    return () => this.#waiting.delete(goOn);
  };

  #collect(): boolean {
    for (let found = false; ; found = true) {
      const message = this.#next();
      if (message === undefined) return found;
      if (this.#see(message)) continue;
      if (this.#kept.length === MOST_KEPT) this.#kept.shift();
      this.#kept.push(message);
    }
  }

  #next(): ReceivedMessage | undefined {
    for (;;) {
      try {
        const message = this.#reader.receiveMessage(ANY_REPORT);
        return message instanceof WouldBlock ? undefined : message;
      } catch (error) {
        if (!(error instanceof SocketCondition)) throw error;
        if (error.code === "EINTR") continue;
        // Nobody will be told any more by this queue.
        for (const flight of new Set(this.#ledger.sends())) {
          flight.fail((who) => new SocketCondition(who, error.syscall, error.type));
        }
        return undefined;
      }
    }
  }

  #see(message: Pick<ReceivedMessage, "control">): boolean {
    let own = true;
    let landed = false;
    for (const report of message.control) {
      if (report.kind !== "receiveError" || report.origin !== "zeroCopy") {
        own = false;
        continue;
      }
      const { sends, whole } = this.#ledger.take(report.info, report.data);
      for (const flight of sends) flight.landed((report.code & COPIED) !== 0);
      own &&= whole || this.#failing;
      landed ||= sends.length > 0;
    }
    if (landed) this.#tell();
    if (!own || message.control.length === 0) return false;
    notUsers.add(message);
    return true;
  }

  #tell(): void {
    for (const goOn of [...this.#waiting]) {
      // Later: this may be within a call that the user made for something else.
      queueMicrotask(() => {
        if (this.#waiting.has(goOn)) goOn();
      });
    }
    if (!this.busy) this.#rest();
  }

  /** Nothing is under way: the error queue is the user's alone. */
  #rest(): void {
    for (const place of this.#places.values()) place.collector = undefined;
    this.#places.clear();
    this.#afterlife?.end();
  }

  /** The descriptor, which was only lent, has been closed behind our back; its number is another's now. */
  private abandon(): void {
    this.#stop();
    // The loops have the number still, for a socket that is gone, and would hear nothing of the next.
    evict(this.#fd);
    this.#outlive(undefined, false);
  }

  /** The descriptor is about to be closed, or was given away. The kernel may go on reading. */
  #outlive(original: Socket | undefined, given: boolean): void {
    byDescriptor.delete(this.#fd);
    this.#places.clear();
    if (!this.busy) return;
    this.#afterlife = new Afterlife(original, given, () => this.#ledger.clear());
    this.#reader = this.#afterlife.socket ?? this.#reader;
    this.#afterlife.attend(() => void this.#collect());
  }
}
