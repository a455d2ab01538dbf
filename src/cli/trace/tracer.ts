/** A UDP socket whose datagrams live for so many hops, and the reports of those that died on the way. */
import { receiveMessage } from "../../async.ts";
import {
  type MessageToSend,
  ReceiveFromOption,
  Socket,
  SocketCondition,
  SocketDomain,
  SocketType,
} from "../../index.ts";
import { IP_MTU_DISCOVER, IP_RECVERR, IPV6_MTU_DISCOVER, IPV6_RECVERR } from "../../options.ts";
import { hostText, type IpAddress, isIp, withPort } from "../host.ts";
import { icmpName } from "../icmp.ts";

const ROOM = 2048;

/** Who answered a probe, and when. */
export interface Answer {
  readonly address: string;
  readonly milliseconds: number;
  /** Whether it is the destination's own. */
  readonly reached: boolean;
  /** What it said, unless that was only that the probe had lived long enough, or had arrived. */
  readonly remark: string | undefined;
}

interface Probe {
  readonly sent: number;
  settle(answer: Answer | undefined): void;
}

export class Tracer {
  readonly #socket: Socket;
  readonly #to: IpAddress;
  readonly #version: 4 | 6;
  readonly #data: Uint8Array;
  /** Each probe goes to a port of its own, which the reports name. */
  readonly #probes = new Map<number, Probe>();
  #port: number;

  constructor(to: IpAddress, port: number, size: number) {
    const four = to.domain === SocketDomain.internet;
    this.#to = to;
    this.#version = four ? 4 : 6;
    this.#port = port;
    this.#data = new Uint8Array(size);
    this.#socket = Socket.create(to.domain, SocketType.datagram);
    this.#socket.setOption(four ? IP_RECVERR : IPV6_RECVERR, true);
    // Routers may cut what is too large for them: it is they that are looked for.
    if (four) this.#socket.setOption(IP_MTU_DISCOVER, 0);
    else this.#socket.setOption(IPV6_MTU_DISCOVER, 0);
  }

  /** Sends a probe that lives for so many hops; `undefined` when nobody has answered in time. */
  probe(hops: number, timeout: number): Promise<Answer | undefined> {
    const port = this.#port;
    this.#port = port === 65535 ? 1024 : port + 1;
    const kind = this.#version === 4 ? "timeToLive" : "hopLimit";
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => probe.settle(undefined), timeout);
      const probe: Probe = {
        sent: performance.now(),
        settle: (answer) => {
          clearTimeout(timer);
          this.#probes.delete(port);
          resolve(answer);
        },
      };
      this.#probes.set(port, probe);
      try {
        this.#send({ data: this.#data, address: withPort(this.#to, port), control: [{ kind, value: hops }] });
      } catch (error) {
        reject(error);
        probe.settle(undefined); // which changes nothing any more but the timer
      }
    });
  }

  /** Takes reports and answers until it is aborted. */
  async listen(signal: AbortSignal): Promise<void> {
    await Promise.race([this.#follow(() => this.#report(signal)), this.#follow(() => this.#reply(signal))]);
  }

  close(): void {
    for (const probe of [...this.#probes.values()]) probe.settle(undefined);
    this.#socket.close();
  }

  #send(message: MessageToSend): void {
    try {
      this.#socket.sendMessage(message);
    } catch (error) {
      if (!(error instanceof SocketCondition)) throw error;
      // It may have been about the probe before: the queue tells that one, and each error is given once.
      this.#socket.sendMessage(message);
    }
  }

  async #follow(next: () => Promise<void>): Promise<void> {
    for (;;) await next();
  }

  /** A report of the error queue: a router's or the destination's, or this machine's own. */
  async #report(signal: AbortSignal): Promise<void> {
    const flags = [ReceiveFromOption.errorQueue];
    const { address, control } = await receiveMessage(this.#socket, { size: ROOM, flags }, { signal });
    const now = performance.now();
    const report = control.find((each) => each.kind === "receiveError");
    const probe = isIp(address) ? this.#probes.get(address.port) : undefined;
    if (report === undefined || probe === undefined) return;
    const { origin, type, code, offender, error } = report;
    const expired = type === (this.#version === 4 ? 11 : 3) && origin !== "local";
    const reached =
      origin !== "local" && type === (this.#version === 4 ? 3 : 1) && code === (this.#version === 4 ? 3 : 4);
    const words = origin === "local" ? (error?.text ?? "local error") : icmpName(this.#version, type, code);
    probe.settle({
      address: isIp(offender) ? hostText(offender) : "this machine",
      milliseconds: now - probe.sent,
      reached,
      remark: expired || reached ? undefined : words,
    });
  }

  /** An answer by somebody who listens at the port. */
  async #reply(signal: AbortSignal): Promise<void> {
    try {
      const { address } = await receiveMessage(this.#socket, { size: ROOM }, { signal });
      const probe = isIp(address) ? this.#probes.get(address.port) : undefined;
      if (probe === undefined || !isIp(address)) return;
      const milliseconds = performance.now() - probe.sent;
      probe.settle({ address: hostText(address), milliseconds, reached: true, remark: undefined });
    } catch (error) {
      // What a report says is taken from the queue.
      if (!(error instanceof SocketCondition) || signal.aborted) throw error;
    }
  }
}
