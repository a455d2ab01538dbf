/** FilterProgram.assemble: the syntax of the kernel's bpf_asm, and what it says of mistakes. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type FilterInstruction, FilterProgram } from "berkeley-sockets/options";
import { expectRefused } from "../support/expect.ts";

type Numbers = readonly [code: number, jt: number, jf: number, k: number];

const numbersOf = (program: FilterProgram): Numbers[] =>
  program.instructions.map(({ code, jt, jf, k }: FilterInstruction) => [code, jt, jf, k]);
const assembled = (text: string): Numbers[] => numbersOf(FilterProgram.assemble(text));

/** One instruction, which `ret #0` and what it jumps to stand behind. */
const one = (text: string): Numbers => assembled(`${text}\nhere: ret #0\nthere: ret #1`)[0] as Numbers;

const RET = [0x06, 0, 0, 0] as const;

describe("programs", () => {
  it("the numbers that bpf_asm gives for the kernel document's ARP example", () => {
    const text = "  ldh [12]\n  jne #0x806, drop\n  ret #-1\n  drop: ret #0\n";
    assert.deepEqual(assembled(text), [[40, 0, 0, 12], [21, 0, 1, 2054], [6, 0, 0, 4294967295], RET]);
  });

  it("comments of three kinds, empty lines, labels on lines of their own and several of them", () => {
    const text = `
      # a line of its own
      ld len        ; behind an instruction
      jeq #4, four  /* in C's way,
                       over two lines */
      ret #0
      four:
      vier: quatre :
      ret #1`;
    assert.deepEqual(assembled(text), [[0x80, 0, 0, 0], [0x15, 1, 0, 4], RET, [0x06, 0, 0, 1]]);
  });

  it("the lines of tcpdump -dd and bpf_asm -c, among others too", () => {
    const text = "{ 0x28, 0, 0, 0x0000000c },\n{0x15,0,1,0x0806},\nret #-1\n{ 0x06,  0,  0, 0000000000 }";
    assert.deepEqual(assembled(text), [[40, 0, 0, 12], [21, 0, 1, 2054], [6, 0, 0, 4294967295], RET]);
  });

  it("Windows' line ends", () =>
    assert.deepEqual(assembled("ld [0]\r\nret a\r\n"), [
      [0x20, 0, 0, 0],
      [0x16, 0, 0, 0],
    ]));
});

