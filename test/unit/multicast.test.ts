/** The structs of multicast options by golden bytes, and what their values may be: no kernel. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Internet6Address, InternetAddress, type SocketOption, UnixAddress } from "berkeley-sockets";
import * as options from "berkeley-sockets/options";
import { internetCodec } from "../../src/address/internet.ts";
import {
  decodeGroupFilter,
  decodeMulticastInterface,
  encodeGroupFilter,
  encodeGroupRequest,
  encodeGroupSourceRequest,
  encodeMembership,
  encodeMembership6,
  encodeSourceFilter,
  encodeSourceMembership,
} from "../../src/bsd/multicast/structs.ts";
import { type Layout, systemLayout } from "../../src/core/struct.ts";
import { expectRefused } from "../support/expect.ts";
import { withFilters, withMulticast } from "../support/filter-layouts.ts";
import { asLibcHasThem, bigEndian, bigEndian32, linux64, MACOS, macos } from "../support/layouts.ts";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const group = 0xef01_0203; // 239.1.2.3
const source = 0xc000_0201; // 192.0.2.1
const address = 0x7f00_0001;
const linux = withMulticast(linux64);
const big = withMulticast(bigEndian);
const mac = withMulticast(macos);

/** Hex with `zeros(n)` for n bytes of padding. */
const same = (bytes: Uint8Array, ...parts: string[]): void =>
  assert.equal(hex(bytes), parts.join("").replaceAll(" ", ""));
const zeros = (count: number): string => "00".repeat(count);

describe("structs", () => {
  it("ip_mreqn: addresses in network order, the index in the machine's", () => {
    same(encodeMembership(linux, group, address, 3), "ef010203 7f000001 03000000");
    same(encodeMembership(big, group, address, 3), "ef010203 7f000001 00000003");
    same(encodeMembership(mac, group, address, 3), "ef010203 7f000001 03000000");
  });

  it("what IP_MULTICAST_IF reads: an address on Linux, all of the struct on FreeBSD", () => {
    assert.deepEqual(decodeMulticastInterface(linux, Uint8Array.of(127, 0, 0, 1)), { address });
    const whole = encodeMembership(mac, 0, address, 3);
    assert.deepEqual(decodeMulticastInterface(mac, whole), { address, index: 3 });
    assert.deepEqual(decodeMulticastInterface(mac, whole.subarray(4, 8)), { address });
    for (const length of [0, 3]) {
      assert.throws(() => decodeMulticastInterface(linux, new Uint8Array(length)), RangeError);
    }
  });

  it("ip_mreq_source: interface before source on Linux, after it on macOS", () => {
    same(encodeSourceMembership(linux, group, address, source), "ef010203 7f000001 c0000201");
    same(encodeSourceMembership(mac, group, address, source), "ef010203 c0000201 7f000001");
  });

  it("ipv6_mreq", () => {
    const { ip } = Internet6Address.from("ff02::1:3", 0);
    same(encodeMembership6(linux, ip, 5), "ff020000 00000000 00000000 00010003 05000000");
    same(encodeMembership6(big, ip, 5), "ff020000 00000000 00000000 00010003 00000005");
  });

  const inet = (layout: Layout, family: number, ip: number): Uint8Array => internetCodec(layout).encode(family, ip, 0);

  it("group_req, group_source_req: padding before the address on 64-bit Linux, none on macOS", () => {
    const [to, from] = [inet(linux, 2, group), inet(linux, 2, source)];
    same(encodeGroupRequest(linux, 3, to), "03000000 00000000 0200 0000 ef010203", zeros(120));
    same(
      encodeGroupSourceRequest(linux, 3, to, from),
      "03000000 00000000 0200 0000 ef010203",
      zeros(120),
      "0200 0000 c0000201",
      zeros(120),
    );
    const there = inet(mac, MACOS.AF_INET, group);
    same(encodeGroupRequest(mac, 3, there), "03000000 1002 0000 ef010203", zeros(120));
    const narrow = withMulticast(bigEndian32);
    same(encodeGroupRequest(narrow, 3, inet(narrow, 2, group)), "00000003 0002 0000 ef010203", zeros(120));
  });

  it("ip_msfilter", () => {
    same(
      encodeSourceFilter(linux, group, address, 1, [source, 0xc000_0202]),
      "ef010203 7f000001 01000000 02000000 c0000201 c0000202",
    );
    same(encodeSourceFilter(big, group, address, 1, []), "ef010203 7f000001 00000001 00000000");
  });

  it("group_filter, both ways; never a source that there was no room for", () => {
    const all = [inet(linux, 2, source), inet(linux, 2, 0xc000_0202)];
    const bytes = encodeGroupFilter(linux, 3, inet(linux, 2, group), 1, all);
    same(
      bytes,
      "03000000 00000000 0200 0000 ef010203",
      zeros(120),
      "01000000 02000000",
      "0200 0000 c0000201",
      zeros(120),
      "0200 0000 c0000202",
      zeros(120),
    );
    const { mode, count, sources } = decodeGroupFilter(linux, bytes);
    assert.deepEqual([mode, count, sources.length], [1, 2, 2]);
    assert.deepEqual(sources[1]?.slice(0, 16), all[1]);
    const empty = encodeGroupFilter(linux, 3, inet(linux, 2, group), 0, [], 5);
    assert.equal(empty.length, 144 + 5 * 128);
    new DataView(empty.buffer).setUint32(140, 9, true);
    assert.deepEqual([decodeGroupFilter(linux, empty).count, decodeGroupFilter(linux, empty).sources.length], [9, 5]);
    assert.deepEqual(decodeGroupFilter(linux, empty.subarray(0, 144 + 200)).sources.length, 1);
    assert.throws(() => decodeGroupFilter(linux, new Uint8Array(143)), RangeError);
  });

  const skip = process.platform === "linux" && process.arch === "x64" ? false : "this machine's layout is another";
  it("this machine's own table is the one written down", { skip }, () => {
    for (const [member, place] of Object.entries(asLibcHasThem(withFilters(linux).places))) {
      assert.deepEqual({ ...systemLayout.places[member] }, place, member);
    }
  });
});

