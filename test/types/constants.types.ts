/**
 * Constants are nominal: each class is a type of its own. Never run: compiled, and every line below an
 * expected error is checked for that very error by types.test.ts.
 */
import {
  AddressInfoOption,
  getAddressInfo,
  getNameInfo,
  getProtocolByConstant,
  InternetAddress,
  NameInfoOption,
  ReceiveFromOption,
  registerSocketDomain,
  SendToOption,
  ShutdownMethod,
  Socket,
  SocketConstant,
  SocketDomain,
  SocketOption,
  SocketOptionLevel,
  SocketProtocol,
  SocketType,
} from "berkeley-sockets";

declare const socket: Socket;
const bytes = new Uint8Array(1);
const address = InternetAddress.loopback(1);

Socket.create(SocketDomain.internet, SocketType.stream, SocketProtocol.tcp);
Socket.create(SocketDomain.internet, SocketType.stream);
Socket.create(SocketDomain.internet, new SocketType("mine", 9));
// @ts-expect-error TS2345 a protocol is no type
Socket.create(SocketDomain.internet, SocketProtocol.tcp);
// @ts-expect-error TS2741 a type is no domain
Socket.create(SocketType.stream, SocketType.stream);
// @ts-expect-error TS2345 a type is no protocol
Socket.create(SocketDomain.internet, SocketType.stream, SocketType.stream);
// @ts-expect-error TS2345 a domain is no type
Socket.create(SocketDomain.internet, SocketDomain.internet);
// @ts-expect-error TS2741 a constant without a class is no type
Socket.create(SocketDomain.internet, new SocketConstant("stream", 1));
// @ts-expect-error TS2345 a number is no domain
Socket.create(2, SocketType.stream);
// @ts-expect-error TS2741 a look-alike is no type
Socket.create(SocketDomain.internet, { name: "stream", value: 1, available: true });
const { name, value: family, available, addressSize, decode } = SocketDomain.internet;
// @ts-expect-error TS2741 a look-alike is no domain
Socket.create({ name, value: family, available, addressSize, decode, toString: () => name }, SocketType.stream);
// @ts-expect-error TS2345 a protocol is no type
Socket.pair(SocketDomain.unix, SocketProtocol.auto);
// @ts-expect-error TS2345 a protocol is no type
new Socket(3, SocketDomain.unix, SocketProtocol.auto, SocketProtocol.auto);
// @ts-expect-error TS2741 a type is no domain
registerSocketDomain(SocketType.stream);

socket.shutdown(ShutdownMethod.write);
// @ts-expect-error TS2345 a flag is no shutdown method
socket.shutdown(SendToOption.noSignal);
// @ts-expect-error TS2345 a string is no shutdown method
socket.shutdown("write");

socket.send(bytes, SendToOption.more, SendToOption.endOfRecord);
socket.receive(1, ReceiveFromOption.peek, ReceiveFromOption.dontWait);
// @ts-expect-error TS2345 a flag of receives is none of sends, though MSG_DONTWAIT is one number
socket.send(bytes, ReceiveFromOption.dontWait);
// @ts-expect-error TS2345 a flag of receives is none of sends
socket.sendTo(bytes, address, ReceiveFromOption.dontWait);
// @ts-expect-error TS2345 a flag of sends is none of receives
socket.receive(1, SendToOption.dontWait);
// @ts-expect-error TS2345 a flag of sends is none of receives
socket.receiveFrom(1, SendToOption.dontWait);
// @ts-expect-error TS2345 a flag of sends is none of receives
socket.receiveInto(bytes, SendToOption.dontWait);
// @ts-expect-error TS2345 a flag of sends is none of receives
socket.receiveFromInto(bytes, SendToOption.dontWait);
// @ts-expect-error TS2345 a number is no flag
socket.receive(1, 64);

getAddressInfo("localhost", 80, { flags: [AddressInfoOption.passive] });
// @ts-expect-error TS2322 a flag of getNameInfo is none of getAddressInfo
getAddressInfo("localhost", 80, { flags: [NameInfoOption.numericHost] });
// @ts-expect-error TS2322 a flag of getAddressInfo is none of getNameInfo
getNameInfo(address, { flags: [AddressInfoOption.numericHost] });
// @ts-expect-error TS2322 a protocol is no type
getAddressInfo("localhost", 80, { type: SocketProtocol.tcp });
// @ts-expect-error TS2561 a misspelled hint
getAddressInfo("localhost", 80, { typ: SocketType.stream });
// @ts-expect-error TS2345 a type is no protocol
getProtocolByConstant(SocketType.stream);

new SocketOption(
  "x",
  1,
  4,
  () => bytes,
  () => 1,
  new SocketOptionLevel("mine", 1),
);
new SocketOption(
  "x",
  1,
  4,
  () => bytes,
  () => 1,
  // @ts-expect-error TS2345 a protocol is no level, though IPPROTO_TCP is one number
  SocketProtocol.tcp,
);

const type = SocketType.stream;
const value: number | undefined = type.value;
const constant: SocketConstant = type;
// @ts-expect-error TS2322 a constant may have no number
const number: number = type.value;
// @ts-expect-error TS2540 constants are read only
type.value = 1;
// @ts-expect-error TS2540 constants are read only
type.name = "other";
// @ts-expect-error TS2540 constants are read only
type.available = true;
// @ts-expect-error TS2540 members are read only
SocketType.stream = SocketType.datagram;
// @ts-expect-error TS2540 members are read only
SocketDomain.internet = SocketDomain.unix;

export const used: readonly unknown[] = [value, constant, number];
