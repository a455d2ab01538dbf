import { encodedAddress, SocketAddress } from "../address/socket-address.ts";
import { instance, options, wrongType } from "../core/check.ts";
import { system } from "../sys/system.ts";
import { cStrings } from "../sys/text.ts";
import { Lookup } from "./lookup.ts";
import { NameInfoOption } from "./name-info-option.ts";
import { joinFlags } from "./transfer-arguments.ts";

/** The names of an address, in figures where it has none. */
export interface NameInfo {
  readonly host: string;
  readonly service: string;
}

/** Begins a lookup; the arguments are checked. */
export function lookUpName(
  who: string,
  address: SocketAddress,
  given: { readonly flags?: readonly NameInfoOption[] | undefined } = {},
): Lookup<NameInfo> {
  instance("address", address, SocketAddress);
  options("options", given, ["flags"]);
  const { flags = [] } = given;
  if (!Array.isArray(flags)) throw wrongType("options.flags", "an array", flags);
  const joined = joinFlags(flags, 0, NameInfoOption, who, "getnameinfo");
  const onThread = (joined & (NameInfoOption.numericHost.value ?? 0)) === 0;
  const encoded = encodedAddress("address", address);
  return new Lookup({
    who,
    syscall: "getnameinfo",
    subject: String(address),
    onThread,
    start: () => system.nameInfo(onThread, encoded, joined),
    decode(bytes) {
      const [host = "", service = ""] = cStrings(bytes);
      return { host, service };
    },
  });
}

/**
 * Finds the names of a host and a service from an address: the reverse of {@link getAddressInfo}. See
 * getnameinfo(3).
 *
 * *Blocking* and *Errors* as there.
 *
 * @example
 * getNameInfo(InternetAddress.loopback(22)) // { host: "localhost", service: "ssh" }
 */
export function getNameInfo(
  address: SocketAddress,
  given: { readonly flags?: readonly NameInfoOption[] | undefined } = {},
): NameInfo {
  return lookUpName("getNameInfo", address, given).wait(Number.POSITIVE_INFINITY) as NameInfo;
}
