/** Nonsense for the decoders of addresses: vsock, CAN, Bluetooth, ALG, TIPC, XDP, in three layouts. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { SocketAddress, UnknownAddress } from "berkeley-sockets";
import { algCodec } from "../../src/address/alg.ts";
import { bluetoothCodec } from "../../src/address/bluetooth.ts";
import { canCodec } from "../../src/address/can.ts";
import type { FamilyCodec } from "../../src/address/family.ts";
import { newAddressBytes } from "../../src/address/registry.ts";
import { tipcCodec } from "../../src/address/tipc.ts";
import { vsockCodec } from "../../src/address/vsock.ts";
import { xdpCodec } from "../../src/address/xdp.ts";
import { type Layout, systemLayout } from "../../src/core/struct.ts";
import { big, FAMILY, little, macosVsock } from "../support/device-layouts.ts";
import { Seeded } from "../support/seeded.ts";

/** Lengths at which something is decoded, more often than others. */
const lengths = [6, 8, 10, 14, 16, 24, 88, 100, 128];

function nonsense(random: Seeded): Uint8Array<ArrayBuffer> {
  const length = random.below(2) === 0 ? random.pick(lengths) : 2 + random.below(127);
  const bytes = random.bytes(length);
  // Texts and small numbers among them, since random ones are seldom any.
  if (random.below(4) === 0) {
    for (let index = 2; index < length; index++) bytes[index] = 0x21 + random.below(94);
    bytes[3 + random.below(13)] = 0;
    bytes[Math.min(length - 1, 24 + random.below(70))] = 0;
    return bytes.slice(0, length);
  }
  for (let fill = random.below(4); fill > 0; fill--) {
    const from = 2 + random.below(length);
    bytes.fill(random.pick([0, 0, 1, 2, 3, 0x41, 0xff]), from, from + random.below(64));
  }
  if (random.below(3) === 0) bytes[2] = 1 + random.below(3);
  return bytes;
}

test("bytes of any kind give an address, and the address goes back as the same one", () => {
  const random = new Seeded(40);
  const families = Object.values(FAMILY);
  const counts = new Map<unknown, number>();
  for (let round = 0; round < 30_000; round++) {
    const bytes = nonsense(random);
    bytes.set(newAddressBytes(systemLayout, random.pick(families), 2));
    const address = SocketAddress.decode(bytes);
    counts.set(address.constructor, (counts.get(address.constructor) ?? 0) + 1);
    const again = SocketAddress.decode(address.encode());
    assert.deepEqual(again, address);
    assert.equal(again.constructor, address.constructor);
    assert.ok(address.equals(again));
    assert.notEqual(String(address), "");
    if (address instanceof UnknownAddress) assert.deepEqual(address.encode(), bytes);
  }
  const seldom = [...counts].filter(([, count]) => count < 10);
  assert.deepEqual(seldom, []);
  if (systemLayout.places["can_address"] !== undefined)
    assert.equal(counts.size, 14, "every class was met, but parents");
});

test("every codec gives back what it was given, whatever the layout", () => {
  const random = new Seeded(41);
  const codecs: readonly (readonly [(layout: Layout) => FamilyCodec<never>, readonly Layout[]])[] = [
    [vsockCodec as never, [little, big, macosVsock]],
    [canCodec as never, [little, big]],
    [bluetoothCodec as never, [little, big]],
    [algCodec as never, [little, big]],
    [tipcCodec as never, [little, big]],
    [xdpCodec as never, [little, big]],
  ];
  for (const [codecOf, layouts] of codecs) {
    for (const layout of layouts) {
      const codec = codecOf(layout);
      let decoded = 0;
      for (let round = 0; round < 5000; round++) {
        const members = codec.decode(nonsense(random));
        if (members === undefined) continue;
        decoded += 1;
        const bytes = codec.encode(29, members);
        assert.deepEqual(codec.decode(bytes), members);
        assert.deepEqual(codec.encode(29, members), bytes);
      }
      assert.ok(decoded > 50, `${codecOf.name}: ${decoded}`);
    }
  }
});
