/** The three TIPC addresses: the kernel's networking/tipc.rst. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import {
  SocketAddress,
  SocketDomain,
  TipcAddress,
  TipcServiceAddress,
  TipcServiceRange,
  TipcSocketAddress,
  UnknownAddress,
} from "berkeley-sockets";
import { expectRefused } from "../support/expect.ts";

const here = SocketDomain.tipc.available ? false : "this platform has no TIPC";

test("service, range and socket", { skip: here }, () => {
  const service = new TipcServiceAddress(18888, 17);
  assert.deepEqual([service.type, service.instance, service.node, service.scope], [18888, 17, 0, 2]);
  assert.equal(inspect(service), "TipcServiceAddress tipc:{18888,17}");
  const range = new TipcServiceRange(18888, 0, 99, TipcAddress.nodeScope);
  assert.deepEqual([range.type, range.lower, range.upper, range.scope], [18888, 0, 99, 3]);
  assert.equal(String(range), "tipc:{18888,0,99}");
  const socket = new TipcSocketAddress(4711, 0x0100_1002);
  assert.deepEqual([socket.ref, socket.node, socket.scope], [4711, 0x0100_1002, 0]);
  assert.equal(String(socket), "tipc:4711@1001002");
  for (const address of [service, range, socket]) {
    assert.ok(address instanceof TipcAddress && Object.isFrozen(address));
    assert.equal(address.domain, SocketDomain.tipc);
    const again = SocketAddress.decode(address.encode());
    assert.deepEqual(again, address);
    assert.equal(again.constructor, address.constructor);
  }
  assert.ok(!service.equals(new TipcServiceAddress(18888, 17, -TipcAddress.clusterScope)), "the scope counts");
  assert.equal(TipcAddress.clusterScope, 2);
});

test("scopes are signed", { skip: here }, () => {
  for (const scope of [-128, -3, -2, 0, 2, 3, 127]) {
    const again = SocketAddress.decode(new TipcServiceAddress(1, 2, scope).encode());
    assert.equal((again as TipcServiceAddress).scope, scope);
  }
});

test("arguments", () => {
  expectRefused(RangeError, "scope must be an integer from -128 to 127", () => new TipcServiceAddress(1, 2, 128));
  expectRefused(RangeError, "type must be", () => new TipcServiceAddress(-1, 2));
  expectRefused(RangeError, "instance must be", () => new TipcServiceAddress(1, 2 ** 32));
  expectRefused(RangeError, "upper must be at least lower, which is 5, not 4", () => new TipcServiceRange(1, 5, 4));
  expectRefused(RangeError, "lower must be", () => new TipcServiceRange(1, -1, 4));
  expectRefused(RangeError, "ref must be", () => new TipcSocketAddress(0.5, 1));
  expectRefused(TypeError, "node must be", () => new TipcSocketAddress(1, "1" as never));
});

test("too few bytes, unknown kinds and ranges the wrong way round stay bytes", { skip: here }, () => {
  const bytes = new TipcServiceRange(1, 2, 3).encode();
  for (let length = 2; length < bytes.length; length++) {
    assert.ok(SocketAddress.decode(bytes.subarray(0, length)) instanceof UnknownAddress, `${length} bytes`);
  }
  for (const kind of [0, 4, 255]) {
    const odd = bytes.slice();
    odd[2] = kind;
    assert.ok(SocketAddress.decode(odd) instanceof UnknownAddress, `kind ${kind}`);
  }
  const reversed = bytes.slice();
  reversed.fill(0xff, 8, 12);
  assert.ok(SocketAddress.decode(reversed) instanceof UnknownAddress);
});
