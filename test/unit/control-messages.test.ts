/**
 * The bytes of every kind of control message, worked out by hand from the headers: for this machine, and for
 * machines that it is not.
 */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
// All of one copy: the codecs' own.
import "../../src/address/domain.ts";
import { InternetAddress } from "../../src/address/internet.ts";
import { Internet6Address } from "../../src/address/internet6.ts";
import { codecs } from "../../src/bsd/codecs.ts";
import { ControlMessageType, registerControlMessageType } from "../../src/bsd/control/message-type.ts";
import type { ControlMessage, ReceivedControlMessage } from "../../src/bsd/control/messages.ts";
import { SocketCondition } from "../../src/core/condition.ts";
import { systemLayout } from "../../src/core/struct.ts";
import { constants } from "../../src/sys/constants.ts";
import {
  bigEndian32Control,
  bigEndianControl,
  type ControlPlatform,
  linux64Control,
  linuxControlNumbers,
  macosControl,
} from "../support/control-platforms.ts";
import { asLibcHasThem, linux64 } from "../support/layouts.ts";
import { Seeded } from "../support/seeded.ts";

const plain = (text: string): string => text.replaceAll(/\s/g, "");
const descriptor = (fd: number): never => ({ fd }) as never;
const numbersOf = (message: ReceivedControlMessage | undefined): number[] => {
  assert.ok(message?.kind === "rights");
  return message.descriptors.map(({ fd }) => fd);
};

/** Both ways: what is encoded, and what these bytes decode to. */
function golden(
  platform: ControlPlatform,
  given: ControlMessage & ReceivedControlMessage,
  domain: "unix" | "internet" | "internet6",
  text: string,
): void {
  assert.equal(platform.encode([given], domain), plain(text));
  assert.deepEqual(platform.decode(text), [given]);
}

test("rights: the header's length is size_t on Linux, an int on macOS, and so is the padding", () => {
  const given = [{ kind: "rights", descriptors: [3, 0x0102] }] as const;
  for (const [platform, text] of [
    [linux64Control, "1800000000000000 01000000 01000000 03000000 02010000"],
    [bigEndianControl, "0000000000000018 00000001 00000001 00000003 00000102"],
    [bigEndian32Control, "00000014 00000001 00000001 00000003 00000102"],
    [macosControl, "14000000 ffff0000 01000000 03000000 02010000"],
  ] as const) {
    assert.equal(platform.encode(given), plain(text));
    assert.deepEqual(numbersOf(platform.decode(text)[0]), [3, 0x0102]);
  }
  const one = [{ kind: "rights", descriptors: [descriptor(7)] }] as const;
  assert.equal(linux64Control.encode(one), plain("1400000000000000 01000000 01000000 07000000 00000000"));
  assert.equal(macosControl.encode(one), plain("10000000 ffff0000 01000000 07000000"));
});

test("rights: a room that ends without padding, or within a descriptor", () => {
  const [exact] = linux64Control.decode("1400000000000000 01000000 01000000 07000000");
  assert.deepEqual(numbersOf(exact), [7]);
  const [cut] = linux64Control.decode("1600000000000000 01000000 01000000 07000000 0800");
  assert.deepEqual(numbersOf(cut), [7]);
  const [none] = linux64Control.decode("1000000000000000 01000000 01000000");
  assert.deepEqual(numbersOf(none), []);
});

test("credentials", () => {
  const given = { kind: "credentials", pid: 0x1234, uid: 1000, gid: 0xffff_fffe } as const;
  golden(linux64Control, given, "unix", "1c00000000000000 01000000 02000000 34120000 e8030000 feffffff 00000000");
  golden(bigEndianControl, given, "unix", "000000000000001c 00000001 00000002 00001234 000003e8 fffffffe 00000000");
  golden(bigEndian32Control, given, "unix", "00000018 00000001 00000002 00001234 000003e8 fffffffe");
  const own = { pid: process.pid, uid: process.geteuid?.(), gid: process.getegid?.() };
  assert.deepEqual(linux64Control.decode(linux64Control.encode([{ kind: "credentials" }])), [
    { kind: "credentials", ...own },
  ]);
});

