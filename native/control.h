/*
 * Control messages: what Linux has of them and the headers of the machine that builds may not, or have
 * as enumerators, which no #ifdef sees. All of it is the kernel's ABI and never changes.
 */
#ifndef BERKELEY_CONTROL_H
#define BERKELEY_CONTROL_H
#ifdef __linux__

#include <stdint.h>
#include <sys/socket.h>

/* linux/socket.h, the kernel's own */
#ifndef SCM_SECURITY
#define SCM_SECURITY 3
#endif
#ifndef SCM_PIDFD
#define SCM_PIDFD 4
#endif

/* asm/socket.h, which not every libc includes */
#ifndef SCM_TIMESTAMPNS
#define SCM_TIMESTAMPNS SO_TIMESTAMPNS
#endif
#ifndef SCM_TIMESTAMPING
#define SCM_TIMESTAMPING SO_TIMESTAMPING
#endif
#ifndef SCM_TXTIME
#define SCM_TXTIME SO_TXTIME
#endif

/* linux/tcp.h */
#ifndef TCP_CM_INQ
#define TCP_CM_INQ 36
#endif

/* linux/in.h, linux/in6.h, which cannot be had together with netinet/in.h everywhere */
#ifndef IP_ORIGDSTADDR
#define IP_ORIGDSTADDR 20
#endif
#ifndef IPV6_ORIGDSTADDR
#define IPV6_ORIGDSTADDR 74
#endif

/* linux/errqueue.h: struct sock_extended_err, behind which the offender's address lies */
struct linux_extended_error {
  uint32_t error;
  uint8_t origin;
  uint8_t type;
  uint8_t code;
  uint8_t padding;
  uint32_t info;
  uint32_t data;
};

/* linux/errqueue.h: who reports an error. Some headers lack it, some lack the last ones. */
#undef SO_EE_ORIGIN_NONE
#undef SO_EE_ORIGIN_LOCAL
#undef SO_EE_ORIGIN_ICMP
#undef SO_EE_ORIGIN_ICMP6
#undef SO_EE_ORIGIN_TXSTATUS
#undef SO_EE_ORIGIN_ZEROCOPY
#undef SO_EE_ORIGIN_TXTIME
#define SO_EE_ORIGIN_NONE 0
#define SO_EE_ORIGIN_LOCAL 1
#define SO_EE_ORIGIN_ICMP 2
#define SO_EE_ORIGIN_ICMP6 3
#define SO_EE_ORIGIN_TXSTATUS 4
#define SO_EE_ORIGIN_ZEROCOPY 5
#define SO_EE_ORIGIN_TXTIME 6

/* net/scm.h, the kernel's own: the most descriptors that one message may carry */
#define SCM_MAX_FD 253

#endif
#endif
