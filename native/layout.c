/*
 * Where the platform puts things: offset and width of every struct member that TypeScript encodes or
 * decodes, and the size of each struct (under its bare name, width = size). POSIX fixes the members
 * of these structs, not their layout.
 */
#include <netinet/in.h>
#include <poll.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>

/* Linux's own structs. */
#if __has_include(<linux/rtnetlink.h>)
#define HAS_NETLINK 1
#include <linux/rtnetlink.h>
#endif
#if __has_include(<linux/if_packet.h>)
#define HAS_PACKET 1
#include <linux/if_packet.h>
#endif
#if __has_include(<linux/icmp.h>)
#define HAS_ICMP_FILTER 1
#include <linux/icmp.h>
#endif
#if __has_include(<linux/icmpv6.h>)
#define HAS_ICMPV6_FILTER 1
#include <linux/icmpv6.h>
#endif

#include "napi_util.h"

#define SIZE(type)                                                                                                     \
  {                                                                                                                    \
#type, 0, sizeof(struct type)                                                                                      \
  }
#define FIELD(type, member)                                                                                            \
  {                                                                                                                    \
#type "." #member, offsetof(struct type, member), sizeof(((struct type *)0)->member)                               \
  }

const struct bs_field bs_layout[] = {
    SIZE(sockaddr),
    FIELD(sockaddr, sa_family),
#ifdef BERKELEY_SA_LEN
    FIELD(sockaddr, sa_len),
#endif
    SIZE(sockaddr_storage),

    SIZE(sockaddr_in),
    FIELD(sockaddr_in, sin_port),
    FIELD(sockaddr_in, sin_addr),

    SIZE(sockaddr_in6),
    FIELD(sockaddr_in6, sin6_port),
    FIELD(sockaddr_in6, sin6_flowinfo),
    FIELD(sockaddr_in6, sin6_addr),
    FIELD(sockaddr_in6, sin6_scope_id),

    SIZE(sockaddr_un),
    FIELD(sockaddr_un, sun_path),

#ifdef HAS_NETLINK
    SIZE(sockaddr_nl),
    FIELD(sockaddr_nl, nl_pid),
    FIELD(sockaddr_nl, nl_groups),

    SIZE(nlmsghdr),
    FIELD(nlmsghdr, nlmsg_len),
    FIELD(nlmsghdr, nlmsg_type),
    FIELD(nlmsghdr, nlmsg_flags),
    FIELD(nlmsghdr, nlmsg_seq),
    FIELD(nlmsghdr, nlmsg_pid),

    SIZE(nlmsgerr),
    FIELD(nlmsgerr, error),
    FIELD(nlmsgerr, msg),

    SIZE(rtattr),
    FIELD(rtattr, rta_len),
    FIELD(rtattr, rta_type),

    SIZE(ifinfomsg),
    FIELD(ifinfomsg, ifi_family),
    FIELD(ifinfomsg, ifi_type),
    FIELD(ifinfomsg, ifi_index),
    FIELD(ifinfomsg, ifi_flags),
    FIELD(ifinfomsg, ifi_change),

    /* Without its size: newer kernels give more than older headers know. */
    FIELD(rtnl_link_stats64, rx_packets),
    FIELD(rtnl_link_stats64, tx_packets),
    FIELD(rtnl_link_stats64, rx_bytes),
    FIELD(rtnl_link_stats64, tx_bytes),
    FIELD(rtnl_link_stats64, rx_errors),
    FIELD(rtnl_link_stats64, tx_errors),
    FIELD(rtnl_link_stats64, rx_dropped),
    FIELD(rtnl_link_stats64, tx_dropped),
    FIELD(rtnl_link_stats64, multicast),
    FIELD(rtnl_link_stats64, collisions),

    SIZE(ifaddrmsg),
    FIELD(ifaddrmsg, ifa_family),
    FIELD(ifaddrmsg, ifa_prefixlen),
    FIELD(ifaddrmsg, ifa_flags),
    FIELD(ifaddrmsg, ifa_scope),
    FIELD(ifaddrmsg, ifa_index),

    SIZE(ifa_cacheinfo),
    FIELD(ifa_cacheinfo, ifa_prefered),
    FIELD(ifa_cacheinfo, ifa_valid),

    SIZE(rtmsg),
    FIELD(rtmsg, rtm_family),
    FIELD(rtmsg, rtm_dst_len),
    FIELD(rtmsg, rtm_src_len),
    FIELD(rtmsg, rtm_tos),
    FIELD(rtmsg, rtm_table),
    FIELD(rtmsg, rtm_protocol),
    FIELD(rtmsg, rtm_scope),
    FIELD(rtmsg, rtm_type),
    FIELD(rtmsg, rtm_flags),

    SIZE(rtnexthop),
    FIELD(rtnexthop, rtnh_len),
    FIELD(rtnexthop, rtnh_flags),
    FIELD(rtnexthop, rtnh_hops),
    FIELD(rtnexthop, rtnh_ifindex),
#endif

#ifdef HAS_PACKET
    SIZE(sockaddr_ll),
    FIELD(sockaddr_ll, sll_protocol),
    FIELD(sockaddr_ll, sll_ifindex),
    FIELD(sockaddr_ll, sll_hatype),
    FIELD(sockaddr_ll, sll_pkttype),
    FIELD(sockaddr_ll, sll_halen),
    FIELD(sockaddr_ll, sll_addr),

    SIZE(packet_mreq),
    FIELD(packet_mreq, mr_ifindex),
    FIELD(packet_mreq, mr_type),
    FIELD(packet_mreq, mr_alen),
    FIELD(packet_mreq, mr_address),

    SIZE(tpacket_stats),
    FIELD(tpacket_stats, tp_packets),
    FIELD(tpacket_stats, tp_drops),

    SIZE(tpacket_auxdata),
    FIELD(tpacket_auxdata, tp_status),
    FIELD(tpacket_auxdata, tp_len),
    FIELD(tpacket_auxdata, tp_snaplen),
    FIELD(tpacket_auxdata, tp_mac),
    FIELD(tpacket_auxdata, tp_net),
    FIELD(tpacket_auxdata, tp_vlan_tci),
    FIELD(tpacket_auxdata, tp_vlan_tpid),
#endif

#ifdef HAS_ICMP_FILTER
    SIZE(icmp_filter),
    FIELD(icmp_filter, data),
#endif
#ifdef HAS_ICMPV6_FILTER
    SIZE(icmp6_filter),
    FIELD(icmp6_filter, data),
#endif

    SIZE(linger),
    FIELD(linger, l_onoff),
    FIELD(linger, l_linger),

    SIZE(timeval),
    FIELD(timeval, tv_sec),
    FIELD(timeval, tv_usec),

    SIZE(pollfd),
    FIELD(pollfd, fd),
    FIELD(pollfd, events),
    FIELD(pollfd, revents),

    SIZE(bs_frame),
    FIELD(bs_frame, calls),
    FIELD(bs_frame, offset),
    FIELD(bs_frame, length),
    FIELD(bs_frame, fd),
    FIELD(bs_frame, flags),
    FIELD(bs_frame, result),
    FIELD(bs_frame, address_length),
    FIELD(bs_frame, detail),
    FIELD(bs_frame, address),

    {NULL, 0, 0},
};