test("pidfd: a descriptor, or an error in place of a process that is gone", () => {
  const [given] = linux64Control.decode("1400000000000000 01000000 04000000 09000000 00000000");
  assert.ok(given?.kind === "pidfd");
  assert.equal(given.descriptor?.fd, 9);
  const gone = linux64Control.decode("1400000000000000 01000000 04000000 fdffffff 00000000");
  assert.deepEqual(gone, [{ kind: "pidfd", descriptor: undefined }]);
});

test("security: text up to its NUL, of a Unix socket or of IP_PASSSEC", () => {
  const label = "756e636f6e66696e656400"; // "unconfined\0"
  for (const level of ["01000000", "00000000"]) {
    const messages = linux64Control.decode(`1b00000000000000 ${level} 03000000 ${label} 0000000000`);
    assert.deepEqual(messages, [{ kind: "security", label: "unconfined" }]);
  }
});

test("pktinfo of IPv4: the interface, the address to answer from, the destination", () => {
  const given = {
    kind: "pktinfo",
    address: InternetAddress.from("224.0.0.251", 0),
    interfaceIndex: 3,
    local: InternetAddress.from("192.0.2.1", 0),
  } as const;
  const text = "1c00000000000000 00000000 08000000 03000000 c0000201 e00000fb 00000000";
  assert.deepEqual(linux64Control.decode(text), [given]);
  assert.deepEqual(macosControl.decode("18000000 00000000 1a000000 03000000 c0000201 e00000fb"), [given]);
  assert.deepEqual(bigEndianControl.decode("000000000000001c 00000000 00000008 00000003 c0000201 e00000fb 00000000"), [
    given,
  ]);
  // Sent, the source is the local address, and the destination is not told.
  const sent = "1c00000000000000 00000000 08000000 03000000 c0000201 00000000 00000000";
  assert.equal(linux64Control.encode([given], "internet"), plain(sent));
  const { local, interfaceIndex } = given;
  assert.equal(linux64Control.encode([{ kind: "pktinfo", address: local, interfaceIndex }], "internet"), plain(sent));
  assert.equal(
    macosControl.encode([{ kind: "pktinfo", interfaceIndex: 3 }], "internet"),
    plain("18000000 00000000 1a000000 03000000 00000000 00000000"),
  );
});

test("pktinfo of IPv6: the address, then the interface, which is the zone of an address of the link", () => {
  const address = Internet6Address.from("2001:db8::1", 0);
  golden(
    linux64Control,
    { kind: "pktinfo", address, interfaceIndex: 2, local: undefined },
    "internet6",
    "2400000000000000 29000000 32000000 20010db8000000000000000000000001 02000000 00000000",
  );
  golden(
    macosControl,
    { kind: "pktinfo", address: Internet6Address.from("fe80::1%5", 0), interfaceIndex: 5, local: undefined },
    "internet6",
    "20000000 29000000 2e000000 fe800000000000000000000000000001 05000000",
  );
  for (const [text, scopeId] of [
    ["ff020000000000000000000000000001", 5],
    ["ff010000000000000000000000000001", 5],
    ["ff050000000000000000000000000001", 0],
    ["febf0000000000000000000000000001", 5],
    ["fec00000000000000000000000000001", 0],
    ["00000000000000000000000000000001", 0],
  ] as const) {
    const [message] = macosControl.decode(`20000000 29000000 2e000000 ${text} 05000000`);
    assert.ok(message?.kind === "pktinfo" && message.address instanceof Internet6Address);
    assert.equal(message.address.scopeId, scopeId, text);
  }
  // The zone alone is enough to choose the interface.
  const zoned = [{ kind: "pktinfo", address: Internet6Address.from("fe80::1%5", 0) }] as const;
  assert.match(linux64Control.encode(zoned, "internet6"), /0105000000.{8}$/);
  assert.equal(
    linux64Control.encode([{ kind: "pktinfo", interfaceIndex: 2 }], "internet6"),
    plain(`2400000000000000 29000000 32000000 ${"00".repeat(16)} 02000000 00000000`),
  );
});

