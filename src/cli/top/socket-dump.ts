/**
 * The machine's TCP and UDP sockets, as the kernel lists them: sock_diag(7), asked by a netlink socket. The structs of
 * linux/inet_diag.h are the same on every processor, so their places stand here.
 */

import { systemLayout } from "../../core/struct.ts";
import {
  Internet6Address,
  InternetAddress,
  NetlinkAddress,
  Socket,
  SocketCondition,
  SocketDomain,
  SocketProtocol,
  SocketType,
  WouldBlock,
} from "../../index.ts";
import { attributesIn, messagesIn } from "../../netlink/wire.ts";
import { type MemoryInfo, SO_MEMINFO, TCP_INFO, type TcpInfo } from "../../options.ts";
import { constants } from "../../sys/constants.ts";
import type { IpAddress } from "../host.ts";

const little = systemLayout.littleEndian;
const NETLINK_SOCK_DIAG = 4;
const SOCK_DIAG_BY_FAMILY = 20;
const NLMSG_ERROR = 2;
const NLMSG_DONE = 3;
const NLM_F_REQUEST_DUMP = 0x301;
const REQUEST = 16 + 56;
/** `struct inet_diag_msg`. */
const MESSAGE = 72;
const SOURCE_PORT = 4;
const DESTINATION_PORT = 6;
const SOURCE = 8;
const DESTINATION = 24;
const COOKIE = 44;
const COOKIE_END = 52;
const RECEIVE_QUEUE = 56;
const SEND_QUEUE = 60;
const INODE = 68;
const INET_DIAG_INFO = 2;
const INET_DIAG_SKMEMINFO = 7;
const EXTENSIONS = (1 << (INET_DIAG_INFO - 1)) | (1 << (INET_DIAG_SKMEMINFO - 1));
const ALL_STATES = 0xffff_ffff;
const ROOM = 131_072;

export type Transport = "tcp" | "udp";

/** TCP's states by their numbers (net/tcp_states.h); of UDP only two of them are used. */
const states = [
  "",
  "established",
  "synSent",
  "synRecv",
  "finWait1",
  "finWait2",
  "timeWait",
  "close",
  "closeWait",
  "lastAck",
  "listen",
  "closing",
  "newSynRecv",
];

/** A socket as the kernel tells of it. */
export interface ListedSocket {
  /** The kernel's own, which is never another socket's. */
  readonly id: string;
  readonly transport: Transport;
  readonly state: string;
  readonly local: IpAddress;
  readonly peer: IpAddress;
  /** Bytes that wait to be read, and to be sent or acknowledged; of a listener, connections that wait, and how many may. */
  readonly receiveQueue: number;
  readonly sendQueue: number;
  /** By which a process's descriptors show it. */
  readonly inode: number;
  readonly info: TcpInfo | undefined;
  readonly memory: MemoryInfo | undefined;
}

function inetRequest(family: number, protocol: number, sequence: number): Uint8Array {
  const bytes = new Uint8Array(REQUEST);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, REQUEST, little);
  view.setUint16(4, SOCK_DIAG_BY_FAMILY, little);
  view.setUint16(6, NLM_F_REQUEST_DUMP, little);
  view.setUint32(8, sequence, little);
  view.setUint8(16, family);
  view.setUint8(17, protocol);
  view.setUint8(18, EXTENSIONS);
  view.setUint32(20, ALL_STATES, little);
  return bytes;
}

function addressOf(six: boolean, bytes: Uint8Array, port: number): IpAddress {
  if (six) return new Internet6Address(bytes.slice(0, 16), port);
  return new InternetAddress(new DataView(bytes.buffer, bytes.byteOffset).getUint32(0), port);
}

/** One message of the dump. */
export function readSocket(transport: Transport, data: Uint8Array): ListedSocket {
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  const six = view.getUint8(0) === constants.AF_INET6;
  const attributes = attributesIn(systemLayout, data, MESSAGE);
  const find = (type: number): Uint8Array | undefined => attributes.find((each) => each.type === type)?.data;
  const info = transport === "tcp" ? find(INET_DIAG_INFO) : undefined;
  const memory = find(INET_DIAG_SKMEMINFO);
  const state = view.getUint8(1);
  return {
    id: Buffer.from(data.subarray(COOKIE, COOKIE_END)).toString("hex"),
    transport,
    state: transport === "udp" && state === states.indexOf("close") ? "unconnected" : (states[state] ?? String(state)),
    local: addressOf(six, data.subarray(SOURCE), view.getUint16(SOURCE_PORT)),
    peer: addressOf(six, data.subarray(DESTINATION), view.getUint16(DESTINATION_PORT)),
    receiveQueue: view.getUint32(RECEIVE_QUEUE, little),
    sendQueue: view.getUint32(SEND_QUEUE, little),
    inode: view.getUint32(INODE, little),
    info: info === undefined ? undefined : TCP_INFO.decode(info),
    memory: memory === undefined ? undefined : SO_MEMINFO.decode(memory),
  };
}

/** Asks the kernel again and again. */
export class SocketDump {
  readonly #socket: Socket;
  #sequence = 0;

  constructor() {
    this.#socket = Socket.create(
      SocketDomain.netlink,
      SocketType.raw,
      new SocketProtocol("sockDiag", NETLINK_SOCK_DIAG),
    );
  }

  /** The sockets of some transports, of both families. */
  list(transports: readonly Transport[]): ListedSocket[] {
    return transports.flatMap((transport) =>
      [constants.AF_INET, constants.AF_INET6].flatMap((family) =>
        family === undefined ? [] : this.#dump(transport, family),
      ),
    );
  }

  close(): void {
    this.#socket.close();
  }

  /** The kernel answers within the call, and goes on with each receive: nothing is waited for. */
  #dump(transport: Transport, family: number): ListedSocket[] {
    const protocol = (transport === "tcp" ? constants.IPPROTO_TCP : constants.IPPROTO_UDP) as number;
    const sequence = ++this.#sequence;
    this.#socket.sendTo(inetRequest(family, protocol, sequence), NetlinkAddress.kernel);
    const found: ListedSocket[] = [];
    for (;;) {
      const bytes = this.#socket.receive(ROOM);
      if (bytes instanceof WouldBlock) return found;
      for (const message of messagesIn(systemLayout, bytes)) {
        if (message.sequence !== sequence) continue;
        if (message.type === NLMSG_DONE) return found;
        if (message.type === NLMSG_ERROR) {
          const error = -new DataView(message.data.buffer, message.data.byteOffset).getInt32(0, little);
          // A family that this kernel is without.
          if (error === constants.ENOENT) return found;
          throw new SocketCondition("list", "sock_diag", error);
        }
        if (message.data.length >= MESSAGE) found.push(readSocket(transport, message.data));
      }
    }
  }
}
