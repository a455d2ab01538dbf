/** FilterProgram and FilterBuilder: numbers in, numbers out, text and back. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inspect } from "node:util";
import { FilterBuilder, FilterProgram } from "berkeley-sockets/options";
import { decodeProgram, encodeProgram } from "../../src/bsd/filter/program.ts";
import { expectRefused } from "../support/expect.ts";
import { withFilters } from "../support/filter-layouts.ts";
import { CODES, Programs } from "../support/filter-programs.ts";
import { bigEndian, linux64 } from "../support/layouts.ts";
import { Seeded } from "../support/seeded.ts";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const ret = { code: 0x06, jt: 0, jf: 0, k: 0 };
const arp = [
  { code: 40, jt: 0, jf: 0, k: 12 },
  { code: 21, jt: 0, jf: 1, k: 2054 },
  { code: 6, jt: 0, jf: 0, k: 4294967295 },
  { code: 6, jt: 0, jf: 0, k: 0 },
];

describe("instructions", () => {
  it("come back as they were given, and cannot be changed", () => {
    const given = structuredClone(arp);
    const program = FilterProgram.from(given);
    assert.deepEqual(program.instructions, arp);
    (given[0] as { k: number }).k = 99;
    assert.deepEqual(program.instructions, arp);
    assert.ok(Object.isFrozen(program) && Object.isFrozen(program.instructions));
    assert.ok(program.instructions.every((instruction) => Object.isFrozen(instruction)));
    assert.ok(new FilterProgram(arp).equals(program) && program instanceof FilterProgram);
    assert.ok(!program.equals(FilterProgram.from([ret])) && !program.equals("no program" as never));
    assert.equal(inspect(program), "FilterProgram of 4 instructions");
    assert.equal(inspect(FilterProgram.from([ret])), "FilterProgram of 1 instruction");
  });

  it("of the wrong type or out of range are told by name", () => {
    const refused = (type: typeof TypeError | typeof RangeError, words: string, given: unknown): void =>
      expectRefused(type, words, () => FilterProgram.from(given as never));
    refused(TypeError, "instructions must be an array", "ret #0");
    refused(TypeError, "instructions[1] must be an object", [ret, 6]);
    refused(TypeError, "instructions[0] has no member K", [{ ...ret, K: 1 }]);
    refused(TypeError, "instructions[0].k must be an integer", [{ code: 6, jt: 0, jf: 0 }]);
    refused(RangeError, "instructions[0].code must be an integer from 0 to 65535", [{ ...ret, code: 65536 }]);
    refused(RangeError, "instructions[0].jt must be an integer from 0 to 255", [{ ...ret, jt: 256 }]);
    refused(RangeError, "instructions[0].jf must be an integer from 0 to 255", [{ ...ret, jf: -1 }]);
    refused(RangeError, "instructions[0].k must be an integer from 0 to 4294967295", [{ ...ret, k: -1 }]);
    refused(RangeError, "a filter program must have 1 to 4096 instructions, not 0", []);
    refused(RangeError, "a filter program must have 1 to 4096 instructions, not 5000", new Array(5000).fill(ret));
    refused(RangeError, "instruction 1: there is no operation 14 (0xe)", [ret, { ...ret, code: 0x0e }, ret]);
    refused(RangeError, "instruction 0: jeq jumps out of the program", [{ code: 0x15, jt: 0, jf: 1, k: 0 }, ret]);
    refused(RangeError, "instruction 0: ja jumps out of the program", [{ code: 0x05, jt: 0, jf: 0, k: 2 ** 31 }, ret]);
    refused(RangeError, "instruction 0: a filter program must end with ret", [{ ...ret, code: 0x80 }]);
  });
});

describe("bytes", () => {
  it("of struct sock_filter, in the machine's order", () => {
    for (const [layout, wanted] of [
      [linux64, "28000000 0c000000 15000001 06080000 06000000 ffffffff 06000000 00000000"],
      [bigEndian, "00280000 0000000c 00150001 00000806 00060000 ffffffff 00060000 00000000"],
    ] as const) {
      const bytes = encodeProgram(withFilters(layout), arp);
      assert.equal(hex(bytes), wanted.replaceAll(" ", ""));
      assert.deepEqual(decodeProgram(withFilters(layout), bytes), arp);
    }
  });

  it("there and back by the program's own methods", () => {
    const program = FilterProgram.from(arp);
    assert.ok(FilterProgram.decode(program.encode()).equals(program));
    assert.throws(() => FilterProgram.decode(new Uint8Array(12)), RangeError);
    assert.throws(() => FilterProgram.decode(new Uint8Array(0)), RangeError);
    assert.throws(() => FilterProgram.decode("bytes" as never), TypeError);
  });
});

describe("text", () => {
  it("labels every instruction by its number", () => {
    assert.equal(
      String(FilterProgram.from(arp)),
      "l0: ldh [12]\nl1: jeq #0x806, l2, l3\nl2: ret #0xffffffff\nl3: ret #0",
    );
  });

  it("of extensions and headers, and of numbers that have no place in it", () => {
    const text = [
      "l0: ldb [net + 9]",
      "l1: ldh [link + 12]",
      "l2: ld vlan_avail",
      "l3: ld [0xfffff028]",
      "l4: ld [x + 0xfff00000]",
      "l5: ldx 4*([14]&0xf)",
      "l6: { 0x7, 1, 2, 0x3 }",
      "l7: ja l8",
      "l8: ret a",
    ].join("\n");
    assert.equal(String(FilterProgram.assemble(text)), text);
  });

  it("fuzz: every program's text assembles to the program, and nearly every operation was met", () => {
    const programs = new Programs(414);
    const met = new Set<number>();
    for (let round = 0; round < 20_000; round++) {
      let program: FilterProgram;
      try {
        program = FilterProgram.from(programs.any(round % 10 === 0 ? 300 : 12));
      } catch (error) {
        assert.ok(error instanceof RangeError);
        continue;
      }
      assert.deepEqual(FilterProgram.assemble(String(program)).instructions, program.instructions);
      for (const { code } of program.instructions) met.add(code);
    }
    assert.deepEqual(
      CODES.filter((code) => !met.has(code)),
      [],
    );
  });

  it("fuzz: text of any kind assembles or is a RangeError", () => {
    const random = new Seeded(51);
    const word = (list: string): string => random.pick(list.split(" "));
    const operand = (): string => word("x a %x len proto #0 #1 #-1 #0x1ffffffff [1] [x+1] M[0] 4*([0]&0xf) on { }");
    const line = (): string => {
      const start = random.below(5) === 0 ? `${word("on off x :")}:` : "";
      const mnemonic = word("ld ldh ldx st ja jeq jne ret add div neg tax nothing");
      const labels = random.below(2) === 0 ? `, ${word("on off , 1")}` : "";
      return `${start} ${mnemonic} ${random.below(4) === 0 ? "" : operand()}${labels}`;
    };
    let sound = 0;
    for (let round = 0; round < 20_000; round++) {
      const text = [...Array.from({ length: random.below(5) }, line), "on: off: ret #0"].join("\n");
      try {
        FilterProgram.assemble(text);
        sound += 1;
      } catch (error) {
        assert.ok(error instanceof RangeError, `${JSON.stringify(text)}: ${String(error)}`);
      }
    }
    assert.ok(sound > 1000 && sound < 15_000, `${sound} assembled`);
  });
});

describe("what tcpdump -ddd prints", () => {
  const text = "4\n40 0 0 12\n21 0 1 2054\n6 0 0 4294967295\n6 0 0 0\n";

  it("is read", () => assert.deepEqual(FilterProgram.parse(text).instructions, arp));

  it("with commas, as bpf_asm prints it", () => {
    assert.deepEqual(FilterProgram.parse("4,40 0 0 12,21 0 1 2054,6 0 0 4294967295,6 0 0 0,\n").instructions, arp);
  });

  it("is refused when it is something else", () => {
    const refused = (words: string, given: string): void =>
      expectRefused(RangeError, words, () => FilterProgram.parse(given));
    refused("text must be the number of instructions", "");
    refused("(there are 4), not '3'", text.replace("4", "3"));
    refused(
      "text, instruction 1 must be four numbers: code, jt, jf and k, not '21 0 2054'",
      text.replace("21 0 1", "21 0"),
    );
    refused("text, instruction 0 must be four numbers", "1\n65536 0 0 0");
    refused("text, instruction 0 must be four numbers", "1\n6 0 0 4294967296");
    refused("text, instruction 0 must be four numbers", "1\n6 0 0 0x1");
    refused("instruction 0: a filter program must end with ret", "1\n40 0 0 12");
    refused("must have 1 to 4096 instructions, not 0", "0");
    expectRefused(TypeError, "text must be a string", () => FilterProgram.parse(null as never));
  });
});

describe("FilterBuilder", () => {
  const of = (write: (builder: FilterBuilder) => FilterBuilder): string =>
    String(write(new FilterBuilder()).ret(0).program())
      .replace(/\nl\d+: ret #0$/, "")
      .replace(/^l0: /, "");

  it("writes what the assembler writes", () => {
    const rows: readonly [text: string, write: (builder: FilterBuilder) => FilterBuilder][] = [
      ["ld [12]", (b) => b.ld({ packet: 12 })],
      ["ldh [12]", (b) => b.ldh({ packet: 12 })],
      ["ldb [12]", (b) => b.ldb({ packet: 12 })],
      ["ld [x + 12]", (b) => b.ld({ packetX: 12 })],
      ["ldh [x + 12]", (b) => b.ldh({ packetX: 12 })],
      ["ldb [x + 12]", (b) => b.ldb({ packetX: 12 })],
      ["ldb [net + 9]", (b) => b.ldb({ net: 9 })],
      ["ldh [link + 12]", (b) => b.ldh({ link: 12 })],
      ["ld proto", (b) => b.ld({ extension: "proto" })],
      ["ldb cpu", (b) => b.ldb({ extension: "cpu" })],
      ["ld #5", (b) => b.ld({ literal: 5 })],
      ["ld len", (b) => b.ld("length")],
      ["ldx #5", (b) => b.ldx({ literal: 5 })],
      ["ldx len", (b) => b.ldx("length")],
      ["ldx 4*([14]&0xf)", (b) => b.ldx({ header: 14 })],
      ["st M[3]\nl1: ld M[3]", (b) => b.st(3).ld({ memory: 3 })],
      ["stx M[3]\nl1: ldx M[3]", (b) => b.stx(3).ldx({ memory: 3 })],
      ["ja l1", (b) => b.ja("on").label("on")],
      ["jeq #1, l2, l1\nl1: tax", (b) => b.jeq(1, "on").tax().label("on")],
      ["jgt #1, l1, l2\nl1: tax", (b) => b.jgt(1, "here", "on").label("here").tax().label("on")],
      ["jge x, l2, l1\nl1: tax", (b) => b.jge("x", "on").tax().label("on")],
      ["jset #1, l2, l1\nl1: tax", (b) => b.jset(1, "on").tax().label("on")],
      ["jeq #1, l1, l2\nl1: tax", (b) => b.jne(1, "on").tax().label("on")],
      ["jge #1, l1, l2\nl1: tax", (b) => b.jlt(1, "on").tax().label("on")],
      ["jgt x, l1, l2\nl1: tax", (b) => b.jle("x", "on").tax().label("on")],
      ["add #1\nl1: add x", (b) => b.add(1).add("x")],
      ["sub #1\nl1: sub x", (b) => b.sub(1).sub("x")],
      ["mul #1\nl1: mul x", (b) => b.mul(1).mul("x")],
      ["div #1\nl1: div x", (b) => b.div(1).div("x")],
      ["mod #1\nl1: mod x", (b) => b.mod(1).mod("x")],
      ["and #1\nl1: and x", (b) => b.and(1).and("x")],
      ["or #1\nl1: or x", (b) => b.or(1).or("x")],
      ["xor #1\nl1: xor x", (b) => b.xor(1).xor("x")],
      ["lsh #1\nl1: lsh x", (b) => b.lsh(1).lsh("x")],
      ["rsh #1\nl1: rsh x", (b) => b.rsh(1).rsh("x")],
      ["neg\nl1: tax\nl2: txa", (b) => b.neg().tax().txa()],
      ["ret #0xffffffff\nl1: ret a", (b) => b.ret(0xffff_ffff).ret("a")],
    ];
    for (const [text, write] of rows) assert.equal(of(write), text);
  });

  it("names what is wrong", () => {
    const refused = (
      type: typeof TypeError | typeof RangeError,
      words: string,
      write: (builder: FilterBuilder) => unknown,
    ): void => expectRefused(type, words, () => write(new FilterBuilder()));
    refused(RangeError, "instruction 1 (jeq): there is no label drop", (b) =>
      b.ld("length").jeq(1, "drop").ret(0).program(),
    );
    refused(RangeError, "label on: there are two labels on", (b) => b.label("on").ret(0).label("on"));
    refused(RangeError, "instruction 0 (div): div divides by 0", (b) => b.div(0).ret(0).program());
    refused(RangeError, "instruction 0 (txa): a filter program must end with ret", (b) => b.txa().program());
    refused(RangeError, "not 0", (b) => b.program());
    refused(RangeError, "instruction 0 (ja): out lies behind", (b) => b.label("out").ja("out").ret(0).program());
    refused(RangeError, "instruction 0 (ja): ja jumps out", (b) => b.ja("out").ret(0).label("out").program());
    refused(RangeError, "source.packet must be an integer from 0 to 4294963199", (b) => b.ld({ packet: -1 }));
    refused(RangeError, "source.net must be an integer from 0 to 1048575", (b) => b.ld({ net: 2 ** 20 }));
    refused(RangeError, "source.memory must be an integer from 0 to 15", (b) => b.ld({ memory: 16 }));
    refused(RangeError, "source.extension must be one of proto, type", (b) => b.ld({ extension: "colour" as "proto" }));
    refused(RangeError, "source must be what ldb can load from, not 'literal'", (b) => b.ldb({ literal: 5 } as never));
    refused(RangeError, "source must be what ldx can load from, not 'packet'", (b) => b.ldx({ packet: 5 } as never));
    refused(TypeError, "source must be", (b) => b.ld({} as never));
    refused(TypeError, "source must be", (b) => b.ld({ packet: 1, net: 1 } as never));
    refused(TypeError, "source must be an object", (b) => b.ld("len" as never));
    refused(TypeError, "source has no member offset", (b) => b.ld({ offset: 1 } as never));
    refused(RangeError, "memory must be an integer from 0 to 15", (b) => b.st(16));
    refused(TypeError, 'value must be a number, or "x"', (b) => b.add("a" as never));
    refused(TypeError, 'value must be a number, or "a"', (b) => b.ret("x" as never));
    refused(RangeError, "value must be an integer from 0 to 4294967295", (b) => b.ret(-1));
    refused(TypeError, "label must be a string", (b) => b.ja(1 as never));
    refused(TypeError, "then must be a string", (b) => b.jne(1, undefined as never));
  });
});
