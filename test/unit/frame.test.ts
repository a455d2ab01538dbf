/** The memory shared with C, and the layouts and texts that cross the boundary. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { EAGAIN } from "../../src/core/errno.ts";
import { addon } from "../../src/sys/addon.ts";
import { required } from "../../src/sys/constants.ts";
import {
  addressBytes,
  addressLength,
  addressWords,
  callCount,
  countCall,
  detail,
  prepare,
  result,
  setDetail,
} from "../../src/sys/frame.ts";
import { places } from "../../src/sys/layout.ts";
import { system } from "../../src/sys/system.ts";
import { cString, cStrings } from "../../src/sys/text.ts";
import { root } from "../support/compile.ts";
import { bytes } from "../support/kinds.ts";
import { scriptCommand } from "../support/runtime.ts";

function withSocket(use: (fd: number) => void): void {
  const fd = system.socket(required("AF_INET"), required("SOCK_DGRAM"), 0);
  assert.ok(fd >= 0);
  try {
    use(fd);
  } finally {
    system.close(fd);
  }
}

test("generated files are fresh", () => {
  const [program = "", ...args] = scriptCommand("scripts/generate.mjs", ["--check"]);
  const { status, stderr } = spawnSync(program, args, {
    cwd: root,
    encoding: "utf8",
  });
  assert.equal(status, 0, stderr);
});

test("every struct member lies inside its struct, and no two overlap", () => {
  const structs = Object.keys(places).filter((name) => !name.includes("."));
  assert.ok(structs.length >= 9);
  for (const struct of structs) {
    const size = places[struct]?.width as number;
    assert.equal(places[struct]?.offset, 0);
    const members = Object.entries(places).filter(([name]) => name.startsWith(`${struct}.`));
    // Members of a struct within a struct are parts of a union here: they may lie where others do.
    const parts = members.filter(([name]) => name.split(".").length > 2);
    for (const [name, { offset, width }] of parts) assert.ok(width > 0 && offset + width <= size, name);
    let end = 0;
    for (const [name, { offset, width }] of members
      // The data of a control message lies behind its header, as wide as its alignment.
      .filter((member) => !parts.includes(member) && member[0] !== "cmsghdr.data")
      .sort(([, one], [, other]) => one.offset - other.offset)) {
      assert.ok(width > 0 && offset >= end && offset + width <= size, `${name}: ${offset}+${width} of ${size}`);
      end = offset + width;
    }
  }
});

test("the address arrives in one place, seen as bytes and as words", () => {
  assert.equal(addressBytes.buffer, addon.frame);
  assert.equal(addressWords.buffer, addon.frame);
  assert.equal(addressWords.byteOffset, addressBytes.byteOffset);
  assert.equal(addressWords.byteLength, addressBytes.byteLength);
  assert.ok(addressBytes.length >= (places["sockaddr_storage"]?.width as number), "room for any address");
  assert.equal(addon.frame.byteLength, places["bs_frame"]?.width);
});

test("arguments go where C reads them, and nowhere else", () => {
  const before = new Uint8Array(addon.frame).slice();
  prepare(-1, 2 ** 40, 2 ** 41, 0x1234);
  const view = new DataView(addon.frame);
  const little = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
  const at = (member: string): number => places[`bs_frame.${member}`]?.offset as number;
  assert.equal(view.getInt32(at("fd"), little), -1);
  assert.equal(view.getFloat64(at("offset"), little), 2 ** 40, "past 32 bits");
  assert.equal(view.getFloat64(at("length"), little), 2 ** 41);
  assert.equal(view.getInt32(at("flags"), little), 0x1234);
  const after = new Uint8Array(addon.frame).slice();
  const touched = ["fd", "offset", "length", "flags"].map((name) => places[`bs_frame.${name}`]);
  for (const [index, byte] of after.entries()) {
    const inside = touched.some((place) => place && index >= place.offset && index < place.offset + place.width);
    if (!inside) assert.equal(byte, before[index], `byte ${index}`);
  }
});

test("a range outside of its array is refused in C too", () => {
  const data = new Uint8Array(4);
  withSocket((fd) => {
    for (const [offset, length] of [
      [0, 5],
      [5, 0],
      [4, 1],
      [-1, 1],
      [0, -1],
      [2 ** 53, 1],
      [Number.NaN, 1],
      [0, Number.NaN],
      [Number.POSITIVE_INFINITY, 1],
    ] as const) {
      prepare(fd, offset, length, 0);
      try {
        addon.receive(data);
      } catch (error) {
        assert.ok(error instanceof Error);
        continue;
      }
      assert.ok(result() < 0, `offset ${offset}, length ${length}: ${result()}`);
      assert.notEqual(result(), -EAGAIN, "the kernel was asked");
    }
  });
});

test("the length of the last address is at most what arrived", () => {
  withSocket((fd) => {
    assert.equal(system.localAddress(fd), 0);
    assert.equal(addressLength(), places["sockaddr_in"]?.width);
  });
});

test("the detail, and the count of calls", () => {
  setDetail(-7);
  assert.equal(detail(), -7);
  setDetail(0);
  const before = callCount();
  countCall();
  assert.equal(callCount(), before + 1);
});

test("text: down with a NUL at its end, up without it", () => {
  assert.deepEqual(cString("é"), Uint8Array.of(0xc3, 0xa9, 0));
  assert.deepEqual(cString(""), Uint8Array.of(0));
  assert.deepEqual(cString(null), new Uint8Array(0), "C's null pointer");
  assert.deepEqual(cStrings(bytes("a\0\0bc\0")), ["a", "", "bc"]);
  assert.deepEqual(cStrings(new Uint8Array(0)), []);
});