test("pktinfo: the same address twice in a row is the same object, another is another", () => {
  const text = (ip: string): string => `1c00000000000000 00000000 08000000 01000000 ${ip} ${ip} 00000000`;
  const address = (ip: string): unknown => {
    const [message] = linux64Control.decode(text(ip));
    assert.ok(message?.kind === "pktinfo");
    assert.equal(message.local, message.address);
    return message.address;
  };
  assert.equal(address("7f000001"), address("7f000001"));
  assert.deepEqual(address("7f000002"), InternetAddress.from("127.0.0.2", 0));
  const text6 = (low: string, index: string): string =>
    `2400000000000000 29000000 32000000 fe80000000000000000000000000${low} ${index} 00000000`;
  const address6 = (low: string, index: string): unknown => {
    const [message] = linux64Control.decode(text6(low, index));
    assert.ok(message?.kind === "pktinfo");
    return message.address;
  };
  assert.equal(address6("0001", "01000000"), address6("0001", "01000000"));
  assert.deepEqual(address6("0001", "02000000"), Internet6Address.from("fe80::1%2", 0));
  assert.deepEqual(address6("0002", "02000000"), Internet6Address.from("fe80::2%2", 0));
});

test("hop limit and time to live", () => {
  const hops = { kind: "hopLimit", value: 64 } as const;
  golden(linux64Control, hops, "internet6", "1400000000000000 29000000 34000000 40000000 00000000");
  golden(macosControl, hops, "internet6", "10000000 29000000 2f000000 40000000");
  golden(bigEndianControl, hops, "internet6", "0000000000000014 00000029 00000034 00000040 00000000");
  const time = { kind: "timeToLive", value: 255 } as const;
  golden(linux64Control, time, "internet", "1400000000000000 00000000 02000000 ff000000 00000000");
  golden(bigEndian32Control, time, "internet", "00000010 00000000 00000002 000000ff");
  // macOS receives it under the number of IP_RECVTTL, as one byte.
  assert.deepEqual(macosControl.decode("0d000000 00000000 18000000 ff000000"), [time]);
});

test("traffic class: IPv4's is received as one byte, IPv6's as an int; expedited forwarding with ECT(1) is 0xb9", () => {
  const given = { kind: "trafficClass", value: 0xb9, dscp: 46, ecn: 1, version: 4 } as const;
  const six = { ...given, version: 6 } as const;
  assert.deepEqual(linux64Control.decode("1100000000000000 00000000 01000000 b9 00000000000000"), [given]);
  assert.deepEqual(macosControl.decode("0d000000 00000000 1b000000 b9000000"), [given]);
  golden(linux64Control, six, "internet6", "1400000000000000 29000000 43000000 b9000000 00000000");
  golden(macosControl, six, "internet6", "10000000 29000000 24000000 b9000000");
  const four = plain("1400000000000000 00000000 01000000 b9000000 00000000");
  for (const parts of [{ value: 0xb9 }, { dscp: 46, ecn: 1 }, given]) {
    assert.equal(linux64Control.encode([{ kind: "trafficClass", ...parts }], "internet"), four);
  }
  assert.match(linux64Control.encode([{ kind: "trafficClass", ecn: 2 }], "internet"), /0200000000000000$/);
  assert.match(linux64Control.encode([{ kind: "trafficClass", dscp: 1 }], "internet"), /0400000000000000$/);
  assert.match(linux64Control.encode([{ kind: "trafficClass", value: 5, ecn: 1 }], "internet"), /0500000000000000$/);
});

test("traffic class: an IPv6 socket asks IPv4 for it where the destination is mapped", () => {
  const message = [{ kind: "trafficClass", value: 8 }] as const;
  const mapped = Internet6Address.from("::ffff:127.0.0.1", 9);
  assert.match(linux64Control.encode(message, "internet6", mapped), /^14000000000000000000000001000000/);
  assert.match(linux64Control.encode(message, "internet6", Internet6Address.loopback(9)), /^14.{14}2900000043/);
  assert.match(linux64Control.encode(message, "internet6"), /^14.{14}2900000043/);
});

