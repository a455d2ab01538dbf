/**
 * The bytes of the addresses of vsock, CAN, Bluetooth, ALG, TIPC and XDP: those that a C compiler makes of
 * the kernel's and BlueZ's own structs, and the same for a big-endian machine.
 */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  AlgAddress,
  CanAddress,
  HciAddress,
  IsoTpAddress,
  J1939Address,
  L2capAddress,
  parseBdaddr,
  RfcommAddress,
  ScoAddress,
  SocketAddress,
  TipcServiceAddress,
  TipcServiceRange,
  TipcSocketAddress,
  VsockAddress,
  XdpAddress,
} from "berkeley-sockets";
import { algCodec } from "../../src/address/alg.ts";
import { bluetoothCodec } from "../../src/address/bluetooth.ts";
import { canCodec } from "../../src/address/can.ts";
import type { FamilyCodec } from "../../src/address/family.ts";
import { tipcCodec } from "../../src/address/tipc.ts";
import { vsockCodec } from "../../src/address/vsock.ts";
import { xdpCodec } from "../../src/address/xdp.ts";
import { type Layout, systemLayout } from "../../src/core/struct.ts";
import { big, devicePlaces, FAMILY, little, macosVsock } from "../support/device-layouts.ts";

const hex = (array: Uint8Array): string => Buffer.from(array).toString("hex");
const fromHex = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.from(text.replaceAll(" ", ""), "hex"));

interface Row {
  readonly name: string;
  /** For the public class. */
  readonly address: SocketAddress;
  readonly members: unknown;
  readonly codecOf: (layout: Layout) => FamilyCodec<never>;
  readonly family: number;
  readonly little: string;
  readonly big: string;
}

function row<Members>(
  name: string,
  address: SocketAddress,
  members: Members,
  codecOf: (layout: Layout) => FamilyCodec<Members>,
  family: number,
  littleText: string,
  bigText: string,
): Row {
  return { name, address, members, codecOf: codecOf as never, family, little: littleText, big: bigText };
}

const { vsock, can, bluetooth, alg, tipc, xdp } = FAMILY;
const device = "00:1A:7D:DA:71:13";
const bdaddr = parseBdaddr(device);
const standard = { id: 0x7e8, extended: false };
const extended = { id: 0x18da10f1, extended: true };
const skcipher = `${hex(Buffer.from("skcipher"))} 000000000000`;
const cbc = `${hex(Buffer.from("cbc(aes)"))}${"00".repeat(56)}`;
const long = `authenc(hmac(sha256-generic),rfc3686(ctr(aes-generic)))-${"x".repeat(47)}`;

const rows: readonly Row[] = [
  row(
    "sockaddr_vm",
    new VsockAddress(3, 0x0102_0304, 1),
    { cid: 3, port: 0x0102_0304, flags: 1 },
    vsockCodec,
    vsock,
    "2800 0000 04030201 03000000 01 000000",
    "0028 0000 01020304 00000003 01 000000",
  ),
  row(
    "sockaddr_can of raw sockets ends behind the interface",
    new CanAddress(0x0102_0304),
    { kind: "raw", interface: 0x0102_0304 } as const,
    canCodec as never,
    can,
    "1d00 0000 04030201",
    "001d 0000 01020304",
  ),
  row(
    "sockaddr_can of ISO-TP ends behind the ids",
    new IsoTpAddress(0x0102_0304, 0x7e8, extended),
    { kind: "isoTp", interface: 0x0102_0304, receive: standard, transmit: extended } as const,
    canCodec as never,
    can,
    "1d00 0000 04030201 e8070000 f110da98",
    "001d 0000 01020304 000007e8 98da10f1",
  ),
  row(
    "sockaddr_can of J1939",
    new J1939Address(3, { name: 0x0102_0304_0506_0708n, pgn: 0x12300, address: 0x20 }),
    { kind: "j1939", interface: 3, name: 0x0102_0304_0506_0708n, pgn: 0x12300, address: 0x20 } as const,
    canCodec as never,
    can,
    "1d00 0000 03000000 0807060504030201 00230100 20 000000",
    "001d 0000 00000003 0102030405060708 00012300 20 000000",
  ),
  row(
    "sockaddr_l2: psm and cid are little-endian everywhere",
    new L2capAddress(device, 0x1001, { cid: 4, deviceType: 2 }),
    { kind: "l2cap", device: bdaddr, psm: 0x1001, cid: 4, deviceType: 2 } as const,
    bluetoothCodec as never,
    bluetooth,
    "1f00 0110 1371da7d1a00 0400 02 00",
    "001f 0110 1371da7d1a00 0400 02 00",
  ),
  row(
    "sockaddr_rc",
    new RfcommAddress(device, 3),
    { kind: "rfcomm", device: bdaddr, channel: 3 } as const,
    bluetoothCodec as never,
    bluetooth,
    "1f00 1371da7d1a00 03 00",
    "001f 1371da7d1a00 03 00",
  ),
  row(
    "sockaddr_sco",
    new ScoAddress(device),
    { kind: "sco", device: bdaddr } as const,
    bluetoothCodec as never,
    bluetooth,
    "1f00 1371da7d1a00",
    "001f 1371da7d1a00",
  ),
  row(
    "sockaddr_hci",
    new HciAddress(HciAddress.noAdapter, 3),
    { kind: "hci", adapter: 0xffff, channel: 3 } as const,
    bluetoothCodec as never,
    bluetooth,
    "1f00 ffff 0300",
    "001f ffff 0003",
  ),
  row(
    "sockaddr_alg",
    new AlgAddress("skcipher", "cbc(aes)", 0x0102_0304, 15),
    { type: "skcipher", name: "cbc(aes)", feature: 0x0102_0304, mask: 15 },
    algCodec,
    alg,
    `2600 ${skcipher} 04030201 0f000000 ${cbc}`,
    `0026 ${skcipher} 01020304 0000000f ${cbc}`,
  ),
  row(
    "sockaddr_alg_new: a long name goes on, to the end of sockaddr_storage",
    new AlgAddress("aead", long),
    { type: "aead", name: long, feature: 0, mask: 0 },
    algCodec,
    alg,
    `2600 ${hex(Buffer.from("aead"))} 00000000000000000000 00000000 00000000 ${hex(Buffer.from(long))} 00`,
    `0026 ${hex(Buffer.from("aead"))} 00000000000000000000 00000000 00000000 ${hex(Buffer.from(long))} 00`,
  ),
  row(
    "sockaddr_tipc of a service",
    new TipcServiceAddress(18888, 17, 2, 0x0100_1002),
    { kind: "service", scope: 2, type: 18888, instance: 17, node: 0x0100_1002 } as const,
    tipcCodec as never,
    tipc,
    "1e00 02 02 c8490000 11000000 02100001",
    "001e 02 02 000049c8 00000011 01001002",
  ),
  row(
    "sockaddr_tipc of a range, its scope negative",
    new TipcServiceRange(18888, 0, 99, -3),
    { kind: "range", scope: -3, type: 18888, lower: 0, upper: 99 } as const,
    tipcCodec as never,
    tipc,
    "1e00 01 fd c8490000 00000000 63000000",
    "001e 01 fd 000049c8 00000000 00000063",
  ),
  row(
    "sockaddr_tipc of a socket",
    new TipcSocketAddress(4711, 0x0100_1002),
    { kind: "socket", scope: 0, ref: 4711, node: 0x0100_1002 } as const,
    tipcCodec as never,
    tipc,
    "1e00 03 00 67120000 02100001 00000000",
    "001e 03 00 00001267 01001002 00000000",
  ),
  row(
    "sockaddr_xdp",
    new XdpAddress(2, 1, XdpAddress.sharedUmem + XdpAddress.needWakeup, 7),
    { interface: 2, queue: 1, flags: 9, sharedUmemFd: 7 },
    xdpCodec,
    xdp,
    "2c00 0900 02000000 01000000 07000000",
    "002c 0009 00000002 00000001 00000007",
  ),
];

