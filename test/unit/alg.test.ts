/** AlgAddress: the kernel's crypto/userspace-if.rst. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { AlgAddress, SocketAddress, SocketDomain, UnknownAddress } from "berkeley-sockets";
import { expectRefused } from "../support/expect.ts";

const here = SocketDomain.alg.available ? false : "this platform has no ciphers in its kernel";

test("a type and a name", { skip: here }, () => {
  const address = new AlgAddress("hash", "hmac(sha256)");
  assert.deepEqual([address.type, address.name, address.feature, address.mask], ["hash", "hmac(sha256)", 0, 0]);
  assert.equal(inspect(address), "AlgAddress hash hmac(sha256)");
  assert.equal(address.domain, SocketDomain.alg);
  assert.ok(Object.isFrozen(address));
  assert.ok(address.equals(new AlgAddress("hash", "hmac(sha256)")));
  assert.ok(!address.equals(new AlgAddress("hash", "hmac(sha256)", 1)));
});

test("names of every length that fits come back", { skip: here }, () => {
  for (let length = 1; length <= 103; length++) {
    const address = new AlgAddress("t".repeat(1 + (length % 13)), "n".repeat(length));
    const bytes = address.encode();
    assert.equal(bytes.length, Math.max(88, 24 + length + 1));
    assert.deepEqual(SocketAddress.decode(bytes), address);
  }
  assert.ok(new AlgAddress("hash", "n".repeat(103)).encode().length <= SocketDomain.alg.addressSize);
});

test("arguments", () => {
  expectRefused(RangeError, "type must be 1 to 13 characters", () => new AlgAddress("t".repeat(14), "x"));
  expectRefused(RangeError, "name must be 1 to 103 characters", () => new AlgAddress("hash", "n".repeat(104)));
  for (const text of ["", "a b", "a\0", "é", "\n"]) {
    expectRefused(RangeError, "type must be", () => new AlgAddress(text, "x"));
    expectRefused(RangeError, "name must be", () => new AlgAddress("hash", text));
  }
  expectRefused(TypeError, "type must be a string", () => new AlgAddress(1 as never, "x"));
  expectRefused(RangeError, "feature must be", () => new AlgAddress("hash", "x", -1));
  expectRefused(RangeError, "mask must be", () => new AlgAddress("hash", "x", 0, 2 ** 32));
});

test("too few bytes, and texts that the kernel would not take, stay bytes", { skip: here }, () => {
  const bytes = new AlgAddress("hash", "sha256").encode();
  for (const length of [2, 16, 24, 30, 87]) {
    assert.ok(SocketAddress.decode(bytes.subarray(0, length)) instanceof UnknownAddress, `${length} bytes`);
  }
  const change = (from: number, to: number, value: number): Uint8Array => bytes.slice().fill(value, from, to);
  assert.ok(SocketAddress.decode(change(2, 16, 65)) instanceof UnknownAddress, "a type without its NUL");
  assert.ok(SocketAddress.decode(change(24, 88, 65)) instanceof UnknownAddress, "a name without its NUL");
  assert.ok(SocketAddress.decode(change(2, 3, 0)) instanceof UnknownAddress, "no type");
  assert.ok(SocketAddress.decode(change(24, 25, 0xe9)) instanceof UnknownAddress, "a name that is not ASCII");
  const tail = change(60, 88, 65);
  assert.deepEqual(SocketAddress.decode(tail), new AlgAddress("hash", "sha256"), "behind the NUL nothing counts");
});
