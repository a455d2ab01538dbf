import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import {
  Internet6Address,
  InternetAddress,
  lookupDomain,
  registerSocketDomain,
  SocketAddress,
  SocketDomain,
  UnixAddress,
  UnknownAddress,
} from "berkeley-sockets";
import { familyEnd, newAddressBytes } from "../../src/address/registry.ts";
import { systemLayout } from "../../src/core/struct.ts";
import { expectRefused } from "../support/expect.ts";
import { Seeded } from "../support/seeded.ts";

const FAMILY_END = familyEnd(systemLayout);
const STORAGE = systemLayout.places["sockaddr_storage"]?.width as number;

/** An address of any family: the family as the kernel writes it, then these bytes. */
function foreign(family: number, ...rest: number[]): Uint8Array<ArrayBuffer> {
  const bytes = newAddressBytes(systemLayout, family, FAMILY_END + rest.length);
  bytes.set(rest, FAMILY_END);
  return bytes;
}

test("an address of a family that nobody registered keeps its bytes", () => {
  const bytes = foreign(77, 1, 2, 3, 255);
  const address = SocketAddress.decode(bytes);
  assert.ok(address instanceof UnknownAddress);
  assert.equal(address.family, 77);
  assert.deepEqual(address.bytes, bytes);
  assert.deepEqual(address.encode(), bytes);
  assert.equal(String(address), "family 77: 010203ff");
  assert.equal(inspect(address), "UnknownAddress family 77: 010203ff");
  assert.equal(address.domain.value, 77);
  assert.equal(address.domain.name, "77");
  assert.equal(address.domain, SocketAddress.decode(bytes).domain, "one domain for a number");
  assert.equal(lookupDomain(77), undefined, "which is not registered by that");
});

test("an UnknownAddress may be a family alone, and is never shorter", () => {
  const bytes = foreign(78);
  assert.deepEqual(new UnknownAddress(78, bytes).encode(), bytes);
  for (let length = 0; length < FAMILY_END; length++) {
    assert.throws(() => SocketAddress.decode(bytes.subarray(0, length)), RangeError);
    assert.throws(() => new UnknownAddress(78, bytes.subarray(0, length)), RangeError);
  }
});

test("an UnknownAddress checks its arguments", () => {
  expectRefused(RangeError, "bytes must be an address of family 5", () => new UnknownAddress(5, foreign(6)));
  expectRefused(RangeError, "family must be an integer from 0 to 65535", () => new UnknownAddress(-1, foreign(1)));
  expectRefused(RangeError, "family must be", () => new UnknownAddress(65536, foreign(1)));
  expectRefused(TypeError, "family must be", () => new UnknownAddress("5" as never, foreign(5)));
  expectRefused(TypeError, "bytes must be", () => new UnknownAddress(5, "bytes" as never));
});

test("an UnknownAddress keeps to itself", () => {
  const given = foreign(79, 1, 2);
  const address = new UnknownAddress(79, given);
  given.fill(9, FAMILY_END);
  address.bytes.fill(9);
  address.encode().fill(9);
  assert.deepEqual(address.bytes, foreign(79, 1, 2));
  assert.ok(address.equals(SocketAddress.decode(foreign(79, 1, 2))));
  address.encode().fill(9);
  assert.ok(address.equals(SocketAddress.decode(foreign(79, 1, 2))));
  assert.ok(!address.equals(SocketAddress.decode(foreign(79, 1, 2, 0))), "lengths count");
  assert.ok(!address.equals(SocketAddress.decode(foreign(80, 1, 2))), "families count");
});

test("fuzz: unknown addresses come back from their bytes", () => {
  const random = new Seeded(9);
  for (let round = 0; round < 1000; round++) {
    const bytes = foreign(200 + random.below(50), ...random.bytes(random.below(STORAGE - FAMILY_END + 1)));
    const address = SocketAddress.decode(bytes);
    assert.ok(address instanceof UnknownAddress);
    assert.deepEqual(address.encode(), bytes);
    assert.ok(address.equals(SocketAddress.decode(bytes)));
  }
});

test("the domains that are here are registered by their numbers", () => {
  for (const [name, domain] of Object.entries(SocketDomain)) {
    assert.ok(domain instanceof SocketDomain);
    if (domain.value !== undefined) assert.equal(lookupDomain(domain.value), domain, name);
  }
  assert.equal(lookupDomain(12345), undefined);
});

