import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import {
  Internet6Address,
  InternetAddress,
  interfaceIndex,
  interfaceNames,
  parseIpv6,
  SocketAddress,
  SocketDomain,
} from "berkeley-sockets";
import { systemCallCount } from "berkeley-sockets/testing";
import { expectCode, expectRefused } from "../support/expect.ts";
import { Seeded } from "../support/seeded.ts";

test("an address has an ip, a port, flow information, a scope id and a domain", () => {
  const address = new Internet6Address(parseIpv6("2001:db8::1"), 80, 0x0012_3456, 7);
  assert.deepEqual(address.ip, parseIpv6("2001:db8::1"));
  assert.equal(address.port, 80);
  assert.equal(address.flowInfo, 0x0012_3456);
  assert.equal(address.scopeId, 7);
  assert.equal(address.domain, SocketDomain.internet6);
  assert.equal(address.host, "2001:db8::1%7");
  assert.equal(String(address), "[2001:db8::1%7]:80");
  assert.equal(inspect(address), "Internet6Address [2001:db8::1%7]:80");
  assert.ok(address instanceof SocketAddress && !(address instanceof InternetAddress));
});

test("flow information and scope id are 0 unless told", () => {
  const address = new Internet6Address(new Uint8Array(16), 1);
  assert.deepEqual([address.flowInfo, address.scopeId], [0, 0]);
});

test("from, any, loopback", () => {
  assert.equal(String(Internet6Address.from("2001:DB8:0::1", 80)), "[2001:db8::1]:80");
  assert.equal(String(Internet6Address.any(1)), "[::]:1");
  assert.equal(String(Internet6Address.loopback(65535)), "[::1]:65535");
});

test("parse takes brackets with a port, or either form with a default port", () => {
  assert.equal(String(Internet6Address.parse("[::1]:80")), "[::1]:80");
  assert.equal(String(Internet6Address.parse("[2001:DB8::1]:443")), "[2001:db8::1]:443");
  assert.equal(String(Internet6Address.parse("[::ffff:192.0.2.1]:0")), "[::ffff:192.0.2.1]:0");
  assert.equal(String(Internet6Address.parse("[::1]", 81)), "[::1]:81");
  assert.equal(String(Internet6Address.parse("::1", 81)), "[::1]:81");
  assert.equal(String(Internet6Address.parse("[::1]:80", 81)), "[::1]:80", "the text's own port wins");
  assert.equal(String(Internet6Address.parse("[fe80::1%3]:80")), "[fe80::1%3]:80");
  assert.equal(String(Internet6Address.parse("fe80::1%3", 80)), "[fe80::1%3]:80");
});

test("RFC 5952 section 6: of the ways to write a port, only brackets are taken", () => {
  assert.equal(String(Internet6Address.parse("[2001:db8::1]:80")), "[2001:db8::1]:80");
  for (const text of ["2001:db8::1.80", "2001:db8::1 port 80", "2001:db8::1p80", "2001:db8::1#80"]) {
    expectRefused(RangeError, "text must be", () => Internet6Address.parse(text));
    expectRefused(RangeError, "text must be", () => Internet6Address.parse(text, 80));
  }
  // This one is an address, its last group the 80.
  expectRefused(RangeError, "no default port", () => Internet6Address.parse("2001:db8::1:80"));
  assert.equal(String(Internet6Address.parse("2001:db8::1:80", 1)), "[2001:db8::1:80]:1");
});

const unparsable = [
  "",
  "[]",
  "[]:80",
  "[::1",
  "::1]",
  "::1]:80",
  "[::1]80",
  "[::1]:",
  "[::1]:65536",
  "[::1]:100000",
  "[::1]:-1",
  "[::1]: 80",
  "[::1]:80 ",
  "[::1]:http",
  "[::1]:80:90",
  " [::1]:80",
  "[ ::1]:80",
  "[[::1]]:80",
  "[127.0.0.1]:80",
  "127.0.0.1:80",
  "[1:2:3]:80",
  "[::1/64]:80",
  "[%1]:80",
  "localhost",
];
for (const text of unparsable) {
  test(`parse refuses ${JSON.stringify(text)}, with and without a default port`, () => {
    expectRefused(RangeError, "text must be", () => Internet6Address.parse(text));
    expectRefused(RangeError, "text must be", () => Internet6Address.parse(text, 80));
  });
}

