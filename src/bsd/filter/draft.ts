/** A program that is being written: its jumps still go to labels. */
import { checkProgram } from "./check.ts";
import type { FilterInstruction } from "./instruction.ts";

interface Step {
  readonly code: number;
  readonly k: number;
  /** Where a condition leads that holds; `undefined` falls through. */
  readonly jt?: string | undefined;
  /** Where one leads that does not. */
  readonly jf?: string | undefined;
  /** Where a jump of any distance leads. */
  readonly ja?: string | undefined;
  readonly raw?: FilterInstruction | undefined;
  /** What an error calls the instruction. */
  readonly place: string;
}

/** The farthest that a conditional jump goes. */
const FARTHEST = 255;

export class Draft {
  readonly #steps: Step[] = [];
  readonly #labels = new Map<string, number>();

  get length(): number {
    return this.#steps.length;
  }

  add(step: Step): void {
    this.#steps.push(step);
  }

  /** Names the next instruction. */
  label(name: string, place: string): void {
    if (this.#labels.has(name)) throw new RangeError(`${place}: there are two labels ${name}`);
    this.#labels.set(name, this.#steps.length);
  }

  /** The instructions, checked. */
  finish(): FilterInstruction[] {
    const instructions = this.#steps.map((step, index): FilterInstruction => {
      const { code, k, jt, jf, ja, raw } = step;
      if (raw !== undefined) return raw;
      return {
        code,
        jt: this.#distance(step, index, jt, FARTHEST),
        jf: this.#distance(step, index, jf, FARTHEST),
        k: ja === undefined ? k : this.#distance(step, index, ja, Number.POSITIVE_INFINITY),
      };
    });
    checkProgram(instructions, (index) => this.#steps[index]?.place ?? "the end");
    return instructions;
  }

  #distance({ place }: Step, index: number, label: string | undefined, farthest: number): number {
    if (label === undefined) return 0;
    const at = this.#labels.get(label);
    if (at === undefined) throw new RangeError(`${place}: there is no label ${label}`);
    const distance = at - index - 1;
    if (distance < 0) throw new RangeError(`${place}: ${label} lies behind; programs only jump forward`);
    if (distance > farthest) {
      const advice = `conditional jumps skip at most ${farthest}, ja any number`;
      throw new RangeError(`${place}: ${label} is ${distance} instructions away; ${advice}`);
    }
    return distance;
  }
}
