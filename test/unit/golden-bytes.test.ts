/**
 * The bytes of every struct that TypeScript encodes, worked out by hand from the headers and RFCs:
 * for this machine, and for machines that it is not.
 */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  codecs,
  Internet6Address,
  InternetAddress,
  parseIpv4,
  parseIpv6,
  SocketAddress,
  UnixAddress,
} from "berkeley-sockets";
import { internetCodec } from "../../src/address/internet.ts";
import { internet6Codec } from "../../src/address/internet6.ts";
import { unixCodec } from "../../src/address/unix.ts";
import { lingerCodec, millisecondsCodec } from "../../src/bsd/codecs.ts";
import { type Layout, systemLayout } from "../../src/core/struct.ts";
import { bytes } from "../support/kinds.ts";
import { asLibcHasThem, bigEndian, bigEndian32, LINUX, linux64, MACOS, macos } from "../support/layouts.ts";
import { withoutProgram } from "../support/probe.ts";
import { askPython } from "../support/python.ts";
import { Seeded } from "../support/seeded.ts";

const hex = (array: Uint8Array): string => Buffer.from(array).toString("hex");
const fromHex = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.from(text.replaceAll(" ", ""), "hex"));

/** Both ways: what is encoded, and what these bytes decode to. */
function golden<T>(
  given: T,
  codec: { encode(value: T): Uint8Array; decode(bytes: Uint8Array): unknown },
  text: string,
): void {
  const expected = text.replaceAll(" ", "");
  assert.equal(hex(codec.encode(given)), expected);
  assert.deepEqual(codec.decode(fromHex(text)), given);
}

// 192.0.2.1 port 8080 (0x1f90), and 2001:db8::a:1 port 443 (0x01bb) with flow label 0x12345, scope 3.
const inet = { ip: 0xc000_0201, port: 8080 };
const inet6 = { ip: parseIpv6("2001:db8::a:1"), port: 443, flowInfo: 0x0001_2345, scopeId: 3 };
const ip6 = "20010db8 00000000 00000000 000a0001";

function internet(layout: Layout, family: number): Parameters<typeof golden<typeof inet>>[1] {
  const codec = internetCodec(layout);
  return { encode: ({ ip, port }) => codec.encode(family, ip, port), decode: (array) => codec.decode(array) };
}
function internet6(layout: Layout, family: number): Parameters<typeof golden<typeof inet6>>[1] {
  const codec = internet6Codec(layout);
  return { encode: (members) => codec.encode(family, members), decode: (array) => codec.decode(array) };
}

test("sockaddr_in", async (t) => {
  await t.test("Linux, little-endian", () => golden(inet, internet(linux64, 2), "0200 1f90 c0000201 0000000000000000"));
  await t.test("macOS: length and family in a byte each", () => {
    golden(inet, internet(macos, MACOS.AF_INET), "10 02 1f90 c0000201 0000000000000000");
  });
  await t.test("Linux, big-endian", () => golden(inet, internet(bigEndian, 2), "0002 1f90 c0000201 0000000000000000"));
});

test("sockaddr_in6: of all members only the scope id is in the machine's order (RFC 3493 section 3.3)", async (t) => {
  await t.test("Linux, little-endian", () => {
    golden(inet6, internet6(linux64, LINUX.AF_INET6), `0a00 01bb 00012345 ${ip6} 03000000`);
  });
  await t.test("macOS: AF_INET6 is 30", () => {
    golden(inet6, internet6(macos, MACOS.AF_INET6), `1c 1e 01bb 00012345 ${ip6} 03000000`);
  });
  await t.test("Linux, big-endian", () => {
    golden(inet6, internet6(bigEndian, LINUX.AF_INET6), `000a 01bb 00012345 ${ip6} 00000003`);
  });
});

