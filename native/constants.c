/* Generated from constants.list by scripts/generate.mjs. */
/* clang-format off */
#ifdef _WIN32
#include "win32.h"
#else
#include <errno.h>
#include <sys/socket.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <sys/un.h>
#include <limits.h>
#include <time.h>
#include <netdb.h>
#include <poll.h>
#include "device_numbers.h"
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
#endif

#include "control.h"
#include "linux.h"
#include "napi_util.h"

const char bs_constant_names[] =
#ifdef EPERM
    "EPERM\0"
#endif
#ifdef ENOENT
    "ENOENT\0"
#endif
#ifdef ESRCH
    "ESRCH\0"
#endif
#ifdef EINTR
    "EINTR\0"
#endif
#ifdef EIO
    "EIO\0"
#endif
#ifdef ENXIO
    "ENXIO\0"
#endif
#ifdef E2BIG
    "E2BIG\0"
#endif
#ifdef ENOEXEC
    "ENOEXEC\0"
#endif
#ifdef EBADF
    "EBADF\0"
#endif
#ifdef ECHILD
    "ECHILD\0"
#endif
#ifdef ENOMEM
    "ENOMEM\0"
#endif
#ifdef EACCES
    "EACCES\0"
#endif
#ifdef EFAULT
    "EFAULT\0"
#endif
#ifdef ENOTBLK
    "ENOTBLK\0"
#endif
#ifdef EBUSY
    "EBUSY\0"
#endif
#ifdef EEXIST
    "EEXIST\0"
#endif
#ifdef EXDEV
    "EXDEV\0"
#endif
#ifdef ENODEV
    "ENODEV\0"
#endif
#ifdef ENOTDIR
    "ENOTDIR\0"
#endif
#ifdef EISDIR
    "EISDIR\0"
#endif
#ifdef EINVAL
    "EINVAL\0"
#endif
#ifdef ENFILE
    "ENFILE\0"
#endif
#ifdef EMFILE
    "EMFILE\0"
#endif
#ifdef ENOTTY
    "ENOTTY\0"
#endif
#ifdef ETXTBSY
    "ETXTBSY\0"
#endif
#ifdef EFBIG
    "EFBIG\0"
#endif
#ifdef ENOSPC
    "ENOSPC\0"
#endif
#ifdef ESPIPE
    "ESPIPE\0"
#endif
#ifdef EROFS
    "EROFS\0"
#endif
#ifdef EMLINK
    "EMLINK\0"
#endif
#ifdef EPIPE
    "EPIPE\0"
#endif
#ifdef EDOM
    "EDOM\0"
#endif
#ifdef ERANGE
    "ERANGE\0"
#endif
#ifdef ENAMETOOLONG
    "ENAMETOOLONG\0"
#endif
#ifdef ENOLCK
    "ENOLCK\0"
#endif
#ifdef ENOSYS
    "ENOSYS\0"
#endif
#ifdef ENOTEMPTY
    "ENOTEMPTY\0"
#endif
#ifdef ELOOP
    "ELOOP\0"
#endif
#ifdef ENOMSG
    "ENOMSG\0"
#endif
#ifdef EIDRM
    "EIDRM\0"
#endif
#ifdef ECHRNG
    "ECHRNG\0"
#endif
#ifdef EL2NSYNC
    "EL2NSYNC\0"
#endif
#ifdef EL3HLT
    "EL3HLT\0"
#endif
#ifdef EL3RST
    "EL3RST\0"
#endif
#ifdef ELNRNG
    "ELNRNG\0"
#endif
#ifdef EUNATCH
    "EUNATCH\0"
#endif
#ifdef ENOCSI
    "ENOCSI\0"
#endif
#ifdef EL2HLT
    "EL2HLT\0"
#endif
#ifdef EBADE
    "EBADE\0"
#endif
#ifdef EBADR
    "EBADR\0"
#endif
#ifdef EXFULL
    "EXFULL\0"
#endif
#ifdef ENOANO
    "ENOANO\0"
#endif
#ifdef EBADRQC
    "EBADRQC\0"
#endif
#ifdef EBADSLT
    "EBADSLT\0"
#endif
#ifdef EBFONT
    "EBFONT\0"
#endif
#ifdef ENOSTR
    "ENOSTR\0"
#endif
#ifdef ENODATA
    "ENODATA\0"
#endif
#ifdef ETIME
    "ETIME\0"
#endif
#ifdef ENOSR
    "ENOSR\0"
#endif
#ifdef ENONET
    "ENONET\0"
#endif
#ifdef ENOPKG
    "ENOPKG\0"
#endif
#ifdef EREMOTE
    "EREMOTE\0"
#endif
#ifdef ENOLINK
    "ENOLINK\0"
#endif
#ifdef EADV
    "EADV\0"
#endif
#ifdef ESRMNT
    "ESRMNT\0"
#endif
#ifdef ECOMM
    "ECOMM\0"
#endif
#ifdef EPROTO
    "EPROTO\0"
#endif
#ifdef EMULTIHOP
    "EMULTIHOP\0"
#endif
#ifdef EDOTDOT
    "EDOTDOT\0"
#endif
#ifdef EBADMSG
    "EBADMSG\0"
#endif
#ifdef EOVERFLOW
    "EOVERFLOW\0"
#endif
#ifdef ENOTUNIQ
    "ENOTUNIQ\0"
#endif
#ifdef EBADFD
    "EBADFD\0"
#endif
#ifdef EREMCHG
    "EREMCHG\0"
#endif
#ifdef ELIBACC
    "ELIBACC\0"
#endif
#ifdef ELIBBAD
    "ELIBBAD\0"
#endif
#ifdef ELIBSCN
    "ELIBSCN\0"
#endif
#ifdef ELIBMAX
    "ELIBMAX\0"
#endif
#ifdef ELIBEXEC
    "ELIBEXEC\0"
#endif
#ifdef EILSEQ
    "EILSEQ\0"
#endif
#ifdef ERESTART
    "ERESTART\0"
#endif
#ifdef ESTRPIPE
    "ESTRPIPE\0"
#endif
#ifdef EUSERS
    "EUSERS\0"
#endif
#ifdef ENOTSOCK
    "ENOTSOCK\0"
#endif
#ifdef EDESTADDRREQ
    "EDESTADDRREQ\0"
#endif
#ifdef EMSGSIZE
    "EMSGSIZE\0"
#endif
#ifdef EPROTOTYPE
    "EPROTOTYPE\0"
#endif
#ifdef ENOPROTOOPT
    "ENOPROTOOPT\0"
#endif
#ifdef EPROTONOSUPPORT
    "EPROTONOSUPPORT\0"
#endif
#ifdef ESOCKTNOSUPPORT
    "ESOCKTNOSUPPORT\0"
#endif
#ifdef EPFNOSUPPORT
    "EPFNOSUPPORT\0"
#endif
#ifdef EAFNOSUPPORT
    "EAFNOSUPPORT\0"
#endif
#ifdef EADDRINUSE
    "EADDRINUSE\0"
#endif
#ifdef EADDRNOTAVAIL
    "EADDRNOTAVAIL\0"
#endif
#ifdef ENETDOWN
    "ENETDOWN\0"
#endif
#ifdef ENETUNREACH
    "ENETUNREACH\0"
#endif
#ifdef ENETRESET
    "ENETRESET\0"
#endif
#ifdef ECONNABORTED
    "ECONNABORTED\0"
#endif
#ifdef ECONNRESET
    "ECONNRESET\0"
#endif
#ifdef ENOBUFS
    "ENOBUFS\0"
#endif
#ifdef EISCONN
    "EISCONN\0"
#endif
#ifdef ENOTCONN
    "ENOTCONN\0"
#endif
#ifdef ESHUTDOWN
    "ESHUTDOWN\0"
#endif
#ifdef ETOOMANYREFS
    "ETOOMANYREFS\0"
#endif
#ifdef ETIMEDOUT
    "ETIMEDOUT\0"
#endif
#ifdef ECONNREFUSED
    "ECONNREFUSED\0"
#endif
#ifdef EHOSTDOWN
    "EHOSTDOWN\0"
#endif
#ifdef EHOSTUNREACH
    "EHOSTUNREACH\0"
#endif
#ifdef EALREADY
    "EALREADY\0"
#endif
#ifdef EINPROGRESS
    "EINPROGRESS\0"
#endif
#ifdef ESTALE
    "ESTALE\0"
#endif
#ifdef EUCLEAN
    "EUCLEAN\0"
#endif
#ifdef ENOTNAM
    "ENOTNAM\0"
#endif
#ifdef ENAVAIL
    "ENAVAIL\0"
#endif
#ifdef EISNAM
    "EISNAM\0"
#endif
#ifdef EREMOTEIO
    "EREMOTEIO\0"
#endif
#ifdef EDQUOT
    "EDQUOT\0"
#endif
#ifdef ENOMEDIUM
    "ENOMEDIUM\0"
#endif
#ifdef EMEDIUMTYPE
    "EMEDIUMTYPE\0"
#endif
#ifdef ECANCELED
    "ECANCELED\0"
#endif
#ifdef ENOKEY
    "ENOKEY\0"
#endif
#ifdef EKEYEXPIRED
    "EKEYEXPIRED\0"
#endif
#ifdef EKEYREVOKED
    "EKEYREVOKED\0"
#endif
#ifdef EKEYREJECTED
    "EKEYREJECTED\0"
#endif
#ifdef EOWNERDEAD
    "EOWNERDEAD\0"
#endif
#ifdef ENOTRECOVERABLE
    "ENOTRECOVERABLE\0"
#endif
#ifdef ERFKILL
    "ERFKILL\0"
#endif
#ifdef EHWPOISON
    "EHWPOISON\0"
#endif
#ifdef EAGAIN
    "EAGAIN\0"
#endif
#ifdef EWOULDBLOCK
    "EWOULDBLOCK\0"
#endif
#ifdef ENOTSUP
    "ENOTSUP\0"
#endif
#ifdef EOPNOTSUPP
    "EOPNOTSUPP\0"
#endif
#ifdef EDEADLK
    "EDEADLK\0"
#endif
#ifdef EDEADLOCK
    "EDEADLOCK\0"
#endif
#ifdef AF_UNSPEC
    "AF_UNSPEC\0"
#endif
#ifdef AF_UNIX
    "AF_UNIX\0"
#endif
#ifdef AF_LOCAL
    "AF_LOCAL\0"
#endif
#ifdef AF_INET
    "AF_INET\0"
#endif
#ifdef AF_INET6
    "AF_INET6\0"
#endif
#ifdef AF_NETLINK
    "AF_NETLINK\0"
#endif
#ifdef AF_PACKET
    "AF_PACKET\0"
#endif
#ifdef AF_VSOCK
    "AF_VSOCK\0"
#endif
#ifdef AF_CAN
    "AF_CAN\0"
#endif
#ifdef AF_BLUETOOTH
    "AF_BLUETOOTH\0"
#endif
#ifdef AF_ALG
    "AF_ALG\0"
#endif
#ifdef AF_TIPC
    "AF_TIPC\0"
#endif
#ifdef AF_XDP
    "AF_XDP\0"
#endif
#ifdef SOCK_STREAM
    "SOCK_STREAM\0"
#endif
#ifdef SOCK_DGRAM
    "SOCK_DGRAM\0"
#endif
#ifdef SOCK_SEQPACKET
    "SOCK_SEQPACKET\0"
#endif
#ifdef SOCK_RAW
    "SOCK_RAW\0"
#endif
#ifdef SOCK_RDM
    "SOCK_RDM\0"
#endif
#ifdef SHUT_RD
    "SHUT_RD\0"
#endif
#ifdef SHUT_WR
    "SHUT_WR\0"
#endif
#ifdef SHUT_RDWR
    "SHUT_RDWR\0"
#endif
#ifdef SOMAXCONN
    "SOMAXCONN\0"
#endif
#ifdef MSG_OOB
    "MSG_OOB\0"
#endif
#ifdef MSG_PEEK
    "MSG_PEEK\0"
#endif
#ifdef MSG_DONTROUTE
    "MSG_DONTROUTE\0"
#endif
#ifdef MSG_DONTWAIT
    "MSG_DONTWAIT\0"
#endif
#ifdef MSG_EOR
    "MSG_EOR\0"
#endif
#ifdef MSG_TRUNC
    "MSG_TRUNC\0"
#endif
#ifdef MSG_CTRUNC
    "MSG_CTRUNC\0"
#endif
#ifdef MSG_WAITALL
    "MSG_WAITALL\0"
#endif
#ifdef MSG_NOSIGNAL
    "MSG_NOSIGNAL\0"
#endif
#ifdef MSG_CMSG_CLOEXEC
    "MSG_CMSG_CLOEXEC\0"
#endif
#ifdef MSG_ERRQUEUE
    "MSG_ERRQUEUE\0"
#endif
#ifdef MSG_CONFIRM
    "MSG_CONFIRM\0"
#endif
#ifdef MSG_MORE
    "MSG_MORE\0"
#endif
#ifdef MSG_FASTOPEN
    "MSG_FASTOPEN\0"
#endif
#ifdef MSG_WAITFORONE
    "MSG_WAITFORONE\0"
#endif
#ifdef MSG_ZEROCOPY
    "MSG_ZEROCOPY\0"
#endif
#ifdef SCM_RIGHTS
    "SCM_RIGHTS\0"
#endif
#ifdef SCM_CREDENTIALS
    "SCM_CREDENTIALS\0"
#endif
#ifdef SCM_PIDFD
    "SCM_PIDFD\0"
#endif
#ifdef SCM_SECURITY
    "SCM_SECURITY\0"
#endif
#ifdef SCM_TIMESTAMP
    "SCM_TIMESTAMP\0"
#endif
#ifdef SCM_TIMESTAMPING
    "SCM_TIMESTAMPING\0"
#endif
#ifdef SCM_TIMESTAMPNS
    "SCM_TIMESTAMPNS\0"
#endif
#ifdef SCM_TXTIME
    "SCM_TXTIME\0"
#endif
#ifdef SCM_MAX_FD
    "SCM_MAX_FD\0"
#endif
#ifdef SOL_NETLINK
    "SOL_NETLINK\0"
#endif
#ifdef SOL_PACKET
    "SOL_PACKET\0"
#endif
#ifdef SOL_SOCKET
    "SOL_SOCKET\0"
#endif
#ifdef SO_ACCEPTCONN
    "SO_ACCEPTCONN\0"
#endif
#ifdef SO_ATTACH_BPF
    "SO_ATTACH_BPF\0"
#endif
#ifdef SO_ATTACH_FILTER
    "SO_ATTACH_FILTER\0"
#endif
#ifdef SO_ATTACH_REUSEPORT_CBPF
    "SO_ATTACH_REUSEPORT_CBPF\0"
#endif
#ifdef SO_ATTACH_REUSEPORT_EBPF
    "SO_ATTACH_REUSEPORT_EBPF\0"
#endif
#ifdef SO_BINDTODEVICE
    "SO_BINDTODEVICE\0"
#endif
#ifdef SO_BINDTOIFINDEX
    "SO_BINDTOIFINDEX\0"
#endif
#ifdef SO_BROADCAST
    "SO_BROADCAST\0"
#endif
#ifdef SO_BUF_LOCK
    "SO_BUF_LOCK\0"
#endif
#ifdef SO_BUSY_POLL
    "SO_BUSY_POLL\0"
#endif
#ifdef SO_BUSY_POLL_BUDGET
    "SO_BUSY_POLL_BUDGET\0"
#endif
#ifdef SO_COOKIE
    "SO_COOKIE\0"
#endif
#ifdef SO_DEBUG
    "SO_DEBUG\0"
#endif
#ifdef SO_DETACH_BPF
    "SO_DETACH_BPF\0"
#endif
#ifdef SO_DETACH_FILTER
    "SO_DETACH_FILTER\0"
#endif
#ifdef SO_DETACH_REUSEPORT_BPF
    "SO_DETACH_REUSEPORT_BPF\0"
#endif
#ifdef SO_DOMAIN
    "SO_DOMAIN\0"
#endif
#ifdef SO_DONTROUTE
    "SO_DONTROUTE\0"
#endif
#ifdef SO_ERROR
    "SO_ERROR\0"
#endif
#ifdef SO_EXCLUSIVEADDRUSE
    "SO_EXCLUSIVEADDRUSE\0"
#endif
#ifdef SO_GET_FILTER
    "SO_GET_FILTER\0"
#endif
#ifdef SO_INCOMING_CPU
    "SO_INCOMING_CPU\0"
#endif
#ifdef SO_INCOMING_NAPI_ID
    "SO_INCOMING_NAPI_ID\0"
#endif
#ifdef SO_KEEPALIVE
    "SO_KEEPALIVE\0"
#endif
#ifdef SO_LINGER
    "SO_LINGER\0"
#endif
#ifdef SO_LOCK_FILTER
    "SO_LOCK_FILTER\0"
#endif
#ifdef SO_MARK
    "SO_MARK\0"
