/*
 * Where the platform puts things: offset and width of every struct member that TypeScript encodes or
 * decodes, and the size of each struct (under its bare name, width = size). POSIX fixes the members
 * of these structs, not their layout.
 */
#include <stddef.h>

#include "sockets.h"
#if __has_include(<linux/filter.h>)
#include <linux/filter.h>
#endif

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

#include "control.h"
#include "device_families.h"
#include "linux.h"
#include "napi_util.h"
#include "reactor.h"

#ifdef __APPLE__
#include <sys/ucred.h>
#endif

/* linux.h's own declarations against the kernel's, as far as headers of 2017 have them. */
#if defined(__linux__) && __has_include(<linux/tcp.h>)
#include <linux/tcp.h>
#define SAME_PLACE(ours, member, theirs, prefix)                                                                       \
  _Static_assert(offsetof(struct ours, member) == offsetof(struct theirs, prefix##member), #member)
SAME_PLACE(linux_tcp_info, options, tcp_info, tcpi_);
SAME_PLACE(linux_tcp_info, total_retrans, tcp_info, tcpi_);
SAME_PLACE(linux_tcp_info, bytes_received, tcp_info, tcpi_);
SAME_PLACE(linux_tcp_info, sndbuf_limited, tcp_info, tcpi_);
SAME_PLACE(linux_md5sig, keylen, tcp_md5sig, tcpm_);
SAME_PLACE(linux_md5sig, key, tcp_md5sig, tcpm_);
_Static_assert(sizeof(struct linux_md5sig) == sizeof(struct tcp_md5sig), "tcp_md5sig");
#endif

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

#if defined(__linux__) || defined(__APPLE__)
    SIZE(vsock_address),
    FIELD(vsock_address, port),
    FIELD(vsock_address, cid),
#endif

#ifdef __linux__
    FIELD(vsock_address, flags),

    SIZE(can_address),
    FIELD(can_address, ifindex),
    FIELD(can_address, addr.tp.rx_id),
    FIELD(can_address, addr.tp.tx_id),
    FIELD(can_address, addr.j1939.name),
    FIELD(can_address, addr.j1939.pgn),
    FIELD(can_address, addr.j1939.addr),

    SIZE(can_any_frame),
    FIELD(can_any_frame, id),
    FIELD(can_any_frame, len),
    FIELD(can_any_frame, flags),
    FIELD(can_any_frame, len8_dlc),
    FIELD(can_any_frame, data),

    SIZE(can_id_filter),
    FIELD(can_id_filter, id),
    FIELD(can_id_filter, mask),

    SIZE(isotp_options),
    FIELD(isotp_options, flags),
    FIELD(isotp_options, frame_txtime),
    FIELD(isotp_options, ext_address),
    FIELD(isotp_options, txpad_content),
    FIELD(isotp_options, rxpad_content),
    FIELD(isotp_options, rx_ext_address),

    SIZE(isotp_fc_options),
    FIELD(isotp_fc_options, bs),
    FIELD(isotp_fc_options, stmin),
    FIELD(isotp_fc_options, wftmax),

    SIZE(isotp_ll_options),
    FIELD(isotp_ll_options, mtu),
    FIELD(isotp_ll_options, tx_dl),
    FIELD(isotp_ll_options, tx_flags),

    SIZE(j1939_name_filter),
    FIELD(j1939_name_filter, name),
    FIELD(j1939_name_filter, name_mask),
    FIELD(j1939_name_filter, pgn),
    FIELD(j1939_name_filter, pgn_mask),
    FIELD(j1939_name_filter, addr),
    FIELD(j1939_name_filter, addr_mask),

    SIZE(bluetooth_l2cap_address),
    FIELD(bluetooth_l2cap_address, psm),
    FIELD(bluetooth_l2cap_address, bdaddr),
    FIELD(bluetooth_l2cap_address, cid),
    FIELD(bluetooth_l2cap_address, bdaddr_type),

    SIZE(bluetooth_rfcomm_address),
    FIELD(bluetooth_rfcomm_address, bdaddr),
    FIELD(bluetooth_rfcomm_address, channel),

    SIZE(bluetooth_sco_address),
    FIELD(bluetooth_sco_address, bdaddr),

    SIZE(bluetooth_hci_address),
    FIELD(bluetooth_hci_address, dev),
    FIELD(bluetooth_hci_address, channel),

    SIZE(bluetooth_security),
    FIELD(bluetooth_security, level),
    FIELD(bluetooth_security, key_size),

    SIZE(bluetooth_hci_filter),
    FIELD(bluetooth_hci_filter, type_mask),
    FIELD(bluetooth_hci_filter, event_mask),
    FIELD(bluetooth_hci_filter, opcode),

    SIZE(alg_address),
    FIELD(alg_address, type),
    FIELD(alg_address, feat),
    FIELD(alg_address, mask),
    FIELD(alg_address, name),

    SIZE(tipc_address),
    FIELD(tipc_address, addrtype),
    FIELD(tipc_address, scope),
    FIELD(tipc_address, addr.id.ref),
    FIELD(tipc_address, addr.id.node),
    FIELD(tipc_address, addr.nameseq.type),
    FIELD(tipc_address, addr.nameseq.lower),
    FIELD(tipc_address, addr.nameseq.upper),
    FIELD(tipc_address, addr.name.type),
    FIELD(tipc_address, addr.name.instance),
    FIELD(tipc_address, addr.name.domain),

    SIZE(tipc_group_request),
    FIELD(tipc_group_request, type),
    FIELD(tipc_group_request, instance),
    FIELD(tipc_group_request, scope),
    FIELD(tipc_group_request, flags),

    SIZE(xdp_address),
    FIELD(xdp_address, flags),
    FIELD(xdp_address, ifindex),
    FIELD(xdp_address, queue_id),
    FIELD(xdp_address, shared_umem_fd),

    SIZE(sctp_init_message),
    FIELD(sctp_init_message, num_ostreams),
    FIELD(sctp_init_message, max_instreams),
    FIELD(sctp_init_message, max_attempts),
    FIELD(sctp_init_message, max_init_timeo),

    SIZE(sctp_rto),
    FIELD(sctp_rto, assoc_id),
    FIELD(sctp_rto, initial),
    FIELD(sctp_rto, max),
    FIELD(sctp_rto, min),

    SIZE(sctp_association),
    FIELD(sctp_association, assoc_id),
    FIELD(sctp_association, asocmaxrxt),
    FIELD(sctp_association, number_peer_destinations),
    FIELD(sctp_association, peer_rwnd),
    FIELD(sctp_association, local_rwnd),
    FIELD(sctp_association, cookie_life),

    SIZE(sctp_value),
    FIELD(sctp_value, assoc_id),
    FIELD(sctp_value, value),

    SIZE(sctp_sack),
    FIELD(sctp_sack, assoc_id),
    FIELD(sctp_sack, delay),
    FIELD(sctp_sack, freq),

    SIZE(sctp_send_info),
    FIELD(sctp_send_info, sid),
    FIELD(sctp_send_info, flags),
    FIELD(sctp_send_info, ppid),
    FIELD(sctp_send_info, context),
    FIELD(sctp_send_info, assoc_id),

    SIZE(sctp_peer),
    FIELD(sctp_peer, assoc_id),
    FIELD(sctp_peer, address),
    FIELD(sctp_peer, state),
    FIELD(sctp_peer, cwnd),
    FIELD(sctp_peer, srtt),
    FIELD(sctp_peer, rto),
    FIELD(sctp_peer, mtu),

    SIZE(sctp_association_status),
    FIELD(sctp_association_status, assoc_id),
    FIELD(sctp_association_status, state),
    FIELD(sctp_association_status, rwnd),
    FIELD(sctp_association_status, unackdata),
    FIELD(sctp_association_status, penddata),
    FIELD(sctp_association_status, instrms),
    FIELD(sctp_association_status, outstrms),
    FIELD(sctp_association_status, fragmentation_point),
    FIELD(sctp_association_status, primary),
#endif

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

    SIZE(ipv6_mreq),
    FIELD(ipv6_mreq, ipv6mr_multiaddr),
    FIELD(ipv6_mreq, ipv6mr_interface),

#if defined(MCAST_JOIN_SOURCE_GROUP) && !defined(_WIN32)
    SIZE(ip_mreqn),
    FIELD(ip_mreqn, imr_multiaddr),
    FIELD(ip_mreqn, imr_address),
    FIELD(ip_mreqn, imr_ifindex),
#endif

#ifdef _WIN32
    SIZE(ip_mreq),
    FIELD(ip_mreq, imr_multiaddr),
    FIELD(ip_mreq, imr_interface),
#endif

#ifdef MCAST_JOIN_SOURCE_GROUP
    SIZE(ip_mreq_source),
    FIELD(ip_mreq_source, imr_multiaddr),
    FIELD(ip_mreq_source, imr_interface),
    FIELD(ip_mreq_source, imr_sourceaddr),

    SIZE(group_req),
    FIELD(group_req, gr_interface),
    FIELD(group_req, gr_group),

    SIZE(group_source_req),
    FIELD(group_source_req, gsr_interface),
    FIELD(group_source_req, gsr_group),
    FIELD(group_source_req, gsr_source),
#endif
#ifdef MCAST_MSFILTER
    SIZE(ip_msfilter),
    FIELD(ip_msfilter, imsf_multiaddr),
    FIELD(ip_msfilter, imsf_interface),
    FIELD(ip_msfilter, imsf_fmode),
    FIELD(ip_msfilter, imsf_numsrc),
    FIELD(ip_msfilter, imsf_slist),

    SIZE(group_filter),
    FIELD(group_filter, gf_interface),
    FIELD(group_filter, gf_group),
    FIELD(group_filter, gf_fmode),
    FIELD(group_filter, gf_numsrc),
    FIELD(group_filter, gf_slist),
#endif

#if __has_include(<linux/filter.h>)
    SIZE(sock_filter),
    FIELD(sock_filter, code),
    FIELD(sock_filter, jt),
    FIELD(sock_filter, jf),
    FIELD(sock_filter, k),
#endif

    SIZE(pollfd),
    FIELD(pollfd, fd),
    FIELD(pollfd, events),
    FIELD(pollfd, revents),

    SIZE(timespec),
    FIELD(timespec, tv_sec),
    FIELD(timespec, tv_nsec),

    SIZE(cmsghdr),
    FIELD(cmsghdr, cmsg_len),
    FIELD(cmsghdr, cmsg_level),
    FIELD(cmsghdr, cmsg_type),
    /* Where the data of a control message begins, and to how many bytes the next one is aligned. */
    {"cmsghdr.data", CMSG_LEN(0), CMSG_SPACE(1) - CMSG_SPACE(0)},

    SIZE(in6_pktinfo),
    FIELD(in6_pktinfo, ipi6_addr),
    FIELD(in6_pktinfo, ipi6_ifindex),
#ifdef IP_PKTINFO
    SIZE(in_pktinfo),
    FIELD(in_pktinfo, ipi_ifindex),
#ifndef _WIN32
    FIELD(in_pktinfo, ipi_spec_dst),
#endif
    FIELD(in_pktinfo, ipi_addr),
#endif

#ifdef __linux__
    SIZE(linux_extended_error),
    FIELD(linux_extended_error, error),
    FIELD(linux_extended_error, origin),
    FIELD(linux_extended_error, type),
    FIELD(linux_extended_error, code),
    FIELD(linux_extended_error, info),
    FIELD(linux_extended_error, data),

    SIZE(ucred),
    FIELD(ucred, pid),
    FIELD(ucred, uid),
    FIELD(ucred, gid),

    SIZE(linux_timestamping),
    FIELD(linux_timestamping, flags),
    FIELD(linux_timestamping, bind_phc),

    SIZE(linux_txtime),
    FIELD(linux_txtime, clockid),
    FIELD(linux_txtime, flags),

    SIZE(linux_tcp_info),
    FIELD(linux_tcp_info, state),
    FIELD(linux_tcp_info, ca_state),
    FIELD(linux_tcp_info, retransmits),
    FIELD(linux_tcp_info, probes),
    FIELD(linux_tcp_info, backoff),
    FIELD(linux_tcp_info, options),
    FIELD(linux_tcp_info, scales),
    FIELD(linux_tcp_info, limits),
    FIELD(linux_tcp_info, rto),
    FIELD(linux_tcp_info, ato),
    FIELD(linux_tcp_info, snd_mss),
    FIELD(linux_tcp_info, rcv_mss),
    FIELD(linux_tcp_info, unacked),
    FIELD(linux_tcp_info, sacked),
    FIELD(linux_tcp_info, lost),
    FIELD(linux_tcp_info, retrans),
    FIELD(linux_tcp_info, fackets),
    FIELD(linux_tcp_info, last_data_sent),
    FIELD(linux_tcp_info, last_ack_sent),
    FIELD(linux_tcp_info, last_data_recv),
    FIELD(linux_tcp_info, last_ack_recv),
    FIELD(linux_tcp_info, pmtu),
    FIELD(linux_tcp_info, rcv_ssthresh),
    FIELD(linux_tcp_info, rtt),
    FIELD(linux_tcp_info, rttvar),
    FIELD(linux_tcp_info, snd_ssthresh),
    FIELD(linux_tcp_info, snd_cwnd),
    FIELD(linux_tcp_info, advmss),
    FIELD(linux_tcp_info, reordering),
    FIELD(linux_tcp_info, rcv_rtt),
    FIELD(linux_tcp_info, rcv_space),
    FIELD(linux_tcp_info, total_retrans),
    FIELD(linux_tcp_info, pacing_rate),
    FIELD(linux_tcp_info, max_pacing_rate),
    FIELD(linux_tcp_info, bytes_acked),
    FIELD(linux_tcp_info, bytes_received),
    FIELD(linux_tcp_info, segs_out),
    FIELD(linux_tcp_info, segs_in),
    FIELD(linux_tcp_info, notsent_bytes),
    FIELD(linux_tcp_info, min_rtt),
    FIELD(linux_tcp_info, data_segs_in),
    FIELD(linux_tcp_info, data_segs_out),
    FIELD(linux_tcp_info, delivery_rate),
    FIELD(linux_tcp_info, busy_time),
    FIELD(linux_tcp_info, rwnd_limited),
    FIELD(linux_tcp_info, sndbuf_limited),
    FIELD(linux_tcp_info, delivered),
    FIELD(linux_tcp_info, delivered_ce),
    FIELD(linux_tcp_info, bytes_sent),
    FIELD(linux_tcp_info, bytes_retrans),
    FIELD(linux_tcp_info, dsack_dups),
    FIELD(linux_tcp_info, reord_seen),
    FIELD(linux_tcp_info, rcv_ooopack),
    FIELD(linux_tcp_info, snd_wnd),
    FIELD(linux_tcp_info, rcv_wnd),
    FIELD(linux_tcp_info, rehash),
    FIELD(linux_tcp_info, total_rto),
    FIELD(linux_tcp_info, total_rto_recoveries),
    FIELD(linux_tcp_info, total_rto_time),
    FIELD(linux_tcp_info, received_ce),
    FIELD(linux_tcp_info, delivered_e1_bytes),
    FIELD(linux_tcp_info, delivered_e0_bytes),
    FIELD(linux_tcp_info, delivered_ce_bytes),
    FIELD(linux_tcp_info, received_e1_bytes),
    FIELD(linux_tcp_info, received_e0_bytes),
    FIELD(linux_tcp_info, received_ce_bytes),
    FIELD(linux_tcp_info, accecn),

    SIZE(linux_vegas_info),
    FIELD(linux_vegas_info, enabled),
    FIELD(linux_vegas_info, rttcnt),
    FIELD(linux_vegas_info, rtt),
    FIELD(linux_vegas_info, minrtt),

    SIZE(linux_dctcp_info),
    FIELD(linux_dctcp_info, enabled),
    FIELD(linux_dctcp_info, ce_state),
    FIELD(linux_dctcp_info, alpha),
    FIELD(linux_dctcp_info, ab_ecn),
    FIELD(linux_dctcp_info, ab_tot),

    SIZE(linux_bbr_info),
    FIELD(linux_bbr_info, bw_lo),
    FIELD(linux_bbr_info, bw_hi),
    FIELD(linux_bbr_info, min_rtt),
    FIELD(linux_bbr_info, pacing_gain),
    FIELD(linux_bbr_info, cwnd_gain),

    SIZE(linux_md5sig),
    FIELD(linux_md5sig, addr),
    FIELD(linux_md5sig, flags),
    FIELD(linux_md5sig, prefixlen),
    FIELD(linux_md5sig, keylen),
    FIELD(linux_md5sig, ifindex),
    FIELD(linux_md5sig, key),

    SIZE(linux_mptcp_info),
    FIELD(linux_mptcp_info, subflows),
    FIELD(linux_mptcp_info, add_addr_signal),
    FIELD(linux_mptcp_info, add_addr_accepted),
    FIELD(linux_mptcp_info, subflows_max),
    FIELD(linux_mptcp_info, add_addr_signal_max),
    FIELD(linux_mptcp_info, add_addr_accepted_max),
    FIELD(linux_mptcp_info, flags),
    FIELD(linux_mptcp_info, token),
    FIELD(linux_mptcp_info, write_seq),
    FIELD(linux_mptcp_info, snd_una),
    FIELD(linux_mptcp_info, rcv_nxt),
    FIELD(linux_mptcp_info, local_addr_used),
    FIELD(linux_mptcp_info, local_addr_max),
    FIELD(linux_mptcp_info, csum_enabled),
    FIELD(linux_mptcp_info, retransmits),
    FIELD(linux_mptcp_info, bytes_retrans),
    FIELD(linux_mptcp_info, bytes_sent),
    FIELD(linux_mptcp_info, bytes_received),
    FIELD(linux_mptcp_info, bytes_acked),
    FIELD(linux_mptcp_info, subflows_total),
    FIELD(linux_mptcp_info, endp_laminar_max),
    FIELD(linux_mptcp_info, endp_fullmesh_max),
    FIELD(linux_mptcp_info, last_data_sent),
    FIELD(linux_mptcp_info, last_data_recv),
    FIELD(linux_mptcp_info, last_ack_recv),

    SIZE(linux_mptcp_subflow),
    FIELD(linux_mptcp_subflow, id),
    FIELD(linux_mptcp_subflow, local),
    FIELD(linux_mptcp_subflow, remote),

    SIZE(linux_mptcp_full_info),
    FIELD(linux_mptcp_full_info, size_tcpinfo_kernel),
    FIELD(linux_mptcp_full_info, size_tcpinfo_user),
    FIELD(linux_mptcp_full_info, size_sfinfo_kernel),
    FIELD(linux_mptcp_full_info, size_sfinfo_user),
    FIELD(linux_mptcp_full_info, num_subflows),
    FIELD(linux_mptcp_full_info, size_arrays_user),
    FIELD(linux_mptcp_full_info, subflow_info),
    FIELD(linux_mptcp_full_info, tcp_info),
    FIELD(linux_mptcp_full_info, mptcp_info),

#endif
#ifdef __APPLE__
    SIZE(xucred),
    FIELD(xucred, cr_version),
    FIELD(xucred, cr_uid),
    FIELD(xucred, cr_ngroups),
    FIELD(xucred, cr_groups),
#endif

    SIZE(bs_frame),
    FIELD(bs_frame, calls),
    FIELD(bs_frame, offset),
    FIELD(bs_frame, length),
    FIELD(bs_frame, fd),
    FIELD(bs_frame, flags),
    FIELD(bs_frame, result),
    FIELD(bs_frame, address_length),
    FIELD(bs_frame, detail),
    FIELD(bs_frame, control_length),
    FIELD(bs_frame, message_flags),
    FIELD(bs_frame, address),

    SIZE(bs_reactor_control),
    FIELD(bs_reactor_control, operations),
    FIELD(bs_reactor_control, unfinished),
    FIELD(bs_reactor_control, left),
    FIELD(bs_reactor_control, piece),
    FIELD(bs_reactor_control, share),
    FIELD(bs_reactor_control, operation),
    FIELD(bs_reactor_control, record),

    {NULL, 0, 0},
};
