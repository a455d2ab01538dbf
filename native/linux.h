/*
 * What Linux has and the headers of the machine that builds may not: headers are often older than
 * the kernel that answers. Three kinds of things:
 *
 *  1. Numbers of options, where the headers do not tell them. They are part of the kernel's ABI and
 *     never change; those of SOL_SOCKET differ by processor.
 *  2. Enumerators, as macros: the table of constants asks by #ifdef, which sees no enumerator.
 *  3. Structs that the kernel fills, as the newest of the kernels known here has them. The kernel
 *     only ever appends to these, tells how much it wrote, and fills as much as it has: so one
 *     declaration serves every kernel, and the members that a header lacks lie where they must.
 *     layout.c holds their beginning against the headers that are there.
 */
#ifndef BERKELEY_LINUX_H
#define BERKELEY_LINUX_H
#ifdef __linux__

#include <stdint.h>
#include <sys/socket.h>

/* Seven options in a row, in the order in which Linux 5.14 to 6.5 gained them. */
#if defined(__sparc__)
#define BERKELEY_SO_ROW 0x50
#elif defined(__hppa__)
#define BERKELEY_SO_ROW 0x4045
#else
#define BERKELEY_SO_ROW 71
#endif
/* musl has no names for the options whose times are 64 bits wide everywhere. */
#if !defined(SO_TIMESTAMP_NEW) && BERKELEY_SO_ROW == 71
#define SO_TIMESTAMP_NEW 63
#define SO_TIMESTAMPNS_NEW 64
#define SO_TIMESTAMPING_NEW 65
#endif
#ifndef SO_NETNS_COOKIE
#define SO_NETNS_COOKIE (BERKELEY_SO_ROW + 0)
#endif
#ifndef SO_BUF_LOCK
#define SO_BUF_LOCK (BERKELEY_SO_ROW + 1)
#endif
#ifndef SO_RESERVE_MEM
#define SO_RESERVE_MEM (BERKELEY_SO_ROW + 2)
#endif
#ifndef SO_TXREHASH
#define SO_TXREHASH (BERKELEY_SO_ROW + 3)
#endif
#ifndef SO_RCVMARK
#define SO_RCVMARK (BERKELEY_SO_ROW + 4)
#endif
#ifndef SO_PASSPIDFD
#define SO_PASSPIDFD (BERKELEY_SO_ROW + 5)
#endif
#ifndef SO_PEERPIDFD
#define SO_PEERPIDFD (BERKELEY_SO_ROW + 6)
#endif

/* linux/netfilter_ipv4.h, linux/netfilter_ipv6/ip6_tables.h */
#ifndef SO_ORIGINAL_DST
#define SO_ORIGINAL_DST 80
#endif
#ifndef IP6T_SO_ORIGINAL_DST
#define IP6T_SO_ORIGINAL_DST 80
#endif

/* linux/in.h, which cannot be had together with netinet/in.h everywhere */
#ifndef IP_UNICAST_IF
#define IP_UNICAST_IF 50
#endif
#ifndef IP_LOCAL_PORT_RANGE
#define IP_LOCAL_PORT_RANGE 51
#endif
#ifndef IPV6_UNICAST_IF
#define IPV6_UNICAST_IF 76
#endif

/* linux/in6.h, likewise */
#ifndef IPV6_ADDR_PREFERENCES
#define IPV6_ADDR_PREFERENCES 72
#endif
#ifndef IPV6_PREFER_SRC_TMP
#define IPV6_PREFER_SRC_TMP 0x0001
#define IPV6_PREFER_SRC_PUBLIC 0x0002
#define IPV6_PREFER_SRC_PUBTMP_DEFAULT 0x0100
#define IPV6_PREFER_SRC_COA 0x0004
#define IPV6_PREFER_SRC_HOME 0x0400
#endif

