/** Text in the syntax of bpf_asm, as instructions. */
import { MAX_UINT32, show } from "../../core/check.ts";
import { Draft } from "./draft.ts";
import {
  codeOf,
  EXTENSIONS,
  extensions,
  type FilterInstruction,
  LINK,
  mnemonics,
  NETWORK,
  type Operand,
} from "./instruction.ts";

/** What a mnemonic stands for that is another's opposite, or another's second name. */
const OPPOSITES: Readonly<Record<string, string>> = { jne: "jeq", jneq: "jeq", jlt: "jge", jle: "jgt" };
const SECOND_NAMES: Readonly<Record<string, string>> = { jmp: "ja", ldi: "ld", ldxi: "ldx", ldxb: "ldx" };

const NUMBER = "0x[0-9a-f]+|0b[01]+|0[0-7]*|[-+]?[1-9][0-9]*";
const LABEL = /^[a-z_][a-z0-9_]*$/i;

/** A number as C writes it; a negative one is what its 32 bits are. `undefined` for what is no number of 32 bits. */
function readNumber(text: string): number | undefined {
  if (!new RegExp(`^(?:${NUMBER})$`, "i").test(text)) return undefined;
  const value = /^0[0-7]+$/.test(text) ? Number.parseInt(text, 8) : Number(text);
  if (value > MAX_UINT32 || value < -(2 ** 31)) return undefined;
  return value < 0 ? value + 2 ** 32 : value;
}

type Form = readonly [pattern: RegExp, operand: Operand, value?: (number: number) => number];
const form = (pattern: string, ...rest: [Operand, ((number: number) => number)?]): Form => [
  new RegExp(`^${pattern.replace("N", `(${NUMBER})`)}$`, "i"),
  ...rest,
];

/** The ways to write an operand, without spaces. */
const FORMS: readonly Form[] = [
  form("#N", "literal"),
  form("\\[N\\]", "packet"),
  form("\\[net\\+N\\]", "packet", (number) => NETWORK + number),
  form("\\[link\\+N\\]", "packet", (number) => LINK + number),
  form("\\[%?x\\+N\\]", "packetX"),
  form("\\[%?x\\]", "packetX"),
  form("M\\[N\\]", "memory"),
  form("4\\*\\(\\[N\\]&(?:0xf|15)\\)", "header"),
  form("#?len", "length"),
  form("%?x", "x"),
  form("%?a", "a"),
  form("", "nothing"),
];

/** Operand and number of a text, `undefined` for one that is neither an operand nor an extension. */
function operandOf(text: string): { operand: Operand; k: number } | undefined {
  const plain = text.replaceAll(/\s/g, "");
  for (const [pattern, operand, value] of FORMS) {
    const match = pattern.exec(plain);
    if (match === null) continue;
    const number = match[1] === undefined ? 0 : readNumber(match[1]);
    return number === undefined ? undefined : { operand, k: value === undefined ? number : value(number) };
  }
  const extension = extensions.get(plain.replace(/^#/, "").toLowerCase());
  return extension === undefined ? undefined : { operand: "packet", k: EXTENSIONS + extension };
}

class Line {
  readonly #draft: Draft;
  readonly #place: string;
  readonly #text: string;

  constructor(draft: Draft, number: number, text: string) {
    this.#draft = draft;
    this.#place = `line ${number}`;
    this.#text = text;
  }

  read(): void {
    let rest = this.#text;
    for (;;) {
      const match = /^([a-z_][a-z0-9_]*)\s*:\s*(.*)$/is.exec(rest);
      if (match === null) break;
      this.#draft.label(match[1] as string, this.#place);
      rest = match[2] as string;
    }
    if (rest === "") return;
    if (rest.startsWith("{")) this.#numbers(rest);
    else this.#instruction(rest);
  }

  /** `{ code, jt, jf, k }`, as tcpdump -dd and bpf_asm -c print it. */
  #numbers(text: string): void {
    const match = new RegExp(`^\\{((?:\\s*(?:${NUMBER})\\s*,){3}\\s*(?:${NUMBER})\\s*)\\},?$`, "i").exec(text);
    const [code, jt, jf, k] = (match?.[1] ?? "").split(",").map((each) => readNumber(each.trim()));
    if (code === undefined || jt === undefined || jf === undefined || k === undefined) this.#fail(text);
    if (code > 0xffff || jt > 0xff || jf > 0xff) this.#fail(text);
    this.#draft.add({ code, k, raw: { code, jt, jf, k }, place: this.#place });
  }

  #instruction(text: string): void {
    const [, word = "", rest = ""] = /^(\S+)\s*(.*)$/s.exec(text) ?? [];
    const lower = word.toLowerCase();
    const opposite = OPPOSITES[lower];
    const mnemonic = opposite ?? SECOND_NAMES[lower] ?? lower;
    if (!mnemonics.has(mnemonic)) this.#fail(word, "an instruction");
    const place = this.#place;
    if (mnemonic === "ja") {
      this.#draft.add({ code: codeOf("ja", "jump") as number, k: 0, ja: this.#label(rest), place });
      return;
    }
    if (mnemonic.startsWith("j")) {
      this.#branch(mnemonic, rest, opposite !== undefined);
      return;
    }
    // ldi and ldxi take their number without its sign too.
    const sign = /^ldx?i$/.test(lower) && readNumber(rest) !== undefined ? "#" : "";
    const found = operandOf(sign + rest);
    if (found === undefined) this.#fail(rest, `an operand of ${lower}`);
    const code = codeOf(mnemonic, found.operand);
    const fits = lower === mnemonic || found.operand === (lower === "ldxb" ? "header" : "literal");
    if (code === undefined || !fits) this.#fail(rest, `an operand of ${lower}`);
    this.#draft.add({ code, k: found.k, place });
  }

  /** What is compared, and a label or two. Opposites jump to their one label when the condition does not hold. */
  #branch(mnemonic: string, rest: string, opposite: boolean): void {
    const parts = rest.split(",").map((part) => part.trim());
    const [compared = "", ...labels] = parts;
    const found = operandOf(compared);
    if (found === undefined || (found.operand !== "literal" && found.operand !== "x")) {
      this.#fail(compared, "a number such as #5, or x");
    }
    if (labels.length < 1 || labels.length > (opposite ? 1 : 2)) {
      this.#fail(rest, opposite ? "a value and one label" : "a value and one or two labels");
    }
    const [first, second] = labels.map((label) => this.#label(label));
    this.#draft.add({
      code: codeOf(mnemonic, found.operand === "x" ? "branchX" : "branch") as number,
      k: found.k,
      jt: opposite ? undefined : first,
      jf: opposite ? first : second,
      place: this.#place,
    });
  }

  #label(text: string): string {
    return LABEL.test(text) ? text : this.#fail(text, "a label");
  }

  #fail(text: string, wanted = "an instruction { code, jt, jf, k }"): never {
    throw new RangeError(`${this.#place}: ${show(text)} is not ${wanted}`);
  }
}

/** The instructions of a text, checked. */
export function assemble(text: string): FilterInstruction[] {
  const draft = new Draft();
  // A comment may span lines, which are counted all the same.
  const bare = text.replaceAll(/\/\*.*?\*\//gs, (comment) => comment.replaceAll(/[^\n]/g, " "));
  for (const [index, whole] of bare.split(/\r\n|\n/).entries()) {
    const line = whole.replace(/;.*$/, "").trim();
    // A line that begins with a hash is a comment too.
    if (line !== "" && !line.startsWith("#")) new Line(draft, index + 1, line).read();
  }
  return draft.finish();
}
