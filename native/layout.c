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
#if __has_include(<linux/filter.h>)
#include <linux/filter.h>
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

    SIZE(linger),
    FIELD(linger, l_onoff),
    FIELD(linger, l_linger),

    SIZE(timeval),
    FIELD(timeval, tv_sec),
    FIELD(timeval, tv_usec),

    SIZE(ipv6_mreq),
    FIELD(ipv6_mreq, ipv6mr_multiaddr),
    FIELD(ipv6_mreq, ipv6mr_interface),

#ifdef MCAST_JOIN_SOURCE_GROUP
    SIZE(ip_mreqn),
    FIELD(ip_mreqn, imr_multiaddr),
    FIELD(ip_mreqn, imr_address),
    FIELD(ip_mreqn, imr_ifindex),

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
