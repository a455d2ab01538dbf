/*
 * Structs of the families of devices, virtual machines and clusters: vsock, CAN, Bluetooth, the
 * kernel's ciphers, TIPC, XDP, and SCTP's options. Their headers are missing or old on many machines,
 * and Bluetooth has none outside of BlueZ; but these structs are the kernel's ABI and never change, so
 * they are declared here, and device_families.c holds them against the headers that are there.
 *
 * Members are called as the kernel's, without their prefixes.
 */
#ifndef BERKELEY_DEVICE_FAMILIES_H
#define BERKELEY_DEVICE_FAMILIES_H

#include <stdint.h>

#include "sockets.h"

/* sys/vsock.h of macOS: without flags */
#ifdef __APPLE__
struct vsock_address {
  uint8_t len;
  sa_family_t family;
  uint16_t reserved1;
  uint32_t port;
  uint32_t cid;
};
#endif

#ifdef __linux__

/* linux/vm_sockets.h */
struct vsock_address {
  sa_family_t family;
  uint16_t reserved1;
  uint32_t port;
  uint32_t cid;
  uint8_t flags;
  uint8_t zero[3];
};

/* linux/can.h, linux/can/isotp.h, linux/can/j1939.h */
struct can_address {
  sa_family_t family;
  int32_t ifindex;
  union {
    struct {
      uint32_t rx_id, tx_id;
    } tp;
    struct {
      uint64_t name;
      uint32_t pgn;
      uint8_t addr;
    } j1939;
  } addr;
};
/* A classic frame is the same up to its 8 bytes of data, and ends there. */
struct can_any_frame {
  uint32_t id;
  uint8_t len;
  uint8_t flags;
  uint8_t res0;
  uint8_t len8_dlc; /* of classic frames */
  uint8_t data[64];
};
struct can_id_filter {
  uint32_t id;
  uint32_t mask;
};
struct isotp_options {
  uint32_t flags;
  uint32_t frame_txtime;
  uint8_t ext_address;
  uint8_t txpad_content;
  uint8_t rxpad_content;
  uint8_t rx_ext_address;
};
struct isotp_fc_options {
  uint8_t bs;
  uint8_t stmin;
  uint8_t wftmax;
};
struct isotp_ll_options {
  uint8_t mtu;
  uint8_t tx_dl;
  uint8_t tx_flags;
};
struct j1939_name_filter {
  uint64_t name;
  uint64_t name_mask;
  uint32_t pgn;
  uint32_t pgn_mask;
  uint8_t addr;
  uint8_t addr_mask;
};

/* bluetooth.h, l2cap.h, rfcomm.h, sco.h and hci.h of BlueZ. A device's six bytes are the least
 * significant first; psm, cid and opcode are little-endian on every machine. */
struct bluetooth_l2cap_address {
  sa_family_t family;
  uint16_t psm;
  uint8_t bdaddr[6];
  uint16_t cid;
  uint8_t bdaddr_type;
};
struct bluetooth_rfcomm_address {
  sa_family_t family;
  uint8_t bdaddr[6];
  uint8_t channel;
};
struct bluetooth_sco_address {
  sa_family_t family;
  uint8_t bdaddr[6];
};
struct bluetooth_hci_address {
  sa_family_t family;
  uint16_t dev;
  uint16_t channel;
};
struct bluetooth_security {
  uint8_t level;
  uint8_t key_size;
};
struct bluetooth_hci_filter {
  uint32_t type_mask;
  uint32_t event_mask[2];
  uint16_t opcode;
};

/* linux/if_alg.h */
struct alg_address {
  sa_family_t family;
  uint8_t type[14];
  uint32_t feat;
  uint32_t mask;
  uint8_t name[64];
};

/* linux/tipc.h */
struct tipc_address {
  sa_family_t family;
  uint8_t addrtype;
  int8_t scope;
  union {
    struct {
      uint32_t ref, node;
    } id;
    struct {
      uint32_t type, lower, upper;
    } nameseq;
    struct {
      uint32_t type, instance, domain;
    } name;
  } addr;
};
struct tipc_group_request {
  uint32_t type;
  uint32_t instance;
  uint32_t scope;
  uint32_t flags;
};

/* linux/if_xdp.h */
struct xdp_address {
  sa_family_t family;
  uint16_t flags;
  uint32_t ifindex;
  uint32_t queue_id;
  uint32_t shared_umem_fd;
};

/* linux/sctp.h; an association's id is an int */
struct sctp_init_message {
  uint16_t num_ostreams;
  uint16_t max_instreams;
  uint16_t max_attempts;
  uint16_t max_init_timeo;
};
struct sctp_rto {
  int32_t assoc_id;
  uint32_t initial;
  uint32_t max;
  uint32_t min;
};
struct sctp_association {
  int32_t assoc_id;
  uint16_t asocmaxrxt;
  uint16_t number_peer_destinations;
  uint32_t peer_rwnd;
  uint32_t local_rwnd;
  uint32_t cookie_life;
};
struct sctp_value {
  int32_t assoc_id;
  uint32_t value;
};
struct sctp_sack {
  int32_t assoc_id;
  uint32_t delay;
  uint32_t freq;
};
struct sctp_send_info {
  uint16_t sid;
  uint16_t flags;
  uint32_t ppid;
  uint32_t context;
  int32_t assoc_id;
};
struct sctp_peer {
  int32_t assoc_id;
  uint8_t address[128]; /* a sockaddr_storage, which alone would be aligned to 8 */
  int32_t state;
  uint32_t cwnd;
  uint32_t srtt;
  uint32_t rto;
  uint32_t mtu;
};
struct sctp_association_status {
  int32_t assoc_id;
  int32_t state;
  uint32_t rwnd;
  uint16_t unackdata;
  uint16_t penddata;
  uint16_t instrms;
  uint16_t outstrms;
  uint32_t fragmentation_point;
  struct sctp_peer primary;
};

#endif
#endif
