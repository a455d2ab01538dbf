/** VsockAddress: vsock(7). */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { SocketAddress, SocketDomain, UnknownAddress, VsockAddress } from "berkeley-sockets";
import { expectRefused } from "../support/expect.ts";

const here = SocketDomain.vsock.available ? false : "this platform has no vsock";

test("a machine and a port", { skip: here }, () => {
  const address = new VsockAddress(3, 1024);
  assert.deepEqual([address.cid, address.port, address.flags], [3, 1024, 0]);
  assert.equal(address.domain, SocketDomain.vsock);
  assert.equal(inspect(address), "VsockAddress vsock:3:1024");
  assert.ok(Object.isFrozen(address) && address instanceof SocketAddress);
  assert.ok(address.equals(new VsockAddress(3, 1024)));
  assert.ok(!address.equals(new VsockAddress(3, 1024, 1)));
  assert.equal(SocketDomain.vsock.addressSize, address.encode().length);
});

test("the machines with names", () => {
  const made = [VsockAddress.hypervisor(1), VsockAddress.local(1), VsockAddress.host(1), VsockAddress.any(1)];
  assert.deepEqual(
    made.map(({ cid }) => cid),
    [0, 1, 2, 0xffff_ffff],
  );
  assert.deepEqual([VsockAddress.anyCid, VsockAddress.anyPort], [0xffff_ffff, 0xffff_ffff]);
});

test("text, both ways", () => {
  for (const [text, cid, port] of [
    ["vsock:2:1024", 2, 1024],
    ["vsock:*:1024", 0xffff_ffff, 1024],
    ["vsock:*:*", 0xffff_ffff, 0xffff_ffff],
    ["vsock:0:0", 0, 0],
    ["vsock:4294967294:4294967294", 0xffff_fffe, 0xffff_fffe],
  ] as const) {
    assert.equal(String(new VsockAddress(cid, port)), text);
    const parsed = VsockAddress.parse(text);
    assert.deepEqual([parsed.cid, parsed.port], [cid, port], text);
  }
  assert.deepEqual(VsockAddress.parse("2:1024"), VsockAddress.host(1024));
  assert.deepEqual(VsockAddress.parse("vsock::1024"), VsockAddress.any(1024));
  assert.deepEqual(VsockAddress.parse(":4294967295"), VsockAddress.any(VsockAddress.anyPort));
});

test("text that is no address", () => {
  for (const text of [
    "",
    "vsock:",
    "vsock",
    "1",
    "1:2:3",
    "vsock:1",
    "vsock:-1:1",
    "1:0x1",
    "1:4294967296",
    " 1:2",
    "1:2\n",
  ]) {
    expectRefused(RangeError, "text must be a context and a port of 32 bits each", () => VsockAddress.parse(text));
  }
  expectRefused(TypeError, "text must be a string", () => VsockAddress.parse(1 as never));
});

test("arguments", () => {
  for (const value of [-1, 2 ** 32, 0.5, Number.NaN]) {
    expectRefused(RangeError, "cid must be an integer from 0 to 4294967295", () => new VsockAddress(value, 1));
    expectRefused(RangeError, "port must be", () => new VsockAddress(1, value));
    expectRefused(RangeError, "port must be", () => VsockAddress.host(value));
  }
  expectRefused(RangeError, "flags must be an integer from 0 to 255", () => new VsockAddress(1, 1, 256));
  expectRefused(TypeError, "cid must be", () => new VsockAddress("2" as never, 1));
});

test("bytes that are too few stay bytes", { skip: here }, () => {
  const bytes = VsockAddress.host(1).encode();
  for (let length = 2; length < bytes.length; length++) {
    const address = SocketAddress.decode(bytes.subarray(0, length));
    assert.ok(address instanceof UnknownAddress);
    assert.deepEqual(address.encode(), bytes.slice(0, length));
    assert.equal(address.domain, SocketDomain.vsock);
  }
});
