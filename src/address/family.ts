import { unsupported } from "../core/condition.ts";

/** What an address class needs of the platform: the family's number, or its codec. ENOTSUP where there is none. */
export function present<T>(what: T | undefined, who: string): T {
  if (what === undefined) throw unsupported(who, "sockaddr", who);
  return what;
}
