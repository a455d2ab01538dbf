/** The resolver, awaited: it works on threads of its own, and never blocks the loop. */
import type { SocketAddress } from "../address/socket-address.ts";
import { type AddressInfoHints, type AddressInfoResult, lookUpAddress } from "../bsd/address-info.ts";
import type { Lookup } from "../bsd/lookup.ts";
import { lookUpName, type NameInfo } from "../bsd/name-info.ts";
import type { NameInfoOption } from "../bsd/name-info-option.ts";
import type { Steps } from "../everyday/steps.ts";
import { drive } from "./drive.ts";
import { type AsyncOptions, checked } from "./options.ts";

/** Begins a lookup and sees it to its answer, or lets go of it. */
export function* answering<T>(begin: () => Lookup<T>): Steps<T> {
  const lookup = begin();
  try {
    if (lookup.fd >= 0) yield { lookup };
    return lookup.finish();
  } finally {
    lookup.abandon();
  }
}

/** Finds the addresses of a host and a service: `getAddressInfo`, awaited. */
export async function getAddressInfo(
  node: string | null,
  service: string | number | null,
  hints: AddressInfoHints = {},
  options: AsyncOptions = {},
): Promise<AddressInfoResult> {
  checked(options);
  const lookup = (): Lookup<AddressInfoResult> => lookUpAddress("getAddressInfo", node, service, hints);
  return drive("getAddressInfo", "getaddrinfo", answering(lookup), options);
}

/** Finds the names of an address: `getNameInfo`, awaited. */
export async function getNameInfo(
  address: SocketAddress,
  options: AsyncOptions & { readonly flags?: readonly NameInfoOption[] | undefined } = {},
): Promise<NameInfo> {
  checked(options, ["flags"]);
  const { flags } = options;
  const lookup = (): Lookup<NameInfo> => lookUpName("getNameInfo", address, { flags });
  return drive("getNameInfo", "getnameinfo", answering(lookup), options);
}
