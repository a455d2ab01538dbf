/** Whether a program is one that the kernel takes: its own rules, with words for what is wrong. */
import { CELLS, EXTENSIONS, extensions, type FilterInstruction, LONGEST, operations, XOR_X } from "./instruction.ts";

const known = new Set([...extensions.values(), XOR_X]);
const RETURNS = new Set([0x06, 0x16]);
const DIVISIONS = new Set([0x34, 0x94]);
const SHIFTS = new Set([0x64, 0x74]);

/** What is wrong with one instruction, `left` instructions before the end; `undefined` if nothing is. */
function flaw({ code, jt, jf, k }: FilterInstruction, left: number): string | undefined {
  const operation = operations.get(code);
  if (operation === undefined) return `there is no operation ${code} (0x${code.toString(16)})`;
  const { mnemonic, operand } = operation;
  switch (operand) {
    case "packet":
      if (k >= EXTENSIONS && !known.has(k - EXTENSIONS)) {
        return `there is no extension ${k - EXTENSIONS} (offset 0x${k.toString(16)})`;
      }
      return undefined;
    case "memory":
      return k < CELLS ? undefined : `there is no cell M[${k}]; they are M[0] to M[${CELLS - 1}]`;
    case "jump":
      return k < left ? undefined : `${mnemonic} jumps out of the program`;
    case "branch":
    case "branchX":
      return Math.max(jt, jf) < left ? undefined : `${mnemonic} jumps out of the program`;
    default:
      if (DIVISIONS.has(code) && k === 0) return `${mnemonic} divides by 0`;
      if (SHIFTS.has(code) && k > 31) return `${mnemonic} shifts by ${k}, not by 0 to 31`;
      return undefined;
  }
}

/**
 * Where a memory cell is read that no instruction on some way there has written: the index of the
 * reader and the cell. As all jumps go forward, one pass sees every way to an instruction before the
 * instruction itself.
 */
function unwritten(instructions: readonly FilterInstruction[]): [index: number, cell: number] | undefined {
  const all = 0xffff;
  // What is written on every way that jumps to an instruction: a bit for each cell.
  const arriving = new Uint16Array(instructions.length).fill(all);
  let written = 0;
  for (const [index, { code, jt, jf, k }] of instructions.entries()) {
    written &= arriving[index] as number;
    const operation = operations.get(code);
    const arrive = (skipped: number): void => {
      const target = index + 1 + skipped;
      arriving[target] = (arriving[target] as number) & written;
    };
    switch (operation?.operand) {
      case "memory":
        if (operation.mnemonic.startsWith("st")) written |= 1 << k;
        else if ((written & (1 << k)) === 0) return [index, k];
        break;
      case "jump":
        arrive(k);
        written = all; // nothing falls through
        break;
      case "branch":
      case "branchX":
        arrive(jt);
        arrive(jf);
        written = all;
        break;
    }
  }
  return undefined;
}

/** Throws a RangeError for a program that the kernel would not take; `place` names an instruction. */
export function checkProgram(instructions: readonly FilterInstruction[], place: (index: number) => string): void {
  const { length } = instructions;
  if (length < 1 || length > LONGEST) {
    throw new RangeError(`a filter program must have 1 to ${LONGEST} instructions, not ${length}`);
  }
  for (const [index, instruction] of instructions.entries()) {
    const found = flaw(instruction, length - 1 - index);
    if (found !== undefined) throw new RangeError(`${place(index)}: ${found}`);
  }
  if (!RETURNS.has((instructions.at(-1) as FilterInstruction).code)) {
    throw new RangeError(`${place(length - 1)}: a filter program must end with ret`);
  }
  const found = unwritten(instructions);
  if (found !== undefined) throw new RangeError(`${place(found[0])}: M[${found[1]}] may be read before it was written`);
}
