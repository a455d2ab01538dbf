/**
 * One row for each option of `berkeley-sockets/options`: the sockets that have it, what it is at first,
 * what can be set. A new option is a new row. See socket(7), ip(7), ipv6(7), tcp(7), udp(7).
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import {
  EtherType,
  InternetAddress,
  interfaceIndex,
  NetlinkGroup,
  PacketAddress,
  ReceivedDescriptor,
  type Socket,
} from "berkeley-sockets";
import {
  FilterProgram,
  type MemoryInfo,
  type MptcpFullInfo,
  type MptcpInfo,
  SO_REUSEPORT,
  type TcpCongestionInfo,
  type TcpInfo,
} from "berkeley-sockets/options";
import { bound, kinds } from "./kinds.ts";
import { multicastTable } from "./multicast-table.ts";
import { loopbackInterface } from "./probe.ts";

export const tcp: readonly string[] = ["internet stream", "internet6 stream"];
export const udp: readonly string[] = ["internet datagram", "internet6 datagram"];
const inet6: readonly string[] = ["internet6 stream", "internet6 datagram"];
export const mptcp: readonly string[] = ["internet mptcp", "internet6 mptcp"];
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
  readonly readFails?: string | undefined;
  /** The privilege that setting takes, by the name of capabilities(7). */
  readonly privilege?: string;
  /** What setting fails with where that is missing: EPERM unless told. */
  readonly refusal?: string;
  /** What some kernels of the platform answer, and why. */
  readonly mayLack?: readonly [code: string, reason: string];
  /** What is otherwise once the socket is connected. */
  readonly connected?: (kind: string) => Partial<Omit<Row, "kinds" | "connected">>;
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
const onceAdmin = { mayLack: ["EPERM", "this kernel still asks for CAP_NET_ADMIN"] } as const;
const doubled = (value: number): readonly [number, number] => [value, process.platform === "linux" ? 2 * value : value];

/** Options that need a kernel of 2024 or later. */
const recent = { mayLack: ["ENOPROTOOPT", "the kernel is older than the option"] } as const;
/** Too late for it. */
const fixed = { connected: () => ({ setFails: "EINVAL" }) } as const;
const { pid, geteuid, getegid } = process;
const nobody = { pid: 0, uid: 0xffff_ffff, gid: 0xffff_ffff };
/** Whether the kernel tells who is at the other end. */
const hasPeer = (kind: string): boolean => kind === "unix stream" || kind === "unix sequencePacket";
/** A descriptor that stands for this process; it is closed. */
function isProcess(value: unknown): boolean {
  if (!(value instanceof ReceivedDescriptor)) return false;
  const path = `/proc/self/fdinfo/${value.fd}`;
  const told = /^Pid:\t(\d+)$/m.exec(readFileSync(path, "latin1"))?.[1];
  value.close();
  return told === String(pid);
}
const address = InternetAddress.from("192.0.2.1", 0);
const key = (length: number): Uint8Array => Uint8Array.from({ length }, (_, index) => index);
/** Nothing is taken, nothing told. */
const timestamping = {
  txHardware: false,
  txSoftware: false,
  rxHardware: false,
  rxSoftware: false,
  software: false,
  sysHardware: false,
  rawHardware: false,
  optId: false,
  txSched: false,
  txAck: false,
  optCmsg: false,
  optTsonly: false,
  optStats: false,
  optPktinfo: false,
  optTxSwhw: false,
  optIdTcp: false,
  optRxFilter: false,
  txCompletion: false,
  bindPhc: undefined,
};

/** Connects a datagram socket to one of its own kind, so that it has a path. */
function connectDatagram(socket: Socket): void {
  const kind = kinds.find(({ domain, type }) => domain === socket.domain && type === socket.type);
  assert.ok(kind !== undefined);
  const [peer, address] = bound(kind);
  socket.connect(address);
  peer.close();
}

const program = FilterProgram.assemble("ld len\nret a");
const shared = (socket: Socket): void => socket.setOption(SO_REUSEPORT, true);
/** Frames that nobody sends, on the one interface that everybody has. */
function bindPacket(socket: Socket): void {
  socket.bind(new PacketAddress(EtherType.experimental, loopbackInterface));
}
const promiscuous = { interface: loopbackInterface, type: "promiscuous" };
const group = { interface: interfaceIndex(loopbackInterface), type: "multicast", address: "01:00:5e:00:00:01" };
const noFlags = { rollover: false, uniqueId: false, defragment: false, ignoreOutgoing: false };
const upTo = (end: number): number[] => Array.from({ length: end }, (_, index) => index);

