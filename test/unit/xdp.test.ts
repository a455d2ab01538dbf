/** XdpAddress: the kernel's networking/af_xdp.rst. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { SocketAddress, SocketDomain, UnknownAddress, XdpAddress } from "berkeley-sockets";
import { expectRefused } from "../support/expect.ts";

const here = SocketDomain.xdp.available ? false : "this platform has no XDP";

test("an interface and a queue", { skip: here }, () => {
  const address = new XdpAddress(2, 1, XdpAddress.copy + XdpAddress.needWakeup);
  assert.deepEqual([address.interface, address.queue, address.flags, address.sharedUmemFd], [2, 1, 10, 0]);
  assert.equal(inspect(address), "XdpAddress xdp:2 queue 1");
  assert.equal(address.domain, SocketDomain.xdp);
  assert.ok(Object.isFrozen(address));
  assert.ok(!address.equals(new XdpAddress(2, 1)));
  assert.deepEqual([XdpAddress.sharedUmem, XdpAddress.zeroCopy], [1, 4]);
});

test("arguments", () => {
  expectRefused(RangeError, "interfaceIndex must be", () => new XdpAddress(-1, 0));
  expectRefused(RangeError, "queue must be", () => new XdpAddress(1, 2 ** 32));
  expectRefused(RangeError, "flags must be an integer from 0 to 65535", () => new XdpAddress(1, 0, 65536));
  expectRefused(TypeError, "sharedUmemFd must be", () => new XdpAddress(1, 0, 0, null as never));
});

test("too few bytes stay bytes", { skip: here }, () => {
  const bytes = new XdpAddress(2, 1).encode();
  for (let length = 2; length < bytes.length; length++) {
    assert.ok(SocketAddress.decode(bytes.subarray(0, length)) instanceof UnknownAddress, `${length} bytes`);
  }
});