#endif
#ifdef SO_MAX_PACING_RATE
    "SO_MAX_PACING_RATE\0"
#endif
#ifdef SO_MEMINFO
    "SO_MEMINFO\0"
#endif
#ifdef SO_NETNS_COOKIE
    "SO_NETNS_COOKIE\0"
#endif
#ifdef SO_NO_CHECK
    "SO_NO_CHECK\0"
#endif
#ifdef SO_NOSIGPIPE
    "SO_NOSIGPIPE\0"
#endif
#ifdef SO_OOBINLINE
    "SO_OOBINLINE\0"
#endif
#ifdef SO_PASSCRED
    "SO_PASSCRED\0"
#endif
#ifdef SO_PASSPIDFD
    "SO_PASSPIDFD\0"
#endif
#ifdef SO_PASSSEC
    "SO_PASSSEC\0"
#endif
#ifdef SO_PEEK_OFF
    "SO_PEEK_OFF\0"
#endif
#ifdef SO_PEERCRED
    "SO_PEERCRED\0"
#endif
#ifdef SO_PEERGROUPS
    "SO_PEERGROUPS\0"
#endif
#ifdef SO_PEERPIDFD
    "SO_PEERPIDFD\0"
#endif
#ifdef SO_PEERSEC
    "SO_PEERSEC\0"
#endif
#ifdef SO_PREFER_BUSY_POLL
    "SO_PREFER_BUSY_POLL\0"
#endif
#ifdef SO_PRIORITY
    "SO_PRIORITY\0"
#endif
#ifdef SO_PROTOCOL
    "SO_PROTOCOL\0"
#endif
#ifdef SO_RCVBUF
    "SO_RCVBUF\0"
#endif
#ifdef SO_RCVBUFFORCE
    "SO_RCVBUFFORCE\0"
#endif
#ifdef SO_RCVLOWAT
    "SO_RCVLOWAT\0"
#endif
#ifdef SO_RCVMARK
    "SO_RCVMARK\0"
#endif
#ifdef SO_RCVTIMEO
    "SO_RCVTIMEO\0"
#endif
#ifdef SO_RESERVE_MEM
    "SO_RESERVE_MEM\0"
#endif
#ifdef SO_REUSEADDR
    "SO_REUSEADDR\0"
#endif
#ifdef SO_REUSEPORT
    "SO_REUSEPORT\0"
#endif
#ifdef SO_REUSEPORT_LB
    "SO_REUSEPORT_LB\0"
#endif
#ifdef SO_RXQ_OVFL
    "SO_RXQ_OVFL\0"
#endif
#ifdef SO_SELECT_ERR_QUEUE
    "SO_SELECT_ERR_QUEUE\0"
#endif
#ifdef SO_SETFIB
    "SO_SETFIB\0"
#endif
#ifdef SO_SNDBUF
    "SO_SNDBUF\0"
#endif
#ifdef SO_SNDBUFFORCE
    "SO_SNDBUFFORCE\0"
#endif
#ifdef SO_SNDLOWAT
    "SO_SNDLOWAT\0"
#endif
#ifdef SO_SNDTIMEO
    "SO_SNDTIMEO\0"
#endif
#ifdef SO_TIMESTAMP
    "SO_TIMESTAMP\0"
#endif
#ifdef SO_TIMESTAMPING
    "SO_TIMESTAMPING\0"
#endif
#ifdef SO_TIMESTAMPNS
    "SO_TIMESTAMPNS\0"
#endif
#ifdef SO_TIMESTAMP_NEW
    "SO_TIMESTAMP_NEW\0"
#endif
#ifdef SO_TIMESTAMPING_NEW
    "SO_TIMESTAMPING_NEW\0"
#endif
#ifdef SO_TIMESTAMPNS_NEW
    "SO_TIMESTAMPNS_NEW\0"
#endif
#ifdef SO_TXREHASH
    "SO_TXREHASH\0"
#endif
#ifdef SO_TXTIME
    "SO_TXTIME\0"
#endif
#ifdef SO_TYPE
    "SO_TYPE\0"
#endif
#ifdef SO_ZEROCOPY
    "SO_ZEROCOPY\0"
#endif
#ifdef SOF_TIMESTAMPING_TX_HARDWARE
    "SOF_TIMESTAMPING_TX_HARDWARE\0"
#endif
#ifdef SOF_TIMESTAMPING_TX_SOFTWARE
    "SOF_TIMESTAMPING_TX_SOFTWARE\0"
#endif
#ifdef SOF_TIMESTAMPING_RX_HARDWARE
    "SOF_TIMESTAMPING_RX_HARDWARE\0"
#endif
#ifdef SOF_TIMESTAMPING_RX_SOFTWARE
    "SOF_TIMESTAMPING_RX_SOFTWARE\0"
#endif
#ifdef SOF_TIMESTAMPING_SOFTWARE
    "SOF_TIMESTAMPING_SOFTWARE\0"
#endif
#ifdef SOF_TIMESTAMPING_SYS_HARDWARE
    "SOF_TIMESTAMPING_SYS_HARDWARE\0"
#endif
#ifdef SOF_TIMESTAMPING_RAW_HARDWARE
    "SOF_TIMESTAMPING_RAW_HARDWARE\0"
#endif
#ifdef SOF_TIMESTAMPING_OPT_ID
    "SOF_TIMESTAMPING_OPT_ID\0"
#endif
#ifdef SOF_TIMESTAMPING_TX_SCHED
    "SOF_TIMESTAMPING_TX_SCHED\0"
#endif
#ifdef SOF_TIMESTAMPING_TX_ACK
    "SOF_TIMESTAMPING_TX_ACK\0"
#endif
#ifdef SOF_TIMESTAMPING_OPT_CMSG
    "SOF_TIMESTAMPING_OPT_CMSG\0"
#endif
#ifdef SOF_TIMESTAMPING_OPT_TSONLY
    "SOF_TIMESTAMPING_OPT_TSONLY\0"
#endif
#ifdef SOF_TIMESTAMPING_OPT_STATS
    "SOF_TIMESTAMPING_OPT_STATS\0"
#endif
#ifdef SOF_TIMESTAMPING_OPT_PKTINFO
    "SOF_TIMESTAMPING_OPT_PKTINFO\0"
#endif
#ifdef SOF_TIMESTAMPING_OPT_TX_SWHW
    "SOF_TIMESTAMPING_OPT_TX_SWHW\0"
#endif
#ifdef SOF_TIMESTAMPING_BIND_PHC
    "SOF_TIMESTAMPING_BIND_PHC\0"
#endif
#ifdef SOF_TIMESTAMPING_OPT_ID_TCP
    "SOF_TIMESTAMPING_OPT_ID_TCP\0"
#endif
#ifdef SOF_TIMESTAMPING_OPT_RX_FILTER
    "SOF_TIMESTAMPING_OPT_RX_FILTER\0"
#endif
#ifdef SOF_TIMESTAMPING_TX_COMPLETION
    "SOF_TIMESTAMPING_TX_COMPLETION\0"
#endif
#ifdef SOF_TXTIME_DEADLINE_MODE
    "SOF_TXTIME_DEADLINE_MODE\0"
#endif
#ifdef SOF_TXTIME_REPORT_ERRORS
    "SOF_TXTIME_REPORT_ERRORS\0"
#endif
#ifdef SOL_MPTCP
    "SOL_MPTCP\0"
#endif
#ifdef MPTCP_FULL_INFO
    "MPTCP_FULL_INFO\0"
#endif
#ifdef MPTCP_INFO
    "MPTCP_INFO\0"
#endif
#ifdef SO_EE_ORIGIN_NONE
    "SO_EE_ORIGIN_NONE\0"
#endif
#ifdef SO_EE_ORIGIN_LOCAL
    "SO_EE_ORIGIN_LOCAL\0"
#endif
#ifdef SO_EE_ORIGIN_ICMP
    "SO_EE_ORIGIN_ICMP\0"
#endif
#ifdef SO_EE_ORIGIN_ICMP6
    "SO_EE_ORIGIN_ICMP6\0"
#endif
#ifdef SO_EE_ORIGIN_TXSTATUS
    "SO_EE_ORIGIN_TXSTATUS\0"
#endif
#ifdef SO_EE_ORIGIN_ZEROCOPY
    "SO_EE_ORIGIN_ZEROCOPY\0"
#endif
#ifdef SO_EE_ORIGIN_TXTIME
    "SO_EE_ORIGIN_TXTIME\0"
#endif
#ifdef IPPROTO_IP
    "IPPROTO_IP\0"
#endif
#ifdef IPPROTO_ICMP
    "IPPROTO_ICMP\0"
#endif
#ifdef IPPROTO_TCP
    "IPPROTO_TCP\0"
#endif
#ifdef IPPROTO_UDP
    "IPPROTO_UDP\0"
#endif
#ifdef IPPROTO_IPV6
    "IPPROTO_IPV6\0"
#endif
#ifdef IPPROTO_ICMPV6
    "IPPROTO_ICMPV6\0"
#endif
#ifdef IPPROTO_SCTP
    "IPPROTO_SCTP\0"
#endif
#ifdef IPPROTO_UDPLITE
    "IPPROTO_UDPLITE\0"
#endif
#ifdef IPPROTO_RAW
    "IPPROTO_RAW\0"
#endif
#ifdef IPPROTO_MPTCP
    "IPPROTO_MPTCP\0"
#endif
#ifdef IP_ADD_MEMBERSHIP
    "IP_ADD_MEMBERSHIP\0"
#endif
#ifdef IP_ADD_SOURCE_MEMBERSHIP
    "IP_ADD_SOURCE_MEMBERSHIP\0"
#endif
#ifdef IP_BIND_ADDRESS_NO_PORT
    "IP_BIND_ADDRESS_NO_PORT\0"
#endif
#ifdef IP_BLOCK_SOURCE
    "IP_BLOCK_SOURCE\0"
#endif
#ifdef IP_DONTFRAG
    "IP_DONTFRAG\0"
#endif
#ifdef IP_DROP_MEMBERSHIP
    "IP_DROP_MEMBERSHIP\0"
#endif
#ifdef IP_DROP_SOURCE_MEMBERSHIP
    "IP_DROP_SOURCE_MEMBERSHIP\0"
#endif
#ifdef IP_FREEBIND
    "IP_FREEBIND\0"
#endif
#ifdef IP_HDRINCL
    "IP_HDRINCL\0"
#endif
#ifdef IP_LOCAL_PORT_RANGE
    "IP_LOCAL_PORT_RANGE\0"
#endif
#ifdef IP_MINTTL
    "IP_MINTTL\0"
#endif
#ifdef IP_MSFILTER
    "IP_MSFILTER\0"
#endif
#ifdef IP_MTU
    "IP_MTU\0"
#endif
#ifdef IP_MTU_DISCOVER
    "IP_MTU_DISCOVER\0"
#endif
#ifdef IP_MULTICAST_ALL
    "IP_MULTICAST_ALL\0"
#endif
#ifdef IP_MULTICAST_IF
    "IP_MULTICAST_IF\0"
#endif
#ifdef IP_MULTICAST_LOOP
    "IP_MULTICAST_LOOP\0"
#endif
#ifdef IP_MULTICAST_TTL
    "IP_MULTICAST_TTL\0"
#endif
#ifdef IP_NODEFRAG
    "IP_NODEFRAG\0"
#endif
#ifdef IP_OPTIONS
    "IP_OPTIONS\0"
#endif
#ifdef IP_ORIGDSTADDR
    "IP_ORIGDSTADDR\0"
#endif
#ifdef IP_PKTINFO
    "IP_PKTINFO\0"
#endif
#ifdef IP_RECVDSTADDR
    "IP_RECVDSTADDR\0"
#endif
#ifdef IP_RECVERR
    "IP_RECVERR\0"
#endif
#ifdef IP_RECVFRAGSIZE
    "IP_RECVFRAGSIZE\0"
#endif
#ifdef IP_RECVIF
    "IP_RECVIF\0"
#endif
#ifdef IP_RECVOPTS
    "IP_RECVOPTS\0"
#endif
#ifdef IP_RECVORIGDSTADDR
    "IP_RECVORIGDSTADDR\0"
#endif
#ifdef IP_RECVTOS
    "IP_RECVTOS\0"
#endif
#ifdef IP_RECVTTL
    "IP_RECVTTL\0"
#endif
#ifdef IP_TOS
    "IP_TOS\0"
#endif
#ifdef IP_TRANSPARENT
    "IP_TRANSPARENT\0"
#endif
#ifdef IP_TTL
    "IP_TTL\0"
#endif
#ifdef IP_UNICAST_IF
    "IP_UNICAST_IF\0"
#endif
#ifdef SO_ORIGINAL_DST
    "SO_ORIGINAL_DST\0"
#endif
#ifdef IP6T_SO_ORIGINAL_DST
    "IP6T_SO_ORIGINAL_DST\0"
#endif
#ifdef IPV6_ADDR_PREFERENCES
    "IPV6_ADDR_PREFERENCES\0"
#endif
#ifdef IP_UNBLOCK_SOURCE
    "IP_UNBLOCK_SOURCE\0"
#endif
#ifdef IPV6_AUTOFLOWLABEL
    "IPV6_AUTOFLOWLABEL\0"
#endif
#ifdef IPV6_CHECKSUM
    "IPV6_CHECKSUM\0"
#endif
#ifdef IPV6_DONTFRAG
    "IPV6_DONTFRAG\0"
#endif
#ifdef IPV6_FREEBIND
    "IPV6_FREEBIND\0"
#endif
#ifdef IPV6_HDRINCL
    "IPV6_HDRINCL\0"
#endif
#ifdef IPV6_HOPLIMIT
    "IPV6_HOPLIMIT\0"
#endif
#ifdef IPV6_JOIN_GROUP
    "IPV6_JOIN_GROUP\0"
#endif
#ifdef IPV6_LEAVE_GROUP
    "IPV6_LEAVE_GROUP\0"
#endif
#ifdef IPV6_MINHOPCOUNT
    "IPV6_MINHOPCOUNT\0"
#endif
#ifdef IPV6_MTU
    "IPV6_MTU\0"
#endif
#ifdef IPV6_MTU_DISCOVER
    "IPV6_MTU_DISCOVER\0"
#endif
#ifdef IPV6_MULTICAST_ALL
    "IPV6_MULTICAST_ALL\0"
#endif
#ifdef IPV6_MULTICAST_HOPS
    "IPV6_MULTICAST_HOPS\0"
#endif
#ifdef IPV6_MULTICAST_IF
    "IPV6_MULTICAST_IF\0"
#endif
#ifdef IPV6_MULTICAST_LOOP
    "IPV6_MULTICAST_LOOP\0"
#endif
#ifdef IPV6_ORIGDSTADDR
    "IPV6_ORIGDSTADDR\0"
#endif
#ifdef IPV6_PKTINFO
    "IPV6_PKTINFO\0"
#endif
#ifdef IPV6_PREFER_SRC_COA
    "IPV6_PREFER_SRC_COA\0"
#endif
#ifdef IPV6_PREFER_SRC_HOME
    "IPV6_PREFER_SRC_HOME\0"
#endif
#ifdef IPV6_PREFER_SRC_PUBLIC
    "IPV6_PREFER_SRC_PUBLIC\0"
#endif
#ifdef IPV6_PREFER_SRC_PUBTMP_DEFAULT
    "IPV6_PREFER_SRC_PUBTMP_DEFAULT\0"
#endif
#ifdef IPV6_PREFER_SRC_TMP
    "IPV6_PREFER_SRC_TMP\0"
#endif
#ifdef IPV6_RECVERR
    "IPV6_RECVERR\0"
#endif
#ifdef IPV6_RECVHOPLIMIT
    "IPV6_RECVHOPLIMIT\0"
#endif
#ifdef IPV6_RECVORIGDSTADDR
    "IPV6_RECVORIGDSTADDR\0"
#endif
#ifdef IPV6_RECVPATHMTU
    "IPV6_RECVPATHMTU\0"
#endif
#ifdef IPV6_RECVPKTINFO
    "IPV6_RECVPKTINFO\0"
#endif
#ifdef IPV6_RECVTCLASS
    "IPV6_RECVTCLASS\0"
#endif
#ifdef IPV6_TCLASS
    "IPV6_TCLASS\0"
#endif
#ifdef IPV6_TRANSPARENT
    "IPV6_TRANSPARENT\0"
#endif
#ifdef IPV6_UNICAST_HOPS
    "IPV6_UNICAST_HOPS\0"
#endif
#ifdef IPV6_UNICAST_IF
    "IPV6_UNICAST_IF\0"
#endif
#ifdef IPV6_V6ONLY
    "IPV6_V6ONLY\0"
#endif
#ifdef MCAST_BLOCK_SOURCE
    "MCAST_BLOCK_SOURCE\0"
#endif
#ifdef MCAST_EXCLUDE
    "MCAST_EXCLUDE\0"
#endif
#ifdef MCAST_INCLUDE
    "MCAST_INCLUDE\0"