// 1700000000 s are 0x6553f100, 123456 µs 0x1e240, 123456789 ns 0x75bcd15.
const micro = {
  kind: "timestamp",
  time: 1_700_000_000_123_456_000n,
  unit: "microsecond",
  software: 1_700_000_000_123_456_000n,
  transformed: undefined,
  hardware: undefined,
};
const nano = {
  kind: "timestamp",
  time: 1_700_000_000_123_456_789n,
  unit: "nanosecond",
  software: 1_700_000_000_123_456_789n,
  transformed: undefined,
  hardware: undefined,
};

test("timestamps of one time: microseconds and nanoseconds, old and new numbers", () => {
  const seconds = "00f1536500000000";
  for (const [platform, text, expected] of [
    [linux64Control, `2000000000000000 01000000 1d000000 ${seconds} 40e2010000000000`, micro],
    [linux64Control, `2000000000000000 01000000 3f000000 ${seconds} 40e2010000000000`, micro],
    [linux64Control, `2000000000000000 01000000 23000000 ${seconds} 15cd5b0700000000`, nano],
    [linux64Control, `2000000000000000 01000000 40000000 ${seconds} 15cd5b0700000000`, nano],
    [bigEndianControl, "0000000000000020 00000001 0000001d 000000006553f100 000000000001e240", micro],
    // 32 bits under the old number, 64 under the new one.
    [bigEndian32Control, "00000014 00000001 0000001d 6553f100 0001e240", micro],
    [bigEndian32Control, "0000001c 00000001 0000003f 000000006553f100 000000000001e240", micro],
    [bigEndian32Control, "00000014 00000001 00000023 6553f100 075bcd15", nano],
    [bigEndian32Control, "0000001c 00000001 00000040 000000006553f100 00000000075bcd15", nano],
    // macOS: microseconds of 32 bits, then padding that is not read.
    [macosControl, `1c000000 ffff0000 02000000 ${seconds} 40e20100 ffffffff`, micro],
  ] as const) {
    assert.deepEqual(platform.decode(text), [expected], text);
  }
});

test("a time beyond 2038, and the last that 64 bits of nanoseconds hold", () => {
  const [later] = linux64Control.decode("2000000000000000 01000000 40000000 0000000001000000 0100000000000000");
  assert.ok(later?.kind === "timestamp");
  assert.equal(later.time, 4_294_967_296_000_000_001n);
  const [last] = linux64Control.decode("2000000000000000 01000000 40000000 047dc12502000000 ffd7f23200000000");
  assert.ok(last?.kind === "timestamp");
  assert.equal(last.time, 2n ** 63n - 1n);
});

test("timestamps of three times: the kernel's, a converted one, the device's own", () => {
  const none = "0000000000000000 0000000000000000";
  const software = "00f1536500000000 15cd5b0700000000";
  const hardware = "0100000000000000 0200000000000000";
  const three = (...times: string[]): string => `4000000000000000 01000000 25000000 ${times.join("")}`;
  assert.deepEqual(linux64Control.decode(three(software, none, none)), [nano]);
  assert.deepEqual(linux64Control.decode(three(none, none, hardware)), [
    {
      kind: "timestamp",
      time: 1_000_000_002n,
      unit: "nanosecond",
      software: undefined,
      transformed: undefined,
      hardware: 1_000_000_002n,
    },
  ]);
  assert.deepEqual(linux64Control.decode(three(software, hardware, hardware)), [
    { ...nano, transformed: 1_000_000_002n, hardware: 1_000_000_002n },
  ]);
  const asNew = three(software, none, hardware).replace("25000000", "41000000");
  assert.deepEqual(linux64Control.decode(asNew), [{ ...nano, hardware: 1_000_000_002n }]);
  assert.deepEqual(
    bigEndian32Control.decode("00000024 00000001 00000025 6553f100 075bcd15 00000000 00000000 00000001 00000002"),
    [{ ...nano, hardware: 1_000_000_002n }],
  );
  assert.deepEqual(
    bigEndian32Control.decode(
      "0000003c 00000001 00000041 000000006553f100 00000000075bcd15 0000000000000000 0000000000000000 0000000000000001 0000000000000002",
    ),
    [{ ...nano, hardware: 1_000_000_002n }],
  );
});

