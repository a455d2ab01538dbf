/** Error numbers, their names and the system's words for them. */
import { type ConstantName, constantNames, constants } from "../sys/constants.ts";
import { errorText } from "../sys/text.ts";
import { integer, MAX_INT32 } from "./check.ts";

const errnoNames = new Map<number, string>();
const lookupNames = new Map<number, string>();
for (const name of constantNames) {
  const value = constants[name];
  if (value === undefined || !/^E[A-Z0-9_]+$/.test(name)) continue;
  const names = name.startsWith("EAI_") ? lookupNames : errnoNames;
  if (!names.has(value)) names.set(value, name); // the first listed of two names is the one we use
}

/** The name of an error number, such as `ECONNREFUSED`; an unknown one is `ERRNO_n`. */
export function errnoName(type: number): string {
  return errnoNames.get(integer("type", type, 0, MAX_INT32)) ?? `ERRNO_${type}`;
}

/** The system's words for an error number, such as `Connection refused`. */
export function errnoText(type: number): string {
  return errorText(integer("type", type, 0, MAX_INT32));
}

/** The name of a number of the resolver's, such as `EAI_NONAME`. */
export function lookupErrorName(type: number): string {
  return lookupNames.get(type) ?? `EAI_${type}`;
}

function errno(name: ConstantName): number {
  return constants[name] ?? Number.NaN; // NaN equals no error number
}

export const EAGAIN: number = errno("EAGAIN");
export const EWOULDBLOCK: number = errno("EWOULDBLOCK");
export const EINPROGRESS: number = errno("EINPROGRESS");
export const EALREADY: number = errno("EALREADY");
export const EINTR: number = errno("EINTR");
export const EBADF: number = errno("EBADF");
export const ENOENT: number = errno("ENOENT");
export const ENOTCONN: number = errno("ENOTCONN");
export const ENOTSUP: number = errno("ENOTSUP");
export const ENODEV: number = errno("ENODEV");
export const EINVAL: number = errno("EINVAL");
export const EMSGSIZE: number = errno("EMSGSIZE");
export const ENOSYS: number = errno("ENOSYS");
export const EOPNOTSUPP: number = errno("EOPNOTSUPP");
export const ESPIPE: number = errno("ESPIPE");