#endif
#ifdef MCAST_JOIN_GROUP
    "MCAST_JOIN_GROUP\0"
#endif
#ifdef MCAST_JOIN_SOURCE_GROUP
    "MCAST_JOIN_SOURCE_GROUP\0"
#endif
#ifdef MCAST_LEAVE_GROUP
    "MCAST_LEAVE_GROUP\0"
#endif
#ifdef MCAST_LEAVE_SOURCE_GROUP
    "MCAST_LEAVE_SOURCE_GROUP\0"
#endif
#ifdef MCAST_MSFILTER
    "MCAST_MSFILTER\0"
#endif
#ifdef MCAST_UNBLOCK_SOURCE
    "MCAST_UNBLOCK_SOURCE\0"
#endif
#ifdef TCP_CC_INFO
    "TCP_CC_INFO\0"
#endif
#ifdef TCP_CM_INQ
    "TCP_CM_INQ\0"
#endif
#ifdef TCP_CORK
    "TCP_CORK\0"
#endif
#ifdef TCP_DEFER_ACCEPT
    "TCP_DEFER_ACCEPT\0"
#endif
#ifdef TCP_DELACK_MAX_US
    "TCP_DELACK_MAX_US\0"
#endif
#ifdef TCP_FASTOPEN
    "TCP_FASTOPEN\0"
#endif
#ifdef TCP_FASTOPEN_CONNECT
    "TCP_FASTOPEN_CONNECT\0"
#endif
#ifdef TCP_FASTOPEN_KEY
    "TCP_FASTOPEN_KEY\0"
#endif
#ifdef TCP_FASTOPEN_NO_COOKIE
    "TCP_FASTOPEN_NO_COOKIE\0"
#endif
#ifdef TCP_INFO
    "TCP_INFO\0"
#endif
#ifdef TCP_INQ
    "TCP_INQ\0"
#endif
#ifdef TCP_IS_MPTCP
    "TCP_IS_MPTCP\0"
#endif
#ifdef TCP_KEEPALIVE
    "TCP_KEEPALIVE\0"
#endif
#ifdef TCP_KEEPCNT
    "TCP_KEEPCNT\0"
#endif
#ifdef TCP_KEEPIDLE
    "TCP_KEEPIDLE\0"
#endif
#ifdef TCP_KEEPINTVL
    "TCP_KEEPINTVL\0"
#endif
#ifdef TCP_LINGER2
    "TCP_LINGER2\0"
#endif
#ifdef TCP_MAXSEG
    "TCP_MAXSEG\0"
#endif
#ifdef TCP_MD5SIG
    "TCP_MD5SIG\0"
#endif
#ifdef TCP_MD5SIG_EXT
    "TCP_MD5SIG_EXT\0"
#endif
#ifdef TCP_MD5SIG_FLAG_IFINDEX
    "TCP_MD5SIG_FLAG_IFINDEX\0"
#endif
#ifdef TCP_MD5SIG_FLAG_PREFIX
    "TCP_MD5SIG_FLAG_PREFIX\0"
#endif
#ifdef TCP_NODELAY
    "TCP_NODELAY\0"
#endif
#ifdef TCP_NOPUSH
    "TCP_NOPUSH\0"
#endif
#ifdef TCP_NOTSENT_LOWAT
    "TCP_NOTSENT_LOWAT\0"
#endif
#ifdef TCP_QUICKACK
    "TCP_QUICKACK\0"
#endif
#ifdef TCP_RTO_MAX_MS
    "TCP_RTO_MAX_MS\0"
#endif
#ifdef TCP_RTO_MIN_US
    "TCP_RTO_MIN_US\0"
#endif
#ifdef TCP_RXT_CONNDROPTIME
    "TCP_RXT_CONNDROPTIME\0"
#endif
#ifdef TCP_SAVED_SYN
    "TCP_SAVED_SYN\0"
#endif
#ifdef TCP_SAVE_SYN
    "TCP_SAVE_SYN\0"
#endif
#ifdef TCP_SYNCNT
    "TCP_SYNCNT\0"
#endif
#ifdef TCP_THIN_LINEAR_TIMEOUTS
    "TCP_THIN_LINEAR_TIMEOUTS\0"
#endif
#ifdef TCP_TIMESTAMP
    "TCP_TIMESTAMP\0"
#endif
#ifdef TCP_TX_DELAY
    "TCP_TX_DELAY\0"
#endif
#ifdef TCP_USER_TIMEOUT
    "TCP_USER_TIMEOUT\0"
#endif
#ifdef TCP_WINDOW_CLAMP
    "TCP_WINDOW_CLAMP\0"
#endif
#ifdef TCP_CONGESTION
    "TCP_CONGESTION\0"
#endif
#ifdef TCP_ULP
    "TCP_ULP\0"
#endif
#ifdef UDP_CORK
    "UDP_CORK\0"
#endif
#ifdef UDP_ENCAP
    "UDP_ENCAP\0"
#endif
#ifdef UDP_GRO
    "UDP_GRO\0"
#endif
#ifdef UDP_NO_CHECK6_RX
    "UDP_NO_CHECK6_RX\0"
#endif
#ifdef UDP_NO_CHECK6_TX
    "UDP_NO_CHECK6_TX\0"
#endif
#ifdef UDP_SEGMENT
    "UDP_SEGMENT\0"
#endif
#ifdef UDPLITE_RECV_CSCOV
    "UDPLITE_RECV_CSCOV\0"
#endif
#ifdef UDPLITE_SEND_CSCOV
    "UDPLITE_SEND_CSCOV\0"
#endif
#ifdef SOL_LOCAL
    "SOL_LOCAL\0"
#endif
#ifdef LOCAL_PEERCRED
    "LOCAL_PEERCRED\0"
#endif
#ifdef LOCAL_PEEREPID
    "LOCAL_PEEREPID\0"
#endif
#ifdef LOCAL_PEERPID
    "LOCAL_PEERPID\0"
#endif
#ifdef IOV_MAX
    "IOV_MAX\0"
#endif
#ifdef CLOCK_BOOTTIME
    "CLOCK_BOOTTIME\0"
#endif
#ifdef CLOCK_MONOTONIC
    "CLOCK_MONOTONIC\0"
#endif
#ifdef CLOCK_REALTIME
    "CLOCK_REALTIME\0"
#endif
#ifdef CLOCK_TAI
    "CLOCK_TAI\0"
#endif
#ifdef AI_PASSIVE
    "AI_PASSIVE\0"
#endif
#ifdef AI_CANONNAME
    "AI_CANONNAME\0"
#endif
#ifdef AI_NUMERICHOST
    "AI_NUMERICHOST\0"
#endif
#ifdef AI_NUMERICSERV
    "AI_NUMERICSERV\0"
#endif
#ifdef AI_V4MAPPED
    "AI_V4MAPPED\0"
#endif
#ifdef AI_ALL
    "AI_ALL\0"
#endif
#ifdef AI_ADDRCONFIG
    "AI_ADDRCONFIG\0"
#endif
#ifdef NI_NUMERICHOST
    "NI_NUMERICHOST\0"
#endif
#ifdef NI_NUMERICSERV
    "NI_NUMERICSERV\0"
#endif
#ifdef NI_NOFQDN
    "NI_NOFQDN\0"
#endif
#ifdef NI_NAMEREQD
    "NI_NAMEREQD\0"
#endif
#ifdef NI_DGRAM
    "NI_DGRAM\0"
#endif
#ifdef EAI_BADFLAGS
    "EAI_BADFLAGS\0"
#endif
#ifdef EAI_NONAME
    "EAI_NONAME\0"
#endif
#ifdef EAI_AGAIN
    "EAI_AGAIN\0"
#endif
#ifdef EAI_FAIL
    "EAI_FAIL\0"
#endif
#ifdef EAI_NODATA
    "EAI_NODATA\0"
#endif
#ifdef EAI_FAMILY
    "EAI_FAMILY\0"
#endif
#ifdef EAI_SOCKTYPE
    "EAI_SOCKTYPE\0"
#endif
#ifdef EAI_SERVICE
    "EAI_SERVICE\0"
#endif
#ifdef EAI_ADDRFAMILY
    "EAI_ADDRFAMILY\0"
#endif
#ifdef EAI_MEMORY
    "EAI_MEMORY\0"
#endif
#ifdef EAI_SYSTEM
    "EAI_SYSTEM\0"
#endif
#ifdef EAI_OVERFLOW
    "EAI_OVERFLOW\0"
#endif
#ifdef POLLIN
    "POLLIN\0"
#endif
#ifdef POLLPRI
    "POLLPRI\0"
#endif
#ifdef POLLOUT
    "POLLOUT\0"
#endif
#ifdef POLLERR
    "POLLERR\0"
#endif
#ifdef POLLHUP
    "POLLHUP\0"
#endif
#ifdef POLLNVAL
    "POLLNVAL\0"
#endif
#ifdef POLLRDHUP
    "POLLRDHUP\0"
#endif
#ifdef SO_VM_SOCKETS_BUFFER_SIZE
    "SO_VM_SOCKETS_BUFFER_SIZE\0"
#endif
#ifdef SO_VM_SOCKETS_BUFFER_MIN_SIZE
    "SO_VM_SOCKETS_BUFFER_MIN_SIZE\0"
#endif
#ifdef SO_VM_SOCKETS_BUFFER_MAX_SIZE
    "SO_VM_SOCKETS_BUFFER_MAX_SIZE\0"
#endif
#ifdef SO_VM_SOCKETS_CONNECT_TIMEOUT
    "SO_VM_SOCKETS_CONNECT_TIMEOUT\0"
#endif
#ifdef CAN_RAW
    "CAN_RAW\0"
#endif
#ifdef CAN_BCM
    "CAN_BCM\0"
#endif
#ifdef CAN_ISOTP
    "CAN_ISOTP\0"
#endif
#ifdef CAN_J1939
    "CAN_J1939\0"
#endif
#ifdef SOL_CAN_RAW
    "SOL_CAN_RAW\0"
#endif
#ifdef CAN_RAW_FILTER
    "CAN_RAW_FILTER\0"
#endif
#ifdef CAN_RAW_ERR_FILTER
    "CAN_RAW_ERR_FILTER\0"
#endif
#ifdef CAN_RAW_LOOPBACK
    "CAN_RAW_LOOPBACK\0"
#endif
#ifdef CAN_RAW_RECV_OWN_MSGS
    "CAN_RAW_RECV_OWN_MSGS\0"
#endif
#ifdef CAN_RAW_FD_FRAMES
    "CAN_RAW_FD_FRAMES\0"
#endif
#ifdef CAN_RAW_JOIN_FILTERS
    "CAN_RAW_JOIN_FILTERS\0"
#endif
#ifdef SOL_CAN_ISOTP
    "SOL_CAN_ISOTP\0"
#endif
#ifdef CAN_ISOTP_OPTS
    "CAN_ISOTP_OPTS\0"
#endif
#ifdef CAN_ISOTP_RECV_FC
    "CAN_ISOTP_RECV_FC\0"
#endif
#ifdef CAN_ISOTP_TX_STMIN
    "CAN_ISOTP_TX_STMIN\0"
#endif
#ifdef CAN_ISOTP_RX_STMIN
    "CAN_ISOTP_RX_STMIN\0"
#endif
#ifdef CAN_ISOTP_LL_OPTS
    "CAN_ISOTP_LL_OPTS\0"
#endif
#ifdef SOL_CAN_J1939
    "SOL_CAN_J1939\0"
#endif
#ifdef SO_J1939_FILTER
    "SO_J1939_FILTER\0"
#endif
#ifdef SO_J1939_PROMISC
    "SO_J1939_PROMISC\0"
#endif
#ifdef SO_J1939_SEND_PRIO
    "SO_J1939_SEND_PRIO\0"
#endif
#ifdef SO_J1939_ERRQUEUE
    "SO_J1939_ERRQUEUE\0"
#endif
#ifdef BTPROTO_L2CAP
    "BTPROTO_L2CAP\0"
#endif
#ifdef BTPROTO_HCI
    "BTPROTO_HCI\0"
#endif
#ifdef BTPROTO_SCO
    "BTPROTO_SCO\0"
#endif
#ifdef BTPROTO_RFCOMM
    "BTPROTO_RFCOMM\0"
#endif
#ifdef SOL_BLUETOOTH
    "SOL_BLUETOOTH\0"
#endif
#ifdef BT_SECURITY
    "BT_SECURITY\0"
#endif
#ifdef BT_DEFER_SETUP
    "BT_DEFER_SETUP\0"
#endif
#ifdef BT_FLUSHABLE
    "BT_FLUSHABLE\0"
#endif
#ifdef BT_POWER
    "BT_POWER\0"
#endif
#ifdef BT_VOICE
    "BT_VOICE\0"
#endif
#ifdef BT_SNDMTU
    "BT_SNDMTU\0"
#endif
#ifdef BT_RCVMTU
    "BT_RCVMTU\0"
#endif
#ifdef BT_PHY
    "BT_PHY\0"
#endif
#ifdef BT_MODE
    "BT_MODE\0"
#endif
#ifdef BT_PKT_STATUS
    "BT_PKT_STATUS\0"
#endif
#ifdef SOL_HCI
    "SOL_HCI\0"
#endif
#ifdef HCI_DATA_DIR
    "HCI_DATA_DIR\0"
#endif
#ifdef HCI_FILTER
    "HCI_FILTER\0"
#endif
#ifdef HCI_TIME_STAMP
    "HCI_TIME_STAMP\0"
#endif
#ifdef SOL_ALG
    "SOL_ALG\0"
#endif
#ifdef ALG_SET_KEY
    "ALG_SET_KEY\0"
#endif
#ifdef ALG_SET_IV
    "ALG_SET_IV\0"
#endif
#ifdef ALG_SET_OP
    "ALG_SET_OP\0"
#endif
#ifdef ALG_SET_AEAD_ASSOCLEN
    "ALG_SET_AEAD_ASSOCLEN\0"
#endif
#ifdef ALG_SET_AEAD_AUTHSIZE
    "ALG_SET_AEAD_AUTHSIZE\0"
#endif
#ifdef ALG_SET_DRBG_ENTROPY
    "ALG_SET_DRBG_ENTROPY\0"
#endif
#ifdef ALG_SET_KEY_BY_KEY_SERIAL
    "ALG_SET_KEY_BY_KEY_SERIAL\0"
#endif
#ifdef ALG_OP_DECRYPT
    "ALG_OP_DECRYPT\0"
#endif
#ifdef ALG_OP_ENCRYPT
    "ALG_OP_ENCRYPT\0"
#endif
#ifdef SOL_TIPC
    "SOL_TIPC\0"
#endif
#ifdef TIPC_IMPORTANCE
    "TIPC_IMPORTANCE\0"
#endif
#ifdef TIPC_SRC_DROPPABLE
    "TIPC_SRC_DROPPABLE\0"
#endif
#ifdef TIPC_DEST_DROPPABLE
    "TIPC_DEST_DROPPABLE\0"
#endif
#ifdef TIPC_CONN_TIMEOUT
    "TIPC_CONN_TIMEOUT\0"
#endif
#ifdef TIPC_SOCK_RECVQ_DEPTH
    "TIPC_SOCK_RECVQ_DEPTH\0"
#endif
#ifdef TIPC_MCAST_BROADCAST
    "TIPC_MCAST_BROADCAST\0"
#endif
#ifdef TIPC_MCAST_REPLICAST
    "TIPC_MCAST_REPLICAST\0"
#endif
#ifdef TIPC_GROUP_JOIN
    "TIPC_GROUP_JOIN\0"
#endif
#ifdef TIPC_GROUP_LEAVE
    "TIPC_GROUP_LEAVE\0"
#endif
#ifdef TIPC_SOCK_RECVQ_USED
    "TIPC_SOCK_RECVQ_USED\0"
#endif
#ifdef TIPC_NODELAY
    "TIPC_NODELAY\0"
#endif
#ifdef SOL_XDP
    "SOL_XDP\0"
#endif
#ifdef XDP_MMAP_OFFSETS
    "XDP_MMAP_OFFSETS\0"
#endif
#ifdef XDP_RX_RING
    "XDP_RX_RING\0"
#endif
#ifdef XDP_TX_RING
    "XDP_TX_RING\0"
#endif
#ifdef XDP_UMEM_FILL_RING
    "XDP_UMEM_FILL_RING\0"
#endif
#ifdef XDP_UMEM_COMPLETION_RING
    "XDP_UMEM_COMPLETION_RING\0"
#endif
#ifdef XDP_STATISTICS
    "XDP_STATISTICS\0"
#endif
#ifdef XDP_OPTIONS
    "XDP_OPTIONS\0"
#endif
#ifdef SCTP_RTOINFO
    "SCTP_RTOINFO\0"
#endif
#ifdef SCTP_ASSOCINFO
    "SCTP_ASSOCINFO\0"
#endif
#ifdef SCTP_INITMSG
    "SCTP_INITMSG\0"
#endif
#ifdef SCTP_NODELAY
    "SCTP_NODELAY\0"
