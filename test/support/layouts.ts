/**
 * Other platforms' tables, written down from their headers, so that codecs are tested with layouts
 * that this machine does not have. Only sizes and places count; the headers are named at each.
 */
import type { Layout } from "../../src/core/struct.ts";
import { optionStructs } from "./option-layouts.ts";
import { onMusl } from "./runtime.ts";

type Places = Layout["places"];
const at = (offset: number, width: number): { offset: number; width: number } => ({ offset, width });

/** What POSIX and the RFCs make the same everywhere but for the family's width. */
function common(familyAt: number, familyWidth: number, pathWidth: number): Places {
  return {
    sockaddr: at(0, 16),
    "sockaddr.sa_family": at(familyAt, familyWidth),
    sockaddr_storage: at(0, 128),
    sockaddr_in: at(0, 16),
    "sockaddr_in.sin_port": at(2, 2),
    "sockaddr_in.sin_addr": at(4, 4),
    sockaddr_in6: at(0, 28),
    "sockaddr_in6.sin6_port": at(2, 2),
    "sockaddr_in6.sin6_flowinfo": at(4, 4),
    "sockaddr_in6.sin6_addr": at(8, 16),
    "sockaddr_in6.sin6_scope_id": at(24, 4),
    sockaddr_un: at(0, 2 + pathWidth),
    "sockaddr_un.sun_path": at(2, pathWidth),
    linger: at(0, 8),
    "linger.l_onoff": at(0, 4),
    "linger.l_linger": at(4, 4),
    in6_pktinfo: at(0, 20),
    "in6_pktinfo.ipi6_addr": at(0, 16),
    "in6_pktinfo.ipi6_ifindex": at(16, 4),
    in_pktinfo: at(0, 12),
    "in_pktinfo.ipi_ifindex": at(0, 4),
    "in_pktinfo.ipi_spec_dst": at(4, 4),
    "in_pktinfo.ipi_addr": at(8, 4),
  };
}

/** A pair of numbers, such as a time. */
function pair(struct: string, first: string, second: string, width: number): Places {
  return {
    [struct]: at(0, 2 * width),
    [`${struct}.${first}`]: at(0, width),
    [`${struct}.${second}`]: at(width, width),
  };
}

/** The header of a control message: its length may be wider than an int, and so its alignment. */
function controlHeader(width: number, alignment: number): Places {
  return {
    cmsghdr: at(0, width + 8),
    "cmsghdr.cmsg_len": at(0, width),
    "cmsghdr.cmsg_level": at(width, 4),
    "cmsghdr.cmsg_type": at(width + 4, 4),
    "cmsghdr.data": at(width + 8, alignment), // where the data begins, and the alignment
  };
}

/**
 * Linux's own structs, the same on every machine: linux/errqueue.h, struct ucred of socket.h, linux/netlink.h,
 * rtnetlink.h, if_packet.h, icmp.h.
 */
