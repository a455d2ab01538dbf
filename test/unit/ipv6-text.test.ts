import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { isIPv6 } from "node:net";
import { test } from "node:test";
import { formatIpv6, parseIpv6 } from "berkeley-sockets";
import { expectRefused } from "../support/expect.ts";
import { withoutProgram } from "../support/probe.ts";
import { askPython } from "../support/python.ts";
import { Seeded } from "../support/seeded.ts";

/** The texts of RFC 5952, by section, and the one that it recommends for each. */
const rfc5952: readonly [section: string, recommended: string, ...others: string[]][] = [
  [
    "1",
    "2001:db8::1:0:0:1",
    "2001:db8:0:0:1:0:0:1",
    "2001:0db8:0:0:1:0:0:1",
    "2001:db8::1:0:0:1",
    "2001:db8::0:1:0:0:1",
    "2001:0db8::1:0:0:1",
    "2001:db8:0:0:1::1",
    "2001:db8:0000:0:1::1",
    "2001:DB8:0:0:1::1",
  ],
  [
    "2.1",
    "2001:db8:aaaa:bbbb:cccc:dddd:eeee:1",
    "2001:db8:aaaa:bbbb:cccc:dddd:eeee:0001",
    "2001:db8:aaaa:bbbb:cccc:dddd:eeee:001",
    "2001:db8:aaaa:bbbb:cccc:dddd:eeee:01",
  ],
  ["2.2 one group", "2001:db8:aaaa:bbbb:cccc:dddd:0:1", "2001:db8:aaaa:bbbb:cccc:dddd::1"],
  ["2.2 many groups", "2001:db8::1", "2001:db8:0:0:0::1", "2001:db8:0:0::1", "2001:db8:0::1"],
  ["2.2 either run", "2001:db8::aaaa:0:0:1", "2001:db8:0:0:aaaa::1"],
  [
    "2.3",
    "2001:db8:aaaa:bbbb:cccc:dddd:eeee:aaaa",
    "2001:db8:aaaa:bbbb:cccc:dddd:eeee:AAAA",
    "2001:db8:aaaa:bbbb:cccc:dddd:eeee:AaAa",
  ],
  ["4.1", "2001:db8::1", "2001:0db8::0001"],
  ["4.2.1 shortest", "2001:db8::2:1", "2001:db8:0:0:0:0:2:1"],
  ["4.2.1 whole run", "2001:db8::1", "2001:db8::0:1"],
  ["4.2.2", "2001:db8:0:1:1:1:1:1", "2001:db8::1:1:1:1:1"],
  ["4.2.3 longest run", "2001:0:0:1::1", "2001:0:0:1:0:0:0:1"],
  ["4.2.3 first of equals", "2001:db8::1:0:0:1", "2001:db8:0:0:1:0:0:1"],
  ["4.3", "2001:db8::a:b:c:d", "2001:DB8::A:B:C:D"],
  ["5 mapped", "::ffff:192.0.2.1", "0:0:0:0:0:ffff:192.0.2.1", "::FFFF:C000:0201"],
];
for (const [section, recommended, ...others] of rfc5952) {
  test(`RFC 5952 section ${section}: ${recommended}`, () => {
    for (const text of [recommended, ...others]) assert.equal(formatIpv6(parseIpv6(text)), recommended, text);
  });
}

test("RFC 4291 section 2.2: the three forms", () => {
  const same: readonly (readonly [string, string])[] = [
    ["ABCD:EF01:2345:6789:ABCD:EF01:2345:6789", "abcdef0123456789abcdef0123456789"],
    ["2001:DB8:0:0:8:800:200C:417A", "20010db80000000000080800200c417a"],
    ["2001:DB8::8:800:200C:417A", "20010db80000000000080800200c417a"],
    ["FF01:0:0:0:0:0:0:101", "ff010000000000000000000000000101"],
    ["FF01::101", "ff010000000000000000000000000101"],
    ["0:0:0:0:0:0:0:1", "00000000000000000000000000000001"],
    ["::1", "00000000000000000000000000000001"],
    ["0:0:0:0:0:0:0:0", "00000000000000000000000000000000"],
    ["::", "00000000000000000000000000000000"],
    ["0:0:0:0:0:0:13.1.68.3", "0000000000000000000000000d014403"],
    ["::13.1.68.3", "0000000000000000000000000d014403"],
    ["0:0:0:0:0:FFFF:129.144.52.38", "00000000000000000000ffff81903426"],
    ["::FFFF:129.144.52.38", "00000000000000000000ffff81903426"],
    ["64:ff9b::192.0.2.33", "0064ff9b0000000000000000c0000221"],
    ["1:2:3:4:5:6:7::", "00010002000300040005000600070000"],
    ["::2:3:4:5:6:7:8", "00000002000300040005000600070008"],
    ["1::", "00010000000000000000000000000000"],
    ["1:2:3:4:5:6:1.2.3.4", "00010002000300040005000601020304"],
  ];
  for (const [text, hex] of same) assert.equal(Buffer.from(parseIpv6(text)).toString("hex"), hex, text);
});

test("only IPv4-mapped addresses are written with dots", () => {
  assert.equal(formatIpv6(parseIpv6("::13.1.68.3")), "::d01:4403");
  assert.equal(formatIpv6(parseIpv6("64:ff9b::192.0.2.33")), "64:ff9b::c000:221");
  assert.equal(formatIpv6(parseIpv6("::ffff:0.0.0.0")), "::ffff:0.0.0.0");
  assert.equal(formatIpv6(parseIpv6("::fffe:1.2.3.4")), "::fffe:102:304");
  assert.equal(formatIpv6(parseIpv6("::")), "::");
  assert.equal(formatIpv6(parseIpv6("1::")), "1::");
});