#endif
#ifdef SCTP_AUTOCLOSE
    "SCTP_AUTOCLOSE\0"
#endif
#ifdef SCTP_ADAPTATION_LAYER
    "SCTP_ADAPTATION_LAYER\0"
#endif
#ifdef SCTP_DISABLE_FRAGMENTS
    "SCTP_DISABLE_FRAGMENTS\0"
#endif
#ifdef SCTP_EVENTS
    "SCTP_EVENTS\0"
#endif
#ifdef SCTP_I_WANT_MAPPED_V4_ADDR
    "SCTP_I_WANT_MAPPED_V4_ADDR\0"
#endif
#ifdef SCTP_MAXSEG
    "SCTP_MAXSEG\0"
#endif
#ifdef SCTP_STATUS
    "SCTP_STATUS\0"
#endif
#ifdef SCTP_DELAYED_SACK
    "SCTP_DELAYED_SACK\0"
#endif
#ifdef SCTP_FRAGMENT_INTERLEAVE
    "SCTP_FRAGMENT_INTERLEAVE\0"
#endif
#ifdef SCTP_PARTIAL_DELIVERY_POINT
    "SCTP_PARTIAL_DELIVERY_POINT\0"
#endif
#ifdef SCTP_MAX_BURST
    "SCTP_MAX_BURST\0"
#endif
#ifdef SCTP_RECVRCVINFO
    "SCTP_RECVRCVINFO\0"
#endif
#ifdef SCTP_RECVNXTINFO
    "SCTP_RECVNXTINFO\0"
#endif
#ifdef SCTP_DEFAULT_SNDINFO
    "SCTP_DEFAULT_SNDINFO\0"
#endif
#ifdef SCTP_REUSE_PORT
    "SCTP_REUSE_PORT\0"
#endif
#ifdef SCTP_SOCKOPT_BINDX_ADD
    "SCTP_SOCKOPT_BINDX_ADD\0"
#endif
#ifdef SCTP_SOCKOPT_BINDX_REM
    "SCTP_SOCKOPT_BINDX_REM\0"
#endif
#ifdef NETLINK_ADD_MEMBERSHIP
    "NETLINK_ADD_MEMBERSHIP\0"
#endif
#ifdef NETLINK_BROADCAST_ERROR
    "NETLINK_BROADCAST_ERROR\0"
#endif
#ifdef NETLINK_CAP_ACK
    "NETLINK_CAP_ACK\0"
#endif
#ifdef NETLINK_DROP_MEMBERSHIP
    "NETLINK_DROP_MEMBERSHIP\0"
#endif
#ifdef NETLINK_EXT_ACK
    "NETLINK_EXT_ACK\0"
#endif
#ifdef NETLINK_GET_STRICT_CHK
    "NETLINK_GET_STRICT_CHK\0"
#endif
#ifdef NETLINK_LISTEN_ALL_NSID
    "NETLINK_LISTEN_ALL_NSID\0"
#endif
#ifdef NETLINK_LIST_MEMBERSHIPS
    "NETLINK_LIST_MEMBERSHIPS\0"
#endif
#ifdef NETLINK_NO_ENOBUFS
    "NETLINK_NO_ENOBUFS\0"
#endif
#ifdef NETLINK_PKTINFO
    "NETLINK_PKTINFO\0"
#endif
#ifdef NLMSG_DONE
    "NLMSG_DONE\0"
#endif
#ifdef NLMSG_ERROR
    "NLMSG_ERROR\0"
#endif
#ifdef NLM_F_ACK
    "NLM_F_ACK\0"
#endif
#ifdef NLM_F_ACK_TLVS
    "NLM_F_ACK_TLVS\0"
#endif
#ifdef NLM_F_CAPPED
    "NLM_F_CAPPED\0"
#endif
#ifdef NLM_F_CREATE
    "NLM_F_CREATE\0"
#endif
#ifdef NLM_F_DUMP
    "NLM_F_DUMP\0"
#endif
#ifdef NLM_F_DUMP_INTR
    "NLM_F_DUMP_INTR\0"
#endif
#ifdef NLM_F_EXCL
    "NLM_F_EXCL\0"
#endif
#ifdef NLM_F_REPLACE
    "NLM_F_REPLACE\0"
#endif
#ifdef NLM_F_REQUEST
    "NLM_F_REQUEST\0"
#endif
#if __has_include(<linux/netlink.h>)
    "NLMSGERR_ATTR_MSG\0"
    "NLMSGERR_ATTR_OFFS\0"
#endif
#ifdef RTM_NEWLINK
    "RTM_NEWLINK\0"
#endif
#ifdef RTM_DELLINK
    "RTM_DELLINK\0"
#endif
#ifdef RTM_GETLINK
    "RTM_GETLINK\0"
#endif
#ifdef RTM_NEWADDR
    "RTM_NEWADDR\0"
#endif
#ifdef RTM_DELADDR
    "RTM_DELADDR\0"
#endif
#ifdef RTM_GETADDR
    "RTM_GETADDR\0"
#endif
#ifdef RTM_NEWROUTE
    "RTM_NEWROUTE\0"
#endif
#ifdef RTM_DELROUTE
    "RTM_DELROUTE\0"
#endif
#ifdef RTM_GETROUTE
    "RTM_GETROUTE\0"
#endif
#ifdef RTM_F_CLONED
    "RTM_F_CLONED\0"
#endif
#ifdef RTM_F_LOOKUP_TABLE
    "RTM_F_LOOKUP_TABLE\0"
#endif
#ifdef RTM_F_OFFLOAD
    "RTM_F_OFFLOAD\0"
#endif
#ifdef RTM_F_TRAP
    "RTM_F_TRAP\0"
#endif
#ifdef RTNH_F_DEAD
    "RTNH_F_DEAD\0"
#endif
#ifdef RTNH_F_LINKDOWN
    "RTNH_F_LINKDOWN\0"
#endif
#ifdef RTNH_F_OFFLOAD
    "RTNH_F_OFFLOAD\0"
#endif
#ifdef RTNH_F_ONLINK
    "RTNH_F_ONLINK\0"
#endif
#ifdef RTNH_F_PERVASIVE
    "RTNH_F_PERVASIVE\0"
#endif
#ifdef RTNH_F_TRAP
    "RTNH_F_TRAP\0"
#endif
#ifdef RTNH_F_UNRESOLVED
    "RTNH_F_UNRESOLVED\0"
#endif
#ifdef RTNLGRP_IPV4_IFADDR
    "RTNLGRP_IPV4_IFADDR\0"
#endif
#ifdef RTNLGRP_IPV4_ROUTE
    "RTNLGRP_IPV4_ROUTE\0"
#endif
#ifdef RTNLGRP_IPV4_RULE
    "RTNLGRP_IPV4_RULE\0"
#endif
#ifdef RTNLGRP_IPV6_IFADDR
    "RTNLGRP_IPV6_IFADDR\0"
#endif
#ifdef RTNLGRP_IPV6_ROUTE
    "RTNLGRP_IPV6_ROUTE\0"
#endif
#ifdef RTNLGRP_IPV6_RULE
    "RTNLGRP_IPV6_RULE\0"
#endif
#ifdef RTNLGRP_LINK
    "RTNLGRP_LINK\0"
#endif
#ifdef RTNLGRP_NEIGH
    "RTNLGRP_NEIGH\0"
#endif
#ifdef RTNLGRP_TC
    "RTNLGRP_TC\0"
#endif
#ifdef RTPROT_BABEL
    "RTPROT_BABEL\0"
#endif
#ifdef RTPROT_BGP
    "RTPROT_BGP\0"
#endif
#ifdef RTPROT_BIRD
    "RTPROT_BIRD\0"
#endif
#ifdef RTPROT_BOOT
    "RTPROT_BOOT\0"
#endif
#ifdef RTPROT_DHCP
    "RTPROT_DHCP\0"
#endif
#ifdef RTPROT_EIGRP
    "RTPROT_EIGRP\0"
#endif
#ifdef RTPROT_GATED
    "RTPROT_GATED\0"
#endif
#ifdef RTPROT_ISIS
    "RTPROT_ISIS\0"
#endif
#ifdef RTPROT_KEEPALIVED
    "RTPROT_KEEPALIVED\0"
#endif
#ifdef RTPROT_KERNEL
    "RTPROT_KERNEL\0"
#endif
#ifdef RTPROT_MROUTED
    "RTPROT_MROUTED\0"
#endif
#ifdef RTPROT_OPENR
    "RTPROT_OPENR\0"
#endif
#ifdef RTPROT_OSPF
    "RTPROT_OSPF\0"
#endif
#ifdef RTPROT_RA
    "RTPROT_RA\0"
#endif
#ifdef RTPROT_REDIRECT
    "RTPROT_REDIRECT\0"
#endif
#ifdef RTPROT_RIP
    "RTPROT_RIP\0"
#endif
#ifdef RTPROT_STATIC
    "RTPROT_STATIC\0"
#endif
#ifdef RTPROT_UNSPEC
    "RTPROT_UNSPEC\0"
#endif
#ifdef RTPROT_XORP
    "RTPROT_XORP\0"
#endif
#ifdef RTPROT_ZEBRA
    "RTPROT_ZEBRA\0"
#endif
#if __has_include(<linux/rtnetlink.h>)
    "RTA_DST\0"
    "RTA_GATEWAY\0"
    "RTA_IIF\0"
    "RTA_MULTIPATH\0"
    "RTA_OIF\0"
    "RTA_PREFSRC\0"
    "RTA_PRIORITY\0"
    "RTA_SRC\0"
    "RTA_TABLE\0"
    "RTA_VIA\0"
    "RTN_ANYCAST\0"
    "RTN_BLACKHOLE\0"
    "RTN_BROADCAST\0"
    "RTN_LOCAL\0"
    "RTN_MULTICAST\0"
    "RTN_NAT\0"
    "RTN_PROHIBIT\0"
    "RTN_THROW\0"
    "RTN_UNICAST\0"
    "RTN_UNREACHABLE\0"
    "RTN_UNSPEC\0"
    "RTN_XRESOLVE\0"
    "RT_SCOPE_HOST\0"
    "RT_SCOPE_LINK\0"
    "RT_SCOPE_NOWHERE\0"
    "RT_SCOPE_SITE\0"
    "RT_SCOPE_UNIVERSE\0"
    "RT_TABLE_DEFAULT\0"
    "RT_TABLE_LOCAL\0"
    "RT_TABLE_MAIN\0"
    "RT_TABLE_UNSPEC\0"
#endif
#if __has_include(<linux/if_link.h>)
    "IFLA_ADDRESS\0"
    "IFLA_BROADCAST\0"
    "IFLA_CARRIER\0"
    "IFLA_GROUP\0"
    "IFLA_IFALIAS\0"
    "IFLA_IFNAME\0"
    "IFLA_INFO_KIND\0"
    "IFLA_LINK\0"
    "IFLA_LINKINFO\0"
    "IFLA_LINK_NETNSID\0"
    "IFLA_MASTER\0"
    "IFLA_MTU\0"
    "IFLA_OPERSTATE\0"
    "IFLA_PROMISCUITY\0"
    "IFLA_QDISC\0"
    "IFLA_STATS64\0"
    "IFLA_TXQLEN\0"
#endif
#ifdef IFA_F_DADFAILED
    "IFA_F_DADFAILED\0"
#endif
#ifdef IFA_F_DEPRECATED
    "IFA_F_DEPRECATED\0"
#endif
#ifdef IFA_F_HOMEADDRESS
    "IFA_F_HOMEADDRESS\0"
#endif
#ifdef IFA_F_MANAGETEMPADDR
    "IFA_F_MANAGETEMPADDR\0"
#endif
#ifdef IFA_F_MCAUTOJOIN
    "IFA_F_MCAUTOJOIN\0"
#endif
#ifdef IFA_F_NODAD
    "IFA_F_NODAD\0"
#endif
#ifdef IFA_F_NOPREFIXROUTE
    "IFA_F_NOPREFIXROUTE\0"
#endif
#ifdef IFA_F_OPTIMISTIC
    "IFA_F_OPTIMISTIC\0"
#endif
#ifdef IFA_F_PERMANENT
    "IFA_F_PERMANENT\0"
#endif
#ifdef IFA_F_SECONDARY
    "IFA_F_SECONDARY\0"
#endif
#ifdef IFA_F_STABLE_PRIVACY
    "IFA_F_STABLE_PRIVACY\0"
#endif
#ifdef IFA_F_TENTATIVE
    "IFA_F_TENTATIVE\0"
#endif
#if __has_include(<linux/if_addr.h>)
    "IFA_ADDRESS\0"
    "IFA_BROADCAST\0"
    "IFA_CACHEINFO\0"
    "IFA_FLAGS\0"
    "IFA_LABEL\0"
    "IFA_LOCAL\0"
#endif
#ifdef IFF_ALLMULTI
    "IFF_ALLMULTI\0"
#endif
#ifdef IFF_AUTOMEDIA
    "IFF_AUTOMEDIA\0"
#endif
#ifdef IFF_BROADCAST
    "IFF_BROADCAST\0"
#endif
#ifdef IFF_DEBUG
    "IFF_DEBUG\0"
#endif
#ifdef IFF_DORMANT
    "IFF_DORMANT\0"
#endif
#ifdef IFF_DYNAMIC
    "IFF_DYNAMIC\0"
#endif
#ifdef IFF_ECHO
    "IFF_ECHO\0"
#endif
#ifdef IFF_LOOPBACK
    "IFF_LOOPBACK\0"
#endif
#ifdef IFF_LOWER_UP
    "IFF_LOWER_UP\0"
#endif
#ifdef IFF_MASTER
    "IFF_MASTER\0"
#endif
#ifdef IFF_MULTICAST
    "IFF_MULTICAST\0"
#endif
#ifdef IFF_NOARP
    "IFF_NOARP\0"
#endif
#ifdef IFF_NOTRAILERS
    "IFF_NOTRAILERS\0"
#endif
#ifdef IFF_POINTOPOINT
    "IFF_POINTOPOINT\0"
#endif
#ifdef IFF_PORTSEL
    "IFF_PORTSEL\0"
#endif
#ifdef IFF_PROMISC
    "IFF_PROMISC\0"
#endif
#ifdef IFF_RUNNING
    "IFF_RUNNING\0"
#endif
#ifdef IFF_SLAVE
    "IFF_SLAVE\0"
#endif
#ifdef IFF_UP
    "IFF_UP\0"
#endif
#if __has_include(<linux/if.h>)
    "IF_OPER_DORMANT\0"
    "IF_OPER_DOWN\0"
    "IF_OPER_LOWERLAYERDOWN\0"
    "IF_OPER_NOTPRESENT\0"
    "IF_OPER_TESTING\0"
    "IF_OPER_UNKNOWN\0"
    "IF_OPER_UP\0"
#endif
#ifdef PACKET_ADD_MEMBERSHIP
    "PACKET_ADD_MEMBERSHIP\0"
#endif
#ifdef PACKET_AUXDATA
    "PACKET_AUXDATA\0"
#endif
#ifdef PACKET_BROADCAST
    "PACKET_BROADCAST\0"
#endif
#ifdef PACKET_DROP_MEMBERSHIP
    "PACKET_DROP_MEMBERSHIP\0"
#endif
#ifdef PACKET_FANOUT
    "PACKET_FANOUT\0"
#endif
#ifdef PACKET_FANOUT_CBPF
    "PACKET_FANOUT_CBPF\0"
#endif
#ifdef PACKET_FANOUT_CPU
    "PACKET_FANOUT_CPU\0"
#endif
#ifdef PACKET_FANOUT_EBPF
    "PACKET_FANOUT_EBPF\0"
#endif
#ifdef PACKET_FANOUT_FLAG_DEFRAG
    "PACKET_FANOUT_FLAG_DEFRAG\0"
#endif
#ifdef PACKET_FANOUT_FLAG_IGNORE_OUTGOING
    "PACKET_FANOUT_FLAG_IGNORE_OUTGOING\0"
#endif
#ifdef PACKET_FANOUT_FLAG_ROLLOVER
    "PACKET_FANOUT_FLAG_ROLLOVER\0"
#endif
#ifdef PACKET_FANOUT_FLAG_UNIQUEID
    "PACKET_FANOUT_FLAG_UNIQUEID\0"
#endif
#ifdef PACKET_FANOUT_HASH
    "PACKET_FANOUT_HASH\0"
#endif
#ifdef PACKET_FANOUT_LB
    "PACKET_FANOUT_LB\0"
#endif
#ifdef PACKET_FANOUT_QM
    "PACKET_FANOUT_QM\0"
#endif
#ifdef PACKET_FANOUT_RND
    "PACKET_FANOUT_RND\0"
#endif
#ifdef PACKET_FANOUT_ROLLOVER
    "PACKET_FANOUT_ROLLOVER\0"
#endif
#ifdef PACKET_HOST
    "PACKET_HOST\0"
#endif
#ifdef PACKET_IGNORE_OUTGOING
    "PACKET_IGNORE_OUTGOING\0"
