/**
 * One row for each option of `berkeley-sockets/options`: the sockets that have it, what it is at first,
 * what can be set. A new option is a new row. See socket(7), ip(7), ipv6(7), tcp(7), udp(7).
 */
import assert from "node:assert/strict";
import { EtherType, interfaceIndex, NetlinkGroup, PacketAddress, type Socket } from "berkeley-sockets";
import { bound, kinds } from "./kinds.ts";

export const tcp: readonly string[] = ["internet stream", "internet6 stream"];
export const udp: readonly string[] = ["internet datagram", "internet6 datagram"];
const inet6: readonly string[] = ["internet6 stream", "internet6 datagram"];
export const unix: readonly string[] = ["unix stream", "unix datagram", "unix sequencePacket"];
const inet: readonly string[] = [...tcp, ...udp];
const all: readonly string[] = [...inet, ...unix];

const udpLite: readonly string[] = ["internet udpLite", "internet6 udpLite"];
const netlink: readonly string[] = ["netlink raw"];
const packet: readonly string[] = ["packet raw", "packet datagram"];

export interface Row {
  readonly kinds: readonly string[];
  /** What a fresh socket has: a value, or whether a value is sound. Missing: it cannot be read at first. */
  readonly initial?: unknown;
  /** What to set, and what reads back, where that differs. */
  readonly set?: readonly (readonly [value: unknown, back?: unknown])[];
  /** What setting fails with, always. */
  readonly setFails?: string;
  /** What reading fails with, always. */
  readonly readFails?: string;
  /** The privilege that setting takes, by the name of capabilities(7). */
  readonly privilege?: string;
  /** What some kernels of the platform answer, and why. */
  readonly mayLack?: readonly [code: string, reason: string];
  /** What the socket needs first. */
  readonly prepare?: (socket: Socket) => void;
}

/** Off at first, can be put on and off again. */
const flag = (kinds: readonly string[], more: Partial<Row> = {}): Row => ({
  kinds,
  initial: false,
  set: [[true], [false]],
  ...more,
});
/** On at first. */
const onFlag = (kinds: readonly string[], more: Partial<Row> = {}): Row => ({
  ...flag(kinds, more),
  initial: true,
  set: [[false], [true]],
});
const number = (kinds: readonly string[], initial: unknown, ...set: (readonly [unknown, unknown?])[]): Row => ({
  kinds,
  initial,
  set,
});
const readOnly = (kinds: readonly string[], initial: unknown, prepare?: Row["prepare"]): Row => ({
  kinds,
  initial,
  ...(prepare === undefined ? {} : { prepare }),
});

const integer = (value: unknown): boolean => Number.isInteger(value);
const positive = (value: unknown): boolean => Number.isInteger(value) && (value as number) > 0;
const admin = { privilege: "CAP_NET_ADMIN" } as const;
const doubled = (value: number): readonly [number, number] => [value, process.platform === "linux" ? 2 * value : value];

/** Connects a datagram socket to one of its own kind, so that it has a path. */
function connectDatagram(socket: Socket): void {
  const kind = kinds.find(({ domain, type }) => domain === socket.domain && type === socket.type);
  assert.ok(kind !== undefined);
  const [peer, address] = bound(kind);
  socket.connect(address);
  peer.close();
}

/** Frames that nobody sends, on the one interface that everybody has. */
function bindPacket(socket: Socket): void {
  socket.bind(new PacketAddress(EtherType.experimental, "lo"));
}
const promiscuous = { interface: "lo", type: "promiscuous" };
const group = { interface: interfaceIndex("lo"), type: "multicast", address: "01:00:5e:00:00:01" };
const noFlags = { rollover: false, uniqueId: false, defragment: false, ignoreOutgoing: false };
const upTo = (end: number): number[] => Array.from({ length: end }, (_, index) => index);

