/** vsock sockets: vsock(7). Nothing is sent to the host; what needs a connection needs the kernel's loopback. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { InternetAddress, Socket, SocketDomain, SocketType, VsockAddress } from "berkeley-sockets";
import {
  SO_ACCEPTCONN,
  SO_RCVTIMEO,
  SO_VM_SOCKETS_BUFFER_MAX_SIZE,
  SO_VM_SOCKETS_BUFFER_MIN_SIZE,
  SO_VM_SOCKETS_BUFFER_SIZE,
  SO_VM_SOCKETS_CONNECT_TIMEOUT,
} from "berkeley-sockets/options";
import { done, expectCode, expectRefused, expectWouldBlock } from "../support/expect.ts";
import { receiveText, using, waitFor } from "../support/kinds.ts";
import { untilFree } from "../support/ports.ts";
import { withoutKind } from "../support/probe.ts";

const skip = withoutKind(SocketDomain.vsock, SocketType.stream);
const create = (type = SocketType.stream): Socket => Socket.create(SocketDomain.vsock, type);
const anywhere = VsockAddress.any(VsockAddress.anyPort);

for (const type of [SocketType.stream, SocketType.sequencePacket]) {
  test(`${type}: bind finds a port, a listener has nobody yet`, {
    skip: skip || withoutKind(SocketDomain.vsock, type),
  }, () => {
    using([create(type)], (socket) => {
      socket.bind(anywhere);
      const address = socket.localAddress;
      assert.ok(address instanceof VsockAddress);
      assert.equal(address.cid, VsockAddress.anyCid);
      assert.ok(address.port > 0 && address.port < VsockAddress.anyPort);
      assert.equal(socket.peerAddress, undefined);
      socket.listen(1);
      assert.equal(socket.getOption(SO_ACCEPTCONN), true);
      const [nobody, reason] = socket.accept();
      assert.equal(nobody, undefined);
      expectWouldBlock(reason);
    });
  });
}

test("a blocking accept ends when SO_RCVTIMEO has passed", { skip }, () => {
  using([create()], (socket) => {
    socket.bind(anywhere);
    socket.listen(1);
    socket.setOption(SO_RCVTIMEO, 20);
    socket.setNonblocking(false);
    expectWouldBlock(socket.accept()[1]);
  });
});

test("a port has one owner, whose address goes to bind as it came", { skip }, () => {
  untilFree(() =>
    using([create(), create(), create()], (first, second, third) => {
      first.bind(anywhere);
      const address = first.localAddress as VsockAddress;
      const condition = expectCode("EADDRINUSE", () => second.bind(VsockAddress.parse(String(address))));
      assert.equal(condition.message, `bind EADDRINUSE ${address}`);
      first.close();
      third.bind(address);
      assert.deepEqual(third.localAddress, address);
    }),
  );
});

test("the kernel finds out what was adopted", { skip }, () => {
  const fd = create().detach();
  using([Socket.adopt(fd)], (socket) => {
    assert.equal(socket.domain, SocketDomain.vsock);
    socket.bind(anywhere);
    assert.ok(socket.localAddress instanceof VsockAddress);
  });
});

test("another family's address", { skip }, () => {
  using([create()], (socket) => {
    assert.throws(() => socket.bind(InternetAddress.loopback(0)), { code: /^(EINVAL|EAFNOSUPPORT)$/ });
  });
});

test("the buffer's size stays between its limits", { skip }, () => {
  using([create()], (socket) => {
    const least = socket.getOption(SO_VM_SOCKETS_BUFFER_MIN_SIZE);
    const most = socket.getOption(SO_VM_SOCKETS_BUFFER_MAX_SIZE);
    const size = socket.getOption(SO_VM_SOCKETS_BUFFER_SIZE);
    assert.ok(least > 0n && least <= size && size <= most, `${least} ${size} ${most}`);
    socket.setOption(SO_VM_SOCKETS_BUFFER_SIZE, 65_536n);
    assert.equal(socket.getOption(SO_VM_SOCKETS_BUFFER_SIZE), 65_536n);
    socket.setOption(SO_VM_SOCKETS_BUFFER_MAX_SIZE, 32_768n);
    assert.equal(socket.getOption(SO_VM_SOCKETS_BUFFER_SIZE), 32_768n, "cut to the new limit");
    socket.setOption(SO_VM_SOCKETS_BUFFER_MAX_SIZE, 2n ** 33n);
    socket.setOption(SO_VM_SOCKETS_BUFFER_MIN_SIZE, 40_000n);
    assert.equal(socket.getOption(SO_VM_SOCKETS_BUFFER_MAX_SIZE), 2n ** 33n, "64 bits");
    assert.equal(socket.getOption(SO_VM_SOCKETS_BUFFER_SIZE), 40_000n, "raised to the new limit");
  });
});

test("the time for connecting is in milliseconds", { skip }, () => {
  using([create()], (socket) => {
    assert.equal(socket.getOption(SO_VM_SOCKETS_CONNECT_TIMEOUT), 2000);
    socket.setOption(SO_VM_SOCKETS_CONNECT_TIMEOUT, 5000);
    assert.equal(socket.getOption(SO_VM_SOCKETS_CONNECT_TIMEOUT), 5000);
  });
});

test("its options are its own", () => {
  using([Socket.create(SocketDomain.internet, SocketType.stream)], (socket) => {
    if (!SO_VM_SOCKETS_BUFFER_SIZE.available) {
      expectRefused(Error, "getsockopt ENOTSUP SO_VM_SOCKETS_BUFFER_SIZE", () =>
        socket.getOption(SO_VM_SOCKETS_BUFFER_SIZE),
      );
      return;
    }
    assert.throws(() => socket.getOption(SO_VM_SOCKETS_BUFFER_SIZE), {
      message: /^getsockopt (ENOPROTOOPT|ENOTSUP) SO_VM_SOCKETS_BUFFER_SIZE$/,
    });
  });
});

const noLoopback = existsSync("/sys/module/vsock_loopback") ? false : "the kernel has no vsock_loopback";

test("a machine talks to itself", { skip: skip || noLoopback }, () => {
  using([create(), create()], (listening, client) => {
    listening.bind(VsockAddress.local(VsockAddress.anyPort));
    listening.listen(1);
    const address = listening.localAddress as VsockAddress;
    client.connect(address);
    waitFor(listening);
    const [server, peer] = listening.accept();
    assert.ok(server !== undefined && peer instanceof VsockAddress);
    using([server], () => {
      waitFor(client, "write");
      assert.deepEqual(client.peerAddress, address);
      assert.equal(peer.port, (client.localAddress as VsockAddress).port);
      assert.equal(done(client.send(Buffer.from("hello"))), 5);
      assert.equal(receiveText(server, 5), "hello");
    });
  });
});
