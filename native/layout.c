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

#include "device_families.h"
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

#if defined(__linux__) || defined(__APPLE__)
    SIZE(vsock_address),
    FIELD(vsock_address, port),
    FIELD(vsock_address, cid),
#endif

#ifdef __linux__
    FIELD(vsock_address, flags),

    SIZE(can_address),
    FIELD(can_address, ifindex),
    FIELD(can_address, addr.tp.rx_id),
    FIELD(can_address, addr.tp.tx_id),
    FIELD(can_address, addr.j1939.name),
    FIELD(can_address, addr.j1939.pgn),
    FIELD(can_address, addr.j1939.addr),

    SIZE(can_any_frame),
    FIELD(can_any_frame, id),
    FIELD(can_any_frame, len),
    FIELD(can_any_frame, flags),
    FIELD(can_any_frame, len8_dlc),
    FIELD(can_any_frame, data),

    SIZE(can_id_filter),
    FIELD(can_id_filter, id),
    FIELD(can_id_filter, mask),

    SIZE(isotp_options),
    FIELD(isotp_options, flags),
    FIELD(isotp_options, frame_txtime),
    FIELD(isotp_options, ext_address),
    FIELD(isotp_options, txpad_content),
    FIELD(isotp_options, rxpad_content),
    FIELD(isotp_options, rx_ext_address),

    SIZE(isotp_fc_options),
    FIELD(isotp_fc_options, bs),
    FIELD(isotp_fc_options, stmin),
    FIELD(isotp_fc_options, wftmax),

    SIZE(isotp_ll_options),
    FIELD(isotp_ll_options, mtu),
    FIELD(isotp_ll_options, tx_dl),
    FIELD(isotp_ll_options, tx_flags),

    SIZE(j1939_name_filter),
    FIELD(j1939_name_filter, name),
    FIELD(j1939_name_filter, name_mask),
    FIELD(j1939_name_filter, pgn),
    FIELD(j1939_name_filter, pgn_mask),
    FIELD(j1939_name_filter, addr),
    FIELD(j1939_name_filter, addr_mask),

    SIZE(bluetooth_l2cap_address),
    FIELD(bluetooth_l2cap_address, psm),
    FIELD(bluetooth_l2cap_address, bdaddr),
    FIELD(bluetooth_l2cap_address, cid),
    FIELD(bluetooth_l2cap_address, bdaddr_type),

    SIZE(bluetooth_rfcomm_address),
    FIELD(bluetooth_rfcomm_address, bdaddr),
    FIELD(bluetooth_rfcomm_address, channel),

    SIZE(bluetooth_sco_address),
    FIELD(bluetooth_sco_address, bdaddr),

    SIZE(bluetooth_hci_address),
    FIELD(bluetooth_hci_address, dev),
    FIELD(bluetooth_hci_address, channel),

    SIZE(bluetooth_security),
    FIELD(bluetooth_security, level),
    FIELD(bluetooth_security, key_size),

    SIZE(bluetooth_hci_filter),
    FIELD(bluetooth_hci_filter, type_mask),
    FIELD(bluetooth_hci_filter, event_mask),
    FIELD(bluetooth_hci_filter, opcode),

    SIZE(alg_address),
    FIELD(alg_address, type),
    FIELD(alg_address, feat),
    FIELD(alg_address, mask),
    FIELD(alg_address, name),

    SIZE(tipc_address),
    FIELD(tipc_address, addrtype),
    FIELD(tipc_address, scope),
    FIELD(tipc_address, addr.id.ref),
    FIELD(tipc_address, addr.id.node),
    FIELD(tipc_address, addr.nameseq.type),
    FIELD(tipc_address, addr.nameseq.lower),
    FIELD(tipc_address, addr.nameseq.upper),
    FIELD(tipc_address, addr.name.type),
    FIELD(tipc_address, addr.name.instance),
    FIELD(tipc_address, addr.name.domain),

    SIZE(tipc_group_request),
    FIELD(tipc_group_request, type),
    FIELD(tipc_group_request, instance),
    FIELD(tipc_group_request, scope),
    FIELD(tipc_group_request, flags),

    SIZE(xdp_address),
    FIELD(xdp_address, flags),
    FIELD(xdp_address, ifindex),
    FIELD(xdp_address, queue_id),
    FIELD(xdp_address, shared_umem_fd),

    SIZE(sctp_init_message),
    FIELD(sctp_init_message, num_ostreams),
    FIELD(sctp_init_message, max_instreams),
    FIELD(sctp_init_message, max_attempts),
    FIELD(sctp_init_message, max_init_timeo),

    SIZE(sctp_rto),
    FIELD(sctp_rto, assoc_id),
    FIELD(sctp_rto, initial),
    FIELD(sctp_rto, max),
    FIELD(sctp_rto, min),

    SIZE(sctp_association),
    FIELD(sctp_association, assoc_id),
    FIELD(sctp_association, asocmaxrxt),
    FIELD(sctp_association, number_peer_destinations),
    FIELD(sctp_association, peer_rwnd),
    FIELD(sctp_association, local_rwnd),
    FIELD(sctp_association, cookie_life),

    SIZE(sctp_value),
    FIELD(sctp_value, assoc_id),
    FIELD(sctp_value, value),

    SIZE(sctp_sack),
    FIELD(sctp_sack, assoc_id),
    FIELD(sctp_sack, delay),
    FIELD(sctp_sack, freq),

    SIZE(sctp_send_info),
    FIELD(sctp_send_info, sid),
    FIELD(sctp_send_info, flags),
    FIELD(sctp_send_info, ppid),
    FIELD(sctp_send_info, context),
    FIELD(sctp_send_info, assoc_id),

    SIZE(sctp_peer),
    FIELD(sctp_peer, assoc_id),
    FIELD(sctp_peer, address),
    FIELD(sctp_peer, state),
    FIELD(sctp_peer, cwnd),
    FIELD(sctp_peer, srtt),
    FIELD(sctp_peer, rto),
    FIELD(sctp_peer, mtu),

    SIZE(sctp_association_status),
    FIELD(sctp_association_status, assoc_id),
    FIELD(sctp_association_status, state),
    FIELD(sctp_association_status, rwnd),
    FIELD(sctp_association_status, unackdata),
    FIELD(sctp_association_status, penddata),
    FIELD(sctp_association_status, instrms),
    FIELD(sctp_association_status, outstrms),
    FIELD(sctp_association_status, fragmentation_point),
    FIELD(sctp_association_status, primary),
#endif

    SIZE(linger),
    FIELD(linger, l_onoff),
    FIELD(linger, l_linger),

    SIZE(timeval),
    FIELD(timeval, tv_sec),
    FIELD(timeval, tv_usec),

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
