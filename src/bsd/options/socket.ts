/** Options of every socket: SOL_SOCKET. See socket(7). */
import { systemLayout } from "../../core/struct.ts";
import { codecs, type Linger } from "../codecs.ts";
import type { ReceivedDescriptor } from "../received-descriptor.ts";
import type { SocketOption } from "../socket-option.ts";
import { ifThePlatformHas, option, readOnly, writeOnly } from "./make.ts";
import { type MemoryInfo, memoryInfoCodec } from "./memory-info.ts";
import {
  groupsCodec,
  type ProcessCredentials,
  processCredentialsCodec,
  processDescriptorCodec,
} from "./peer-credentials.ts";
import { type Timestamping, timestampingCodec } from "./timestamping.ts";
import { type TransmitTime, transmitTimeCodec } from "./transmit-time.ts";

/** Whether the socket listens. */
export const SO_ACCEPTCONN: SocketOption<boolean, never> = readOnly("SO_ACCEPTCONN", codecs.boolean);
/** The interface that packets must come and go by, by name; the empty name lifts it. */
export const SO_BINDTODEVICE: SocketOption<string> = option("SO_BINDTODEVICE", codecs.string);
/** The same by index; 0 lifts it. */
export const SO_BINDTOIFINDEX: SocketOption<number> = option("SO_BINDTOIFINDEX", codecs.int32);
/** Whether datagrams may be sent to broadcast addresses. */
export const SO_BROADCAST: SocketOption<boolean> = option("SO_BROADCAST", codecs.boolean);
/** Which of its buffers the kernel no longer sizes itself: 1 for sending, 2 for receiving, 3 for both. */
export const SO_BUF_LOCK: SocketOption<number> = option("SO_BUF_LOCK", codecs.int32);
/** Microseconds to poll the device for when nothing is there. */
export const SO_BUSY_POLL: SocketOption<number> = option("SO_BUSY_POLL", codecs.int32);
/** Packets taken in one turn of busy polling; more than are set takes a privilege. */
export const SO_BUSY_POLL_BUDGET: SocketOption<never, number> = writeOnly("SO_BUSY_POLL_BUDGET", codecs.int32);
/** A number that no other socket of this machine has. */
export const SO_COOKIE: SocketOption<bigint, never> = readOnly("SO_COOKIE", codecs.uint64);
/** Whether the kernel records debugging information; needs a privilege. */
export const SO_DEBUG: SocketOption<boolean> = option("SO_DEBUG", codecs.boolean);
/** The number of the domain; `socket.domain` is its name. */
export const SO_DOMAIN: SocketOption<number, never> = readOnly("SO_DOMAIN", codecs.int32);
/** Whether to send only to directly connected hosts. */
export const SO_DONTROUTE: SocketOption<boolean> = option("SO_DONTROUTE", codecs.boolean);
/** The pending error, which reading clears; `takeError()` gives it as a condition. */
export const SO_ERROR: SocketOption<number, never> = readOnly("SO_ERROR", codecs.int32);
/** Nobody else may bind to this address (Windows). */
export const SO_EXCLUSIVEADDRUSE: SocketOption<boolean> = option("SO_EXCLUSIVEADDRUSE", codecs.boolean);
/** The processor that the socket belongs to. */
export const SO_INCOMING_CPU: SocketOption<number> = option("SO_INCOMING_CPU", codecs.int32);
/** The device queue that the last packet came by. */
export const SO_INCOMING_NAPI_ID: SocketOption<number, never> = readOnly("SO_INCOMING_NAPI_ID", codecs.uint32);
/** Whether an idle connection is probed; TCP_KEEPIDLE and its siblings say how. */
export const SO_KEEPALIVE: SocketOption<boolean> = option("SO_KEEPALIVE", codecs.boolean);
/** Whether close waits for unsent data, and for how long; on with 0 seconds, close resets the connection. */
export const SO_LINGER: SocketOption<Linger> = option("SO_LINGER", codecs.linger);
/** Whether filters may no longer be changed; it cannot be undone. */
export const SO_LOCK_FILTER: SocketOption<boolean> = option("SO_LOCK_FILTER", codecs.boolean);
/** The mark of packets sent, for routing and filters; needs a privilege. */
export const SO_MARK: SocketOption<number> = option("SO_MARK", codecs.uint32);
/** The most bytes a second that are sent. */
export const SO_MAX_PACING_RATE: SocketOption<bigint> = option("SO_MAX_PACING_RATE", codecs.uint64);
/** The socket's memory: what is in use, and the limits. */
export const SO_MEMINFO: SocketOption<MemoryInfo, never> = readOnly("SO_MEMINFO", memoryInfoCodec(systemLayout));
/** A number that no other network namespace of this machine has. */
export const SO_NETNS_COOKIE: SocketOption<bigint, never> = readOnly("SO_NETNS_COOKIE", codecs.uint64);
/** Whether UDP checksums are left out. */
export const SO_NO_CHECK: SocketOption<boolean> = option("SO_NO_CHECK", codecs.boolean);
/** Whether writing to a closed connection raises no signal (macOS, BSD). */
export const SO_NOSIGPIPE: SocketOption<boolean> = option("SO_NOSIGPIPE", codecs.boolean);
/** Whether out-of-band data comes among the rest. */
export const SO_OOBINLINE: SocketOption<boolean> = option("SO_OOBINLINE", codecs.boolean);
/** Whether the sender's credentials arrive with each message. */
export const SO_PASSCRED: SocketOption<boolean> = option("SO_PASSCRED", codecs.boolean);
/** Whether a descriptor of the sending process arrives with each message. */
export const SO_PASSPIDFD: SocketOption<boolean> = option("SO_PASSPIDFD", codecs.boolean);
/** Whether the sender's security label arrives with each message. */
export const SO_PASSSEC: SocketOption<boolean> = option("SO_PASSSEC", codecs.boolean);
/** Where peeking begins; -1 for the start. */
export const SO_PEEK_OFF: SocketOption<number> = option("SO_PEEK_OFF", codecs.int32);
/** Who is at the other end: process, user and group, as they were when it connected, listened, or made the pair. */
export const SO_PEERCRED: SocketOption<ProcessCredentials, never> = readOnly(
  "SO_PEERCRED",
  ifThePlatformHas("ucred", processCredentialsCodec),
);
/** Its further groups; ENODATA where there is no peer. */
export const SO_PEERGROUPS: SocketOption<readonly number[], never> = readOnly(
  "SO_PEERGROUPS",
  groupsCodec(systemLayout),
);
/** A descriptor of its process, new at each reading and the reader's to close; ENODATA where there is no peer. */
export const SO_PEERPIDFD: SocketOption<ReceivedDescriptor, never> = readOnly("SO_PEERPIDFD", processDescriptorCodec);
/** Its security label; ENOPROTOOPT where no security module gives labels. */
export const SO_PEERSEC: SocketOption<string, never> = readOnly("SO_PEERSEC", { ...codecs.string, foreignSize: 4096 });
/** Whether to poll the device rather than be interrupted. */
export const SO_PREFER_BUSY_POLL: SocketOption<boolean> = option("SO_PREFER_BUSY_POLL", codecs.boolean);
/** The priority of packets sent. */
export const SO_PRIORITY: SocketOption<number> = option("SO_PRIORITY", codecs.int32);
/** The number of the protocol; `socket.protocol` is its name. */
export const SO_PROTOCOL: SocketOption<number, never> = readOnly("SO_PROTOCOL", codecs.int32);
/** Bytes that may wait to be received. Linux doubles what is set, and reads back the double. */
export const SO_RCVBUF: SocketOption<number> = option("SO_RCVBUF", codecs.int32);
/** The same past the system's limit; needs a privilege. */
export const SO_RCVBUFFORCE: SocketOption<never, number> = writeOnly("SO_RCVBUFFORCE", codecs.int32);
/** Bytes that must be there for the socket to be readable. */
export const SO_RCVLOWAT: SocketOption<number> = option("SO_RCVLOWAT", codecs.int32);
/** Whether the mark of its packet arrives with each message. */
export const SO_RCVMARK: SocketOption<boolean> = option("SO_RCVMARK", codecs.boolean);
/** Milliseconds that a receive or accept in blocking mode waits at most; 0 for ever. */
export const SO_RCVTIMEO: SocketOption<number> = option("SO_RCVTIMEO", codecs.milliseconds);
/** Bytes set aside for the socket in the memory of its control group. */
export const SO_RESERVE_MEM: SocketOption<number> = option("SO_RESERVE_MEM", codecs.int32);
/** Whether an address may be bound to that an earlier connection still holds. */
export const SO_REUSEADDR: SocketOption<boolean> = option("SO_REUSEADDR", codecs.boolean);
/** Whether several sockets may bind to one address and share its traffic. */
export const SO_REUSEPORT: SocketOption<boolean> = option("SO_REUSEPORT", codecs.boolean);
/** The same with the load spread (FreeBSD). */
export const SO_REUSEPORT_LB: SocketOption<boolean> = option("SO_REUSEPORT_LB", codecs.boolean);
/** Whether the number of dropped datagrams arrives with each message. */
export const SO_RXQ_OVFL: SocketOption<boolean> = option("SO_RXQ_OVFL", codecs.boolean);
/** Whether the error queue makes the socket ready. */
export const SO_SELECT_ERR_QUEUE: SocketOption<boolean> = option("SO_SELECT_ERR_QUEUE", codecs.boolean);
/** The routing table of the socket, by number (FreeBSD). */
export const SO_SETFIB: SocketOption<number> = option("SO_SETFIB", codecs.int32);
/** Bytes that may wait to be sent. Linux doubles what is set, and reads back the double. */
export const SO_SNDBUF: SocketOption<number> = option("SO_SNDBUF", codecs.int32);
/** The same past the system's limit; needs a privilege. */
export const SO_SNDBUFFORCE: SocketOption<never, number> = writeOnly("SO_SNDBUFFORCE", codecs.int32);
/** Bytes of room that make the socket writable; Linux does not let it be set. */
export const SO_SNDLOWAT: SocketOption<number> = option("SO_SNDLOWAT", codecs.int32);
/** Milliseconds that a send or connect in blocking mode waits at most; 0 for ever. */
export const SO_SNDTIMEO: SocketOption<number> = option("SO_SNDTIMEO", codecs.milliseconds);
/** Whether the time of arrival comes with each message, in microseconds. */
export const SO_TIMESTAMP: SocketOption<boolean> = option("SO_TIMESTAMP", codecs.boolean);
/** Which times of packets, sent and received, are taken and told. */
export const SO_TIMESTAMPING: SocketOption<Timestamping, Partial<Timestamping>> = option(
  "SO_TIMESTAMPING",
  ifThePlatformHas("linux_timestamping", timestampingCodec),
);
/** The same in nanoseconds. */
export const SO_TIMESTAMPNS: SocketOption<boolean> = option("SO_TIMESTAMPNS", codecs.boolean);
/** Whether a connection looks for another path when segments are lost: 1 or 0; −1 sets it to the system's. */
export const SO_TXREHASH: SocketOption<number> = option("SO_TXREHASH", codecs.int32);
/** How the times that messages are to be sent at are understood. */
export const SO_TXTIME: SocketOption<TransmitTime> = option(
  "SO_TXTIME",
  ifThePlatformHas("linux_txtime", transmitTimeCodec),
);
/** The number of the type; `socket.type` is its name. */
export const SO_TYPE: SocketOption<number, never> = readOnly("SO_TYPE", codecs.int32);
/** Whether sends may be made without a copy. */
export const SO_ZEROCOPY: SocketOption<boolean> = option("SO_ZEROCOPY", codecs.boolean);
