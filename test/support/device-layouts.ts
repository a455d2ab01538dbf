/**
 * Where Linux puts the members of the families of devices: the same on every 64-bit machine, so that only
 * the order of bytes differs. Written down from linux/vm_sockets.h, linux/can.h and its siblings, BlueZ's
 * headers, linux/if_alg.h, linux/tipc.h, linux/if_xdp.h, linux/sctp.h, and macOS's sys/vsock.h.
 */
import type { Layout } from "../../src/core/struct.ts";
import { bigEndian, linux64, macos } from "./layouts.ts";

type Member = readonly [offset: number, width: number];
type Struct = readonly [size: number, members: Readonly<Record<string, Member>>];

const structs: Readonly<Record<string, Struct>> = {
  vsock_address: [16, { port: [4, 4], cid: [8, 4], flags: [12, 1] }],
  can_address: [
    24,
    {
      ifindex: [4, 4],
      "addr.tp.rx_id": [8, 4],
      "addr.tp.tx_id": [12, 4],
      "addr.j1939.name": [8, 8],
      "addr.j1939.pgn": [16, 4],
      "addr.j1939.addr": [20, 1],
    },
  ],
  can_any_frame: [72, { id: [0, 4], len: [4, 1], flags: [5, 1], len8_dlc: [7, 1], data: [8, 64] }],
  can_id_filter: [8, { id: [0, 4], mask: [4, 4] }],
  isotp_options: [
    12,
    {
      flags: [0, 4],
      frame_txtime: [4, 4],
      ext_address: [8, 1],
      txpad_content: [9, 1],
      rxpad_content: [10, 1],
      rx_ext_address: [11, 1],
    },
  ],
  isotp_fc_options: [3, { bs: [0, 1], stmin: [1, 1], wftmax: [2, 1] }],
  isotp_ll_options: [3, { mtu: [0, 1], tx_dl: [1, 1], tx_flags: [2, 1] }],
  j1939_name_filter: [
    32,
    { name: [0, 8], name_mask: [8, 8], pgn: [16, 4], pgn_mask: [20, 4], addr: [24, 1], addr_mask: [25, 1] },
  ],
  bluetooth_l2cap_address: [14, { psm: [2, 2], bdaddr: [4, 6], cid: [10, 2], bdaddr_type: [12, 1] }],
  bluetooth_rfcomm_address: [10, { bdaddr: [2, 6], channel: [8, 1] }],
  bluetooth_sco_address: [8, { bdaddr: [2, 6] }],
  bluetooth_hci_address: [6, { dev: [2, 2], channel: [4, 2] }],
  bluetooth_security: [2, { level: [0, 1], key_size: [1, 1] }],
  bluetooth_hci_filter: [16, { type_mask: [0, 4], event_mask: [4, 8], opcode: [12, 2] }],
  alg_address: [88, { type: [2, 14], feat: [16, 4], mask: [20, 4], name: [24, 64] }],
  tipc_address: [
    16,
    {
      addrtype: [2, 1],
      scope: [3, 1],
      "addr.id.ref": [4, 4],
      "addr.id.node": [8, 4],
      "addr.nameseq.type": [4, 4],
      "addr.nameseq.lower": [8, 4],
      "addr.nameseq.upper": [12, 4],
      "addr.name.type": [4, 4],
      "addr.name.instance": [8, 4],
      "addr.name.domain": [12, 4],
    },
  ],
  tipc_group_request: [16, { type: [0, 4], instance: [4, 4], scope: [8, 4], flags: [12, 4] }],
  xdp_address: [16, { flags: [2, 2], ifindex: [4, 4], queue_id: [8, 4], shared_umem_fd: [12, 4] }],
  sctp_init_message: [8, { num_ostreams: [0, 2], max_instreams: [2, 2], max_attempts: [4, 2], max_init_timeo: [6, 2] }],
  sctp_rto: [16, { assoc_id: [0, 4], initial: [4, 4], max: [8, 4], min: [12, 4] }],
  sctp_association: [
    20,
    {
      assoc_id: [0, 4],
      asocmaxrxt: [4, 2],
      number_peer_destinations: [6, 2],
      peer_rwnd: [8, 4],
      local_rwnd: [12, 4],
      cookie_life: [16, 4],
    },
  ],
  sctp_value: [8, { assoc_id: [0, 4], value: [4, 4] }],
  sctp_sack: [12, { assoc_id: [0, 4], delay: [4, 4], freq: [8, 4] }],
  sctp_send_info: [16, { sid: [0, 2], flags: [2, 2], ppid: [4, 4], context: [8, 4], assoc_id: [12, 4] }],
  sctp_peer: [
    152,
    {
      assoc_id: [0, 4],
      address: [4, 128],
      state: [132, 4],
      cwnd: [136, 4],
      srtt: [140, 4],
      rto: [144, 4],
      mtu: [148, 4],
    },
  ],
  sctp_association_status: [
    176,
    {
      assoc_id: [0, 4],
      state: [4, 4],
      rwnd: [8, 4],
      unackdata: [12, 2],
      penddata: [14, 2],
      instrms: [16, 2],
      outstrms: [18, 2],
      fragmentation_point: [20, 4],
      primary: [24, 152],
    },
  ],
};

type Places = Layout["places"];

/** The structs alone. */
export const devicePlaces: Places = Object.fromEntries(
  Object.entries(structs).flatMap(([name, [size, members]]) => [
    [name, { offset: 0, width: size }],
    ...Object.entries(members).map(([member, [offset, width]]) => [`${name}.${member}`, { offset, width }] as const),
  ]),
);

/** x86-64, arm64. */
export const little: Layout = { littleEndian: true, places: { ...linux64.places, ...devicePlaces } };
/** s390x. */
export const big: Layout = { littleEndian: false, places: { ...bigEndian.places, ...devicePlaces } };
/** macOS: of these families it has vsock. */
export const macosVsock: Layout = {
  littleEndian: true,
  places: {
    ...macos.places,
    vsock_address: { offset: 0, width: 12 },
    "vsock_address.port": { offset: 4, width: 4 },
    "vsock_address.cid": { offset: 8, width: 4 },
  },
};

/** The family numbers of Linux, and macOS's of vsock. */
export const FAMILY = { tipc: 30, bluetooth: 31, can: 29, alg: 38, vsock: 40, xdp: 44 } as const;
