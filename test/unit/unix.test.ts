import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { SocketAddress, SocketDomain, UnixAddress, UnknownAddress } from "berkeley-sockets";
import { systemLayout } from "../../src/core/struct.ts";
import { expectRefused } from "../support/expect.ts";
import { bytes } from "../support/kinds.ts";
import { Seeded } from "../support/seeded.ts";

const pathAt = systemLayout.places["sockaddr_un.sun_path"] as { offset: number; width: number };
const room = pathAt.width;
const longest = room - 1;
const linux = process.platform === "linux" ? false : "abstract names are Linux's";

/** The bytes of an address of this machine's, with what follows the family given. */
function encoded(name: Uint8Array): Uint8Array {
  const head = new UnixAddress("x").encode().subarray(0, pathAt.offset);
  return Uint8Array.from([...head, ...name]);
}

test("a path", () => {
  const address = new UnixAddress("/run/app.sock");
  assert.equal(address.kind, "path");
  assert.equal(address.path, "/run/app.sock");
  assert.deepEqual(address.bytes, bytes("/run/app.sock"));
  assert.equal(address.domain, SocketDomain.unix);
  assert.equal(String(address), "/run/app.sock");
  assert.equal(inspect(address), "UnixAddress /run/app.sock");
  assert.ok(address instanceof SocketAddress && !(address instanceof UnknownAddress));
});

test("an abstract name", () => {
  const address = UnixAddress.abstract("app");
  assert.equal(address.kind, "abstract");
  assert.equal(address.path, "app");
  assert.deepEqual(address.bytes, bytes("app"));
  assert.equal(String(address), "@app");
  assert.ok(address instanceof UnixAddress);
});

test("text is read as it is printed", () => {
  const [abstract, path] = ["@app", "/run/app.sock"].map((text) => UnixAddress.parse(text));
  assert.deepEqual([abstract?.kind, abstract?.path, String(abstract)], ["abstract", "app", "@app"]);
  assert.deepEqual([path?.kind, path?.path, String(path)], ["path", "/run/app.sock", "/run/app.sock"]);
  // A path that begins so is told apart by its folder.
  assert.equal(UnixAddress.parse("./@app").kind, "path");
  expectRefused(RangeError, "UnixAddress.unnamed", () => UnixAddress.parse(""));
  expectRefused(TypeError, "text must be a string", () => UnixAddress.parse(bytes("/x") as never));
});

test("no name", () => {
  const { unnamed } = UnixAddress;
  assert.equal(unnamed.kind, "unnamed");
  assert.equal(unnamed.path, "");
  assert.deepEqual(unnamed.bytes, new Uint8Array(0));
  assert.equal(String(unnamed), "(unnamed)");
  assert.equal(unnamed.domain, SocketDomain.unix);
  assert.ok(unnamed instanceof UnixAddress);
});

test("local and unix are one domain", () => {
  assert.equal(SocketDomain.local, SocketDomain.unix);
});

test("paths are measured in bytes of UTF-8: 107 fit, 108 do not", () => {
  for (const path of ["p".repeat(longest), `${"é".repeat(53)}p`, `${"😀".repeat(26)}ppp`]) {
    assert.equal(bytes(path).length, longest);
    const address = new UnixAddress(path);
    assert.equal(address.path, path);
    assert.equal(address.bytes.length, longest);
    assert.ok(SocketAddress.decode(address.encode()).equals(address));
  }
  for (const path of ["p".repeat(longest + 1), "é".repeat(54), "😀".repeat(27), "p".repeat(10_000)]) {
    const words = `path must be a path of at most ${longest} bytes, not ${bytes(path).length} bytes`;
    expectRefused(RangeError, words, () => new UnixAddress(path));
    expectRefused(RangeError, words, () => new UnixAddress(bytes(path)));
  }
});

test("abstract names: 107 bytes beside the NUL fit, 108 do not", { skip: linux }, () => {
  const name = "n".repeat(longest);
  assert.equal(UnixAddress.abstract(name).encode().length, pathAt.offset + room);
  const words = `name must be an abstract name of at most ${longest} bytes, not ${longest + 1} bytes`;
  expectRefused(RangeError, words, () => UnixAddress.abstract(`${name}n`));
});

test("a received path of all 108 bytes, without a NUL, is kept whole and goes back as it came", { skip: linux }, () => {
  const full = encoded(bytes("p".repeat(room)));
  const address = SocketAddress.decode(full);
  assert.ok(address instanceof UnixAddress);
  assert.equal(address.kind, "path");
  assert.equal(address.bytes.length, room);
  assert.deepEqual(address.encode(), full);
});

test("abstract names are exact: NULs count, at any place, and nothing is padded", { skip: linux }, () => {
  const names = ["", "a", "a\0", "\0", "\0a", "a\0b", "\0\0\0"];
  const addresses = names.map((name) => UnixAddress.abstract(name));
  for (const [index, address] of addresses.entries()) {
    const name = names[index] as string;
    assert.deepEqual(address.encode(), encoded(Uint8Array.from([0, ...bytes(name)])), JSON.stringify(name));
    const again = SocketAddress.decode(address.encode());
    assert.ok(again instanceof UnixAddress);
    assert.equal(again.kind, "abstract");
    assert.deepEqual(again.bytes, bytes(name));
    assert.equal(addresses.filter((other) => other.equals(address)).length, 1);
  }
});

