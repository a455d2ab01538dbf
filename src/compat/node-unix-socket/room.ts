import type { UnixAddress } from "../../address/unix.ts";
import { Socket } from "../../bsd/socket.ts";
import { SocketType } from "../../bsd/socket-type.ts";
import { WRITABLE, waitUntil } from "../../bsd/wait.ts";
import { EventLoop } from "../../poller/event-loop.ts";

/** Milliseconds between tries where nothing can be waited for. */
const PAUSE = 10;

/**
 * Waits for room to send a datagram. What is full is either the sender's own buffer, which poll(2) tells, or the
 * queue of the receiver, which it tells of a socket that is connected to it: so another one is, which sends nothing.
 */
export class Room {
  readonly #socket: Socket;
  readonly #roomAgain: () => void;
  #watched: Socket | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(socket: Socket, roomAgain: () => void) {
    this.#socket = socket;
    this.#roomAgain = roomAgain;
  }

  /** Calls back for as long as there may be room at an address, until stopped. */
  wait(address: UnixAddress): void {
    this.stop();
    try {
      this.#watched = waitUntil("sendTo", this.#socket.fd, WRITABLE, 0) ? connectedTo(address) : this.#socket;
      EventLoop.default.addWriteWatch(this.#watched, () => this.#roomAgain());
    } catch {
      // Whatever keeps us from connecting may keep the next send from going too, which then tells it.
      this.stop();
      this.#timer = setInterval(() => this.#roomAgain(), PAUSE);
    }
  }

  stop(): void {
    clearInterval(this.#timer);
    const watched = this.#watched;
    this.#watched = undefined;
    if (watched === undefined || watched.closed) return;
    if (watched === this.#socket) EventLoop.default.removeWriteWatch(watched);
    else watched.close();
  }
}

function connectedTo(address: UnixAddress): Socket {
  const socket = Socket.create(address.domain, SocketType.datagram);
  try {
    socket.connect(address);
    return socket;
  } catch (error) {
    socket.close();
    throw error;
  }
}