test("the time of a departure to come: 64 bits of nanoseconds", () => {
  const given = [{ kind: "transmitTime", time: 0x0102_0304_0506_0708n }] as const;
  assert.equal(linux64Control.encode(given, "internet"), plain("1800000000000000 01000000 3d000000 0807060504030201"));
  assert.equal(
    bigEndianControl.encode(given, "internet"),
    plain("0000000000000018 00000001 0000003d 0102030405060708"),
  );
  const most = [{ kind: "transmitTime", time: 2n ** 64n - 1n }] as const;
  assert.match(linux64Control.encode(most, "internet"), /f{16}$/);
});

test("an error that a router reported: 113 is EHOSTUNREACH, ICMP type 3 code 1", () => {
  const [message] = linux64Control.decode(
    `3000000000000000 00000000 0b000000 71000000 02 03 01 00 00000000 00000000 0200 0000 c0000201 ${"00".repeat(8)}`,
  );
  assert.ok(message?.kind === "receiveError");
  const { error, ...rest } = message;
  assert.deepEqual(rest, {
    kind: "receiveError",
    origin: "icmp",
    type: 3,
    code: 1,
    info: 0,
    data: 0,
    offender: InternetAddress.from("192.0.2.1", 0),
  });
  assert.ok(error instanceof SocketCondition);
  assert.deepEqual([error?.type, error?.syscall, error?.who], [113, "recvmsg", "receiveMessage"]);
});

test("reports of other origins", () => {
  const report = (origin: string, numbers: string, level = "29000000 19000000"): string =>
    `3c00000000000000 ${level} ${numbers.slice(0, 8)} ${origin} ${numbers.slice(8)} ${"00".repeat(28)} 00000000`;
  const decode = (text: string): Extract<ReceivedControlMessage, { kind: "receiveError" }> => {
    const [message] = linux64Control.decode(text);
    assert.ok(message?.kind === "receiveError");
    return message;
  };
  // A path's largest packet, told by ourselves: EMSGSIZE is 90.
  const local = decode(report("01", "5a000000 000000 00050000 00000000".replaceAll(" ", "")));
  assert.deepEqual([local.origin, local.error?.type, local.info, local.offender], ["local", 90, 1280, undefined]);
  // A zero-copy send: no error; from the first to the last that is complete; code 1 says that it was copied.
  const copied = decode(report("05", "00000000 000100 02000000 04000000".replaceAll(" ", "")));
  assert.deepEqual(
    [copied.origin, copied.error, copied.code, copied.info, copied.data],
    ["zeroCopy", undefined, 1, 2, 4],
  );
  // A time of sending bears ENOMSG, 42, which is none.
  const sent = decode(report("04", "2a000000 000000 01000000 07000000".replaceAll(" ", "")));
  assert.deepEqual([sent.origin, sent.error, sent.info, sent.data], ["timestamping", undefined, 1, 7]);
  const missed = decode(report("06", "7d000000 000200 01000000 02000000".replaceAll(" ", "")));
  assert.deepEqual([missed.origin, missed.error?.type, missed.code], ["transmitTime", 125, 2]);
  assert.equal(decode(report("03", "6f000000 010400 00000000 00000000".replaceAll(" ", ""))).origin, "icmp6");
  assert.equal(decode(report("00", "6f000000 010400 00000000 00000000".replaceAll(" ", ""))).origin, "none");
  assert.equal(decode(report("09", "6f000000 010400 00000000 00000000".replaceAll(" ", ""))).origin, 9);
});

test("the original destination", () => {
  assert.deepEqual(linux64Control.decode("2000000000000000 00000000 14000000 0200 0050 c0000201 0000000000000000"), [
    { kind: "originalDestination", address: InternetAddress.from("192.0.2.1", 80) },
  ]);
  const six =
    "2c00000000000000 29000000 4a000000 0a00 01bb 00000000 20010db8000000000000000000000001 00000000 00000000";
  assert.deepEqual(linux64Control.decode(six), [
    { kind: "originalDestination", address: Internet6Address.from("2001:db8::1", 443) },
  ]);
});