const here = systemLayout.littleEndian ? "little" : "big";
const lacking = systemLayout.places["can_address"] === undefined ? "this platform has no such families" : false;

for (const { name, address, members, codecOf, family, ...texts } of rows) {
  test(name, async (t) => {
    for (const [order, layout] of [
      ["little", little],
      ["big", big],
    ] as const) {
      await t.test(`${order}-endian`, () => {
        const codec = codecOf(layout);
        const text = texts[order].replaceAll(" ", "");
        assert.equal(hex(codec.encode(family, members as never)), text);
        assert.deepEqual(codec.decode(fromHex(text)), members);
      });
    }
    await t.test("the class, on this machine", { skip: lacking }, () => {
      const text = texts[here].replaceAll(" ", "");
      assert.equal(hex(address.encode()), text);
      const again = SocketAddress.decode(fromHex(text));
      assert.deepEqual(again, address);
      assert.equal(again.constructor, address.constructor);
      assert.ok(again.equals(address));
      assert.equal(again.domain.value, family);
    });
  });
}

test("sockaddr_vm of macOS: a length, no flags", () => {
  const codec = vsockCodec(macosVsock);
  const members = { cid: 3, port: 0x0102_0304, flags: 0 };
  const text = "0c 28 0000 04030201 03000000".replaceAll(" ", "");
  assert.equal(hex(codec.encode(vsock, members)), text);
  assert.deepEqual(codec.decode(fromHex(text)), members);
  assert.throws(() => codec.encode(vsock, { ...members, flags: 1 }), {
    name: "RangeError",
    message: "flags must be 0, as this platform has none, not 1",
  });
});

test("padding and what lies behind is not read", () => {
  const padded = vsockCodec(little).decode(fromHex("2800 ffff 04030201 03000000 01 ffffff ffff"));
  assert.deepEqual(padded, { cid: 3, port: 0x0102_0304, flags: 1 });
  const service = tipcCodec(little).decode(fromHex(`1e00 02 02 c8490000 11000000 00000000 ${"ff".repeat(16)}`));
  assert.deepEqual(service, { kind: "service", scope: 2, type: 18888, instance: 17, node: 0 });
  assert.equal(bluetoothCodec(little).decode(fromHex("1f00 1371da7d1a00 03 ff"))?.kind, "rfcomm");
});

const ordinary =
  process.platform === "linux" && ["x64", "arm64"].includes(process.arch) ? false : "this machine's layout is another";

test("this machine's own table is the one written down", { skip: ordinary }, () => {
  for (const [member, place] of Object.entries(devicePlaces)) {
    assert.deepEqual({ ...systemLayout.places[member] }, place, member);
  }
});
