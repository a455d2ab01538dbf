/** The platform's numbers. A name that the platform lacks is `undefined`, never 0. */
import { addon } from "./addon.ts";
import { type ConstantName, constantNames } from "./constant-names.generated.ts";

export const constants: Readonly<Partial<Record<ConstantName, number>>> = addon.constants;
export { type ConstantName, constantNames };

/** A number that every platform of ours has. */
export function required(name: ConstantName): number {
  const value = constants[name];
  if (value === undefined) throw new Error(`berkeley-sockets: this platform has no ${name}`);
  return value;
}
