import "../support/leak-guard.ts";
import { test } from "node:test";
import {
  getAddressInfo,
  getServiceByPort,
  Internet6Address,
  InternetAddress,
  parseIpv4,
  parseIpv6,
  UnixAddress,
} from "berkeley-sockets";
import { expectRefused } from "../support/expect.ts";

/** Ports, addresses and names that are wrong by themselves: refused by name and value, before any system call. */

const wrong = (value: unknown): never => value as never;

const ip6 = new Uint8Array(16);

const ports: readonly (readonly [string, unknown, typeof RangeError | typeof TypeError])[] = [
  ["-1", -1, RangeError],
  ["65536", 65536, RangeError],
  ["1.5", 1.5, RangeError],
  ["NaN", Number.NaN, RangeError],
  ["Infinity", Number.POSITIVE_INFINITY, RangeError],
  ["'80 '", "80 ", TypeError],
  ["'80'", "80", TypeError],
  ["80n", 80n, TypeError],
  ["undefined", undefined, TypeError],
  ["null", null, TypeError],
];

for (const [shown, port, type] of ports) {
  test(`port ${shown}`, () => {
    const words = new RegExp(`port.* not ${shown.replace(/[.]/g, "\\.")}$`);
    expectRefused(type, words, () => new InternetAddress(0, wrong(port)));
    expectRefused(type, words, () => InternetAddress.from("127.0.0.1", wrong(port)));
    expectRefused(type, words, () => InternetAddress.loopback(wrong(port)));
    expectRefused(type, words, () => InternetAddress.any(wrong(port)));
    expectRefused(type, words, () => InternetAddress.broadcast(wrong(port)));
    expectRefused(type, words, () => new Internet6Address(ip6, wrong(port)));
    expectRefused(type, words, () => Internet6Address.from("::1", wrong(port)));
    expectRefused(type, words, () => Internet6Address.loopback(wrong(port)));
    expectRefused(type, words, () => Internet6Address.any(wrong(port)));
    expectRefused(type, words, () => getServiceByPort(wrong(port)));
    if (port !== undefined) {
      expectRefused(type, /defaultPort/, () => InternetAddress.parse("127.0.0.1", wrong(port)));
      expectRefused(type, /defaultPort/, () => Internet6Address.parse("::1", wrong(port)));
    }
    if (typeof port === "number") expectRefused(RangeError, "service", () => getAddressInfo(null, port));
  });
}

for (const text of ["-1", "65536", "1.5", "NaN", "80 ", " 80", "+80", "0x50", "8e1", "", "123456", "٨٠"]) {
  test(`port ${JSON.stringify(text)} in text`, () => {
    expectRefused(RangeError, "text must be an IPv4 address and a port", () =>
      InternetAddress.parse(`127.0.0.1:${text}`),
    );
    expectRefused(RangeError, "text must be an IPv6 address and a port", () => Internet6Address.parse(`[::1]:${text}`));
  });
}

test("text without a port, and no default", () => {
  expectRefused(RangeError, "no default port is given, not '127.0.0.1'", () => InternetAddress.parse("127.0.0.1"));
  expectRefused(RangeError, "no default port is given, not '::1'", () => Internet6Address.parse("::1"));
  expectRefused(RangeError, "no default port is given", () => Internet6Address.parse("[::1]"));
});

for (const text of [
  ...["256.0.0.1", "0.0.0.256", "1.2.3", "1.2.3.4.5", "0x7f.1", "0x7f.0.0.1", "127.1", "2130706433", "01.2.3.4"],
  ...["1.2.3.4 ", " 1.2.3.4", "1.2.3.-4", "1..2.3", "1.2.3.", ".1.2.3", "", "1.2.3.4\n", "1.2.3.٤", "localhost", "::1"],
]) {
  test(`IPv4 text ${JSON.stringify(text)}`, () => {
    expectRefused(RangeError, "text must be", () => parseIpv4(text));
    expectRefused(RangeError, "ip must be an IPv4 address of four decimal octets", () =>
      InternetAddress.from(text, 80),
    );
    expectRefused(RangeError, "text must be an", () => InternetAddress.parse(`${text}:80`));
  });
}

