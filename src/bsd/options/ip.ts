/** Options of IPv4: IPPROTO_IP. See ip(7). */
import { SocketAddress } from "../../address/socket-address.ts";
import { wrongValue } from "../../core/check.ts";
import { sizeOf, systemLayout } from "../../core/struct.ts";
import { codecs, type OptionCodec } from "../codecs.ts";
import { IpOption, type SocketOption } from "../socket-option.ts";
import { networkOrder } from "./interface-option.ts";
import { option, readOnly } from "./make.ts";
import { type PortRange, portRangeCodec } from "./port-range.ts";

/** RFC 791 section 3.1: the header has room for 40 bytes of options. */
const LONGEST_OPTIONS = 40;
const headerOptions: OptionCodec<Uint8Array<ArrayBuffer>, Uint8Array> = {
  foreignSize: LONGEST_OPTIONS,
  encode(value) {
    const bytes = codecs.bytes.encode(value);
    if (bytes.length > LONGEST_OPTIONS) throw wrongValue("value", `at most ${LONGEST_OPTIONS} bytes`, value);
    return bytes;
  },
  decode: codecs.bytes.decode,
};

/** Whether bind with port 0 leaves the choice of port to connect. */
export const IP_BIND_ADDRESS_NO_PORT: SocketOption<boolean> = option(
  "IP_BIND_ADDRESS_NO_PORT",
  codecs.boolean,
  IpOption,
);
/** Whether packets must not be fragmented (BSD, macOS). */
export const IP_DONTFRAG: SocketOption<boolean> = option("IP_DONTFRAG", codecs.boolean, IpOption);
/** Whether an address may be bound to that no interface has yet. */
export const IP_FREEBIND: SocketOption<boolean> = option("IP_FREEBIND", codecs.boolean, IpOption);
/** Whether data sent on a raw socket begins with its IP header. */
export const IP_HDRINCL: SocketOption<boolean> = option("IP_HDRINCL", codecs.boolean, IpOption);
/** The ports that the kernel chooses from where none is told. */
export const IP_LOCAL_PORT_RANGE: SocketOption<PortRange> = option(
  "IP_LOCAL_PORT_RANGE",
  portRangeCodec(systemLayout),
  IpOption,
);
/** Packets with a smaller time to live are dropped (RFC 5082). */
export const IP_MINTTL: SocketOption<number> = option("IP_MINTTL", codecs.int32, IpOption);
/** The largest packet that the path of a connected socket takes, in bytes. */
export const IP_MTU: SocketOption<number, never> = readOnly("IP_MTU", codecs.int32, IpOption);
/** How the path's largest packet is found, by number: see ip(7). */
export const IP_MTU_DISCOVER: SocketOption<number> = option("IP_MTU_DISCOVER", codecs.int32, IpOption);
/** Whether to receive from groups that other sockets joined. */
export const IP_MULTICAST_ALL: SocketOption<boolean> = option("IP_MULTICAST_ALL", codecs.boolean, IpOption);
/** Whether multicasts sent are also received here. */
export const IP_MULTICAST_LOOP: SocketOption<boolean> = option("IP_MULTICAST_LOOP", codecs.boolean, IpOption);
/** How far multicasts sent may go. */
export const IP_MULTICAST_TTL: SocketOption<number> = option("IP_MULTICAST_TTL", codecs.int32, IpOption);
/** Whether fragments are left apart on a raw socket. */
export const IP_NODEFRAG: SocketOption<boolean> = option("IP_NODEFRAG", codecs.boolean, IpOption);
/** The IP options of packets sent, as they stand in the header (RFC 791 section 3.1). */
export const IP_OPTIONS: SocketOption<Uint8Array<ArrayBuffer>, Uint8Array> = option(
  "IP_OPTIONS",
  headerOptions,
  IpOption,
);
/** Whether destination and interface arrive with each message. */
export const IP_PKTINFO: SocketOption<boolean> = option("IP_PKTINFO", codecs.boolean, IpOption);
/** Whether the destination arrives with each message (BSD, macOS). */
export const IP_RECVDSTADDR: SocketOption<boolean> = option("IP_RECVDSTADDR", codecs.boolean, IpOption);
/** Whether refusals and other ICMP errors are queued: see the error queue. */
export const IP_RECVERR: SocketOption<boolean> = option("IP_RECVERR", codecs.boolean, IpOption);
/** Whether the size of the largest fragment arrives with each message. */
export const IP_RECVFRAGSIZE: SocketOption<boolean> = option("IP_RECVFRAGSIZE", codecs.boolean, IpOption);
/** Whether the interface arrives with each message (BSD, macOS). */
export const IP_RECVIF: SocketOption<boolean> = option("IP_RECVIF", codecs.boolean, IpOption);
/** Whether IP options arrive with each message. */
export const IP_RECVOPTS: SocketOption<boolean> = option("IP_RECVOPTS", codecs.boolean, IpOption);
/** Whether the destination before redirection arrives with each message. */
export const IP_RECVORIGDSTADDR: SocketOption<boolean> = option("IP_RECVORIGDSTADDR", codecs.boolean, IpOption);
/** Whether the type of service arrives with each message. */
export const IP_RECVTOS: SocketOption<boolean> = option("IP_RECVTOS", codecs.boolean, IpOption);
/** Whether the time to live arrives with each message. */
export const IP_RECVTTL: SocketOption<boolean> = option("IP_RECVTTL", codecs.boolean, IpOption);
/** The type of service of packets sent: DSCP and ECN bits. */
export const IP_TOS: SocketOption<number> = option("IP_TOS", codecs.int32, IpOption);
/** Whether foreign addresses may be bound to; needs a privilege. */
export const IP_TRANSPARENT: SocketOption<boolean> = option("IP_TRANSPARENT", codecs.boolean, IpOption);
/** The time to live of packets sent. */
export const IP_TTL: SocketOption<number> = option("IP_TTL", codecs.int32, IpOption);
/** The interface that packets go out by, by index, unless they are multicast; 0 leaves it to routing. */
export const IP_UNICAST_IF: SocketOption<number> = option("IP_UNICAST_IF", networkOrder, IpOption);
/** Where a connection was going before a firewall redirected it here; ENOENT where none did. */
export const SO_ORIGINAL_DST: SocketOption<SocketAddress, never> = readOnly(
  "SO_ORIGINAL_DST",
  { foreignSize: sizeOf(systemLayout, "sockaddr_in"), decode: SocketAddress.decode },
  IpOption,
);
