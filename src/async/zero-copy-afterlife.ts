/**
 * What becomes of zero-copy sends whose socket is closed. The kernel still sends them, and reads their memory for
 * that; were it freed, it could be another's by then, and the peer would get that. So the memory stays until a
 * second descriptor, which only keeps the kernel's socket in being, has told that all is done.
 */
import { SO_LINGER } from "../bsd/options/socket.ts";
import { ShutdownMethod } from "../bsd/shutdown-method.ts";
import type { Socket } from "../bsd/socket.ts";
import { after } from "./timer.ts";

/** How long a peer may leave what was sent unacknowledged, in milliseconds: about what the kernel itself grants. */
const LONGEST = 60_000;
const SHORTEST_PAUSE = 5;
const LONGEST_PAUSE = 1000;

function attempt(action: () => void): void {
  try {
    action();
  } catch {
    // There is nobody to tell, and the time limit ends it.
  }
}

export class Afterlife {
  /** The second socket; `undefined` where there is none, and only time tells. */
  readonly socket: Socket | undefined;
  readonly #stop: () => void;
  /** Takes back the next look. */
  #rest: (() => void) | undefined;
  #ended = false;

  /** `original` is the socket while it is open; `forget` lets the memory go. */
  constructor(original: Socket | undefined, given: boolean, forget: () => void) {
    const wanted = original !== undefined && (given || !lingers(original));
    this.socket = wanted ? second(original, given) : undefined;
    this.#stop = after(
      LONGEST,
      () => {
        // Reset, the kernel drops what it has not sent: then it reads no more.
        if (!given) attempt(() => this.socket?.setOption(SO_LINGER, { on: true, seconds: 0 }));
        this.end();
        forget();
      },
      false,
    );
  }

  /**
   * Has the second socket's error queue looked at from time to time: its connection has hung up, and not every poller
   * tells of what comes after that. Nobody waits for it.
   */
  attend(look: () => void, pause: number = SHORTEST_PAUSE): void {
    if (this.socket === undefined) return;
    this.#rest = after(
      pause,
      () => {
        look();
        if (!this.#ended) this.attend(look, Math.min(2 * pause, LONGEST_PAUSE));
      },
      false,
    );
  }

  end(): void {
    this.#ended = true;
    this.#stop();
    this.#rest?.();
    attempt(() => this.socket?.close());
  }
}

/** With SO_LINGER on, close(2) itself sees to what is unsent: it waits for it, or drops it. */
function lingers(socket: Socket): boolean {
  try {
    return socket.getOption(SO_LINGER).on;
  } catch {
    return false;
  }
}

function second(original: Socket, given: boolean): Socket | undefined {
  try {
    const socket = original.duplicate();
    // The user's close(2) is not the last now, so the peer hears of the end by this.
    if (!given) attempt(() => socket.shutdown(ShutdownMethod.readWrite));
    return socket;
  } catch {
    return undefined;
  }
}
