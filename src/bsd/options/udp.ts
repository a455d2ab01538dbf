/** Options of UDP: IPPROTO_UDP. See udp(7). */
import { codecs } from "../codecs.ts";
import { type SocketOption, UdpOption } from "../socket-option.ts";
import { option } from "./make.ts";

/** Whether data is gathered to one datagram, until it is lifted. */
export const UDP_CORK: SocketOption<boolean> = option("UDP_CORK", codecs.boolean, UdpOption);
/** The encapsulation, by number: see udp(7). */
export const UDP_ENCAP: SocketOption<number> = option("UDP_ENCAP", codecs.int32, UdpOption);
/** Whether datagrams may arrive joined; give receives at least 64 KiB of room then. */
export const UDP_GRO: SocketOption<boolean> = option("UDP_GRO", codecs.boolean, UdpOption);
/** Whether IPv6 datagrams without a checksum are taken. */
export const UDP_NO_CHECK6_RX: SocketOption<boolean> = option("UDP_NO_CHECK6_RX", codecs.boolean, UdpOption);
/** Whether IPv6 datagrams are sent without a checksum. */
export const UDP_NO_CHECK6_TX: SocketOption<boolean> = option("UDP_NO_CHECK6_TX", codecs.boolean, UdpOption);
/** The size of the datagrams that a large send is cut into, in bytes. */
export const UDP_SEGMENT: SocketOption<number> = option("UDP_SEGMENT", codecs.int32, UdpOption);
