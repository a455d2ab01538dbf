/** CanAddress, IsoTpAddress, J1939Address: the kernel's networking/can.rst, iso15765-2.rst, j1939.rst. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { CanAddress, IsoTpAddress, J1939Address, SocketAddress, SocketDomain, UnknownAddress } from "berkeley-sockets";
import { expectRefused } from "../support/expect.ts";

const here = SocketDomain.can.available ? false : "this platform has no CAN";

test("an interface", { skip: here }, () => {
  const address = new CanAddress(3);
  assert.equal(address.interface, 3);
  assert.equal(address.domain, SocketDomain.can);
  assert.equal(inspect(address), "CanAddress can:3");
  assert.ok(Object.isFrozen(address) && address instanceof SocketAddress);
  assert.ok(!(address instanceof IsoTpAddress) && !(address instanceof J1939Address));
});

test("ISO-TP: ids as numbers or objects, shown as candump shows them", { skip: here }, () => {
  const address = new IsoTpAddress(3, 0x7e8, { id: 0x7e0, extended: true });
  assert.ok(address instanceof CanAddress && Object.isFrozen(address));
  assert.deepEqual(address.receive, { id: 0x7e8, extended: false });
  assert.deepEqual(address.transmit, { id: 0x7e0, extended: true });
  assert.ok(Object.isFrozen(address.receive) && Object.isFrozen(address.transmit));
  assert.equal(String(address), "can:3 receive 7E8 transmit 000007E0");
  assert.deepEqual(address, new IsoTpAddress(3, { id: 0x7e8, extended: false }, { id: 0x7e0, extended: true }));
  assert.ok(!address.equals(new IsoTpAddress(3, 0x7e8, 0x7e0)), "the kind of id counts");
  assert.ok(!address.equals(new CanAddress(3)));
  assert.equal(address.domain, SocketDomain.can);
});

test("J1939: what is not told is the protocol's none", { skip: here }, () => {
  const none = new J1939Address(3);
  assert.deepEqual([none.name, none.pgn, none.address], [0n, 0x40000, 0xff]);
  const address = new J1939Address(3, { name: 2n ** 64n - 1n, pgn: 0x12300, address: 0x20 });
  assert.equal(String(address), "can:3 name 0xffffffffffffffff pgn 0x12300 address 0x20");
  assert.ok(address instanceof CanAddress && Object.isFrozen(address));
  assert.equal(address.domain, SocketDomain.can);
});

test("arguments", () => {
  for (const value of [-1, 2 ** 31, 0.5]) {
    expectRefused(RangeError, "interfaceIndex must be an integer from 0 to 2147483647", () => new CanAddress(value));
  }
  expectRefused(TypeError, "interfaceIndex must be", () => new CanAddress("can0" as never));
  expectRefused(RangeError, "receive must be an integer from 0 to 2047", () => new IsoTpAddress(1, 0x800, 0));
  expectRefused(RangeError, "transmit.id must be an integer from 0 to 2047", () => {
    new IsoTpAddress(1, 0, { id: 0x800, extended: false });
  });
  expectRefused(RangeError, "transmit.id must be an integer from 0 to 536870911", () => {
    new IsoTpAddress(1, 0, { id: 0x2000_0000, extended: true });
  });
  expectRefused(TypeError, "receive.extended must be a boolean", () => new IsoTpAddress(1, { id: 1 } as never, 0));
  expectRefused(TypeError, "receive.extended must be a boolean", () => {
    new IsoTpAddress(1, { id: 1, extended: 1 as never }, 0);
  });
  expectRefused(
    TypeError,
    "receive has no member extented",
    () => new IsoTpAddress(1, { id: 1, extented: true } as never, 0),
  );
  for (const value of [undefined, null, "1", 1n]) {
    expectRefused(
      TypeError,
      "receive must be a number of 11 bits or a CanId",
      () => new IsoTpAddress(1, value as never, 0),
    );
  }
  expectRefused(TypeError, "members.name must be a bigint", () => new J1939Address(1, { name: 1 as never }));
  for (const name of [-1n, 2n ** 64n]) {
    expectRefused(RangeError, "members.name must be a bigint of 64 bits", () => new J1939Address(1, { name }));
  }
  expectRefused(RangeError, "members.pgn must be", () => new J1939Address(1, { pgn: 2 ** 32 }));
  expectRefused(
    RangeError,
    "members.address must be an integer from 0 to 255",
    () => new J1939Address(1, { address: 256 }),
  );
  expectRefused(TypeError, "members has no member adress", () => new J1939Address(1, { adress: 1 } as never));
});

test("lengths and ids that no protocol has stay bytes", { skip: here }, () => {
  const bytes = new J1939Address(3, { name: 1n }).encode();
  const made = (length: number): SocketAddress => SocketAddress.decode(bytes.subarray(0, length));
  for (let length = 2; length <= bytes.length; length++) {
    const known = [8, 16, 24].includes(length);
    assert.equal(made(length) instanceof UnknownAddress, !known, `${length} bytes`);
  }
  const isoTp = new IsoTpAddress(3, 1, 2).encode();
  // A standard id of more than 11 bits, and the flag of a remote request.
  for (const [at, value] of [
    [9, 8],
    [11, 0x40],
    [15, 0x60],
  ] as const) {
    const odd = isoTp.slice();
    odd[systemIndex(at)] = value;
    assert.ok(SocketAddress.decode(odd) instanceof UnknownAddress, `byte ${at}`);
  }
  const negative = new CanAddress(3).encode();
  negative.fill(0xff, 4);
  assert.ok(SocketAddress.decode(negative) instanceof UnknownAddress);
});

/** A byte of a word that is told as on a little-endian machine. */
function systemIndex(at: number): number {
  const little = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
  return little ? at : (at & ~3) + 3 - (at & 3);
}
