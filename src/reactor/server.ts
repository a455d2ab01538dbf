import type { SocketAddress } from "../address/socket-address.ts";
import type { Socket } from "../bsd/socket.ts";
import { options as checkOptions, timeout } from "../core/check.ts";
import type { SocketCondition } from "../core/condition.ts";
import { report } from "../poller/poller.ts";
import { ALLOW } from "../sys/reactor.ts";
import { Channel } from "./channel.ts";
import type { Connection } from "./connection.ts";
import type { Counters } from "./counters.ts";
import type { Group } from "./group.ts";
import { Listening } from "./listening.ts";
import { reactor } from "./reactor.ts";

/** How {@link Server.close} closes. */
export interface CloseOptions {
  /** Milliseconds in which connections may still come to their own end; 0 unless told. */
  readonly grace?: number | undefined;
  /** Milliseconds after that for what was written to be sent, before what is left is reset; 1000 unless told. */
  readonly timeout?: number | undefined;
}

/** What C takes for no limit. */
const UNLIMITED = 0x7fff_ffff;

/** @internal What a server is made of. */
export interface ServerParts {
  readonly sockets: readonly Socket[];
  /** Whether the sockets are the server's to close. */
  readonly owns: boolean;
  readonly group: Group;
  readonly maximum: number | undefined;
  readonly acceptError: ((error: SocketCondition) => void) | undefined;
}

/** Listeners and the connections that came by them. Made by `serve`. */
export class Server {
  readonly #group: Group;
  readonly #owns: boolean;
  readonly #maximum: number;
  readonly #acceptError: ((error: SocketCondition) => void) | undefined;
  readonly #listenings: Listening[] = [];
  readonly #addresses: readonly SocketAddress[];
  #counters: Counters;
  #closing: Promise<void> | undefined;
  #finished: (() => void) | undefined;
  #starved = false;

  /** @internal */
  constructor({ sockets, owns, group, maximum = UNLIMITED, acceptError }: ServerParts) {
    this.#group = group;
    this.#owns = owns;
    this.#maximum = maximum;
    this.#acceptError = acceptError;
    this.#counters = group.counters;
    this.#addresses = sockets.map((socket) => socket.localAddress as SocketAddress);
    try {
      for (const socket of sockets) {
        this.#listenings.push(new Listening(socket, group, (error) => this.#failed(error)));
      }
    } catch (error) {
      for (const listening of this.#listenings) listening.stop();
      throw error;
    }
    if (group.referenced) reactor.hold(1);
    group.left = () => this.#left();
    this.#allow(this.#maximum);
  }

  /** Where it listens: the first of {@link addresses}. */
  get address(): SocketAddress {
    return this.#addresses[0] as SocketAddress;
  }

  get addresses(): readonly SocketAddress[] {
    return this.#addresses;
  }

  /** How many connections are open. */
  get connections(): number {
    return this.#group.size;
  }

  /** Numbers that count on while nobody calls anything: see {@link Counter}. */
  get counters(): Counters {
    return this.#counters;
  }

  /** Whether it has been told to close. */
  get closed(): boolean {
    return this.#closing !== undefined;
  }

  /** The connections that are open now. */
  *[Symbol.iterator](): IterableIterator<Connection> {
    for (const channel of this.#channels()) if (!channel.closed) yield channel;
  }

  /** Keeps the process alive, as it does unless told. */
  ref(): this {
    return this.#reference(true);
  }

  /** Lets the process end although it listens and has connections. */
  unref(): this {
    return this.#reference(false);
  }

  /**
   * Accepts no more, and closes the connections: those that are still there after `grace` when all they wrote is
   * sent, and those that do not even then come to an end, `timeout` later, by a reset. Sockets that were given stay
   * open; they listen on, for whoever has them. Resolves when the last connection is gone.
   */
  close(options: CloseOptions = {}): Promise<void> {
    checkOptions("options", options, ["grace", "timeout"]);
    const grace = timeout("options.grace", options.grace) ?? 0;
    const patience = timeout("options.timeout", options.timeout) ?? 1000;
    this.#closing ??= this.#close(grace, patience);
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(grace: number, patience: number): Promise<void> {
    for (const listening of this.#listenings) {
      listening.stop();
      if (this.#owns) listening.socket.close();
    }
    if (this.#group.referenced) reactor.hold(-1);
    if (grace > 0) await this.#emptied(grace);
    for (const channel of this.#channels()) channel.close();
    await this.#emptied(patience);
    for (const channel of this.#channels()) channel.abort();
    await this.#emptied(Number.POSITIVE_INFINITY);
    this.#counters = this.#group.counters.slice();
    reactor.rows.give(this.#group.row);
  }

  #channels(): Channel[] {
    return reactor.members.filter((member) => member instanceof Channel && member.group === this.#group) as Channel[];
  }

  /** Waits until there are no connections, but not for ever. */
  #emptied(milliseconds: number): Promise<void> {
    if (this.#group.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = Number.isFinite(milliseconds) ? setTimeout(() => this.#finished?.(), milliseconds) : undefined;
      this.#finished = () => {
        this.#finished = undefined;
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #reference(on: boolean): this {
    const group = this.#group;
    if (group.referenced !== on) {
      const things = group.size + (this.closed ? 0 : 1);
      reactor.hold(on ? things : -things);
      group.referenced = on;
    }
    return this;
  }

  #left(): void {
    if (this.#finished !== undefined && this.#group.size === 0) this.#finished();
    if (this.#maximum !== UNLIMITED) this.#allow(1);
    if (!this.#starved) return;
    this.#starved = false;
    for (const listening of this.#listenings) listening.retry();
  }

  /** Lets so many more be accepted. */
  #allow(count: number): void {
    const open = this.#listenings.filter((listening) => !listening.stopped);
    const [first, ...others] = open;
    if (first === undefined) return;
    reactor.order(first.token, ALLOW, 0, count);
    for (const other of others) other.askAgain();
  }

  #failed(error: SocketCondition): void {
    this.#starved = true;
    if (this.#acceptError === undefined) return;
    try {
      this.#acceptError(error);
    } catch (thrown) {
      report(thrown);
    }
  }
}
