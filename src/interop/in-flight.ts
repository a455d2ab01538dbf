/** Sockets on their way to another thread: what keeps each from being received twice, or forgotten in silence. */
import { Socket } from "../bsd/socket.ts";

/** The states of a ticket. Not 0, so that memory which is no ticket's does not look like one. */
const WAITING = 0x7469636b;
const TAKEN = 0x74616b65;
const EXPIRED = 0x65787069;

/** Memory that all copies of a message share: whoever changes it first has the socket. */
export class Ticket {
  readonly memory: SharedArrayBuffer;
  readonly #state: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.memory = memory;
    this.#state = new Int32Array(memory);
  }

  static issue(): Ticket {
    const ticket = new Ticket(new SharedArrayBuffer(4));
    Atomics.store(ticket.#state, 0, WAITING);
    return ticket;
  }

  get waiting(): boolean {
    return Atomics.load(this.#state, 0) === WAITING;
  }

  get expired(): boolean {
    return Atomics.load(this.#state, 0) === EXPIRED;
  }

  #become(state: number): boolean {
    return Atomics.compareExchange(this.#state, 0, WAITING, state) === WAITING;
  }

  /** Whether the socket is the caller's now. */
  take(): boolean {
    return this.#become(TAKEN);
  }

  /** Whether nobody will have it any more. */
  expire(): boolean {
    return this.#become(EXPIRED);
  }

  /** Takes back a `take`. */
  putBack(): void {
    Atomics.store(this.#state, 0, WAITING);
  }
}

const LOOK = 10_000;
const PATIENCE = 6;
const waiting = new Map<Ticket, { readonly fd: number; looks: number }>();
let timer: NodeJS.Timeout | undefined;

function warn(what: string): void {
  process.emitWarning(`A socket that was handed to another thread has not been received ${what}`, {
    type: "SocketLeakWarning",
    code: "BERKELEY_SOCKET_NOT_RECEIVED",
  });
}

function look(): void {
  for (const [ticket, entry] of waiting) {
    entry.looks += 1;
    if (ticket.waiting && entry.looks < PATIENCE) continue;
    waiting.delete(ticket);
    if (ticket.waiting) warn(`for a minute; its descriptor, ${entry.fd}, stays open until receiveSocket is called.`);
  }
  if (waiting.size > 0) return;
  clearInterval(timer);
  timer = undefined;
}

/** Closes a socket that is not received in time. */
function expire(ticket: Ticket, fd: number, timeout: number): void {
  const late = (): void => {
    if (!ticket.expire()) return;
    Socket.adopt(fd).close();
    warn(`within ${timeout} ms; it was closed.`);
  };
  setTimeout(late, timeout).unref();
}

/** Sees to a socket that is on its way. Nothing here keeps the process alive. */
export function seeOff(ticket: Ticket, fd: number, timeout: number | undefined): void {
  if (timeout !== undefined && timeout !== Number.POSITIVE_INFINITY) {
    expire(ticket, fd, timeout);
    return;
  }
  waiting.set(ticket, { fd, looks: 0 });
  timer ??= setInterval(look, LOOK).unref();
}
