import { integer, MAX_UINT32, wrongType, wrongValue } from "../core/check.ts";
import { type ConstantName, constants } from "../sys/constants.ts";

/** A number of the kernel's; one that is never met where there is none. */
export function number(name: ConstantName): number {
  return constants[name] ?? -1;
}

/** The kernel's numbers of an enumeration, or of flags, by our names for them. */
export class Names<Name extends string> {
  readonly #numbers: ReadonlyMap<Name, number>;
  readonly #names: ReadonlyMap<number, Name>;

  constructor(table: Readonly<Record<Name, ConstantName>>) {
    const entries = (Object.entries(table) as [Name, ConstantName][]).flatMap(([name, constant]) => {
      const value = constants[constant];
      return value === undefined ? [] : ([[name, value]] as const);
    });
    this.#numbers = new Map(entries);
    this.#names = new Map(entries.map(([name, value]) => [value, name]));
  }

  /** The name of a number; the number itself where there is none. */
  nameOf(value: number): Name | number {
    return this.#names.get(value) ?? value;
  }

  numberOf(argument: string, value: unknown, largest: number): number {
    if (typeof value === "number") return integer(argument, value, 0, largest);
    const known = this.#numbers.get(value as Name);
    if (known === undefined)
      throw wrongValue(argument, `one of ${[...this.#numbers.keys()].join(", ")}, or a number`, value);
    return known;
  }

  /** The names of the bits that are set. */
  namesIn(bits: number): readonly Name[] {
    return Object.freeze([...this.#numbers].flatMap(([name, bit]) => ((bits & bit) === 0 ? [] : [name])));
  }

  bitsOf(argument: string, names: unknown): number {
    if (!Array.isArray(names)) throw wrongType(argument, "an array of names", names);
    let bits = 0;
    for (const [index, name] of names.entries()) bits |= this.numberOf(`${argument}[${index}]`, name, MAX_UINT32);
    return bits >>> 0;
  }
}

/** Whether an address or route reaches everywhere, this site, the link, this host, or nothing. */
export type RouteScope = "universe" | "site" | "link" | "host" | "nowhere";

export const scopes: Names<RouteScope> = new Names({
  universe: "RT_SCOPE_UNIVERSE",
  site: "RT_SCOPE_SITE",
  link: "RT_SCOPE_LINK",
  host: "RT_SCOPE_HOST",
  nowhere: "RT_SCOPE_NOWHERE",
});
