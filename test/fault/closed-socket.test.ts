import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { closeSync, openSync } from "node:fs";
import { test } from "node:test";
import {
  pollSockets,
  ReceiveFromOption,
  SendToOption,
  ShutdownMethod,
  Socket,
  SocketCondition,
  SocketProtocol,
} from "berkeley-sockets";
import { SO_KEEPALIVE, SO_RCVBUF } from "berkeley-sockets/options";
import { eachKind, tcp } from "../support/each-kind.ts";
import { expectCode, expectRefused } from "../support/expect.ts";
import { bytes, create, kinds } from "../support/kinds.ts";

/** A closed socket, and a descriptor that is a file, on every method. */

const address = tcp.freshAddress();

const data = bytes("never sent");

/** Every method that makes a system call, with its name and the call's. */
const methods: readonly (readonly [string, string, (socket: Socket) => unknown])[] = [
  ["bind", "bind", (socket) => socket.bind(address)],
  ["listen", "listen", (socket) => socket.listen()],
  ["accept", "accept", (socket) => socket.accept()],
  ["connect", "connect", (socket) => socket.connect(address)],
  ["send", "send", (socket) => socket.send(data)],
  ["send", "send", (socket) => socket.send(data, 0, 3, SendToOption.dontWait)],
  ["sendTo", "sendto", (socket) => socket.sendTo(data, address)],
  ["sendFile", "sendfile", (socket) => socket.sendFile(0)],
  ["sendFile", "sendfile", (socket) => socket.sendFile({ fd: 0 }, 0, 3)],
  ["receive", "recv", (socket) => socket.receive(8)],
  ["receive", "recv", (socket) => socket.receive(1 << 20, ReceiveFromOption.peek)],
  ["receiveInto", "recv", (socket) => socket.receiveInto(new Uint8Array(8))],
  ["receiveFrom", "recvfrom", (socket) => socket.receiveFrom(8)],
  ["receiveFromInto", "recvfrom", (socket) => socket.receiveFromInto(new Uint8Array(8))],
  ["shutdown", "shutdown", (socket) => socket.shutdown(ShutdownMethod.write)],
  ["localAddress", "getsockname", (socket) => socket.localAddress],
  ["peerAddress", "getpeername", (socket) => socket.peerAddress],
  ["getOption", "getsockopt", (socket) => socket.getOption(SO_RCVBUF)],
  ["setOption", "setsockopt", (socket) => socket.setOption(SO_KEEPALIVE, true)],
  ["takeError", "getsockopt", (socket) => socket.takeError()],
  ["setNonblocking", "fcntl", (socket) => socket.setNonblocking(true)],
  ["duplicate", "fcntl", (socket) => socket.duplicate()],
  ["detach", "close", (socket) => socket.detach()],
  ["pollSockets", "poll", (socket) => pollSockets([{ socket, read: true }], 0)],
];

for (const [who, syscall, call] of methods) {
  eachKind(kinds, `${who} of a closed socket is EBADF, before any system call`, (kind) => {
    for (const end of ["close", "detach"] as const) {
      for (const nonblocking of [true, false]) {
        const socket = create(kind);
        socket.setNonblocking(nonblocking);
        const result = socket[end]();
        expectRefused(SocketCondition, new RegExp(`^${syscall} EBADF( entries\\[0\\])?$`), () => call(socket));
        const condition = expectCode("EBADF", () => call(socket));
        assert.equal(condition.who, who);
        assert.equal(condition.syscall, syscall);
        if (result !== undefined) Socket.adopt(result).close();
      }
    }
  });
}

// getsockopt(2) and the rest: "ENOTSOCK The file descriptor sockfd does not refer to a socket."
test("a descriptor that is a file: ENOTSOCK from every call", () => {
  const fd = openSync("/etc/hosts", "r");
  const file = new Socket(fd, tcp.domain, tcp.type, SocketProtocol.tcp);
  try {
    for (const [who, syscall, call] of methods) {
      // sendfile(2) and dup(2) take any descriptor.
      if (["setNonblocking", "sendFile", "duplicate", "detach", "pollSockets"].includes(who)) continue;
      const condition = expectCode("ENOTSOCK", () => call(file));
      assert.equal(condition.who, who);
      assert.equal(condition.syscall, syscall);
    }
    file.duplicate().close();
  } finally {
    assert.equal(file.detach(), fd);
    closeSync(fd);
  }
});
