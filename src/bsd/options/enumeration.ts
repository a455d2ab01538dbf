/** Numbers that have names: the kernel's enumerations, told as text. */
import { wrongType, wrongValue } from "../../core/check.ts";

/** One of the names, or the digits of a number that has none. */
export type Names<List extends readonly string[]> = List[number] | `${number}`;

/** The name of a number by its place in a list whose first name has the number `from`. */
export function nameOf<const List extends readonly string[]>(names: List, value: number, from = 0): Names<List> {
  return (names[value - from] as List[number] | undefined) ?? `${value}`;
}

/** Names for numbers that C tells. */
export class Enumeration<Name extends string> {
  readonly #numbers: readonly (readonly [Name, number | undefined])[];

  constructor(numbers: Readonly<Record<Name, number | undefined>>) {
    this.#numbers = Object.entries(numbers) as [Name, number | undefined][];
  }

  nameOf(value: number): Name | `${number}` {
    return this.#numbers.find(([, number]) => number === value)?.[0] ?? `${value}`;
  }

  /** The number of a name; one without a name is told by its digits, as it was read. */
  numberOf(argument: string, name: unknown): number {
    const known = this.#numbers.find(([each]) => each === name)?.[1];
    if (known !== undefined) return known;
    if (typeof name === "string" && /^-?\d{1,9}$/.test(name)) return Number(name);
    const names = this.#numbers.flatMap(([each, number]) => (number === undefined ? [] : [each]));
    throw (typeof name === "string" ? wrongValue : wrongType)(argument, `one of ${names.join(", ")}`, name);
  }
}
