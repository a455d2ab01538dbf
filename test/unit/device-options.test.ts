/** Option values of vsock, CAN, Bluetooth, ALG, TIPC, XDP and SCTP: golden bytes, both ways, and nonsense. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { SocketConstant, SocketOption } from "berkeley-sockets";
import * as entry from "berkeley-sockets/options";
import { codecs, SO_RCVBUF } from "berkeley-sockets/options";
import { SocketDomain as UnbundledDomain } from "../../src/address/domain.ts";
import { bluetoothSecurityCodec, hciFilterCodec } from "../../src/bsd/bluetooth-codecs.ts";
import { canFilterCodec, j1939FilterCodec } from "../../src/bsd/can-filter.ts";
import { isoTpFlowControlCodec, isoTpOptionsCodec } from "../../src/bsd/iso-tp.ts";
import { sctpSendInfoCodec, sctpStatusDecoder } from "../../src/bsd/sctp-codecs.ts";
import { Socket as UnbundledSocket } from "../../src/bsd/socket.ts";
import { SocketOption as UnbundledOption } from "../../src/bsd/socket-option.ts";
import { SocketType as UnbundledType } from "../../src/bsd/socket-type.ts";
import { xdpMmapOffsetsDecoder, xdpStatisticsDecoder } from "../../src/bsd/xdp-codecs.ts";
import { systemLayout } from "../../src/core/struct.ts";
import { system } from "../../src/sys/system.ts";
import { big } from "../support/device-layouts.ts";
import { type DeviceRow, deviceTable } from "../support/device-options.ts";
import { expectRefused } from "../support/expect.ts";
import { Seeded } from "../support/seeded.ts";

type AnyOption = SocketOption<unknown, unknown>;
const { int32 } = codecs;
const hex = (array: Uint8Array): string => Buffer.from(array).toString("hex");
const fromHex = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.from(text.replaceAll(" ", ""), "hex"));
const bare = (text: string): string => text.replaceAll(" ", "");
const options: readonly (readonly [string, AnyOption, DeviceRow])[] = Object.entries(deviceTable).map(([name, row]) => [
  name,
  ({ ...entry } as Record<string, unknown>)[name] as AnyOption,
  row,
]);

const here = systemLayout.places["can_address"] === undefined ? "this platform has no such families" : false;
const little = here || (systemLayout.littleEndian ? false : "golden bytes are little-endian");

test("no option of these levels is missing in the table", () => {
  const levels = new Set(Object.values(deviceTable).map(({ level }) => level));
  const all = Object.entries<unknown>({ ...entry }).filter(
    ([, option]) => option instanceof SocketOption && levels.has(option.level),
  );
  assert.deepEqual(all.map(([name]) => name).sort(), Object.keys(deviceTable).sort());
});

for (const [name, option, row] of options) {
  test(`${name}: name, level, number`, { skip: here }, () => {
    assert.equal(option.name, name);
    assert.equal(option.level, row.level);
    assert.ok(option.available && Number.isInteger(option.id));
  });

  test(`${name}: golden bytes`, { skip: little }, () => {
    for (const [value, text] of [...row.golden, ...(row.written ?? [])]) {
      if (row.only === "read") continue;
      assert.equal(hex(option.encode(value)), bare(text), inspect(value));
      assert.equal(option.isValid(value), true);
    }
    for (const [value, text] of [...row.golden, ...(row.read ?? [])]) {
      if (row.only === "write") continue;
      assert.deepEqual(option.decode(fromHex(text)), value);
      assert.ok(bare(text).length / 2 <= option.foreignSize, "there is room for it");
    }
    if (row.only === "read")
      expectRefused(TypeError, `${name} can only be read`, () => option.encode(row.golden[0]?.[0]));
    if (row.only === "write")
      expectRefused(TypeError, `${name} can only be set`, () => option.decode(new Uint8Array(4)));
  });

  test(`${name}: values that are none`, { skip: here }, () => {
    if (row.only === "read") return;
    for (const [value, words] of row.refused ?? []) {
      assert.throws(
        () => option.encode(value),
        (error: unknown) => {
          assert.ok(error instanceof TypeError || error instanceof RangeError, String(error));
          assert.ok(error.message.includes(words), `${error.message} lacks ${words}`);
          return true;
        },
        inspect(value),
      );
      assert.equal(option.isValid(value), false);
    }
  });

  test(`${name}: bytes of any kind read as a value, or are a RangeError`, { skip: here }, () => {
    if (row.only === "write") return;
    const random = new Seeded(7);
    let read = 0;
    for (let round = 0; round < 300; round++) {
      const length = random.below(3) === 0 ? random.below(option.foreignSize + 1) : fullLength(option, row, random);
      const storage = random.bytes(length + 3);
      const bytes = storage.subarray(3); // somewhere in its buffer, as the kernel's may be
      let value: unknown;
      try {
        value = option.decode(bytes);
      } catch (error) {
        assert.ok(error instanceof RangeError, `${bytes.length} bytes: ${String(error)}`);
        continue;
      }
      read += 1;
      const text = inspect(value, { depth: 9 });
      storage.fill(0xa5);
      assert.equal(inspect(value, { depth: 9 }), text, "a value of its own");
      // A time may be one that nobody can set.
      if (row.only === undefined && option.isValid(value)) assert.deepEqual(option.decode(option.encode(value)), value);
    }
    assert.ok(read > 50, `${read} values`);
  });
}

/** A length that the option's value may have. */
function fullLength(option: AnyOption, row: DeviceRow, random: Seeded): number {
  const lengths = row.golden.map(([, text]) => bare(text).length / 2);
  return random.below(2) === 0 ? random.pick(lengths) : option.foreignSize;
}

