import { EventEmitter } from "node:events";
import { SocketDomain } from "../../address/domain.ts";
import { Socket } from "../../bsd/socket.ts";
import { SocketType } from "../../bsd/socket-type.ts";
import { SocketCondition } from "../../core/condition.ts";
import { EINTR } from "../../core/errno.ts";
import { EventLoop } from "../../poller/event-loop.ts";
import { required } from "../../sys/constants.ts";
import { addressOf, pathOf } from "../path.ts";
import { SeqpacketSocket } from "./seqpacket-socket.ts";
import { inWords, worded } from "./words.ts";

const PASSING: readonly number[] = [EINTR, required("ECONNABORTED")];

/** Connections that are accepted in one turn of the loop: the watch calls again for the rest. */
const AT_ONCE = 64;

/** Milliseconds without accepting after an error such as EMFILE, which is there still when asked again at once. */
const PAUSE = 100;

export interface SeqpacketServerEvents {
  /** A connection, and the path of its peer: empty when that has none, as is usual. */
  connection: [socket: SeqpacketSocket, path: string];
  error: [error: Error];
  close: [];
}

/** A server of seqpacket connections. */
export class SeqpacketServer extends EventEmitter<SeqpacketServerEvents> {
  readonly #socket: Socket = worded(() => Socket.create(SocketDomain.unix, SocketType.sequencePacket));
  #listening = false;
  #ref = true;
  #pause: NodeJS.Timeout | undefined;

  /** The path that the server listens on; empty before. */
  address(): string {
    this.#checkOpen();
    return pathOf(this.#socket.localAddress) ?? "";
  }

  /** Listens on a path, which must not exist yet. */
  listen(bindpath: string, backlog = 511): void {
    this.#checkOpen();
    worded(() => {
      this.#socket.bind(addressOf("listen", "bind", bindpath));
      this.#socket.listen(backlog);
    });
    this.#listening = true;
    this.#watch();
  }

  /** Accepts no more. Connections stay, and so does the file. */
  close(): void {
    if (this.#socket.closed) return;
    clearTimeout(this.#pause);
    this.#socket.close();
    this.emit("close");
  }

  ref(): void {
    this.#refer(true);
  }

  /** Lets the process end while the server listens. */
  unref(): void {
    this.#refer(false);
  }

  #checkOpen(): void {
    if (this.#socket.closed) throw new Error("SeqpacketServer has been closed");
  }

  #refer(ref: boolean): void {
    this.#ref = ref;
    if (this.#listening && !this.#socket.closed && this.#pause === undefined) this.#watch();
  }

  #watch(): void {
    this.#pause = undefined;
    EventLoop.default.addReadWatch(this.#socket, () => this.#accept(), { ref: this.#ref });
  }

  #accept(): void {
    for (let count = 0; count < AT_ONCE && !this.#socket.closed; count++) {
      let accepted: ReturnType<Socket["accept"]>;
      try {
        accepted = this.#socket.accept();
      } catch (error) {
        if (error instanceof SocketCondition && PASSING.includes(error.type)) continue;
        this.#rest();
        this.emit("error", inWords(error) as Error);
        return;
      }
      const [socket, peer] = accepted;
      if (socket === undefined) return;
      this.emit("connection", new SeqpacketSocket(socket), pathOf(peer) ?? "");
    }
  }

  #rest(): void {
    EventLoop.default.removeReadWatch(this.#socket);
    this.#pause = setTimeout(() => this.#watch(), PAUSE);
    if (!this.#ref) this.#pause.unref();
  }
}
