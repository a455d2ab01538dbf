/** `berkeley-sockets/netlink`: interfaces, their addresses and routes, as the kernel has them; their changes. */
// So that the bundler finds the BSD layer behind every entry, and keeps it in one shared file.
import "./index.ts";

export { RouteExchange } from "./netlink/exchange.ts";
export type { AddressFlag, InterfaceAddress, InterfaceAddressRequest } from "./netlink/interface-address.ts";
export type { Link, LinkFlag, LinkRequest, LinkState, LinkStatistics } from "./netlink/link.ts";
export { findRoute, listAddresses, listLinks, listRoutes } from "./netlink/lists.ts";
export type { RouteScope } from "./netlink/names.ts";
export {
  type RouteAcknowledgement,
  type RouteDumpEnd,
  type RouteMessage,
  type RouteRefusal,
  readRouteMessages,
  type UnknownRouteMessage,
} from "./netlink/read.ts";
export type { Entries, EntryKind } from "./netlink/request.ts";
export type {
  NextHop,
  NextHopRequest,
  Route,
  RouteFlag,
  RouteProtocol,
  RouteRequest,
  RouteTable,
  RouteType,
} from "./netlink/route.ts";
export type { NetlinkAttribute } from "./netlink/wire.ts";