test("the same on a big-endian machine, where a member is more than a word of the machine's", () => {
  const check = <T>(
    value: T,
    text: string,
    codec: { encode(value: T): Uint8Array; decode(bytes: Uint8Array): unknown },
  ) => {
    assert.equal(hex(codec.encode(value)), bare(text));
    assert.deepEqual(codec.decode(fromHex(text)), value);
  };
  check({ id: 0x123, mask: 0x7ff, extended: true }, "80000123 800007ff", canFilterCodec(big));
  const filter = { types: 16, events: (1n << 14n) | (1n << 62n), opcode: 0x0c03 };
  check(filter, "00000010 00004000 40000000 030c 0000", hciFilterCodec(big));
  check({ level: "fips", keySize: 16 }, "04 10", bluetoothSecurityCodec(big) as never);
  const send = { stream: 3, flags: 9, payloadProtocol: 51, context: 9, associationId: -1 };
  check(send, "0003 0009 00000033 00000009 ffffffff", sctpSendInfoCodec(big));
  check({ blockSize: 8, separationTime: 0.3, maxWaitFrames: 2 }, "08 f3 02", isoTpFlowControlCodec(big));
  const isoTp = { flags: ["halfDuplex"], otherFlags: 0, frameTime: 1, extendedAddress: 2 } as const;
  const padding = { transmitPadding: 3, receivePadding: 4, receiveExtendedAddress: 5 };
  check({ ...isoTp, ...padding }, "00000040 00000001 02 03 04 05", isoTpOptionsCodec(big) as never);
  assert.equal(
    hex(j1939FilterCodec(big).encode({ name: 1n, pgn: 2, pgnMask: 3, address: 4, addressMask: 5 })),
    bare("0000000000000001 0000000000000000 00000002 00000003 04 05 000000000000"),
  );
  assert.equal(xdpStatisticsDecoder(big).decode(fromHex("0000000000000001".repeat(3))).receiveDropped, 1n);
  assert.equal(xdpMmapOffsetsDecoder(big).decode(fromHex("0000000000000001".repeat(12))).fill.consumer, 1n);
  const status = sctpStatusDecoder(big).decode(fromHex(`00000005 00000004 ${"00".repeat(168)}`));
  assert.deepEqual([status.associationId, status.state], [5, "established"]);
});

test("the kernel is asked with zeros, whatever was read before", () => {
  const asked: Uint8Array[] = [];
  const { getOption } = system;
  const socket = UnbundledSocket.create(UnbundledDomain.internet, UnbundledType.stream);
  try {
    assert.notEqual(socket.getOption(new UnbundledOption("SO_RCVBUF", SO_RCVBUF.id, 4, int32.encode, int32.decode)), 0);
    system.getOption = (fd, level, id, value, length) => {
      asked.push(value.slice(0, length));
      return getOption(fd, level, id, value, length);
    };
    // An association's id is what such an option is asked with; a TCP socket has none.
    for (const room of [4, 16, 1024, 2000]) {
      const option = new UnbundledOption("SO_RCVBUF", SO_RCVBUF.id, room, int32.encode, int32.decode);
      assert.notEqual(socket.getOption(option), 0);
    }
  } finally {
    system.getOption = getOption;
    socket.close();
  }
  assert.deepEqual(
    asked,
    [4, 16, 1024, 2000].map((room) => new Uint8Array(room)),
  );
});

test("numbers of the ciphers' control messages are constants", { skip: here }, () => {
  const { ALG_SET_IV, ALG_SET_OP, ALG_SET_AEAD_ASSOCLEN, ALG_OP_DECRYPT, ALG_OP_ENCRYPT } = entry;
  const numbers = { ALG_SET_IV, ALG_SET_OP, ALG_SET_AEAD_ASSOCLEN, ALG_OP_DECRYPT, ALG_OP_ENCRYPT };
  for (const [name, constant] of Object.entries(numbers)) {
    assert.ok(constant instanceof SocketConstant);
    assert.equal(constant.name, name);
  }
  assert.deepEqual(
    Object.values(numbers).map(({ value }) => value),
    [2, 3, 4, 0, 1],
  );
});
