/**
 * Packet filters: programs of the classic BPF machine, which the kernel runs over each packet before a
 * socket gets it. Everything here is pure; the options that hand programs to the kernel are in
 * `bsd/options/filter.ts`.
 *
 * This file has the machine's instruction set: which codes there are, what they are called, and what the
 * rest of an instruction means. The numbers are the same on every system.
 */

/** One instruction: `struct sock_filter`. */
export interface FilterInstruction {
  /** What to do: 16 bits. */
  readonly code: number;
  /** Instructions to skip when a condition holds: 8 bits. */
  readonly jt: number;
  /** Instructions to skip when it does not. */
  readonly jf: number;
  /** A number whose meaning depends on the code: 32 bits. */
  readonly k: number;
}

/** What an instruction works on. */
export type Operand =
  /** `[k]`: the packet at k. */
  | "packet"
  /** `[x + k]`: the packet at X + k. */
  | "packetX"
  /** `M[k]`: one of the 16 memory cells. */
  | "memory"
  /** `#k`: a number. */
  | "literal"
  /** `len`: the packet's length. */
  | "length"
  /** `4*([k]&0xf)`: the length of the IPv4 header at k. */
  | "header"
  /** A label, any distance away. */
  | "jump"
  /** `#k` and one label or two. */
  | "branch"
  /** `x` and one label or two. */
  | "branchX"
  /** `x`: the other register. */
  | "x"
  /** `a`: the accumulator. */
  | "a"
  | "nothing";

export interface Operation {
  readonly mnemonic: string;
  readonly operand: Operand;
}

/** Every operation, by its code. */
export const operations: ReadonlyMap<number, Operation> = new Map(
  (
    [
      [0x00, "ld", "literal"],
      [0x20, "ld", "packet"],
      [0x28, "ldh", "packet"],
      [0x30, "ldb", "packet"],
      [0x40, "ld", "packetX"],
      [0x48, "ldh", "packetX"],
      [0x50, "ldb", "packetX"],
      [0x60, "ld", "memory"],
      [0x80, "ld", "length"],
      [0x01, "ldx", "literal"],
      [0x61, "ldx", "memory"],
      [0x81, "ldx", "length"],
      [0xb1, "ldx", "header"],
      [0x02, "st", "memory"],
      [0x03, "stx", "memory"],
      [0x05, "ja", "jump"],
      [0x15, "jeq", "branch"],
      [0x25, "jgt", "branch"],
      [0x35, "jge", "branch"],
      [0x45, "jset", "branch"],
      [0x1d, "jeq", "branchX"],
      [0x2d, "jgt", "branchX"],
      [0x3d, "jge", "branchX"],
      [0x4d, "jset", "branchX"],
      [0x04, "add", "literal"],
      [0x14, "sub", "literal"],
      [0x24, "mul", "literal"],
      [0x34, "div", "literal"],
      [0x44, "or", "literal"],
      [0x54, "and", "literal"],
      [0x64, "lsh", "literal"],
      [0x74, "rsh", "literal"],
      [0x94, "mod", "literal"],
      [0xa4, "xor", "literal"],
      [0x0c, "add", "x"],
      [0x1c, "sub", "x"],
      [0x2c, "mul", "x"],
      [0x3c, "div", "x"],
      [0x4c, "or", "x"],
      [0x5c, "and", "x"],
      [0x6c, "lsh", "x"],
      [0x7c, "rsh", "x"],
      [0x9c, "mod", "x"],
      [0xac, "xor", "x"],
      [0x84, "neg", "nothing"],
      [0x06, "ret", "literal"],
      [0x16, "ret", "a"],
      [0x07, "tax", "nothing"],
      [0x87, "txa", "nothing"],
    ] as const
  ).map(([code, mnemonic, operand]) => [code, { mnemonic, operand }]),
);

const codes = new Map<string, number>();
for (const [code, { mnemonic, operand }] of operations) codes.set(`${mnemonic} ${operand}`, code);

/** The code of a mnemonic with an operand, `undefined` where there is none. */
export function codeOf(mnemonic: string, operand: Operand): number | undefined {
  return codes.get(`${mnemonic} ${operand}`);
}

export const mnemonics: ReadonlySet<string> = new Set([...operations.values()].map(({ mnemonic }) => mnemonic));

/** The most instructions of a program. */
export const LONGEST = 4096;
/** The memory cells of the machine: `M[0]` to `M[15]`. */
export const CELLS = 16;

/** Linux reads offsets from here up as its extensions. */
export const EXTENSIONS = 0xffff_f000;
/** Offsets from here up count from the network header, wherever the packet at 0 begins. */
export const NETWORK = 0xfff0_0000;
/** Offsets from here up, to the above, count from the link header. */
export const LINK = 0xffe0_0000;

/** Linux's extensions, by name: what loading from the packet at {@link EXTENSIONS} + their number gives. */
export const extensions: ReadonlyMap<string, number> = new Map([
  ["proto", 0],
  ["type", 4],
  ["ifidx", 8],
  ["nla", 12],
  ["nlan", 16],
  ["mark", 20],
  ["queue", 24],
  ["hatype", 28],
  ["rxhash", 32],
  ["cpu", 36],
  ["vlan_tci", 44],
  ["vlan_avail", 48],
  ["vlan_pr", 48],
  ["poff", 52],
  ["rand", 56],
  ["vlan_tpid", 60],
]);
/** Has no name in the assemblers: A becomes A ^ X. */
export const XOR_X = 40;
