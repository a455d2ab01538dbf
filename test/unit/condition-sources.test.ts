/** Conditions that no fault brings about: pending errors, closed sockets, descriptors that are not ours to take. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  InternetAddress,
  peerCredentials,
  pollSockets,
  ReceivedDescriptor,
  ShutdownMethod,
  Socket,
  SocketCondition,
  SocketDomain,
  SocketProtocol,
  SocketType,
} from "berkeley-sockets";
import { SO_KEEPALIVE } from "berkeley-sockets/options";
import { openDescriptors, orderFault } from "berkeley-sockets/testing";
import { udp } from "../support/each-kind.ts";
import { using } from "../support/kinds.ts";
import { codeIn, tableWith } from "../support/markdown.ts";
import { multicastOn } from "../support/multicast-calls.ts";
import { deserted } from "../support/ports.ts";

const rows = tableWith("errors.md", "who", "syscall").rows.map(([who = "", syscall = "", codes = ""]) => ({
  who: codeIn(who)[0] as string,
  syscall: codeIn(syscall)[0] as string,
  codes: codes.split(" "),
}));
const key = ({ who, syscall }: { who: string; syscall: string }): string => `${who} ${syscall}`;
const data = new Uint8Array(1);
const loopback = InternetAddress.loopback(9);
const { internet } = SocketDomain;

test("takeError returns what became of a connect, and any other pending error", () => {
  const errors = (syscall: string): string[] => rows.find((row) => key(row) === `takeError ${syscall}`)?.codes ?? [];
  using([Socket.create(internet, SocketType.stream)], (socket) => {
    socket.connect(InternetAddress.loopback(1)); // EINPROGRESS, or refused at once
    pollSockets([{ socket, write: true }], 10_000);
    const condition = socket.takeError();
    assert.ok(condition instanceof SocketCondition);
    assert.deepEqual([condition.who, condition.syscall, condition.code], ["takeError", "connect", "ECONNREFUSED"]);
    assert.equal(condition.message, "connect ECONNREFUSED 127.0.0.1:1");
    assert.ok(errors("connect").includes(condition.code));
    assert.equal(socket.takeError(), undefined, "asking clears it");
  });
  const [keeper, nobody] = deserted(udp);
  using([Socket.create(internet, SocketType.datagram), keeper], (socket, _) => {
    socket.connect(nobody);
    socket.send(data);
    pollSockets([{ socket, read: true }], 10_000);
    const condition = socket.takeError();
    assert.deepEqual(
      [condition?.who, condition?.syscall, condition?.code],
      ["takeError", "getsockopt", "ECONNREFUSED"],
    );
    assert.ok(errors("getsockopt").includes("ECONNREFUSED"));
  });
});

test("every method of a closed socket that the table gives EBADF throws it, without a system call", () => {
  const closed = Socket.create(internet, SocketType.stream);
  closed.close();
  const closedUnix = Socket.create(SocketDomain.unix, SocketType.stream);
  closedUnix.close();
  const taken = new ReceivedDescriptor(Socket.create(internet, SocketType.stream).detach());
  taken.close();
  const methods: Record<string, () => unknown> = {
    setNonblocking: () => closed.setNonblocking(true),
    localAddress: () => closed.localAddress,
    peerAddress: () => closed.peerAddress,
    bind: () => closed.bind(loopback),
    listen: () => closed.listen(),
    accept: () => closed.accept(),
    connect: () => closed.connect(loopback),
    takeError: () => closed.takeError(),
    shutdown: () => closed.shutdown(ShutdownMethod.read),
    send: () => closed.send(data),
    sendFile: () => closed.sendFile(0),
    sendTo: () => closed.sendTo(data, loopback),
    sendMessage: () => closed.sendMessage({ data }),
    receiveMessage: () => closed.receiveMessage({ size: 1 }),
    receive: () => closed.receive(1),
    receiveInto: () => closed.receiveInto(data),
    receiveFrom: () => closed.receiveFrom(1),
    receiveFromInto: () => closed.receiveFromInto(data),
    getOption: () => closed.getOption(SO_KEEPALIVE),
    setOption: () => closed.setOption(SO_KEEPALIVE, true),
    ...multicastOn(closed),
    peerCredentials: () => peerCredentials(closedUnix),
    take: () => taken.take(),
    toSocket: () => taken.toSocket(),
    duplicate: () => closed.duplicate(),
    detach: () => closed.detach(),
    pollSockets: () => pollSockets([{ socket: closed, read: true }], 0),
  };
  const promised = rows.filter(
    ({ who, codes }) => codes.includes("EBADF") && !["Socket", "ReceivedDescriptor", "adopt", "borrow"].includes(who),
  );
  assert.deepEqual([...new Set(promised.map(({ who }) => who))].sort(), Object.keys(methods).sort());
  for (const [who, method] of Object.entries(methods)) {
    const names = promised.filter((row) => row.who === who).map((row) => row.syscall);
    assert.throws(method, (error: unknown) => {
      assert.ok(error instanceof SocketCondition && error.code === "EBADF", `${who}: ${String(error)}`);
      assert.equal(error.who, who);
      assert.ok(names.includes(error.syscall), `${who}: ${error.syscall}`);
      return true;
    });
  }
});

test("adopt and new Socket refuse what a live socket owns; borrow does not", () => {
  using([Socket.create(internet, SocketType.stream)], (socket) => {
    assert.throws(() => Socket.adopt(socket.fd), { code: "EBUSY", who: "adopt", syscall: "fcntl" });
    assert.throws(() => new Socket(socket.fd, internet, SocketType.stream, SocketProtocol.tcp), {
      code: "EBUSY",
      who: "Socket",
    });
    const borrowed = Socket.borrow(socket.fd);
    borrowed.close();
    assert.ok(socket.localAddress !== undefined, "which stays open");
  });
  assert.throws(() => Socket.adopt(0x7fff_fff0), { code: "EBADF" });
});

test("new Socket and adopt that fail leave the descriptor to the caller", () => {
  const fd = Socket.create(internet, SocketType.stream).detach();
  for (const take of [() => new Socket(fd, internet, SocketType.stream, SocketProtocol.tcp), () => Socket.adopt(fd)]) {
    const fault = orderFault({ syscall: "fcntl", errno: "EIO" });
    assert.throws(take, { code: "EIO" });
    fault.cancel();
    assert.deepEqual(openDescriptors(), []);
  }
  Socket.adopt(fd).close();
});