/** Codes by hand, from class, size, mode, operation and source in linux/bpf_common.h. */
const rows: readonly [text: string, ...Numbers][] = [
  ["ld [12]", 0x20, 0, 0, 12],
  ["ldh [12]", 0x28, 0, 0, 12],
  ["ldb [0x17]", 0x30, 0, 0, 23],
  ["ld [x + 8]", 0x40, 0, 0, 8],
  ["ldh [x+8]", 0x48, 0, 0, 8],
  ["ldb [%x + 8]", 0x50, 0, 0, 8],
  ["ldb [x]", 0x50, 0, 0, 0],
  ["ldb [-4096]", 0x30, 0, 0, 0xffff_f000],
  ["ldb [net + 9]", 0x30, 0, 0, 0xfff0_0009],
  ["ldh [link + 12]", 0x28, 0, 0, 0xffe0_000c],
  ["ld #5", 0x00, 0, 0, 5],
  ["ldi #5", 0x00, 0, 0, 5],
  ["ldi 5", 0x00, 0, 0, 5],
  ["ld len", 0x80, 0, 0, 0],
  ["ld #len", 0x80, 0, 0, 0],
  ["ldx #0b101", 0x01, 0, 0, 5],
  ["ldxi 017", 0x01, 0, 0, 15],
  ["ldx len", 0x81, 0, 0, 0],
  ["ldx 4*([14]&0xf)", 0xb1, 0, 0, 14],
  ["ldxb 4 * ( [ 14 ] & 15 )", 0xb1, 0, 0, 14],
  ["st M[0]", 0x02, 0, 0, 0],
  ["stx m[15]", 0x03, 0, 0, 15],
  ["ja there", 0x05, 0, 0, 1],
  ["jmp here", 0x05, 0, 0, 0],
  ["jeq #1, there", 0x15, 1, 0, 1],
  ["jeq #1, there, here", 0x15, 1, 0, 1],
  ["jgt #1,here,there", 0x25, 0, 1, 1],
  ["jge #1, there", 0x35, 1, 0, 1],
  ["jset #0x80000000, there", 0x45, 1, 0, 0x8000_0000],
  ["jne #1, there", 0x15, 0, 1, 1],
  ["jneq #1, there", 0x15, 0, 1, 1],
  ["jlt #1, there", 0x35, 0, 1, 1],
  ["jle #1, there", 0x25, 0, 1, 1],
  ["jeq x, there", 0x1d, 1, 0, 0],
  ["jgt %x, here, there", 0x2d, 0, 1, 0],
  ["jge x, there", 0x3d, 1, 0, 0],
  ["jset x, there", 0x4d, 1, 0, 0],
  ["jlt x, there", 0x3d, 0, 1, 0],
  ["add #1", 0x04, 0, 0, 1],
  ["sub #1", 0x14, 0, 0, 1],
  ["mul #3", 0x24, 0, 0, 3],
  ["div #3", 0x34, 0, 0, 3],
  ["or #3", 0x44, 0, 0, 3],
  ["and #3", 0x54, 0, 0, 3],
  ["lsh #31", 0x64, 0, 0, 31],
  ["rsh #0", 0x74, 0, 0, 0],
  ["mod #3", 0x94, 0, 0, 3],
  ["xor #3", 0xa4, 0, 0, 3],
  ["add x", 0x0c, 0, 0, 0],
  ["sub %x", 0x1c, 0, 0, 0],
  ["mul x", 0x2c, 0, 0, 0],
  ["div x", 0x3c, 0, 0, 0],
  ["or x", 0x4c, 0, 0, 0],
  ["and x", 0x5c, 0, 0, 0],
  ["lsh x", 0x6c, 0, 0, 0],
  ["rsh x", 0x7c, 0, 0, 0],
  ["mod x", 0x9c, 0, 0, 0],
  ["xor x", 0xac, 0, 0, 0],
  ["neg", 0x84, 0, 0, 0],
  ["ret #0xffff", 0x06, 0, 0, 0xffff],
  ["ret a", 0x16, 0, 0, 0],
  ["ret %a", 0x16, 0, 0, 0],
  ["tax", 0x07, 0, 0, 0],
  ["TXA", 0x87, 0, 0, 0],
  // SKF_AD_OFF and what is added to it, in linux/filter.h
  ["ld proto", 0x20, 0, 0, 0xffff_f000],
  ["ldh #proto", 0x28, 0, 0, 0xffff_f000],
  ["ld type", 0x20, 0, 0, 0xffff_f004],
  ["ld ifidx", 0x20, 0, 0, 0xffff_f008],
  ["ld nla", 0x20, 0, 0, 0xffff_f00c],
  ["ld nlan", 0x20, 0, 0, 0xffff_f010],
  ["ld mark", 0x20, 0, 0, 0xffff_f014],
  ["ld queue", 0x20, 0, 0, 0xffff_f018],
  ["ld hatype", 0x20, 0, 0, 0xffff_f01c],
  ["ld rxhash", 0x20, 0, 0, 0xffff_f020],
  ["ldb cpu", 0x30, 0, 0, 0xffff_f024],
  ["ld vlan_tci", 0x20, 0, 0, 0xffff_f02c],
  ["ld vlan_avail", 0x20, 0, 0, 0xffff_f030],
  ["ld vlan_pr", 0x20, 0, 0, 0xffff_f030],
  ["ld poff", 0x20, 0, 0, 0xffff_f034],
  ["ld rand", 0x20, 0, 0, 0xffff_f038],
  ["ld vlan_tpid", 0x20, 0, 0, 0xffff_f03c],
];

describe("instructions", () => {
  for (const [text, ...wanted] of rows) it(text, () => assert.deepEqual(one(text), wanted));

  it("memory is read once it was written", () => {
    assert.deepEqual(assembled("st M[3]\nld M[3]\nldx M[3]\nret a").slice(1, 3), [
      [0x60, 0, 0, 3],
      [0x61, 0, 0, 3],
    ]);
  });
});

