/* Numbers of the kernel's that no header for programs has, or only a new one: parts of its interface
 * all the same. */
#ifndef BERKELEY_ABI_H
#define BERKELEY_ABI_H

#ifdef __linux__
/* udplite(7) */
#ifndef UDPLITE_SEND_CSCOV
#define UDPLITE_SEND_CSCOV 10
#define UDPLITE_RECV_CSCOV 11
#endif
/* packet(7); in newer headers */
#ifndef PACKET_FANOUT_FLAG_IGNORE_OUTGOING
#define PACKET_FANOUT_FLAG_IGNORE_OUTGOING 0x4000
#endif
#endif

#endif
