import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { Socket, SocketDomain, SocketProtocol, SocketType } from "berkeley-sockets";
import { openDescriptors, systemCallCount, withFaults } from "berkeley-sockets/testing";
import { disown } from "../../src/sys/descriptors.ts";
import { finished, runModule, spawnBehind } from "../support/child.ts";
import { eachKind, tcp, unixStream } from "../support/each-kind.ts";
import { expectCode } from "../support/expect.ts";
import { connectedKinds, create, kinds, listener, using, waitFor } from "../support/kinds.ts";
import { isOpen } from "../support/loose-descriptor.ts";

/** Faults of close(2): the descriptor is gone whatever it says. Descriptors run out: nothing leaks. */

// close(2), "Dealing with error returns": Linux has released the descriptor by the time it says EINTR.
eachKind(kinds, "EINTR is success, and close is not called again", (kind) => {
  for (const errno of ["EINTR", "EINPROGRESS"]) {
    const socket = create(kind);
    const { fd } = socket;
    const before = systemCallCount();
    withFaults([{ syscall: "close", errno }], () => socket.close());
    assert.equal(systemCallCount() - before, 1);
    assert.equal(socket.closed, true);
    assert.equal(isOpen(fd), false);
  }
});

for (const errno of ["EBADF", "EIO", "ENOSPC", "EDQUOT", "ECONNRESET"]) {
  eachKind(kinds, `${errno} is thrown, yet the descriptor is gone`, (kind) => {
    const socket = create(kind);
    const { fd } = socket;
    const condition = expectCode(errno, () => withFaults([{ syscall: "close", errno }], () => socket.close()));
    assert.equal(condition.who, "close");
    assert.equal(condition.syscall, "close");
    assert.equal(socket.closed, true);
    assert.equal(socket.fd, -1);
    assert.equal(isOpen(fd), false);
    assert.ok(!openDescriptors().includes(fd));
    socket.close(); // again: nothing
  });
}

test("the error leaves `using` as the block's own", () => {
  let fd = -1;
  expectCode("EIO", () => {
    withFaults([{ syscall: "close", errno: "EIO" }], () => {
      using socket = create(unixStream);
      fd = socket.fd;
    });
  });
  assert.equal(isOpen(fd), false);
});

test("a borrowed socket makes no call to close", () => {
  using owner = create(unixStream);
  const borrowed = Socket.borrow(owner.fd);
  const before = systemCallCount();
  borrowed.close();
  assert.equal(systemCallCount(), before);
});

eachKind(connectedKinds, "accept: EMFILE leaves the connection in the queue", (kind) => {
  const [listening, address] = listener(kind);
  using([listening, create(kind)], (_, client) => {
    client.connect(address);
    waitFor(listening);
    for (const errno of ["EMFILE", "ENFILE", "ENOBUFS", "ENOMEM"]) {
      expectCode(errno, () => withFaults([{ syscall: "accept", errno }], () => listening.accept()));
    }
    const [server] = listening.accept();
    assert.ok(server !== undefined);
    server.close();
  });
});

eachKind(connectedKinds, "accept: ECONNABORTED, and the next is served", (kind) => {
  const [listening, address] = listener(kind);
  using([listening, create(kind)], (_, client) => {
    client.connect(address);
    waitFor(listening);
    expectCode("ECONNABORTED", () =>
      withFaults([{ syscall: "accept", errno: "ECONNABORTED" }], () => listening.accept()),
    );
    listening.accept()[0]?.close();
  });
});

test("create, pair and duplicate: EMFILE, with nothing made", () => {
  using socket = create(tcp);
  const before = openDescriptors();
  expectCode("EMFILE", () => withFaults([{ syscall: "socket", errno: "EMFILE" }], () => create(tcp)));
  expectCode("EMFILE", () =>
    withFaults([{ syscall: "socketpair", errno: "EMFILE" }], () => Socket.pair(SocketDomain.unix, SocketType.stream)),
  );
  expectCode("EMFILE", () => withFaults([{ syscall: "fcntl", errno: "EMFILE" }], () => socket.duplicate()));
  assert.deepEqual(openDescriptors(), before);
});

