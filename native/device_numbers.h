/*
 * Numbers of the families in device_families.h, for constants.c: in the kernel's headers many are
 * enumerators, which #ifdef does not see, and Bluetooth's are in no header of the system. They are the
 * kernel's ABI. constants.c includes none of those headers, so nothing is defined twice.
 */
#ifndef BERKELEY_DEVICE_NUMBERS_H
#define BERKELEY_DEVICE_NUMBERS_H

#ifdef __linux__

#include <sys/socket.h>
#include <time.h>

/* linux/vm_sockets.h; their level is AF_VSOCK */
#define SO_VM_SOCKETS_BUFFER_SIZE 0
#define SO_VM_SOCKETS_BUFFER_MIN_SIZE 1
#define SO_VM_SOCKETS_BUFFER_MAX_SIZE 2
/* 6 takes a timeval of longs, 8 one of 64-bit numbers. */
#define SO_VM_SOCKETS_CONNECT_TIMEOUT (sizeof(time_t) == sizeof(long) ? 6 : 8)

/* linux/can.h, linux/can/raw.h, linux/can/isotp.h, linux/can/j1939.h */
#define CAN_RAW 1
#define CAN_BCM 2
#define CAN_ISOTP 6
#define CAN_J1939 7
#define SOL_CAN_RAW 101
#define CAN_RAW_FILTER 1
#define CAN_RAW_ERR_FILTER 2
#define CAN_RAW_LOOPBACK 3
#define CAN_RAW_RECV_OWN_MSGS 4
#define CAN_RAW_FD_FRAMES 5
#define CAN_RAW_JOIN_FILTERS 6
#define SOL_CAN_ISOTP 106
#define CAN_ISOTP_OPTS 1
#define CAN_ISOTP_RECV_FC 2
#define CAN_ISOTP_TX_STMIN 3
#define CAN_ISOTP_RX_STMIN 4
#define CAN_ISOTP_LL_OPTS 5
#define SOL_CAN_J1939 107
#define SO_J1939_FILTER 1
#define SO_J1939_PROMISC 2
#define SO_J1939_SEND_PRIO 3
#define SO_J1939_ERRQUEUE 4

/* bluetooth.h and hci.h of BlueZ */
#define BTPROTO_L2CAP 0
#define BTPROTO_HCI 1
#define BTPROTO_SCO 2
#define BTPROTO_RFCOMM 3
#ifndef SOL_BLUETOOTH
#define SOL_BLUETOOTH 274
#endif
#define BT_SECURITY 4
#define BT_DEFER_SETUP 7
#define BT_FLUSHABLE 8
#define BT_POWER 9
#define BT_VOICE 11
#define BT_SNDMTU 12
#define BT_RCVMTU 13
#define BT_PHY 14
#define BT_MODE 15
#define BT_PKT_STATUS 16
#define SOL_HCI 0
#define HCI_DATA_DIR 1
#define HCI_FILTER 2
#define HCI_TIME_STAMP 3

/* linux/if_alg.h */
#ifndef SOL_ALG
#define SOL_ALG 279
#endif
#define ALG_SET_KEY 1
#define ALG_SET_IV 2
#define ALG_SET_OP 3
#define ALG_SET_AEAD_ASSOCLEN 4
#define ALG_SET_AEAD_AUTHSIZE 5
#define ALG_SET_DRBG_ENTROPY 6
#define ALG_SET_KEY_BY_KEY_SERIAL 7
#define ALG_OP_DECRYPT 0
#define ALG_OP_ENCRYPT 1

/* linux/tipc.h */
#ifndef SOL_TIPC
#define SOL_TIPC 271
#endif
#define TIPC_IMPORTANCE 127
#define TIPC_SRC_DROPPABLE 128
#define TIPC_DEST_DROPPABLE 129
#define TIPC_CONN_TIMEOUT 130
#define TIPC_SOCK_RECVQ_DEPTH 132
#define TIPC_MCAST_BROADCAST 133
#define TIPC_MCAST_REPLICAST 134
#define TIPC_GROUP_JOIN 135
#define TIPC_GROUP_LEAVE 136
#define TIPC_SOCK_RECVQ_USED 137
#define TIPC_NODELAY 138

/* linux/if_xdp.h */
#ifndef SOL_XDP
#define SOL_XDP 283
#endif
#define XDP_MMAP_OFFSETS 1
#define XDP_RX_RING 2
#define XDP_TX_RING 3
#define XDP_UMEM_FILL_RING 5
#define XDP_UMEM_COMPLETION_RING 6
#define XDP_STATISTICS 7
#define XDP_OPTIONS 8

/* linux/sctp.h; their level is IPPROTO_SCTP */
#define SCTP_RTOINFO 0
#define SCTP_ASSOCINFO 1
#define SCTP_INITMSG 2
#define SCTP_NODELAY 3
#define SCTP_AUTOCLOSE 4
#define SCTP_ADAPTATION_LAYER 7
#define SCTP_DISABLE_FRAGMENTS 8
#define SCTP_EVENTS 11
#define SCTP_I_WANT_MAPPED_V4_ADDR 12
#define SCTP_MAXSEG 13
#define SCTP_STATUS 14
#define SCTP_DELAYED_SACK 16
#define SCTP_FRAGMENT_INTERLEAVE 18
#define SCTP_PARTIAL_DELIVERY_POINT 19
#define SCTP_MAX_BURST 20
#define SCTP_RECVRCVINFO 32
#define SCTP_RECVNXTINFO 33
#define SCTP_DEFAULT_SNDINFO 34
#define SCTP_REUSE_PORT 36
#define SCTP_SOCKOPT_BINDX_ADD 100
#define SCTP_SOCKOPT_BINDX_REM 101

#endif
#endif
