/** The four Bluetooth addresses, and the text of devices. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import {
  BluetoothAddress,
  formatBdaddr,
  HciAddress,
  L2capAddress,
  parseBdaddr,
  RfcommAddress,
  ScoAddress,
  SocketAddress,
  SocketDomain,
  UnknownAddress,
} from "berkeley-sockets";
import { expectRefused } from "../support/expect.ts";
import { Seeded } from "../support/seeded.ts";

const here = SocketDomain.bluetooth.available ? false : "this platform has no Bluetooth";
const device = "00:1A:7D:DA:71:13";

test("a device's text has its most significant byte first, its bytes the least", () => {
  assert.deepEqual(parseBdaddr(device), Uint8Array.of(0x13, 0x71, 0xda, 0x7d, 0x1a, 0x00));
  assert.deepEqual(parseBdaddr(device.toLowerCase()), parseBdaddr(device));
  assert.equal(formatBdaddr(Uint8Array.of(0x13, 0x71, 0xda, 0x7d, 0x1a, 0x00)), device);
  const random = new Seeded(6);
  for (let round = 0; round < 200; round++) {
    const bytes = random.bytes(6);
    assert.deepEqual(parseBdaddr(formatBdaddr(bytes)), bytes);
  }
});

test("text that is no device", () => {
  for (const text of [
    "",
    "00:1A:7D:DA:71",
    `${device}:00`,
    "00-1A-7D-DA-71-13",
    "0:1A:7D:DA:71:13",
    "00:1G:7D:DA:71:13",
    `${device}\n`,
  ]) {
    expectRefused(RangeError, "text must be a device address", () => parseBdaddr(text));
    expectRefused(RangeError, "device must be a device address", () => new ScoAddress(text));
    expectRefused(RangeError, "device must be a device address", () => new L2capAddress(text, 1));
    expectRefused(RangeError, "device must be a device address", () => new RfcommAddress(text, 1));
  }
  expectRefused(TypeError, "text must be a string", () => parseBdaddr(1 as never));
  expectRefused(TypeError, "device must be a string", () => new RfcommAddress(new Uint8Array(6) as never, 1));
  expectRefused(TypeError, "bytes must be an ArrayBufferView", () => formatBdaddr(device as never));
  for (const length of [0, 5, 7]) {
    expectRefused(RangeError, "bytes must be 6 bytes", () => formatBdaddr(new Uint8Array(length)));
  }
});

test("each protocol's address", { skip: here }, () => {
  const l2cap = new L2capAddress(device.toLowerCase(), 25);
  assert.deepEqual([l2cap.device, l2cap.psm, l2cap.cid, l2cap.deviceType], [device, 25, 0, 0]);
  assert.equal(inspect(l2cap), `L2capAddress ${device} psm 25`);
  assert.equal(String(new L2capAddress(device, 0, { cid: 4, deviceType: 1 })), `${device} cid 4`);
  const rfcomm = new RfcommAddress(device, 3);
  assert.deepEqual([rfcomm.device, rfcomm.channel], [device, 3]);
  assert.equal(String(rfcomm), `${device} channel 3`);
  assert.equal(String(new ScoAddress(BluetoothAddress.anyDevice)), "00:00:00:00:00:00");
  const hci = new HciAddress(0);
  assert.deepEqual([hci.adapter, hci.channel], [0, 0]);
  assert.equal(String(new HciAddress(HciAddress.noAdapter, 3)), "hci* channel 3");
  for (const address of [l2cap, rfcomm, new ScoAddress(device), hci]) {
    assert.ok(address instanceof BluetoothAddress && Object.isFrozen(address));
    assert.equal(address.domain, SocketDomain.bluetooth);
    assert.ok(SocketAddress.decode(address.encode()).equals(address));
  }
  assert.ok(!rfcomm.equals(new RfcommAddress(device, 4)));
  assert.ok(!rfcomm.equals(new ScoAddress(device)));
});

test("arguments", () => {
  expectRefused(RangeError, "psm must be an integer from 0 to 65535", () => new L2capAddress(device, 65536));
  expectRefused(RangeError, "details.cid must be", () => new L2capAddress(device, 0, { cid: -1 }));
  expectRefused(RangeError, "details.deviceType must be", () => new L2capAddress(device, 0, { deviceType: 256 }));
  expectRefused(TypeError, "details has no member type", () => new L2capAddress(device, 0, { type: 1 } as never));
  expectRefused(RangeError, "channel must be an integer from 0 to 255", () => new RfcommAddress(device, 256));
  expectRefused(RangeError, "adapter must be", () => new HciAddress(-1));
  expectRefused(RangeError, "channel must be", () => new HciAddress(0, 65536));
});

test("lengths that no protocol has stay bytes", { skip: here }, () => {
  const bytes = new Uint8Array(20);
  bytes.set(new ScoAddress(device).encode());
  const known = new Map<number, unknown>([
    [6, HciAddress],
    [8, ScoAddress],
    [10, RfcommAddress],
    [14, L2capAddress],
  ]);
  for (let length = 2; length <= bytes.length; length++) {
    const address = SocketAddress.decode(bytes.subarray(0, length));
    assert.equal(address.constructor, known.get(length) ?? UnknownAddress, `${length} bytes`);
  }
});
