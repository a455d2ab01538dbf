/* Generated from constants.list by scripts/generate.mjs. */
/* clang-format off */
#include <errno.h>
#include <sys/socket.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <netdb.h>
#include <poll.h>
#if __has_include(<linux/netlink.h>)
#include <linux/netlink.h>
#endif
#if __has_include(<linux/netlink.h>)
#include <linux/netlink.h>
#endif
#if __has_include(<linux/rtnetlink.h>)
#include <linux/rtnetlink.h>
#endif
#if __has_include(<linux/rtnetlink.h>)
#include <linux/rtnetlink.h>
#endif
#if __has_include(<linux/if_link.h>)
#include <linux/if_link.h>
#endif
#if __has_include(<linux/if_addr.h>)
#include <linux/if_addr.h>
#endif
#if __has_include(<linux/if_addr.h>)
#include <linux/if_addr.h>
#endif
#if __has_include(<linux/if.h>)
#include <linux/if.h>
#endif
#if __has_include(<linux/if.h>)
#include <linux/if.h>
#endif
#if __has_include(<linux/if_packet.h>)
#include <linux/if_packet.h>
#endif
#if __has_include(<linux/if_ether.h>)
#include <linux/if_ether.h>
#endif
#if __has_include(<linux/icmp.h>)
#include <linux/icmp.h>
#endif
#if __has_include(<linux/icmpv6.h>)
#include <linux/icmpv6.h>
#endif
#include "abi.h"

#include "napi_util.h"

