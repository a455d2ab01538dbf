import type { AsyncResource } from "node:async_hooks";
import { Socket } from "../bsd/socket.ts";
import { boolean, options as checkOptions, instance, wrongType } from "../core/check.ts";
import { SocketCondition } from "../core/condition.ts";
import { EBADF } from "../core/errno.ts";
import { builtin } from "../sys/builtin.ts";
import { cancelled, Poller } from "./poller.ts";
import type { Registration, Runnable } from "./registration.ts";

/** Called while a socket is ready, until it returns `false`. */
export type Watch = (socket: Socket) => unknown;

export interface WatchOptions {
  /** `false` lets the process end while this watches. */
  readonly ref?: boolean | undefined;
}

let pollerFor: (loop: EventLoop, who: string) => Poller;

/** The poller of a loop, of the default one where none is given. */
export function pollerOf(loop: EventLoop | undefined, who: string): Poller {
  return pollerFor(loop ?? EventLoop.default, who);
}

/** The same if it is there already: the default loop is not made for those who need not wait. */
export function madePollerOf(loop: EventLoop | undefined, who: string): Poller | undefined {
  if (loop !== undefined) return pollerFor(loop, who);
  return defaultLoop === undefined || defaultLoop.closed ? undefined : pollerFor(defaultLoop, who);
}

let defaultLoop: EventLoop | undefined;

type Watching = AsyncResource & Runnable;
let makeWatching: ((callback: Watch, socket: Socket, ref: boolean) => Watching) | undefined;

/** A callback that runs in the asynchronous context that it was given in. One small object: there may be one for each connection. */
function watching(callback: Watch, socket: Socket, ref: boolean): Watching {
  if (makeWatching === undefined) {
    const { AsyncResource } = builtin("node:async_hooks") as typeof import("node:async_hooks");
    const Kept = class extends AsyncResource {
      readonly #callback: Watch;
      readonly socket: Socket;
      readonly ref: boolean;

      constructor(callback: Watch, socket: Socket, ref: boolean) {
        super("EventLoopWatch", { requireManualDestroy: true });
        this.#callback = callback;
        this.socket = socket;
        this.ref = ref;
      }

      run(): boolean {
        return this.runInAsyncScope(this.#callback, undefined, this.socket) !== false;
      }
    };
    makeWatching = (...given) => new Kept(...given);
  }
  return makeWatching(callback, socket, ref);
}

/**
 * A scope of waiting: watches, posted actions and awaited operations that end together. Waiting in a loop
 * keeps the process alive; a loop in which nothing waits does not. Most programs need only the default.
 *
 * A loop is one epoll(7) instance (one poll(2) set where there is none, or under `BERKELEY_POLLER=poll`).
 */
export class EventLoop {
  readonly #poller = new Poller();
  readonly #posted = new Set<NodeJS.Immediate>();

  static {
    pollerFor = (loop, who) => {
      if (loop.#poller.closed) throw cancelled(who);
      return loop.#poller;
    };
  }

  /** The loop that operations use unless told; made when first needed, and again after it was closed. */
  static get default(): EventLoop {
    if (defaultLoop === undefined || defaultLoop.closed) defaultLoop = new EventLoop();
    return defaultLoop;
  }

  get closed(): boolean {
    return this.#poller.closed;
  }

  /**
   * Calls back while the socket is readable, level-triggered, until the callback returns `false`. A second
   * read watch of a socket replaces the first. What the callback throws becomes an uncaught exception, and
   * the watch stays. Unless `ref` is `false` it keeps the process alive.
   */
  addReadWatch(socket: Socket, callback: Watch, options: WatchOptions = {}): void {
    this.#add("addReadWatch", "readWatch", socket, callback, options);
  }

  /** The same while the socket is writable. */
  addWriteWatch(socket: Socket, callback: Watch, options: WatchOptions = {}): void {
    this.#add("addWriteWatch", "writeWatch", socket, callback, options);
  }

  /** Removes the watch, if there is one. */
  removeReadWatch(socket: Socket): void {
    this.#remove("removeReadWatch", "readWatch", socket);
  }

  removeWriteWatch(socket: Socket): void {
    this.#remove("removeWriteWatch", "writeWatch", socket);
  }

  /** Runs an action in the loop's next turn, unless the loop is closed before. */
  post(action: () => void): void {
    if (typeof action !== "function") throw wrongType("action", "a function", action);
    if (this.closed) throw cancelled("post");
    const immediate = setImmediate(() => {
      this.#posted.delete(immediate);
      action();
    });
    this.#posted.add(immediate);
  }

  /** Ends the loop: what waits in it rejects with ECANCELED. Sockets stay open. */
  close(): void {
    for (const immediate of this.#posted) clearImmediate(immediate);
    this.#posted.clear();
    this.#poller.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #add(who: string, side: "readWatch" | "writeWatch", socket: Socket, callback: Watch, options: WatchOptions): void {
    const fd = descriptorOf(who, socket);
    if (typeof callback !== "function") throw wrongType("callback", "a function", callback);
    checkOptions("options", options, ["ref"]);
    if (options.ref !== undefined) boolean("options.ref", options.ref);
    if (this.closed) throw cancelled(who);
    const registration = this.#poller.registration(fd);
    const before = registration[side];
    const watch = watching(callback, socket, options.ref !== false);
    registration[side] = watch;
    try {
      this.#poller.watchChanged(who, registration, before, watch);
    } catch (error) {
      registration[side] = before;
      throw error;
    }
  }

  #remove(who: string, side: "readWatch" | "writeWatch", socket: Socket): void {
    const registration: Registration | undefined = this.#poller.find(descriptorOf(who, socket));
    const before = registration?.[side];
    if (registration === undefined || before === undefined) return;
    registration[side] = undefined;
    this.#poller.watchChanged(who, registration, before);
  }
}

function descriptorOf(who: string, socket: Socket): number {
  instance("socket", socket, Socket);
  if (socket.closed) throw new SocketCondition(who, "epoll_ctl", EBADF);
  return socket.fd;
}
