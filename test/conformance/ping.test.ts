/** Ping without a privilege: datagram sockets of ICMP, where ping_group_range allows them. See icmp(7). */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { Namespace, withoutNamedNamespaces } from "../support/namespace.ts";

/** Pings the loopback of both versions, as nobody; prints what came of it. */
const module = `
import { Internet6Address, InternetAddress, pollSockets, Socket, SocketDomain, SocketProtocol, SocketType, UnspecifiedAddress } from "berkeley-sockets";
process.setgroups?.([]); // Deno has none
process.setgid(65534);
process.setuid(65534);
const { internet, internet6 } = SocketDomain;
for (const [domain, protocol, to, request, id] of [
  [internet, SocketProtocol.icmp, InternetAddress.loopback(0), 8, 4711],
  [internet6, SocketProtocol.icmp6, Internet6Address.loopback(0), 128, 4712],
]) {
  try {
    const socket = Socket.create(domain, SocketType.datagram, protocol);
    socket.bind(domain === internet ? InternetAddress.any(id) : Internet6Address.any(id));
    const message = new Uint8Array(8 + 5);
    message[0] = request; // the kernel puts the identifier and the checksum in
    message[7] = 9;
    message.set(new TextEncoder().encode("hello"), 8);
    socket.sendTo(message, to);
    pollSockets([{ socket, read: true }], 10000);
    const [answer, from] = socket.receiveFrom(100);
    const view = new DataView(answer.buffer);
    socket.connect(to);
    const connected = socket.send(message);
    pollSockets([{ socket, read: true }], 10000);
    const again = socket.receive(100).length;
    socket.connect(UnspecifiedAddress.instance);
    console.log(JSON.stringify({
      type: view.getUint8(0), id: view.getUint16(4), sequence: view.getUint16(6),
      text: new TextDecoder().decode(answer.subarray(8)), from: String(from), name: String(socket.localAddress),
      connected, again, peer: socket.peerAddress === undefined,
    }));
    socket.close();
  } catch (error) {
    console.log(JSON.stringify({ code: error.code }));
  }
}`;

test("nobody may ping where no group may, and may where his group may", {
  skip: withoutNamedNamespaces(),
}, async () => {
  using space = new Namespace();
  assert.deepEqual(await space.evaluate(module), [{ code: "EACCES" }, { code: "EACCES" }]);
  space.set("net.ipv4.ping_group_range", "65534 65534");
  const answer = { sequence: 9, text: "hello", connected: 13, again: 13, peer: true };
  assert.deepEqual(await space.evaluate(module), [
    { type: 0, id: 4711, from: "127.0.0.1:0", name: "0.0.0.0:4711", ...answer },
    { type: 129, id: 4712, from: "[::1]:0", name: "[::]:4712", ...answer },
  ]);
});
