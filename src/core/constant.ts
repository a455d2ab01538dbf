import { brand } from "./brand.ts";
import { integer, MAX_INT32, string } from "./check.ts";
import { unsupported } from "./condition.ts";
import { showAs } from "./inspect.ts";

/**
 * A number of the platform with its name: a record where C has a magic number.
 *
 * A constant that this platform lacks has no number: `available` is false, `value` undefined, and
 * using it throws a {@link SocketCondition} ENOTSUP that names it. Constants print by their name.
 */
export class SocketConstant {
  /** What it is called here, such as `stream`; an unknown number is called by its digits. */
  readonly name: string;
  /** The platform's number; `undefined` where the platform has none. */
  readonly value: number | undefined;

  static {
    brand(this, "SocketConstant");
    showAs(this, (constant) => `${constant.constructor.name}.${constant.name}`);
  }

  constructor(name: string, value: number | undefined) {
    this.name = string("name", name);
    this.value = value === undefined ? undefined : integer("value", value, -MAX_INT32 - 1, MAX_INT32);
  }

  /** Whether this platform has it. */
  get available(): boolean {
    return this.value !== undefined;
  }

  toString(): string {
    return this.name;
  }
}

/** The number to hand to a system call; ENOTSUP, naming the constant, where there is none. */
export function numberOf(constant: SocketConstant, who: string, syscall: string): number {
  const value = constant.value;
  if (value === undefined) throw unsupported(who, syscall, `${constant.constructor.name}.${constant.name}`);
  return value;
}

type ConstantClass<T extends SocketConstant> = (new (name: string, value: number | undefined) => T) & object;

const interned = new Map<object, Map<number, SocketConstant>>();

/**
 * The constant of a class for a number that the kernel gave: the class's own static member, so that
 * it can be compared with `===`, or one named by the number.
 */
export function constantOf<T extends SocketConstant>(type: ConstantClass<T>, value: number): T {
  let known = interned.get(type);
  if (known === undefined) {
    known = new Map();
    for (const member of Object.values(type)) {
      if (member instanceof type && member.value !== undefined && !known.has(member.value)) {
        known.set(member.value, member);
      }
    }
    interned.set(type, known);
  }
  let constant = known.get(value) as T | undefined;
  if (constant === undefined) {
    constant = new type(String(value), value);
    known.set(value, constant);
  }
  return constant;
}
