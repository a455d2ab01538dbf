/** Route messages by golden bytes, worked out by hand from linux/rtnetlink.h, for machines of either order. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { RouteExchange, type RouteMessage, readRouteMessages } from "berkeley-sockets/netlink";
import { SocketDomain } from "../../src/address/domain.ts";
import type { Layout } from "../../src/core/struct.ts";
import { decodeRouteMessages } from "../../src/netlink/read.ts";
import { type Action, dumpRequest, type EntryRequest, entryRequest } from "../../src/netlink/request.ts";
import { expectRefused } from "../support/expect.ts";
import { bigEndian, linux64 } from "../support/layouts.ts";
import { notLinux } from "../support/probe.ts";
import { Seeded } from "../support/seeded.ts";

const hex = (array: Uint8Array): string => Buffer.from(array).toString("hex");
const fromHex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.replaceAll(/\s/g, ""), "hex"));
const layouts = [
  ["little-endian", linux64],
  ["big-endian", bigEndian],
] as const;

/** Numbers of 1, 2, 4 or 8 bytes in a layout's order, written `1:`, `2:`, `4:`, `8:`; anything else is hexadecimal. */
function bytesOf(layout: Layout, text: string): Uint8Array {
  const parts = text
    .trim()
    .split(/\s+/)
    .map((part) => {
      const [, width, value] = /^([1248]):(.+)$/.exec(part) ?? [];
      if (width === undefined) return Buffer.from(part, "hex");
      const buffer = Buffer.alloc(Number(width));
      let rest = BigInt(value as string);
      for (let at = 0; at < buffer.length; at++) {
        buffer[layout.littleEndian ? at : buffer.length - 1 - at] = Number(rest & 0xffn);
        rest >>= 8n;
      }
      return buffer;
    });
  return new Uint8Array(Buffer.concat(parts));
}
/** A message: type, flags, sequence, port, and what follows the header. */
function message(layout: Layout, type: number, flags: number, body: string, sequence = 7, port = 9): Uint8Array {
  const payload = bytesOf(layout, body);
  const head = bytesOf(layout, `4:${16 + payload.length} 2:${type} 2:${flags} 4:${sequence} 4:${port}`);
  return Uint8Array.from([...head, ...payload, ...new Uint8Array(-payload.length & 3)]);
}
function decode(layout: Layout, ...bytes: Uint8Array[]): RouteMessage[] {
  return decodeRouteMessages("test", layout, new Uint8Array(Buffer.concat(bytes))).map((each) => each.message);
}
function only(layout: Layout, bytes: Uint8Array): RouteMessage {
  const [first, ...rest] = decode(layout, bytes);
  assert.ok(first !== undefined && rest.length === 0);
  assert.ok(Object.isFrozen(first));
  return first;
}

