/** Platforms for the codecs of control messages: this machine's, and others by their headers. */
import type { SocketAddress } from "../../src/address/socket-address.ts";
import type { Platform } from "../../src/bsd/control/codec.ts";
import { ControlFormat } from "../../src/bsd/control/format.ts";
import type { ControlMessage, ReceivedControlMessage } from "../../src/bsd/control/messages.ts";
import { ControlRoom } from "../../src/bsd/control/room.ts";
import { ControlWriter } from "../../src/bsd/control/writer.ts";
import type { Layout } from "../../src/core/struct.ts";
import { bigEndian, bigEndian32, linux64, macos } from "./layouts.ts";

/** asm-generic/socket.h, linux/socket.h, linux/in.h, linux/in6.h, linux/udp.h, linux/tcp.h, linux/errqueue.h. */
const linuxNumbers: Platform["constants"] = {
  AF_UNIX: 1,
  AF_INET: 2,
  AF_INET6: 10,
  AF_NETLINK: 16,
  SOCK_STREAM: 1,
  SOL_SOCKET: 1,
  SOL_PACKET: 263,
  SOL_NETLINK: 270,
  PACKET_AUXDATA: 8,
  NETLINK_PKTINFO: 3,
  SCM_RIGHTS: 1,
  SCM_CREDENTIALS: 2,
  SCM_SECURITY: 3,
  SCM_PIDFD: 4,
  SCM_TIMESTAMP: 29,
  SCM_TIMESTAMPNS: 35,
  SCM_TIMESTAMPING: 37,
  SO_TIMESTAMP_NEW: 63,
  SO_TIMESTAMPNS_NEW: 64,
  SO_TIMESTAMPING_NEW: 65,
  SCM_TXTIME: 61,
  SCM_MAX_FD: 253,
  SO_MARK: 36,
  SO_RXQ_OVFL: 40,
  IPPROTO_IP: 0,
  IP_TOS: 1,
  IP_TTL: 2,
  IP_PKTINFO: 8,
  IP_RECVERR: 11,
  IP_RECVTTL: 12,
  IP_RECVTOS: 13,
  IP_ORIGDSTADDR: 20,
  IPPROTO_TCP: 6,
  TCP_CM_INQ: 36,
  IPPROTO_UDP: 17,
  UDP_SEGMENT: 103,
  UDP_GRO: 104,
  IPPROTO_IPV6: 41,
  IPV6_RECVERR: 25,
  IPV6_PKTINFO: 50,
  IPV6_HOPLIMIT: 52,
  IPV6_TCLASS: 67,
  IPV6_ORIGDSTADDR: 74,
  SO_EE_ORIGIN_NONE: 0,
  SO_EE_ORIGIN_LOCAL: 1,
  SO_EE_ORIGIN_ICMP: 2,
  SO_EE_ORIGIN_ICMP6: 3,
  SO_EE_ORIGIN_TXSTATUS: 4,
  SO_EE_ORIGIN_ZEROCOPY: 5,
  SO_EE_ORIGIN_TXTIME: 6,
};

/** macOS: sys/socket.h, netinet/in.h, netinet6/in6.h. */
const macosNumbers: Platform["constants"] = {
  AF_UNIX: 1,
  AF_INET: 2,
  AF_INET6: 30,
  SOCK_STREAM: 1,
  SOL_SOCKET: 0xffff,
  SCM_RIGHTS: 1,
  SCM_TIMESTAMP: 2,
  IPPROTO_IP: 0,
  IP_TOS: 3,
  IP_TTL: 4,
  IP_RECVTTL: 24,
  IP_PKTINFO: 26,
  IP_RECVTOS: 27,
  IPPROTO_IPV6: 41,
  IPV6_TCLASS: 36,
  IPV6_PKTINFO: 46,
  IPV6_HOPLIMIT: 47,
};

type Domain = "unix" | "internet" | "internet6";

/** A platform's codecs, from messages to hexadecimal digits and back. A descriptor that arrives is `{ fd }`. */
export class ControlPlatform {
  readonly format: ControlFormat;
  readonly #numbers: Platform["constants"];

  constructor(layout: Layout, numbers: Platform["constants"]) {
    this.#numbers = numbers;
    const receive = (fd: number): never => ({ fd, close: () => this.closed.push(fd) }) as never;
    this.format = new ControlFormat({ layout, constants: numbers, receive });
  }

  /** Descriptors that were closed because nobody would have got them. */
  readonly closed: number[] = [];

  encode(
    messages: readonly ControlMessage[],
    domain: Domain = "unix",
    address?: SocketAddress,
    stream = false,
  ): string {
    const { AF_UNIX, AF_INET, AF_INET6 } = this.#numbers;
    const writer = new ControlWriter(this.format.arithmetic);
    // What was there before must not show.
    writer.bytes.fill(0xaa);
    const number = { unix: AF_UNIX, internet: AF_INET, internet6: AF_INET6 }[domain];
    this.format.write(writer, messages, {
      domain: number,
      type: stream ? 1 : 2,
      socket: `${domain} datagram`,
      address,
    });
    return Buffer.from(writer.bytes.subarray(0, writer.length)).toString("hex");
  }

  decode(text: string): ReceivedControlMessage[] {
    const bytes = Buffer.from(text.replaceAll(/\s/g, ""), "hex");
    const room = new ControlRoom(bytes.length + 64);
    room.bytes.fill(0xaa);
    room.bytes.set(bytes);
    return this.format.read(room, bytes.length);
  }
}

export const linux64Control: ControlPlatform = new ControlPlatform(linux64, linuxNumbers);
export const bigEndianControl: ControlPlatform = new ControlPlatform(bigEndian, linuxNumbers);
export const bigEndian32Control: ControlPlatform = new ControlPlatform(bigEndian32, linuxNumbers);
export const macosControl: ControlPlatform = new ControlPlatform(macos, macosNumbers);
export const linuxControlNumbers: Platform["constants"] = linuxNumbers;
