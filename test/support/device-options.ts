/**
 * The options of vsock, CAN, Bluetooth, ALG, TIPC, XDP and SCTP: the level of each, a value with the bytes
 * that a C compiler makes of the kernel's struct, and values that it refuses. A new option is a new row.
 */
import { Internet6Address, InternetAddress, type SocketOptionLevel } from "berkeley-sockets";
import * as entry from "berkeley-sockets/options";

export interface DeviceRow {
  readonly level: SocketOptionLevel;
  /** Which way it goes; both unless told. */
  readonly only?: "read" | "write";
  /** What reads as these bytes, and is written as them, on a little-endian machine. */
  readonly golden: readonly (readonly [value: unknown, bytes: string])[];
  /** What writes as these bytes, but reads as another value. */
  readonly written?: readonly (readonly [value: unknown, bytes: string])[];
  /** What reads from these bytes, but writes as others. */
  readonly read?: readonly (readonly [value: unknown, bytes: string])[];
  readonly refused?: readonly (readonly [value: unknown, words: string])[];
}

const { AF_VSOCK, IPPROTO_SCTP, SOL_ALG, SOL_BLUETOOTH, SOL_CAN_ISOTP, SOL_CAN_J1939, SOL_CAN_RAW, SOL_HCI } = entry;
const { SOL_TIPC, SOL_XDP } = entry;

const flag = (level: SocketOptionLevel): DeviceRow => ({
  level,
  golden: [
    [true, "01000000"],
    [false, "00000000"],
  ],
  refused: [[1, "value must be a boolean, not 1"]],
});
const word = (level: SocketOptionLevel): DeviceRow => ({
  level,
  golden: [
    [0, "00000000"],
    [0xffff_fffe, "feffffff"],
  ],
  refused: [
    [-1, "value must be an integer from 0 to 4294967295"],
    ["1", "value must be an integer"],
  ],
});
const int = (level: SocketOptionLevel): DeviceRow => ({
  level,
  golden: [[-5, "fbffffff"]],
  refused: [[2 ** 31, "value must be"]],
});
const long = (level: SocketOptionLevel): DeviceRow => ({
  level,
  golden: [[0x0102_0304_0506_0708n, "0807060504030201"]],
  refused: [
    [1, "value must be a bigint"],
    [-1n, "value must be a bigint of 64 bits"],
  ],
});
const short = (level: SocketOptionLevel): DeviceRow => ({
  level,
  golden: [[0x0102, "0201"]],
  refused: [[65536, "value must be an integer from 0 to 65535"]],
});
const bare = (level: SocketOptionLevel): DeviceRow => ({
  level,
  only: "write",
  golden: [[true, ""]],
  refused: [
    [false, "value must be true, not false"],
    [undefined, "value must be true"],
  ],
});
const writeOnly = (row: DeviceRow): DeviceRow => ({ ...row, only: "write" });
const readOnly = (row: DeviceRow): DeviceRow => ({ ...row, only: "read" });
const struct = (words: string): readonly (readonly [unknown, string])[] => [
  [undefined, "value must be an object"],
  [null, "value must be an object"],
  [1, "value must be an object"],
  [{ misspelled: 1 }, `value has no member misspelled; it takes ${words}`],
];

const isoTp = {
  flags: ["transmitPadding", "receivePadding", "consecutiveFrameBroadcast"],
  otherFlags: 0,
  frameTime: 50_000,
  extendedAddress: 1,
  transmitPadding: 0xcc,
  receivePadding: 2,
  receiveExtendedAddress: 3,
};
const ring = { producer: 0n, consumer: 128n, descriptors: 320n, flags: 196n };
const ringBytes = "0000000000000000 8000000000000000 4001000000000000 c400000000000000";
const { flags: _, ...oldRing } = ring;
const oldRingBytes = "0000000000000000 8000000000000000 4001000000000000";
const rings = (each: object): object => ({ receive: each, transmit: each, fill: each, completion: each });
const events = {
  dataIo: true,
  association: true,
  address: false,
  sendFailure: false,
  peerError: false,
  shutdown: true,
  partialDelivery: false,
  adaptationLayer: false,
};
const association = { associationId: -1, value: 1400 };
const value = (level: SocketOptionLevel): DeviceRow => ({
  level,
  golden: [[association, "ffffffff 78050000"]],
  written: [[{ value: 1400 }, "00000000 78050000"]],
  refused: [
    ...struct("associationId, value"),
    [{ value: 2 ** 32 }, "value.value must be an integer from 0 to 4294967295"],
    [{ associationId: 2 ** 31 }, "value.associationId must be an integer from -2147483648 to 2147483647"],
  ],
});
const ipv4 = new InternetAddress(0xc000_0201, 8080);
const ipv4Bytes = "0200 1f90 c0000201 0000000000000000";

