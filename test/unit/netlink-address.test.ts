import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { NetlinkAddress, NetlinkGroup, SocketAddress, SocketDomain } from "berkeley-sockets";
import { netlinkCodec } from "../../src/address/netlink.ts";
import { expectRefused } from "../support/expect.ts";
import { bigEndian, bigEndian32, LINUX, linux64 } from "../support/layouts.ts";
import { notLinux } from "../support/probe.ts";
import { Seeded } from "../support/seeded.ts";

const hex = (array: Uint8Array): string => Buffer.from(array).toString("hex");
const fromHex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.replaceAll(" ", ""), "hex"));

test("a port, groups, a domain", { skip: notLinux }, () => {
  const address = new NetlinkAddress(4711, 0x11);
  assert.deepEqual([address.port, address.groups], [4711, 0x11]);
  assert.equal(address.domain, SocketDomain.netlink);
  assert.equal(inspect(address), "NetlinkAddress netlink:4711/0x11");
  assert.ok(address instanceof SocketAddress && Object.isFrozen(address));
  assert.deepEqual([NetlinkAddress.kernel.port, NetlinkAddress.kernel.groups], [0, 0]);
  assert.ok(NetlinkAddress.kernel.equals(new NetlinkAddress(0)));
  assert.ok(!address.equals(new NetlinkAddress(4711)));
});

test("text goes both ways", () => {
  for (const [port, groups, text] of [
    [0, 0, "netlink:0"],
    [4711, 0, "netlink:4711"],
    [4294967295, 1, "netlink:4294967295/0x1"],
    [0, 0x8000_0000, "netlink:0/0x80000000"],
    [7, 0xffff_ffff, "netlink:7/0xffffffff"],
  ] as const) {
    assert.equal(String(new NetlinkAddress(port, groups)), text);
    for (const again of [text, text.replace("netlink:", ""), text.toUpperCase()]) {
      const parsed = NetlinkAddress.parse(again);
      assert.deepEqual([parsed.port, parsed.groups], [port, groups], again);
    }
  }
  for (const text of [
    "",
    "netlink:",
    "netlink:-1",
    "4294967296",
    "1/",
    "1/1",
    "1/0x",
    "1/0x123456789",
    "1 ",
    "x:1",
    "1/0xg",
  ]) {
    expectRefused(RangeError, "text must be a netlink port and groups", () => NetlinkAddress.parse(text));
  }
  expectRefused(TypeError, "text must be a string", () => NetlinkAddress.parse(1 as never));
});

test("groups become bits: group n is 2 ** (n - 1)", { skip: notLinux }, () => {
  assert.equal(NetlinkAddress.forGroups().groups, 0);
  assert.equal(NetlinkAddress.forGroups(1, 5, 32).groups, 0x8000_0011);
  assert.equal(NetlinkAddress.forGroups(NetlinkGroup.link, NetlinkGroup.internet6Route, 5).groups, 0x411);
  assert.equal(NetlinkAddress.forGroups(new NetlinkGroup("mine", 2)).groups, 2);
  for (const group of [0, 33, -1, 1.5, Number.NaN]) {
    expectRefused(RangeError, "groups[1] must be an integer from 1 to 32", () => NetlinkAddress.forGroups(1, group));
  }
  expectRefused(TypeError, "groups[0] must be a NetlinkGroup", () => NetlinkAddress.forGroups("link" as never));
  expectRefused(TypeError, "groups[0] must be a NetlinkGroup", () =>
    NetlinkAddress.forGroups(SocketDomain.unix as never),
  );
});

test("arguments are checked", () => {
  for (const value of [-1, 2 ** 32, 0.5, Number.NaN]) {
    expectRefused(RangeError, "port must be an integer", () => new NetlinkAddress(value));
    expectRefused(RangeError, "groups must be an integer", () => new NetlinkAddress(1, value));
  }
  expectRefused(TypeError, "port must be an integer", () => new NetlinkAddress("1" as never));
});

test("golden bytes: struct sockaddr_nl, in the machine's order", () => {
  for (const [layout, bytes] of [
    [linux64, "1000 0000 67120000 11000000"],
    [bigEndian, "0010 0000 00001267 00000011"],
    [bigEndian32, "0010 0000 00001267 00000011"],
  ] as const) {
    const codec = netlinkCodec(layout);
    assert.equal(hex(codec.encode(LINUX.AF_NETLINK, 4711, 0x11)), bytes.replaceAll(" ", ""));
    assert.deepEqual(codec.decode(fromHex(bytes)), { port: 4711, groups: 0x11 });
    for (const length of [0, 2, 11]) assert.throws(() => codec.decode(new Uint8Array(length)), RangeError);
  }
});

test("this machine's bytes, and back by family", { skip: notLinux }, () => {
  const random = new Seeded(16);
  for (let round = 0; round < 500; round++) {
    const address = new NetlinkAddress(random.below(2 ** 32), random.below(2 ** 32));
    const again = SocketAddress.decode(address.encode());
    assert.ok(again instanceof NetlinkAddress && again.equals(address));
    assert.equal(NetlinkAddress.parse(String(address)).equals(address), true);
  }
  assert.equal(SocketDomain.netlink.addressSize, 12);
});