test("a domain has its addresses' size and extractor", () => {
  const { internet, unix, unspecified } = SocketDomain;
  assert.equal(internet.addressSize, systemLayout.places["sockaddr_in"]?.width);
  assert.equal(unix.addressSize, systemLayout.places["sockaddr_un"]?.width);
  assert.equal(unspecified.addressSize, STORAGE);
  const address = internet.decode(InternetAddress.loopback(1).encode());
  assert.ok(address instanceof InternetAddress);
  assert.ok(unix.decode(new UnixAddress("/x").encode()) instanceof UnixAddress);
});

class MyAddress extends SocketAddress {
  readonly kept: Uint8Array<ArrayBuffer>;
  constructor(kept: Uint8Array<ArrayBuffer>) {
    super();
    this.kept = kept;
  }
  override get domain(): SocketDomain {
    return mine;
  }
  override encode(): Uint8Array {
    return this.kept.slice();
  }
  override toString(): string {
    return `mine ${this.kept.length}`;
  }
}
const mine = new SocketDomain("mine", 91, 16, (bytes) => new MyAddress(bytes));

test("a domain of one's own decodes once it is registered, and its extractor may keep what it gets", () => {
  const bytes = foreign(91, 5, 6);
  assert.ok(SocketAddress.decode(bytes) instanceof UnknownAddress);
  registerSocketDomain(mine);
  assert.equal(lookupDomain(91), mine);
  const address = SocketAddress.decode(bytes);
  assert.ok(address instanceof MyAddress);
  assert.equal(inspect(address), "MyAddress mine 4");
  assert.equal(address.kept.buffer.byteLength, bytes.length, "a buffer of its own");
  const copy = address.kept.slice();
  bytes.fill(0, FAMILY_END);
  assert.deepEqual(address.kept, copy);
  assert.ok(address.equals(SocketAddress.decode(foreign(91, 5, 6))));
  const other = new SocketDomain("other", 91, 16, (given) => new UnknownAddress(91, given));
  registerSocketDomain(other);
  assert.equal(lookupDomain(91), other, "a later domain of the same number takes its place");
});

test("an address class whose encode is wrong is refused by name", () => {
  class Wrong extends MyAddress {
    override encode(): Uint8Array {
      return "bytes" as never;
    }
  }
  class Huge extends MyAddress {
    override encode(): Uint8Array {
      return new Uint8Array(STORAGE + 1);
    }
  }
  const sound = new MyAddress(foreign(91));
  expectRefused(TypeError, "other.encode() must be a Uint8Array", () => sound.equals(new Wrong(foreign(91))));
  expectRefused(RangeError, `other.encode() must be at most ${STORAGE} bytes`, () =>
    sound.equals(new Huge(foreign(91))),
  );
});

test("domains check their arguments", () => {
  const decode = mine.decode;
  expectRefused(TypeError, "name must be a string", () => new SocketDomain(1 as never, 1, 1, decode));
  expectRefused(TypeError, "value must be", () => new SocketDomain("x", "1" as never, 1, decode));
  expectRefused(RangeError, "value must be", () => new SocketDomain("x", 2 ** 31, 1, decode));
  expectRefused(RangeError, `addressSize must be an integer from 0 to ${STORAGE}`, () => {
    new SocketDomain("x", 1, STORAGE + 1, decode);
  });
  expectRefused(TypeError, "decode must be a function", () => new SocketDomain("x", 1, 1, "no" as never));
  for (const value of [undefined, null, {}, 91]) {
    expectRefused(TypeError, "domain must be a SocketDomain", () => registerSocketDomain(value as never));
  }
});

test("addresses are frozen, and compare deeply by all they are", () => {
  const made = [
    () => InternetAddress.loopback(1),
    () => Internet6Address.from("fe80::1%2", 80),
    () => new UnixAddress("/x"),
    () => UnixAddress.abstract("x"),
    () => SocketAddress.decode(foreign(92, 1, 2)),
  ];
  for (const make of made) {
    const address = make();
    assert.ok(Object.isFrozen(address), inspect(address));
    for (const member of Object.keys(address)) {
      assert.throws(() => Object.assign(address, { [member]: 9 }), TypeError, member);
    }
    assert.deepEqual(address, make());
    for (const other of made) if (other !== make) assert.notDeepEqual(address, other());
  }
});