test("sockaddr_un", async (t) => {
  const path = { kind: "path", name: bytes("/tmp/a") } as const;
  const abstract = { kind: "abstract", name: bytes("a\0b") } as const;
  const unnamed = { kind: "unnamed", name: new Uint8Array(0) } as const;
  type Name = typeof path | typeof abstract | typeof unnamed;
  const unix = (layout: Layout): Parameters<typeof golden<Name>>[1] => {
    const codec = unixCodec(layout);
    return { encode: ({ kind, name }) => codec.encode(1, kind, name), decode: (array) => codec.decode(array) };
  };
  await t.test("Linux: exact lengths, a path ends in NUL, an abstract name begins with one", () => {
    golden<Name>(path, unix(linux64), "0100 2f746d702f61 00");
    golden<Name>(abstract, unix(linux64), "0100 00 610062");
    golden<Name>({ kind: "abstract", name: new Uint8Array(0) } as never, unix(linux64), "0100 00");
    golden<Name>(unnamed, unix(linux64), "0100");
    assert.equal(unixCodec(linux64).room, 108);
  });
  await t.test("big-endian", () => {
    golden<Name>(path, unix(bigEndian), "0001 2f746d702f61 00");
    golden<Name>(unnamed, unix(bigEndian), "0001");
  });
  await t.test("macOS: the length byte counts the NUL, the room is 104", () => {
    golden<Name>(path, unix(macos), "09 01 2f746d702f61 00");
    golden<Name>(unnamed, unix(macos), "02 01");
    assert.equal(unixCodec(macos).room, 104);
    const full = bytes("p".repeat(104));
    const encoded = unixCodec(macos).encode(1, "path", full);
    assert.equal(encoded.length, 106);
    assert.deepEqual(unixCodec(macos).decode(encoded), { kind: "path", name: full });
  });
  await t.test("macOS has no abstract names: NULs, as getsockname gives them, are no name", () => {
    assert.deepEqual(unixCodec(macos).decode(fromHex("10 01 0000000000000000000000000000")), unnamed);
    assert.deepEqual(unixCodec(macos).decode(fromHex("10 01")), unnamed);
  });
});

test("linger: two ints", async (t) => {
  const on = { on: true, seconds: 300 };
  await t.test("little-endian", () => golden(on, lingerCodec(linux64), "01000000 2c010000"));
  await t.test("macOS", () => golden(on, lingerCodec(macos), "01000000 2c010000"));
  await t.test("big-endian", () => golden(on, lingerCodec(bigEndian), "00000001 0000012c"));
  await t.test("off", () => golden({ on: false, seconds: 0 }, lingerCodec(linux64), "00000000 00000000"));
  await t.test("any number but 0 is on, as getsockopt gives SO_LINGER on macOS", () => {
    assert.deepEqual(lingerCodec(macos).decode(fromHex("80000000 05000000")), { on: true, seconds: 5 });
    assert.deepEqual(lingerCodec(bigEndian).decode(fromHex("00000080 00000005")), { on: true, seconds: 5 });
  });
});

test("timeval: 1234567.891 ms are 1234 s and 567891 µs", async (t) => {
  const milliseconds = 1_234_567.891; // 1234 = 0x4d2, 567891 = 0x8aa53
  await t.test("Linux: two 64-bit numbers", () => {
    golden(milliseconds, millisecondsCodec(linux64), "d204000000000000 53aa080000000000");
  });
  await t.test("macOS: microseconds in 32 bits, and padding", () => {
    golden(milliseconds, millisecondsCodec(macos), "d204000000000000 53aa0800 00000000");
    const padded = fromHex("d204000000000000 53aa0800 ffffffff");
    assert.equal(millisecondsCodec(macos).decode(padded), milliseconds, "padding is not read");
  });
  await t.test("big-endian, 64 bits", () => {
    golden(milliseconds, millisecondsCodec(bigEndian), "00000000000004d2 000000000008aa53");
  });
  await t.test("big-endian, 32 bits", () => golden(milliseconds, millisecondsCodec(bigEndian32), "000004d2 0008aa53"));
});

test("bytes that are too short are refused by every codec, whatever the layout", () => {
  for (const layout of [linux64, macos, bigEndian, bigEndian32]) {
    const short = (codec: { decode(array: Uint8Array): unknown }, size: number): void => {
      for (const length of [0, 1, size - 1]) {
        assert.throws(() => codec.decode(new Uint8Array(length)), RangeError, `${length} of ${size}`);
      }
    };
    short(internetCodec(layout), 16);
    short(internet6Codec(layout), 28);
    short(lingerCodec(layout), 8);
    short(millisecondsCodec(layout), layout.places["timeval"]?.width as number);
    assert.throws(() => unixCodec(layout).decode(new Uint8Array(0)), RangeError);
    assert.throws(() => unixCodec(layout).decode(new Uint8Array(1)), RangeError);
  }
});

const notLinux64 =
  process.platform === "linux" && ["x64", "arm64"].includes(process.arch) ? false : "this machine's layout is another";

test("this machine's own table is the one written down", { skip: notLinux64 }, () => {
  assert.equal(systemLayout.littleEndian, true);
  for (const [member, place] of Object.entries(asLibcHasThem(linux64.places))) {
    assert.deepEqual({ ...systemLayout.places[member] }, place, member);
  }
  assert.equal(systemLayout.places["sockaddr.sa_len"], undefined);
});