test("bytes that are not UTF-8 come back unchanged; as text they show U+FFFD", () => {
  const name = Uint8Array.of(0x2f, 0xff, 0xfe, 0xc3, 0x28, 0x80);
  for (const address of [new UnixAddress(name), ...(linux === false ? [UnixAddress.abstract(name)] : [])]) {
    assert.deepEqual(address.bytes, name);
    assert.equal(address.path, "/\uFFFD\uFFFD\uFFFD(\uFFFD");
    const again = SocketAddress.decode(address.encode());
    assert.ok(again instanceof UnixAddress);
    assert.deepEqual([again.kind, again.bytes], [address.kind, name]);
  }
});

test("text that has no UTF-8 form is refused; a whole pair is a character", () => {
  expectRefused(RangeError, "path must be text without lone surrogates", () => new UnixAddress("/run/\ud800"));
  expectRefused(RangeError, "name must be text without lone surrogates", () => UnixAddress.abstract("\udc00a"));
  assert.equal(new UnixAddress("/run/\ud83d\ude00").bytes.length, 9);
});

test("a text and its bytes make equal addresses; kinds never mix", () => {
  assert.ok(new UnixAddress("/tmp/é").equals(new UnixAddress(bytes("/tmp/é"))));
  assert.ok(!new UnixAddress("app").equals(UnixAddress.abstract("app")));
  assert.ok(!new UnixAddress("app").equals(UnixAddress.unnamed));
  assert.ok(!UnixAddress.abstract("").equals(UnixAddress.unnamed));
  assert.ok(UnixAddress.unnamed.equals(SocketAddress.decode(UnixAddress.unnamed.encode())));
});

test("decode reads a path up to its NUL, whatever the kernel's length", () => {
  for (const tail of [[], [0], [0, 0, 0], [0, 0x41, 0x42], Array<number>(100).fill(0)]) {
    const address = SocketAddress.decode(encoded(Uint8Array.from([...bytes("/x"), ...tail])));
    assert.ok(address instanceof UnixAddress);
    assert.deepEqual([address.kind, address.path], ["path", "/x"]);
  }
});

test("decode never reads past the path's room", { skip: linux }, () => {
  const address = SocketAddress.decode(encoded(bytes("p".repeat(room + 20))));
  assert.ok(address instanceof UnixAddress);
  assert.equal(address.bytes.length, room);
});

test("a family and nothing else is unnamed", () => {
  assert.equal(SocketAddress.decode(encoded(new Uint8Array(0))), UnixAddress.unnamed);
  assert.throws(() => SocketAddress.decode(encoded(new Uint8Array(0)).subarray(0, pathAt.offset - 1)), RangeError);
});

test("names that are no paths are refused, each with the way out", () => {
  expectRefused(RangeError, "UnixAddress.unnamed", () => new UnixAddress(""));
  expectRefused(RangeError, "UnixAddress.unnamed", () => new UnixAddress(new Uint8Array(0)));
  expectRefused(RangeError, "UnixAddress.abstract", () => new UnixAddress("\0app"));
  expectRefused(RangeError, "path without NUL", () => new UnixAddress("/tmp/a\0b"));
  expectRefused(RangeError, "path without NUL", () => new UnixAddress(Uint8Array.of(0x2f, 0)));
});

test("arguments are checked", () => {
  for (const value of [undefined, null, 1, {}, ["/x"], new ArrayBuffer(2)]) {
    expectRefused(TypeError, "path must be a string or a Uint8Array", () => new UnixAddress(value as never));
    expectRefused(TypeError, "name must be a string or a Uint8Array", () => UnixAddress.abstract(value as never));
  }
  const detached = Uint8Array.of(0x2f);
  structuredClone(detached.buffer, { transfer: [detached.buffer] });
  expectRefused(TypeError, "path must not be detached", () => new UnixAddress(detached));
});

test("a failed address leaves the next one untouched", () => {
  assert.throws(() => UnixAddress.abstract("n".repeat(500)));
  assert.throws(() => new UnixAddress(""));
  const address = new UnixAddress("/x");
  assert.deepEqual([address.kind, address.path], ["path", "/x"]);
});

test("an address keeps to itself: what it was given and what it gives are copies", () => {
  const given = bytes("/run/app.sock");
  const address = new UnixAddress(given);
  given.fill(0x41);
  assert.equal(address.path, "/run/app.sock");
  address.bytes.fill(0x41);
  assert.equal(address.path, "/run/app.sock");
  const same = new UnixAddress("/run/app.sock");
  assert.ok(address.equals(same));
  address.encode().fill(0x41);
  assert.ok(address.equals(same));
  const source = address.encode();
  const decoded = SocketAddress.decode(source);
  source.fill(0x41, 2);
  assert.ok(decoded.equals(address));
});

test("fuzz: names come back from their bytes", () => {
  const random = new Seeded(7);
  for (let round = 0; round < 2000; round++) {
    const name = random.bytes(1 + random.below(longest));
    const path = name.map((byte) => (byte === 0 ? 1 : byte));
    for (const address of [new UnixAddress(path), ...(linux === false ? [UnixAddress.abstract(name)] : [])]) {
      const again = SocketAddress.decode(address.encode());
      assert.ok(again instanceof UnixAddress && again.equals(address));
      assert.equal(again.kind, address.kind);
      assert.deepEqual(again.bytes, address.kind === "path" ? path : name);
    }
  }
});
