import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import {
  errnoText,
  getProtocolByName,
  getServiceByPort,
  openProtocolDatabase,
  pollSockets,
  Socket,
  SocketCondition,
  WouldBlock,
} from "berkeley-sockets";
import { openDescriptors, systemCallCount, withFaults } from "berkeley-sockets/testing";
import { constants } from "../../src/sys/constants.ts";
import { tcp, udp, unixStream } from "../support/each-kind.ts";
import { at, type Row, rows } from "../support/error-rows.ts";
import { bound, connectedPair, create } from "../support/kinds.ts";
import { onMusl } from "../support/runtime.ts";

/** Every call × the errors that its manual page lists, ordered by the switch: the condition is whole, nothing leaks. */

// On Linux one number has both names; the library uses the first.
const codes: Readonly<Record<string, string>> = { EOPNOTSUPP: "ENOTSUP" };
const numbers: Readonly<Record<string, number | undefined>> = constants;
const descriptorCount = (): number => (process.platform === "linux" ? readdirSync("/proc/self/fd").length : 0);

function whole(error: unknown, row: Row, name: string): void {
  assert.ok(error instanceof SocketCondition && !(error instanceof WouldBlock), String(error));
  const code = codes[name] ?? name;
  assert.equal(error.code, code);
  assert.equal(error.name, "SocketCondition");
  assert.equal(error.who, row.who);
  assert.equal(error.syscall, row.syscall);
  if (numbers[name] !== undefined) assert.equal(error.type, numbers[name]);
  assert.ok(error.type > 0);
  assert.equal(error.errno, -error.type);
  assert.equal(error.text, errnoText(error.type));
  assert.ok(error.text.length > 3 && !error.text.startsWith("Unknown error"));
  const start = `${row.syscall} ${code}`;
  assert.ok(error.message.startsWith(start), error.message);
  assert.match(error.message.slice(start.length), row.about ?? /^$/);
  if (row.about === at) assert.deepEqual([error.address, error.port], ["127.0.0.1", 9]);
  else if (!row.syscall.startsWith("get") || row.about === undefined) assert.equal("address" in error, false);
  assert.match(error.stack ?? "", /errors\.test/); // the caller is in the trace
}

for (const row of rows) {
  test(`${row.who}: ${row.syscall} fails`, () => {
    for (const name of row.errors.split(" ")) {
      const { sockets, call } = row.ready();
      try {
        const descriptors = openDescriptors();
        const count = descriptorCount();
        const calls = systemCallCount();
        assert.throws(
          () => withFaults([{ syscall: row.syscall, errno: name }], call),
          (error) => {
            whole(error, row, name);
            return true;
          },
        );
        assert.ok(systemCallCount() > calls, "the fault counts as a call");
        assert.deepEqual(openDescriptors(), descriptors, name);
        assert.equal(descriptorCount(), count, name);
        // The sockets are as they were: the fault was the call's, not theirs.
        for (const socket of sockets) assert.equal(socket.closed, false);
      } finally {
        for (const socket of sockets) socket.close();
      }
    }
  });
}

// The same errors in blocking mode, where the call is made within a wait.
const waiting = rows.filter(({ who }) => /^(accept|connect|send|sendTo|sendFile|receive\w*)$/.test(who));
for (const row of waiting) {
  test(`${row.who}: ${row.syscall} fails in blocking mode`, () => {
    for (const name of row.errors.split(" ")) {
      if (name === "EINPROGRESS" || name === "EALREADY") continue; // what connect waits for
      const { sockets, call } = row.ready();
      try {
        sockets[0]?.setNonblocking(false);
        assert.throws(
          () => withFaults([{ syscall: row.syscall, errno: name }], call),
          (error) => {
            whole(error, row, name);
            return true;
          },
        );
        assert.equal(sockets[0]?.closed, false);
      } finally {
        for (const socket of sockets) socket.close();
      }
    }
  });
}

test("ENOTCONN of getpeername is no error", () => {
  const [first, second] = connectedPair(unixStream);
  assert.equal(
    withFaults([{ syscall: "getpeername", errno: "ENOTCONN" }], () => first.peerAddress),
    undefined,
  );
  first.close();
  second.close();
});

test("ENOENT of the databases is no error", () => {
  assert.equal(
    withFaults([{ syscall: "getprotobyname", errno: "ENOENT" }], () => getProtocolByName("tcp")),
    undefined,
  );
  assert.equal(
    withFaults([{ syscall: "getservbyport", errno: "ENOENT" }], () => getServiceByPort(80)),
    undefined,
  );
});

test("openProtocolDatabase: who and the call by its own name", () => {
  assert.throws(() => withFaults([{ syscall: "getprotoent", errno: "EMFILE" }], () => openProtocolDatabase(true)), {
    who: "openProtocolDatabase",
    syscall: "setprotoent",
    code: "EMFILE",
  });
});

test("adopt gives back what it cannot take, whichever question fails", () => {
  for (const fault of [
    { syscall: "getsockopt", errno: "EINVAL", call: 1 },
    { syscall: "getsockopt", errno: "ENOPROTOOPT", call: 2 },
    { syscall: "getsockopt", errno: "ENOBUFS", call: 3 },
    { syscall: "fcntl", errno: "EBADF" },
  ] as const) {
    const fd = create(unixStream).detach();
    const before = openDescriptors();
    assert.throws(() => withFaults([fault], () => Socket.adopt(fd)), { who: "adopt", code: fault.errno });
    assert.deepEqual(openDescriptors(), before);
    Socket.adopt(fd).close(); // still there, still nobody's
  }
});

test("an error number without a name", () => {
  using socket = create(tcp);
  assert.throws(() => withFaults([{ syscall: "listen", errno: 4000 }], () => socket.listen()), {
    code: "ERRNO_4000",
    type: 4000,
    errno: -4000,
    message: "listen ERRNO_4000",
    text: onMusl ? "No error information" : "Unknown error 4000",
  });
  assert.throws(() => withFaults([{ syscall: "listen", errno: -13 }], () => socket.listen()), { code: "EACCES" });
});

test("datagrams: an error takes nothing from the queue", () => {
  const [receiver, address] = bound(udp);
  using sender = create(udp);
  sender.sendTo(Uint8Array.of(7), address);
  pollSockets([{ socket: receiver, read: true }], 10_000);
  assert.throws(() => withFaults([{ syscall: "recvfrom", errno: "ENOMEM" }], () => receiver.receiveFrom(8)));
  assert.deepEqual(receiver.receiveFrom(8)[0], Uint8Array.of(7));
  receiver.close();
});
