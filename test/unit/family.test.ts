/** Families that this platform lacks: their addresses are made and shown, and refused where the kernel would be asked. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { OptionalFamily } from "../../src/address/family.ts";
import { UnknownAddress } from "../../src/address/unknown.ts";
import { vsockCodec } from "../../src/address/vsock.ts";
import { structCodec } from "../../src/bsd/struct-codec.ts";
import { SocketCondition } from "../../src/core/condition.ts";
import "../../src/address/domain.ts";
import { newAddressBytes } from "../../src/address/registry.ts";
import { systemLayout } from "../../src/core/struct.ts";
import { expectRefused } from "../support/expect.ts";
import { linux64 } from "../support/layouts.ts";

const members = { cid: 2, port: 1, flags: 0 };

test("without its struct, or its number, a family is ENOTSUP by name", () => {
  for (const [name, struct] of [
    ["AF_VSOCK", "no_such_struct"],
    ["SO_EXCLUSIVEADDRUSE", "vsock_address"], // a name that only Windows has
  ] as const) {
    const family = new OptionalFamily(name, struct, vsockCodec);
    assert.equal(family.size, 0);
    for (const use of [() => family.encode(members), () => family.domain]) {
      expectRefused(SocketCondition as never, `encode ENOTSUP ${name}`, use);
    }
    const bytes = newAddressBytes(systemLayout, 40, 16);
    assert.ok(family.decode(bytes, () => assert.fail("decoded")) instanceof UnknownAddress);
  }
});

test("a struct that the platform lacks has no room and no values", () => {
  const codec = structCodec<{ readonly initial: number }>(linux64, "sctp_rto", { initial: "initial" });
  assert.equal(codec.foreignSize, 0);
  assert.throws(() => codec.decode(new Uint8Array(16)), RangeError);
  assert.throws(() => codec.encode({ initial: 1 }), /the layout has no sctp_rto/);
});