#endif
#ifdef PACKET_KERNEL
    "PACKET_KERNEL\0"
#endif
#ifdef PACKET_LOOPBACK
    "PACKET_LOOPBACK\0"
#endif
#ifdef PACKET_MR_ALLMULTI
    "PACKET_MR_ALLMULTI\0"
#endif
#ifdef PACKET_MR_MULTICAST
    "PACKET_MR_MULTICAST\0"
#endif
#ifdef PACKET_MR_PROMISC
    "PACKET_MR_PROMISC\0"
#endif
#ifdef PACKET_MR_UNICAST
    "PACKET_MR_UNICAST\0"
#endif
#ifdef PACKET_MULTICAST
    "PACKET_MULTICAST\0"
#endif
#ifdef PACKET_ORIGDEV
    "PACKET_ORIGDEV\0"
#endif
#ifdef PACKET_OTHERHOST
    "PACKET_OTHERHOST\0"
#endif
#ifdef PACKET_OUTGOING
    "PACKET_OUTGOING\0"
#endif
#ifdef PACKET_QDISC_BYPASS
    "PACKET_QDISC_BYPASS\0"
#endif
#ifdef PACKET_STATISTICS
    "PACKET_STATISTICS\0"
#endif
#ifdef PACKET_USER
    "PACKET_USER\0"
#endif
#ifdef TP_STATUS_CSUMNOTREADY
    "TP_STATUS_CSUMNOTREADY\0"
#endif
#ifdef TP_STATUS_CSUM_VALID
    "TP_STATUS_CSUM_VALID\0"
#endif
#ifdef TP_STATUS_LOSING
    "TP_STATUS_LOSING\0"
#endif
#ifdef TP_STATUS_VLAN_TPID_VALID
    "TP_STATUS_VLAN_TPID_VALID\0"
#endif
#ifdef TP_STATUS_VLAN_VALID
    "TP_STATUS_VLAN_VALID\0"
#endif
#ifdef ETH_P_8021AD
    "ETH_P_8021AD\0"
#endif
#ifdef ETH_P_8021Q
    "ETH_P_8021Q\0"
#endif
#ifdef ETH_P_802_EX1
    "ETH_P_802_EX1\0"
#endif
#ifdef ETH_P_ALL
    "ETH_P_ALL\0"
#endif
#ifdef ETH_P_ARP
    "ETH_P_ARP\0"
#endif
#ifdef ETH_P_IP
    "ETH_P_IP\0"
#endif
#ifdef ETH_P_IPV6
    "ETH_P_IPV6\0"
#endif
#ifdef ETH_P_LLDP
    "ETH_P_LLDP\0"
#endif
#ifdef ETH_P_MACSEC
    "ETH_P_MACSEC\0"
#endif
#ifdef ETH_P_MPLS_UC
    "ETH_P_MPLS_UC\0"
#endif
#ifdef ETH_P_PAE
    "ETH_P_PAE\0"
#endif
#ifdef ICMP_FILTER
    "ICMP_FILTER\0"
#endif
#ifdef ICMPV6_FILTER
    "ICMPV6_FILTER\0"
#endif
    "";