describe("route messages", { skip: notLinux }, () => {
  for (const [name, layout] of layouts) {
    test(`a link: ${name}`, () => {
      // Ethernet, index 3, up broadcast running multicast lowerUp; eth0; its address; MTU 1500; state up;
      // a veth in namespace -1 on index 2; an attribute of number 200
      const body = `1:0 00 2:1 4:3 4:0x11043 4:0
        2:9 2:3 6574683000 000000
        2:10 2:1 02005e100001 0000
        2:10 2:2 ffffffffffff 0000
        2:8 2:4 4:1500
        2:5 2:16 06 000000
        2:5 2:33 01 000000
        2:8 2:5 4:2
        2:8 2:37 ffffffff
        2:8 2:13 4:1000
        2:12 2:6 6e6f717565756500
        2:16 2:18 2:9 2:1 7665746800 000000
        2:84 2:23 8:1 8:2 8:3 8:4 8:5 8:6 8:7 8:8 8:9 8:0x8000000000000000
        2:7 2:200 aabbcc 00`;
      const link = only(layout, message(layout, 16, 0, body));
      assert.ok(link.kind === "link");
      assert.deepEqual(link, {
        kind: "link",
        removed: false,
        index: 3,
        name: "eth0",
        alias: undefined,
        hardwareType: 1,
        deviceKind: "veth",
        address: "02:00:5e:10:00:01",
        broadcast: "ff:ff:ff:ff:ff:ff",
        mtu: 1500,
        state: "up",
        flags: ["up", "broadcast", "running", "multicast", "lowerUp"],
        flagBits: 0x11043,
        carrier: true,
        masterIndex: undefined,
        lowerIndex: 2,
        lowerNamespace: -1,
        queueing: "noqueue",
        transmitQueueLength: 1000,
        group: undefined,
        promiscuity: undefined,
        statistics: {
          receivedPackets: 1n,
          sentPackets: 2n,
          receivedBytes: 3n,
          sentBytes: 4n,
          receiveErrors: 5n,
          sendErrors: 6n,
          receiveDrops: 7n,
          sendDrops: 8n,
          multicasts: 9n,
          collisions: 2n ** 63n,
        },
      });
      assert.deepEqual(link.unknownAttributes, [{ type: 200, data: fromHex("aabbcc") }]);
      assert.ok(!Object.keys(link).includes("unknownAttributes"));
      const gone = only(layout, message(layout, 17, 0, "1:0 00 2:1 4:3 4:0 4:0 2:8 2:3 746f7000"));
      assert.deepEqual(gone.kind === "link" && [gone.removed, gone.name, gone.flags], [true, "top", []]);
      const port = only(layout, message(layout, 17, 0, "1:7 00 2:1 4:3 4:0 4:0"));
      assert.equal(port.kind, "unknown", "a bridge's news of its port");
    });

    test(`an address: ${name}`, () => {
      const v4 = only(
        layout,
        message(
          layout,
          20,
          0,
          `1:2 1:24 1:0x80 1:0 4:3 2:8 2:1 0a010002 2:8 2:2 0a010001 2:8 2:4 0a0100ff 2:8 2:3 75700000
           2:20 2:6 4:300 4:0xffffffff 4:1 4:2 2:8 2:8 4:0x280`,
        ),
      );
      assert.deepEqual(v4, {
        kind: "address",
        removed: false,
        domain: SocketDomain.internet,
        index: 3,
        address: "10.1.0.1",
        peer: "10.1.0.2",
        prefixLength: 24,
        broadcast: "10.1.0.255",
        label: "up",
        scope: "universe",
        flags: ["permanent", "noPrefixRoute"],
        flagBits: 0x280,
        preferredLifetime: 300,
        validLifetime: Number.POSITIVE_INFINITY,
      });
      const ip6 = "fe800000000000000000000000000001";
      const v6 = only(layout, message(layout, 21, 0, `1:10 1:64 1:0x40 1:253 4:3 2:20 2:1 ${ip6}`));
      assert.ok(v6.kind === "address");
      assert.deepEqual(
        [v6.removed, v6.domain, v6.address, v6.peer, v6.scope, v6.flags, v6.validLifetime],
        [true, SocketDomain.internet6, "fe80::1", undefined, "link", ["tentative"], undefined],
      );
      const other = only(layout, message(layout, 20, 0, "1:28 1:0 1:0 1:77 4:3"));
      assert.equal(other.kind, "unknown", "of a family that has no such addresses here");
    });

    test(`a route: ${name}`, () => {
      // Two ways: by a router on link 3 with weight 3, and by an IPv6 router on link 4.
      const via = "fe800000000000000000000000000009";
      const route = only(
        layout,
        message(
          layout,
          24,
          0,
          `1:2 1:16 1:0 1:0x10 1:0 1:4 1:200 1:1 4:0x10
           2:8 2:1 0a090000 2:8 2:15 4:1000 2:8 2:6 4:5 2:8 2:7 0a010001
           2:52 2:9 2:16 1:4 1:2 4:3 2:8 2:5 0a010002 2:32 1:0 1:0 4:4 2:22 2:18 2:10 ${via} 0000
           2:5 2:20 00 000000`,
        ),
      );
      assert.ok(route.kind === "route");
      assert.deepEqual(route, {
        kind: "route",
        removed: false,
        domain: SocketDomain.internet,
        type: "unicast",
        destination: "10.9.0.0",
        prefixLength: 16,
        source: undefined,
        sourcePrefixLength: 0,
        gateway: undefined,
        outputIndex: undefined,
        inputIndex: undefined,
        preferredSource: "10.1.0.1",
        priority: 5,
        table: 1000,
        protocol: "static",
        scope: "site",
        typeOfService: 0x10,
        flags: ["linkDown"],
        flagBits: 0x10,
        nextHops: [
          { gateway: "10.1.0.2", outputIndex: 3, weight: 3, flags: ["onLink"] },
          { gateway: "fe80::9", outputIndex: 4, weight: 1, flags: [] },
        ],
      });
      assert.deepEqual(route.unknownAttributes, [{ type: 20, data: Uint8Array.of(0) }]);
      const plain = only(
        layout,
        message(layout, 25, 0, `1:10 1:0 1:0 1:0 1:253 1:99 1:0 1:77 4:0 2:20 2:5 ${via} 2:8 2:4 4:2`),
      );
      assert.ok(plain.kind === "route");
      assert.deepEqual(
        [plain.removed, plain.destination, plain.gateway, plain.outputIndex, plain.table, plain.protocol, plain.type],
        [true, "::", "fe80::9", 2, "default", "openr", 77],
      );
      const mpls = only(layout, message(layout, 24, 0, "1:28 1:20 1:0 1:0 1:254 1:4 1:0 1:1 4:0"));
      assert.deepEqual([mpls.kind, mpls.kind === "unknown" && mpls.type], ["unknown", 24]);
    });

    test(`attributes that do not have the form they should stay bytes: ${name}`, () => {
      const link = only(layout, message(layout, 16, 0, "1:0 00 2:1 4:3 4:0 4:0 2:7 2:4 010203 00 2:12 2:23 8:1"));
      assert.ok(link.kind === "link");
      assert.deepEqual([link.mtu, link.statistics, link.name], [undefined, undefined, ""]);
      assert.deepEqual(
        link.unknownAttributes.map(({ type }) => type),
        [4, 23],
      );
      const address = only(layout, message(layout, 20, 0, "1:2 1:24 1:0 1:0 4:3 2:6 2:1 0a01 0000 2:8 2:6 4:1"));
      assert.ok(address.kind === "address");
      assert.deepEqual([address.address, address.validLifetime], ["", undefined]);
      assert.deepEqual(
        address.unknownAttributes.map(({ type }) => type),
        [1, 6],
      );
      const route = only(
        layout,
        message(layout, 24, 0, "1:2 1:0 1:0 1:0 1:254 1:4 1:0 1:1 4:0 2:12 2:9 2:20 1:0 1:0 4:3"),
      );
      assert.ok(route.kind === "route");
      assert.deepEqual([route.nextHops, route.unknownAttributes.map(({ type }) => type)], [[], [9]]);
    });

    test(`refusals, acknowledgements, ends: ${name}`, () => {
      const request = "4:20 2:18 2:5 4:7 4:0 4:0";
      const plain = only(layout, message(layout, 2, 0, `4:-19 ${request}`));
      assert.ok(plain.kind === "error");
      assert.deepEqual(
        [plain.sequence, plain.words, plain.offset, plain.condition.code],
        [7, undefined, undefined, "ENODEV"],
      );
      assert.equal(plain.condition.message, "netlink ENODEV");
      // With the whole request before the attributes, and with no more than its header.
      const more = "2:8 2:1 6e6f2100 2:8 2:2 4:16";
      for (const [flags, body] of [
        [0x200, `4:-22 ${request} ${more}`],
        [0x300, `4:-22 4:20 2:18 2:5 4:7 4:0 ${more}`],
      ] as const) {
        const told = only(layout, message(layout, 2, flags, body));
        assert.ok(told.kind === "error");
        assert.deepEqual([told.words, told.offset, told.condition.message], ["no!", 16, "netlink EINVAL no!"]);
      }
      const ack = only(layout, message(layout, 2, 0x100, "4:0 4:20 2:16 2:5 4:7 4:0"));
      assert.deepEqual(ack, { kind: "acknowledgement", sequence: 7, words: undefined });
      const warning = only(layout, message(layout, 2, 0x300, "4:0 4:20 2:16 2:5 4:7 4:0 2:8 2:1 6f6c6400"));
      assert.deepEqual(warning, { kind: "acknowledgement", sequence: 7, words: "old" });
      assert.deepEqual(only(layout, message(layout, 3, 2, "4:0")), { kind: "done", sequence: 7 });
      assert.deepEqual(only(layout, message(layout, 3, 2, "")), { kind: "done", sequence: 7 });
      const broken = only(layout, message(layout, 3, 0x202, "4:-95 2:8 2:1 6e6f2100"));
      assert.ok(broken.kind === "error");
      assert.deepEqual([broken.condition.code, broken.words], ["ENOTSUP", "no!"]);
      const unknown = only(layout, message(layout, 28, 0, "01020304"));
      assert.deepEqual(unknown, { kind: "unknown", sequence: 7, type: 28, data: fromHex("01020304") });
      assert.equal(only(layout, message(layout, 1, 0, "")).kind, "unknown", "NLMSG_NOOP");
    });

    test(`several messages in one receive, padded to four bytes: ${name}`, () => {
      const one = message(layout, 99, 0, "01020304 05");
      assert.equal(one.length, 24);
      const both = decode(layout, one, message(layout, 3, 0, "4:0"));
      assert.deepEqual(
        both.map(({ kind }) => kind),
        ["unknown", "done"],
      );
      assert.deepEqual(decode(layout), []);
      assert.deepEqual(decode(layout, one.subarray(0, 21)).length, 1, "without the padding at the end");
    });

    test(`what is no whole message is a RangeError: ${name}`, () => {
      const whole = message(layout, 24, 0, "1:2 1:8 1:0 1:0 1:254 1:4 1:0 1:1 4:0 2:8 2:1 0a000000");
      for (let length = 1; length < whole.length; length++) {
        assert.throws(() => decode(layout, whole.subarray(0, length)), RangeError, `${length} bytes`);
      }
      for (const body of [
        "", // no struct
        "1:2 1:8 1:0 1:0", // half a struct
        "1:2 1:8 1:0 1:0 1:254 1:4 1:0 1:1 4:0 2:3 2:1", // an attribute shorter than its own head
        "1:2 1:8 1:0 1:0 1:254 1:4 1:0 1:1 4:0 2:9 2:1 0a000000", // one longer than what is there
      ]) {
        assert.throws(() => decode(layout, message(layout, 24, 0, body)), RangeError, body);
      }
      assert.throws(() => decode(layout, message(layout, 2, 0, "4:-1")), RangeError, "an error without a request");
      const far = message(layout, 2, 0x200, "4:-22 4:0xfffffff0 2:18 2:5 4:7 4:0 2:8 2:1 6e6f2100");
      assert.equal(only(layout, far).kind, "error", "of a request that is longer than anything");
    });
  }

  test("requests: a dump, one of a domain", () => {
    for (const [, layout] of layouts) {
      const dump = dumpRequest(layout, "link", undefined, 7);
      assert.equal(hex(dump), hex(message(layout, 18, 0x301, "1:0 00 2:0 4:0 4:0 4:0", 7, 0)));
      const routes = dumpRequest(layout, "route", SocketDomain.internet6, 7);
      assert.equal(hex(routes), hex(message(layout, 26, 0x301, "1:10 1:0 1:0 1:0 1:0 1:0 1:0 1:0 4:0", 7, 0)));
      const addresses = dumpRequest(layout, "address", SocketDomain.internet, 7);
      assert.equal(hex(addresses), hex(message(layout, 22, 0x301, "1:2 1:0 1:0 1:0 4:0", 7, 0)));
    }
  });

  /** Each entry's request, as type, flags and body. */
  const requests: readonly [Action, EntryRequest, type: number, flags: number, body: string][] = [
    ["get", { kind: "link", index: 3, name: "x", mtu: 9 }, 18, 5, "1:0 00 2:0 4:3 4:0 4:0"],
    ["get", { kind: "link", name: "eth0" }, 18, 5, "1:0 00 2:0 4:0 4:0 4:0 2:9 2:3 6574683000 000000"],
    ["change", { kind: "link", index: 3, up: false }, 16, 5, "1:0 00 2:0 4:3 4:0 4:1"],
    [
      "create",
      { kind: "link", name: "v", deviceKind: "veth", up: true, mtu: 1400, address: "02:00:5e:10:00:01", lowerIndex: 5 },
      16,
      0x605,
      `1:0 00 2:0 4:0 4:1 4:1 2:6 2:3 7600 0000 2:10 2:1 02005e100001 0000 2:8 2:4 4:1400 2:8 2:5 4:5
       2:16 2:0x8012 2:9 2:1 7665746800 000000`,
    ],
    ["delete", { kind: "link", index: 3, name: "eth0" }, 17, 5, "1:0 00 2:0 4:3 4:0 4:0"],
    [
      "create",
      { kind: "address", index: 3, address: "10.1.0.1", prefixLength: 24, flags: ["noPrefixRoute"], validLifetime: 60 },
      20,
      0x605,
      "1:2 1:24 1:0 1:0 4:3 2:8 2:2 0a010001 2:8 2:1 0a010001 2:8 2:8 4:0x200 2:20 2:6 4:0xffffffff 4:60 4:0 4:0",
    ],
    [
      "replace",
      { kind: "address", index: 1, address: "127.0.0.9" },
      20,
      0x505,
      "1:2 1:32 1:0 1:254 4:1 2:8 2:2 7f000009 2:8 2:1 7f000009",
    ],
    [
      "delete",
      { kind: "address", index: 3, address: "10.1.0.1", peer: "10.1.0.2", prefixLength: 32 },
      21,
      5,
      "1:2 1:32 1:0 1:0 4:3 2:8 2:2 0a010001 2:8 2:1 0a010002",
    ],
    [
      "create",
      { kind: "route", destination: "10.9.0.0", prefixLength: 16, outputIndex: 3 },
      24,
      0x605,
      "1:2 1:16 1:0 1:0 1:254 1:4 1:253 1:1 4:0 2:8 2:1 0a090000 2:8 2:4 4:3",
    ],
    [
      "create",
      { kind: "route", domain: SocketDomain.internet, gateway: "fe80::9", table: 1000, priority: 5 },
      24,
      0x605,
      "1:2 1:0 1:0 1:0 1:0 1:4 1:0 1:1 4:0 2:8 2:6 4:5 2:8 2:15 4:1000 2:22 2:18 2:10 fe800000000000000000000000000009 0000",
    ],
    [
      "create",
      {
        kind: "route",
        destination: "10.9.0.0",
        prefixLength: 16,
        nextHops: [{ gateway: "10.1.0.2", weight: 3, outputIndex: 3, flags: ["onLink"] }],
      },
      24,
      0x605,
      "1:2 1:16 1:0 1:0 1:254 1:4 1:0 1:1 4:0 2:8 2:1 0a090000 2:20 2:9 2:16 1:4 1:2 4:3 2:8 2:5 0a010002",
    ],
    [
      "get",
      { kind: "route", destination: "10.9.0.1", source: "10.1.0.1" },
      26,
      5,
      "1:2 1:32 1:32 1:0 1:0 1:0 1:0 1:0 4:0x1000 2:8 2:1 0a090001 2:8 2:2 0a010001",
    ],
    [
      "delete",
      {
        kind: "route",
        destination: "10.9.0.0",
        prefixLength: 16,
        attributes: [{ type: 99, data: Uint8Array.of(1, 2, 3) }],
      },
      25,
      5,
      "1:2 1:16 1:0 1:0 1:254 1:0 1:255 1:0 4:0 2:8 2:1 0a090000 2:7 2:99 010203 00",
    ],
  ];
  for (const [action, entry, type, flags, body] of requests) {
    test(`requests: ${action} ${JSON.stringify(entry, (key, value) => (key === "domain" ? String(value) : value))}`, () => {
      for (const [, layout] of layouts) {
        assert.equal(hex(entryRequest(layout, action, entry, 7)), hex(message(layout, type, flags, body, 7, 0)));
      }
    });
  }

  test("an exchange passes over what answers others, is done with its end, and takes nothing after it", () => {
    const exchange = RouteExchange.dump("address");
    const { sequence } = exchange;
    const address = "1:2 1:24 1:0 1:0 4:3 2:8 2:1 0a010001";
    const of = (type: number, flags: number, body: string, number = sequence): Uint8Array =>
      message(linux64, type, flags, body, number);
    const feed = (...bytes: Uint8Array[]): boolean => exchange.take(new Uint8Array(Buffer.concat(bytes)));
    assert.equal(feed(of(20, 2, address), of(20, 0, address, 0), of(20, 2, address, sequence + 1)), false);
    assert.deepEqual([exchange.entries.length, exchange.done, exchange.inconsistent], [1, false, false]);
    assert.equal(feed(of(3, 2, "4:0", sequence + 1)), false, "another's end");
    assert.equal(feed(of(20, 0x12, address), of(16, 2, "1:0 00 2:1 4:3 4:0 4:0")), false);
    assert.equal(exchange.inconsistent, true);
    assert.equal(feed(of(3, 2, "4:0"), of(20, 2, address)), true);
    assert.equal(exchange.entries.length, 2);
    assert.equal(feed(of(20, 2, address)), true);
    assert.equal(exchange.entries.length, 2);
    const refused = RouteExchange.dump("route");
    assert.throws(() => refused.take(message(linux64, 2, 0, "4:-1 4:20 2:26 2:5 4:7 4:0", refused.sequence)), {
      code: "EPERM",
    });
    assert.equal(refused.done, true);
    expectRefused(RangeError, "entry.source must be an IPv4 address", () =>
      RouteExchange.create({ kind: "route", destination: "10.0.0.1", source: "::1" }),
    );
    expectRefused(RangeError, "entry.attributes[0].type must be", () =>
      RouteExchange.get({ kind: "link", index: 1, attributes: [{ type: -1, data: new Uint8Array(1) }] }),
    );
    expectRefused(RangeError, "an attribute's data of less than 64 KiB", () =>
      RouteExchange.get({ kind: "link", index: 1, attributes: [{ type: 1, data: new Uint8Array(65536) }] }),
    );
  });

  test("fuzz: any bytes are messages or a RangeError, and every entry is frozen", () => {
    const random = new Seeded(770);
    let decoded = 0;
    const base = [
      message(
        linux64,
        16,
        0,
        "1:0 00 2:1 4:3 4:0x11043 4:0 2:9 2:3 6574683000 000000 2:16 2:18 2:9 2:1 7665746800 000000 2:8 2:4 4:1500",
      ),
      message(linux64, 20, 0, "1:2 1:24 1:0x80 1:0 4:3 2:8 2:1 0a010002 2:20 2:6 4:300 4:60 4:1 4:2"),
      message(
        linux64,
        24,
        0,
        "1:2 1:16 1:0 1:0 1:0 1:4 1:0 1:1 4:0 2:8 2:1 0a090000 2:20 2:9 2:16 1:4 1:2 4:3 2:8 2:5 0a010002",
      ),
      message(linux64, 2, 0x200, "4:-22 4:20 2:18 2:5 4:7 4:0 4:0 2:8 2:1 6e6f2100"),
    ];
    for (let round = 0; round < 20_000; round++) {
      const bytes = random.below(4) === 0 ? random.bytes(random.below(80)) : random.pick(base).slice();
      for (let changes = random.below(4); changes > 0 && bytes.length > 0; changes--) {
        bytes[random.below(bytes.length)] = random.below(256);
      }
      try {
        for (const each of readRouteMessages(bytes)) {
          assert.ok(Object.isFrozen(each));
          decoded += 1;
        }
      } catch (error) {
        assert.ok(error instanceof RangeError, String(error));
      }
    }
    assert.ok(decoded > 1000, `${decoded} decoded`);
  });
});