/* linux/tcp.h */
#ifndef TCP_CC_INFO
#define TCP_CC_INFO 26
#endif
#ifndef TCP_SAVED_SYN
#define TCP_SAVED_SYN 28
#endif
#ifndef TCP_MD5SIG_EXT
#define TCP_MD5SIG_EXT 32
#endif
#ifndef TCP_FASTOPEN_KEY
#define TCP_FASTOPEN_KEY 33
#endif
#ifndef TCP_IS_MPTCP
#define TCP_IS_MPTCP 43
#endif
#ifndef TCP_RTO_MAX_MS
#define TCP_RTO_MAX_MS 44
#endif
#ifndef TCP_RTO_MIN_US
#define TCP_RTO_MIN_US 45
#endif
#ifndef TCP_DELACK_MAX_US
#define TCP_DELACK_MAX_US 46
#endif
#ifndef TCP_MD5SIG_FLAG_PREFIX
#define TCP_MD5SIG_FLAG_PREFIX 1
#endif
#ifndef TCP_MD5SIG_FLAG_IFINDEX
#define TCP_MD5SIG_FLAG_IFINDEX 2
#endif

/* linux/mptcp.h */
#ifndef SOL_MPTCP
#define SOL_MPTCP 284
#endif
#ifndef MPTCP_INFO
#define MPTCP_INFO 1
#endif
#ifndef MPTCP_FULL_INFO
#define MPTCP_FULL_INFO 4
#endif

/* udplite.h, the kernel's own */
#ifndef UDPLITE_SEND_CSCOV
#define UDPLITE_SEND_CSCOV 10
#define UDPLITE_RECV_CSCOV 11
#endif

/* linux/if_packet.h */
#ifndef PACKET_FANOUT_FLAG_IGNORE_OUTGOING
#define PACKET_FANOUT_FLAG_IGNORE_OUTGOING 0x4000
#endif

/* linux/net_tstamp.h */
#define SOF_TIMESTAMPING_TX_HARDWARE (1 << 0)
#define SOF_TIMESTAMPING_TX_SOFTWARE (1 << 1)
#define SOF_TIMESTAMPING_RX_HARDWARE (1 << 2)
#define SOF_TIMESTAMPING_RX_SOFTWARE (1 << 3)
#define SOF_TIMESTAMPING_SOFTWARE (1 << 4)
#define SOF_TIMESTAMPING_SYS_HARDWARE (1 << 5)
#define SOF_TIMESTAMPING_RAW_HARDWARE (1 << 6)
#define SOF_TIMESTAMPING_OPT_ID (1 << 7)
#define SOF_TIMESTAMPING_TX_SCHED (1 << 8)
#define SOF_TIMESTAMPING_TX_ACK (1 << 9)
#define SOF_TIMESTAMPING_OPT_CMSG (1 << 10)
#define SOF_TIMESTAMPING_OPT_TSONLY (1 << 11)
#define SOF_TIMESTAMPING_OPT_STATS (1 << 12)
#define SOF_TIMESTAMPING_OPT_PKTINFO (1 << 13)
#define SOF_TIMESTAMPING_OPT_TX_SWHW (1 << 14)
#define SOF_TIMESTAMPING_BIND_PHC (1 << 15)
#define SOF_TIMESTAMPING_OPT_ID_TCP (1 << 16)
#define SOF_TIMESTAMPING_OPT_RX_FILTER (1 << 17)
#define SOF_TIMESTAMPING_TX_COMPLETION (1 << 18)
#define SOF_TXTIME_DEADLINE_MODE (1 << 0)
#define SOF_TXTIME_REPORT_ERRORS (1 << 1)

/* so_timestamping; an int alone before Linux 5.13. */
struct linux_timestamping {
  int32_t flags;
  int32_t bind_phc;
};

/* sock_txtime */
struct linux_txtime {
  int32_t clockid;
  uint32_t flags;
};