const int32_t bs_constant_values[] = {
#ifdef EPERM
    EPERM,
#endif
#ifdef ENOENT
    ENOENT,
#endif
#ifdef ESRCH
    ESRCH,
#endif
#ifdef EINTR
    EINTR,
#endif
#ifdef EIO
    EIO,
#endif
#ifdef ENXIO
    ENXIO,
#endif
#ifdef E2BIG
    E2BIG,
#endif
#ifdef ENOEXEC
    ENOEXEC,
#endif
#ifdef EBADF
    EBADF,
#endif
#ifdef ECHILD
    ECHILD,
#endif
#ifdef ENOMEM
    ENOMEM,
#endif
#ifdef EACCES
    EACCES,
#endif
#ifdef EFAULT
    EFAULT,
#endif
#ifdef ENOTBLK
    ENOTBLK,
#endif
#ifdef EBUSY
    EBUSY,
#endif
#ifdef EEXIST
    EEXIST,
#endif
#ifdef EXDEV
    EXDEV,
#endif
#ifdef ENODEV
    ENODEV,
#endif
#ifdef ENOTDIR
    ENOTDIR,
#endif
#ifdef EISDIR
    EISDIR,
#endif
#ifdef EINVAL
    EINVAL,
#endif
#ifdef ENFILE
    ENFILE,
#endif
#ifdef EMFILE
    EMFILE,
#endif
#ifdef ENOTTY
    ENOTTY,
#endif
#ifdef ETXTBSY
    ETXTBSY,
#endif
#ifdef EFBIG
    EFBIG,
#endif
#ifdef ENOSPC
    ENOSPC,
#endif
#ifdef ESPIPE
    ESPIPE,
#endif
#ifdef EROFS
    EROFS,
#endif
#ifdef EMLINK
    EMLINK,
#endif
#ifdef EPIPE
    EPIPE,
#endif
#ifdef EDOM
    EDOM,
#endif
#ifdef ERANGE
    ERANGE,
#endif
#ifdef ENAMETOOLONG
    ENAMETOOLONG,
#endif
#ifdef ENOLCK
    ENOLCK,
#endif
#ifdef ENOSYS
    ENOSYS,
#endif
#ifdef ENOTEMPTY
    ENOTEMPTY,
#endif
#ifdef ELOOP
    ELOOP,
#endif
#ifdef ENOMSG
    ENOMSG,
#endif
#ifdef EIDRM
    EIDRM,
#endif
#ifdef ECHRNG
    ECHRNG,
#endif
#ifdef EL2NSYNC
    EL2NSYNC,
#endif
#ifdef EL3HLT
    EL3HLT,
#endif
#ifdef EL3RST
    EL3RST,
#endif
#ifdef ELNRNG
    ELNRNG,
#endif
#ifdef EUNATCH
    EUNATCH,
#endif
#ifdef ENOCSI
    ENOCSI,
#endif
#ifdef EL2HLT
    EL2HLT,
#endif
#ifdef EBADE
    EBADE,
#endif
#ifdef EBADR
    EBADR,
#endif
#ifdef EXFULL
    EXFULL,
#endif
#ifdef ENOANO
    ENOANO,
#endif
#ifdef EBADRQC
    EBADRQC,
#endif
#ifdef EBADSLT
    EBADSLT,
#endif
#ifdef EBFONT
    EBFONT,
#endif
#ifdef ENOSTR
    ENOSTR,
#endif
#ifdef ENODATA
    ENODATA,
#endif
#ifdef ETIME
    ETIME,
#endif
#ifdef ENOSR
    ENOSR,
#endif
#ifdef ENONET
    ENONET,
#endif
#ifdef ENOPKG
    ENOPKG,
#endif
#ifdef EREMOTE
    EREMOTE,
#endif
#ifdef ENOLINK
    ENOLINK,
#endif
#ifdef EADV
    EADV,
#endif
#ifdef ESRMNT
    ESRMNT,
#endif
#ifdef ECOMM
    ECOMM,
#endif
#ifdef EPROTO
    EPROTO,
#endif
#ifdef EMULTIHOP
    EMULTIHOP,
#endif
#ifdef EDOTDOT
    EDOTDOT,
#endif
#ifdef EBADMSG
    EBADMSG,
#endif
#ifdef EOVERFLOW
    EOVERFLOW,
#endif
#ifdef ENOTUNIQ
    ENOTUNIQ,
#endif
#ifdef EBADFD
    EBADFD,
#endif
#ifdef EREMCHG
    EREMCHG,
#endif
#ifdef ELIBACC
    ELIBACC,
#endif
#ifdef ELIBBAD
    ELIBBAD,
#endif
#ifdef ELIBSCN
    ELIBSCN,
#endif
#ifdef ELIBMAX
    ELIBMAX,
#endif
#ifdef ELIBEXEC
    ELIBEXEC,
#endif
#ifdef EILSEQ
    EILSEQ,
#endif
#ifdef ERESTART
    ERESTART,
#endif
#ifdef ESTRPIPE
    ESTRPIPE,
#endif
#ifdef EUSERS
    EUSERS,
#endif
#ifdef ENOTSOCK
    ENOTSOCK,
#endif
#ifdef EDESTADDRREQ
    EDESTADDRREQ,
#endif
#ifdef EMSGSIZE
    EMSGSIZE,
#endif
#ifdef EPROTOTYPE
    EPROTOTYPE,
#endif
#ifdef ENOPROTOOPT
    ENOPROTOOPT,
#endif
#ifdef EPROTONOSUPPORT
    EPROTONOSUPPORT,
#endif
#ifdef ESOCKTNOSUPPORT
    ESOCKTNOSUPPORT,
#endif
#ifdef EPFNOSUPPORT
    EPFNOSUPPORT,
#endif
#ifdef EAFNOSUPPORT
    EAFNOSUPPORT,
#endif
#ifdef EADDRINUSE
    EADDRINUSE,
#endif
#ifdef EADDRNOTAVAIL
    EADDRNOTAVAIL,
#endif
#ifdef ENETDOWN
    ENETDOWN,
#endif
#ifdef ENETUNREACH
    ENETUNREACH,
#endif
#ifdef ENETRESET
    ENETRESET,
#endif
#ifdef ECONNABORTED
    ECONNABORTED,
#endif
#ifdef ECONNRESET
    ECONNRESET,
#endif
#ifdef ENOBUFS
    ENOBUFS,
#endif
#ifdef EISCONN
    EISCONN,
#endif
#ifdef ENOTCONN
    ENOTCONN,
#endif
#ifdef ESHUTDOWN
    ESHUTDOWN,
#endif
#ifdef ETOOMANYREFS
    ETOOMANYREFS,
#endif
#ifdef ETIMEDOUT
    ETIMEDOUT,
#endif
#ifdef ECONNREFUSED
    ECONNREFUSED,
#endif
#ifdef EHOSTDOWN
    EHOSTDOWN,
#endif
#ifdef EHOSTUNREACH
    EHOSTUNREACH,
#endif
#ifdef EALREADY
    EALREADY,
#endif
#ifdef EINPROGRESS
    EINPROGRESS,
#endif
#ifdef ESTALE
    ESTALE,
#endif
#ifdef EUCLEAN
    EUCLEAN,
#endif
#ifdef ENOTNAM
    ENOTNAM,
#endif
#ifdef ENAVAIL
    ENAVAIL,
#endif
#ifdef EISNAM
    EISNAM,
#endif
#ifdef EREMOTEIO
    EREMOTEIO,
#endif
#ifdef EDQUOT
    EDQUOT,
#endif
#ifdef ENOMEDIUM
    ENOMEDIUM,
#endif
#ifdef EMEDIUMTYPE
    EMEDIUMTYPE,
#endif
#ifdef ECANCELED
    ECANCELED,
#endif
#ifdef ENOKEY
    ENOKEY,
#endif
#ifdef EKEYEXPIRED
    EKEYEXPIRED,
#endif
#ifdef EKEYREVOKED
    EKEYREVOKED,
#endif
#ifdef EKEYREJECTED
    EKEYREJECTED,
#endif
#ifdef EOWNERDEAD
    EOWNERDEAD,
#endif
#ifdef ENOTRECOVERABLE
    ENOTRECOVERABLE,
#endif
#ifdef ERFKILL
    ERFKILL,
#endif
#ifdef EHWPOISON
    EHWPOISON,
#endif
#ifdef EAGAIN
    EAGAIN,
#endif
#ifdef EWOULDBLOCK
    EWOULDBLOCK,
#endif
#ifdef ENOTSUP
    ENOTSUP,
#endif
#ifdef EOPNOTSUPP
    EOPNOTSUPP,
#endif
#ifdef EDEADLK
    EDEADLK,
#endif
#ifdef EDEADLOCK
    EDEADLOCK,
#endif
#ifdef AF_UNSPEC
    AF_UNSPEC,
#endif
#ifdef AF_UNIX
    AF_UNIX,
#endif
#ifdef AF_LOCAL
    AF_LOCAL,
#endif
#ifdef AF_INET
    AF_INET,
#endif
#ifdef AF_INET6
    AF_INET6,
#endif
#ifdef AF_NETLINK
    AF_NETLINK,
#endif
#ifdef AF_PACKET
    AF_PACKET,
#endif
#ifdef AF_VSOCK
    AF_VSOCK,
#endif
#ifdef AF_CAN
    AF_CAN,
#endif
#ifdef AF_BLUETOOTH
    AF_BLUETOOTH,
#endif
#ifdef AF_ALG
    AF_ALG,
#endif
#ifdef AF_TIPC
    AF_TIPC,
#endif
#ifdef AF_XDP
    AF_XDP,
#endif
#ifdef SOCK_STREAM
    SOCK_STREAM,
#endif
#ifdef SOCK_DGRAM
    SOCK_DGRAM,
#endif
#ifdef SOCK_SEQPACKET
    SOCK_SEQPACKET,
#endif
#ifdef SOCK_RAW
    SOCK_RAW,
#endif
#ifdef SOCK_RDM
    SOCK_RDM,
#endif
#ifdef SHUT_RD
    SHUT_RD,
#endif
#ifdef SHUT_WR
    SHUT_WR,
#endif
#ifdef SHUT_RDWR
    SHUT_RDWR,
#endif
#ifdef SOMAXCONN
    SOMAXCONN,
#endif
#ifdef MSG_OOB
    MSG_OOB,
#endif
#ifdef MSG_PEEK
    MSG_PEEK,
#endif
#ifdef MSG_DONTROUTE
    MSG_DONTROUTE,
#endif
#ifdef MSG_DONTWAIT
    MSG_DONTWAIT,
#endif
#ifdef MSG_EOR
    MSG_EOR,
#endif
#ifdef MSG_TRUNC
    MSG_TRUNC,
#endif
#ifdef MSG_CTRUNC
    MSG_CTRUNC,
#endif
#ifdef MSG_WAITALL
    MSG_WAITALL,
#endif
#ifdef MSG_NOSIGNAL
    MSG_NOSIGNAL,
#endif
#ifdef MSG_CMSG_CLOEXEC
    MSG_CMSG_CLOEXEC,
#endif
#ifdef MSG_ERRQUEUE
    MSG_ERRQUEUE,
#endif
#ifdef MSG_CONFIRM
    MSG_CONFIRM,
#endif
#ifdef MSG_MORE
    MSG_MORE,
#endif
#ifdef MSG_FASTOPEN
    MSG_FASTOPEN,
#endif
#ifdef MSG_WAITFORONE
    MSG_WAITFORONE,
#endif
#ifdef MSG_ZEROCOPY
    MSG_ZEROCOPY,
#endif
#ifdef SCM_RIGHTS
    SCM_RIGHTS,
#endif
#ifdef SCM_CREDENTIALS
    SCM_CREDENTIALS,
#endif
#ifdef SCM_PIDFD
    SCM_PIDFD,
#endif
#ifdef SCM_SECURITY
    SCM_SECURITY,
#endif
#ifdef SCM_TIMESTAMP
    SCM_TIMESTAMP,
#endif
#ifdef SCM_TIMESTAMPING
    SCM_TIMESTAMPING,
#endif
#ifdef SCM_TIMESTAMPNS
    SCM_TIMESTAMPNS,
#endif
#ifdef SCM_TXTIME
    SCM_TXTIME,
#endif
#ifdef SCM_MAX_FD
    SCM_MAX_FD,
#endif
#ifdef SOL_NETLINK
    SOL_NETLINK,
#endif
#ifdef SOL_PACKET
    SOL_PACKET,
#endif
#ifdef SOL_SOCKET
    SOL_SOCKET,
#endif
#ifdef SO_ACCEPTCONN
    SO_ACCEPTCONN,
#endif
#ifdef SO_ATTACH_BPF
    SO_ATTACH_BPF,
#endif
#ifdef SO_ATTACH_FILTER
    SO_ATTACH_FILTER,
#endif
#ifdef SO_ATTACH_REUSEPORT_CBPF
    SO_ATTACH_REUSEPORT_CBPF,
#endif
#ifdef SO_ATTACH_REUSEPORT_EBPF
    SO_ATTACH_REUSEPORT_EBPF,
#endif
#ifdef SO_BINDTODEVICE
    SO_BINDTODEVICE,
#endif
#ifdef SO_BINDTOIFINDEX
    SO_BINDTOIFINDEX,
#endif
#ifdef SO_BROADCAST
    SO_BROADCAST,
#endif
#ifdef SO_BUF_LOCK
    SO_BUF_LOCK,
#endif
#ifdef SO_BUSY_POLL
    SO_BUSY_POLL,
#endif
#ifdef SO_BUSY_POLL_BUDGET
    SO_BUSY_POLL_BUDGET,
#endif
#ifdef SO_COOKIE
    SO_COOKIE,
#endif
#ifdef SO_DEBUG
    SO_DEBUG,
#endif
#ifdef SO_DETACH_BPF
    SO_DETACH_BPF,
#endif
#ifdef SO_DETACH_FILTER
    SO_DETACH_FILTER,
#endif
#ifdef SO_DETACH_REUSEPORT_BPF
    SO_DETACH_REUSEPORT_BPF,
#endif
#ifdef SO_DOMAIN
    SO_DOMAIN,
#endif
#ifdef SO_DONTROUTE
    SO_DONTROUTE,
#endif
#ifdef SO_ERROR
    SO_ERROR,
#endif
#ifdef SO_EXCLUSIVEADDRUSE
    SO_EXCLUSIVEADDRUSE,
#endif
#ifdef SO_GET_FILTER
    SO_GET_FILTER,
#endif
#ifdef SO_INCOMING_CPU
    SO_INCOMING_CPU,
#endif
#ifdef SO_INCOMING_NAPI_ID
    SO_INCOMING_NAPI_ID,
#endif
#ifdef SO_KEEPALIVE
    SO_KEEPALIVE,
#endif
#ifdef SO_LINGER
    SO_LINGER,
#endif
#ifdef SO_LOCK_FILTER
    SO_LOCK_FILTER,
#endif
#ifdef SO_MARK
    SO_MARK,
#endif
#ifdef SO_MAX_PACING_RATE
    SO_MAX_PACING_RATE,
#endif
#ifdef SO_MEMINFO
    SO_MEMINFO,
#endif
#ifdef SO_NETNS_COOKIE
    SO_NETNS_COOKIE,
#endif
#ifdef SO_NO_CHECK
    SO_NO_CHECK,
#endif
#ifdef SO_NOSIGPIPE
    SO_NOSIGPIPE,
#endif
#ifdef SO_OOBINLINE
    SO_OOBINLINE,
#endif
#ifdef SO_PASSCRED
    SO_PASSCRED,
#endif
#ifdef SO_PASSPIDFD
    SO_PASSPIDFD,
#endif
#ifdef SO_PASSSEC
    SO_PASSSEC,
#endif
#ifdef SO_PEEK_OFF
    SO_PEEK_OFF,
#endif
#ifdef SO_PEERCRED
    SO_PEERCRED,
#endif
#ifdef SO_PEERGROUPS
    SO_PEERGROUPS,
#endif
#ifdef SO_PEERPIDFD
    SO_PEERPIDFD,
#endif
#ifdef SO_PEERSEC
    SO_PEERSEC,
#endif
#ifdef SO_PREFER_BUSY_POLL
    SO_PREFER_BUSY_POLL,
#endif
#ifdef SO_PRIORITY
    SO_PRIORITY,
#endif
#ifdef SO_PROTOCOL
    SO_PROTOCOL,
#endif
#ifdef SO_RCVBUF
    SO_RCVBUF,
#endif
#ifdef SO_RCVBUFFORCE
    SO_RCVBUFFORCE,
#endif
#ifdef SO_RCVLOWAT
    SO_RCVLOWAT,
#endif
#ifdef SO_RCVMARK
    SO_RCVMARK,
#endif
#ifdef SO_RCVTIMEO
    SO_RCVTIMEO,
#endif
#ifdef SO_RESERVE_MEM
    SO_RESERVE_MEM,
#endif
#ifdef SO_REUSEADDR
    SO_REUSEADDR,
#endif
#ifdef SO_REUSEPORT
    SO_REUSEPORT,
#endif
#ifdef SO_REUSEPORT_LB
    SO_REUSEPORT_LB,
#endif
#ifdef SO_RXQ_OVFL
    SO_RXQ_OVFL,
#endif
#ifdef SO_SELECT_ERR_QUEUE
    SO_SELECT_ERR_QUEUE,
#endif
#ifdef SO_SETFIB
    SO_SETFIB,
#endif
#ifdef SO_SNDBUF
    SO_SNDBUF,
#endif
#ifdef SO_SNDBUFFORCE
    SO_SNDBUFFORCE,
#endif
#ifdef SO_SNDLOWAT
    SO_SNDLOWAT,
#endif
#ifdef SO_SNDTIMEO
    SO_SNDTIMEO,
#endif
#ifdef SO_TIMESTAMP
    SO_TIMESTAMP,
#endif
#ifdef SO_TIMESTAMPING
    SO_TIMESTAMPING,
#endif
#ifdef SO_TIMESTAMPNS
    SO_TIMESTAMPNS,
#endif
#ifdef SO_TIMESTAMP_NEW
    SO_TIMESTAMP_NEW,
#endif
#ifdef SO_TIMESTAMPING_NEW
    SO_TIMESTAMPING_NEW,
#endif
#ifdef SO_TIMESTAMPNS_NEW
    SO_TIMESTAMPNS_NEW,
#endif
#ifdef SO_TXREHASH
    SO_TXREHASH,
#endif
#ifdef SO_TXTIME
    SO_TXTIME,
#endif
#ifdef SO_TYPE
    SO_TYPE,
#endif
#ifdef SO_ZEROCOPY
    SO_ZEROCOPY,
#endif
#ifdef SOF_TIMESTAMPING_TX_HARDWARE
    SOF_TIMESTAMPING_TX_HARDWARE,
#endif
#ifdef SOF_TIMESTAMPING_TX_SOFTWARE
    SOF_TIMESTAMPING_TX_SOFTWARE,
#endif
#ifdef SOF_TIMESTAMPING_RX_HARDWARE
    SOF_TIMESTAMPING_RX_HARDWARE,
#endif
#ifdef SOF_TIMESTAMPING_RX_SOFTWARE
    SOF_TIMESTAMPING_RX_SOFTWARE,
#endif
#ifdef SOF_TIMESTAMPING_SOFTWARE
    SOF_TIMESTAMPING_SOFTWARE,
#endif
#ifdef SOF_TIMESTAMPING_SYS_HARDWARE
    SOF_TIMESTAMPING_SYS_HARDWARE,
#endif
#ifdef SOF_TIMESTAMPING_RAW_HARDWARE
    SOF_TIMESTAMPING_RAW_HARDWARE,
#endif
#ifdef SOF_TIMESTAMPING_OPT_ID
    SOF_TIMESTAMPING_OPT_ID,
#endif
#ifdef SOF_TIMESTAMPING_TX_SCHED
    SOF_TIMESTAMPING_TX_SCHED,
#endif
#ifdef SOF_TIMESTAMPING_TX_ACK
    SOF_TIMESTAMPING_TX_ACK,
#endif
#ifdef SOF_TIMESTAMPING_OPT_CMSG
    SOF_TIMESTAMPING_OPT_CMSG,
#endif
#ifdef SOF_TIMESTAMPING_OPT_TSONLY
    SOF_TIMESTAMPING_OPT_TSONLY,
#endif
#ifdef SOF_TIMESTAMPING_OPT_STATS
    SOF_TIMESTAMPING_OPT_STATS,
#endif
#ifdef SOF_TIMESTAMPING_OPT_PKTINFO
    SOF_TIMESTAMPING_OPT_PKTINFO,
#endif
#ifdef SOF_TIMESTAMPING_OPT_TX_SWHW
    SOF_TIMESTAMPING_OPT_TX_SWHW,
#endif
#ifdef SOF_TIMESTAMPING_BIND_PHC
    SOF_TIMESTAMPING_BIND_PHC,
#endif
#ifdef SOF_TIMESTAMPING_OPT_ID_TCP
    SOF_TIMESTAMPING_OPT_ID_TCP,
#endif
#ifdef SOF_TIMESTAMPING_OPT_RX_FILTER
    SOF_TIMESTAMPING_OPT_RX_FILTER,
#endif
#ifdef SOF_TIMESTAMPING_TX_COMPLETION
    SOF_TIMESTAMPING_TX_COMPLETION,
#endif
#ifdef SOF_TXTIME_DEADLINE_MODE
    SOF_TXTIME_DEADLINE_MODE,
#endif
#ifdef SOF_TXTIME_REPORT_ERRORS
    SOF_TXTIME_REPORT_ERRORS,
#endif
#ifdef SOL_MPTCP
    SOL_MPTCP,
#endif
#ifdef MPTCP_FULL_INFO
    MPTCP_FULL_INFO,
#endif
#ifdef MPTCP_INFO
    MPTCP_INFO,
#endif
#ifdef SO_EE_ORIGIN_NONE
    SO_EE_ORIGIN_NONE,
#endif
#ifdef SO_EE_ORIGIN_LOCAL
    SO_EE_ORIGIN_LOCAL,
#endif
#ifdef SO_EE_ORIGIN_ICMP
    SO_EE_ORIGIN_ICMP,
#endif
#ifdef SO_EE_ORIGIN_ICMP6
    SO_EE_ORIGIN_ICMP6,
#endif
#ifdef SO_EE_ORIGIN_TXSTATUS
    SO_EE_ORIGIN_TXSTATUS,
#endif
#ifdef SO_EE_ORIGIN_ZEROCOPY
    SO_EE_ORIGIN_ZEROCOPY,
#endif
#ifdef SO_EE_ORIGIN_TXTIME
    SO_EE_ORIGIN_TXTIME,
#endif
#ifdef IPPROTO_IP
    IPPROTO_IP,
#endif
#ifdef IPPROTO_ICMP
    IPPROTO_ICMP,
#endif
#ifdef IPPROTO_TCP
    IPPROTO_TCP,
#endif
#ifdef IPPROTO_UDP
    IPPROTO_UDP,
#endif
#ifdef IPPROTO_IPV6
    IPPROTO_IPV6,
#endif
#ifdef IPPROTO_ICMPV6
    IPPROTO_ICMPV6,
#endif
#ifdef IPPROTO_SCTP
    IPPROTO_SCTP,
#endif
#ifdef IPPROTO_UDPLITE
    IPPROTO_UDPLITE,
#endif
#ifdef IPPROTO_RAW
    IPPROTO_RAW,
#endif
#ifdef IPPROTO_MPTCP
    IPPROTO_MPTCP,
#endif
#ifdef IP_ADD_MEMBERSHIP
    IP_ADD_MEMBERSHIP,
#endif
#ifdef IP_ADD_SOURCE_MEMBERSHIP
    IP_ADD_SOURCE_MEMBERSHIP,
#endif
#ifdef IP_BIND_ADDRESS_NO_PORT
    IP_BIND_ADDRESS_NO_PORT,
#endif
#ifdef IP_BLOCK_SOURCE
    IP_BLOCK_SOURCE,
#endif
#ifdef IP_DONTFRAG
    IP_DONTFRAG,
#endif
#ifdef IP_DROP_MEMBERSHIP
    IP_DROP_MEMBERSHIP,
#endif
#ifdef IP_DROP_SOURCE_MEMBERSHIP
    IP_DROP_SOURCE_MEMBERSHIP,
#endif
#ifdef IP_FREEBIND
    IP_FREEBIND,
#endif
#ifdef IP_HDRINCL
    IP_HDRINCL,
#endif
#ifdef IP_LOCAL_PORT_RANGE
    IP_LOCAL_PORT_RANGE,
#endif
#ifdef IP_MINTTL
    IP_MINTTL,
#endif
#ifdef IP_MSFILTER
    IP_MSFILTER,
#endif
#ifdef IP_MTU
    IP_MTU,
#endif
#ifdef IP_MTU_DISCOVER
    IP_MTU_DISCOVER,
#endif
#ifdef IP_MULTICAST_ALL
    IP_MULTICAST_ALL,
#endif
#ifdef IP_MULTICAST_IF
    IP_MULTICAST_IF,
#endif
#ifdef IP_MULTICAST_LOOP
    IP_MULTICAST_LOOP,
#endif
#ifdef IP_MULTICAST_TTL
    IP_MULTICAST_TTL,
#endif
#ifdef IP_NODEFRAG
    IP_NODEFRAG,
#endif
#ifdef IP_OPTIONS
    IP_OPTIONS,
#endif
#ifdef IP_ORIGDSTADDR
    IP_ORIGDSTADDR,
#endif
#ifdef IP_PKTINFO
    IP_PKTINFO,
#endif
#ifdef IP_RECVDSTADDR
    IP_RECVDSTADDR,
#endif
#ifdef IP_RECVERR
    IP_RECVERR,
#endif
#ifdef IP_RECVFRAGSIZE
    IP_RECVFRAGSIZE,
#endif
#ifdef IP_RECVIF
    IP_RECVIF,
#endif
#ifdef IP_RECVOPTS
    IP_RECVOPTS,
#endif
#ifdef IP_RECVORIGDSTADDR
    IP_RECVORIGDSTADDR,
#endif
#ifdef IP_RECVTOS
    IP_RECVTOS,
#endif
#ifdef IP_RECVTTL
    IP_RECVTTL,
#endif
#ifdef IP_TOS
    IP_TOS,
#endif
#ifdef IP_TRANSPARENT
    IP_TRANSPARENT,
#endif
#ifdef IP_TTL
    IP_TTL,
#endif
#ifdef IP_UNICAST_IF
    IP_UNICAST_IF,
#endif
#ifdef SO_ORIGINAL_DST
    SO_ORIGINAL_DST,
#endif
#ifdef IP6T_SO_ORIGINAL_DST
    IP6T_SO_ORIGINAL_DST,
#endif
#ifdef IPV6_ADDR_PREFERENCES
    IPV6_ADDR_PREFERENCES,
#endif
#ifdef IP_UNBLOCK_SOURCE
    IP_UNBLOCK_SOURCE,
#endif
#ifdef IPV6_AUTOFLOWLABEL
    IPV6_AUTOFLOWLABEL,
#endif
#ifdef IPV6_CHECKSUM
    IPV6_CHECKSUM,
#endif
#ifdef IPV6_DONTFRAG
    IPV6_DONTFRAG,
#endif
#ifdef IPV6_FREEBIND
    IPV6_FREEBIND,
#endif
#ifdef IPV6_HDRINCL
    IPV6_HDRINCL,
#endif
#ifdef IPV6_HOPLIMIT
    IPV6_HOPLIMIT,
#endif
#ifdef IPV6_JOIN_GROUP
    IPV6_JOIN_GROUP,
#endif
#ifdef IPV6_LEAVE_GROUP
    IPV6_LEAVE_GROUP,
#endif
#ifdef IPV6_MINHOPCOUNT
    IPV6_MINHOPCOUNT,
#endif
#ifdef IPV6_MTU
    IPV6_MTU,
#endif
#ifdef IPV6_MTU_DISCOVER
    IPV6_MTU_DISCOVER,
#endif
#ifdef IPV6_MULTICAST_ALL
    IPV6_MULTICAST_ALL,
#endif
#ifdef IPV6_MULTICAST_HOPS
    IPV6_MULTICAST_HOPS,
#endif
#ifdef IPV6_MULTICAST_IF
    IPV6_MULTICAST_IF,
#endif
#ifdef IPV6_MULTICAST_LOOP
    IPV6_MULTICAST_LOOP,
#endif
#ifdef IPV6_ORIGDSTADDR
    IPV6_ORIGDSTADDR,
#endif
#ifdef IPV6_PKTINFO
    IPV6_PKTINFO,
#endif
#ifdef IPV6_PREFER_SRC_COA
    IPV6_PREFER_SRC_COA,
#endif
#ifdef IPV6_PREFER_SRC_HOME
    IPV6_PREFER_SRC_HOME,
#endif
#ifdef IPV6_PREFER_SRC_PUBLIC
    IPV6_PREFER_SRC_PUBLIC,
#endif
#ifdef IPV6_PREFER_SRC_PUBTMP_DEFAULT
    IPV6_PREFER_SRC_PUBTMP_DEFAULT,
#endif
#ifdef IPV6_PREFER_SRC_TMP
    IPV6_PREFER_SRC_TMP,
#endif
#ifdef IPV6_RECVERR
    IPV6_RECVERR,
#endif
#ifdef IPV6_RECVHOPLIMIT
    IPV6_RECVHOPLIMIT,
#endif
#ifdef IPV6_RECVORIGDSTADDR
    IPV6_RECVORIGDSTADDR,
#endif
#ifdef IPV6_RECVPATHMTU
    IPV6_RECVPATHMTU,
#endif
#ifdef IPV6_RECVPKTINFO
    IPV6_RECVPKTINFO,
#endif
#ifdef IPV6_RECVTCLASS
    IPV6_RECVTCLASS,
#endif
#ifdef IPV6_TCLASS
    IPV6_TCLASS,
#endif
#ifdef IPV6_TRANSPARENT
    IPV6_TRANSPARENT,
#endif
#ifdef IPV6_UNICAST_HOPS
    IPV6_UNICAST_HOPS,
#endif
#ifdef IPV6_UNICAST_IF
    IPV6_UNICAST_IF,
#endif
#ifdef IPV6_V6ONLY
    IPV6_V6ONLY,
#endif
#ifdef MCAST_BLOCK_SOURCE
    MCAST_BLOCK_SOURCE,
#endif
#ifdef MCAST_EXCLUDE
    MCAST_EXCLUDE,
#endif
#ifdef MCAST_INCLUDE
    MCAST_INCLUDE,
#endif
#ifdef MCAST_JOIN_GROUP
    MCAST_JOIN_GROUP,
#endif
#ifdef MCAST_JOIN_SOURCE_GROUP
    MCAST_JOIN_SOURCE_GROUP,
#endif
#ifdef MCAST_LEAVE_GROUP
    MCAST_LEAVE_GROUP,
#endif
#ifdef MCAST_LEAVE_SOURCE_GROUP
    MCAST_LEAVE_SOURCE_GROUP,
#endif
#ifdef MCAST_MSFILTER
    MCAST_MSFILTER,
#endif
#ifdef MCAST_UNBLOCK_SOURCE
    MCAST_UNBLOCK_SOURCE,
#endif
#ifdef TCP_CC_INFO
    TCP_CC_INFO,
#endif
#ifdef TCP_CM_INQ
    TCP_CM_INQ,
#endif
#ifdef TCP_CORK
    TCP_CORK,
#endif
#ifdef TCP_DEFER_ACCEPT
    TCP_DEFER_ACCEPT,
#endif
#ifdef TCP_DELACK_MAX_US
    TCP_DELACK_MAX_US,
#endif
#ifdef TCP_FASTOPEN
    TCP_FASTOPEN,
#endif
#ifdef TCP_FASTOPEN_CONNECT
    TCP_FASTOPEN_CONNECT,
#endif
#ifdef TCP_FASTOPEN_KEY
    TCP_FASTOPEN_KEY,
#endif
#ifdef TCP_FASTOPEN_NO_COOKIE
    TCP_FASTOPEN_NO_COOKIE,
#endif
#ifdef TCP_INFO
    TCP_INFO,
#endif
#ifdef TCP_INQ
    TCP_INQ,
#endif
#ifdef TCP_IS_MPTCP
    TCP_IS_MPTCP,
#endif
#ifdef TCP_KEEPALIVE
    TCP_KEEPALIVE,
#endif
#ifdef TCP_KEEPCNT
    TCP_KEEPCNT,
#endif
#ifdef TCP_KEEPIDLE
    TCP_KEEPIDLE,
#endif
#ifdef TCP_KEEPINTVL
    TCP_KEEPINTVL,
#endif
#ifdef TCP_LINGER2
    TCP_LINGER2,
#endif
#ifdef TCP_MAXSEG
    TCP_MAXSEG,
#endif
#ifdef TCP_MD5SIG
    TCP_MD5SIG,
#endif
#ifdef TCP_MD5SIG_EXT
    TCP_MD5SIG_EXT,
#endif
#ifdef TCP_MD5SIG_FLAG_IFINDEX
    TCP_MD5SIG_FLAG_IFINDEX,
#endif
#ifdef TCP_MD5SIG_FLAG_PREFIX
    TCP_MD5SIG_FLAG_PREFIX,
#endif
#ifdef TCP_NODELAY
    TCP_NODELAY,
#endif
#ifdef TCP_NOPUSH
    TCP_NOPUSH,
#endif
#ifdef TCP_NOTSENT_LOWAT
    TCP_NOTSENT_LOWAT,
#endif
#ifdef TCP_QUICKACK
    TCP_QUICKACK,
#endif
#ifdef TCP_RTO_MAX_MS
    TCP_RTO_MAX_MS,
#endif
#ifdef TCP_RTO_MIN_US
    TCP_RTO_MIN_US,
#endif
#ifdef TCP_RXT_CONNDROPTIME
    TCP_RXT_CONNDROPTIME,
#endif
#ifdef TCP_SAVED_SYN
    TCP_SAVED_SYN,
#endif
#ifdef TCP_SAVE_SYN
    TCP_SAVE_SYN,
#endif
#ifdef TCP_SYNCNT
    TCP_SYNCNT,
#endif
#ifdef TCP_THIN_LINEAR_TIMEOUTS
    TCP_THIN_LINEAR_TIMEOUTS,
#endif
#ifdef TCP_TIMESTAMP
    TCP_TIMESTAMP,
#endif
#ifdef TCP_TX_DELAY
    TCP_TX_DELAY,
#endif
#ifdef TCP_USER_TIMEOUT
    TCP_USER_TIMEOUT,
#endif
#ifdef TCP_WINDOW_CLAMP
    TCP_WINDOW_CLAMP,
#endif
#ifdef TCP_CONGESTION
    TCP_CONGESTION,
#endif
#ifdef TCP_ULP
    TCP_ULP,
#endif
#ifdef UDP_CORK
    UDP_CORK,
#endif
#ifdef UDP_ENCAP
    UDP_ENCAP,
#endif
#ifdef UDP_GRO
    UDP_GRO,
#endif
#ifdef UDP_NO_CHECK6_RX
    UDP_NO_CHECK6_RX,
#endif
#ifdef UDP_NO_CHECK6_TX
    UDP_NO_CHECK6_TX,
#endif
#ifdef UDP_SEGMENT
    UDP_SEGMENT,
#endif
#ifdef UDPLITE_RECV_CSCOV
    UDPLITE_RECV_CSCOV,
#endif
#ifdef UDPLITE_SEND_CSCOV
    UDPLITE_SEND_CSCOV,
#endif
#ifdef SOL_LOCAL
    SOL_LOCAL,
#endif
#ifdef LOCAL_PEERCRED
    LOCAL_PEERCRED,
#endif
#ifdef LOCAL_PEEREPID
    LOCAL_PEEREPID,
#endif
#ifdef LOCAL_PEERPID
    LOCAL_PEERPID,
#endif
#ifdef IOV_MAX
    IOV_MAX,
#endif
#ifdef CLOCK_BOOTTIME
    CLOCK_BOOTTIME,
#endif
#ifdef CLOCK_MONOTONIC
    CLOCK_MONOTONIC,
#endif
#ifdef CLOCK_REALTIME
    CLOCK_REALTIME,
#endif
#ifdef CLOCK_TAI
    CLOCK_TAI,
#endif
#ifdef AI_PASSIVE
    AI_PASSIVE,
#endif
#ifdef AI_CANONNAME
    AI_CANONNAME,
#endif
#ifdef AI_NUMERICHOST
    AI_NUMERICHOST,
#endif
#ifdef AI_NUMERICSERV
    AI_NUMERICSERV,
#endif
#ifdef AI_V4MAPPED
    AI_V4MAPPED,
#endif
#ifdef AI_ALL
    AI_ALL,
#endif
#ifdef AI_ADDRCONFIG
    AI_ADDRCONFIG,
#endif
#ifdef NI_NUMERICHOST
    NI_NUMERICHOST,
#endif
#ifdef NI_NUMERICSERV
    NI_NUMERICSERV,
#endif
#ifdef NI_NOFQDN
    NI_NOFQDN,
#endif
#ifdef NI_NAMEREQD
    NI_NAMEREQD,
#endif
#ifdef NI_DGRAM
    NI_DGRAM,
#endif
#ifdef EAI_BADFLAGS
    EAI_BADFLAGS,
#endif
#ifdef EAI_NONAME
    EAI_NONAME,
#endif
#ifdef EAI_AGAIN
    EAI_AGAIN,
#endif
#ifdef EAI_FAIL
    EAI_FAIL,
#endif
#ifdef EAI_NODATA
    EAI_NODATA,
#endif
#ifdef EAI_FAMILY
    EAI_FAMILY,
#endif
#ifdef EAI_SOCKTYPE
    EAI_SOCKTYPE,
#endif
#ifdef EAI_SERVICE
    EAI_SERVICE,
#endif
#ifdef EAI_ADDRFAMILY
    EAI_ADDRFAMILY,
#endif
#ifdef EAI_MEMORY
    EAI_MEMORY,
#endif
#ifdef EAI_SYSTEM
    EAI_SYSTEM,
#endif
#ifdef EAI_OVERFLOW
    EAI_OVERFLOW,
#endif
#ifdef POLLIN
    POLLIN,
#endif
#ifdef POLLPRI
    POLLPRI,
#endif
#ifdef POLLOUT
    POLLOUT,
#endif
#ifdef POLLERR
    POLLERR,
#endif
#ifdef POLLHUP
    POLLHUP,
#endif
#ifdef POLLNVAL
    POLLNVAL,
#endif
#ifdef POLLRDHUP
    POLLRDHUP,
#endif
#ifdef SO_VM_SOCKETS_BUFFER_SIZE
    SO_VM_SOCKETS_BUFFER_SIZE,
#endif
#ifdef SO_VM_SOCKETS_BUFFER_MIN_SIZE
    SO_VM_SOCKETS_BUFFER_MIN_SIZE,
#endif
#ifdef SO_VM_SOCKETS_BUFFER_MAX_SIZE
    SO_VM_SOCKETS_BUFFER_MAX_SIZE,
#endif
#ifdef SO_VM_SOCKETS_CONNECT_TIMEOUT
    SO_VM_SOCKETS_CONNECT_TIMEOUT,
#endif
#ifdef CAN_RAW
    CAN_RAW,
#endif
#ifdef CAN_BCM
    CAN_BCM,
#endif
#ifdef CAN_ISOTP
    CAN_ISOTP,
#endif
#ifdef CAN_J1939
    CAN_J1939,
#endif
#ifdef SOL_CAN_RAW
    SOL_CAN_RAW,
#endif
#ifdef CAN_RAW_FILTER
    CAN_RAW_FILTER,
#endif
#ifdef CAN_RAW_ERR_FILTER
    CAN_RAW_ERR_FILTER,
#endif
#ifdef CAN_RAW_LOOPBACK
    CAN_RAW_LOOPBACK,
#endif
#ifdef CAN_RAW_RECV_OWN_MSGS
    CAN_RAW_RECV_OWN_MSGS,
#endif
#ifdef CAN_RAW_FD_FRAMES
    CAN_RAW_FD_FRAMES,
#endif
#ifdef CAN_RAW_JOIN_FILTERS
    CAN_RAW_JOIN_FILTERS,
#endif
#ifdef SOL_CAN_ISOTP
    SOL_CAN_ISOTP,
#endif
#ifdef CAN_ISOTP_OPTS
    CAN_ISOTP_OPTS,
#endif
#ifdef CAN_ISOTP_RECV_FC
    CAN_ISOTP_RECV_FC,
#endif
#ifdef CAN_ISOTP_TX_STMIN
    CAN_ISOTP_TX_STMIN,
#endif
#ifdef CAN_ISOTP_RX_STMIN
    CAN_ISOTP_RX_STMIN,
#endif
#ifdef CAN_ISOTP_LL_OPTS
    CAN_ISOTP_LL_OPTS,
#endif
#ifdef SOL_CAN_J1939
    SOL_CAN_J1939,
#endif
#ifdef SO_J1939_FILTER
    SO_J1939_FILTER,
#endif
#ifdef SO_J1939_PROMISC
    SO_J1939_PROMISC,
#endif
#ifdef SO_J1939_SEND_PRIO
    SO_J1939_SEND_PRIO,
#endif
#ifdef SO_J1939_ERRQUEUE
    SO_J1939_ERRQUEUE,
#endif
#ifdef BTPROTO_L2CAP
    BTPROTO_L2CAP,
#endif
#ifdef BTPROTO_HCI
    BTPROTO_HCI,
#endif
#ifdef BTPROTO_SCO
    BTPROTO_SCO,
#endif
#ifdef BTPROTO_RFCOMM
    BTPROTO_RFCOMM,
#endif
#ifdef SOL_BLUETOOTH
    SOL_BLUETOOTH,
#endif
#ifdef BT_SECURITY
    BT_SECURITY,
#endif
#ifdef BT_DEFER_SETUP
    BT_DEFER_SETUP,
#endif
#ifdef BT_FLUSHABLE
    BT_FLUSHABLE,
#endif
#ifdef BT_POWER
    BT_POWER,
#endif
#ifdef BT_VOICE
    BT_VOICE,
#endif
#ifdef BT_SNDMTU
    BT_SNDMTU,
#endif
#ifdef BT_RCVMTU
    BT_RCVMTU,
#endif
#ifdef BT_PHY
    BT_PHY,
#endif
#ifdef BT_MODE
    BT_MODE,
#endif
#ifdef BT_PKT_STATUS
    BT_PKT_STATUS,
#endif
#ifdef SOL_HCI
    SOL_HCI,
#endif
#ifdef HCI_DATA_DIR
    HCI_DATA_DIR,
#endif
#ifdef HCI_FILTER
    HCI_FILTER,
#endif
#ifdef HCI_TIME_STAMP
    HCI_TIME_STAMP,
#endif
#ifdef SOL_ALG
    SOL_ALG,
#endif
#ifdef ALG_SET_KEY
    ALG_SET_KEY,
#endif
#ifdef ALG_SET_IV
    ALG_SET_IV,
#endif
#ifdef ALG_SET_OP
    ALG_SET_OP,
#endif
#ifdef ALG_SET_AEAD_ASSOCLEN
    ALG_SET_AEAD_ASSOCLEN,
#endif
#ifdef ALG_SET_AEAD_AUTHSIZE
    ALG_SET_AEAD_AUTHSIZE,
#endif
#ifdef ALG_SET_DRBG_ENTROPY
    ALG_SET_DRBG_ENTROPY,
#endif
#ifdef ALG_SET_KEY_BY_KEY_SERIAL
    ALG_SET_KEY_BY_KEY_SERIAL,
#endif
#ifdef ALG_OP_DECRYPT
    ALG_OP_DECRYPT,
#endif
#ifdef ALG_OP_ENCRYPT
    ALG_OP_ENCRYPT,
#endif
#ifdef SOL_TIPC
    SOL_TIPC,
#endif
#ifdef TIPC_IMPORTANCE
    TIPC_IMPORTANCE,
#endif
#ifdef TIPC_SRC_DROPPABLE
    TIPC_SRC_DROPPABLE,
#endif
#ifdef TIPC_DEST_DROPPABLE
    TIPC_DEST_DROPPABLE,
#endif
#ifdef TIPC_CONN_TIMEOUT
    TIPC_CONN_TIMEOUT,
#endif
#ifdef TIPC_SOCK_RECVQ_DEPTH
    TIPC_SOCK_RECVQ_DEPTH,
#endif
#ifdef TIPC_MCAST_BROADCAST
    TIPC_MCAST_BROADCAST,
#endif
#ifdef TIPC_MCAST_REPLICAST
    TIPC_MCAST_REPLICAST,
#endif
#ifdef TIPC_GROUP_JOIN
    TIPC_GROUP_JOIN,
#endif
#ifdef TIPC_GROUP_LEAVE
    TIPC_GROUP_LEAVE,
#endif
#ifdef TIPC_SOCK_RECVQ_USED
    TIPC_SOCK_RECVQ_USED,
#endif
#ifdef TIPC_NODELAY
    TIPC_NODELAY,
#endif
#ifdef SOL_XDP
    SOL_XDP,
#endif
#ifdef XDP_MMAP_OFFSETS
    XDP_MMAP_OFFSETS,
#endif
#ifdef XDP_RX_RING
    XDP_RX_RING,
#endif
#ifdef XDP_TX_RING
    XDP_TX_RING,
#endif
#ifdef XDP_UMEM_FILL_RING
    XDP_UMEM_FILL_RING,
#endif
#ifdef XDP_UMEM_COMPLETION_RING
    XDP_UMEM_COMPLETION_RING,
#endif
#ifdef XDP_STATISTICS
    XDP_STATISTICS,
#endif
#ifdef XDP_OPTIONS
    XDP_OPTIONS,
#endif
#ifdef SCTP_RTOINFO
    SCTP_RTOINFO,
#endif
#ifdef SCTP_ASSOCINFO
    SCTP_ASSOCINFO,
#endif
#ifdef SCTP_INITMSG
    SCTP_INITMSG,
#endif
#ifdef SCTP_NODELAY
    SCTP_NODELAY,
#endif
#ifdef SCTP_AUTOCLOSE
    SCTP_AUTOCLOSE,
#endif
#ifdef SCTP_ADAPTATION_LAYER
    SCTP_ADAPTATION_LAYER,
#endif
#ifdef SCTP_DISABLE_FRAGMENTS
    SCTP_DISABLE_FRAGMENTS,
#endif
#ifdef SCTP_EVENTS
    SCTP_EVENTS,
#endif
#ifdef SCTP_I_WANT_MAPPED_V4_ADDR
    SCTP_I_WANT_MAPPED_V4_ADDR,
#endif
#ifdef SCTP_MAXSEG
    SCTP_MAXSEG,
#endif
#ifdef SCTP_STATUS
    SCTP_STATUS,
#endif
#ifdef SCTP_DELAYED_SACK
    SCTP_DELAYED_SACK,
#endif
#ifdef SCTP_FRAGMENT_INTERLEAVE
    SCTP_FRAGMENT_INTERLEAVE,
#endif
#ifdef SCTP_PARTIAL_DELIVERY_POINT
    SCTP_PARTIAL_DELIVERY_POINT,
#endif
#ifdef SCTP_MAX_BURST
    SCTP_MAX_BURST,
#endif
#ifdef SCTP_RECVRCVINFO
    SCTP_RECVRCVINFO,
#endif
#ifdef SCTP_RECVNXTINFO
    SCTP_RECVNXTINFO,
#endif
#ifdef SCTP_DEFAULT_SNDINFO
    SCTP_DEFAULT_SNDINFO,
#endif
#ifdef SCTP_REUSE_PORT
    SCTP_REUSE_PORT,
#endif
#ifdef SCTP_SOCKOPT_BINDX_ADD
    SCTP_SOCKOPT_BINDX_ADD,
#endif
#ifdef SCTP_SOCKOPT_BINDX_REM
    SCTP_SOCKOPT_BINDX_REM,
#endif
#ifdef NETLINK_ADD_MEMBERSHIP
    NETLINK_ADD_MEMBERSHIP,
#endif
#ifdef NETLINK_BROADCAST_ERROR
    NETLINK_BROADCAST_ERROR,
#endif
#ifdef NETLINK_CAP_ACK
    NETLINK_CAP_ACK,
#endif
#ifdef NETLINK_DROP_MEMBERSHIP
    NETLINK_DROP_MEMBERSHIP,
#endif
#ifdef NETLINK_EXT_ACK
    NETLINK_EXT_ACK,
#endif
#ifdef NETLINK_GET_STRICT_CHK
    NETLINK_GET_STRICT_CHK,
#endif
#ifdef NETLINK_LISTEN_ALL_NSID
    NETLINK_LISTEN_ALL_NSID,
#endif
#ifdef NETLINK_LIST_MEMBERSHIPS
    NETLINK_LIST_MEMBERSHIPS,
#endif
#ifdef NETLINK_NO_ENOBUFS
    NETLINK_NO_ENOBUFS,
#endif
#ifdef NETLINK_PKTINFO
    NETLINK_PKTINFO,
#endif
#ifdef NLMSG_DONE
    NLMSG_DONE,
#endif
#ifdef NLMSG_ERROR
    NLMSG_ERROR,
#endif
#ifdef NLM_F_ACK
    NLM_F_ACK,
#endif
#ifdef NLM_F_ACK_TLVS
    NLM_F_ACK_TLVS,
#endif
#ifdef NLM_F_CAPPED
    NLM_F_CAPPED,
#endif
#ifdef NLM_F_CREATE
    NLM_F_CREATE,
#endif
#ifdef NLM_F_DUMP
    NLM_F_DUMP,
#endif
#ifdef NLM_F_DUMP_INTR
    NLM_F_DUMP_INTR,
#endif
#ifdef NLM_F_EXCL
    NLM_F_EXCL,
#endif
#ifdef NLM_F_REPLACE
    NLM_F_REPLACE,
#endif
#ifdef NLM_F_REQUEST
    NLM_F_REQUEST,
#endif
#if __has_include(<linux/netlink.h>)
    NLMSGERR_ATTR_MSG,
    NLMSGERR_ATTR_OFFS,
#endif
#ifdef RTM_NEWLINK
    RTM_NEWLINK,
#endif
#ifdef RTM_DELLINK
    RTM_DELLINK,
#endif
#ifdef RTM_GETLINK
    RTM_GETLINK,
#endif
#ifdef RTM_NEWADDR
    RTM_NEWADDR,
#endif
#ifdef RTM_DELADDR
    RTM_DELADDR,
#endif
#ifdef RTM_GETADDR
    RTM_GETADDR,
#endif
#ifdef RTM_NEWROUTE
    RTM_NEWROUTE,
#endif
#ifdef RTM_DELROUTE
    RTM_DELROUTE,
#endif
#ifdef RTM_GETROUTE
    RTM_GETROUTE,
#endif
#ifdef RTM_F_CLONED
    RTM_F_CLONED,
#endif
#ifdef RTM_F_LOOKUP_TABLE
    RTM_F_LOOKUP_TABLE,
#endif
#ifdef RTM_F_OFFLOAD
    RTM_F_OFFLOAD,
#endif
#ifdef RTM_F_TRAP
    RTM_F_TRAP,
#endif
#ifdef RTNH_F_DEAD
    RTNH_F_DEAD,
#endif
#ifdef RTNH_F_LINKDOWN
    RTNH_F_LINKDOWN,
#endif
#ifdef RTNH_F_OFFLOAD
    RTNH_F_OFFLOAD,
#endif
#ifdef RTNH_F_ONLINK
    RTNH_F_ONLINK,
#endif
#ifdef RTNH_F_PERVASIVE
    RTNH_F_PERVASIVE,
#endif
#ifdef RTNH_F_TRAP
    RTNH_F_TRAP,
#endif
#ifdef RTNH_F_UNRESOLVED
    RTNH_F_UNRESOLVED,
#endif
#ifdef RTNLGRP_IPV4_IFADDR
    RTNLGRP_IPV4_IFADDR,
#endif
#ifdef RTNLGRP_IPV4_ROUTE
    RTNLGRP_IPV4_ROUTE,
#endif
#ifdef RTNLGRP_IPV4_RULE
    RTNLGRP_IPV4_RULE,
#endif
#ifdef RTNLGRP_IPV6_IFADDR
    RTNLGRP_IPV6_IFADDR,
#endif
#ifdef RTNLGRP_IPV6_ROUTE
    RTNLGRP_IPV6_ROUTE,
#endif
#ifdef RTNLGRP_IPV6_RULE
    RTNLGRP_IPV6_RULE,
#endif
#ifdef RTNLGRP_LINK
    RTNLGRP_LINK,
#endif
#ifdef RTNLGRP_NEIGH
    RTNLGRP_NEIGH,
#endif
#ifdef RTNLGRP_TC
    RTNLGRP_TC,
#endif
#ifdef RTPROT_BABEL
    RTPROT_BABEL,
#endif
#ifdef RTPROT_BGP
    RTPROT_BGP,
#endif
#ifdef RTPROT_BIRD
    RTPROT_BIRD,
#endif
#ifdef RTPROT_BOOT
    RTPROT_BOOT,
#endif
#ifdef RTPROT_DHCP
    RTPROT_DHCP,
#endif
#ifdef RTPROT_EIGRP
    RTPROT_EIGRP,
#endif
#ifdef RTPROT_GATED
    RTPROT_GATED,
#endif
#ifdef RTPROT_ISIS
    RTPROT_ISIS,
#endif
#ifdef RTPROT_KEEPALIVED
    RTPROT_KEEPALIVED,
#endif
#ifdef RTPROT_KERNEL
    RTPROT_KERNEL,
#endif
#ifdef RTPROT_MROUTED
    RTPROT_MROUTED,
#endif
#ifdef RTPROT_OPENR
    RTPROT_OPENR,
#endif
#ifdef RTPROT_OSPF
    RTPROT_OSPF,
#endif
#ifdef RTPROT_RA
    RTPROT_RA,
#endif
#ifdef RTPROT_REDIRECT
    RTPROT_REDIRECT,
#endif
#ifdef RTPROT_RIP
    RTPROT_RIP,
#endif
#ifdef RTPROT_STATIC
    RTPROT_STATIC,
#endif
#ifdef RTPROT_UNSPEC
    RTPROT_UNSPEC,
#endif
#ifdef RTPROT_XORP
    RTPROT_XORP,
#endif
#ifdef RTPROT_ZEBRA
    RTPROT_ZEBRA,
#endif
#if __has_include(<linux/rtnetlink.h>)
    RTA_DST,
    RTA_GATEWAY,
    RTA_IIF,
    RTA_MULTIPATH,
    RTA_OIF,
    RTA_PREFSRC,
    RTA_PRIORITY,
    RTA_SRC,
    RTA_TABLE,
    RTA_VIA,
    RTN_ANYCAST,
    RTN_BLACKHOLE,
    RTN_BROADCAST,
    RTN_LOCAL,
    RTN_MULTICAST,
    RTN_NAT,
    RTN_PROHIBIT,
    RTN_THROW,
    RTN_UNICAST,
    RTN_UNREACHABLE,
    RTN_UNSPEC,
    RTN_XRESOLVE,
    RT_SCOPE_HOST,
    RT_SCOPE_LINK,
    RT_SCOPE_NOWHERE,
    RT_SCOPE_SITE,
    RT_SCOPE_UNIVERSE,
    RT_TABLE_DEFAULT,
    RT_TABLE_LOCAL,
    RT_TABLE_MAIN,
    RT_TABLE_UNSPEC,
#endif
#if __has_include(<linux/if_link.h>)
    IFLA_ADDRESS,
    IFLA_BROADCAST,
    IFLA_CARRIER,
    IFLA_GROUP,
    IFLA_IFALIAS,
    IFLA_IFNAME,
    IFLA_INFO_KIND,
    IFLA_LINK,
    IFLA_LINKINFO,
    IFLA_LINK_NETNSID,
    IFLA_MASTER,
    IFLA_MTU,
    IFLA_OPERSTATE,
    IFLA_PROMISCUITY,
    IFLA_QDISC,
    IFLA_STATS64,
    IFLA_TXQLEN,
#endif
#ifdef IFA_F_DADFAILED
    IFA_F_DADFAILED,
#endif
#ifdef IFA_F_DEPRECATED
    IFA_F_DEPRECATED,
#endif
#ifdef IFA_F_HOMEADDRESS
    IFA_F_HOMEADDRESS,
#endif
#ifdef IFA_F_MANAGETEMPADDR
    IFA_F_MANAGETEMPADDR,
#endif
#ifdef IFA_F_MCAUTOJOIN
    IFA_F_MCAUTOJOIN,
#endif
#ifdef IFA_F_NODAD
    IFA_F_NODAD,
#endif
#ifdef IFA_F_NOPREFIXROUTE
    IFA_F_NOPREFIXROUTE,
#endif
#ifdef IFA_F_OPTIMISTIC
    IFA_F_OPTIMISTIC,
#endif
#ifdef IFA_F_PERMANENT
    IFA_F_PERMANENT,
#endif
#ifdef IFA_F_SECONDARY
    IFA_F_SECONDARY,
#endif
#ifdef IFA_F_STABLE_PRIVACY
    IFA_F_STABLE_PRIVACY,
#endif
#ifdef IFA_F_TENTATIVE
    IFA_F_TENTATIVE,
#endif
#if __has_include(<linux/if_addr.h>)
    IFA_ADDRESS,
    IFA_BROADCAST,
    IFA_CACHEINFO,
    IFA_FLAGS,
    IFA_LABEL,
    IFA_LOCAL,
#endif
#ifdef IFF_ALLMULTI
    IFF_ALLMULTI,
#endif
#ifdef IFF_AUTOMEDIA
    IFF_AUTOMEDIA,
#endif
#ifdef IFF_BROADCAST
    IFF_BROADCAST,
#endif
#ifdef IFF_DEBUG
    IFF_DEBUG,
#endif
#ifdef IFF_DORMANT
    IFF_DORMANT,
#endif
#ifdef IFF_DYNAMIC
    IFF_DYNAMIC,
#endif
#ifdef IFF_ECHO
    IFF_ECHO,
#endif
#ifdef IFF_LOOPBACK
    IFF_LOOPBACK,
#endif
#ifdef IFF_LOWER_UP
    IFF_LOWER_UP,
#endif
#ifdef IFF_MASTER
    IFF_MASTER,
#endif
#ifdef IFF_MULTICAST
    IFF_MULTICAST,
#endif
#ifdef IFF_NOARP
    IFF_NOARP,
#endif
#ifdef IFF_NOTRAILERS
    IFF_NOTRAILERS,
#endif
#ifdef IFF_POINTOPOINT
    IFF_POINTOPOINT,
#endif
#ifdef IFF_PORTSEL
    IFF_PORTSEL,
#endif
#ifdef IFF_PROMISC
    IFF_PROMISC,
#endif
#ifdef IFF_RUNNING
    IFF_RUNNING,
#endif
#ifdef IFF_SLAVE
    IFF_SLAVE,
#endif
#ifdef IFF_UP
    IFF_UP,
#endif
#if __has_include(<linux/if.h>)
    IF_OPER_DORMANT,
    IF_OPER_DOWN,
    IF_OPER_LOWERLAYERDOWN,
    IF_OPER_NOTPRESENT,
    IF_OPER_TESTING,
    IF_OPER_UNKNOWN,
    IF_OPER_UP,
#endif
#ifdef PACKET_ADD_MEMBERSHIP
    PACKET_ADD_MEMBERSHIP,
#endif
#ifdef PACKET_AUXDATA
    PACKET_AUXDATA,
#endif
#ifdef PACKET_BROADCAST
    PACKET_BROADCAST,
#endif
#ifdef PACKET_DROP_MEMBERSHIP
    PACKET_DROP_MEMBERSHIP,
#endif
#ifdef PACKET_FANOUT
    PACKET_FANOUT,
#endif
#ifdef PACKET_FANOUT_CBPF
    PACKET_FANOUT_CBPF,
#endif
#ifdef PACKET_FANOUT_CPU
    PACKET_FANOUT_CPU,
#endif
#ifdef PACKET_FANOUT_EBPF
    PACKET_FANOUT_EBPF,
#endif
#ifdef PACKET_FANOUT_FLAG_DEFRAG
    PACKET_FANOUT_FLAG_DEFRAG,
#endif
#ifdef PACKET_FANOUT_FLAG_IGNORE_OUTGOING
    PACKET_FANOUT_FLAG_IGNORE_OUTGOING,
#endif
#ifdef PACKET_FANOUT_FLAG_ROLLOVER
    PACKET_FANOUT_FLAG_ROLLOVER,
#endif
#ifdef PACKET_FANOUT_FLAG_UNIQUEID
    PACKET_FANOUT_FLAG_UNIQUEID,
#endif
#ifdef PACKET_FANOUT_HASH
    PACKET_FANOUT_HASH,
#endif
#ifdef PACKET_FANOUT_LB
    PACKET_FANOUT_LB,
#endif
#ifdef PACKET_FANOUT_QM
    PACKET_FANOUT_QM,
#endif
#ifdef PACKET_FANOUT_RND
    PACKET_FANOUT_RND,
#endif
#ifdef PACKET_FANOUT_ROLLOVER
    PACKET_FANOUT_ROLLOVER,
#endif
#ifdef PACKET_HOST
    PACKET_HOST,
#endif
#ifdef PACKET_IGNORE_OUTGOING
    PACKET_IGNORE_OUTGOING,
#endif
#ifdef PACKET_KERNEL
    PACKET_KERNEL,
#endif
#ifdef PACKET_LOOPBACK
    PACKET_LOOPBACK,
#endif
#ifdef PACKET_MR_ALLMULTI
    PACKET_MR_ALLMULTI,
#endif
#ifdef PACKET_MR_MULTICAST
    PACKET_MR_MULTICAST,
#endif
#ifdef PACKET_MR_PROMISC
    PACKET_MR_PROMISC,
#endif
#ifdef PACKET_MR_UNICAST
    PACKET_MR_UNICAST,
#endif
#ifdef PACKET_MULTICAST
    PACKET_MULTICAST,
#endif
#ifdef PACKET_ORIGDEV
    PACKET_ORIGDEV,
#endif
#ifdef PACKET_OTHERHOST
    PACKET_OTHERHOST,
#endif
#ifdef PACKET_OUTGOING
    PACKET_OUTGOING,
#endif
#ifdef PACKET_QDISC_BYPASS
    PACKET_QDISC_BYPASS,
#endif
#ifdef PACKET_STATISTICS
    PACKET_STATISTICS,
#endif
#ifdef PACKET_USER
    PACKET_USER,
#endif
#ifdef TP_STATUS_CSUMNOTREADY
    TP_STATUS_CSUMNOTREADY,
#endif
#ifdef TP_STATUS_CSUM_VALID
    TP_STATUS_CSUM_VALID,
#endif
#ifdef TP_STATUS_LOSING
    TP_STATUS_LOSING,
#endif
#ifdef TP_STATUS_VLAN_TPID_VALID
    TP_STATUS_VLAN_TPID_VALID,
#endif
#ifdef TP_STATUS_VLAN_VALID
    TP_STATUS_VLAN_VALID,
#endif
#ifdef ETH_P_8021AD
    ETH_P_8021AD,
#endif
#ifdef ETH_P_8021Q
    ETH_P_8021Q,
#endif
#ifdef ETH_P_802_EX1
    ETH_P_802_EX1,
#endif
#ifdef ETH_P_ALL
    ETH_P_ALL,
#endif
#ifdef ETH_P_ARP
    ETH_P_ARP,
#endif
#ifdef ETH_P_IP
    ETH_P_IP,
#endif
#ifdef ETH_P_IPV6
    ETH_P_IPV6,
#endif
#ifdef ETH_P_LLDP
    ETH_P_LLDP,
#endif
#ifdef ETH_P_MACSEC
    ETH_P_MACSEC,
#endif
#ifdef ETH_P_MPLS_UC
    ETH_P_MPLS_UC,
#endif
#ifdef ETH_P_PAE
    ETH_P_PAE,
#endif
#ifdef ICMP_FILTER
    ICMP_FILTER,
#endif
#ifdef ICMPV6_FILTER
    ICMPV6_FILTER,
#endif
};