test("a zone by number needs no system call", () => {
  const before = systemCallCount();
  for (const [zone, scopeId] of [
    ["0", 0],
    ["2", 2],
    ["007", 7],
    ["4294967295", 4294967295],
  ] as const) {
    assert.equal(Internet6Address.from(`fe80::1%${zone}`, 1).scopeId, scopeId);
  }
  assert.equal(systemCallCount(), before);
  expectRefused(RangeError, "zone must be", () => Internet6Address.from("fe80::1%4294967296", 1));
});

test("a zone by name is looked up, and printed by number", () => {
  for (const name of interfaceNames()) {
    const index = interfaceIndex(name);
    assert.equal(Internet6Address.from(`fe80::1%${name}`, 80).scopeId, index);
    assert.equal(String(Internet6Address.parse(`[fe80::1%${name}]:80`)), `[fe80::1%${index}]:80`);
    assert.equal(String(Internet6Address.parse(`fe80::1%${name}`, 80)), `[fe80::1%${index}]:80`);
  }
});

test("an unknown zone is ENODEV and named", () => {
  for (const [who, action] of [
    ["from", () => Internet6Address.from("fe80::1%no-such-if", 80)],
    ["parse", () => Internet6Address.parse("[fe80::1%no-such-if]:80")],
    ["parse", () => Internet6Address.parse("fe80::1%no-such-if", 80)],
  ] as const) {
    const condition = expectCode("ENODEV", action);
    assert.equal(condition.who, `Internet6Address.${who}`);
    assert.equal(condition.syscall, "if_nametoindex");
    assert.equal(condition.message, "if_nametoindex ENODEV no-such-if");
  }
  // Longer than any interface's name, and a second %: no such interface either.
  expectCode("ENODEV", () => Internet6Address.from(`fe80::1%${"x".repeat(300)}`, 80));
  expectCode("ENODEV", () => Internet6Address.from("fe80::1%lo%lo", 80));
});

test("a zone that is no text for C, or empty, is refused", () => {
  expectRefused(RangeError, "zone must be", () => Internet6Address.from("fe80::1%", 80));
  expectRefused(RangeError, "zone must be", () => Internet6Address.parse("[fe80::1%]:80"));
  expectRefused(RangeError, "zone must be", () => Internet6Address.from("fe80::1%lo\0", 80));
});

test("arguments are checked before a zone is looked up", () => {
  for (const port of [-1, 65536, 0.5, Number.NaN]) {
    expectRefused(RangeError, "port must be", () => Internet6Address.from("fe80::1%no-such-if", port));
  }
  expectRefused(RangeError, "no default port", () => Internet6Address.parse("fe80::1%no-such-if"));
  expectRefused(RangeError, "defaultPort must be", () => Internet6Address.parse("fe80::1%no-such-if", 65536));
});