/* tcp_info; its bit fields are in `scales` (two of 4 bits), `limits` (1 and 2 bits) and `accecn`. */
struct linux_tcp_info {
  uint8_t state, ca_state, retransmits, probes, backoff, options, scales, limits;
  uint32_t rto, ato, snd_mss, rcv_mss;
  uint32_t unacked, sacked, lost, retrans, fackets;
  uint32_t last_data_sent, last_ack_sent, last_data_recv, last_ack_recv;
  uint32_t pmtu, rcv_ssthresh, rtt, rttvar, snd_ssthresh, snd_cwnd, advmss, reordering;
  uint32_t rcv_rtt, rcv_space, total_retrans;                   /* the end until Linux 3.15 */
  uint64_t pacing_rate, max_pacing_rate;                        /* 3.15 */
  uint64_t bytes_acked, bytes_received;                         /* 4.1 */
  uint32_t segs_out, segs_in;                                   /* 4.2 */
  uint32_t notsent_bytes, min_rtt, data_segs_in, data_segs_out; /* 4.6 */
  uint64_t delivery_rate;                                       /* 4.9 */
  uint64_t busy_time, rwnd_limited, sndbuf_limited;             /* 4.10 */
  uint32_t delivered, delivered_ce;                             /* 4.18 */
  uint64_t bytes_sent, bytes_retrans;                           /* 4.19 */
  uint32_t dsack_dups, reord_seen;                              /* 4.19 */
  uint32_t rcv_ooopack, snd_wnd;                                /* 5.4 */
  uint32_t rcv_wnd, rehash;                                     /* 6.2 */
  uint16_t total_rto, total_rto_recoveries;                     /* 6.7 */
  uint32_t total_rto_time;                                      /* 6.7 */
  uint32_t received_ce;                                         /* 6.18, as all that follows */
  uint32_t delivered_e1_bytes, delivered_e0_bytes, delivered_ce_bytes;
  uint32_t received_e1_bytes, received_e0_bytes, received_ce_bytes;
  uint32_t accecn; /* two numbers of 16 bits in 6.18, bit fields since: told as it is */
};

/* The three members of union tcp_cc_info. */
struct linux_vegas_info {
  uint32_t enabled, rttcnt, rtt, minrtt;
};
struct linux_dctcp_info {
  uint16_t enabled, ce_state;
  uint32_t alpha, ab_ecn, ab_tot;
};
struct linux_bbr_info {
  uint32_t bw_lo, bw_hi, min_rtt, pacing_gain, cwnd_gain;
};

/* tcp_md5sig */
struct linux_md5sig {
  struct sockaddr_storage addr;
  uint8_t flags, prefixlen;
  uint16_t keylen;
  int32_t ifindex;
  uint8_t key[80];
};

/* mptcp_info */
struct linux_mptcp_info {
  uint8_t subflows, add_addr_signal, add_addr_accepted;
  uint8_t subflows_max, add_addr_signal_max, add_addr_accepted_max;
  uint32_t flags, token;
  uint64_t write_seq, snd_una, rcv_nxt;                            /* the end in Linux 5.9 */
  uint8_t local_addr_used, local_addr_max;                         /* 5.12 */
  uint8_t csum_enabled;                                            /* 5.14 */
  uint32_t retransmits;                                            /* 6.5 */
  uint64_t bytes_retrans, bytes_sent, bytes_received, bytes_acked; /* 6.5 */
  uint8_t subflows_total;                                          /* 6.8 */
  uint8_t endp_laminar_max, endp_fullmesh_max, reserved;           /* 6.18, 6.19; 0 before */
  uint32_t last_data_sent, last_data_recv, last_ack_recv;          /* 6.10 */
};

/* mptcp_subflow_info */
struct linux_mptcp_subflow {
  uint32_t id;
  struct sockaddr_storage local, remote;
};

/* mptcp_full_info: the kernel writes its two arrays where it is told to. */
struct linux_mptcp_full_info {
  uint32_t size_tcpinfo_kernel, size_tcpinfo_user;
  uint32_t size_sfinfo_kernel, size_sfinfo_user;
  uint32_t num_subflows, size_arrays_user;
  _Alignas(8) uint64_t subflow_info;
  _Alignas(8) uint64_t tcp_info;
  struct linux_mptcp_info mptcp_info;
};

#endif
#endif
