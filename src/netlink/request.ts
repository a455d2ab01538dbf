/** Requests, from values to bytes. */
import type { SocketDomain } from "../address/domain.ts";
import { bytesOf } from "../core/bytes.ts";
import { integer, options, wrongType, wrongValue } from "../core/check.ts";
import type { Layout } from "../core/struct.ts";
import type { ConstantName } from "../sys/constants.ts";
import { encodeInterfaceAddress, type InterfaceAddress, type InterfaceAddressRequest } from "./interface-address.ts";
import { familyOfDomain } from "./ip.ts";
import { encodeLink, type Link, type LinkRequest } from "./link.ts";
import { number } from "./names.ts";
import { encodeRoute, type Route, type RouteRequest } from "./route.ts";
import { MessageWriter, type NetlinkAttribute } from "./wire.ts";

/** What a request does with its entry. */
export type Action = "get" | "create" | "replace" | "change" | "delete";

/** The entries of the kernel's tables, by kind. */
export interface Entries {
  readonly link: Link;
  readonly address: InterfaceAddress;
  readonly route: Route;
}

export type EntryKind = keyof Entries;
export type EntryRequest = LinkRequest | InterfaceAddressRequest | RouteRequest;

interface KindNumbers {
  readonly create: ConstantName;
  readonly delete: ConstantName;
  readonly get: ConstantName;
  /** The struct that begins the message, and its member for the family. */
  readonly struct: string;
  readonly family: string;
  /** What a request's entry may have: also what an entry that was read has, so that it can be given back. */
  readonly members: readonly string[];
}

const kinds: Readonly<Record<EntryKind, KindNumbers>> = {
  link: {
    create: "RTM_NEWLINK",
    delete: "RTM_DELLINK",
    get: "RTM_GETLINK",
    struct: "ifinfomsg",
    family: "ifi_family",
    members: [
      ...["index", "name", "alias", "deviceKind", "address", "broadcast", "mtu", "up", "masterIndex", "lowerIndex"],
      ...["transmitQueueLength", "group", "hardwareType", "state", "flags", "flagBits", "carrier", "lowerNamespace"],
      ...["queueing", "promiscuity", "statistics"],
    ],
  },
  address: {
    create: "RTM_NEWADDR",
    delete: "RTM_DELADDR",
    get: "RTM_GETADDR",
    struct: "ifaddrmsg",
    family: "ifa_family",
    members: [
      ...["index", "address", "prefixLength", "peer", "broadcast", "label", "scope", "flags", "preferredLifetime"],
      ...["validLifetime", "domain", "flagBits"],
    ],
  },
  route: {
    create: "RTM_NEWROUTE",
    delete: "RTM_DELROUTE",
    get: "RTM_GETROUTE",
    struct: "rtmsg",
    family: "rtm_family",
    members: [
      ...["domain", "destination", "prefixLength", "source", "sourcePrefixLength", "gateway", "outputIndex"],
      ...["inputIndex", "preferredSource", "priority", "table", "protocol", "scope", "type", "typeOfService", "flags"],
      ...["nextHops", "flagBits"],
    ],
  },
};

function numbersOf(argument: string, kind: EntryKind): KindNumbers {
  const numbers = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
  if (numbers === undefined) throw wrongValue(argument, `one of ${Object.keys(kinds).join(", ")}`, kind);
  return numbers;
}

function further(writer: MessageWriter, attributes: readonly NetlinkAttribute[]): void {
  if (!Array.isArray(attributes)) throw wrongType("entry.attributes", "an array", attributes);
  for (const [index, { type, data }] of (attributes as NetlinkAttribute[]).entries()) {
    const argument = `entry.attributes[${index}]`;
    writer.attribute(integer(`${argument}.type`, type, 0, 0xffff), bytesOf(`${argument}.data`, data));
  }
}

/** A request about one entry. */
export function entryRequest(
  layout: Layout,
  action: Action,
  entry: EntryRequest,
  sequence: number,
): Uint8Array<ArrayBuffer> {
  const numbers = numbersOf("entry.kind", entry.kind);
  options("entry", entry, ["kind", "removed", "unknownAttributes", "attributes", ...numbers.members]);
  const writer =
    entry.kind === "link"
      ? encodeLink(layout, action, entry)
      : entry.kind === "address"
        ? encodeInterfaceAddress(layout, entry)
        : encodeRoute(layout, action, entry);
  if (entry.attributes !== undefined) further(writer, entry.attributes);
  let flags = number("NLM_F_REQUEST") | number("NLM_F_ACK");
  if (action === "create") flags |= number("NLM_F_CREATE") | number("NLM_F_EXCL");
  if (action === "replace") flags |= number("NLM_F_CREATE") | number("NLM_F_REPLACE");
  const type = number(numbers[action === "get" || action === "delete" ? action : "create"]);
  return writer.message(type, flags, sequence);
}

/** A request for all entries of a kind. */
export function dumpRequest(
  layout: Layout,
  kind: EntryKind,
  domain: SocketDomain | undefined,
  sequence: number,
): Uint8Array<ArrayBuffer> {
  const { get, struct, family } = numbersOf("kind", kind);
  const members = domain === undefined ? {} : { [family]: familyOfDomain("options.domain", domain) };
  const flags = number("NLM_F_REQUEST") | number("NLM_F_DUMP");
  return new MessageWriter(layout).struct(struct, members).message(number(get), flags, sequence);
}
