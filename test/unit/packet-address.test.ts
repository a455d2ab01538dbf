import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import {
  EtherType,
  formatHardwareAddress,
  interfaceIndex,
  PacketAddress,
  parseHardwareAddress,
  SocketAddress,
  SocketDomain,
} from "berkeley-sockets";
import { type PacketMembers, packetCodec } from "../../src/address/packet.ts";
import { constants } from "../../src/sys/constants.ts";
import { expectCode, expectRefused } from "../support/expect.ts";
import { bigEndian, bigEndian32, LINUX, linux64 } from "../support/layouts.ts";
import { notLinux } from "../support/probe.ts";
import { Seeded } from "../support/seeded.ts";

const hex = (array: Uint8Array): string => Buffer.from(array).toString("hex");
const fromHex = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.from(text.replaceAll(" ", ""), "hex"));
const mac = Uint8Array.of(2, 0, 0x5e, 0x10, 0, 0xff);

test("protocol, interface, types, hardware address", { skip: notLinux }, () => {
  const address = new PacketAddress(EtherType.ipv4, 3, {
    hardwareAddress: mac,
    hardwareType: 1,
    packetType: "outgoing",
  });
  assert.deepEqual(
    [address.protocol, address.interfaceIndex, address.hardwareType, address.packetType],
    [0x0800, 3, 1, "outgoing"],
  );
  assert.deepEqual(address.hardwareAddress, mac);
  address.hardwareAddress[0] = 9; // a copy
  assert.deepEqual(address.hardwareAddress, mac);
  assert.equal(address.domain, SocketDomain.packet);
  assert.equal(inspect(address), "PacketAddress packet:0x0800%3/02:00:5e:10:00:ff");
  assert.ok(Object.isFrozen(address));
  assert.ok(
    address.equals(
      new PacketAddress(2048, 3, { hardwareAddress: "02-00-5E-10-00-FF", hardwareType: 1, packetType: 4 }),
    ),
  );
  assert.ok(!address.equals(new PacketAddress(2048, 3, { hardwareAddress: mac, hardwareType: 1 })));
  const plain = new PacketAddress(EtherType.all, 0);
  assert.deepEqual([plain.hardwareType, plain.packetType, plain.hardwareAddress.length], [0, "host", 0]);
  assert.equal(String(plain), "packet:0x0003%0");
});

test("an interface by name", { skip: notLinux }, () => {
  assert.equal(new PacketAddress(EtherType.arp, "lo").interfaceIndex, interfaceIndex("lo"));
  assert.equal(PacketAddress.parse("0x0806%lo").interfaceIndex, interfaceIndex("lo"));
  const condition = expectCode("ENODEV", () => new PacketAddress(EtherType.arp, "no-such-link"));
  assert.deepEqual([condition.who, condition.syscall], ["PacketAddress", "if_nametoindex"]);
  assert.match(condition.message, /no-such-link$/);
});

test("text goes both ways", { skip: notLinux }, () => {
  for (const text of [
    "packet:0x0003%0",
    "packet:0x88b5%12",
    "packet:0xffff%2147483647/02",
    "packet:0x0800%3/02:00:5e:10:00:ff",
    `packet:0x0800%3/${Array(32).fill("ab").join(":")}`,
  ]) {
    assert.equal(String(PacketAddress.parse(text)), text);
    assert.equal(String(PacketAddress.parse(text.replace("packet:", ""))), text);
  }
  assert.equal(PacketAddress.parse("2048%1").protocol, 2048);
  for (const text of [
    "",
    "packet:",
    "0x0800",
    "0x0800%",
    "%1",
    "0x10000%1",
    "65536%1",
    "0x0800%2147483648",
    "0x0800%1/",
    "0x0800%1/02:0",
    "0x0800%1/02:00-5e",
    "0x0800%1/zz",
    `0x0800%1/${Array(33).fill("ab").join(":")}`,
  ]) {
    expectRefused(RangeError, "text must be a packet address", () => PacketAddress.parse(text));
  }
  expectRefused(TypeError, "text must be a string", () => PacketAddress.parse(null as never));
});

