import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
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
  type SocketAddress,
  SocketCondition,
  SocketDomain,
  SocketOption,
  SocketOptionLevel,
  SocketProtocol,
  SocketType,
  UnknownAddress,
} from "berkeley-sockets";
import { numberOf } from "../../src/core/constant.ts";
import { constants } from "../../src/sys/constants.ts";
import { expectRefused } from "../support/expect.ts";
import { using } from "../support/kinds.ts";

/** Each way to use a constant, with one that this platform lacks. */
const nowhere = {
  domain: new SocketDomain("nowhere", undefined, 16, (bytes) => new UnknownAddress(0, bytes)),
  type: new SocketType("nowhere", undefined),
  protocol: new SocketProtocol("nowhere", undefined),
  method: new ShutdownMethod("nowhere", undefined),
  send: new SendToOption("nowhere", undefined),
  receive: new ReceiveFromOption("nowhere", undefined),
  addressInfo: new AddressInfoOption("nowhere", undefined),
  nameInfo: new NameInfoOption("nowhere", undefined),
  option: new SocketOption(
    "SO_NOWHERE",
    undefined,
    4,
    () => new Uint8Array(4),
    () => 0,
  ),
  level: new SocketOption(
    "SO_ELSEWHERE",
    1,
    4,
    () => new Uint8Array(4),
    () => 0,
    new SocketOptionLevel("nowhere", undefined),
  ),
};
const { internet } = SocketDomain;
const { datagram } = SocketType;
const data = new Uint8Array(1);
const loopback = InternetAddress.loopback(9);
const uses: Record<string, readonly [message: string, use: (socket: Socket) => unknown]> = {
  "create, a domain": ["socket ENOTSUP SocketDomain.nowhere", () => Socket.create(nowhere.domain, datagram)],
  "create, a type": ["socket ENOTSUP SocketType.nowhere", () => Socket.create(internet, nowhere.type)],
  "create, a protocol": [
    "socket ENOTSUP SocketProtocol.nowhere",
    () => Socket.create(internet, datagram, nowhere.protocol),
  ],
  "pair, a type": ["socketpair ENOTSUP SocketType.nowhere", () => Socket.pair(internet, nowhere.type)],
  shutdown: ["shutdown ENOTSUP ShutdownMethod.nowhere", (socket) => socket.shutdown(nowhere.method)],
  send: ["send ENOTSUP SendToOption.nowhere", (socket) => socket.send(data, nowhere.send)],
  "send, a range": ["send ENOTSUP SendToOption.nowhere", (socket) => socket.send(data, 0, 1, nowhere.send)],
  sendTo: ["sendto ENOTSUP SendToOption.nowhere", (socket) => socket.sendTo(data, loopback, nowhere.send)],
  receive: ["recv ENOTSUP ReceiveFromOption.nowhere", (socket) => socket.receive(1, nowhere.receive)],
  receiveInto: ["recv ENOTSUP ReceiveFromOption.nowhere", (socket) => socket.receiveInto(data, nowhere.receive)],
  receiveFrom: ["recvfrom ENOTSUP ReceiveFromOption.nowhere", (socket) => socket.receiveFrom(1, nowhere.receive)],
  receiveFromInto: [
    "recvfrom ENOTSUP ReceiveFromOption.nowhere",
    (socket) => socket.receiveFromInto(data, nowhere.receive),
  ],
  "one flag of several": [
    "send ENOTSUP SendToOption.nowhere",
    (socket) => socket.send(data, SendToOption.noSignal, nowhere.send),
  ],
  getOption: ["getsockopt ENOTSUP SO_NOWHERE", (socket) => socket.getOption(nowhere.option)],
  setOption: ["setsockopt ENOTSUP SO_NOWHERE", (socket) => socket.setOption(nowhere.option, 1)],
  "getOption, a level": ["getsockopt ENOTSUP SO_ELSEWHERE", (socket) => socket.getOption(nowhere.level)],
  "setOption, a level": ["setsockopt ENOTSUP SO_ELSEWHERE", (socket) => socket.setOption(nowhere.level, 1)],
  "getAddressInfo, a domain": [
    "getaddrinfo ENOTSUP SocketDomain.nowhere",
    () => getAddressInfo(null, 80, { domain: nowhere.domain }),
  ],
  "getAddressInfo, a type": [
    "getaddrinfo ENOTSUP SocketType.nowhere",
    () => getAddressInfo(null, 80, { type: nowhere.type }),
  ],
  "getAddressInfo, a protocol": [
    "getaddrinfo ENOTSUP SocketProtocol.nowhere",
    () => getAddressInfo(null, 80, { protocol: nowhere.protocol }),
  ],
  "getAddressInfo, a flag": [
    "getaddrinfo ENOTSUP AddressInfoOption.nowhere",
    () => getAddressInfo(null, 80, { flags: [nowhere.addressInfo] }),
  ],
  "getNameInfo, a flag": [
    "getnameinfo ENOTSUP NameInfoOption.nowhere",
    () => getNameInfo(loopback, { flags: [nowhere.nameInfo] }),
  ],
  getProtocolByConstant: [
    "getprotobynumber ENOTSUP SocketProtocol.nowhere",
    () => getProtocolByConstant(nowhere.protocol),
  ],
  registerSocketDomain: ["register ENOTSUP SocketDomain.nowhere", () => registerSocketDomain(nowhere.domain)],
};
for (const [name, [message, use]] of Object.entries(uses)) {
  test(`what this platform lacks is ENOTSUP by name, without a system call: ${name}`, () => {
    using([Socket.create(internet, datagram)], (socket) => {
      socket.bind(InternetAddress.loopback(0));
      socket.connect(socket.localAddress as SocketAddress);
      expectRefused(SocketCondition, message, () => use(socket));
      assert.throws(() => use(socket), { name: "SocketCondition", code: "ENOTSUP", type: constants.ENOTSUP, message });
    });
  });
}

test("a constant that is not available has no number, not 0", () => {
  assert.deepEqual([nowhere.type.value, nowhere.type.available], [undefined, false]);
  assert.throws(() => numberOf(nowhere.type, "who", "call"), { code: "ENOTSUP", who: "who", syscall: "call" });
  assert.equal(numberOf(SocketType.stream, "who", "call"), SocketType.stream.value);
});