test("the address classes and codecs use this machine's table", { skip: notLinux64 }, () => {
  assert.equal(hex(new InternetAddress(inet.ip, inet.port).encode()), "02001f90c00002010000000000000000");
  const { ip, port, flowInfo, scopeId } = inet6;
  const expected = `0a0001bb00012345${ip6.replaceAll(" ", "")}03000000`;
  assert.equal(hex(new Internet6Address(ip, port, flowInfo, scopeId).encode()), expected);
  assert.equal(hex(new UnixAddress("/tmp/a").encode()), "01002f746d702f6100");
  assert.equal(hex(UnixAddress.abstract("a").encode()), "01000061");
  assert.equal(hex(UnixAddress.unnamed.encode()), "0100");
  assert.equal(hex(codecs.linger.encode({ on: true, seconds: 300 })), "010000002c010000");
  assert.equal(hex(codecs.milliseconds.encode(1500)), "010000000000000020a1070000000000");
});

test("python3's struct and socket modules agree", { skip: withoutProgram("python3") }, () => {
  const theirs = askPython<Record<string, string>>(`
import json, socket, struct, sys
def sockaddr_un(rest): return struct.pack("=H", socket.AF_UNIX) + rest
if sys.platform == "darwin": raise SystemExit("only for platforms without sa_len")
print(json.dumps({key: value.hex() for key, value in {
  "in": struct.pack("=H", socket.AF_INET) + struct.pack("!H", 8080) + socket.inet_aton("192.0.2.1") + bytes(8),
  "in6": struct.pack("=H", socket.AF_INET6) + struct.pack("!HI", 443, 0x12345)
         + socket.inet_pton(socket.AF_INET6, "2001:db8::a:1") + struct.pack("=I", 3),
  "path": sockaddr_un(b"/tmp/a\\0"),
  "abstract": sockaddr_un(b"\\0a"),
  "linger": struct.pack("@ii", 1, 300),
  "timeval": struct.pack("@ll", 1234, 567891),
}.items()}))`);
  assert.deepEqual(
    {
      in: hex(new InternetAddress(parseIpv4("192.0.2.1"), 8080).encode()),
      in6: hex(new Internet6Address(inet6.ip, 443, 0x12345, 3).encode()),
      path: hex(new UnixAddress("/tmp/a").encode()),
      abstract: hex(UnixAddress.abstract("a").encode()),
      linger: hex(codecs.linger.encode({ on: true, seconds: 300 })),
      timeval: hex(codecs.milliseconds.encode(1_234_567.891)),
    },
    theirs,
  );
});

test("fuzz: every codec gives back what it was given, in every layout", () => {
  const random = new Seeded(88);
  for (let round = 0; round < 1000; round++) {
    for (const layout of [systemLayout, linux64, macos, bigEndian, bigEndian32]) {
      const family = random.below(200) + 1;
      const v4 = { ip: random.below(2 ** 32), port: random.below(65536) };
      assert.deepEqual(internetCodec(layout).decode(internetCodec(layout).encode(family, v4.ip, v4.port)), v4);
      const v6 = {
        ip: random.bytes(16),
        port: random.below(65536),
        flowInfo: random.below(2 ** 32),
        scopeId: random.below(2 ** 32),
      };
      assert.deepEqual(internet6Codec(layout).decode(internet6Codec(layout).encode(family, v6)), v6);
      const unix = unixCodec(layout);
      const path = random.bytes(1 + random.below(unix.room)).map((byte) => byte || 1);
      assert.deepEqual(unix.decode(unix.encode(family, "path", path)), { kind: "path", name: path });
      const linger = { on: random.below(2) === 1, seconds: random.below(2 ** 31) };
      assert.deepEqual(lingerCodec(layout).decode(lingerCodec(layout).encode(linger)), linger);
      const milliseconds = random.below(2 ** 31) + random.below(1000) / 1000;
      assert.equal(millisecondsCodec(layout).decode(millisecondsCodec(layout).encode(milliseconds)), milliseconds);
    }
  }
});

test("fuzz: bytes of any kind decode to an address or a RangeError, and an address goes back as the same address", () => {
  const random = new Seeded(99);
  let decoded = 0;
  for (let round = 0; round < 20_000; round++) {
    const array = random.bytes(random.below(130));
    if (array.length > 1 && random.below(2) === 0) array.set([random.pick([1, 2, 10]), 0]);
    try {
      const address = SocketAddress.decode(array);
      decoded += 1;
      assert.ok(address.equals(SocketAddress.decode(address.encode())));
      assert.notEqual(String(address), "");
    } catch (error) {
      assert.ok(error instanceof RangeError, String(error));
    }
  }
  assert.ok(decoded > 5000);
});
