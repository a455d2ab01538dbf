import { cText, integer, MAX_INT32, wrongType, wrongValue } from "../core/check.ts";
import { SocketCondition } from "../core/condition.ts";
import { system } from "../sys/system.ts";
import { cString } from "../sys/text.ts";

/** The index of an interface given by index or by name; an unknown name is ENODEV. */
export function interfaceNumber(who: string, argument: string, value: unknown): number {
  if (typeof value === "number") return integer(argument, value, 0, MAX_INT32);
  if (typeof value !== "string") throw wrongType(argument, "an interface's index or name", value);
  if (cText(argument, value) === "") throw wrongValue(argument, "an interface's index or name", value);
  const index = system.interfaceIndex(cString(value));
  if (index < 0) throw new SocketCondition(who, "if_nametoindex", -index, { subject: value });
  return index;
}
