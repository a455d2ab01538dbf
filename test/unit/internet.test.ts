import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { InternetAddress, SocketAddress, SocketDomain } from "berkeley-sockets";
import { expectRefused } from "../support/expect.ts";
import { Seeded } from "../support/seeded.ts";

test("an address has an ip, a port and a domain", () => {
  const address = new InternetAddress(0xc000_0201, 8080);
  assert.equal(address.ip, 0xc000_0201);
  assert.equal(address.port, 8080);
  assert.equal(address.domain, SocketDomain.internet);
  assert.equal(address.host, "192.0.2.1");
  assert.equal(String(address), "192.0.2.1:8080");
  assert.equal(inspect(address), "InternetAddress 192.0.2.1:8080");
  assert.ok(address instanceof InternetAddress && address instanceof SocketAddress);
});

test("from, any, loopback, broadcast", () => {
  assert.equal(String(InternetAddress.from("10.0.0.1", 80)), "10.0.0.1:80");
  assert.equal(String(InternetAddress.any(1)), "0.0.0.0:1");
  assert.equal(String(InternetAddress.loopback(0)), "127.0.0.1:0");
  assert.equal(String(InternetAddress.broadcast(65535)), "255.255.255.255:65535");
});

test("parse takes a text with a port, or a default port", () => {
  assert.equal(String(InternetAddress.parse("127.0.0.1:80")), "127.0.0.1:80");
  assert.equal(String(InternetAddress.parse("127.0.0.1:0")), "127.0.0.1:0");
  assert.equal(String(InternetAddress.parse("127.0.0.1:65535")), "127.0.0.1:65535");
  assert.equal(String(InternetAddress.parse("127.0.0.1", 81)), "127.0.0.1:81");
  assert.equal(String(InternetAddress.parse("127.0.0.1", 0)), "127.0.0.1:0");
  assert.equal(String(InternetAddress.parse("127.0.0.1:80", 81)), "127.0.0.1:80", "the text's own port wins");
});

const unparsable = [
  "",
  ":",
  ":80",
  "127.0.0.1:",
  "127.0.0.1:65536",
  "127.0.0.1:99999",
  "127.0.0.1:100000",
  "127.0.0.1:-1",
  "127.0.0.1:+1",
  "127.0.0.1: 80",
  "127.0.0.1:80 ",
  "127.0.0.1:80:90",
  "127.0.0.1:0x50",
  "127.0.0.1:8e1",
  "127.0.0.1:http",
  "127.0.0.1 80",
  "127.1:80",
  "256.0.0.1:80",
  "localhost:80",
  "[127.0.0.1]:80",
  "[::1]:80",
  "::1",
];
for (const text of unparsable) {
  test(`parse refuses ${JSON.stringify(text)}, with and without a default port`, () => {
    expectRefused(RangeError, "text must be", () => InternetAddress.parse(text));
    expectRefused(RangeError, "text must be", () => InternetAddress.parse(text, 80));
  });
}

test("a text without a port needs a default", () => {
  expectRefused(RangeError, "no default port is given", () => InternetAddress.parse("127.0.0.1"));
});

