/** A socket that sends echo requests and hears of their fate. */
import { receiveMessage } from "../../async.ts";
import {
  type ReceivedControlMessage,
  type ReceivedMessage,
  ReceiveFromOption,
  Socket,
  SocketCondition,
  SocketDomain,
  SocketProtocol,
  SocketType,
} from "../../index.ts";
import {
  ICMPV6_FILTER,
  IP_RECVERR,
  IP_RECVTTL,
  IP_TTL,
  IPV6_RECVERR,
  IPV6_RECVHOPLIMIT,
  IPV6_UNICAST_HOPS,
  SO_RCVBUF,
  SO_TIMESTAMPNS,
} from "../../options.ts";
import { hostText, type IpAddress, isIp } from "../host.ts";
import { icmpName } from "../icmp.ts";
import { privileged } from "../privilege.ts";
import { decodeEcho, type Echo, encodeRequest, withoutIpv4Header } from "./echo.ts";

/** What came of a request. */
export type Fate =
  | {
      readonly kind: "reply";
      readonly echo: Echo;
      readonly from: string;
      readonly ttl: number | undefined;
      readonly arrived: number | undefined;
    }
  | { readonly kind: "error"; readonly sequence: number; readonly from: string; readonly reason: string };

/** Which socket: `auto` is the unprivileged one if this user may have it, else the raw one. */
export type Manner = "auto" | "raw" | "unprivileged";

const NEEDS = "raw sockets need CAP_NET_RAW";
const WITHOUT = "--unprivileged, where the sysctl net.ipv4.ping_group_range has your group";
const ECHO_REPLY_6 = 129;
const ROOM = 1 << 16;
const BUFFER = 1 << 18;

function create(domain: SocketDomain, manner: Manner): Socket {
  const protocol = domain === SocketDomain.internet ? SocketProtocol.icmp : SocketProtocol.icmp6;
  const unprivileged = (): Socket => Socket.create(domain, SocketType.datagram, protocol);
  const raw = (): Socket => privileged(NEEDS, WITHOUT, () => Socket.create(domain, SocketType.raw, protocol));
  if (manner === "raw") return raw();
  if (manner === "unprivileged") {
    return privileged(
      "your group is not in the sysctl net.ipv4.ping_group_range",
      "--raw, with CAP_NET_RAW",
      unprivileged,
    );
  }
  try {
    return unprivileged();
  } catch (error) {
    if (!(error instanceof SocketCondition)) throw error;
    return raw();
  }
}

function hopsIn(control: readonly ReceivedControlMessage[]): number | undefined {
  for (const message of control) {
    if (message.kind === "timeToLive" || message.kind === "hopLimit") return message.value;
  }
  return undefined;
}

/** When the kernel got it, in milliseconds since 1970. */
function arrivalIn(control: readonly ReceivedControlMessage[]): number | undefined {
  const found = control.find((message) => message.kind === "timestamp");
  return found === undefined ? undefined : Number(found.time) / 1e6;
}

export class Pinger {
  readonly version: 4 | 6;
  readonly #socket: Socket;
  readonly #to: IpAddress;
  /** Raw sockets hear everybody's replies; ours have this identifier. The kernel chooses it for the others. */
  readonly #id: number = Math.floor(Math.random() * 0xffff) + 1;

  constructor(to: IpAddress, manner: Manner, ttl: number | undefined) {
    const four = to.domain === SocketDomain.internet;
    this.version = four ? 4 : 6;
    this.#to = to;
    const socket = create(to.domain, manner);
    this.#socket = socket;
    try {
      socket.setOption(four ? IP_RECVERR : IPV6_RECVERR, true);
      socket.setOption(four ? IP_RECVTTL : IPV6_RECVHOPLIMIT, true);
      socket.setOption(SO_RCVBUF, BUFFER);
      socket.setOption(SO_TIMESTAMPNS, true);
      if (!four && this.raw) socket.setOption(ICMPV6_FILTER, { pass: [ECHO_REPLY_6] });
      if (ttl !== undefined) socket.setOption(four ? IP_TTL : IPV6_UNICAST_HOPS, ttl);
    } catch (error) {
      socket.close();
      throw error;
    }
  }

  get raw(): boolean {
    return this.#socket.type === SocketType.raw;
  }

  send(sequence: number, data: Uint8Array): void {
    const request = encodeRequest(this.version, this.#id, sequence, data);
    try {
      this.#socket.sendTo(request, this.#to);
    } catch (error) {
      if (!(error instanceof SocketCondition)) throw error;
      // It may have been about a request before: the queue tells that one, and each error is given once.
      this.#socket.sendTo(request, this.#to);
    }
  }

  /** Waits for the next reply that is ours. */
  async reply(signal: AbortSignal): Promise<Fate> {
    for (;;) {
      let message: ReceivedMessage;
      try {
        message = await receiveMessage(this.#socket, { size: ROOM }, { signal });
      } catch (error) {
        // An error that the queue tells in full.
        if (error instanceof SocketCondition && !signal.aborted) continue;
        throw error;
      }
      const { data, address, control } = message;
      const packet = this.raw && this.version === 4 ? withoutIpv4Header(data) : { body: data, ttl: undefined };
      const echo = packet === undefined ? undefined : decodeEcho(this.version, packet.body);
      if (echo?.kind !== "reply" || !this.#isOurs(echo)) continue;
      const from = isIp(address) ? hostText(address) : String(address);
      return { kind: "reply", echo, from, ttl: packet?.ttl ?? hopsIn(control), arrived: arrivalIn(control) };
    }
  }

  /** Waits for the next report that a request of ours did not arrive. */
  async error(signal: AbortSignal): Promise<Fate> {
    const flags = [ReceiveFromOption.errorQueue];
    for (;;) {
      const { data, control } = await receiveMessage(this.#socket, { size: ROOM, flags }, { signal });
      const echo = decodeEcho(this.version, data);
      const report = control.find((each) => each.kind === "receiveError");
      if (report === undefined || echo === undefined || !this.#isOurs(echo)) continue;
      const { origin, type, code, offender, error, info } = report;
      const local = origin === "local";
      const mtu = error?.code === "EMSGSIZE" ? `, the path takes ${info} bytes` : "";
      return {
        kind: "error",
        sequence: echo.sequence,
        from: isIp(offender) ? hostText(offender) : "this machine",
        reason: (local ? (error?.text ?? "local error") : icmpName(this.version, type, code)) + mtu,
      };
    }
  }

  close(): void {
    this.#socket.close();
  }

  #isOurs({ id }: Echo): boolean {
    return !this.raw || id === this.#id;
  }
}