for (const text of [
  ...[
    "1::2::3",
    "::1::",
    ":::",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "1:2:3:4:5:6:7::8",
    "12345::",
    "g::",
    ":1",
    "1:",
  ],
  ...[
    "",
    ":",
    "::1 ",
    " ::1",
    "::256.0.0.1",
    "::1.2.3",
    "1.2.3.4::",
    "::1.2.3.4:5",
    "[::1]",
    "::1\n",
    "127.0.0.1",
    "::-1",
  ],
]) {
  test(`IPv6 text ${JSON.stringify(text)}`, () => {
    expectRefused(RangeError, "text must be an IPv6 address", () => parseIpv6(text));
    expectRefused(RangeError, "ip must be an IPv6 address", () => Internet6Address.from(text, 80));
    expectRefused(RangeError, "text must be an IPv6 address and a port", () => Internet6Address.parse(`[${text}]:80`));
  });
}

test("zones: empty, too large, with NUL", () => {
  expectRefused(RangeError, "zone", () => Internet6Address.from("fe80::1%", 80));
  expectRefused(RangeError, "zone", () => Internet6Address.from(`fe80::1%${2 ** 32}`, 80));
  expectRefused(RangeError, "zone", () => Internet6Address.from("fe80::1%l\0o", 80));
});

test("addresses of other types", () => {
  for (const value of [undefined, null, 5, {}, ["1.2.3.4"], Symbol("ip")]) {
    expectRefused(TypeError, "text", () => parseIpv4(wrong(value)));
    expectRefused(TypeError, "text", () => parseIpv6(wrong(value)));
    expectRefused(TypeError, "ip", () => InternetAddress.from(wrong(value), 80));
    expectRefused(TypeError, "text", () => InternetAddress.parse(wrong(value)));
    expectRefused(TypeError, "ip", () => Internet6Address.from(wrong(value), 80));
  }
  for (const ip of [-1, 2 ** 32, 0.5, Number.NaN]) {
    expectRefused(RangeError, "ip", () => new InternetAddress(ip, 80));
  }
  expectRefused(TypeError, "ip", () => new InternetAddress(wrong("127.0.0.1"), 80));
  for (const length of [0, 4, 15, 17]) {
    expectRefused(RangeError, "ip must be 16 bytes", () => new Internet6Address(new Uint8Array(length), 80));
  }
  expectRefused(TypeError, "ip", () => new Internet6Address(wrong(new Array(16).fill(0)), 80));
  for (const value of [-1, 2 ** 32, 0.5]) {
    expectRefused(RangeError, "flowInfo", () => new Internet6Address(ip6, 80, value));
    expectRefused(RangeError, "scopeId", () => new Internet6Address(ip6, 80, 0, value));
  }
});

test("Unix paths: empty, with NUL, of 108 bytes and of 109", () => {
  expectRefused(RangeError, "UnixAddress.unnamed", () => new UnixAddress(""));
  expectRefused(RangeError, "UnixAddress.abstract", () => new UnixAddress("\0name"));
  expectRefused(RangeError, "path must be a path without NUL", () => new UnixAddress("/run/a\0b"));
  expectRefused(RangeError, "path must be a path without NUL", () => new UnixAddress(Uint8Array.of(47, 0)));
  for (const length of [108, 109]) {
    const words = `path must be a path of at most 107 bytes, not ${length} bytes`;
    expectRefused(RangeError, words, () => new UnixAddress("x".repeat(length)));
    expectRefused(RangeError, words, () => new UnixAddress(new Uint8Array(length).fill(120)));
  }
  new UnixAddress("x".repeat(107));
});

test("Unix paths are counted in bytes: 54 times ä, 36 times €, 27 times 😀", () => {
  for (const [character, bytes] of [
    ["ä", 2],
    ["€", 3],
    ["😀", 4],
  ] as const) {
    const most = Math.floor(107 / bytes);
    new UnixAddress(character.repeat(most));
    const words = `at most 107 bytes, not ${bytes * (most + 1)} bytes`;
    expectRefused(RangeError, words, () => new UnixAddress(character.repeat(most + 1)));
    expectRefused(RangeError, words, () => UnixAddress.abstract(character.repeat(most + 1)));
  }
});

test("abstract names of 108 and of 109 bytes", () => {
  for (const length of [108, 109]) {
    const words = `name must be an abstract name of at most 107 bytes, not ${length} bytes`;
    expectRefused(RangeError, words, () => UnixAddress.abstract("x".repeat(length)));
    expectRefused(RangeError, words, () => UnixAddress.abstract(new Uint8Array(length)));
  }
  UnixAddress.abstract("\0".repeat(107));
  for (const value of [undefined, null, 5, {}, new ArrayBuffer(3)]) {
    expectRefused(TypeError, "name", () => UnixAddress.abstract(wrong(value)));
    expectRefused(TypeError, "path", () => new UnixAddress(wrong(value)));
  }
});