test("arguments are checked and shown", () => {
  for (const ip of [-1, 2 ** 32, 1.5, Number.NaN]) {
    expectRefused(
      RangeError,
      `ip must be an integer from 0 to 4294967295, not ${ip}`,
      () => new InternetAddress(ip, 1),
    );
  }
  for (const port of [-1, 65536, 0.5, Number.NaN]) {
    const words = `port must be an integer from 0 to 65535, not ${port}`;
    expectRefused(RangeError, words, () => new InternetAddress(1, port));
    expectRefused(RangeError, words, () => InternetAddress.from("1.2.3.4", port));
    expectRefused(RangeError, words, () => InternetAddress.any(port));
    expectRefused(RangeError, words, () => InternetAddress.loopback(port));
    expectRefused(RangeError, words, () => InternetAddress.broadcast(port));
  }
  expectRefused(RangeError, "defaultPort must be", () => InternetAddress.parse("1.2.3.4", 65536));
  expectRefused(TypeError, "defaultPort must be", () => InternetAddress.parse("1.2.3.4", "80" as never));
  for (const value of [undefined, null, "1", 1n, {}]) {
    expectRefused(TypeError, "ip must be", () => new InternetAddress(value as never, 1));
    expectRefused(TypeError, "port must be", () => new InternetAddress(1, value as never));
  }
  for (const value of [undefined, null, 1, {}]) {
    expectRefused(TypeError, "text must be a string", () => InternetAddress.parse(value as never));
    expectRefused(TypeError, "ip must be a string", () => InternetAddress.from(value as never, 1));
  }
  expectRefused(RangeError, "ip must be an IPv4 address", () => InternetAddress.from("localhost", 1));
});

test("addresses are equal by family, ip and port", () => {
  const address = InternetAddress.from("10.0.0.1", 80);
  assert.ok(address.equals(address));
  assert.ok(address.equals(InternetAddress.from("10.0.0.1", 80)));
  assert.ok(address.equals(SocketAddress.decode(address.encode())));
  assert.ok(!address.equals(InternetAddress.from("10.0.0.1", 81)));
  assert.ok(!address.equals(InternetAddress.from("10.0.0.2", 80)));
  for (const other of [undefined, null, "10.0.0.1:80", {}]) assert.equal(address.equals(other as never), false);
});

test("encode gives a copy each time, and writing to it changes nothing", () => {
  const address = InternetAddress.from("10.0.0.1", 80);
  assert.ok(address.equals(InternetAddress.from("10.0.0.1", 80)), "the bytes are kept from now on");
  const bytes = address.encode();
  assert.notEqual(bytes, address.encode());
  bytes.fill(0xff);
  assert.ok(address.equals(InternetAddress.from("10.0.0.1", 80)));
  assert.deepEqual(address.encode(), InternetAddress.from("10.0.0.1", 80).encode());
});

test("decode refuses bytes that are too short, and takes no bytes of the caller's with it", () => {
  const bytes = InternetAddress.from("10.0.0.1", 80).encode();
  for (let length = 0; length < bytes.length; length++) {
    assert.throws(() => SocketAddress.decode(bytes.subarray(0, length)), RangeError, `${length} bytes`);
  }
  const address = SocketAddress.decode(bytes);
  bytes.fill(0, 2);
  assert.equal(String(address), "10.0.0.1:80");
});

test("decode reads any view at its offset, and leaves bytes behind the address alone", () => {
  const bytes = InternetAddress.from("10.0.0.1", 80).encode();
  const room = new Uint8Array(64).fill(0xaa);
  room.set(bytes, 7);
  assert.equal(String(SocketAddress.decode(room.subarray(7, 7 + bytes.length))), "10.0.0.1:80");
  assert.equal(String(SocketAddress.decode(room.subarray(7))), "10.0.0.1:80");
  assert.equal(String(SocketAddress.decode(new DataView(room.buffer, 7, 16) as unknown as Uint8Array)), "10.0.0.1:80");
});

test("decode refuses what is not bytes", () => {
  for (const value of [undefined, null, "bytes", 1, [2, 0], new ArrayBuffer(16)]) {
    expectRefused(TypeError, "bytes must be", () => SocketAddress.decode(value as never));
  }
});

test("fuzz: addresses come back from their bytes and from their texts", () => {
  const random = new Seeded(1);
  for (let round = 0; round < 2000; round++) {
    const address = new InternetAddress(random.below(2 ** 32), random.below(65536));
    for (const again of [SocketAddress.decode(address.encode()), InternetAddress.parse(String(address))]) {
      assert.ok(again instanceof InternetAddress);
      assert.deepEqual([again.ip, again.port], [address.ip, address.port]);
      assert.ok(again.equals(address));
    }
  }
});
