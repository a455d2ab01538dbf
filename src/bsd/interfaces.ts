/** This machine's interfaces and its name. */
import { cText, integer, MAX_INT32, wrongValue } from "../core/check.ts";
import { SocketCondition } from "../core/condition.ts";
import { system } from "../sys/system.ts";
import { answer, cString, cStrings } from "../sys/text.ts";

/** The names of this machine's network interfaces. See if_nameindex(3). */
export function interfaceNames(): string[] {
  const result = system.interfaces();
  if (result < 0) throw new SocketCondition("interfaceNames", "if_nameindex", -result);
  const bytes = answer();
  const names: string[] = [];
  // Each is its index in 4 bytes and a NUL-ended name.
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(0, at + 4) + 1;
    names.push(...cStrings(bytes.subarray(at + 4, end)));
    at = end;
  }
  return names;
}

/** The index of an interface; ENODEV when there is none of that name. See if_nametoindex(3). */
export function interfaceIndex(name: string): number {
  if (cText("name", name) === "") throw wrongValue("name", "an interface's name", name);
  const result = system.interfaceIndex(cString(name));
  if (result < 0) throw new SocketCondition("interfaceIndex", "if_nametoindex", -result, { subject: name });
  return result;
}

/** The name of an interface; ENXIO when there is none of that index. See if_indextoname(3). */
export function interfaceName(index: number): string {
  const result = system.interfaceName(integer("index", index, 0, MAX_INT32));
  if (result < 0) throw new SocketCondition("interfaceName", "if_indextoname", -result, { subject: `index ${index}` });
  return cStrings(answer())[0] ?? "";
}

/** The name of this machine. See gethostname(2). */
export function hostName(): string {
  const result = system.hostName();
  if (result < 0) throw new SocketCondition("hostName", "gethostname", -result);
  return cStrings(answer())[0] ?? "";
}