test("segment size: two bytes when sent, an int when received; drop count, mark, inq", () => {
  const size = { kind: "segmentSize", value: 1472 } as const;
  assert.equal(
    linux64Control.encode([size], "internet"),
    plain("1200000000000000 11000000 67000000 c005 000000000000"),
  );
  assert.equal(linux64Control.encode([size], "internet6"), linux64Control.encode([size], "internet"));
  assert.deepEqual(linux64Control.decode("1400000000000000 11000000 68000000 c0050000 00000000"), [size]);
  assert.deepEqual(linux64Control.decode("1400000000000000 01000000 28000000 ffffffff 00000000"), [
    { kind: "dropCount", value: 0xffff_ffff },
  ]);
  const mark = { kind: "mark", value: 0xfedc_ba98 } as const;
  golden(linux64Control, mark, "internet", "1400000000000000 01000000 24000000 98badcfe 00000000");
  assert.deepEqual(linux64Control.decode("1400000000000000 06000000 24000000 05000000 00000000"), [
    { kind: "inq", value: 5 },
  ]);
});

test("of frames and of netlink's groups", () => {
  const told = {
    kind: "packetAuxiliary",
    status: 0x51,
    length: 1518,
    kept: 96,
    linkOffset: 0,
    networkOffset: 14,
    vlan: { tag: 0x2064, protocol: 0x8100 },
    checksum: undefined,
    losing: false,
  };
  const little = "2400000000000000 07010000 08000000 51000000 ee050000 60000000 0000 0e00 6420 0081 00000000";
  assert.deepEqual(linux64Control.decode(little), [told]);
  const big = "0000000000000024 00000107 00000008 00000051 000005ee 00000060 0000 000e 2064 8100 00000000";
  assert.deepEqual(bigEndianControl.decode(big), [told]);
  const [untagged] = linux64Control.decode(little.replace("51000000", "01000000"));
  assert.ok(untagged?.kind === "packetAuxiliary" && untagged.vlan === undefined);
  const [untyped] = linux64Control.decode(little.replace("51000000", "11000000"));
  assert.ok(untyped?.kind === "packetAuxiliary");
  assert.deepEqual(untyped.vlan, { tag: 0x2064, protocol: undefined });
  // The room ended within it.
  assert.equal(
    linux64Control.decode("2000000000000000 07010000 08000000 51000000 ee050000 60000000 0000 0e00")[0]?.kind,
    "unknown",
  );

  const group = { kind: "netlinkGroup", group: 0x0102_0304 };
  assert.deepEqual(linux64Control.decode("1400000000000000 0e010000 03000000 04030201 00000000"), [group]);
  assert.deepEqual(bigEndianControl.decode("0000000000000014 0000010e 00000003 01020304 00000000"), [group]);
  assert.equal(linux64Control.decode("1200000000000000 0e010000 03000000 0403 000000000000")[0]?.kind, "unknown");
});

test("any other kind: level, type and bytes, both ways", () => {
  const given = { kind: "unknown", level: 0x0107, type: -2, bytes: Uint8Array.of(1, 2, 3) } as const;
  golden(linux64Control, given, "unix", "1300000000000000 07010000 feffffff 010203 0000000000");
  golden(macosControl, given, "unix", "0f000000 07010000 feffffff 010203 00");
  const empty = { kind: "unknown", level: 1, type: 77, bytes: new Uint8Array(0) } as const;
  golden(linux64Control, empty, "unix", "1000000000000000 01000000 4d000000");
});

test("several at once, each where the one before it and its padding end", () => {
  const messages = [
    { kind: "timeToLive", value: 1 },
    { kind: "unknown", level: 5, type: 6, bytes: new Uint8Array(9).fill(7) },
    { kind: "mark", value: 2 },
  ] as const;
  const text = linux64Control.encode(messages, "internet");
  assert.equal(text.length / 2, 24 + 32 + 24);
  assert.deepEqual(linux64Control.decode(text), messages);
  assert.equal(linux64Control.encode([], "internet"), "");
  assert.deepEqual(linux64Control.decode(""), []);
  const many = Array.from({ length: 1000 }, (_, index) => ({ kind: "mark", value: index }) as const);
  assert.deepEqual(linux64Control.decode(linux64Control.encode(many, "internet")), many);
});