test("arguments are checked before the interface is looked up", () => {
  const none = "no-such-link";
  for (const protocol of [-1, 65536, 0.5]) {
    expectRefused(RangeError, "protocol must be", () => new PacketAddress(protocol, none));
  }
  for (const index of [-1, 2 ** 31, 0.5]) {
    expectRefused(RangeError, "interfaceIndex must be", () => new PacketAddress(1, index));
  }
  expectRefused(RangeError, "interfaceIndex must be", () => new PacketAddress(1, ""));
  expectRefused(RangeError, "without NUL", () => new PacketAddress(1, "a\0b"));
  expectRefused(TypeError, "interfaceIndex must be", () => new PacketAddress(1, undefined as never));
  const given = (more: object): PacketAddress => new PacketAddress(1, none, more);
  expectRefused(TypeError, "options has no member hardware", () => given({ hardware: mac }));
  expectRefused(TypeError, "options.hardwareAddress must be", () => given({ hardwareAddress: 1 }));
  expectRefused(RangeError, "options.hardwareAddress must be", () => given({ hardwareAddress: "02:0" }));
  expectRefused(RangeError, "at most 32 octets", () => given({ hardwareAddress: new Uint8Array(33) }));
  expectRefused(RangeError, "options.hardwareType must be", () => given({ hardwareType: 65536 }));
  expectRefused(RangeError, "options.packetType must be", () => given({ packetType: 256 }));
  expectRefused(RangeError, "options.packetType must be one of host,", () => given({ packetType: "toString" }));
});

const golden: PacketMembers = {
  protocol: 0x0800,
  interfaceIndex: 3,
  hardwareType: 1,
  packetType: 4,
  hardwareAddress: mac,
};

test("golden bytes: struct sockaddr_ll; of all members only the protocol is in network order", () => {
  for (const [layout, bytes] of [
    [linux64, "1100 0800 03000000 0100 04 06 02005e1000ff 0000"],
    [bigEndian, "0011 0800 00000003 0001 04 06 02005e1000ff 0000"],
    [bigEndian32, "0011 0800 00000003 0001 04 06 02005e1000ff 0000"],
  ] as const) {
    const codec = packetCodec(layout);
    assert.equal(hex(codec.encode(LINUX.AF_PACKET, golden)), bytes.replaceAll(" ", ""));
    assert.deepEqual(codec.decode(fromHex(bytes)), golden);
    assert.deepEqual(codec.decode(fromHex(bytes).subarray(0, 18)), golden, "as getsockname gives it");
    for (const length of [0, 2, 11]) assert.throws(() => codec.decode(new Uint8Array(length)), RangeError);
  }
});

test("a long hardware address goes past the struct's end; a length that lies is cut", () => {
  const codec = packetCodec(linux64);
  const long = { ...golden, hardwareAddress: new Uint8Array(20).fill(7) }; // InfiniBand
  const encoded = codec.encode(17, long);
  assert.equal(encoded.length, 32);
  assert.deepEqual(codec.decode(encoded), long);
  assert.equal(codec.encode(17, { ...golden, hardwareAddress: new Uint8Array(0) }).length, 20);
  assert.equal(codec.decode(fromHex("1100 0800 03000000 0100 04 ff 02005e1000ff 0000")).hardwareAddress.length, 8);
  assert.equal(codec.longest, 44);
});

test("an address's bytes come back by family, with unknown packet types as numbers", { skip: notLinux }, () => {
  const random = new Seeded(17);
  for (let round = 0; round < 500; round++) {
    const address = new PacketAddress(random.below(65536), random.below(2 ** 31), {
      hardwareAddress: random.bytes(random.below(33)),
      hardwareType: random.below(65536),
      packetType: random.below(256),
    });
    const again = SocketAddress.decode(address.encode());
    assert.ok(again instanceof PacketAddress && again.equals(address));
    assert.equal(again.packetType, address.packetType);
  }
  assert.equal(new PacketAddress(1, 1, { packetType: 99 }).packetType, 99);
  assert.equal(SocketDomain.packet.addressSize, 44);
});

test("hardware addresses as text", () => {
  assert.equal(formatHardwareAddress(mac), "02:00:5e:10:00:ff");
  assert.equal(formatHardwareAddress(new Uint8Array(0)), "");
  for (const text of ["02:00:5e:10:00:ff", "02-00-5E-10-00-FF"]) assert.deepEqual(parseHardwareAddress(text), mac);
  for (const text of ["", "2:0:5e:10:0:ff", "02:00:5e:10:00:ff:", "02005e1000ff", "02:00 5e", "gg:00"]) {
    expectRefused(RangeError, "text must be a hardware address", () => parseHardwareAddress(text));
  }
  expectRefused(TypeError, "octets must be an ArrayBufferView", () => formatHardwareAddress("02" as never));
});

test("EtherType has the numbers of linux/if_ether.h", { skip: notLinux }, () => {
  const names = {
    all: "ETH_P_ALL",
    ipv4: "ETH_P_IP",
    arp: "ETH_P_ARP",
    vlan: "ETH_P_8021Q",
    ipv6: "ETH_P_IPV6",
    mpls: "ETH_P_MPLS_UC",
    eapol: "ETH_P_PAE",
    serviceVlan: "ETH_P_8021AD",
    experimental: "ETH_P_802_EX1",
    lldp: "ETH_P_LLDP",
    macsec: "ETH_P_MACSEC",
  } as const;
  assert.deepEqual(
    { ...EtherType },
    Object.fromEntries(Object.entries(names).map(([name, constant]) => [name, constants[constant]])),
  );
});
