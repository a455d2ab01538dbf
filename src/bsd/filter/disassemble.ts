/** Programs as text that assembles to the same instructions. */
import { EXTENSIONS, extensions, type FilterInstruction, LINK, NETWORK, operations } from "./instruction.ts";

const names = new Map<number, string>();
for (const [name, number] of extensions) if (!names.has(number)) names.set(number, name);

const hex = (value: number): string => `0x${value.toString(16)}`;
const literal = (value: number): string => (value < 10 ? `#${value}` : `#${hex(value)}`);
const offset = (value: number): string => (value < LINK ? String(value) : hex(value));

function packet(k: number): string {
  const name = names.get(k - EXTENSIONS);
  if (name !== undefined) return name;
  if (k >= EXTENSIONS) return `[${hex(k)}]`;
  if (k >= NETWORK) return `[net + ${k - NETWORK}]`;
  if (k >= LINK) return `[link + ${k - LINK}]`;
  return `[${offset(k)}]`;
}

/** An instruction's text, `undefined` for one that has a number where its text has no place for one. */
function textOf({ code, jt, jf, k }: FilterInstruction, index: number): string | undefined {
  const { mnemonic, operand } = operations.get(code) ?? { mnemonic: "", operand: "nothing" };
  const label = (skipped: number): string => `l${index + 1 + skipped}`;
  const branches = operand === "branch" || operand === "branchX";
  if (!branches && (jt !== 0 || jf !== 0)) return undefined;
  if (["length", "branchX", "x", "a", "nothing"].includes(operand) && k !== 0) return undefined;
  switch (operand) {
    case "packet":
      return `${mnemonic} ${packet(k)}`;
    case "packetX":
      return `${mnemonic} [x + ${offset(k)}]`;
    case "memory":
      return `${mnemonic} M[${k}]`;
    case "literal":
      return `${mnemonic} ${literal(k)}`;
    case "length":
      return `${mnemonic} len`;
    case "header":
      return `${mnemonic} 4*([${offset(k)}]&0xf)`;
    case "jump":
      return `${mnemonic} ${label(k)}`;
    case "branch":
      return `${mnemonic} ${literal(k)}, ${label(jt)}, ${label(jf)}`;
    case "branchX":
      return `${mnemonic} x, ${label(jt)}, ${label(jf)}`;
    case "x":
    case "a":
      return `${mnemonic} ${operand}`;
    default:
      return mnemonic;
  }
}

/** One line for each instruction, labelled by its number. */
export function disassemble(instructions: readonly FilterInstruction[]): string {
  return instructions
    .map((instruction, index) => {
      const { code, jt, jf, k } = instruction;
      return `l${index}: ${textOf(instruction, index) ?? `{ ${hex(code)}, ${jt}, ${jf}, ${hex(k)} }`}`;
    })
    .join("\n");
}
