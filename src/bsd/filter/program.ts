import { brand } from "../../core/brand.ts";
import { bytesOf } from "../../core/bytes.ts";
import { integer, MAX_UINT32, options, string, wrongType, wrongValue } from "../../core/check.ts";
import { showAs } from "../../core/inspect.ts";
import { type Layout, readUnsigned, sizeOf, systemLayout, writeUnsigned } from "../../core/struct.ts";
import { assemble } from "./assemble.ts";
import { checkProgram } from "./check.ts";
import { disassemble } from "./disassemble.ts";
import type { FilterInstruction } from "./instruction.ts";

export type { FilterInstruction };

/** The instructions of a layout's `struct sock_filter`s, one behind the other. */
export function encodeProgram(layout: Layout, instructions: readonly FilterInstruction[]): Uint8Array<ArrayBuffer> {
  const size = sizeOf(layout, "sock_filter");
  const bytes = new Uint8Array(size * instructions.length);
  for (const [index, { code, jt, jf, k }] of instructions.entries()) {
    const each = bytes.subarray(size * index);
    writeUnsigned(layout, each, "sock_filter.code", code);
    writeUnsigned(layout, each, "sock_filter.jt", jt);
    writeUnsigned(layout, each, "sock_filter.jf", jf);
    writeUnsigned(layout, each, "sock_filter.k", k);
  }
  return bytes;
}

export function decodeProgram(layout: Layout, bytes: Uint8Array): FilterInstruction[] {
  const size = sizeOf(layout, "sock_filter");
  if (bytes.length % size !== 0) throw wrongValue("bytes", `a multiple of ${size} bytes`, bytes);
  return Array.from({ length: bytes.length / size }, (_, index) => {
    const each = bytes.subarray(size * index);
    return {
      code: readUnsigned(layout, each, "sock_filter.code"),
      jt: readUnsigned(layout, each, "sock_filter.jt"),
      jf: readUnsigned(layout, each, "sock_filter.jf"),
      k: readUnsigned(layout, each, "sock_filter.k"),
    };
  });
}

/**
 * A program of the classic BPF machine, for `SO_ATTACH_FILTER` and `SO_ATTACH_REUSEPORT_CBPF`: 1 to 4096
 * instructions that the kernel will take. What it would refuse is a RangeError here, which names the line or
 * the instruction: unknown codes and extensions, jumps out of the program, division by a constant 0, cells of
 * memory that may be read before they were written, an end without `ret`.
 *
 * What the packet at 0 is depends on the socket: docs/filters.md. See packet(7), socket(7), and the kernel's
 * own document on filters, whose syntax this is.
 *
 * @example
 * const short = FilterProgram.assemble(`
 *         ld len
 *         jgt #512, drop
 *         ret #-1         ; the whole packet
 *   drop: ret #0
 * `);
 * short.instructions.length // 4
 */
export class FilterProgram {
  readonly instructions: readonly FilterInstruction[];

  static {
    brand(this, "FilterProgram");
    showAs(this, ({ instructions: { length } }) => `FilterProgram of ${length} instruction${length === 1 ? "" : "s"}`);
  }

  /** A program of instructions as numbers. */
  constructor(instructions: readonly FilterInstruction[]) {
    if (!Array.isArray(instructions)) throw wrongType("instructions", "an array", instructions);
    const read = (instructions as readonly FilterInstruction[]).map((instruction, index) => {
      const name = `instructions[${index}]`;
      options(name, instruction, ["code", "jt", "jf", "k"]);
      return Object.freeze({
        code: integer(`${name}.code`, instruction.code, 0, 0xffff),
        jt: integer(`${name}.jt`, instruction.jt, 0, 0xff),
        jf: integer(`${name}.jf`, instruction.jf, 0, 0xff),
        k: integer(`${name}.k`, instruction.k, 0, MAX_UINT32),
      });
    });
    checkProgram(read, (index) => `instruction ${index}`);
    this.instructions = Object.freeze(read);
    Object.freeze(this);
  }

  /** The same as the constructor. */
  static from(instructions: readonly FilterInstruction[]): FilterProgram {
    return new FilterProgram(instructions);
  }

  /**
   * Assembles text in the syntax of the kernel's bpf_asm: an instruction a line, labels before a colon, comments
   * behind a semicolon or between slash and star. `[net + k]` and `[link + k]` load from the network and link
   * headers, wherever the packet begins.
   */
  static assemble(text: string): FilterProgram {
    return new FilterProgram(assemble(string("text", text)));
  }

  /**
   * Reads what `tcpdump -ddd` prints: the number of instructions, then four decimal numbers for each. Lines may
   * be ended by commas, as bpf_asm ends them.
   */
  static parse(text: string): FilterProgram {
    const [first = "", ...lines] = string("text", text)
      .split(/[\n,]/)
      .map((line) => line.trim())
      .filter((line) => line !== "");
    const instructions = lines.map((line, index) => {
      const numbers = /^\d{1,10} \d{1,10} \d{1,10} \d{1,10}$/.test(line) ? line.split(" ").map(Number) : [];
      const [code = -1, jt = -1, jf = -1, k = -1] = numbers;
      if (!(code >= 0 && code <= 0xffff && jt >= 0 && jt <= 0xff && jf >= 0 && jf <= 0xff && k <= MAX_UINT32)) {
        throw wrongValue(`text, instruction ${index}`, "four numbers: code, jt, jf and k", line);
      }
      return { code, jt, jf, k };
    });
    if (!/^\d{1,5}$/.test(first) || Number(first) !== lines.length) {
      throw wrongValue(
        "text",
        `the number of instructions, then as many instructions (there are ${lines.length})`,
        first,
      );
    }
    return new FilterProgram(instructions);
  }

  /** The program of bytes as the kernel has them, 8 for each instruction. */
  static decode(bytes: Uint8Array): FilterProgram {
    return new FilterProgram(decodeProgram(systemLayout, bytesOf("bytes", bytes)));
  }

  /** The program as the kernel takes it: a fresh copy. */
  encode(): Uint8Array<ArrayBuffer> {
    return encodeProgram(systemLayout, this.instructions);
  }

  /** Whether the other has the same instructions. */
  equals(other: FilterProgram): boolean {
    return other instanceof FilterProgram && other.toString() === this.toString();
  }

  /** Text that assembles to this program, each instruction labelled by its number. */
  toString(): string {
    return disassemble(this.instructions);
  }
}
