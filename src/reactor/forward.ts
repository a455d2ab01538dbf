import { Socket } from "../bsd/socket.ts";
import { wrongType, wrongValue } from "../core/check.ts";
import { SocketCondition } from "../core/condition.ts";
import { cancelled } from "../poller/poller.ts";
import { RESET } from "../sys/reactor.ts";
import { Channel } from "./channel.ts";
import { enter } from "./connect.ts";
import { Connection } from "./connection.ts";
import { kindOf } from "./kind.ts";
import { reactor } from "./reactor.ts";

/** Two connections, of which each sends what the other receives. Made by `forward`. */
export class Forwarding {
  /** When both sides have ended, and all was passed on; rejected with what failed. Both connections are closed then. */
  readonly done: Promise<void>;
  readonly #ends: readonly [Channel, Channel];
  #over = false;
  #resolve: () => void = () => {};
  #reject: (error: unknown) => void = () => {};

  /** @internal */
  constructor(first: Channel, second: Channel) {
    this.#ends = [first, second];
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // Who does not look at it has the connections' own handlers.
    this.done.catch(() => {});
    let missing = 2;
    for (const [end, other] of [
      [first, second],
      [second, first],
    ] as const) {
      end.forwardBy({
        early: (bytes) => other.write(bytes),
        // When both are connected and all that was written before is sent.
        quiet: () => {
          missing -= 1;
          if (missing === 0) this.#begin();
        },
        ended: (type) => this.#end(type),
      });
    }
  }

  /** Ends both connections at once, by a reset. */
  abort(): void {
    for (const end of this.#ends) end.abort();
  }

  #begin(): void {
    if (this.#over) return;
    const [first, second] = this.#ends;
    const result = reactor.forward(first, second);
    if (result < 0) this.#end(-result);
  }

  /** 0 for a good end, -1 when one of the two was closed. */
  #end(type: number): void {
    if (this.#over) return;
    this.#over = true;
    if (type === 0) {
      for (const end of this.#ends) end.leave();
      this.#resolve();
      return;
    }
    const error = type < 0 ? cancelled("forward") : new SocketCondition("forward", "splice", type);
    for (const end of this.#ends) end.fail(error, RESET);
    this.#reject(error);
  }
}

function channelOf(name: string, end: unknown): Channel {
  if (end instanceof Channel) return end;
  if (!(end instanceof Socket)) throw wrongType(name, "a Connection or a Socket", end);
  return enter(end, kindOf(end), { handlers: {} });
}

/**
 * Has the kernel pass on, both ways, what two connections receive: by splice(2), so that no byte is copied to this
 * process. What was written to them before goes first. The end of the one's stream becomes the end of the other's;
 * when both have ended both are closed. Their handlers hear of nothing but `error` and `close`, and idle timeouts
 * are off. Sockets that are given become the forwarding's, and are detached.
 *
 * *Platform notes*: Linux alone.
 */
export function forward(first: Connection | Socket, second: Connection | Socket): Forwarding {
  for (const [name, end] of [
    ["first", first],
    ["second", second],
  ] as const) {
    if (!(end instanceof Connection) && !(end instanceof Socket))
      throw wrongType(name, "a Connection or a Socket", end);
    if (end instanceof Channel && end.engaged) throw wrongValue(name, "an open stream that is not ending", end);
  }
  if (first === second) throw wrongValue("second", "another than the first", second);
  return new Forwarding(channelOf("first", first), channelOf("second", second));
}