const struct bs_constant bs_constants[] = {
#ifdef EPERM
    {"EPERM", EPERM},
#endif
#ifdef ENOENT
    {"ENOENT", ENOENT},
#endif
#ifdef ESRCH
    {"ESRCH", ESRCH},
#endif
#ifdef EINTR
    {"EINTR", EINTR},
#endif
#ifdef EIO
    {"EIO", EIO},
#endif
#ifdef ENXIO
    {"ENXIO", ENXIO},
#endif
#ifdef E2BIG
    {"E2BIG", E2BIG},
#endif
#ifdef ENOEXEC
    {"ENOEXEC", ENOEXEC},
#endif
#ifdef EBADF
    {"EBADF", EBADF},
#endif
#ifdef ECHILD
    {"ECHILD", ECHILD},
#endif
#ifdef ENOMEM
    {"ENOMEM", ENOMEM},
#endif
#ifdef EACCES
    {"EACCES", EACCES},
#endif
#ifdef EFAULT
    {"EFAULT", EFAULT},
#endif
#ifdef ENOTBLK
    {"ENOTBLK", ENOTBLK},
#endif
#ifdef EBUSY
    {"EBUSY", EBUSY},
#endif
#ifdef EEXIST
    {"EEXIST", EEXIST},
#endif
#ifdef EXDEV
    {"EXDEV", EXDEV},
#endif
#ifdef ENODEV
    {"ENODEV", ENODEV},
#endif
#ifdef ENOTDIR
    {"ENOTDIR", ENOTDIR},
#endif
#ifdef EISDIR
    {"EISDIR", EISDIR},
#endif
#ifdef EINVAL
    {"EINVAL", EINVAL},
#endif
#ifdef ENFILE
    {"ENFILE", ENFILE},
#endif
#ifdef EMFILE
    {"EMFILE", EMFILE},
#endif
#ifdef ENOTTY
    {"ENOTTY", ENOTTY},
#endif
#ifdef ETXTBSY
    {"ETXTBSY", ETXTBSY},
#endif
#ifdef EFBIG
    {"EFBIG", EFBIG},
#endif
#ifdef ENOSPC
    {"ENOSPC", ENOSPC},
#endif
#ifdef ESPIPE
    {"ESPIPE", ESPIPE},
#endif
#ifdef EROFS
    {"EROFS", EROFS},
#endif
#ifdef EMLINK
    {"EMLINK", EMLINK},
#endif
#ifdef EPIPE
    {"EPIPE", EPIPE},
#endif
#ifdef EDOM
    {"EDOM", EDOM},
#endif
#ifdef ERANGE
    {"ERANGE", ERANGE},
#endif
#ifdef ENAMETOOLONG
    {"ENAMETOOLONG", ENAMETOOLONG},
#endif
#ifdef ENOLCK
    {"ENOLCK", ENOLCK},
#endif
#ifdef ENOSYS
    {"ENOSYS", ENOSYS},
#endif
#ifdef ENOTEMPTY
    {"ENOTEMPTY", ENOTEMPTY},
#endif
#ifdef ELOOP
    {"ELOOP", ELOOP},
#endif
#ifdef ENOMSG
    {"ENOMSG", ENOMSG},
#endif
#ifdef EIDRM
    {"EIDRM", EIDRM},
#endif
#ifdef ECHRNG
    {"ECHRNG", ECHRNG},
#endif
#ifdef EL2NSYNC
    {"EL2NSYNC", EL2NSYNC},
#endif
#ifdef EL3HLT
    {"EL3HLT", EL3HLT},
#endif
#ifdef EL3RST
    {"EL3RST", EL3RST},
#endif
#ifdef ELNRNG
    {"ELNRNG", ELNRNG},
#endif
#ifdef EUNATCH
    {"EUNATCH", EUNATCH},
#endif
#ifdef ENOCSI
    {"ENOCSI", ENOCSI},
#endif
#ifdef EL2HLT
    {"EL2HLT", EL2HLT},
#endif
#ifdef EBADE
    {"EBADE", EBADE},
#endif
#ifdef EBADR
    {"EBADR", EBADR},
#endif
#ifdef EXFULL
    {"EXFULL", EXFULL},
#endif
#ifdef ENOANO
    {"ENOANO", ENOANO},
#endif
#ifdef EBADRQC
    {"EBADRQC", EBADRQC},
#endif
#ifdef EBADSLT
    {"EBADSLT", EBADSLT},
#endif
#ifdef EBFONT
    {"EBFONT", EBFONT},
#endif
#ifdef ENOSTR
    {"ENOSTR", ENOSTR},
#endif
#ifdef ENODATA
    {"ENODATA", ENODATA},
#endif
#ifdef ETIME
    {"ETIME", ETIME},
#endif
#ifdef ENOSR
    {"ENOSR", ENOSR},
#endif
#ifdef ENONET
    {"ENONET", ENONET},
#endif
#ifdef ENOPKG
    {"ENOPKG", ENOPKG},
#endif
#ifdef EREMOTE
    {"EREMOTE", EREMOTE},
#endif
#ifdef ENOLINK
    {"ENOLINK", ENOLINK},
#endif
#ifdef EADV
    {"EADV", EADV},
#endif
#ifdef ESRMNT
    {"ESRMNT", ESRMNT},
#endif
#ifdef ECOMM
    {"ECOMM", ECOMM},
#endif
#ifdef EPROTO
    {"EPROTO", EPROTO},
#endif
#ifdef EMULTIHOP
    {"EMULTIHOP", EMULTIHOP},
#endif
#ifdef EDOTDOT
    {"EDOTDOT", EDOTDOT},
#endif
#ifdef EBADMSG
    {"EBADMSG", EBADMSG},
#endif
#ifdef EOVERFLOW
    {"EOVERFLOW", EOVERFLOW},
#endif
#ifdef ENOTUNIQ
    {"ENOTUNIQ", ENOTUNIQ},
#endif
#ifdef EBADFD
    {"EBADFD", EBADFD},
#endif
#ifdef EREMCHG
    {"EREMCHG", EREMCHG},
#endif
#ifdef ELIBACC
    {"ELIBACC", ELIBACC},
#endif
#ifdef ELIBBAD
    {"ELIBBAD", ELIBBAD},
#endif
#ifdef ELIBSCN
    {"ELIBSCN", ELIBSCN},
#endif
#ifdef ELIBMAX
    {"ELIBMAX", ELIBMAX},
#endif
#ifdef ELIBEXEC
    {"ELIBEXEC", ELIBEXEC},
#endif
#ifdef EILSEQ
    {"EILSEQ", EILSEQ},
#endif
#ifdef ERESTART
    {"ERESTART", ERESTART},
#endif
#ifdef ESTRPIPE
    {"ESTRPIPE", ESTRPIPE},
#endif
#ifdef EUSERS
    {"EUSERS", EUSERS},
#endif
#ifdef ENOTSOCK
    {"ENOTSOCK", ENOTSOCK},
#endif
#ifdef EDESTADDRREQ
    {"EDESTADDRREQ", EDESTADDRREQ},
#endif
#ifdef EMSGSIZE
    {"EMSGSIZE", EMSGSIZE},
#endif
#ifdef EPROTOTYPE
    {"EPROTOTYPE", EPROTOTYPE},
#endif
#ifdef ENOPROTOOPT
    {"ENOPROTOOPT", ENOPROTOOPT},
#endif
#ifdef EPROTONOSUPPORT
    {"EPROTONOSUPPORT", EPROTONOSUPPORT},
#endif
#ifdef ESOCKTNOSUPPORT
    {"ESOCKTNOSUPPORT", ESOCKTNOSUPPORT},
#endif
#ifdef EPFNOSUPPORT
    {"EPFNOSUPPORT", EPFNOSUPPORT},
#endif
#ifdef EAFNOSUPPORT
    {"EAFNOSUPPORT", EAFNOSUPPORT},
#endif
#ifdef EADDRINUSE
    {"EADDRINUSE", EADDRINUSE},
#endif
#ifdef EADDRNOTAVAIL
    {"EADDRNOTAVAIL", EADDRNOTAVAIL},
#endif
#ifdef ENETDOWN
    {"ENETDOWN", ENETDOWN},
#endif
#ifdef ENETUNREACH
    {"ENETUNREACH", ENETUNREACH},
#endif
#ifdef ENETRESET
    {"ENETRESET", ENETRESET},
#endif
#ifdef ECONNABORTED
    {"ECONNABORTED", ECONNABORTED},
#endif
#ifdef ECONNRESET
    {"ECONNRESET", ECONNRESET},
#endif
#ifdef ENOBUFS
    {"ENOBUFS", ENOBUFS},
#endif
#ifdef EISCONN
    {"EISCONN", EISCONN},
#endif
#ifdef ENOTCONN
    {"ENOTCONN", ENOTCONN},
#endif
#ifdef ESHUTDOWN
    {"ESHUTDOWN", ESHUTDOWN},
#endif
#ifdef ETOOMANYREFS
    {"ETOOMANYREFS", ETOOMANYREFS},
#endif
#ifdef ETIMEDOUT
    {"ETIMEDOUT", ETIMEDOUT},
#endif
#ifdef ECONNREFUSED
    {"ECONNREFUSED", ECONNREFUSED},
#endif
#ifdef EHOSTDOWN
    {"EHOSTDOWN", EHOSTDOWN},
#endif
#ifdef EHOSTUNREACH
    {"EHOSTUNREACH", EHOSTUNREACH},
#endif
#ifdef EALREADY
    {"EALREADY", EALREADY},
#endif
#ifdef EINPROGRESS
    {"EINPROGRESS", EINPROGRESS},
#endif
#ifdef ESTALE
    {"ESTALE", ESTALE},
#endif
#ifdef EUCLEAN
    {"EUCLEAN", EUCLEAN},
#endif
#ifdef ENOTNAM
    {"ENOTNAM", ENOTNAM},
#endif
#ifdef ENAVAIL
    {"ENAVAIL", ENAVAIL},
#endif
#ifdef EISNAM
    {"EISNAM", EISNAM},
#endif
#ifdef EREMOTEIO
    {"EREMOTEIO", EREMOTEIO},
#endif
#ifdef EDQUOT
    {"EDQUOT", EDQUOT},
#endif
#ifdef ENOMEDIUM
    {"ENOMEDIUM", ENOMEDIUM},
#endif
#ifdef EMEDIUMTYPE
    {"EMEDIUMTYPE", EMEDIUMTYPE},
#endif
#ifdef ECANCELED
    {"ECANCELED", ECANCELED},
#endif
#ifdef ENOKEY
    {"ENOKEY", ENOKEY},
#endif
#ifdef EKEYEXPIRED
    {"EKEYEXPIRED", EKEYEXPIRED},
#endif
#ifdef EKEYREVOKED
    {"EKEYREVOKED", EKEYREVOKED},
#endif
#ifdef EKEYREJECTED
    {"EKEYREJECTED", EKEYREJECTED},
#endif
#ifdef EOWNERDEAD
    {"EOWNERDEAD", EOWNERDEAD},
#endif
#ifdef ENOTRECOVERABLE
    {"ENOTRECOVERABLE", ENOTRECOVERABLE},
#endif
#ifdef ERFKILL
    {"ERFKILL", ERFKILL},
#endif
#ifdef EHWPOISON
    {"EHWPOISON", EHWPOISON},
#endif
#ifdef EAGAIN
    {"EAGAIN", EAGAIN},
#endif
#ifdef EWOULDBLOCK
    {"EWOULDBLOCK", EWOULDBLOCK},
#endif
#ifdef ENOTSUP
    {"ENOTSUP", ENOTSUP},
#endif
#ifdef EOPNOTSUPP
    {"EOPNOTSUPP", EOPNOTSUPP},
#endif
#ifdef EDEADLK
    {"EDEADLK", EDEADLK},
#endif
#ifdef EDEADLOCK
    {"EDEADLOCK", EDEADLOCK},
#endif
#ifdef AF_UNSPEC
    {"AF_UNSPEC", AF_UNSPEC},
#endif
#ifdef AF_UNIX
    {"AF_UNIX", AF_UNIX},
#endif
#ifdef AF_LOCAL
    {"AF_LOCAL", AF_LOCAL},
#endif
#ifdef AF_INET
    {"AF_INET", AF_INET},
#endif
#ifdef AF_INET6
    {"AF_INET6", AF_INET6},
#endif
#ifdef AF_NETLINK
    {"AF_NETLINK", AF_NETLINK},
#endif
#ifdef AF_PACKET
    {"AF_PACKET", AF_PACKET},
#endif
#ifdef AF_VSOCK
    {"AF_VSOCK", AF_VSOCK},
#endif
#ifdef AF_CAN
    {"AF_CAN", AF_CAN},
#endif
#ifdef AF_BLUETOOTH
    {"AF_BLUETOOTH", AF_BLUETOOTH},
#endif
#ifdef AF_ALG
    {"AF_ALG", AF_ALG},
#endif
#ifdef AF_TIPC
    {"AF_TIPC", AF_TIPC},
#endif
#ifdef AF_XDP
    {"AF_XDP", AF_XDP},
#endif
#ifdef SOCK_STREAM
    {"SOCK_STREAM", SOCK_STREAM},
#endif
#ifdef SOCK_DGRAM
    {"SOCK_DGRAM", SOCK_DGRAM},
#endif
#ifdef SOCK_SEQPACKET
    {"SOCK_SEQPACKET", SOCK_SEQPACKET},
#endif
#ifdef SOCK_RAW
    {"SOCK_RAW", SOCK_RAW},
#endif
#ifdef SOCK_RDM
    {"SOCK_RDM", SOCK_RDM},
#endif
#ifdef SHUT_RD
    {"SHUT_RD", SHUT_RD},
#endif
#ifdef SHUT_WR
    {"SHUT_WR", SHUT_WR},
#endif
#ifdef SHUT_RDWR
    {"SHUT_RDWR", SHUT_RDWR},
#endif
#ifdef SOMAXCONN
    {"SOMAXCONN", SOMAXCONN},
#endif
#ifdef MSG_OOB
    {"MSG_OOB", MSG_OOB},
#endif
#ifdef MSG_PEEK
    {"MSG_PEEK", MSG_PEEK},
#endif
#ifdef MSG_DONTROUTE
    {"MSG_DONTROUTE", MSG_DONTROUTE},
#endif
#ifdef MSG_DONTWAIT
    {"MSG_DONTWAIT", MSG_DONTWAIT},
#endif
#ifdef MSG_EOR
    {"MSG_EOR", MSG_EOR},
#endif
#ifdef MSG_TRUNC
    {"MSG_TRUNC", MSG_TRUNC},
#endif
#ifdef MSG_CTRUNC
    {"MSG_CTRUNC", MSG_CTRUNC},
#endif
#ifdef MSG_WAITALL
    {"MSG_WAITALL", MSG_WAITALL},
#endif
#ifdef MSG_NOSIGNAL
    {"MSG_NOSIGNAL", MSG_NOSIGNAL},
#endif
#ifdef MSG_CMSG_CLOEXEC
    {"MSG_CMSG_CLOEXEC", MSG_CMSG_CLOEXEC},
#endif
#ifdef MSG_ERRQUEUE
    {"MSG_ERRQUEUE", MSG_ERRQUEUE},
#endif
#ifdef MSG_CONFIRM
    {"MSG_CONFIRM", MSG_CONFIRM},
#endif
#ifdef MSG_MORE
    {"MSG_MORE", MSG_MORE},
#endif
#ifdef MSG_FASTOPEN
    {"MSG_FASTOPEN", MSG_FASTOPEN},
#endif
#ifdef MSG_WAITFORONE
    {"MSG_WAITFORONE", MSG_WAITFORONE},
#endif
#ifdef MSG_ZEROCOPY
    {"MSG_ZEROCOPY", MSG_ZEROCOPY},
#endif
#ifdef SOL_NETLINK
    {"SOL_NETLINK", SOL_NETLINK},
#endif
#ifdef SOL_PACKET
    {"SOL_PACKET", SOL_PACKET},
#endif
#ifdef SOL_SOCKET
    {"SOL_SOCKET", SOL_SOCKET},
#endif
#ifdef SO_ACCEPTCONN
    {"SO_ACCEPTCONN", SO_ACCEPTCONN},
#endif
#ifdef SO_BINDTODEVICE
    {"SO_BINDTODEVICE", SO_BINDTODEVICE},
#endif
#ifdef SO_BINDTOIFINDEX
    {"SO_BINDTOIFINDEX", SO_BINDTOIFINDEX},
#endif
#ifdef SO_BROADCAST
    {"SO_BROADCAST", SO_BROADCAST},
#endif
#ifdef SO_BUSY_POLL
    {"SO_BUSY_POLL", SO_BUSY_POLL},
#endif
#ifdef SO_COOKIE
    {"SO_COOKIE", SO_COOKIE},
#endif
#ifdef SO_DEBUG
    {"SO_DEBUG", SO_DEBUG},
#endif
#ifdef SO_DOMAIN
    {"SO_DOMAIN", SO_DOMAIN},
#endif
#ifdef SO_DONTROUTE
    {"SO_DONTROUTE", SO_DONTROUTE},
#endif
#ifdef SO_ERROR
    {"SO_ERROR", SO_ERROR},
#endif
#ifdef SO_EXCLUSIVEADDRUSE
    {"SO_EXCLUSIVEADDRUSE", SO_EXCLUSIVEADDRUSE},
#endif
#ifdef SO_INCOMING_CPU
    {"SO_INCOMING_CPU", SO_INCOMING_CPU},
#endif
#ifdef SO_INCOMING_NAPI_ID
    {"SO_INCOMING_NAPI_ID", SO_INCOMING_NAPI_ID},
#endif
#ifdef SO_KEEPALIVE
    {"SO_KEEPALIVE", SO_KEEPALIVE},
#endif
#ifdef SO_LINGER
    {"SO_LINGER", SO_LINGER},
#endif
#ifdef SO_LOCK_FILTER
    {"SO_LOCK_FILTER", SO_LOCK_FILTER},
#endif
#ifdef SO_MARK
    {"SO_MARK", SO_MARK},
#endif
#ifdef SO_MAX_PACING_RATE
    {"SO_MAX_PACING_RATE", SO_MAX_PACING_RATE},
#endif
#ifdef SO_NO_CHECK
    {"SO_NO_CHECK", SO_NO_CHECK},
#endif
#ifdef SO_NOSIGPIPE
    {"SO_NOSIGPIPE", SO_NOSIGPIPE},
#endif
#ifdef SO_OOBINLINE
    {"SO_OOBINLINE", SO_OOBINLINE},
#endif
#ifdef SO_PASSCRED
    {"SO_PASSCRED", SO_PASSCRED},
#endif
#ifdef SO_PASSSEC
    {"SO_PASSSEC", SO_PASSSEC},
#endif
#ifdef SO_PEEK_OFF
    {"SO_PEEK_OFF", SO_PEEK_OFF},
#endif
#ifdef SO_PREFER_BUSY_POLL
    {"SO_PREFER_BUSY_POLL", SO_PREFER_BUSY_POLL},
#endif
#ifdef SO_PRIORITY
    {"SO_PRIORITY", SO_PRIORITY},
#endif
#ifdef SO_PROTOCOL
    {"SO_PROTOCOL", SO_PROTOCOL},
#endif
#ifdef SO_RCVBUF
    {"SO_RCVBUF", SO_RCVBUF},
#endif
#ifdef SO_RCVBUFFORCE
    {"SO_RCVBUFFORCE", SO_RCVBUFFORCE},
#endif
#ifdef SO_RCVLOWAT
    {"SO_RCVLOWAT", SO_RCVLOWAT},
#endif
#ifdef SO_RCVTIMEO
    {"SO_RCVTIMEO", SO_RCVTIMEO},
#endif
#ifdef SO_REUSEADDR
    {"SO_REUSEADDR", SO_REUSEADDR},
#endif
#ifdef SO_REUSEPORT
    {"SO_REUSEPORT", SO_REUSEPORT},
#endif
#ifdef SO_REUSEPORT_LB
    {"SO_REUSEPORT_LB", SO_REUSEPORT_LB},
#endif
#ifdef SO_RXQ_OVFL
    {"SO_RXQ_OVFL", SO_RXQ_OVFL},
#endif
#ifdef SO_SELECT_ERR_QUEUE
    {"SO_SELECT_ERR_QUEUE", SO_SELECT_ERR_QUEUE},
#endif
#ifdef SO_SNDBUF
    {"SO_SNDBUF", SO_SNDBUF},
#endif
#ifdef SO_SNDBUFFORCE
    {"SO_SNDBUFFORCE", SO_SNDBUFFORCE},
#endif
#ifdef SO_SNDLOWAT
    {"SO_SNDLOWAT", SO_SNDLOWAT},
#endif
#ifdef SO_SNDTIMEO
    {"SO_SNDTIMEO", SO_SNDTIMEO},
#endif
#ifdef SO_TIMESTAMP
    {"SO_TIMESTAMP", SO_TIMESTAMP},
#endif
#ifdef SO_TIMESTAMPNS
    {"SO_TIMESTAMPNS", SO_TIMESTAMPNS},
#endif
#ifdef SO_TYPE
    {"SO_TYPE", SO_TYPE},
#endif
#ifdef SO_ZEROCOPY
    {"SO_ZEROCOPY", SO_ZEROCOPY},
#endif
#ifdef IPPROTO_IP
    {"IPPROTO_IP", IPPROTO_IP},
#endif
#ifdef IPPROTO_ICMP
    {"IPPROTO_ICMP", IPPROTO_ICMP},
#endif
#ifdef IPPROTO_TCP
    {"IPPROTO_TCP", IPPROTO_TCP},
#endif
#ifdef IPPROTO_UDP
    {"IPPROTO_UDP", IPPROTO_UDP},
#endif
#ifdef IPPROTO_IPV6
    {"IPPROTO_IPV6", IPPROTO_IPV6},
#endif
#ifdef IPPROTO_ICMPV6
    {"IPPROTO_ICMPV6", IPPROTO_ICMPV6},
#endif
#ifdef IPPROTO_SCTP
    {"IPPROTO_SCTP", IPPROTO_SCTP},
#endif
#ifdef IPPROTO_UDPLITE
    {"IPPROTO_UDPLITE", IPPROTO_UDPLITE},
#endif
#ifdef IPPROTO_RAW
    {"IPPROTO_RAW", IPPROTO_RAW},
#endif
#ifdef IPPROTO_MPTCP
    {"IPPROTO_MPTCP", IPPROTO_MPTCP},
#endif
#ifdef IP_BIND_ADDRESS_NO_PORT
    {"IP_BIND_ADDRESS_NO_PORT", IP_BIND_ADDRESS_NO_PORT},
#endif
#ifdef IP_DONTFRAG
    {"IP_DONTFRAG", IP_DONTFRAG},
#endif
#ifdef IP_FREEBIND
    {"IP_FREEBIND", IP_FREEBIND},
#endif
#ifdef IP_HDRINCL
    {"IP_HDRINCL", IP_HDRINCL},
#endif
#ifdef IP_MINTTL
    {"IP_MINTTL", IP_MINTTL},
#endif
#ifdef IP_MTU
    {"IP_MTU", IP_MTU},
#endif
#ifdef IP_MTU_DISCOVER
    {"IP_MTU_DISCOVER", IP_MTU_DISCOVER},
#endif
#ifdef IP_MULTICAST_ALL
    {"IP_MULTICAST_ALL", IP_MULTICAST_ALL},
#endif
#ifdef IP_MULTICAST_LOOP
    {"IP_MULTICAST_LOOP", IP_MULTICAST_LOOP},
#endif
#ifdef IP_MULTICAST_TTL
    {"IP_MULTICAST_TTL", IP_MULTICAST_TTL},
#endif
#ifdef IP_NODEFRAG
    {"IP_NODEFRAG", IP_NODEFRAG},
#endif
#ifdef IP_PKTINFO
    {"IP_PKTINFO", IP_PKTINFO},
#endif
#ifdef IP_RECVDSTADDR
    {"IP_RECVDSTADDR", IP_RECVDSTADDR},
#endif
#ifdef IP_RECVERR
    {"IP_RECVERR", IP_RECVERR},
#endif
#ifdef IP_RECVFRAGSIZE
    {"IP_RECVFRAGSIZE", IP_RECVFRAGSIZE},
#endif
#ifdef IP_RECVIF
    {"IP_RECVIF", IP_RECVIF},
#endif
#ifdef IP_RECVOPTS
    {"IP_RECVOPTS", IP_RECVOPTS},
#endif
#ifdef IP_RECVORIGDSTADDR
    {"IP_RECVORIGDSTADDR", IP_RECVORIGDSTADDR},
#endif
#ifdef IP_RECVTOS
    {"IP_RECVTOS", IP_RECVTOS},
#endif
#ifdef IP_RECVTTL
    {"IP_RECVTTL", IP_RECVTTL},
#endif
#ifdef IP_TOS
    {"IP_TOS", IP_TOS},
#endif
#ifdef IP_TRANSPARENT
    {"IP_TRANSPARENT", IP_TRANSPARENT},
#endif
#ifdef IP_TTL
    {"IP_TTL", IP_TTL},
#endif
#ifdef IPV6_AUTOFLOWLABEL
    {"IPV6_AUTOFLOWLABEL", IPV6_AUTOFLOWLABEL},
#endif
#ifdef IPV6_CHECKSUM
    {"IPV6_CHECKSUM", IPV6_CHECKSUM},
#endif
#ifdef IPV6_DONTFRAG
    {"IPV6_DONTFRAG", IPV6_DONTFRAG},
#endif
#ifdef IPV6_FREEBIND
    {"IPV6_FREEBIND", IPV6_FREEBIND},
#endif
#ifdef IPV6_HDRINCL
    {"IPV6_HDRINCL", IPV6_HDRINCL},
#endif
#ifdef IPV6_MINHOPCOUNT
    {"IPV6_MINHOPCOUNT", IPV6_MINHOPCOUNT},
#endif
#ifdef IPV6_MTU
    {"IPV6_MTU", IPV6_MTU},
#endif
#ifdef IPV6_MTU_DISCOVER
    {"IPV6_MTU_DISCOVER", IPV6_MTU_DISCOVER},
#endif
#ifdef IPV6_MULTICAST_ALL
    {"IPV6_MULTICAST_ALL", IPV6_MULTICAST_ALL},
#endif
#ifdef IPV6_MULTICAST_HOPS
    {"IPV6_MULTICAST_HOPS", IPV6_MULTICAST_HOPS},
#endif
#ifdef IPV6_MULTICAST_LOOP
    {"IPV6_MULTICAST_LOOP", IPV6_MULTICAST_LOOP},
#endif
#ifdef IPV6_RECVERR
    {"IPV6_RECVERR", IPV6_RECVERR},
#endif
#ifdef IPV6_RECVHOPLIMIT
    {"IPV6_RECVHOPLIMIT", IPV6_RECVHOPLIMIT},
#endif
#ifdef IPV6_RECVORIGDSTADDR
    {"IPV6_RECVORIGDSTADDR", IPV6_RECVORIGDSTADDR},
#endif
#ifdef IPV6_RECVPATHMTU
    {"IPV6_RECVPATHMTU", IPV6_RECVPATHMTU},
#endif
#ifdef IPV6_RECVPKTINFO
    {"IPV6_RECVPKTINFO", IPV6_RECVPKTINFO},
#endif
#ifdef IPV6_RECVTCLASS
    {"IPV6_RECVTCLASS", IPV6_RECVTCLASS},
#endif
#ifdef IPV6_TCLASS
    {"IPV6_TCLASS", IPV6_TCLASS},
#endif
#ifdef IPV6_TRANSPARENT
    {"IPV6_TRANSPARENT", IPV6_TRANSPARENT},
#endif
#ifdef IPV6_UNICAST_HOPS
    {"IPV6_UNICAST_HOPS", IPV6_UNICAST_HOPS},
#endif
#ifdef IPV6_V6ONLY
    {"IPV6_V6ONLY", IPV6_V6ONLY},
#endif
#ifdef TCP_CORK
    {"TCP_CORK", TCP_CORK},
#endif
#ifdef TCP_DEFER_ACCEPT
    {"TCP_DEFER_ACCEPT", TCP_DEFER_ACCEPT},
#endif
#ifdef TCP_FASTOPEN
    {"TCP_FASTOPEN", TCP_FASTOPEN},
#endif
#ifdef TCP_FASTOPEN_CONNECT
    {"TCP_FASTOPEN_CONNECT", TCP_FASTOPEN_CONNECT},
#endif
#ifdef TCP_FASTOPEN_NO_COOKIE
    {"TCP_FASTOPEN_NO_COOKIE", TCP_FASTOPEN_NO_COOKIE},
#endif
#ifdef TCP_INQ
    {"TCP_INQ", TCP_INQ},
#endif
#ifdef TCP_KEEPCNT
    {"TCP_KEEPCNT", TCP_KEEPCNT},
#endif
#ifdef TCP_KEEPIDLE
    {"TCP_KEEPIDLE", TCP_KEEPIDLE},
#endif
#ifdef TCP_KEEPINTVL
    {"TCP_KEEPINTVL", TCP_KEEPINTVL},
#endif
#ifdef TCP_LINGER2
    {"TCP_LINGER2", TCP_LINGER2},
#endif
#ifdef TCP_MAXSEG
    {"TCP_MAXSEG", TCP_MAXSEG},
#endif
#ifdef TCP_NODELAY
    {"TCP_NODELAY", TCP_NODELAY},
#endif
#ifdef TCP_NOPUSH
    {"TCP_NOPUSH", TCP_NOPUSH},
#endif
#ifdef TCP_NOTSENT_LOWAT
    {"TCP_NOTSENT_LOWAT", TCP_NOTSENT_LOWAT},
#endif
#ifdef TCP_QUICKACK
    {"TCP_QUICKACK", TCP_QUICKACK},
#endif
#ifdef TCP_SAVE_SYN
    {"TCP_SAVE_SYN", TCP_SAVE_SYN},
#endif
#ifdef TCP_SYNCNT
    {"TCP_SYNCNT", TCP_SYNCNT},
#endif
#ifdef TCP_THIN_LINEAR_TIMEOUTS
    {"TCP_THIN_LINEAR_TIMEOUTS", TCP_THIN_LINEAR_TIMEOUTS},
#endif
#ifdef TCP_TIMESTAMP
    {"TCP_TIMESTAMP", TCP_TIMESTAMP},
#endif
#ifdef TCP_TX_DELAY
    {"TCP_TX_DELAY", TCP_TX_DELAY},
#endif
#ifdef TCP_USER_TIMEOUT
    {"TCP_USER_TIMEOUT", TCP_USER_TIMEOUT},
#endif
#ifdef TCP_WINDOW_CLAMP
    {"TCP_WINDOW_CLAMP", TCP_WINDOW_CLAMP},
#endif
#ifdef TCP_CONGESTION
    {"TCP_CONGESTION", TCP_CONGESTION},
#endif
#ifdef TCP_ULP
    {"TCP_ULP", TCP_ULP},
#endif
#ifdef UDP_CORK
    {"UDP_CORK", UDP_CORK},
#endif
#ifdef UDP_ENCAP
    {"UDP_ENCAP", UDP_ENCAP},
#endif
#ifdef UDP_GRO
    {"UDP_GRO", UDP_GRO},
#endif
#ifdef UDP_NO_CHECK6_RX
    {"UDP_NO_CHECK6_RX", UDP_NO_CHECK6_RX},
#endif
#ifdef UDP_NO_CHECK6_TX
    {"UDP_NO_CHECK6_TX", UDP_NO_CHECK6_TX},
#endif
#ifdef UDP_SEGMENT
    {"UDP_SEGMENT", UDP_SEGMENT},
#endif
#ifdef AI_PASSIVE
    {"AI_PASSIVE", AI_PASSIVE},
#endif
#ifdef AI_CANONNAME
    {"AI_CANONNAME", AI_CANONNAME},
#endif
#ifdef AI_NUMERICHOST
    {"AI_NUMERICHOST", AI_NUMERICHOST},
#endif
#ifdef AI_NUMERICSERV
    {"AI_NUMERICSERV", AI_NUMERICSERV},
#endif
#ifdef AI_V4MAPPED
    {"AI_V4MAPPED", AI_V4MAPPED},
#endif
#ifdef AI_ALL
    {"AI_ALL", AI_ALL},
#endif
#ifdef AI_ADDRCONFIG
    {"AI_ADDRCONFIG", AI_ADDRCONFIG},
#endif
#ifdef NI_NUMERICHOST
    {"NI_NUMERICHOST", NI_NUMERICHOST},
#endif
#ifdef NI_NUMERICSERV
    {"NI_NUMERICSERV", NI_NUMERICSERV},
#endif
#ifdef NI_NOFQDN
    {"NI_NOFQDN", NI_NOFQDN},
#endif
#ifdef NI_NAMEREQD
    {"NI_NAMEREQD", NI_NAMEREQD},
#endif
#ifdef NI_DGRAM
    {"NI_DGRAM", NI_DGRAM},
#endif
#ifdef EAI_BADFLAGS
    {"EAI_BADFLAGS", EAI_BADFLAGS},
#endif
#ifdef EAI_NONAME
    {"EAI_NONAME", EAI_NONAME},
#endif
#ifdef EAI_AGAIN
    {"EAI_AGAIN", EAI_AGAIN},
#endif
#ifdef EAI_FAIL
    {"EAI_FAIL", EAI_FAIL},
#endif
#ifdef EAI_NODATA
    {"EAI_NODATA", EAI_NODATA},
#endif
#ifdef EAI_FAMILY
    {"EAI_FAMILY", EAI_FAMILY},
#endif
#ifdef EAI_SOCKTYPE
    {"EAI_SOCKTYPE", EAI_SOCKTYPE},
#endif
#ifdef EAI_SERVICE
    {"EAI_SERVICE", EAI_SERVICE},
#endif
#ifdef EAI_ADDRFAMILY
    {"EAI_ADDRFAMILY", EAI_ADDRFAMILY},
#endif
#ifdef EAI_MEMORY
    {"EAI_MEMORY", EAI_MEMORY},
#endif
#ifdef EAI_SYSTEM
    {"EAI_SYSTEM", EAI_SYSTEM},
#endif
#ifdef EAI_OVERFLOW
    {"EAI_OVERFLOW", EAI_OVERFLOW},
#endif
#ifdef POLLIN
    {"POLLIN", POLLIN},
#endif
#ifdef POLLPRI
    {"POLLPRI", POLLPRI},
#endif
#ifdef POLLOUT
    {"POLLOUT", POLLOUT},
#endif
#ifdef POLLERR
    {"POLLERR", POLLERR},
#endif
#ifdef POLLHUP
    {"POLLHUP", POLLHUP},
#endif
#ifdef POLLNVAL
    {"POLLNVAL", POLLNVAL},
#endif
#ifdef POLLRDHUP
    {"POLLRDHUP", POLLRDHUP},
#endif
#ifdef NETLINK_ADD_MEMBERSHIP
    {"NETLINK_ADD_MEMBERSHIP", NETLINK_ADD_MEMBERSHIP},
#endif
#ifdef NETLINK_BROADCAST_ERROR
    {"NETLINK_BROADCAST_ERROR", NETLINK_BROADCAST_ERROR},
#endif
#ifdef NETLINK_CAP_ACK
    {"NETLINK_CAP_ACK", NETLINK_CAP_ACK},
#endif
#ifdef NETLINK_DROP_MEMBERSHIP
    {"NETLINK_DROP_MEMBERSHIP", NETLINK_DROP_MEMBERSHIP},
#endif
#ifdef NETLINK_EXT_ACK
    {"NETLINK_EXT_ACK", NETLINK_EXT_ACK},
#endif
#ifdef NETLINK_GET_STRICT_CHK
    {"NETLINK_GET_STRICT_CHK", NETLINK_GET_STRICT_CHK},
#endif
#ifdef NETLINK_LISTEN_ALL_NSID
    {"NETLINK_LISTEN_ALL_NSID", NETLINK_LISTEN_ALL_NSID},
#endif
#ifdef NETLINK_LIST_MEMBERSHIPS
    {"NETLINK_LIST_MEMBERSHIPS", NETLINK_LIST_MEMBERSHIPS},
#endif
#ifdef NETLINK_NO_ENOBUFS
    {"NETLINK_NO_ENOBUFS", NETLINK_NO_ENOBUFS},
#endif
#ifdef NETLINK_PKTINFO
    {"NETLINK_PKTINFO", NETLINK_PKTINFO},
#endif
#ifdef NLMSG_DONE
    {"NLMSG_DONE", NLMSG_DONE},
#endif
#ifdef NLMSG_ERROR
    {"NLMSG_ERROR", NLMSG_ERROR},
#endif
#ifdef NLM_F_ACK
    {"NLM_F_ACK", NLM_F_ACK},
#endif
#ifdef NLM_F_ACK_TLVS
    {"NLM_F_ACK_TLVS", NLM_F_ACK_TLVS},
#endif
#ifdef NLM_F_CAPPED
    {"NLM_F_CAPPED", NLM_F_CAPPED},
#endif
#ifdef NLM_F_CREATE
    {"NLM_F_CREATE", NLM_F_CREATE},
#endif
#ifdef NLM_F_DUMP
    {"NLM_F_DUMP", NLM_F_DUMP},
#endif
#ifdef NLM_F_DUMP_INTR
    {"NLM_F_DUMP_INTR", NLM_F_DUMP_INTR},
#endif
#ifdef NLM_F_EXCL
    {"NLM_F_EXCL", NLM_F_EXCL},
#endif
#ifdef NLM_F_REPLACE
    {"NLM_F_REPLACE", NLM_F_REPLACE},
#endif
#ifdef NLM_F_REQUEST
    {"NLM_F_REQUEST", NLM_F_REQUEST},
#endif
#if __has_include(<linux/netlink.h>)
    {"NLMSGERR_ATTR_MSG", NLMSGERR_ATTR_MSG},
    {"NLMSGERR_ATTR_OFFS", NLMSGERR_ATTR_OFFS},
#endif
#ifdef RTM_NEWLINK
    {"RTM_NEWLINK", RTM_NEWLINK},
#endif
#ifdef RTM_DELLINK
    {"RTM_DELLINK", RTM_DELLINK},
#endif
#ifdef RTM_GETLINK
    {"RTM_GETLINK", RTM_GETLINK},
#endif
#ifdef RTM_NEWADDR
    {"RTM_NEWADDR", RTM_NEWADDR},
#endif
#ifdef RTM_DELADDR
    {"RTM_DELADDR", RTM_DELADDR},
#endif
#ifdef RTM_GETADDR
    {"RTM_GETADDR", RTM_GETADDR},
#endif
#ifdef RTM_NEWROUTE
    {"RTM_NEWROUTE", RTM_NEWROUTE},
#endif
#ifdef RTM_DELROUTE
    {"RTM_DELROUTE", RTM_DELROUTE},
#endif
#ifdef RTM_GETROUTE
    {"RTM_GETROUTE", RTM_GETROUTE},
#endif
#ifdef RTM_F_CLONED
    {"RTM_F_CLONED", RTM_F_CLONED},
#endif
#ifdef RTM_F_LOOKUP_TABLE
    {"RTM_F_LOOKUP_TABLE", RTM_F_LOOKUP_TABLE},
#endif
#ifdef RTM_F_OFFLOAD
    {"RTM_F_OFFLOAD", RTM_F_OFFLOAD},
#endif
#ifdef RTM_F_TRAP
    {"RTM_F_TRAP", RTM_F_TRAP},
#endif
#ifdef RTNH_F_DEAD
    {"RTNH_F_DEAD", RTNH_F_DEAD},
#endif
#ifdef RTNH_F_LINKDOWN
    {"RTNH_F_LINKDOWN", RTNH_F_LINKDOWN},
#endif
#ifdef RTNH_F_OFFLOAD
    {"RTNH_F_OFFLOAD", RTNH_F_OFFLOAD},
#endif
#ifdef RTNH_F_ONLINK
    {"RTNH_F_ONLINK", RTNH_F_ONLINK},
#endif
#ifdef RTNH_F_PERVASIVE
    {"RTNH_F_PERVASIVE", RTNH_F_PERVASIVE},
#endif
#ifdef RTNH_F_TRAP
    {"RTNH_F_TRAP", RTNH_F_TRAP},
#endif
#ifdef RTNH_F_UNRESOLVED
    {"RTNH_F_UNRESOLVED", RTNH_F_UNRESOLVED},
#endif
#ifdef RTNLGRP_IPV4_IFADDR
    {"RTNLGRP_IPV4_IFADDR", RTNLGRP_IPV4_IFADDR},
#endif
#ifdef RTNLGRP_IPV4_ROUTE
    {"RTNLGRP_IPV4_ROUTE", RTNLGRP_IPV4_ROUTE},
#endif
#ifdef RTNLGRP_IPV4_RULE
    {"RTNLGRP_IPV4_RULE", RTNLGRP_IPV4_RULE},
#endif
#ifdef RTNLGRP_IPV6_IFADDR
    {"RTNLGRP_IPV6_IFADDR", RTNLGRP_IPV6_IFADDR},
#endif
#ifdef RTNLGRP_IPV6_ROUTE
    {"RTNLGRP_IPV6_ROUTE", RTNLGRP_IPV6_ROUTE},
#endif
#ifdef RTNLGRP_IPV6_RULE
    {"RTNLGRP_IPV6_RULE", RTNLGRP_IPV6_RULE},
#endif
#ifdef RTNLGRP_LINK
    {"RTNLGRP_LINK", RTNLGRP_LINK},
#endif
#ifdef RTNLGRP_NEIGH
    {"RTNLGRP_NEIGH", RTNLGRP_NEIGH},
#endif
#ifdef RTNLGRP_TC
    {"RTNLGRP_TC", RTNLGRP_TC},
#endif
#ifdef RTPROT_BABEL
    {"RTPROT_BABEL", RTPROT_BABEL},
#endif
#ifdef RTPROT_BGP
    {"RTPROT_BGP", RTPROT_BGP},
#endif
#ifdef RTPROT_BIRD
    {"RTPROT_BIRD", RTPROT_BIRD},
#endif
#ifdef RTPROT_BOOT
    {"RTPROT_BOOT", RTPROT_BOOT},
#endif
#ifdef RTPROT_DHCP
    {"RTPROT_DHCP", RTPROT_DHCP},
#endif
#ifdef RTPROT_EIGRP
    {"RTPROT_EIGRP", RTPROT_EIGRP},
#endif
#ifdef RTPROT_GATED
    {"RTPROT_GATED", RTPROT_GATED},
#endif
#ifdef RTPROT_ISIS
    {"RTPROT_ISIS", RTPROT_ISIS},
#endif
#ifdef RTPROT_KEEPALIVED
    {"RTPROT_KEEPALIVED", RTPROT_KEEPALIVED},
#endif
#ifdef RTPROT_KERNEL
    {"RTPROT_KERNEL", RTPROT_KERNEL},
#endif
#ifdef RTPROT_MROUTED
    {"RTPROT_MROUTED", RTPROT_MROUTED},
#endif
#ifdef RTPROT_OPENR
    {"RTPROT_OPENR", RTPROT_OPENR},
#endif
#ifdef RTPROT_OSPF
    {"RTPROT_OSPF", RTPROT_OSPF},
#endif
#ifdef RTPROT_RA
    {"RTPROT_RA", RTPROT_RA},
#endif
#ifdef RTPROT_REDIRECT
    {"RTPROT_REDIRECT", RTPROT_REDIRECT},
#endif
#ifdef RTPROT_RIP
    {"RTPROT_RIP", RTPROT_RIP},
#endif
#ifdef RTPROT_STATIC
    {"RTPROT_STATIC", RTPROT_STATIC},
#endif
#ifdef RTPROT_UNSPEC
    {"RTPROT_UNSPEC", RTPROT_UNSPEC},
#endif
#ifdef RTPROT_XORP
    {"RTPROT_XORP", RTPROT_XORP},
#endif
#ifdef RTPROT_ZEBRA
    {"RTPROT_ZEBRA", RTPROT_ZEBRA},
#endif
#if __has_include(<linux/rtnetlink.h>)
    {"RTA_DST", RTA_DST},
    {"RTA_GATEWAY", RTA_GATEWAY},
    {"RTA_IIF", RTA_IIF},
    {"RTA_MULTIPATH", RTA_MULTIPATH},
    {"RTA_OIF", RTA_OIF},
    {"RTA_PREFSRC", RTA_PREFSRC},
    {"RTA_PRIORITY", RTA_PRIORITY},
    {"RTA_SRC", RTA_SRC},
    {"RTA_TABLE", RTA_TABLE},
    {"RTA_VIA", RTA_VIA},
    {"RTN_ANYCAST", RTN_ANYCAST},
    {"RTN_BLACKHOLE", RTN_BLACKHOLE},
    {"RTN_BROADCAST", RTN_BROADCAST},
    {"RTN_LOCAL", RTN_LOCAL},
    {"RTN_MULTICAST", RTN_MULTICAST},
    {"RTN_NAT", RTN_NAT},
    {"RTN_PROHIBIT", RTN_PROHIBIT},
    {"RTN_THROW", RTN_THROW},
    {"RTN_UNICAST", RTN_UNICAST},
    {"RTN_UNREACHABLE", RTN_UNREACHABLE},
    {"RTN_UNSPEC", RTN_UNSPEC},
    {"RTN_XRESOLVE", RTN_XRESOLVE},
    {"RT_SCOPE_HOST", RT_SCOPE_HOST},
    {"RT_SCOPE_LINK", RT_SCOPE_LINK},
    {"RT_SCOPE_NOWHERE", RT_SCOPE_NOWHERE},
    {"RT_SCOPE_SITE", RT_SCOPE_SITE},
    {"RT_SCOPE_UNIVERSE", RT_SCOPE_UNIVERSE},
    {"RT_TABLE_DEFAULT", RT_TABLE_DEFAULT},
    {"RT_TABLE_LOCAL", RT_TABLE_LOCAL},
    {"RT_TABLE_MAIN", RT_TABLE_MAIN},
    {"RT_TABLE_UNSPEC", RT_TABLE_UNSPEC},
#endif
#if __has_include(<linux/if_link.h>)
    {"IFLA_ADDRESS", IFLA_ADDRESS},
    {"IFLA_BROADCAST", IFLA_BROADCAST},
    {"IFLA_CARRIER", IFLA_CARRIER},
    {"IFLA_GROUP", IFLA_GROUP},
    {"IFLA_IFALIAS", IFLA_IFALIAS},
    {"IFLA_IFNAME", IFLA_IFNAME},
    {"IFLA_INFO_KIND", IFLA_INFO_KIND},
    {"IFLA_LINK", IFLA_LINK},
    {"IFLA_LINKINFO", IFLA_LINKINFO},
    {"IFLA_LINK_NETNSID", IFLA_LINK_NETNSID},
    {"IFLA_MASTER", IFLA_MASTER},
    {"IFLA_MTU", IFLA_MTU},
    {"IFLA_OPERSTATE", IFLA_OPERSTATE},
    {"IFLA_PROMISCUITY", IFLA_PROMISCUITY},
    {"IFLA_QDISC", IFLA_QDISC},
    {"IFLA_STATS64", IFLA_STATS64},
    {"IFLA_TXQLEN", IFLA_TXQLEN},
#endif
#ifdef IFA_F_DADFAILED
    {"IFA_F_DADFAILED", IFA_F_DADFAILED},
#endif
#ifdef IFA_F_DEPRECATED
    {"IFA_F_DEPRECATED", IFA_F_DEPRECATED},
#endif
#ifdef IFA_F_HOMEADDRESS
    {"IFA_F_HOMEADDRESS", IFA_F_HOMEADDRESS},
#endif
#ifdef IFA_F_MANAGETEMPADDR
    {"IFA_F_MANAGETEMPADDR", IFA_F_MANAGETEMPADDR},
#endif
#ifdef IFA_F_MCAUTOJOIN
    {"IFA_F_MCAUTOJOIN", IFA_F_MCAUTOJOIN},
#endif
#ifdef IFA_F_NODAD
    {"IFA_F_NODAD", IFA_F_NODAD},
#endif
#ifdef IFA_F_NOPREFIXROUTE
    {"IFA_F_NOPREFIXROUTE", IFA_F_NOPREFIXROUTE},
#endif
#ifdef IFA_F_OPTIMISTIC
    {"IFA_F_OPTIMISTIC", IFA_F_OPTIMISTIC},
#endif
#ifdef IFA_F_PERMANENT
    {"IFA_F_PERMANENT", IFA_F_PERMANENT},
#endif
#ifdef IFA_F_SECONDARY
    {"IFA_F_SECONDARY", IFA_F_SECONDARY},
#endif
#ifdef IFA_F_STABLE_PRIVACY
    {"IFA_F_STABLE_PRIVACY", IFA_F_STABLE_PRIVACY},
#endif
#ifdef IFA_F_TENTATIVE
    {"IFA_F_TENTATIVE", IFA_F_TENTATIVE},
#endif
#if __has_include(<linux/if_addr.h>)
    {"IFA_ADDRESS", IFA_ADDRESS},
    {"IFA_BROADCAST", IFA_BROADCAST},
    {"IFA_CACHEINFO", IFA_CACHEINFO},
    {"IFA_FLAGS", IFA_FLAGS},
    {"IFA_LABEL", IFA_LABEL},
    {"IFA_LOCAL", IFA_LOCAL},
#endif
#ifdef IFF_ALLMULTI
    {"IFF_ALLMULTI", IFF_ALLMULTI},
#endif
#ifdef IFF_AUTOMEDIA
    {"IFF_AUTOMEDIA", IFF_AUTOMEDIA},
#endif
#ifdef IFF_BROADCAST
    {"IFF_BROADCAST", IFF_BROADCAST},
#endif
#ifdef IFF_DEBUG
    {"IFF_DEBUG", IFF_DEBUG},
#endif
#ifdef IFF_DORMANT
    {"IFF_DORMANT", IFF_DORMANT},
#endif
#ifdef IFF_DYNAMIC
    {"IFF_DYNAMIC", IFF_DYNAMIC},
#endif
#ifdef IFF_ECHO
    {"IFF_ECHO", IFF_ECHO},
#endif
#ifdef IFF_LOOPBACK
    {"IFF_LOOPBACK", IFF_LOOPBACK},
#endif
#ifdef IFF_LOWER_UP
    {"IFF_LOWER_UP", IFF_LOWER_UP},
#endif
#ifdef IFF_MASTER
    {"IFF_MASTER", IFF_MASTER},
#endif
#ifdef IFF_MULTICAST
    {"IFF_MULTICAST", IFF_MULTICAST},
#endif
#ifdef IFF_NOARP
    {"IFF_NOARP", IFF_NOARP},
#endif
#ifdef IFF_NOTRAILERS
    {"IFF_NOTRAILERS", IFF_NOTRAILERS},
#endif
#ifdef IFF_POINTOPOINT
    {"IFF_POINTOPOINT", IFF_POINTOPOINT},
#endif
#ifdef IFF_PORTSEL
    {"IFF_PORTSEL", IFF_PORTSEL},
#endif
#ifdef IFF_PROMISC
    {"IFF_PROMISC", IFF_PROMISC},
#endif
#ifdef IFF_RUNNING
    {"IFF_RUNNING", IFF_RUNNING},
#endif
#ifdef IFF_SLAVE
    {"IFF_SLAVE", IFF_SLAVE},
#endif
#ifdef IFF_UP
    {"IFF_UP", IFF_UP},
#endif
#if __has_include(<linux/if.h>)
    {"IF_OPER_DORMANT", IF_OPER_DORMANT},
    {"IF_OPER_DOWN", IF_OPER_DOWN},
    {"IF_OPER_LOWERLAYERDOWN", IF_OPER_LOWERLAYERDOWN},
    {"IF_OPER_NOTPRESENT", IF_OPER_NOTPRESENT},
    {"IF_OPER_TESTING", IF_OPER_TESTING},
    {"IF_OPER_UNKNOWN", IF_OPER_UNKNOWN},
    {"IF_OPER_UP", IF_OPER_UP},
#endif
#ifdef PACKET_ADD_MEMBERSHIP
    {"PACKET_ADD_MEMBERSHIP", PACKET_ADD_MEMBERSHIP},
#endif
#ifdef PACKET_AUXDATA
    {"PACKET_AUXDATA", PACKET_AUXDATA},
#endif
#ifdef PACKET_BROADCAST
    {"PACKET_BROADCAST", PACKET_BROADCAST},
#endif
#ifdef PACKET_DROP_MEMBERSHIP
    {"PACKET_DROP_MEMBERSHIP", PACKET_DROP_MEMBERSHIP},
#endif
#ifdef PACKET_FANOUT
    {"PACKET_FANOUT", PACKET_FANOUT},
#endif
#ifdef PACKET_FANOUT_CBPF
    {"PACKET_FANOUT_CBPF", PACKET_FANOUT_CBPF},
#endif
#ifdef PACKET_FANOUT_CPU
    {"PACKET_FANOUT_CPU", PACKET_FANOUT_CPU},
#endif
#ifdef PACKET_FANOUT_EBPF
    {"PACKET_FANOUT_EBPF", PACKET_FANOUT_EBPF},
#endif
#ifdef PACKET_FANOUT_FLAG_DEFRAG
    {"PACKET_FANOUT_FLAG_DEFRAG", PACKET_FANOUT_FLAG_DEFRAG},
#endif
#ifdef PACKET_FANOUT_FLAG_ROLLOVER
    {"PACKET_FANOUT_FLAG_ROLLOVER", PACKET_FANOUT_FLAG_ROLLOVER},
#endif
#ifdef PACKET_FANOUT_FLAG_UNIQUEID
    {"PACKET_FANOUT_FLAG_UNIQUEID", PACKET_FANOUT_FLAG_UNIQUEID},
#endif
#ifdef PACKET_FANOUT_HASH
    {"PACKET_FANOUT_HASH", PACKET_FANOUT_HASH},
#endif
#ifdef PACKET_FANOUT_LB
    {"PACKET_FANOUT_LB", PACKET_FANOUT_LB},
#endif
#ifdef PACKET_FANOUT_QM
    {"PACKET_FANOUT_QM", PACKET_FANOUT_QM},
#endif
#ifdef PACKET_FANOUT_RND
    {"PACKET_FANOUT_RND", PACKET_FANOUT_RND},
#endif
#ifdef PACKET_FANOUT_ROLLOVER
    {"PACKET_FANOUT_ROLLOVER", PACKET_FANOUT_ROLLOVER},
#endif
#ifdef PACKET_HOST
    {"PACKET_HOST", PACKET_HOST},
#endif
#ifdef PACKET_IGNORE_OUTGOING
    {"PACKET_IGNORE_OUTGOING", PACKET_IGNORE_OUTGOING},
#endif
#ifdef PACKET_KERNEL
    {"PACKET_KERNEL", PACKET_KERNEL},
#endif
#ifdef PACKET_LOOPBACK
    {"PACKET_LOOPBACK", PACKET_LOOPBACK},
#endif
#ifdef PACKET_MR_ALLMULTI
    {"PACKET_MR_ALLMULTI", PACKET_MR_ALLMULTI},
#endif
#ifdef PACKET_MR_MULTICAST
    {"PACKET_MR_MULTICAST", PACKET_MR_MULTICAST},
#endif
#ifdef PACKET_MR_PROMISC
    {"PACKET_MR_PROMISC", PACKET_MR_PROMISC},
#endif
#ifdef PACKET_MR_UNICAST
    {"PACKET_MR_UNICAST", PACKET_MR_UNICAST},
#endif
#ifdef PACKET_MULTICAST
    {"PACKET_MULTICAST", PACKET_MULTICAST},
#endif
#ifdef PACKET_ORIGDEV
    {"PACKET_ORIGDEV", PACKET_ORIGDEV},
#endif
#ifdef PACKET_OTHERHOST
    {"PACKET_OTHERHOST", PACKET_OTHERHOST},
#endif
#ifdef PACKET_OUTGOING
    {"PACKET_OUTGOING", PACKET_OUTGOING},
#endif
#ifdef PACKET_QDISC_BYPASS
    {"PACKET_QDISC_BYPASS", PACKET_QDISC_BYPASS},
#endif
#ifdef PACKET_STATISTICS
    {"PACKET_STATISTICS", PACKET_STATISTICS},
#endif
#ifdef PACKET_USER
    {"PACKET_USER", PACKET_USER},
#endif
#ifdef TP_STATUS_CSUMNOTREADY
    {"TP_STATUS_CSUMNOTREADY", TP_STATUS_CSUMNOTREADY},
#endif
#ifdef TP_STATUS_CSUM_VALID
    {"TP_STATUS_CSUM_VALID", TP_STATUS_CSUM_VALID},
#endif
#ifdef TP_STATUS_LOSING
    {"TP_STATUS_LOSING", TP_STATUS_LOSING},
#endif
#ifdef TP_STATUS_VLAN_TPID_VALID
    {"TP_STATUS_VLAN_TPID_VALID", TP_STATUS_VLAN_TPID_VALID},
#endif
#ifdef TP_STATUS_VLAN_VALID
    {"TP_STATUS_VLAN_VALID", TP_STATUS_VLAN_VALID},
#endif
#ifdef ETH_P_8021AD
    {"ETH_P_8021AD", ETH_P_8021AD},
#endif
#ifdef ETH_P_8021Q
    {"ETH_P_8021Q", ETH_P_8021Q},
#endif
#ifdef ETH_P_802_EX1
    {"ETH_P_802_EX1", ETH_P_802_EX1},
#endif
#ifdef ETH_P_ALL
    {"ETH_P_ALL", ETH_P_ALL},
#endif
#ifdef ETH_P_ARP
    {"ETH_P_ARP", ETH_P_ARP},
#endif
#ifdef ETH_P_IP
    {"ETH_P_IP", ETH_P_IP},
#endif
#ifdef ETH_P_IPV6
    {"ETH_P_IPV6", ETH_P_IPV6},
#endif
#ifdef ETH_P_LLDP
    {"ETH_P_LLDP", ETH_P_LLDP},
#endif
#ifdef ETH_P_MACSEC
    {"ETH_P_MACSEC", ETH_P_MACSEC},
#endif
#ifdef ETH_P_MPLS_UC
    {"ETH_P_MPLS_UC", ETH_P_MPLS_UC},
#endif
#ifdef ETH_P_PAE
    {"ETH_P_PAE", ETH_P_PAE},
#endif
#ifdef ICMP_FILTER
    {"ICMP_FILTER", ICMP_FILTER},
#endif
#ifdef ICMPV6_FILTER
    {"ICMPV6_FILTER", ICMPV6_FILTER},
#endif
#ifdef PACKET_FANOUT_FLAG_IGNORE_OUTGOING
    {"PACKET_FANOUT_FLAG_IGNORE_OUTGOING", PACKET_FANOUT_FLAG_IGNORE_OUTGOING},
#endif
#ifdef UDPLITE_RECV_CSCOV
    {"UDPLITE_RECV_CSCOV", UDPLITE_RECV_CSCOV},
#endif
#ifdef UDPLITE_SEND_CSCOV
    {"UDPLITE_SEND_CSCOV", UDPLITE_SEND_CSCOV},
#endif
    {NULL, 0},
};