test("arguments are checked and shown", () => {
  const ip = new Uint8Array(16);
  for (const length of [0, 4, 15, 17, 32]) {
    expectRefused(RangeError, "ip must be 16 bytes", () => new Internet6Address(new Uint8Array(length), 1));
  }
  for (const value of [undefined, null, "::1", 1, new ArrayBuffer(16), Array(16).fill(0)]) {
    expectRefused(TypeError, "ip must be a Uint8Array", () => new Internet6Address(value as never, 1));
  }
  for (const port of [-1, 65536, 0.5, Number.NaN]) {
    expectRefused(
      RangeError,
      `port must be an integer from 0 to 65535, not ${port}`,
      () => new Internet6Address(ip, port),
    );
    expectRefused(RangeError, "port must be", () => Internet6Address.any(port));
    expectRefused(RangeError, "port must be", () => Internet6Address.loopback(port));
  }
  for (const value of [-1, 2 ** 32, 0.5]) {
    expectRefused(RangeError, `flowInfo must be an integer from 0 to 4294967295, not ${value}`, () => {
      new Internet6Address(ip, 1, value);
    });
    expectRefused(RangeError, `scopeId must be an integer from 0 to 4294967295, not ${value}`, () => {
      new Internet6Address(ip, 1, 0, value);
    });
  }
  for (const value of [null, "1", 1n]) {
    expectRefused(TypeError, "port must be", () => new Internet6Address(ip, value as never));
    expectRefused(TypeError, "flowInfo must be", () => new Internet6Address(ip, 1, value as never));
    expectRefused(TypeError, "scopeId must be", () => new Internet6Address(ip, 1, 0, value as never));
  }
  for (const value of [undefined, null, 1, {}]) {
    expectRefused(TypeError, "text must be a string", () => Internet6Address.parse(value as never));
    expectRefused(TypeError, "ip must be a string", () => Internet6Address.from(value as never, 1));
  }
  expectRefused(RangeError, "ip must be an IPv6 address", () => Internet6Address.from("[::1]", 1));
});

test("addresses are equal by all of their members", () => {
  const ip = parseIpv6("fe80::1");
  const address = new Internet6Address(ip, 80, 1, 2);
  assert.ok(address.equals(new Internet6Address(ip, 80, 1, 2)));
  assert.ok(address.equals(SocketAddress.decode(address.encode())));
  assert.ok(!address.equals(new Internet6Address(ip, 81, 1, 2)));
  assert.ok(!address.equals(new Internet6Address(ip, 80, 0, 2)));
  assert.ok(!address.equals(new Internet6Address(ip, 80, 1, 3)));
  assert.ok(!address.equals(Internet6Address.from("fe80::2%2", 80)));
  assert.ok(!Internet6Address.from("::ffff:10.0.0.1", 80).equals(InternetAddress.from("10.0.0.1", 80)));
});

test("an address keeps to itself: what it was given and what it gives are copies", () => {
  const given = parseIpv6("2001:db8::1");
  const address = new Internet6Address(given, 80);
  given.fill(0xff);
  assert.equal(address.host, "2001:db8::1");
  address.ip.fill(0xff);
  assert.equal(address.host, "2001:db8::1");
  assert.notEqual(address.ip, address.ip);
  const same = Internet6Address.from("2001:db8::1", 80);
  assert.ok(address.equals(same));
  address.encode().fill(0xff);
  assert.ok(address.equals(same));
  assert.deepEqual(address.encode(), same.encode());
  const bytes = same.encode();
  const decoded = SocketAddress.decode(bytes);
  bytes.fill(0, 2);
  assert.ok(decoded.equals(same));
});

test("decode refuses bytes that are too short", () => {
  const bytes = Internet6Address.loopback(80).encode();
  for (let length = 0; length < bytes.length; length++) {
    assert.throws(() => SocketAddress.decode(bytes.subarray(0, length)), RangeError, `${length} bytes`);
  }
});

test("fuzz: addresses come back from their bytes, and from their texts but for the flow information", () => {
  const random = new Seeded(61);
  for (let round = 0; round < 2000; round++) {
    const scopeId = random.pick([0, 0, 1, 2, 4294967295, random.below(2 ** 32)]);
    const address = new Internet6Address(random.bytes(16), random.below(65536), random.below(2 ** 32), scopeId);
    const decoded = SocketAddress.decode(address.encode());
    assert.ok(decoded instanceof Internet6Address && decoded.equals(address));
    assert.deepEqual(decoded.ip, address.ip);
    assert.deepEqual(
      [decoded.port, decoded.flowInfo, decoded.scopeId],
      [address.port, address.flowInfo, address.scopeId],
    );
    const parsed = Internet6Address.parse(String(address));
    assert.deepEqual([parsed.ip, parsed.port, parsed.scopeId], [address.ip, address.port, address.scopeId]);
    assert.equal(parsed.flowInfo, 0);
  }
});
