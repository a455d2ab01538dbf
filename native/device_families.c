/*
 * Holds the structs of device_families.h against the kernel's headers, as far as this machine has them
 * and they have the members. Nothing of it remains in the add-on.
 */
#include "device_families.h"

#ifdef __linux__
#include <netinet/in.h>
#include <stddef.h>

#define SAME_SIZE(ours, theirs) _Static_assert(sizeof(struct ours) == sizeof(struct theirs), #theirs)
#define SAME_PLACE(ours, our_member, theirs, their_member)                                                             \
  _Static_assert(offsetof(struct ours, our_member) == offsetof(struct theirs, their_member) &&                         \
                     sizeof(((struct ours *)0)->our_member) == sizeof(((struct theirs *)0)->their_member),             \
                 #theirs "." #their_member)

#if __has_include(<linux/vm_sockets.h>)
#include <linux/vm_sockets.h>
SAME_SIZE(vsock_address, sockaddr_vm);
SAME_PLACE(vsock_address, port, sockaddr_vm, svm_port);
SAME_PLACE(vsock_address, cid, sockaddr_vm, svm_cid);
#ifdef VMADDR_FLAG_TO_HOST
SAME_PLACE(vsock_address, flags, sockaddr_vm, svm_flags);
#endif
#endif

#if __has_include(<linux/can.h>)
#include <linux/can.h>
SAME_PLACE(can_address, ifindex, sockaddr_can, can_ifindex);
SAME_PLACE(can_address, addr.tp, sockaddr_can, can_addr.tp);
SAME_SIZE(can_any_frame, canfd_frame);
SAME_PLACE(can_any_frame, id, canfd_frame, can_id);
SAME_PLACE(can_any_frame, len, canfd_frame, len);
SAME_PLACE(can_any_frame, flags, canfd_frame, flags);
SAME_PLACE(can_any_frame, data, canfd_frame, data);
SAME_PLACE(can_any_frame, id, can_frame, can_id);
SAME_PLACE(can_any_frame, len, can_frame, can_dlc);
_Static_assert(offsetof(struct can_any_frame, data) == offsetof(struct can_frame, data), "can_frame.data");
#ifdef CAN_MAX_RAW_DLC
SAME_PLACE(can_any_frame, len8_dlc, can_frame, len8_dlc);
#endif
SAME_SIZE(can_id_filter, can_filter);
SAME_PLACE(can_id_filter, mask, can_filter, can_mask);
#endif

#if __has_include(<linux/can/isotp.h>)
#include <linux/can/isotp.h>
SAME_SIZE(isotp_options, can_isotp_options);
SAME_PLACE(isotp_options, frame_txtime, can_isotp_options, frame_txtime);
SAME_PLACE(isotp_options, rx_ext_address, can_isotp_options, rx_ext_address);
SAME_SIZE(isotp_fc_options, can_isotp_fc_options);
SAME_SIZE(isotp_ll_options, can_isotp_ll_options);
#endif

#if __has_include(<linux/can/j1939.h>)
#include <linux/can/j1939.h>
SAME_SIZE(can_address, sockaddr_can);
SAME_PLACE(can_address, addr.j1939.name, sockaddr_can, can_addr.j1939.name);
SAME_PLACE(can_address, addr.j1939.pgn, sockaddr_can, can_addr.j1939.pgn);
SAME_PLACE(can_address, addr.j1939.addr, sockaddr_can, can_addr.j1939.addr);
SAME_SIZE(j1939_name_filter, j1939_filter);
SAME_PLACE(j1939_name_filter, pgn_mask, j1939_filter, pgn_mask);
SAME_PLACE(j1939_name_filter, addr_mask, j1939_filter, addr_mask);
#endif

#if __has_include(<linux/if_alg.h>)
#include <linux/if_alg.h>
SAME_SIZE(alg_address, sockaddr_alg);
SAME_PLACE(alg_address, type, sockaddr_alg, salg_type);
SAME_PLACE(alg_address, feat, sockaddr_alg, salg_feat);
SAME_PLACE(alg_address, mask, sockaddr_alg, salg_mask);
SAME_PLACE(alg_address, name, sockaddr_alg, salg_name);
#endif

#if __has_include(<linux/tipc.h>)
#include <linux/tipc.h>
SAME_SIZE(tipc_address, sockaddr_tipc);
SAME_PLACE(tipc_address, addrtype, sockaddr_tipc, addrtype);
SAME_PLACE(tipc_address, scope, sockaddr_tipc, scope);
SAME_PLACE(tipc_address, addr.id.node, sockaddr_tipc, addr.id.node);
SAME_PLACE(tipc_address, addr.nameseq.upper, sockaddr_tipc, addr.nameseq.upper);
SAME_PLACE(tipc_address, addr.name.instance, sockaddr_tipc, addr.name.name.instance);
SAME_PLACE(tipc_address, addr.name.domain, sockaddr_tipc, addr.name.domain);
#ifdef TIPC_GROUP_JOIN
SAME_SIZE(tipc_group_request, tipc_group_req);
SAME_PLACE(tipc_group_request, flags, tipc_group_req, flags);
#endif
#endif

#if __has_include(<linux/if_xdp.h>)
#include <linux/if_xdp.h>
SAME_SIZE(xdp_address, sockaddr_xdp);
SAME_PLACE(xdp_address, flags, sockaddr_xdp, sxdp_flags);
SAME_PLACE(xdp_address, ifindex, sockaddr_xdp, sxdp_ifindex);
SAME_PLACE(xdp_address, queue_id, sockaddr_xdp, sxdp_queue_id);
SAME_PLACE(xdp_address, shared_umem_fd, sockaddr_xdp, sxdp_shared_umem_fd);
#endif

#if __has_include(<linux/sctp.h>)
#include <linux/sctp.h>
SAME_SIZE(sctp_init_message, sctp_initmsg);
SAME_PLACE(sctp_init_message, max_init_timeo, sctp_initmsg, sinit_max_init_timeo);
SAME_SIZE(sctp_rto, sctp_rtoinfo);
SAME_PLACE(sctp_rto, min, sctp_rtoinfo, srto_min);
SAME_SIZE(sctp_association, sctp_assocparams);
SAME_PLACE(sctp_association, cookie_life, sctp_assocparams, sasoc_cookie_life);
SAME_SIZE(sctp_value, sctp_assoc_value);
SAME_SIZE(sctp_sack, sctp_sack_info);
SAME_SIZE(sctp_send_info, sctp_sndinfo);
SAME_PLACE(sctp_send_info, assoc_id, sctp_sndinfo, snd_assoc_id);
SAME_SIZE(sctp_peer, sctp_paddrinfo);
SAME_PLACE(sctp_peer, address, sctp_paddrinfo, spinfo_address);
SAME_PLACE(sctp_peer, mtu, sctp_paddrinfo, spinfo_mtu);
SAME_SIZE(sctp_association_status, sctp_status);
SAME_PLACE(sctp_association_status, fragmentation_point, sctp_status, sstat_fragmentation_point);
SAME_PLACE(sctp_association_status, primary, sctp_status, sstat_primary);
#endif

#endif
