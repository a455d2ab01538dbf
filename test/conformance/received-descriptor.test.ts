/** Descriptors that came from the kernel, and who owns them. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { ReceivedDescriptor, Socket, SocketDomain, SocketType } from "berkeley-sockets";
import { openDescriptors, orderFault } from "berkeley-sockets/testing";
import { descriptorFlags } from "../support/descriptor-flags.ts";
import { expectCode } from "../support/expect.ts";
import { using } from "../support/kinds.ts";
import { closeLoose, isOpen, openLoose } from "../support/loose-descriptor.ts";

const pair = (): readonly [Socket, Socket] => Socket.pair(SocketDomain.unix, SocketType.stream);

test("it owns its descriptor, which is close-on-exec, until it is closed", () => {
  const fd = openLoose("/dev/null");
  const descriptor = new ReceivedDescriptor(fd);
  assert.deepEqual([descriptor.fd, descriptor.closed], [fd, false]);
  assert.ok(openDescriptors().includes(fd));
  assert.ok(descriptorFlags(fd).closeOnExec);
  descriptor.close();
  assert.deepEqual([descriptor.fd, descriptor.closed], [-1, true]);
  assert.ok(!isOpen(fd) && !openDescriptors().includes(fd));
  descriptor.close();
});

test("what was taken is the caller's", () => {
  const fd = openLoose("/dev/null");
  const descriptor = new ReceivedDescriptor(fd);
  assert.equal(descriptor.take(), fd);
  assert.ok(descriptor.closed);
  assert.ok(!openDescriptors().includes(fd));
  descriptor.close();
  assert.ok(isOpen(fd));
  closeLoose(fd);
  expectCode("EBADF", () => descriptor.take());
  expectCode("EBADF", () => descriptor.toSocket());
});

test("toSocket gives a socket that owns it", () => {
  using(pair(), (first, second) => {
    const fd = second.duplicate().detach();
    const descriptor = new ReceivedDescriptor(fd);
    const socket = descriptor.toSocket();
    assert.ok(descriptor.closed);
    using([socket], () => {
      assert.deepEqual(
        [socket.fd, socket.domain, socket.type, socket.nonblocking],
        [fd, SocketDomain.unix, SocketType.stream, true],
      );
      first.send(Uint8Array.of(1));
      assert.deepEqual(socket.receive(8), Uint8Array.of(1));
    });
    assert.ok(!isOpen(fd));
  });
});

test("what is no socket stays where it is", () => {
  const descriptor = new ReceivedDescriptor(openLoose("/dev/null"));
  assert.equal(expectCode("ENOTSOCK", () => descriptor.toSocket()).who, "toSocket");
  assert.ok(isOpen(descriptor.fd) && openDescriptors().includes(descriptor.fd));
  descriptor.close();
});

test("Symbol.dispose closes what was not taken", () => {
  const fd = openLoose("/dev/null");
  {
    using descriptor = new ReceivedDescriptor(fd);
    assert.equal(descriptor.fd, fd);
  }
  assert.ok(!isOpen(fd));
});

test("the descriptor of another owner, or of nobody, is refused", () => {
  using(pair(), (first, _second) => {
    expectCode("EBUSY", () => new ReceivedDescriptor(first.fd));
    const descriptor = new ReceivedDescriptor(first.duplicate().detach());
    expectCode("EBUSY", () => new ReceivedDescriptor(descriptor.fd));
    expectCode("EBUSY", () => Socket.adopt(descriptor.fd));
    descriptor.close();
  });
  expectCode("EBADF", () => new ReceivedDescriptor(2147483647));
});

test("bad arguments", () => {
  for (const fd of [undefined, "1", null, 1n]) assert.throws(() => new ReceivedDescriptor(fd as never), TypeError);
  for (const fd of [-1, 1.5, 2 ** 31, Number.NaN]) assert.throws(() => new ReceivedDescriptor(fd), RangeError);
});

test("an error of close is thrown, and the descriptor is gone", () => {
  const fd = openLoose("/dev/null");
  const descriptor = new ReceivedDescriptor(fd);
  const fault = orderFault({ syscall: "close", errno: "EIO" });
  expectCode("EIO", () => descriptor.close());
  assert.ok(fault.fired && descriptor.closed && !isOpen(fd));
});