describe("values of options", () => {
  const encoded = <Write>(option: SocketOption<never, Write>, value: Write): string => hex(option.encode(value));
  const twin = (text: string): InternetAddress => InternetAddress.from(text, 99);

  it("groups and sources as text or address, whose port does not count", () => {
    for (const value of [
      { group: "239.1.2.3", interface: 3 },
      { group: twin("239.1.2.3"), interface: 3, address: undefined },
    ]) {
      assert.equal(encoded(options.IP_ADD_MEMBERSHIP, value), "ef0102030000000003000000");
      assert.equal(encoded(options.IP_DROP_MEMBERSHIP, value), "ef0102030000000003000000");
    }
    const plain = encoded(options.MCAST_JOIN_GROUP, { group: "239.1.2.3", interface: 3 });
    assert.equal(encoded(options.MCAST_LEAVE_GROUP, { group: twin("239.1.2.3"), interface: 3 }), plain);
    const both = { group: "239.1.2.3", source: "192.0.2.1", interface: 3 };
    const addresses = { group: twin("239.1.2.3"), source: twin("192.0.2.1"), interface: 3 };
    for (const option of [
      options.MCAST_JOIN_SOURCE_GROUP,
      options.MCAST_LEAVE_SOURCE_GROUP,
      options.MCAST_BLOCK_SOURCE,
      options.MCAST_UNBLOCK_SOURCE,
    ]) {
      assert.equal(encoded(option, both), encoded(option, addresses));
    }
    for (const option of [
      options.IP_ADD_SOURCE_MEMBERSHIP,
      options.IP_DROP_SOURCE_MEMBERSHIP,
      options.IP_BLOCK_SOURCE,
      options.IP_UNBLOCK_SOURCE,
    ]) {
      assert.equal(
        encoded(option, { group: "239.1.2.3", source: twin("192.0.2.1"), address: "127.0.0.1" }),
        "ef0102037f000001c0000201",
      );
    }
    assert.equal(hex(options.IP_MULTICAST_IF.encode(3)), "000000000000000003000000");
    assert.equal(hex(options.IP_MULTICAST_IF.encode({ address: twin("127.0.0.1") })), "000000007f00000100000000");
    assert.deepEqual(options.IP_MULTICAST_IF.decode(Uint8Array.of(127, 0, 0, 1)), { address: "127.0.0.1" });
  });

  it("the zone of a group, or of a source, is its interface", () => {
    const wanted = encoded(options.IPV6_JOIN_GROUP, { group: "ff02::3", interface: 7 });
    assert.equal(wanted, "ff02000000000000000000000000000307000000");
    assert.equal(encoded(options.IPV6_JOIN_GROUP, { group: "ff02::3%7" }), wanted);
    assert.equal(encoded(options.IPV6_LEAVE_GROUP, { group: Internet6Address.from("ff02::3%7", 5) }), wanted);
    assert.equal(encoded(options.IPV6_LEAVE_GROUP, { group: "ff02::3%7", interface: 7 }), wanted);
    assert.equal(
      encoded(options.IPV6_MCAST_JOIN_GROUP, { group: "ff02::3%7" }),
      encoded(options.IPV6_MCAST_JOIN_GROUP, { group: "ff02::3", interface: 7 }),
    );
    assert.equal(
      encoded(options.IPV6_MCAST_JOIN_SOURCE_GROUP, { group: "ff32::3", source: "fe80::1%7" }),
      encoded(options.IPV6_MCAST_JOIN_SOURCE_GROUP, { group: "ff32::3%7", source: "fe80::1" }),
    );
  });

  it("what is wrong is told by name", () => {
    const refused = <Write>(
      option: SocketOption<never, Write>,
      value: unknown,
      type: typeof TypeError | typeof RangeError,
      words: string,
    ): void => {
      assert.equal(option.isValid(value), false);
      expectRefused(type, words, () => option.encode(value as Write));
    };
    const { IP_ADD_MEMBERSHIP: join, MCAST_JOIN_SOURCE_GROUP: joinSource, IPV6_JOIN_GROUP: join6 } = options;
    refused(join, undefined, TypeError, "value must be an object");
    refused(join, { group: "239.1.2.3", index: 3 }, TypeError, "value has no member index");
    refused(join, {}, TypeError, "value.group must be an IPv4 or IPv6 address");
    refused(join, { group: 239 }, TypeError, "value.group must be an IPv4 or IPv6 address");
    refused(join, { group: new UnixAddress("/x") }, TypeError, "value.group must be an IPv4 or IPv6 address");
    refused(join, { group: "239.1.2" }, RangeError, "value.group must be an IPv4 or IPv6 address");
    refused(join, { group: "239.1.2.3:80" }, RangeError, "value.group must be an IPv4 or IPv6 address");
    refused(join, { group: "239.1.2.3%1" }, RangeError, "value.group must be an IPv4 or IPv6 address");
    refused(join, { group: "ff02::1" }, RangeError, "value.group must be a group of IPv4, not 'ff02::1'");
    refused(join, { group: "239.1.2.3", interface: "lo" }, TypeError, "value.interface must be an integer");
    refused(join, { group: "239.1.2.3", interface: -1 }, RangeError, "value.interface must be an integer");
    refused(join, { group: "239.1.2.3", address: "::1" }, RangeError, "value.address must be an IPv4 address");
    refused(join, { group: "239.1.2.3", address: 5 }, TypeError, "value.address must be an InternetAddress");
    for (const none of ["223.255.255.255", "240.0.0.0", "0.0.0.0", "255.255.255.255"]) {
      refused(
        join,
        { group: none },
        RangeError,
        `value.group must be a multicast address, of 224.0.0.0/4 or ff00::/8, not '${none}'`,
      );
    }
    for (const none of ["fe80::1", "::ffff:239.1.2.3", "::"]) {
      refused(join6, { group: none }, RangeError, "value.group must be a multicast address");
    }
    refused(join6, { group: "239.1.2.3" }, RangeError, "value.group must be a group of IPv6");
    refused(
      join6,
      { group: "ff02::1%lo" },
      RangeError,
      "value.group must be an address with its zone by number, not 'lo'",
    );
    refused(join6, { group: "ff02::1%4294967296" }, RangeError, "the zone of value.group must be an integer");
    refused(join6, { group: "ff02::1%" }, RangeError, "value.group must be an IPv4 or IPv6 address");
    refused(
      join6,
      { group: "ff02::1%1", interface: 2 },
      RangeError,
      "value.interface must be that of the zone of ff02::1%1, not 2",
    );
    refused(joinSource, { group: "239.1.2.3" }, TypeError, "value.source must be an IPv4 or IPv6 address");
    refused(
      joinSource,
      { group: "239.1.2.3", source: "::1" },
      RangeError,
      "value.source must be an address of the group's domain, internet",
    );
    refused(options.IP_BLOCK_SOURCE, { group: "239.1.2.3" }, TypeError, "value.source must be an InternetAddress");
    refused(
      options.IP_MSFILTER,
      { group: "239.1.2.3", mode: "all", sources: [] },
      RangeError,
      'value.mode must be "include" or "exclude"',
    );
    refused(options.IP_MSFILTER, { group: "239.1.2.3", mode: 1, sources: [] }, TypeError, "value.mode must be");
    refused(options.IP_MSFILTER, { group: "239.1.2.3", mode: "include" }, TypeError, "value.sources must be an array");
    refused(
      options.MCAST_MSFILTER,
      { group: "239.1.2.3", mode: "include", sources: ["::1"] },
      RangeError,
      "value.sources[0] must be an address of the group's domain",
    );
    expectRefused(TypeError, "value must be an object", () => options.IP_MULTICAST_IF.encode("lo" as never));
    expectRefused(RangeError, "value must be an integer", () => options.IP_MULTICAST_IF.encode(-1));
    for (const option of [options.IP_ADD_MEMBERSHIP, options.IPV6_MCAST_JOIN_GROUP]) {
      expectRefused(TypeError, `${option.name} can only be set`, () => option.decode(new Uint8Array(0)));
    }
  });
});
