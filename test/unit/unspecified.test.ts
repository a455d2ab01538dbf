import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { SocketAddress, SocketDomain, UnknownAddress, UnspecifiedAddress } from "berkeley-sockets";
import { familyEnd, newAddressBytes } from "../../src/address/registry.ts";
import { systemLayout } from "../../src/core/struct.ts";

test("the unspecified address", () => {
  const { instance } = UnspecifiedAddress;
  assert.equal(inspect(instance), "UnspecifiedAddress (unspecified)");
  assert.equal(instance.domain, SocketDomain.unspecified);
  assert.ok(instance.equals(new UnspecifiedAddress()) && Object.isFrozen(instance));
  assert.deepEqual(instance.encode(), newAddressBytes(systemLayout, 0, 16));
});

test("its bytes come back as it, of any length; with something behind the family they stay bytes", () => {
  for (const length of [familyEnd(systemLayout), 8, 16, 128]) {
    assert.equal(SocketAddress.decode(newAddressBytes(systemLayout, 0, length)), UnspecifiedAddress.instance);
  }
  const other = newAddressBytes(systemLayout, 0, 16);
  other[15] = 1;
  const decoded = SocketAddress.decode(other);
  assert.ok(decoded instanceof UnknownAddress);
  assert.deepEqual(decoded.encode(), other);
});