const linux: Places = {
  ucred: at(0, 12),
  "ucred.pid": at(0, 4),
  "ucred.uid": at(4, 4),
  "ucred.gid": at(8, 4),
  linux_extended_error: at(0, 16),
  "linux_extended_error.error": at(0, 4),
  "linux_extended_error.origin": at(4, 1),
  "linux_extended_error.type": at(5, 1),
  "linux_extended_error.code": at(6, 1),
  "linux_extended_error.info": at(8, 4),
  "linux_extended_error.data": at(12, 4),
  sockaddr_nl: at(0, 12),
  "sockaddr_nl.nl_pid": at(4, 4),
  "sockaddr_nl.nl_groups": at(8, 4),
  nlmsghdr: at(0, 16),
  "nlmsghdr.nlmsg_len": at(0, 4),
  "nlmsghdr.nlmsg_type": at(4, 2),
  "nlmsghdr.nlmsg_flags": at(6, 2),
  "nlmsghdr.nlmsg_seq": at(8, 4),
  "nlmsghdr.nlmsg_pid": at(12, 4),
  nlmsgerr: at(0, 20),
  "nlmsgerr.error": at(0, 4),
  "nlmsgerr.msg": at(4, 16),
  rtattr: at(0, 4),
  "rtattr.rta_len": at(0, 2),
  "rtattr.rta_type": at(2, 2),
  ifinfomsg: at(0, 16),
  "ifinfomsg.ifi_family": at(0, 1),
  "ifinfomsg.ifi_type": at(2, 2),
  "ifinfomsg.ifi_index": at(4, 4),
  "ifinfomsg.ifi_flags": at(8, 4),
  "ifinfomsg.ifi_change": at(12, 4),
  "rtnl_link_stats64.rx_packets": at(0, 8),
  "rtnl_link_stats64.tx_packets": at(8, 8),
  "rtnl_link_stats64.rx_bytes": at(16, 8),
  "rtnl_link_stats64.tx_bytes": at(24, 8),
  "rtnl_link_stats64.rx_errors": at(32, 8),
  "rtnl_link_stats64.tx_errors": at(40, 8),
  "rtnl_link_stats64.rx_dropped": at(48, 8),
  "rtnl_link_stats64.tx_dropped": at(56, 8),
  "rtnl_link_stats64.multicast": at(64, 8),
  "rtnl_link_stats64.collisions": at(72, 8),
  ifaddrmsg: at(0, 8),
  "ifaddrmsg.ifa_family": at(0, 1),
  "ifaddrmsg.ifa_prefixlen": at(1, 1),
  "ifaddrmsg.ifa_flags": at(2, 1),
  "ifaddrmsg.ifa_scope": at(3, 1),
  "ifaddrmsg.ifa_index": at(4, 4),
  ifa_cacheinfo: at(0, 16),
  "ifa_cacheinfo.ifa_prefered": at(0, 4),
  "ifa_cacheinfo.ifa_valid": at(4, 4),
  rtmsg: at(0, 12),
  "rtmsg.rtm_family": at(0, 1),
  "rtmsg.rtm_dst_len": at(1, 1),
  "rtmsg.rtm_src_len": at(2, 1),
  "rtmsg.rtm_tos": at(3, 1),
  "rtmsg.rtm_table": at(4, 1),
  "rtmsg.rtm_protocol": at(5, 1),
  "rtmsg.rtm_scope": at(6, 1),
  "rtmsg.rtm_type": at(7, 1),
  "rtmsg.rtm_flags": at(8, 4),
  rtnexthop: at(0, 8),
  "rtnexthop.rtnh_len": at(0, 2),
  "rtnexthop.rtnh_flags": at(2, 1),
  "rtnexthop.rtnh_hops": at(3, 1),
  "rtnexthop.rtnh_ifindex": at(4, 4),
  sockaddr_ll: at(0, 20),
  "sockaddr_ll.sll_protocol": at(2, 2),
  "sockaddr_ll.sll_ifindex": at(4, 4),
  "sockaddr_ll.sll_hatype": at(8, 2),
  "sockaddr_ll.sll_pkttype": at(10, 1),
  "sockaddr_ll.sll_halen": at(11, 1),
  "sockaddr_ll.sll_addr": at(12, 8),
  packet_mreq: at(0, 16),
  "packet_mreq.mr_ifindex": at(0, 4),
  "packet_mreq.mr_type": at(4, 2),
  "packet_mreq.mr_alen": at(6, 2),
  "packet_mreq.mr_address": at(8, 8),
  tpacket_stats: at(0, 8),
  "tpacket_stats.tp_packets": at(0, 4),
  "tpacket_stats.tp_drops": at(4, 4),
  tpacket_auxdata: at(0, 20),
  "tpacket_auxdata.tp_status": at(0, 4),
  "tpacket_auxdata.tp_len": at(4, 4),
  "tpacket_auxdata.tp_snaplen": at(8, 4),
  "tpacket_auxdata.tp_mac": at(12, 2),
  "tpacket_auxdata.tp_net": at(14, 2),
  "tpacket_auxdata.tp_vlan_tci": at(16, 2),
  "tpacket_auxdata.tp_vlan_tpid": at(18, 2),
  icmp_filter: at(0, 4),
  "icmp_filter.data": at(0, 4),
  icmp6_filter: at(0, 32),
  "icmp6_filter.data": at(0, 32),
};

/** macOS, arm64 and x86-64: sys/socket.h, netinet/in.h, sys/un.h, sys/_types/_timeval.h. */
export const macos: Layout = {
  littleEndian: true,
  places: {
    ...common(1, 1, 104),
    "sockaddr.sa_len": at(0, 1),
    timeval: at(0, 16),
    "timeval.tv_sec": at(0, 8),
    "timeval.tv_usec": at(8, 4), // __darwin_suseconds_t is 32 bits; 4 bytes of padding follow
    ...pair("timespec", "tv_sec", "tv_nsec", 8),
    ...controlHeader(4, 4),
    xucred: at(0, 76), // sys/ucred.h
    "xucred.cr_version": at(0, 4),
    "xucred.cr_uid": at(4, 4),
    "xucred.cr_ngroups": at(8, 2),
    "xucred.cr_groups": at(12, 64),
  },
};

/** The family numbers of macOS's sys/socket.h. */
export const MACOS = { AF_UNIX: 1, AF_INET: 2, AF_INET6: 30 } as const;

/** Linux on a 64-bit big-endian machine, such as s390x. */
export const bigEndian: Layout = {
  littleEndian: false,
  places: {
    ...common(0, 2, 108),
    ...linux,
    ...optionStructs,
    ...pair("timeval", "tv_sec", "tv_usec", 8),
    ...pair("timespec", "tv_sec", "tv_nsec", 8),
    ...controlHeader(8, 8),
  },
};

/** Linux on a 32-bit big-endian machine with 32-bit times, such as old powerpc. */
export const bigEndian32: Layout = {
  littleEndian: false,
  places: {
    ...common(0, 2, 108),
    ...linux,
    ...pair("timeval", "tv_sec", "tv_usec", 4),
    ...pair("timespec", "tv_sec", "tv_nsec", 4),
    ...controlHeader(4, 4),
  },
};

/** Linux on a 64-bit little-endian machine, such as x86-64 and arm64. */
export const linux64: Layout = {
  littleEndian: true,
  places: {
    ...common(0, 2, 108),
    ...linux,
    ...optionStructs,
    ...pair("timeval", "tv_sec", "tv_usec", 8),
    ...pair("timespec", "tv_sec", "tv_nsec", 8),
    ...controlHeader(8, 8),
  },
};

/** The family numbers of Linux. */
export const LINUX = { AF_UNIX: 1, AF_INET: 2, AF_INET6: 10, AF_NETLINK: 16, AF_PACKET: 17 } as const;

/** The places of 64-bit Linux as this libc has them: musl's length of a control message is a socklen_t, and a gap. */
export function asLibcHasThem(places: Places): Places {
  return onMusl ? { ...places, "cmsghdr.cmsg_len": at(0, 4) } : places;
}