const refused = [
  "",
  ":",
  ":::",
  "1",
  "1:2:3:4:5:6:7",
  "1:2:3:4:5:6:7:8:9",
  "1:2:3:4:5:6:7:8::",
  "::1:2:3:4:5:6:7:8",
  "1:2:3:4::5:6:7:8",
  "1::2::3",
  "::1::",
  ":1::2",
  "1::2:",
  ":1:2:3:4:5:6:7",
  "1:2:3:4:5:6:7:",
  "12345::",
  "::00001",
  "g::",
  "0x1::",
  "-1::",
  "+1::",
  "::1 ",
  " ::1",
  "::1\n",
  "::1\0",
  "::1%1",
  "::1%lo",
  "[::1]",
  "[::1]:80",
  "::1/64",
  "1.2.3.4",
  "1.2.3.4::",
  "::1.2.3.4:5",
  "::1.2.3",
  "::1.2.3.256",
  "::01.2.3.4",
  "::1.2.3.4.5",
  "1:2:3:4:5:6:7:1.2.3.4",
  "1:2:3:4:5:1.2.3.4",
  "1:2:3:4:5:6::1.2.3.4",
  "::١",
];
for (const text of refused) {
  test(`parseIpv6 refuses ${JSON.stringify(text)}`, () => {
    expectRefused(RangeError, "text must be an IPv6 address", () => parseIpv6(text));
  });
}

test("parseIpv6 and formatIpv6 check their arguments", () => {
  for (const value of [undefined, null, 1, {}]) {
    expectRefused(TypeError, "text must be a string", () => parseIpv6(value as never));
  }
  for (const value of [undefined, null, "::1", [0, 1], new ArrayBuffer(16)]) {
    expectRefused(TypeError, "ip must be a Uint8Array of 16 bytes", () => formatIpv6(value as never));
  }
  for (const length of [0, 4, 15, 17]) {
    expectRefused(RangeError, "ip must be 16 bytes", () => formatIpv6(new Uint8Array(length)));
  }
  const detached = new Uint8Array(16);
  structuredClone(detached.buffer, { transfer: [detached.buffer] });
  expectRefused(TypeError, "detached", () => formatIpv6(detached));
});

test("what parseIpv6 gives has a buffer of its own", () => {
  const bytes = parseIpv6("::1");
  assert.equal(bytes.length, 16);
  assert.equal(bytes.buffer.byteLength, 16);
  bytes[15] = 9;
  assert.equal(parseIpv6("::1")[15], 1);
});

test("formatIpv6 reads any view, at its offset", () => {
  const room = new Uint8Array(20);
  room.set(parseIpv6("2001:db8::7"), 3);
  assert.equal(formatIpv6(room.subarray(3, 19)), "2001:db8::7");
  assert.equal(formatIpv6(new DataView(room.buffer, 3, 16) as unknown as Uint8Array), "2001:db8::7");
});

/** An address with runs of zeros, as real ones have. */
function randomAddress(random: Seeded): Uint8Array<ArrayBuffer> {
  const bytes = random.bytes(16);
  for (let group = 0; group < 8; group++) {
    if (random.below(2) === 0) bytes.fill(0, 2 * group, 2 * group + 2);
    else if (random.below(3) === 0) bytes[2 * group] = 0;
  }
  if (random.below(16) === 0) bytes.fill(0, 0, 10).fill(0xff, 10, 12);
  return bytes;
}

test("fuzz: every address comes back from its text", () => {
  const random = new Seeded(6);
  for (let round = 0; round < 5000; round++) {
    const bytes = randomAddress(random);
    const text = formatIpv6(bytes);
    assert.ok(isIPv6(text), text);
    assert.deepEqual(parseIpv6(text), bytes, text);
  }
});

test("fuzz: damaged texts are taken exactly where node:net takes them", () => {
  const random = new Seeded(66);
  let taken = 0;
  for (let round = 0; round < 10_000; round++) {
    const characters = [...formatIpv6(randomAddress(random))];
    for (let damage = random.below(3); damage >= 0; damage--) {
      const at = random.below(characters.length + 1);
      characters.splice(at, random.below(2), ...(random.below(2) === 0 ? [random.pick([..."0123456789abcF:.g"])] : []));
    }
    const text = characters.join("");
    let parsed = true;
    try {
      parseIpv6(text);
    } catch (error) {
      assert.ok(error instanceof RangeError);
      parsed = false;
    }
    assert.equal(parsed, isIPv6(text), text);
    taken += Number(parsed);
  }
  assert.ok(taken > 1000 && taken < 9000, `${taken} of 10000: the damage is too small or too great`);
});

test("fuzz: texts agree with python3's ipaddress and inet_pton", { skip: withoutProgram("python3") }, () => {
  const random = new Seeded(666);
  const addresses = Array.from({ length: 2000 }, () => randomAddress(random));
  const theirs = askPython<{ text: string; hex: string }[]>(
    `
import ipaddress, json, socket, sys
out = []
for line in sys.stdin.read().split():
    packed = bytes.fromhex(line)
    address = ipaddress.IPv6Address(packed)
    text = "::ffff:" + str(address.ipv4_mapped) if address.ipv4_mapped else str(address)
    out.append({"text": text, "hex": socket.inet_pton(socket.AF_INET6, text).hex()})
print(json.dumps(out))`,
    addresses.map((bytes) => Buffer.from(bytes).toString("hex")).join("\n"),
  );
  for (const [index, bytes] of addresses.entries()) {
    assert.equal(formatIpv6(bytes), theirs[index]?.text);
    assert.equal(Buffer.from(parseIpv6(formatIpv6(bytes))).toString("hex"), theirs[index]?.hex);
  }
});
