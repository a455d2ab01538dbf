/** Filter programs from a seed: sound ones, and ones that are almost. */
import { Seeded } from "./seeded.ts";

export interface Instruction {
  code: number;
  jt: number;
  jf: number;
  k: number;
}

/** Every code of the machine, written down from linux/bpf_common.h: class, size or operation, mode or source. */
const LOADS = [0x00, 0x20, 0x28, 0x30, 0x40, 0x48, 0x50, 0x60, 0x80, 0x01, 0x61, 0x81, 0xb1];
const STORES = [0x02, 0x03];
const ALU = [0x04, 0x14, 0x24, 0x34, 0x44, 0x54, 0x64, 0x74, 0x84, 0x94, 0xa4];
const ALU_X = ALU.filter((code) => code !== 0x84).map((code) => code | 0x08);
const BRANCHES = [0x15, 0x25, 0x35, 0x45, 0x1d, 0x2d, 0x3d, 0x4d];
const REST = [0x05, 0x06, 0x16, 0x07, 0x87];
export const CODES: readonly number[] = [...LOADS, ...STORES, ...ALU, ...ALU_X, ...BRANCHES, ...REST];

export class Programs {
  readonly #random: Seeded;

  constructor(seed: number) {
    this.#random = new Seeded(seed);
  }

  /** A number of 32 bits, often one at an edge of some rule. */
  #number(left: number): number {
    const random = this.#random;
    switch (random.below(8)) {
      case 0:
        return random.below(2 ** 32);
      case 1:
        return 0xffff_f000 + random.below(72);
      case 2:
        return random.pick([0, 1, 15, 16, 31, 32, left, left + 1, 0xffff_ffff, 0xffff_efff, 0xfff0_0000, 0xffe0_0000]);
      default:
        return random.below(20);
    }
  }

  #instruction(left: number): Instruction {
    const random = this.#random;
    const code = random.below(60) === 0 ? random.below(300) : random.pick(CODES);
    const near = (): number => (random.below(30) === 0 ? random.below(256) : random.below(left + 1));
    const branches = BRANCHES.includes(code);
    // Instructions whose numbers are not used may have any.
    const idle = (): number => (random.below(20) === 0 ? random.below(256) : 0);
    return {
      code,
      jt: Math.min(255, branches ? near() : idle()),
      jf: Math.min(255, branches ? near() : idle()),
      k: code === 0x05 ? near() : this.#number(left),
    };
  }

  /** A program of up to `longest` instructions, which the kernel may or may not take. */
  any(longest: number): Instruction[] {
    const random = this.#random;
    const length = 1 + random.below(longest);
    const program = Array.from({ length }, (_, index) => this.#instruction(length - 1 - index));
    // Most begin with what makes their memory readable, and end as they must.
    for (let cell = 0; cell < length && random.below(4) !== 0; cell++) {
      program[cell] = { code: 0x02, jt: 0, jf: 0, k: cell % 16 };
    }
    if (random.below(10) !== 0) program[length - 1] = { code: random.pick([0x06, 0x16]), jt: 0, jf: 0, k: 0 };
    return program;
  }
}