export const deviceTable: Readonly<Record<string, DeviceRow>> = {
  SO_VM_SOCKETS_BUFFER_SIZE: long(AF_VSOCK),
  SO_VM_SOCKETS_BUFFER_MIN_SIZE: long(AF_VSOCK),
  SO_VM_SOCKETS_BUFFER_MAX_SIZE: long(AF_VSOCK),
  SO_VM_SOCKETS_CONNECT_TIMEOUT: {
    level: AF_VSOCK,
    golden: [[1500, "0100000000000000 20a1070000000000"]],
    refused: [[-1, "value must be a number of milliseconds"]],
  },

  CAN_RAW_FILTER: {
    level: SOL_CAN_RAW,
    golden: [
      [[], ""],
      [[{ id: 0x123, mask: 0x7ff }], "23010000 ff070000"],
      [
        [
          { id: 0x123, mask: 0x1fff_ffff, extended: true, remote: false, inverted: true },
          { id: 0, mask: 0x40, error: true },
        ],
        "230100a0 ffffffdf 00000000 40000020",
      ],
      [[{ id: 1, mask: 1, extended: false, remote: true }], "01000040 010000c0"],
    ],
    written: [[[{ id: 1, mask: 2, inverted: false, error: false }], "01000000 02000000"]],
    refused: [
      [{ id: 1, mask: 1 }, "value must be an array"],
      [new Array(513).fill({ id: 1, mask: 1 }), "value must be at most 512 entries"],
      [[{ id: 1 }], "filter.mask must be an integer"],
      [[{ id: 0x2000_0000, mask: 1 }], "filter.id must be an integer from 0 to 536870911"],
      [[{ id: 1, mask: 1, extended: 1 }], "filter.extended must be a boolean"],
      [[{ id: 1, mask: 1, invert: true }], "filter has no member invert"],
      [[1], "filter must be an object"],
    ],
  },
  CAN_RAW_ERR_FILTER: word(SOL_CAN_RAW),
  CAN_RAW_LOOPBACK: flag(SOL_CAN_RAW),
  CAN_RAW_RECV_OWN_MSGS: flag(SOL_CAN_RAW),
  CAN_RAW_FD_FRAMES: flag(SOL_CAN_RAW),
  CAN_RAW_JOIN_FILTERS: flag(SOL_CAN_RAW),

  CAN_ISOTP_OPTS: {
    level: SOL_CAN_ISOTP,
    golden: [
      [isoTp, "0c100000 50c30000 01 cc 02 03"],
      [{ ...isoTp, flags: ["listenOnly"], otherFlags: 0x8000_2000 }, "01200080 50c30000 01 cc 02 03"],
    ],
    written: [
      [{}, "00000000 00000000 00 cc cc 00"],
      [{ flags: ["halfDuplex", "halfDuplex"] }, "40000000 00000000 00 cc cc 00"],
    ],
    refused: [
      [undefined, "value must be an object"],
      [{ flags: "halfDuplex" }, "value.flags must be an array"],
      [{ flags: ["halfduplex"] }, "value.flags must be of listenOnly, "],
      [{ otherFlags: 1 }, "value.otherFlags must be without the bits that have names"],
      [{ frameTime: -1 }, "value.frameTime must be"],
      [{ transmitPadding: 256 }, "value.transmitPadding must be an integer from 0 to 255"],
      [{ padding: 1 }, "value has no member padding"],
    ],
  },
  CAN_ISOTP_RECV_FC: {
    level: SOL_CAN_ISOTP,
    golden: [
      [{ blockSize: 8, separationTime: 0.3, maxWaitFrames: 2 }, "08 f3 02"],
      [{ blockSize: 0, separationTime: 127, maxWaitFrames: 0 }, "00 7f 00"],
    ],
    written: [[{}, "00 00 00"]],
    read: [
      [{ blockSize: 0, separationTime: 127, maxWaitFrames: 0 }, "00 80 00"],
      [{ blockSize: 0, separationTime: 127, maxWaitFrames: 0 }, "00 fa 00"],
    ],
    refused: [
      [undefined, "value must be an object"],
      [{ blocksize: 1 }, "value has no member blocksize"],
      [{ blockSize: 256 }, "value.blockSize must be an integer from 0 to 255"],
      ...[-1, 128, 0.05, 0.95, 1.5, Number.NaN].map(
        (time) =>
          [{ separationTime: time }, "value.separationTime must be 0 to 127 milliseconds, or 0.1 to 0.9"] as const,
      ),
      [{ separationTime: "1" }, "value.separationTime must be a number"],
    ],
  },
  CAN_ISOTP_TX_STMIN: word(SOL_CAN_ISOTP),
  CAN_ISOTP_RX_STMIN: word(SOL_CAN_ISOTP),
  CAN_ISOTP_LL_OPTS: {
    level: SOL_CAN_ISOTP,
    golden: [[{ frameSize: 72, dataLength: 64, flags: 1 }, "48 40 01"]],
    written: [[{}, "10 08 00"]],
    refused: struct("frameSize, dataLength, flags"),
  },
  SO_J1939_FILTER: writeOnly({
    level: SOL_CAN_J1939,
    golden: [
      [
        [
          {
            name: 0x0102_0304_0506_0708n,
            nameMask: 2n ** 64n - 1n,
            pgn: 0x12300,
            pgnMask: 0x3ff00,
            address: 0x20,
            addressMask: 255,
          },
        ],
        "0807060504030201 ffffffffffffffff 00230100 00ff0300 20 ff 000000000000",
      ],
      [[{}], "00".repeat(32)],
    ],
    refused: [
      [{}, "value must be an array"],
      [[{ name: 1 }], "value must be a bigint"],
      [[{ pgn: -1 }], "filter.pgn must be"],
      [[{ addressMask: 256 }], "filter.addressMask must be an integer from 0 to 255"],
      [[{ mask: 1 }], "filter has no member mask"],
    ],
  }),
  SO_J1939_PROMISC: flag(SOL_CAN_J1939),
  SO_J1939_SEND_PRIO: int(SOL_CAN_J1939),
  SO_J1939_ERRQUEUE: flag(SOL_CAN_J1939),

  BT_SECURITY: {
    level: SOL_BLUETOOTH,
    golden: [
      [{ level: "high", keySize: 16 }, "03 10"],
      [{ level: 9, keySize: 0 }, "09 00"],
    ],
    written: [[{ level: "medium" }, "02 00"]],
    refused: [
      [undefined, "value must be an object"],
      [{ level: "highest" }, "value.level must be one of sdp, low, medium, high, fips, or its number"],
      [{ level: 256 }, "value.level must be an integer from 0 to 255"],
      [{ keysize: 1 }, "value has no member keysize"],
    ],
  },
  BT_DEFER_SETUP: flag(SOL_BLUETOOTH),
  BT_FLUSHABLE: flag(SOL_BLUETOOTH),
  BT_POWER: {
    level: SOL_BLUETOOTH,
    golden: [
      [true, "01"],
      [false, "00"],
    ],
    refused: [[1, "value must be a boolean"]],
  },
  BT_VOICE: short(SOL_BLUETOOTH),
  BT_SNDMTU: short(SOL_BLUETOOTH),
  BT_RCVMTU: short(SOL_BLUETOOTH),
  BT_PHY: readOnly(word(SOL_BLUETOOTH)),
  BT_MODE: { level: SOL_BLUETOOTH, golden: [[4, "04"]], refused: [[256, "value must be an integer from 0 to 255"]] },
  BT_PKT_STATUS: flag(SOL_BLUETOOTH),
  HCI_DATA_DIR: flag(SOL_HCI),
  HCI_TIME_STAMP: flag(SOL_HCI),
  HCI_FILTER: {
    level: SOL_HCI,
    golden: [
      [{ types: 16, events: (1n << 14n) | (1n << 62n), opcode: 0x0c03 }, "10000000 00400000 00000040 030c 0000"],
    ],
    refused: [
      [{ types: 1, events: 1, opcode: 0 }, "value.events must be a bigint"],
      [{ types: 1, events: 1n << 64n, opcode: 0 }, "value.events must be a bigint of 64 bits"],
      [{ types: 1, events: 0n, opcode: 65536 }, "value.opcode must be"],
      [{ types: 1, events: 0n }, "value.opcode must be"],
      ...struct("types, events, opcode"),
    ],
  },

  ALG_SET_KEY: {
    level: SOL_ALG,
    only: "write",
    golden: [[Uint8Array.of(1, 2, 3), "010203"]],
    refused: [["key", "value must be"]],
  },
  ALG_SET_KEY_BY_KEY_SERIAL: writeOnly(int(SOL_ALG)),
  ALG_SET_AEAD_AUTHSIZE: {
    level: SOL_ALG,
    only: "write",
    golden: [
      [16, "00".repeat(16)],
      [0, ""],
    ],
    refused: [[-1, "value must be an integer from 0 to 262144"]],
  },
  ALG_SET_DRBG_ENTROPY: {
    level: SOL_ALG,
    only: "write",
    golden: [[Uint8Array.of(9), "09"]],
    refused: [[9, "value must be"]],
  },

  TIPC_IMPORTANCE: {
    level: SOL_TIPC,
    golden: [
      ["low", "00000000"],
      ["critical", "03000000"],
      [4, "04000000"],
    ],
    written: [[1, "01000000"]],
    refused: [
      ["lowest", "value must be one of low, medium, high, critical, or its number"],
      [-1, "value must be an integer from 0"],
    ],
  },
  TIPC_SRC_DROPPABLE: flag(SOL_TIPC),
  TIPC_DEST_DROPPABLE: flag(SOL_TIPC),
  TIPC_CONN_TIMEOUT: word(SOL_TIPC),
  TIPC_SOCK_RECVQ_DEPTH: readOnly(word(SOL_TIPC)),
  TIPC_SOCK_RECVQ_USED: readOnly(word(SOL_TIPC)),
  TIPC_MCAST_BROADCAST: bare(SOL_TIPC),
  TIPC_MCAST_REPLICAST: bare(SOL_TIPC),
  TIPC_NODELAY: flag(SOL_TIPC),
  TIPC_GROUP_JOIN: {
    level: SOL_TIPC,
    only: "write",
    golden: [[{ type: 1, instance: 2, scope: 2, flags: 3 }, "01000000 02000000 02000000 03000000"]],
    written: [[{ type: 1 }, "01000000 00000000 02000000 00000000"]],
    refused: struct("type, instance, scope, flags"),
  },
  TIPC_GROUP_LEAVE: bare(SOL_TIPC),

  XDP_MMAP_OFFSETS: {
    level: SOL_XDP,
    only: "read",
    golden: [
      [rings(ring), ringBytes.repeat(4)],
      [rings(oldRing), oldRingBytes.repeat(4)],
    ],
  },
  XDP_RX_RING: writeOnly(word(SOL_XDP)),
  XDP_TX_RING: writeOnly(word(SOL_XDP)),
  XDP_UMEM_FILL_RING: writeOnly(word(SOL_XDP)),
  XDP_UMEM_COMPLETION_RING: writeOnly(word(SOL_XDP)),
  XDP_STATISTICS: {
    level: SOL_XDP,
    only: "read",
    golden: [
      [
        {
          receiveDropped: 1n,
          receiveInvalidDescriptors: 2n,
          transmitInvalidDescriptors: 3n,
          receiveRingFull: 4n,
          fillRingEmpty: 5n,
          transmitRingEmpty: 1n << 40n,
        },
        "0100000000000000 0200000000000000 0300000000000000 0400000000000000 0500000000000000 0000000000010000",
      ],
      [
        { receiveDropped: 1n, receiveInvalidDescriptors: 2n, transmitInvalidDescriptors: 3n },
        "0100000000000000 0200000000000000 0300000000000000",
      ],
    ],
  },
  XDP_OPTIONS: {
    level: SOL_XDP,
    only: "read",
    golden: [
      [{ zeroCopy: true }, "01000000"],
      [{ zeroCopy: false }, "00000000"],
    ],
  },

  SCTP_NODELAY: flag(IPPROTO_SCTP),
  SCTP_INITMSG: {
    level: IPPROTO_SCTP,
    golden: [[{ outboundStreams: 10, inboundStreams: 2048, attempts: 4, timeout: 30_000 }, "0a00 0008 0400 3075"]],
    written: [[{ outboundStreams: 10 }, "0a00 0000 0000 0000"]],
    refused: [
      ...struct("outboundStreams, inboundStreams, attempts, timeout"),
      [{ outboundStreams: 65536 }, "value.outboundStreams must be an integer from 0 to 65535"],
    ],
  },
  SCTP_RTOINFO: {
    level: IPPROTO_SCTP,
    golden: [
      [{ associationId: 5, initial: 3000, maximum: 60_000, minimum: 1000 }, "05000000 b80b0000 60ea0000 e8030000"],
    ],
    refused: struct("associationId, initial, maximum, minimum"),
  },
  SCTP_ASSOCINFO: {
    level: IPPROTO_SCTP,
    golden: [
      [
        {
          associationId: 5,
          maximumRetransmissions: 10,
          peerDestinations: 2,
          peerWindow: 65_536,
          localWindow: 131_072,
          cookieLife: 60_000,
        },
        "05000000 0a00 0200 00000100 00000200 60ea0000",
      ],
    ],
    refused: struct("associationId, maximumRetransmissions, "),
  },
  SCTP_EVENTS: {
    level: IPPROTO_SCTP,
    golden: [
      [events, "01 01 00 00 00 01 00 00"],
      [{ ...events, authentication: false, senderDry: true }, "01 01 00 00 00 01 00 00 00 01"],
    ],
    written: [
      [{}, "0000000000000000"],
      [{ sendFailureEvent: true }, "0000000000000000000000000001"],
    ],
    refused: [...struct("dataIo, association, "), [{ dataIo: 1 }, "value.dataIo must be a boolean"]],
  },
  SCTP_AUTOCLOSE: word(IPPROTO_SCTP),
  SCTP_ADAPTATION_LAYER: word(IPPROTO_SCTP),
  SCTP_DISABLE_FRAGMENTS: flag(IPPROTO_SCTP),
  SCTP_I_WANT_MAPPED_V4_ADDR: flag(IPPROTO_SCTP),
  SCTP_FRAGMENT_INTERLEAVE: word(IPPROTO_SCTP),
  SCTP_PARTIAL_DELIVERY_POINT: word(IPPROTO_SCTP),
  SCTP_MAXSEG: value(IPPROTO_SCTP),
  SCTP_MAX_BURST: value(IPPROTO_SCTP),
  SCTP_DELAYED_SACK: {
    level: IPPROTO_SCTP,
    golden: [[{ associationId: 0, delay: 200, frequency: 2 }, "00000000 c8000000 02000000"]],
    refused: struct("associationId, delay, frequency"),
  },
  SCTP_RECVRCVINFO: flag(IPPROTO_SCTP),
  SCTP_RECVNXTINFO: flag(IPPROTO_SCTP),
  SCTP_REUSE_PORT: flag(IPPROTO_SCTP),
  SCTP_DEFAULT_SNDINFO: {
    level: IPPROTO_SCTP,
    golden: [
      [
        { stream: 3, flags: 9, payloadProtocol: 51, context: 9, associationId: 5 },
        "0300 0900 00000033 09000000 05000000",
      ],
    ],
    refused: struct("stream, flags, payloadProtocol, context, associationId"),
  },
  SCTP_STATUS: {
    level: IPPROTO_SCTP,
    only: "read",
    golden: [
      [
        {
          associationId: 5,
          state: "established",
          window: 65_536,
          unacknowledged: 1,
          pending: 2,
          inboundStreams: 10,
          outboundStreams: 11,
          fragmentationPoint: 1452,
          primary: {
            associationId: 5,
            address: ipv4,
            state: "active",
            congestionWindow: 4380,
            roundTripTime: 12,
            retransmissionTimeout: 1000,
            mtu: 1500,
          },
        },
        "05000000 04000000 00000100 0100 0200 0a00 0b00 ac050000 " +
          `05000000 ${ipv4Bytes} ${"00".repeat(112)} 02000000 1c110000 0c000000 e8030000 dc050000`,
      ],
    ],
  },
  SCTP_SOCKOPT_BINDX_ADD: {
    level: IPPROTO_SCTP,
    only: "write",
    golden: [
      [[ipv4], ipv4Bytes],
      [
        [ipv4, Internet6Address.loopback(8080)],
        `${ipv4Bytes} 0a00 1f90 00000000 00000000000000000000000000000001 00000000`,
      ],
    ],
    refused: [
      [ipv4, "value must be an array of addresses"],
      [[], "value must be an array with addresses"],
      [["127.0.0.1"], "value[0] must be a SocketAddress"],
    ],
  },
  SCTP_SOCKOPT_BINDX_REM: {
    level: IPPROTO_SCTP,
    only: "write",
    golden: [[[ipv4], ipv4Bytes]],
    refused: [[[ipv4, null], "value[1] must be a SocketAddress"]],
  },
};
