/** Pure parts of `bsock`: tables, bars, packets' headers, pcap's bytes, echo messages. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { endianness } from "node:os";
import { describe, test } from "node:test";
import { decodeEcho, encodeRequest, pattern, withoutIpv4Header } from "../../src/cli/ping/echo.ts";
import { decodeFrame, decodeNetwork, tellPacket } from "../../src/cli/sniff/decode.ts";
import { record, withTag } from "../../src/cli/sniff/pcap.ts";
import { sparkline } from "../../src/cli/stat/sparkline.ts";
import { TooNarrow, table } from "../../src/cli/table.ts";
import { widthOf } from "../../src/cli/width.ts";
import { Seeded } from "../support/seeded.ts";

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.replaceAll(" ", ""), "hex"));

describe("tables", () => {
  const headings = ["NAME", "FIRST", "SECOND"];
  const rows = [["x".repeat(20), "y".repeat(20), "z".repeat(20)]];
  const fitted = (width: number, spare?: string[]): string[] =>
    table(headings, rows, { paint: (_ink, text) => text, width, ...(spare === undefined ? {} : { spare }) });

  test("are cut, then lose columns, then are refused", () => {
    assert.equal(fitted(64)[1]?.length, 64);
    assert.deepEqual(
      fitted(50)[1]
        ?.split("  ")
        .map((cell) => cell.at(-1)),
      ["…", "…", "…"],
    );
    for (let width = 16; width < 70; width++) {
      assert.ok(
        fitted(width).every((line) => line.length <= width),
        String(width),
      );
    }
    assert.match(fitted(30)[0] ?? "", /^NAME +FIRST$/);
    assert.match(fitted(30, ["FIRST"])[0] ?? "", /^NAME +SECOND$/);
    assert.throws(() => fitted(15), TooNarrow);
  });

  test("the width: the terminal's, then COLUMNS, then none", () => {
    assert.equal(widthOf(80, { COLUMNS: "40" }), 80);
    assert.equal(widthOf(undefined, { COLUMNS: "40" }), 40);
    for (const COLUMNS of [undefined, "", "0", "-3", "wide"]) {
      assert.equal(widthOf(0, COLUMNS === undefined ? {} : { COLUMNS }), Number.POSITIVE_INFINITY);
    }
  });
});

test("sparklines", () => {
  assert.equal(sparkline([1, 2, 3, 4, 5, 6, 7, 8], 20), "▁▂▃▄▅▆▇█");
  assert.equal(sparkline([9, 5, undefined, 5], 3), "▁ ▁");
  assert.equal(sparkline([], 3), "");
});

describe("packets", () => {
  const ethernet = "02005e100002 02005e100001";
  const tcp = "45000028 00004000 40060000 c0000201 c0000202 1f90 0050 00000001 00000002 5012 0200 0000 0000";

  test("TCP over IPv4", () => {
    const told = decodeFrame(hex(`${ethernet} 0800 ${tcp}`));
    assert.equal(tellPacket(told, 54), "IPv4 192.0.2.1:8080 > 192.0.2.2:80 TCP [S.] seq 1 ack 2 data 0 length 54");
    assert.deepEqual([told.ttl, told.window], [64, 512]);
  });

  test("IPv6 behind an extension header; a fragment; what is cut short", () => {
    const addresses = `${"00".repeat(15)}01${"00".repeat(15)}02`;
    const udp = decodeNetwork(
      0x86dd,
      hex(`60000000 0012 00 40 ${addresses} 11 00 000000000000 1234 0035 000a 0000 6869`),
    );
    assert.equal(tellPacket(udp, 58), "IPv6 [::1]:4660 > [::2]:53 UDP data 2 length 58");
    const fragment = decodeNetwork(
      0x0800,
      hex("45000020 00000005 40110000 c0000201 c0000202 000000000000000000000000"),
    );
    assert.match(tellPacket(fragment, 32), /UDP fragment at 40 data 12/);
    assert.match(tellPacket(decodeNetwork(0x0800, hex("4500")), 2), /cut short/);
  });

  test("nonsense is told, never thrown", () => {
    const random = new Seeded(7);
    for (let round = 0; round < 2000; round++) {
      const bytes = random.bytes(random.below(90));
      for (const type of [0x0800, 0x86dd, 0x0806, 0x1234]) tellPacket(decodeNetwork(type, bytes), bytes.length);
      tellPacket(decodeFrame(bytes), bytes.length);
    }
  });

  test("pcap's record, and a tag put back", {
    skip: endianness() === "LE" ? false : "the bytes are of little endian",
  }, () => {
    assert.deepEqual(record(3_000_000_007n, hex("aabb"), 9), hex("03000000 07000000 02000000 09000000 aabb"));
    assert.deepEqual(withTag(hex(`${ethernet} 0806 01`), 0x2064, 0x8100), hex(`${ethernet} 8100 2064 0806 01`));
  });
});

test("echo messages", () => {
  const request = encodeRequest(4, 0x1234, 1, pattern(4));
  assert.deepEqual(request, hex("0800 e3c6 1234 0001 00010203"));
  assert.equal(decodeEcho(4, request)?.kind, "request");
  assert.deepEqual(decodeEcho(6, hex("8100 0000 0001 0002 61")), {
    kind: "reply",
    id: 1,
    sequence: 2,
    data: hex("61"),
  });
  assert.equal(decodeEcho(4, hex("0301 0000 0001 0002")), undefined);
  assert.equal(decodeEcho(4, hex("00")), undefined);
  assert.equal(withoutIpv4Header(hex("4f00")), undefined);
});
