/** Options of TCP: IPPROTO_TCP. See tcp(7). */
import { wrongValue } from "../../core/check.ts";
import { codecs, type OptionCodec } from "../codecs.ts";
import { type SocketOption, TcpOption } from "../socket-option.ts";
import { ifThePlatformHas, option, readOnly, writeOnly } from "./make.ts";
import { type TcpCongestionInfo, tcpCongestionInfoCodec } from "./tcp-congestion-info.ts";
import { type TcpInfo, tcpInfoCodec } from "./tcp-info.ts";
import { plainTcpMd5Codec, type TcpMd5Signature, type TcpMd5SignatureExtended, tcpMd5Codec } from "./tcp-md5.ts";

/** One or two keys of AES-128. */
const fastOpenKey: OptionCodec<Uint8Array<ArrayBuffer>, Uint8Array> = {
  foreignSize: 32,
  encode(value) {
    const key = codecs.bytes.encode(value);
    if (key.length !== 16 && key.length !== 32) throw wrongValue("value", "16 or 32 bytes", value);
    return key;
  },
  decode: codecs.bytes.decode,
};

/** What the congestion control tells of itself. */
export const TCP_CC_INFO: SocketOption<TcpCongestionInfo, never> = readOnly(
  "TCP_CC_INFO",
  ifThePlatformHas("linux_bbr_info", tcpCongestionInfoCodec),
  TcpOption,
);
/** The congestion control, by name. */
export const TCP_CONGESTION: SocketOption<string> = option("TCP_CONGESTION", codecs.string, TcpOption);
/** Whether only full segments are sent, until it is lifted. */
export const TCP_CORK: SocketOption<boolean> = option("TCP_CORK", codecs.boolean, TcpOption);
/** Seconds that a listener waits for a connection's first data. */
export const TCP_DEFER_ACCEPT: SocketOption<number> = option("TCP_DEFER_ACCEPT", codecs.int32, TcpOption);
/** Microseconds that an acknowledgement is held back at most; 0 sets it to the system's. */
export const TCP_DELACK_MAX_US: SocketOption<number> = option("TCP_DELACK_MAX_US", codecs.int32, TcpOption);
/** How many fast-open connections may wait on a listener (RFC 7413). */
export const TCP_FASTOPEN: SocketOption<number> = option("TCP_FASTOPEN", codecs.int32, TcpOption);
/** Whether connect waits for the first data to go with it. */
export const TCP_FASTOPEN_CONNECT: SocketOption<boolean> = option("TCP_FASTOPEN_CONNECT", codecs.boolean, TcpOption);
/** The key of a listener's fast-open cookies, or two of them: the new one and the one before. */
export const TCP_FASTOPEN_KEY: SocketOption<Uint8Array<ArrayBuffer>, Uint8Array> = option(
  "TCP_FASTOPEN_KEY",
  fastOpenKey,
  TcpOption,
);
/** Whether fast open goes without a cookie. */
export const TCP_FASTOPEN_NO_COOKIE: SocketOption<boolean> = option(
  "TCP_FASTOPEN_NO_COOKIE",
  codecs.boolean,
  TcpOption,
);
/** The connection as the kernel sees it. */
export const TCP_INFO: SocketOption<TcpInfo, never> = readOnly(
  "TCP_INFO",
  ifThePlatformHas("linux_tcp_info", tcpInfoCodec),
  TcpOption,
);
/** Whether the number of bytes still to be read arrives with each message. */
export const TCP_INQ: SocketOption<boolean> = option("TCP_INQ", codecs.boolean, TcpOption);
/** Whether MPTCP is spoken, and not only asked for. */
export const TCP_IS_MPTCP: SocketOption<boolean, never> = readOnly("TCP_IS_MPTCP", codecs.boolean, TcpOption);
/** Seconds of silence before the first probe (macOS). */
export const TCP_KEEPALIVE: SocketOption<number> = option("TCP_KEEPALIVE", codecs.int32, TcpOption);
/** Probes without an answer that end a connection. */
export const TCP_KEEPCNT: SocketOption<number> = option("TCP_KEEPCNT", codecs.int32, TcpOption);
/** Seconds of silence before the first probe. */
export const TCP_KEEPIDLE: SocketOption<number> = option("TCP_KEEPIDLE", codecs.int32, TcpOption);
/** Seconds between probes. */
export const TCP_KEEPINTVL: SocketOption<number> = option("TCP_KEEPINTVL", codecs.int32, TcpOption);
/** Seconds that an orphan stays in FIN_WAIT2. */
export const TCP_LINGER2: SocketOption<number> = option("TCP_LINGER2", codecs.int32, TcpOption);
/** The largest segment sent, in bytes. */
export const TCP_MAXSEG: SocketOption<number> = option("TCP_MAXSEG", codecs.int32, TcpOption);
/** The key that packets from and to an address are signed with. */
export const TCP_MD5SIG: SocketOption<never, TcpMd5Signature> = writeOnly(
  "TCP_MD5SIG",
  ifThePlatformHas("linux_md5sig", plainTcpMd5Codec),
  TcpOption,
);
/** The same for a network, or on one interface. */
export const TCP_MD5SIG_EXT: SocketOption<never, TcpMd5SignatureExtended> = writeOnly(
  "TCP_MD5SIG_EXT",
  ifThePlatformHas("linux_md5sig", tcpMd5Codec),
  TcpOption,
);
/** Whether small segments are sent at once (no Nagle). */
export const TCP_NODELAY: SocketOption<boolean> = option("TCP_NODELAY", codecs.boolean, TcpOption);
/** Whether only full segments are sent (BSD, macOS). */
export const TCP_NOPUSH: SocketOption<boolean> = option("TCP_NOPUSH", codecs.boolean, TcpOption);
/** Bytes not yet sent below which the socket is writable. */
export const TCP_NOTSENT_LOWAT: SocketOption<number> = option("TCP_NOTSENT_LOWAT", codecs.uint32, TcpOption);
/** Whether to acknowledge at once; the kernel may change it again at any time. */
export const TCP_QUICKACK: SocketOption<boolean> = option("TCP_QUICKACK", codecs.boolean, TcpOption);
/** Milliseconds that the retransmission timeout may grow to. */
export const TCP_RTO_MAX_MS: SocketOption<number> = option("TCP_RTO_MAX_MS", codecs.int32, TcpOption);
/** Microseconds that the retransmission timeout is at least. */
export const TCP_RTO_MIN_US: SocketOption<number> = option("TCP_RTO_MIN_US", codecs.int32, TcpOption);
/** Seconds that data may go without acknowledgement before the connection is given up (macOS). */
export const TCP_RXT_CONNDROPTIME: SocketOption<number> = option("TCP_RXT_CONNDROPTIME", codecs.int32, TcpOption);
/** Whether a listener keeps the first packet of each connection. */
export const TCP_SAVE_SYN: SocketOption<boolean> = option("TCP_SAVE_SYN", codecs.boolean, TcpOption);
/** The headers of the packet that began this accepted connection: told once, if its listener had TCP_SAVE_SYN. */
export const TCP_SAVED_SYN: SocketOption<Uint8Array<ArrayBuffer>, never> = readOnly(
  "TCP_SAVED_SYN",
  { ...codecs.bytes, foreignSize: 1024 },
  TcpOption,
);
/** Attempts to connect before giving up. */
export const TCP_SYNCNT: SocketOption<number> = option("TCP_SYNCNT", codecs.int32, TcpOption);
/** Whether thin streams are sent again without growing pauses. */
export const TCP_THIN_LINEAR_TIMEOUTS: SocketOption<boolean> = option(
  "TCP_THIN_LINEAR_TIMEOUTS",
  codecs.boolean,
  TcpOption,
);
/** The clock of the timestamps sent. */
export const TCP_TIMESTAMP: SocketOption<number> = option("TCP_TIMESTAMP", codecs.uint32, TcpOption);
/** Microseconds by which sends are delayed. */
export const TCP_TX_DELAY: SocketOption<number> = option("TCP_TX_DELAY", codecs.int32, TcpOption);
/** The protocol on top of TCP, such as `tls`, by name. */
export const TCP_ULP: SocketOption<string> = option("TCP_ULP", codecs.string, TcpOption);
/** Milliseconds that data may go without acknowledgement before the connection is given up (RFC 5482); 0 for the default. */
export const TCP_USER_TIMEOUT: SocketOption<number> = option("TCP_USER_TIMEOUT", codecs.uint32, TcpOption);
/** The largest window offered, in bytes. */
export const TCP_WINDOW_CLAMP: SocketOption<number> = option("TCP_WINDOW_CLAMP", codecs.int32, TcpOption);