/** What is wrong, and what is said of it. */
const mistakes: readonly [text: string, message: string][] = [
  ["", "a filter program must have 1 to 4096 instructions, not 0"],
  ["; nothing", "a filter program must have 1 to 4096 instructions, not 0"],
  ["ret #0\nfoo #1", "line 2: 'foo' is not an instruction"],
  ["\n\n  ld [12\nret #0", "line 3: '[12' is not an operand of ld"],
  ["/* one\ntwo */ ldh #5\nret #0", "line 2: '#5' is not an operand of ldh"],
  ["ldx [5]\nret #0", "line 1: '[5]' is not an operand of ldx"],
  ["ldxb #5\nret #0", "line 1: '#5' is not an operand of ldxb"],
  ["ldi [5]\nret #0", "line 1: '[5]' is not an operand of ldi"],
  ["ldx proto\nret #0", "line 1: 'proto' is not an operand of ldx"],
  ["ld\nret #0", "line 1: '' is not an operand of ld"],
  ["tax x\nret #0", "line 1: 'x' is not an operand of tax"],
  ["ldx 4*([0]&0xe)\nret #0", "line 1: '4*([0]&0xe)' is not an operand of ldx"],
  ["ld #4294967296\nret #0", "line 1: '#4294967296' is not an operand of ld"],
  ["ld #-2147483649\nret #0", "line 1: '#-2147483649' is not an operand of ld"],
  ["ld #08\nret #0", "line 1: '#08' is not an operand of ld"],
  ["ret 5", "line 1: '5' is not an operand of ret"],
  ["ret x", "line 1: 'x' is not an operand of ret"],
  ["jeq 5, on\non: ret #0", "line 1: '5' is not a number such as #5, or x"],
  ["jeq [5], on\non: ret #0", "line 1: '[5]' is not a number such as #5, or x"],
  ["jeq #5\nret #0", "line 1: '#5' is not a value and one or two labels"],
  ["jeq #5, on, on, on\non: ret #0", "line 1: '#5, on, on, on' is not a value and one or two labels"],
  ["jne #5, on, on\non: ret #0", "line 1: '#5, on, on' is not a value and one label"],
  ["jeq #5, 1\nret #0", "line 1: '1' is not a label"],
  ["ja\nret #0", "line 1: '' is not a label"],
  ["ja drop\nret #0", "line 1: there is no label drop"],
  ["ret #0\njeq #1, no\nret #0", "line 2: there is no label no"],
  ["up: ld len\nja up\nret #0", "line 2: up lies behind; programs only jump forward"],
  ["here: ja here\nret #0", "line 1: here lies behind; programs only jump forward"],
  ["on: ld len\non: ret #0", "line 2: there are two labels on"],
  ["ja out\nret #0\nout:", "line 1: ja jumps out of the program"],
  ["jeq #0, out\nret #0\nout:", "line 1: jeq jumps out of the program"],
  ["ld len", "line 1: a filter program must end with ret"],
  ["\ndiv #0\nret #0", "line 2: div divides by 0"],
  ["mod #0\nret #0", "line 1: mod divides by 0"],
  ["lsh #32\nret #0", "line 1: lsh shifts by 32, not by 0 to 31"],
  ["st M[16]\nret #0", "line 1: there is no cell M[16]; they are M[0] to M[15]"],
  ["ld M[0]\nret #0", "line 1: M[0] may be read before it was written"],
  ["ld len\njeq #1, on\nst M[2]\non: ld M[2]\nret a", "line 4: M[2] may be read before it was written"],
  ["ld [0xfffff028]\nld [0xfffff029]\nret #0", "line 2: there is no extension 41 (offset 0xfffff029)"],
  ["{ 0x06, 0, 0 }", "line 1: '{ 0x06, 0, 0 }' is not an instruction { code, jt, jf, k }"],
  ["{ 0x10006, 0, 0, 0 }", "line 1: '{ 0x10006, 0, 0, 0 }' is not an instruction { code, jt, jf, k }"],
  ["{ 6, 256, 0, 0 }", "line 1: '{ 6, 256, 0, 0 }' is not an instruction { code, jt, jf, k }"],
  ["{ 0xff, 0, 0, 0 }\nret #0", "line 1: there is no operation 255 (0xff)"],
];

describe("mistakes are told by line, before any system call", () => {
  for (const [text, message] of mistakes) {
    it(JSON.stringify(text), () => {
      expectRefused(RangeError, new RegExp(`^${message.replace(/[[\](){}*?.]/g, "\\$&")}$`), () => {
        FilterProgram.assemble(text);
      });
    });
  }

  it("what is no text", () =>
    expectRefused(TypeError, "text must be a string", () => FilterProgram.assemble(5 as never)));

  it("a conditional jump of more than 255 instructions; ja goes any distance", () => {
    const between = (count: number): string => "ld len\n".repeat(count);
    assert.equal(one(`jeq #1, far\n${between(255)}far:`)[1], 255);
    expectRefused(
      RangeError,
      "line 1: far is 256 instructions away; conditional jumps skip at most 255, ja any number",
      () => FilterProgram.assemble(`jeq #1, far\n${between(256)}far: ret #0`),
    );
    assert.equal(one(`ja far\n${between(256)}far:`)[3], 256);
  });

  it("a program of 4096 instructions is the longest", () => {
    const text = "ld len\n".repeat(4095);
    assert.equal(FilterProgram.assemble(`${text}ret #0`).instructions.length, 4096);
    expectRefused(RangeError, "1 to 4096 instructions, not 5000", () =>
      FilterProgram.assemble("ret #0\n".repeat(5000)),
    );
  });
});