export const table: Record<string, Row> = {
  // SOL_SOCKET
  SO_ACCEPTCONN: readOnly(all, false),
  SO_BINDTODEVICE: { ...number(all, "", ["lo"], [""]), privilege: "CAP_NET_RAW" },
  SO_BINDTOIFINDEX: { ...number(all, 0, [interfaceIndex("lo")], [0]), privilege: "CAP_NET_RAW" },
  SO_BROADCAST: flag(all),
  SO_BUSY_POLL: { ...number(all, integer, [50]), ...admin },
  SO_COOKIE: readOnly(all, (value: unknown) => typeof value === "bigint" && value > 0n),
  SO_DEBUG: flag(all, admin),
  SO_DOMAIN: readOnly(all, positive),
  SO_DONTROUTE: flag(all),
  SO_ERROR: readOnly(all, 0),
  SO_EXCLUSIVEADDRUSE: flag(inet),
  SO_INCOMING_CPU: number(all, integer, [0]),
  SO_INCOMING_NAPI_ID: readOnly(all, 0),
  SO_KEEPALIVE: flag(all),
  SO_LINGER: number(
    all,
    { on: false, seconds: 0 },
    [{ on: true, seconds: 5 }],
    [{ on: true, seconds: 0 }],
    [{ on: false, seconds: 0 }],
  ),
  SO_LOCK_FILTER: { kinds: all, initial: false, set: [[true]] }, // there is no way back
  SO_MARK: { ...number(all, 0, [7], [0xffff_ffff]), ...admin },
  SO_MAX_PACING_RATE: number(all, (value: unknown) => typeof value === "bigint", [1_000_000n], [2n ** 33n]),
  SO_NO_CHECK: flag(all),
  SO_NOSIGPIPE: onFlag(all),
  SO_OOBINLINE: flag(all),
  SO_PASSCRED: flag(unix),
  SO_PASSSEC: flag(unix),
  SO_PEEK_OFF: { ...number(unix, -1, [0], [7], [-1]) },
  SO_PREFER_BUSY_POLL: flag(all, admin),
  SO_PRIORITY: number(all, 0, [5], [0]), // from 7 on it takes a privilege
  SO_PROTOCOL: readOnly(all, integer),
  SO_RCVBUF: number(all, positive, doubled(65536), doubled(8192)),
  SO_RCVBUFFORCE: { kinds: all, readFails: "ENOPROTOOPT", set: [[8_388_608]], ...admin },
  SO_RCVLOWAT: number(all, 1, [7], [1]),
  SO_RCVTIMEO: number(all, 0, [1000], [2500], [0]),
  SO_REUSEADDR: flag(all),
  SO_REUSEPORT: flag(inet),
  SO_REUSEPORT_LB: flag(inet),
  SO_RXQ_OVFL: flag(all),
  SO_SELECT_ERR_QUEUE: flag(all),
  SO_SNDBUF: number(all, positive, doubled(65536), doubled(8192)),
  SO_SNDBUFFORCE: { kinds: all, readFails: "ENOPROTOOPT", set: [[8_388_608]], ...admin },
  SO_SNDLOWAT: { kinds: all, initial: positive, setFails: "ENOPROTOOPT" },
  SO_SNDTIMEO: number(all, 0, [1000], [2500], [0]),
  SO_TIMESTAMP: flag(all),
  SO_TIMESTAMPNS: flag(all),
  SO_TYPE: readOnly(all, positive),
  SO_ZEROCOPY: flag(inet),

  // IPPROTO_IP; on Linux internet6 sockets have these too, for the IPv4 they may speak
  IP_BIND_ADDRESS_NO_PORT: flag(inet),
  IP_DONTFRAG: flag(inet),
  IP_FREEBIND: flag(inet),
  IP_HDRINCL: flag(["internet raw"]),
  IP_MINTTL: number(inet, 0, [7], [255], [0]),
  IP_MTU: readOnly(["internet datagram"], positive, connectDatagram),
  IP_MTU_DISCOVER: number(inet, integer, [0], [2], [3]),
  IP_MULTICAST_ALL: onFlag(["internet stream", "internet datagram"]),
  IP_MULTICAST_LOOP: onFlag(inet),
  IP_MULTICAST_TTL: number(udp, 1, [7], [255]),
  IP_NODEFRAG: flag(["internet raw"]),
  IP_PKTINFO: flag(inet),
  IP_RECVDSTADDR: flag(udp),
  IP_RECVERR: flag(inet),
  IP_RECVFRAGSIZE: flag(udp),
  IP_RECVIF: flag(udp),
  IP_RECVOPTS: flag(inet),
  IP_RECVORIGDSTADDR: flag(inet),
  IP_RECVTOS: flag(inet),
  IP_RECVTTL: flag(inet),
  IP_TOS: number(inet, 0, [0x10], [0xb8], [0]),
  IP_TRANSPARENT: flag(inet, admin),
  IP_TTL: number(inet, positive, [7], [255]),

  // IPPROTO_IPV6
  IPV6_AUTOFLOWLABEL: { kinds: inet6, initial: (value: unknown) => typeof value === "boolean", set: [[true], [false]] },
  IPV6_CHECKSUM: number(["internet6 raw"], -1, [2], [-1]),
  IPV6_DONTFRAG: flag(inet6),
  IPV6_FREEBIND: flag(inet6),
  IPV6_HDRINCL: flag(["internet6 raw"]),
  IPV6_MINHOPCOUNT: number(inet6, 0, [7], [255], [0]),
  IPV6_MTU: readOnly(["internet6 datagram"], positive, connectDatagram), // set: below
  IPV6_MTU_DISCOVER: number(inet6, integer, [0], [2], [3]),
  IPV6_MULTICAST_ALL: onFlag(inet6),
  IPV6_MULTICAST_HOPS: number(["internet6 datagram"], 1, [7], [255]),
  IPV6_MULTICAST_LOOP: onFlag(inet6),
  IPV6_RECVERR: flag(inet6),
  IPV6_RECVHOPLIMIT: flag(inet6),
  IPV6_RECVORIGDSTADDR: flag(inet6),
  IPV6_RECVPATHMTU: flag(inet6),
  IPV6_RECVPKTINFO: flag(inet6),
  IPV6_RECVTCLASS: flag(inet6),
  IPV6_TCLASS: number(inet6, 0, [0x20], [0xb8], [0]),
  IPV6_TRANSPARENT: flag(inet6, admin),
  IPV6_UNICAST_HOPS: number(inet6, positive, [7], [255]),
  IPV6_V6ONLY: { kinds: inet6, initial: (value: unknown) => typeof value === "boolean", set: [[true], [false]] },

  // IPPROTO_TCP
  TCP_CONGESTION: number(tcp, (value: unknown) => typeof value === "string" && value !== "", ["reno"]),
  TCP_CORK: flag(tcp),
  TCP_DEFER_ACCEPT: number(tcp, 0, [7], [0]),
  TCP_FASTOPEN: { ...number(tcp, 0, [5]), mayLack: ["ENOTSUP", "net.ipv4.tcp_fastopen is off"] },
  TCP_FASTOPEN_CONNECT: flag(tcp, { mayLack: ["ENOTSUP", "net.ipv4.tcp_fastopen is off for clients"] }),
  TCP_FASTOPEN_NO_COOKIE: flag(tcp),
  TCP_INQ: flag(tcp),
  TCP_KEEPCNT: number(tcp, positive, [7]),
  TCP_KEEPIDLE: number(tcp, positive, [70]),
  TCP_KEEPINTVL: number(tcp, positive, [7]),
  TCP_LINGER2: number(tcp, positive, [7], [-1]),
  TCP_MAXSEG: number(tcp, positive, [1000]),
  TCP_NODELAY: flag(tcp),
  TCP_NOPUSH: flag(tcp),
  TCP_NOTSENT_LOWAT: number(tcp, integer, [16384]),
  TCP_QUICKACK: onFlag(tcp),
  TCP_SAVE_SYN: flag(tcp),
  TCP_SYNCNT: number(tcp, positive, [7]),
  TCP_THIN_LINEAR_TIMEOUTS: flag(tcp),
  TCP_TIMESTAMP: { kinds: tcp, initial: integer, setFails: "EPERM" }, // only while repairing: TCP_REPAIR
  TCP_TX_DELAY: number(tcp, 0, [7]),
  TCP_ULP: { kinds: tcp, initial: "", setFails: "ENOENT" }, // of a name that no module has
  TCP_USER_TIMEOUT: number(tcp, 0, [7000], [2 ** 31 - 1], [0]),
  TCP_WINDOW_CLAMP: number(tcp, integer, [65536]),

  // IPPROTO_UDP
  UDP_CORK: flag(udp),
  UDP_ENCAP: { ...number(udp, 0), set: [[3]], mayLack: ["ENOPROTOOPT", "the kernel has no L2TP encapsulation"] },
  UDP_GRO: flag(udp),
  UDP_NO_CHECK6_RX: flag(udp),
  UDP_NO_CHECK6_TX: flag(udp),
  UDP_SEGMENT: number(udp, 0, [1400], [0]),

  // IPPROTO_UDPLITE: 1 to 7 are 8, the length of the header
  UDPLITE_RECV_CSCOV: number(udpLite, 0, [20], [3, 8], [0]),
  UDPLITE_SEND_CSCOV: number(udpLite, 0, [20], [3, 8], [0]),

  // IPPROTO_RAW and IPPROTO_ICMPV6
  ICMP_FILTER: number(
    ["internet raw icmp"],
    { block: [] },
    [{ block: [8, 31] }],
    [{ pass: [0] }, { block: upTo(32).slice(1) }],
    [{ block: [] }],
  ),
  ICMPV6_FILTER: number(
    ["internet6 raw icmp6"],
    { block: [] },
    [{ block: [0, 31, 32, 255] }],
    [{ pass: [129] }, { block: upTo(256).filter((type) => type !== 129) }],
    [{ block: [] }],
  ),

  // SOL_NETLINK
  NETLINK_ADD_MEMBERSHIP: { kinds: netlink, readFails: "ENOPROTOOPT", set: [[NetlinkGroup.link], [5], [33]] },
  NETLINK_BROADCAST_ERROR: flag(netlink),
  NETLINK_CAP_ACK: flag(netlink),
  NETLINK_DROP_MEMBERSHIP: { kinds: netlink, readFails: "ENOPROTOOPT", set: [[NetlinkGroup.link], [5]] },
  NETLINK_EXT_ACK: flag(netlink),
  NETLINK_GET_STRICT_CHK: flag(netlink),
  NETLINK_LISTEN_ALL_NSID: flag(netlink, { privilege: "CAP_NET_BROADCAST" }),
  NETLINK_LIST_MEMBERSHIPS: readOnly(netlink, []),
  NETLINK_NO_ENOBUFS: flag(netlink),
  NETLINK_PKTINFO: flag(netlink),

  // SOL_PACKET
  PACKET_ADD_MEMBERSHIP: { kinds: packet, readFails: "ENOPROTOOPT", set: [[promiscuous], [group]] },
  PACKET_AUXDATA: flag(packet),
  PACKET_DROP_MEMBERSHIP: { kinds: packet, readFails: "ENOPROTOOPT", set: [[promiscuous], [group]] },
  PACKET_FANOUT: {
    ...number(packet, { id: 0, mode: "hash", ...noFlags }),
    set: [
      [
        { id: 4711, mode: "loadBalance", defragment: true },
        { id: 4711, mode: "loadBalance", ...noFlags, defragment: true },
      ],
    ],
    prepare: bindPacket,
  },
  PACKET_IGNORE_OUTGOING: flag(packet),
  PACKET_ORIGDEV: flag(packet),
  PACKET_QDISC_BYPASS: flag(packet),
  PACKET_STATISTICS: readOnly(packet, (value: unknown) => (value as { drops: number }).drops === 0),
};
