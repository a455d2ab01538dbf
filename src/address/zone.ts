/** IPv6 zones: the interface that a link-local address is on, by number or name (RFC 4007 section 11). */
import { cText, MAX_UINT32, wrongValue } from "../core/check.ts";
import { SocketCondition } from "../core/condition.ts";
import { system } from "../sys/system.ts";
import { cString } from "../sys/text.ts";

/** The scope id of the text after `%`: a number as it is, a name looked up; an unknown one is ENODEV. */
export function zoneIndex(who: string, zone: string): number {
  if (/^[0-9]+$/.test(zone)) {
    const index = Number(zone);
    if (index > MAX_UINT32) throw wrongValue("zone", `a number up to ${MAX_UINT32} or an interface's name`, zone);
    return index;
  }
  if (zone === "") throw wrongValue("zone", "a number or an interface's name", zone);
  const index = system.interfaceIndex(cString(cText("zone", zone)));
  if (index < 0) throw new SocketCondition(who, "if_nametoindex", -index, { subject: zone });
  return index;
}