test("what is cut short stays bytes, whatever its kind and wherever it was cut", () => {
  const whole = [
    linux64Control.encode([{ kind: "credentials" }]),
    linux64Control.encode([{ kind: "mark", value: 1 }], "internet"),
    linux64Control.encode([{ kind: "pktinfo", interfaceIndex: 1 }], "internet"),
    linux64Control.encode([{ kind: "pktinfo", interfaceIndex: 1 }], "internet6"),
    `3000000000000000 00000000 0b000000 71000000 02 03 01 00 00000000 00000000 0200 0000 c0000201 ${"00".repeat(8)}`,
    "2000000000000000 00000000 14000000 0200 0050 c0000201 0000000000000000",
    "2000000000000000 01000000 1d000000 00f1536500000000 40e2010000000000",
    `4000000000000000 01000000 25000000 ${"01".repeat(48)}`,
  ];
  for (const text of whole.map(plain)) {
    const length = Buffer.from(text, "hex").readUInt32LE(0);
    for (let cut = 16; cut < length; cut++) {
      const bytes = Buffer.from(text, "hex").subarray(0, cut);
      bytes.writeUInt32LE(cut, 0);
      const [message, ...more] = linux64Control.decode(bytes.toString("hex"));
      assert.ok(message !== undefined && more.length === 0);
      if (message.kind === "unknown") assert.deepEqual(Buffer.from(message.bytes), bytes.subarray(16));
    }
  }
});

test("headers that lie: a length below the header, past the end, of more than 32 bits", () => {
  for (const length of [
    "0f00000000000000",
    "0000000000000000",
    "1900000000000000",
    "1400000001000000",
    "ffffffff00000000",
  ]) {
    assert.deepEqual(linux64Control.decode(`${length} 01000000 01000000 07000000 00000000`), [], length);
  }
});

test("a decoder that throws leaves no descriptor open, before it or behind it", () => {
  const throwing = new ControlMessageType<never, never>(
    "throwing",
    77,
    () => new Uint8Array(0),
    () => {
      throw new Error("mine");
    },
    7,
  );
  registerControlMessageType(throwing);
  const own = "1000000000000000 07000000 4d000000";
  const rights = (fd: string): string => `1800000000000000 01000000 01000000 ${fd}000000 ${fd}000000`;
  const pidfd = "1400000000000000 01000000 04000000 09000000 00000000";
  assert.throws(() => linux64Control.decode(`${rights("05")} ${own} ${rights("06")} ${pidfd}`), /mine/);
  assert.deepEqual(linux64Control.closed, [5, 5, 6, 6, 9]);
});

test("a type of one's own: encoded by its codec, decoded by it once registered, found among others", () => {
  const mine = new ControlMessageType("mine", 0x4d, codecs.uint32.encode, codecs.uint32.decode, 0x1234);
  const text = "1400000000000000 34120000 4d000000 2a000000 00000000";
  assert.equal(linux64Control.encode([mine.message(42)]), plain(text));
  assert.deepEqual(linux64Control.decode(text), [
    { kind: "unknown", level: 0x1234, type: 0x4d, bytes: Uint8Array.of(42, 0, 0, 0) },
  ]);
  registerControlMessageType(mine);
  const messages = linux64Control.decode(`${text} ${text.replace("2a", "2b")}`);
  assert.deepEqual(messages[0], { kind: "custom", type: mine, value: 42 });
  assert.equal(mine.valueIn(messages), 42);
  assert.equal(mine.valueIn([]), undefined);
  const other = new ControlMessageType("other", 0x4d, codecs.int32.encode, () => "decoded", 0x1234);
  registerControlMessageType(other);
  assert.equal(other.valueIn(linux64Control.decode(text)), "decoded");
  // Too few for its codec: bytes.
  registerControlMessageType(mine);
  assert.deepEqual(linux64Control.decode("1200000000000000 34120000 4d000000 2a00 000000000000"), [
    { kind: "unknown", level: 0x1234, type: 0x4d, bytes: Uint8Array.of(42, 0) },
  ]);
  // Of a kind that the library has, too.
  const ttl = new ControlMessageType("ttl", 2, codecs.int32.encode, codecs.int32.decode, 0);
  registerControlMessageType(ttl);
  assert.equal(ttl.valueIn(linux64Control.decode("1400000000000000 00000000 02000000 07000000 00000000")), 7);
});