export const table: Record<string, Row> = {
  // SOL_SOCKET
  SO_ACCEPTCONN: readOnly(all, false),
  SO_ATTACH_BPF: { kinds: all, readFails: "ENOPROTOOPT", setFails: "EINVAL" }, // by a descriptor that is no program
  SO_ATTACH_FILTER: number(all, undefined, [program]),
  SO_ATTACH_REUSEPORT_CBPF: { kinds: inet, readFails: "ENOPROTOOPT", set: [[program]], prepare: shared },
  SO_ATTACH_REUSEPORT_EBPF: { kinds: inet, readFails: "ENOPROTOOPT", setFails: "EINVAL", prepare: shared },
  SO_BINDTODEVICE: { ...number(all, "", ["lo"], [""]), privilege: "CAP_NET_RAW" },
  SO_BINDTOIFINDEX: { ...number(all, 0, [interfaceIndex(loopbackInterface)], [0]), privilege: "CAP_NET_RAW" },
  SO_BROADCAST: flag(all),
  SO_BUF_LOCK: number(all, 0, [1], [2], [3], [0]),
  SO_BUSY_POLL: { ...number(all, integer, [50]), ...onceAdmin },
  SO_BUSY_POLL_BUDGET: { kinds: all, readFails: "ENOPROTOOPT", set: [[100]], ...admin },
  SO_COOKIE: readOnly(all, (value: unknown) => typeof value === "bigint" && value > 0n),
  SO_DEBUG: flag(all, { ...admin, refusal: "EACCES" }),
  SO_DETACH_BPF: { kinds: all, readFails: "ENOPROTOOPT", setFails: "ENOENT" }, // there is none
  SO_DETACH_FILTER: { kinds: all, readFails: "ENOPROTOOPT", setFails: "ENOENT" },
  SO_DETACH_REUSEPORT_BPF: { kinds: inet, readFails: "ENOPROTOOPT", setFails: "ENOENT", prepare: shared },
  SO_DOMAIN: readOnly(all, positive),
  SO_DONTROUTE: flag(all),
  SO_ERROR: readOnly(all, 0),
  SO_EXCLUSIVEADDRUSE: flag(inet),
  SO_GET_FILTER: readOnly(all, undefined),
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
  SO_MEMINFO: readOnly(all, (value: MemoryInfo) => value.rcvbuf > 0 && value.sndbuf > 0 && value.drops === 0),
  SO_NETNS_COOKIE: readOnly(all, (value: unknown) => typeof value === "bigint" && value > 0n),
  SO_NO_CHECK: flag(all),
  SO_NOSIGPIPE: onFlag(all),
  SO_OOBINLINE: flag(all),
  SO_PASSCRED: flag(unix),
  SO_PASSPIDFD: flag(unix),
  SO_PASSSEC: flag(unix),
  SO_PEEK_OFF: { ...number(unix, -1, [0], [7], [-1]) },
  SO_PEERCRED: {
    ...readOnly(all, nobody),
    connected: (kind) => ({ initial: hasPeer(kind) ? { pid, uid: geteuid?.(), gid: getegid?.() } : nobody }),
  },
  SO_PEERGROUPS: {
    kinds: all,
    readFails: "ENODATA",
    connected: (kind) => (hasPeer(kind) ? { initial: Array.isArray, readFails: undefined } : {}),
  },
  SO_PEERPIDFD: {
    kinds: all,
    readFails: "ENODATA",
    mayLack: ["ENOPROTOOPT", "the kernel is older than the option"],
    connected: (kind) => (hasPeer(kind) ? { initial: isProcess, readFails: undefined } : {}),
  },
  SO_PEERSEC: {
    ...readOnly(all, (value: unknown) => typeof value === "string"),
    mayLack: ["ENOPROTOOPT", "no security module gives labels"],
  },
  SO_PREFER_BUSY_POLL: flag(all, admin),
  SO_PRIORITY: { ...number(all, 0, [5], [0], [7]), ...admin }, // below 7 anyone may set it
  SO_PROTOCOL: readOnly(all, integer),
  SO_RCVBUF: number(all, positive, doubled(65536), doubled(8192)),
  SO_RCVBUFFORCE: { kinds: all, readFails: "ENOPROTOOPT", set: [[8_388_608]], ...admin },
  SO_RCVLOWAT: number(all, 1, [7], [1]),
  SO_RCVMARK: flag(all, onceAdmin),
  SO_RCVTIMEO: number(all, 0, [1000], [2500], [0]),
  SO_RESERVE_MEM: {
    ...number(inet, 0, [65536], [0]),
    mayLack: ["ENOTSUP", "this control group's sockets are not accounted for"],
  },
  SO_REUSEADDR: flag(all),
  SO_REUSEPORT: flag(inet),
  SO_REUSEPORT_LB: flag(inet),
  SO_RXQ_OVFL: flag(all),
  SO_SELECT_ERR_QUEUE: flag(all),
  SO_SETFIB: number(all, 0),
  SO_SNDBUF: number(all, positive, doubled(65536), doubled(8192)),
  SO_SNDBUFFORCE: { kinds: all, readFails: "ENOPROTOOPT", set: [[8_388_608]], ...admin },
  SO_SNDLOWAT: { kinds: all, initial: positive, setFails: "ENOPROTOOPT" },
  SO_SNDTIMEO: number(all, 0, [1000], [2500], [0]),
  SO_TIMESTAMP: flag(all),
  SO_TIMESTAMPING: {
    kinds: all,
    initial: timestamping,
    set: [
      [
        { rxSoftware: true, software: true },
        { ...timestamping, rxSoftware: true, software: true },
      ],
      [{ ...timestamping, txSched: true, optTsonly: true }],
      [{}, timestamping],
    ],
  },
  SO_TIMESTAMPNS: flag(all),
  SO_TXREHASH: number(tcp, 1, [0], [-1, 1]),
  SO_TXTIME: {
    kinds: all,
    initial: { clock: "realtime", deadlineMode: false, reportErrors: false },
    set: [
      [{ clock: "monotonic", deadlineMode: true, reportErrors: false }],
      [{ clock: "monotonic", deadlineMode: false, reportErrors: true }],
      [{ clock: "tai", deadlineMode: false, reportErrors: false }],
    ],
    ...admin,
  },
  SO_TYPE: readOnly(all, positive),
  SO_ZEROCOPY: flag(inet),

  // IPPROTO_IP; on Linux internet6 sockets have these too, for the IPv4 they may speak
  IP_BIND_ADDRESS_NO_PORT: flag(inet),
  IP_DONTFRAG: flag(inet),
  IP_FREEBIND: flag(inet),
  IP_HDRINCL: flag(["internet raw"]),
  IP_LOCAL_PORT_RANGE: number(inet, { low: 0, high: 0 }, [{ low: 40000, high: 40999 }], [{ low: 50000, high: 0 }]),
  IP_MINTTL: number(inet, 0, [7], [255], [0]),
  IP_MTU: readOnly(["internet datagram"], positive, connectDatagram),
  IP_MTU_DISCOVER: number(inet, integer, [0], [2], [3]),
  IP_MULTICAST_ALL: onFlag(["internet stream", "internet datagram"]),
  IP_MULTICAST_LOOP: onFlag(inet),
  IP_MULTICAST_TTL: number(udp, 1, [7], [255]),
  IP_NODEFRAG: flag(["internet raw"]),
  // Twice "no operation" and the end of the list (RFC 791 section 3.1), filled up to four bytes.
  IP_OPTIONS: number(inet, new Uint8Array(0), [Uint8Array.of(1, 1, 0), Uint8Array.of(1, 1, 0, 0)], [new Uint8Array(0)]),
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
  IP_UNICAST_IF: number(inet, 0, [interfaceIndex(loopbackInterface)], [0]),
  SO_ORIGINAL_DST: { kinds: tcp, readFails: "ENOENT" }, // redirected ones: original-destination.test.ts

  ...multicastTable,

  // IPPROTO_IPV6
  IP6T_SO_ORIGINAL_DST: { kinds: ["internet6 stream"], readFails: "ENOENT" },
  IPV6_ADDR_PREFERENCES: number(
    inet6,
    { source: "default", careOf: false },
    [{ source: "temporary", careOf: false }],
    [{ source: "public", careOf: true }],
    [{ source: "default", careOf: false }],
  ),
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
  IPV6_UNICAST_IF: number(inet6, 0, [interfaceIndex(loopbackInterface)], [0]),
  IPV6_V6ONLY: {
    kinds: inet6,
    initial: (value: unknown) => typeof value === "boolean",
    set: [[true], [false]],
    ...fixed,
  },

  // IPPROTO_TCP
  TCP_CC_INFO: readOnly(tcp, (value: TcpCongestionInfo) => value.bytes.length === 20 || value.bbr === undefined),
  TCP_CONGESTION: number(tcp, (value: unknown) => typeof value === "string" && value !== "", ["reno"]),
  TCP_CORK: flag(tcp),
  TCP_DEFER_ACCEPT: number(tcp, 0, [7], [0]),
  TCP_DELACK_MAX_US: { ...number(tcp, 200_000, [100_000]), ...recent },
  TCP_FASTOPEN: { ...number(tcp, 0, [5]), mayLack: ["ENOTSUP", "net.ipv4.tcp_fastopen is off"], ...fixed },
  TCP_FASTOPEN_CONNECT: flag(tcp, { mayLack: ["ENOTSUP", "net.ipv4.tcp_fastopen is off for clients"], ...fixed }),
  TCP_FASTOPEN_KEY: number(tcp, (value: unknown) => value instanceof Uint8Array, [key(16)], [key(32)]),
  TCP_FASTOPEN_NO_COOKIE: flag(tcp, fixed),
  TCP_INFO: {
    ...readOnly(tcp, (value: TcpInfo) => value.state === "close" && value.rto > 0 && value.sndCwnd > 0),
    connected: () => ({ initial: (value: TcpInfo) => value.state === "established" && value.rtt > 0 }),
  },
  TCP_INQ: flag(tcp),
  TCP_IS_MPTCP: { ...readOnly(tcp, false), ...recent },
  TCP_KEEPALIVE: number(tcp, positive),
  TCP_KEEPCNT: number(tcp, positive, [7]),
  TCP_KEEPIDLE: number(tcp, positive, [70]),
  TCP_KEEPINTVL: number(tcp, positive, [7]),
  TCP_LINGER2: number(tcp, positive, [7], [-1]),
  TCP_MAXSEG: { ...number(tcp, positive, [1000]), connected: () => ({ set: [] }) },
  TCP_MD5SIG: {
    kinds: ["internet stream"],
    readFails: "ENOPROTOOPT",
    set: [[{ address, key: key(80) }], [{ address, key: key(0) }]],
    mayLack: ["ENOPROTOOPT", "the kernel has no TCP MD5"],
  },
  TCP_MD5SIG_EXT: {
    kinds: ["internet stream"],
    readFails: "ENOPROTOOPT",
    set: [[{ address, key: key(8), prefixLength: 24 }], [{ address, key: key(0), prefixLength: 24 }]],
    mayLack: ["ENOPROTOOPT", "the kernel has no TCP MD5"],
  },
  TCP_NODELAY: flag(tcp),
  TCP_NOPUSH: flag(tcp),
  TCP_NOTSENT_LOWAT: number(tcp, integer, [16384]),
  TCP_QUICKACK: onFlag(tcp),
  TCP_RTO_MAX_MS: { ...number(tcp, positive, [60_000]), ...recent },
  TCP_RTO_MIN_US: { ...number(tcp, positive, [100_000]), ...recent },
  TCP_RXT_CONNDROPTIME: number(tcp, integer),
  TCP_SAVED_SYN: readOnly(tcp, new Uint8Array(0)), // of a connection with one: below
  TCP_SAVE_SYN: flag(tcp),
  TCP_SYNCNT: number(tcp, positive, [7]),
  TCP_THIN_LINEAR_TIMEOUTS: flag(tcp),
  TCP_TIMESTAMP: { kinds: tcp, initial: integer, setFails: "EPERM" }, // only while repairing: TCP_REPAIR
  TCP_TX_DELAY: number(tcp, 0, [7]),
  TCP_ULP: { kinds: tcp, initial: "", setFails: "ENOENT" }, // of a name that no module has
  TCP_USER_TIMEOUT: number(tcp, 0, [7000], [2 ** 31 - 1], [0]),
  TCP_WINDOW_CLAMP: number(tcp, integer, [65536]),

  // SOL_MPTCP
  MPTCP_FULL_INFO: readOnly(mptcp, (value: MptcpFullInfo) => value.numSubflows <= 1 && value.info.subflows === 0),
  MPTCP_INFO: readOnly(mptcp, (value: MptcpInfo) => value.subflows === 0 && value.token >= 0),

  // SOL_LOCAL
  LOCAL_PEERCRED: readOnly(unix, undefined),
  LOCAL_PEEREPID: readOnly(unix, undefined),
  LOCAL_PEERPID: readOnly(unix, undefined),

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
