/** A listener in the reactor: whose connections become whose, and what becomes of failures to accept. */
import type { Socket } from "../bsd/socket.ts";
import { SocketCondition } from "../core/condition.ts";
import { whenClosed } from "../poller/poller.ts";
import { INDEX_MASK, LISTENER, OPENED, PACKETS, RESUME } from "../sys/reactor.ts";
import { Channel } from "./channel.ts";
import type { Group } from "./group.ts";
import { flagsOf, kindOf } from "./kind.ts";
import { type Member, reactor } from "./reactor.ts";

/** After a failure to accept, as for want of descriptors: how long until the next try, unless a connection closes before. */
const PAUSE = 100;

export class Listening implements Member {
  readonly token: number;
  readonly socket: Socket;
  readonly #group: Group;
  readonly #packets: boolean;
  readonly #failed: (error: SocketCondition) => void;
  readonly #unwatch: () => void;
  #retry: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(socket: Socket, group: Group, failed: (error: SocketCondition) => void) {
    this.socket = socket;
    this.#group = group;
    this.#failed = failed;
    const kind = kindOf(socket);
    this.#packets = kind === PACKETS;
    let token = 0;
    reactor.enter();
    try {
      reactor.add("serve", socket.fd, LISTENER, group.row, flagsOf(socket) | (kind << 8), (given) => {
        token = given;
        return this;
      });
    } catch (error) {
      reactor.leave();
      throw error;
    }
    this.token = token;
    // Before the number is another's.
    this.#unwatch = whenClosed(socket.fd, () => this.stop());
  }

  get stopped(): boolean {
    return this.#stopped;
  }

  happened(kind: number, first: number, second: number): void {
    if (kind === OPENED) {
      const channel = new Channel(first, second, this.#group, false, this.#packets);
      reactor.members[first & INDEX_MASK] = channel;
      channel.opened();
      return;
    }
    if (this.#stopped) return;
    this.#retry ??= setTimeout(() => this.retry(), PAUSE);
    this.#retry.unref();
    this.#failed(new SocketCondition("serve", "accept", first));
  }

  /** Tries again, if the last try failed. */
  retry(): void {
    if (this.#retry === undefined) return;
    clearTimeout(this.#retry);
    this.#retry = undefined;
    this.askAgain();
  }

  /** Whatever kept it from accepting is over. */
  askAgain(): void {
    if (this.#stopped) return;
    reactor.order(this.token, RESUME, 0, 0);
    reactor.wakeSoon();
  }

  /** Accepts no more. The socket stays open. */
  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    clearTimeout(this.#retry);
    this.#unwatch();
    reactor.forget(this);
    reactor.leave();
  }

  received(): void {}
  leftOver(): void {}
  sendFailed(): void {}
  wasClosed(): void {}
  idled(): void {}
}
