/**
 * Addresses, frames and options of vsock, CAN, Bluetooth, ALG, TIPC, XDP and SCTP. Never run: compiled, and
 * every line below an expected error is checked for that very error by types.test.ts.
 */
import {
  AlgAddress,
  BluetoothAddress,
  BluetoothProtocol,
  type CanAddress,
  type CanFrame,
  CanProtocol,
  decodeCanFrame,
  encodeCanFrame,
  IsoTpAddress,
  J1939Address,
  L2capAddress,
  Socket,
  type SocketAddress,
  SocketDomain,
  SocketType,
  TipcAddress,
  TipcServiceAddress,
  VsockAddress,
  XdpAddress,
} from "berkeley-sockets";
import {
  ALG_SET_IV,
  ALG_SET_KEY,
  CAN_ISOTP_OPTS,
  CAN_RAW_FILTER,
  type CanFilter,
  SCTP_EVENTS,
  SCTP_INITMSG,
  SCTP_STATUS,
  SO_VM_SOCKETS_BUFFER_SIZE,
  TIPC_GROUP_LEAVE,
  TIPC_IMPORTANCE,
  XDP_STATISTICS,
} from "berkeley-sockets/options";

declare const socket: Socket;
const bytes = new Uint8Array(1);

Socket.create(SocketDomain.can, SocketType.raw, CanProtocol.raw);
Socket.create(SocketDomain.bluetooth, SocketType.stream, BluetoothProtocol.rfcomm);
// @ts-expect-error TS2345 a protocol is no type
Socket.create(SocketDomain.can, CanProtocol.raw);
// @ts-expect-error TS2540 read only
CanProtocol.raw = CanProtocol.isoTp;

const vsock: SocketAddress = VsockAddress.host(1024);
const cid: number = VsockAddress.anyCid;
// @ts-expect-error TS2345 a number is wanted
new VsockAddress("2", 1024);
// @ts-expect-error TS2540 read only
VsockAddress.host(1).cid = 3;

const can: CanAddress = new IsoTpAddress(1, 0x7e8, { id: 0x18da10f1, extended: true });
const j1939 = new J1939Address(1, { pgn: 0x12300 });
const name: bigint = j1939.name;
// @ts-expect-error TS2345 an id without its kind
new IsoTpAddress(1, { id: 1 }, 2);
// @ts-expect-error TS2322 a name is a bigint
new J1939Address(1, { name: 1 });
// @ts-expect-error TS2561 a misspelled member
new J1939Address(1, { adress: 1 });

// @ts-expect-error TS2511 an abstract class
new BluetoothAddress();
// @ts-expect-error TS2511 an abstract class
new TipcAddress(2);
const scope: number = new TipcServiceAddress(1, 2).scope;
const bluetooth: BluetoothAddress = new L2capAddress("00:00:00:00:00:00", 1, { cid: 4 });
// @ts-expect-error TS2353 no such detail
new L2capAddress("00:00:00:00:00:00", 1, { channel: 4 });
// @ts-expect-error TS2554 a name is missing
new AlgAddress("hash");
// @ts-expect-error TS2741 an address of one family is none of another
const other: VsockAddress = new XdpAddress(1, 0);

const frame: CanFrame = decodeCanFrame(encodeCanFrame({ id: 1, data: bytes }));
const flags: number | undefined = frame.flags;
// @ts-expect-error TS2322 a classic frame has no flags
const always: number = frame.flags;
// @ts-expect-error TS2741 an id is missing
encodeCanFrame({ data: bytes });
// @ts-expect-error TS2353 no such member
encodeCanFrame({ id: 1, dlc: 8 });
// @ts-expect-error TS2540 read only
frame.id = 2;

const size: bigint = socket.getOption(SO_VM_SOCKETS_BUFFER_SIZE);
// @ts-expect-error TS2345 64 bits are a bigint
socket.setOption(SO_VM_SOCKETS_BUFFER_SIZE, 65536);
const filters: readonly CanFilter[] = socket.getOption(CAN_RAW_FILTER);
socket.setOption(CAN_RAW_FILTER, [{ id: 1, mask: 2, extended: true }]);
// @ts-expect-error TS2741 a mask is missing
socket.setOption(CAN_RAW_FILTER, [{ id: 1 }]);
socket.setOption(CAN_ISOTP_OPTS, { flags: ["halfDuplex"] });
// @ts-expect-error TS2820 a misspelled flag
socket.setOption(CAN_ISOTP_OPTS, { flags: ["halfduplex"] });
socket.setOption(SCTP_INITMSG, { outboundStreams: 10 });
socket.setOption(SCTP_EVENTS, { dataIo: true });
socket.setOption(TIPC_IMPORTANCE, "high");
socket.setOption(TIPC_GROUP_LEAVE, true);
// @ts-expect-error TS2345 there is only the one value
socket.setOption(TIPC_GROUP_LEAVE, false);
const state: string | number = socket.getOption(SCTP_STATUS).state;
const dropped: bigint = socket.getOption(XDP_STATISTICS).receiveDropped;
// @ts-expect-error TS2345 read only
socket.setOption(XDP_STATISTICS, {});
// @ts-expect-error TS2741 a constant is no option
socket.setOption(ALG_SET_IV, bytes);
export function readsNothing(): void {
  const nothing: never = socket.getOption(ALG_SET_KEY);
  used.push(nothing);
}

export const used: unknown[] = [
  ...[vsock, cid, can, name, scope, bluetooth, other, flags, always, size, filters, state, dropped],
];