test("types of one's own: arguments", () => {
  const { encode, decode } = codecs.int32;
  assert.throws(() => new ControlMessageType(1 as never, 1, encode, decode), /name must be a string/);
  assert.throws(() => new ControlMessageType("x", 2 ** 31, encode, decode), RangeError);
  assert.throws(() => new ControlMessageType("x", 1, undefined as never, decode), /encode must be a function/);
  assert.throws(() => new ControlMessageType("x", 1, encode, 1 as never), /decode must be a function/);
  assert.throws(() => new ControlMessageType("x", 1, encode, decode, "1" as never), /level must be/);
  const lacking = new ControlMessageType("x", undefined, encode, decode);
  assert.deepEqual([lacking.available, String(lacking)], [false, "x"]);
  registerControlMessageType(lacking);
  assert.throws(
    () => linux64Control.encode([lacking.message(1)]),
    (error: object) => error instanceof SocketCondition && error.code === "ENOTSUP" && /x/.test(error.message),
  );
  assert.throws(() => registerControlMessageType({} as never), /type must be a ControlMessageType/);
  for (const id of [constants.SCM_RIGHTS, constants.SCM_PIDFD]) {
    const type = new ControlMessageType("x", id, encode, decode);
    assert.throws(() => registerControlMessageType(type), RangeError);
  }
});

test("a platform that lacks a kind says so by name, and receives the rest", () => {
  for (const [message, domain, name] of [
    [{ kind: "credentials" }, "unix", "SCM_CREDENTIALS"],
    [{ kind: "mark", value: 1 }, "internet", "SO_MARK"],
    [{ kind: "transmitTime", time: 1n }, "internet", "SCM_TXTIME"],
    [{ kind: "segmentSize", value: 1 }, "internet", "UDP_SEGMENT"],
  ] as const) {
    assert.throws(
      () => macosControl.encode([message], domain),
      (error: object) => error instanceof SocketCondition && error.code === "ENOTSUP" && error.message.includes(name),
    );
  }
});

test("fuzz: any bytes are read to their end, without a word beyond them", () => {
  const random = new Seeded(41);
  const platforms = [linux64Control, bigEndianControl, bigEndian32Control, macosControl];
  const levels = [0, 1, 6, 17, 41, 255, 0xffff];
  let read = 0;
  for (let round = 0; round < 40_000; round++) {
    const bytes = Buffer.from(random.bytes(random.below(120)));
    // Headers that are almost right, so that decoders are reached.
    const platform = random.pick(platforms);
    const wide = platform === linux64Control || platform === bigEndianControl;
    const big = platform === bigEndianControl || platform === bigEndian32Control;
    if (bytes.length >= 16 && random.below(8) !== 0) {
      const put = (value: number, at: number): number =>
        big ? bytes.writeInt32BE(value, at) : bytes.writeInt32LE(value, at);
      if (wide) put(0, big ? 0 : 4);
      put(12 + random.below(bytes.length), wide && big ? 4 : 0);
      put(random.pick(levels), wide ? 8 : 4);
      put(random.below(80), wide ? 12 : 8);
    }
    read += platform.decode(bytes.toString("hex")).length;
  }
  assert.ok(read > 10_000, `${read}`);
});

const notLinux64 =
  process.platform === "linux" && ["x64", "arm64"].includes(process.arch) ? false : "this machine's numbers are others";

test("this machine's own numbers and places are the ones written down", { skip: notLinux64 }, () => {
  for (const [name, value] of Object.entries(linuxControlNumbers)) {
    assert.equal(constants[name as keyof typeof constants], value, name);
  }
  for (const [member, place] of Object.entries(asLibcHasThem(linux64.places))) {
    assert.deepEqual({ ...systemLayout.places[member] }, place, member);
  }
});
