/** Options of IPv6: IPPROTO_IPV6. See ipv6(7). */
import { SocketAddress } from "../../address/socket-address.ts";
import { sizeOf, systemLayout } from "../../core/struct.ts";
import { codecs } from "../codecs.ts";
import { Ipv6Option, type SocketOption } from "../socket-option.ts";
import { type AddressPreferences, addressPreferencesCodec } from "./address-preferences.ts";
import { networkOrder } from "./interface-option.ts";
import { option, readOnly } from "./make.ts";

/** Where a connection was going before a firewall redirected it here; ENOENT where none did. */
export const IP6T_SO_ORIGINAL_DST: SocketOption<SocketAddress, never> = readOnly(
  "IP6T_SO_ORIGINAL_DST",
  { foreignSize: sizeOf(systemLayout, "sockaddr_in6"), decode: SocketAddress.decode },
  Ipv6Option,
);

/** Which of an interface's addresses packets are sent from (RFC 5014). */
export const IPV6_ADDR_PREFERENCES: SocketOption<AddressPreferences> = option(
  "IPV6_ADDR_PREFERENCES",
  addressPreferencesCodec,
  Ipv6Option,
);
/** Whether the kernel chooses flow labels. */
export const IPV6_AUTOFLOWLABEL: SocketOption<boolean> = option("IPV6_AUTOFLOWLABEL", codecs.boolean, Ipv6Option);
/** Where the kernel puts a checksum in raw packets; -1 for nowhere. */
export const IPV6_CHECKSUM: SocketOption<number> = option("IPV6_CHECKSUM", codecs.int32, Ipv6Option);
/** Whether datagrams must not be fragmented. */
export const IPV6_DONTFRAG: SocketOption<boolean> = option("IPV6_DONTFRAG", codecs.boolean, Ipv6Option);
/** Whether an address may be bound to that no interface has yet. */
export const IPV6_FREEBIND: SocketOption<boolean> = option("IPV6_FREEBIND", codecs.boolean, Ipv6Option);
/** Whether data sent on a raw socket begins with its IPv6 header. */
export const IPV6_HDRINCL: SocketOption<boolean> = option("IPV6_HDRINCL", codecs.boolean, Ipv6Option);
/** Packets with a smaller hop limit are dropped (RFC 5082). */
export const IPV6_MINHOPCOUNT: SocketOption<number> = option("IPV6_MINHOPCOUNT", codecs.int32, Ipv6Option);
/** The largest packet of the path of a connected socket, in bytes. */
export const IPV6_MTU: SocketOption<number> = option("IPV6_MTU", codecs.int32, Ipv6Option);
/** How the path's largest packet is found, by number: see ipv6(7). */
export const IPV6_MTU_DISCOVER: SocketOption<number> = option("IPV6_MTU_DISCOVER", codecs.int32, Ipv6Option);
/** Whether to receive from groups that other sockets joined. */
export const IPV6_MULTICAST_ALL: SocketOption<boolean> = option("IPV6_MULTICAST_ALL", codecs.boolean, Ipv6Option);
/** How far multicasts sent may go; -1 for the default. */
export const IPV6_MULTICAST_HOPS: SocketOption<number> = option("IPV6_MULTICAST_HOPS", codecs.int32, Ipv6Option);
/** Whether multicasts sent are also received here. */
export const IPV6_MULTICAST_LOOP: SocketOption<boolean> = option("IPV6_MULTICAST_LOOP", codecs.boolean, Ipv6Option);
/** Whether refusals and other ICMP errors are queued: see the error queue. */
export const IPV6_RECVERR: SocketOption<boolean> = option("IPV6_RECVERR", codecs.boolean, Ipv6Option);
/** Whether the hop limit arrives with each message. */
export const IPV6_RECVHOPLIMIT: SocketOption<boolean> = option("IPV6_RECVHOPLIMIT", codecs.boolean, Ipv6Option);
/** Whether the destination before redirection arrives with each message. */
export const IPV6_RECVORIGDSTADDR: SocketOption<boolean> = option("IPV6_RECVORIGDSTADDR", codecs.boolean, Ipv6Option);
/** Whether changes of the path's largest packet arrive as messages. */
export const IPV6_RECVPATHMTU: SocketOption<boolean> = option("IPV6_RECVPATHMTU", codecs.boolean, Ipv6Option);
/** Whether destination and interface arrive with each message. */
export const IPV6_RECVPKTINFO: SocketOption<boolean> = option("IPV6_RECVPKTINFO", codecs.boolean, Ipv6Option);
/** Whether the traffic class arrives with each message. */
export const IPV6_RECVTCLASS: SocketOption<boolean> = option("IPV6_RECVTCLASS", codecs.boolean, Ipv6Option);
/** The traffic class of packets sent; -1 for the default. */
export const IPV6_TCLASS: SocketOption<number> = option("IPV6_TCLASS", codecs.int32, Ipv6Option);
/** Whether foreign addresses may be bound to; needs a privilege. */
export const IPV6_TRANSPARENT: SocketOption<boolean> = option("IPV6_TRANSPARENT", codecs.boolean, Ipv6Option);
/** The hop limit of packets sent; -1 for the default. */
export const IPV6_UNICAST_HOPS: SocketOption<number> = option("IPV6_UNICAST_HOPS", codecs.int32, Ipv6Option);
/** The interface that packets go out by, by index, unless they are multicast; 0 leaves it to routing. */
export const IPV6_UNICAST_IF: SocketOption<number> = option("IPV6_UNICAST_IF", networkOrder, Ipv6Option);
/** Whether the socket keeps to IPv6 and leaves IPv4 to others. */
export const IPV6_V6ONLY: SocketOption<boolean> = option("IPV6_V6ONLY", codecs.boolean, Ipv6Option);
