import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { isIPv4 } from "node:net";
import { test } from "node:test";
import { formatIpv4, parseIpv4 } from "berkeley-sockets";
import { expectRefused } from "../support/expect.ts";
import { Seeded } from "../support/seeded.ts";

test("four octets make a number, the first in the highest eight bits", () => {
  for (const [text, ip] of [
    ["0.0.0.0", 0],
    ["127.0.0.1", 0x7f00_0001],
    ["1.2.3.4", 0x0102_0304],
    ["192.0.2.255", 0xc000_02ff],
    ["255.255.255.255", 0xffff_ffff],
  ] as const) {
    assert.equal(parseIpv4(text), ip);
    assert.equal(formatIpv4(ip), text);
  }
});

// inet_aton(3) takes most of these; inet_pton(3) and RFC 6943 section 3.1.1 take none.
const refused = [
  "",
  "1",
  "127.1",
  "1.2.3",
  "1.2.3.4.5",
  "1.2.3.",
  ".1.2.3",
  "1..2.3",
  "1.2.3.256",
  "1.2.3.1000",
  "01.2.3.4",
  "1.2.3.04",
  "00.0.0.0",
  "0x7f.0.0.1",
  "1.2.3.+4",
  "1.2.3.-4",
  "1.2.3.4 ",
  " 1.2.3.4",
  "1.2.3.4\n",
  "1.2.3.4\0",
  "1.2.3.4:80",
  "1.2.3.4/8",
  "1.2.3.1e1",
  "１.2.3.4",
  "::1",
  "localhost",
];
for (const text of refused) {
  test(`parseIpv4 refuses ${JSON.stringify(text)}`, () => {
    expectRefused(RangeError, "text must be an IPv4 address", () => parseIpv4(text));
  });
}

test("parseIpv4 and formatIpv4 check their arguments, and show them", () => {
  for (const value of [undefined, null, 1, {}, ["1.2.3.4"]]) {
    expectRefused(TypeError, "text must be a string", () => parseIpv4(value as never));
  }
  for (const value of ["1", null, 1n]) expectRefused(TypeError, "ip must be", () => formatIpv4(value as never));
  for (const value of [-1, 2 ** 32, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    expectRefused(RangeError, `not ${value}`, () => formatIpv4(value));
  }
});

test("fuzz: every number comes back from its text", () => {
  const random = new Seeded(4);
  for (let round = 0; round < 5000; round++) {
    const ip = random.below(2 ** 32);
    const text = formatIpv4(ip);
    assert.ok(isIPv4(text));
    assert.equal(parseIpv4(text), ip);
  }
});

test("fuzz: damaged texts are taken exactly where node:net takes them", () => {
  const random = new Seeded(44);
  let taken = 0;
  for (let round = 0; round < 5000; round++) {
    const characters = [...formatIpv4(random.below(2 ** 32))];
    const at = random.below(characters.length);
    characters.splice(at, random.below(2), ...(random.below(2) === 0 ? [random.pick([..."0123456789.:x "])] : []));
    const text = characters.join("");
    let parsed = true;
    try {
      parseIpv4(text);
    } catch (error) {
      assert.ok(error instanceof RangeError);
      parsed = false;
    }
    assert.equal(parsed, isIPv4(text), text);
    taken += Number(parsed);
  }
  assert.ok(taken > 500 && taken < 4500, `${taken} of 5000: the damage is too small or too great`);
});