// With `ulimit -n`, since Node raises its own limit to the hard one.
const few = `
  import { Socket, SocketDomain, SocketType, UnixAddress } from "berkeley-sockets";
  import { openDescriptors } from "berkeley-sockets/testing";
  const make = (type) => Socket.create(SocketDomain.unix, type);
  const listening = make(SocketType.stream);
  listening.bind(UnixAddress.unnamed);
  listening.listen();
  const client = make(SocketType.stream);
  client.connect(listening.localAddress);
  const codes = [];
  const attempt = (action) => {
    try {
      return action();
    } catch (error) {
      codes.push(error.who + " " + error.code);
    }
  };
  const others = [];
  for (let made = make(SocketType.datagram); made !== undefined; made = attempt(() => make(SocketType.datagram))) others.push(made);
  attempt(() => listening.accept());
  attempt(() => Socket.pair(SocketDomain.unix, SocketType.stream));
  attempt(() => listening.duplicate());
  const full = openDescriptors().length;
  others.pop().close();
  const [accepted] = listening.accept();
  console.log(JSON.stringify({ codes, same: openDescriptors().length === full, accepted: accepted !== undefined }));
`;

test("the kernel's own EMFILE, in a process that may have few", async () => {
  const { code, out, err } = await finished(spawnBehind("ulimit -n 64", few));
  assert.equal(code, 0, err);
  assert.deepEqual(JSON.parse(out), {
    codes: ["create EMFILE", "accept EMFILE", "pair EMFILE", "duplicate EMFILE"],
    same: true,
    accepted: true,
  });
});

test("new Socket gives back what it cannot take", () => {
  const fd = create(unixStream).detach();
  try {
    expectCode("EBADF", () =>
      withFaults(
        [{ syscall: "fcntl", errno: "EBADF" }],
        () => new Socket(fd, unixStream.domain, unixStream.type, SocketProtocol.auto),
      ),
    );
    assert.ok(!openDescriptors().includes(fd));
  } finally {
    disown(fd);
    Socket.adopt(fd).close();
  }
});

/** In a process of its own: prints how many sockets are open before and after the statements. */
async function leakOf(statements: string): Promise<{ before: number; after: number }> {
  const { code, out, err } = await runModule(`
    import { readdirSync, readlinkSync } from "node:fs";
    import { setTimeout as pause } from "node:timers/promises";
    import { getAddressInfo, InternetAddress, Socket, SocketDomain, SocketType, WouldBlock } from "berkeley-sockets";
    import { SO_LINGER } from "berkeley-sockets/options";
    import { withFaults } from "berkeley-sockets/testing";
    const count = () => readdirSync("/proc/self/fd").filter((fd) => {
      try { return readlinkSync("/proc/self/fd/" + fd).startsWith("socket:"); } catch { return false; }
    }).length;
    const before = count();
    ${statements}
    // Threads that were let go close theirs in their own time.
    for (let turn = 0; turn < 200 && count() > before; turn++) await pause(25);
    console.log(JSON.stringify({ before, after: count() }));
  `);
  assert.equal(code, 0, err);
  return JSON.parse(out);
}

test("poll that fails during a lookup leaves nothing open", async () => {
  const { before, after } = await leakOf(`
    for (let again = 0; again < 5; again++) {
      try { withFaults([{ syscall: "poll", errno: "ENOMEM" }], () => getAddressInfo("localhost", 80)); } catch {}
    }
  `);
  assert.equal(after, before);
});

test("poll that fails during a lingering close leaves nothing open", async () => {
  const { before, after } = await leakOf(`
    for (let again = 0; again < 5; again++) {
      const socket = Socket.create(SocketDomain.internet, SocketType.stream);
      socket.setOption(SO_LINGER, { on: true, seconds: 1 });
      try { withFaults([{ syscall: "poll", errno: "ENOMEM" }], () => socket.close()); } catch {}
    }
  `);
  assert.equal(after, before);
});
