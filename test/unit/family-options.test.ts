/** Golden bytes of the option values of packet, raw and netlink sockets, and what they refuse. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { interfaceIndex, NetlinkGroup, SocketDomain, SocketOption, type SocketOptionLevel } from "berkeley-sockets";
import * as entry from "berkeley-sockets/options";
import {
  decodePacketAuxiliary,
  ICMP_FILTER,
  NETLINK_ADD_MEMBERSHIP,
  NETLINK_LIST_MEMBERSHIPS,
  PACKET_ADD_MEMBERSHIP,
  PACKET_FANOUT,
  PACKET_STATISTICS,
} from "berkeley-sockets/options";
import {
  packetAuxiliaryCodec,
  packetFanout,
  packetMembershipCodec,
  packetStatisticsCodec,
} from "../../src/bsd/packet-codecs.ts";
import { icmpFilterCodec } from "../../src/bsd/raw-codecs.ts";
import { systemLayout } from "../../src/core/struct.ts";
import { expectCode, expectRefused } from "../support/expect.ts";
import { bigEndian, linux64 } from "../support/layouts.ts";
import { notLinux } from "../support/probe.ts";

const hex = (array: Uint8Array): string => Buffer.from(array).toString("hex");
const plain = (text: string): string => text.replaceAll(" ", "");
const fromHex = (text: string): Uint8Array => new Uint8Array(Buffer.from(plain(text), "hex"));
const { littleEndian } = systemLayout;

test("each is exported under its own C name, with its level; what only goes one way says so", () => {
  const levels: Record<string, SocketOptionLevel> = {
    NETLINK: entry.SOL_NETLINK,
    PACKET: entry.SOL_PACKET,
    UDPLITE: entry.IPPROTO_UDPLITE,
    ICMP: entry.IPPROTO_RAW,
    ICMPV6: entry.IPPROTO_ICMPV6,
  };
  const readOnly = ["NETLINK_LIST_MEMBERSHIPS", "PACKET_STATISTICS"];
  let seen = 0;
  for (const [name, option] of Object.entries<unknown>({ ...entry })) {
    const level = levels[name.slice(0, name.indexOf("_"))];
    if (!(option instanceof SocketOption) || level === undefined) continue;
    seen += 1;
    assert.deepEqual([option.name, option.level], [name, level]);
    assert.equal(option.available, option.id !== undefined, name);
    assert.notEqual(option.id, 0, name);
    if (readOnly.includes(name))
      assert.throws(() => option.encode(1 as never), { message: `${name} can only be read` });
    if (!/(?:ADD|DROP)_MEMBERSHIP$/.test(name)) continue;
    assert.throws(() => option.decode(new Uint8Array(4)), { message: `${name} can only be set` });
    assert.equal(option.foreignSize, level === entry.SOL_NETLINK ? 4 : 16);
  }
  assert.equal(seen, 22);
});

test("packet_mreq", { skip: notLinux }, () => {
  const group = { interface: 3, type: "multicast", address: "01:00:5e:00:00:01" } as const;
  for (const [layout, bytes, all] of [
    [linux64, "03000000 0000 0600 01005e000001 0000", "03000000 0100 0000 0000000000000000"],
    [bigEndian, "00000003 0000 0006 01005e000001 0000", "00000003 0001 0000 0000000000000000"],
  ] as const) {
    const codec = packetMembershipCodec(layout);
    assert.equal(hex(codec.encode(group)), plain(bytes));
    assert.equal(hex(codec.encode({ ...group, address: Uint8Array.of(1, 0, 0x5e, 0, 0, 1) })), plain(bytes));
    assert.equal(hex(codec.encode({ interface: 3, type: "promiscuous" })), plain(all));
  }
  const { encode } = PACKET_ADD_MEMBERSHIP;
  const index = new Int32Array(encode({ interface: "lo", type: "allMulticast" }).slice().buffer)[0];
  assert.equal(index, interfaceIndex("lo"));
  expectCode("ENODEV", () => encode({ interface: "no-such-link", type: "promiscuous" }));
  assert.equal(PACKET_ADD_MEMBERSHIP.isValid({ interface: "no-such-link", type: "promiscuous" }), false);
  const refused = (type: typeof TypeError, words: string, value: object): void =>
    expectRefused(type, words, () => encode({ interface: "no-such-link", ...value } as never));
  refused(RangeError as never, "value.type must be one of multicast,", { type: "toString" });
  refused(TypeError, "value.address must be", { type: "multicast" });
  refused(RangeError as never, "value.address must be a hardware address of at most 8", {
    type: "unicast",
    address: new Uint8Array(9),
  });
  refused(RangeError as never, "value.address must be absent", { type: "promiscuous", address: "01:00" });
  refused(TypeError, "value has no member addres", { type: "multicast", addres: "01:00" });
  expectRefused(TypeError, "value must be an object", () => encode(null as never));
});

test("fanout: a group, a mode, flags", { skip: notLinux }, () => {
  const value = {
    id: 0x1234,
    mode: "cpu",
    rollover: true,
    uniqueId: false,
    defragment: true,
    ignoreOutgoing: true,
  } as const;
  const bytes = littleEndian ? "3412 02d0" : "d002 1234";
  assert.equal(hex(packetFanout.encode(value)), plain(bytes));
  assert.deepEqual(packetFanout.decode(fromHex(bytes)), value);
  assert.deepEqual(packetFanout.decode(packetFanout.encode({ id: 65535, mode: "hash" })), {
    id: 65535,
    mode: "hash",
    rollover: false,
    uniqueId: false,
    defragment: false,
    ignoreOutgoing: false,
  });
  assert.equal(packetFanout.decode(fromHex(littleEndian ? "0000 7700" : "0077 0000")).mode, "119");
  for (const id of [-1, 65536, 0.5]) {
    expectRefused(RangeError, "value.id must be", () => PACKET_FANOUT.encode({ id, mode: "hash" }));
  }
  expectRefused(RangeError, "value.mode must be one of", () => PACKET_FANOUT.encode({ id: 1, mode: "fair" as never }));
  expectRefused(TypeError, "value.rollover must be a boolean", () =>
    PACKET_FANOUT.encode({ id: 1, mode: "hash", rollover: 1 as never }),
  );
  expectRefused(TypeError, "value has no member unique", () =>
    PACKET_FANOUT.encode({ id: 1, mode: "hash", unique: true } as never),
  );
});

test("tpacket_stats", () => {
  for (const [layout, bytes] of [
    [linux64, "03000000 01000000"],
    [bigEndian, "00000003 00000001"],
  ] as const) {
    assert.deepEqual(packetStatisticsCodec(layout).decode(fromHex(bytes)), { packets: 3, drops: 1 });
    assert.throws(() => packetStatisticsCodec(layout).decode(new Uint8Array(7)), RangeError);
  }
  assert.throws(() => PACKET_STATISTICS.encode(1 as never), /PACKET_STATISTICS can only be read/);
});

test("tpacket_auxdata", { skip: notLinux }, () => {
  // status: user, VLAN tag and its EtherType, checksum valid; 1518 bytes long, 96 kept
  for (const [layout, bytes] of [
    [linux64, "d1000000 ee050000 60000000 0000 0e00 6420 0081"],
    [bigEndian, "000000d1 000005ee 00000060 0000 000e 2064 8100"],
  ] as const) {
    assert.deepEqual(packetAuxiliaryCodec(layout).decode(fromHex(bytes)), {
      status: 0xd1,
      length: 1518,
      kept: 96,
      linkOffset: 0,
      networkOffset: 14,
      vlan: { tag: 0x2064, protocol: 0x8100 },
      checksum: "valid",
      losing: false,
    });
    assert.throws(() => packetAuxiliaryCodec(layout).decode(new Uint8Array(19)), RangeError);
  }
  const plainFrame = packetAuxiliaryCodec(linux64).decode(fromHex("0d000000 2a000000 2a000000 0000 0e00 0000 0000"));
  assert.deepEqual([plainFrame.vlan, plainFrame.checksum, plainFrame.losing], [undefined, "notReady", true]);
  assert.deepEqual(decodePacketAuxiliary(new Uint8Array(20)).checksum, undefined);
});

test("icmp_filter and icmp6_filter: a set bit blocks", () => {
  for (const [layout, eight, last] of [
    [linux64, "00010000", "00000080"],
    [bigEndian, "00000100", "80000000"],
  ] as const) {
    const v4 = icmpFilterCodec(layout, "icmp_filter");
    assert.equal(hex(v4.encode({ block: [8] })), eight);
    assert.equal(hex(v4.encode({ block: [31] })), last);
    assert.deepEqual(v4.decode(fromHex(eight)), { block: [8] });
    const v6 = icmpFilterCodec(layout, "icmp6_filter");
    const bytes = v6.encode({ block: [8, 255] });
    assert.equal(hex(bytes), eight + "00".repeat(24) + last);
    assert.deepEqual(v6.decode(bytes), { block: [8, 255] });
    const others = v6.encode({ pass: [8, 255] });
    assert.deepEqual(
      others,
      bytes.map((byte) => ~byte & 0xff),
    );
    assert.throws(() => v6.decode(new Uint8Array(31)), RangeError);
  }
});

test("filters refuse what is none", { skip: notLinux }, () => {
  const { encode } = ICMP_FILTER;
  for (const value of [{}, { block: [1], pass: [2] }]) {
    expectRefused(RangeError, "value must be either block or pass", () => encode(value as never));
  }
  expectRefused(TypeError, "value.block must be an array", () => encode({ block: 1 } as never));
  expectRefused(RangeError, "value.pass[1] must be an integer from 0 to 31", () => encode({ pass: [0, 32] }));
  expectRefused(TypeError, "value has no member blocks", () => encode({ blocks: [] } as never));
});

test("netlink groups: one to join, a list of those joined", { skip: notLinux }, () => {
  const word = (...bytes: number[]): Uint8Array => Uint8Array.from(littleEndian ? bytes : bytes.reverse());
  assert.deepEqual(NETLINK_ADD_MEMBERSHIP.encode(NetlinkGroup.internetAddress), word(5, 0, 0, 0));
  assert.deepEqual(NETLINK_ADD_MEMBERSHIP.encode(33), word(33, 0, 0, 0));
  for (const group of [0, -1, 0.5, 2 ** 31]) {
    expectRefused(RangeError, "value must be an integer from 1", () => NETLINK_ADD_MEMBERSHIP.encode(group));
  }
  expectRefused(TypeError, "value must be a NetlinkGroup", () => NETLINK_ADD_MEMBERSHIP.encode("link" as never));
  expectRefused(TypeError, "value must be a NetlinkGroup", () =>
    NETLINK_ADD_MEMBERSHIP.encode(SocketDomain.unix as never),
  );
  const { decode } = NETLINK_LIST_MEMBERSHIPS;
  assert.deepEqual(decode(new Uint8Array(0)), []);
  assert.deepEqual(decode(Uint8Array.from([...word(0x11, 0, 0, 0x80), ...word(1, 0, 0, 0)])), [1, 5, 32, 33]);
  assert.deepEqual(decode(Uint8Array.from([...word(1, 0, 0, 0), 255])), [1], "half a word is none");
});
