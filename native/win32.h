/*
 * Windows under the names of POSIX: what Winsock has, each thing by the name that the other systems call it.
 *
 *  1. Error numbers. Where Winsock has a number of its own for an error, the POSIX name means that one: it is what
 *     the calls give and what FormatMessage has words for. The other names keep the C runtime's numbers, which are
 *     small. os_win32.c sees to it that no number of a third kind leaves it.
 *  2. Flags and options whose meaning is that of another system's name.
 *  3. Two flags and two options of ours, which os_win32.c takes out or answers itself.
 */
#ifndef BERKELEY_WIN32_H
#define BERKELEY_WIN32_H
#ifdef _WIN32

#ifndef _WIN32_WINNT
#define _WIN32_WINNT 0x0A00
#endif
#define WIN32_LEAN_AND_MEAN
#include <winsock2.h>
/* Behind winsock2.h. */
#include <afunix.h>
#include <mswsock.h>
#include <ws2tcpip.h>

#include <errno.h>
#include <time.h>

#undef EINTR
#undef EBADF
#undef EACCES
#undef EFAULT
#undef EINVAL
#undef EMFILE
#undef EAGAIN
#undef EWOULDBLOCK
#undef EINPROGRESS
#undef EALREADY
#undef ENOTSOCK
#undef EDESTADDRREQ
#undef EMSGSIZE
#undef EPROTOTYPE
#undef ENOPROTOOPT
#undef EPROTONOSUPPORT
#undef ESOCKTNOSUPPORT
#undef EOPNOTSUPP
#undef ENOTSUP
#undef EPFNOSUPPORT
#undef EAFNOSUPPORT
#undef EADDRINUSE
#undef EADDRNOTAVAIL
#undef ENETDOWN
#undef ENETUNREACH
#undef ENETRESET
#undef ECONNABORTED
#undef ECONNRESET
#undef ENOBUFS
#undef EISCONN
#undef ENOTCONN
#undef EPIPE
#undef ESHUTDOWN
#undef ETOOMANYREFS
#undef ETIMEDOUT
#undef ECONNREFUSED
#undef ELOOP
#undef ENAMETOOLONG
#undef EHOSTDOWN
#undef EHOSTUNREACH
#undef ENOTEMPTY
#undef EUSERS
#undef EDQUOT
#undef ESTALE
#undef EREMOTE
#undef ECANCELED
#define EINTR WSAEINTR
#define EBADF WSAEBADF
#define EACCES WSAEACCES
#define EFAULT WSAEFAULT
#define EINVAL WSAEINVAL
#define EMFILE WSAEMFILE
#define EAGAIN WSAEWOULDBLOCK
#define EWOULDBLOCK WSAEWOULDBLOCK
#define EINPROGRESS WSAEINPROGRESS
#define EALREADY WSAEALREADY
#define ENOTSOCK WSAENOTSOCK
#define EDESTADDRREQ WSAEDESTADDRREQ
#define EMSGSIZE WSAEMSGSIZE
#define EPROTOTYPE WSAEPROTOTYPE
#define ENOPROTOOPT WSAENOPROTOOPT
#define EPROTONOSUPPORT WSAEPROTONOSUPPORT
#define ESOCKTNOSUPPORT WSAESOCKTNOSUPPORT
#define EOPNOTSUPP WSAEOPNOTSUPP
#define ENOTSUP WSAEOPNOTSUPP /* one number, as on Linux */
#define EPFNOSUPPORT WSAEPFNOSUPPORT
#define EAFNOSUPPORT WSAEAFNOSUPPORT
#define EADDRINUSE WSAEADDRINUSE
#define EADDRNOTAVAIL WSAEADDRNOTAVAIL
#define ENETDOWN WSAENETDOWN
#define ENETUNREACH WSAENETUNREACH
#define ENETRESET WSAENETRESET
#define ECONNABORTED WSAECONNABORTED
#define ECONNRESET WSAECONNRESET
#define ENOBUFS WSAENOBUFS
#define EISCONN WSAEISCONN
#define ENOTCONN WSAENOTCONN
#define EPIPE WSAESHUTDOWN /* a send after a shutdown of that side */
#define ESHUTDOWN WSAESHUTDOWN
#define ETOOMANYREFS WSAETOOMANYREFS
#define ETIMEDOUT WSAETIMEDOUT
#define ECONNREFUSED WSAECONNREFUSED
#define ELOOP WSAELOOP
#define ENAMETOOLONG WSAENAMETOOLONG
#define EHOSTDOWN WSAEHOSTDOWN
#define EHOSTUNREACH WSAEHOSTUNREACH
#define ENOTEMPTY WSAENOTEMPTY
#define EUSERS WSAEUSERS
#define EDQUOT WSAEDQUOT
#define ESTALE WSAESTALE
#define EREMOTE WSAEREMOTE
#define ECANCELED WSAECANCELLED

#define AF_LOCAL AF_UNIX
#define SHUT_RD SD_RECEIVE
#define SHUT_WR SD_SEND
#define SHUT_RDWR SD_BOTH

/* What Winsock says is whether any bytes may be read; POSIX tells the urgent ones apart. */
#undef POLLIN
#undef POLLPRI
#define POLLIN POLLRDNORM
#define POLLPRI POLLRDBAND

/* One option asks for the message and is its type; the BSDs and Linux name them apart. */
#define IPV6_RECVPKTINFO IPV6_PKTINFO
#define IPV6_RECVHOPLIMIT IPV6_HOPLIMIT
#ifndef IPV6_RECVTCLASS
#define IPV6_RECVTCLASS 40
#endif
#ifndef IPV6_TCLASS
#define IPV6_TCLASS 39
#endif

/* Numbers of ours, in a range that Winsock leaves alone. The flags ask for what is so anyway: our sockets do not wait,
 * and there is no SIGPIPE. */
#define MSG_DONTWAIT 0x00100000
#define MSG_NOSIGNAL 0x00200000
#define SO_DOMAIN 0x42530001
#define SO_PROTOCOL 0x42530002

/* The header of a control message, whose name in C differs from one set of headers to the next; and the arithmetic
 * under POSIX's names. */
struct win32_cmsghdr {
  SIZE_T cmsg_len;
  INT cmsg_level;
  INT cmsg_type;
};
_Static_assert(sizeof(struct win32_cmsghdr) == sizeof(WSACMSGHDR), "a WSACMSGHDR");
#define cmsghdr win32_cmsghdr
#undef CMSG_LEN
#undef CMSG_SPACE
#define CMSG_LEN(length) WSA_CMSG_LEN(length)
#define CMSG_SPACE(length) WSA_CMSG_SPACE(length)

/* Winsock knows no most; this is the most that os_win32.c takes. */
#define IOV_MAX 1024

/* Clocks by which no socket of Windows tells the time. */
#undef CLOCK_REALTIME
#undef CLOCK_MONOTONIC
#undef CLOCK_BOOTTIME
#undef CLOCK_TAI

#endif
#endif
