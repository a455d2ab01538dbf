/**
 * The protocols of families that have several. Their numbers mean something in their own domain alone:
 * CAN_RAW is 1, as ICMP is, so a socket that is adopted tells the number by the name of the internet's.
 */
import { constants } from "../sys/constants.ts";
import { SocketProtocol } from "./socket-protocol.ts";

/**
 * Protocols of {@link SocketDomain.can}.
 *
 * `raw` takes type `raw`; `broadcastManager`, `isoTp` and `j1939` take `datagram`.
 */
export const CanProtocol: {
  /** Frames as they are: {@link encodeCanFrame}, {@link decodeCanFrame}. */
  readonly raw: SocketProtocol;
  /** Frames that the kernel sends in cycles and filters by content; its messages are `struct bcm_msg_head`. */
  readonly broadcastManager: SocketProtocol;
  /** Messages of up to 4095 bytes and more, in frames of 8 (ISO 15765-2). */
  readonly isoTp: SocketProtocol;
  /** Parameter groups of heavy vehicles (SAE J1939). */
  readonly j1939: SocketProtocol;
} = Object.freeze({
  raw: new SocketProtocol("canRaw", constants.CAN_RAW),
  broadcastManager: new SocketProtocol("canBroadcastManager", constants.CAN_BCM),
  isoTp: new SocketProtocol("canIsoTp", constants.CAN_ISOTP),
  j1939: new SocketProtocol("canJ1939", constants.CAN_J1939),
});

/**
 * Protocols of {@link SocketDomain.bluetooth}.
 *
 * `l2cap` takes types `sequencePacket`, `stream`, `datagram` and `raw`; `rfcomm` takes `stream` and `raw`;
 * `sco` takes `sequencePacket`; `hci` takes `raw`.
 */
export const BluetoothProtocol: {
  readonly l2cap: SocketProtocol;
  readonly rfcomm: SocketProtocol;
  readonly sco: SocketProtocol;
  readonly hci: SocketProtocol;
} = Object.freeze({
  l2cap: new SocketProtocol("l2cap", constants.BTPROTO_L2CAP),
  rfcomm: new SocketProtocol("rfcomm", constants.BTPROTO_RFCOMM),
  sco: new SocketProtocol("sco", constants.BTPROTO_SCO),
  hci: new SocketProtocol("hci", constants.BTPROTO_HCI),
});
