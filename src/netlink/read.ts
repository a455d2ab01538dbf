import { bytesOf } from "../core/bytes.ts";
import { SocketCondition, unsupported } from "../core/condition.ts";
import { hasMember, type Layout, placeOf, sizeOf, systemLayout } from "../core/struct.ts";
import { Attributes } from "./attributes.ts";
import { decodeInterfaceAddress, type InterfaceAddress } from "./interface-address.ts";
import { decodeLink, isPlainLink, type Link } from "./link.ts";
import { number } from "./names.ts";
import { decodeRoute, type Route } from "./route.ts";
import { messagesIn, type NetlinkMessage, payload } from "./wire.ts";

/** The kernel refused a request, or broke off a dump. */
export interface RouteRefusal {
  readonly kind: "error";
  /** That of the request. */
  readonly sequence: number;
  /** The error; its message ends with the kernel's words where it has some (NETLINK_EXT_ACK). */
  readonly condition: SocketCondition;
  /** The kernel's words. */
  readonly words: string | undefined;
  /** Where in the request the attribute lies that it is about, in bytes from the start. */
  readonly offset: number | undefined;
}

/** The kernel did as it was told, perhaps with a warning in words. */
export interface RouteAcknowledgement {
  readonly kind: "acknowledgement";
  /** That of the request. */
  readonly sequence: number;
  readonly words: string | undefined;
}

/** The end of a dump. */
export interface RouteDumpEnd {
  readonly kind: "done";
  /** That of the request. */
  readonly sequence: number;
}

/** A message that is nothing of the above: its number and its payload in bytes. */
export interface UnknownRouteMessage {
  readonly kind: "unknown";
  /** That of the request; 0 for an event. */
  readonly sequence: number;
  readonly type: number;
  readonly data: Uint8Array;
}

export type RouteMessage =
  | Link
  | InterfaceAddress
  | Route
  | RouteRefusal
  | RouteAcknowledgement
  | RouteDumpEnd
  | UnknownRouteMessage;

/** A message with what its header says. */
export interface Decoded {
  readonly message: RouteMessage;
  readonly sequence: number;
  readonly flags: number;
}

/** This platform's layout; ENOTSUP where there is no netlink. */
export function routeLayout(who: string): Layout {
  if (!hasMember(systemLayout, "nlmsghdr")) throw unsupported(who, "netlink", "SocketDomain.netlink");
  return systemLayout;
}

/** An error number that the kernel sent, negative, with what stands behind it. */
function verdict(
  who: string,
  about: string | undefined,
  type: number,
  attributes: Attributes | undefined,
): Pick<RouteRefusal, "condition" | "words" | "offset"> {
  const words = attributes?.text(number("NLMSGERR_ATTR_MSG"));
  const offset = attributes?.unsigned(number("NLMSGERR_ATTR_OFFS"));
  const subject = [about, words].filter((text) => text !== undefined).join(": ");
  const details = subject === "" ? {} : { subject };
  return { condition: new SocketCondition(who, "netlink", type, details), words, offset };
}

/** NLMSG_ERROR: a number, the request or its header, and attributes that say more. */
function decodeError(
  who: string,
  about: string | undefined,
  layout: Layout,
  { data, flags, sequence }: NetlinkMessage,
): RouteMessage {
  const type = -payload(layout, "nlmsgerr", data)("error") | 0;
  let attributes: Attributes | undefined;
  if ((flags & number("NLM_F_ACK_TLVS")) !== 0) {
    const request = data.subarray(placeOf(layout, "nlmsgerr.msg").offset);
    const capped = (flags & number("NLM_F_CAPPED")) !== 0;
    // Of a request that was done no more than the header comes back.
    const length =
      capped || type === 0 ? sizeOf(layout, "nlmsghdr") : payload(layout, "nlmsghdr", request)("nlmsg_len");
    attributes = new Attributes(layout, request, length);
  }
  if (type !== 0) return Object.freeze({ kind: "error", sequence, ...verdict(who, about, type, attributes) });
  return Object.freeze({ kind: "acknowledgement", sequence, words: attributes?.text(number("NLMSGERR_ATTR_MSG")) });
}

/** NLMSG_DONE: a number, negative for a dump that was broken off, and attributes that say more. */
function decodeDone(
  who: string,
  about: string | undefined,
  layout: Layout,
  { data, flags, sequence }: NetlinkMessage,
): RouteMessage {
  const error = data.length < 4 ? 0 : new DataView(data.buffer, data.byteOffset).getInt32(0, layout.littleEndian);
  if (error >= 0) return Object.freeze({ kind: "done", sequence });
  const attributes = (flags & number("NLM_F_ACK_TLVS")) === 0 ? undefined : new Attributes(layout, data, 4);
  return Object.freeze({ kind: "error", sequence, ...verdict(who, about, -error, attributes) });
}

/** A message of a table's entry; `undefined` where it is of a family that is not read here. */
function decodeEntry(layout: Layout, { type, data }: NetlinkMessage): Link | InterfaceAddress | Route | undefined {
  const is = (made: number, gone: number): boolean => type === made || type === gone;
  const [link, noLink] = [number("RTM_NEWLINK"), number("RTM_DELLINK")];
  if (is(link, noLink)) return isPlainLink(layout, data) ? decodeLink(layout, data, type === noLink) : undefined;
  const [address, noAddress] = [number("RTM_NEWADDR"), number("RTM_DELADDR")];
  if (is(address, noAddress)) return decodeInterfaceAddress(layout, data, type === noAddress);
  const [route, noRoute] = [number("RTM_NEWROUTE"), number("RTM_DELROUTE")];
  return is(route, noRoute) ? decodeRoute(layout, data, type === noRoute) : undefined;
}

/**
 * Reads the messages of one receive, by the layout of the platform that they are from. `about` is what a refusal
 * among them is about.
 */
export function decodeRouteMessages(who: string, layout: Layout, bytes: Uint8Array, about?: string): Decoded[] {
  return messagesIn(layout, bytes).map((raw) => {
    const { type, flags, sequence, data } = raw;
    let message: RouteMessage | undefined;
    if (type === number("NLMSG_ERROR")) message = decodeError(who, about, layout, raw);
    else if (type === number("NLMSG_DONE")) message = decodeDone(who, about, layout, raw);
    else message = decodeEntry(layout, raw);
    message ??= Object.freeze({ kind: "unknown", sequence, type, data: data.slice() });
    return { message, sequence, flags };
  });
}

/**
 * Reads what one receive on a route socket gave: answers, or events of the groups that the socket is in. An
 * entry with `removed` is gone; without, it is new or has changed.
 *
 * Bytes that are not whole messages, as when the receive had too little room, are a RangeError.
 *
 * @example
 * using events = Socket.create(SocketDomain.netlink, SocketType.raw);
 * events.bind(NetlinkAddress.forGroups(NetlinkGroup.link, NetlinkGroup.internetAddress));
 * const bytes = events.receive(65536);
 * if (!(bytes instanceof WouldBlock)) {
 *   for (const message of readRouteMessages(bytes)) {
 *     if (message.kind === "link") console.log(message.name, message.removed ? "is gone" : message.state);
 *   }
 * }
 */
export function readRouteMessages(bytes: Uint8Array): RouteMessage[] {
  const who = "readRouteMessages";
  return decodeRouteMessages(who, routeLayout(who), bytesOf("bytes", bytes)).map(({ message }) => message);
}
