import type { SocketDomain } from "../address/domain.ts";
import { interfaceNumber } from "../address/interface.ts";
import { InternetAddress } from "../address/internet.ts";
import { Internet6Address } from "../address/internet6.ts";
import { formatIpv4 } from "../address/ipv4-text.ts";
import { formatIpv6 } from "../address/ipv6-text.ts";
import { options } from "../core/check.ts";
import { RouteExchange } from "./exchange.ts";
import type { InterfaceAddress } from "./interface-address.ts";
import type { Link } from "./link.ts";
import type { Entries, EntryKind } from "./request.ts";
import type { Route, RouteTable } from "./route.ts";

/** How often a table that changes while it is read is read again. */
const ATTEMPTS = 10;

function list<Kind extends EntryKind>(kind: Kind, domain?: SocketDomain): readonly Entries[Kind][] {
  for (let attempt = 1; ; attempt++) {
    const exchange = RouteExchange.dump(kind, { domain });
    const entries = exchange.perform();
    if (!exchange.inconsistent || attempt === ATTEMPTS) return entries;
  }
}

/**
 * This machine's network interfaces, with all that the kernel tells of them.
 *
 * @example
 * const loopback = listLinks().find((link) => link.flags.includes("loopback"));
 * loopback?.hardwareType // 772
 */
export function listLinks(): readonly Link[] {
  return list("link");
}

/**
 * The addresses of this machine's interfaces: all, or those of one domain, or of one interface by index or name.
 *
 * @example
 * const [address] = listAddresses({ interface: "lo", domain: SocketDomain.internet });
 * address?.address // "127.0.0.1"
 */
export function listAddresses(
  more: { readonly domain?: SocketDomain | undefined; readonly interface?: number | string | undefined } = {},
): readonly InterfaceAddress[] {
  options("options", more, ["domain", "interface"]);
  const wanted = more.interface;
  const index = wanted === undefined ? undefined : interfaceNumber("listAddresses", "options.interface", wanted);
  const all = list("address", more.domain);
  return index === undefined ? all : all.filter((address) => address.index === index);
}

/**
 * This machine's routes, of the `main` table unless told, as `ip route` shows it; `table: "all"` gives those of every
 * table.
 *
 * @example
 * const gateways = listRoutes().flatMap((route) => (route.prefixLength === 0 ? [route.gateway] : []));
 */
export function listRoutes(
  more: { readonly domain?: SocketDomain | undefined; readonly table?: RouteTable | number | "all" | undefined } = {},
): readonly Route[] {
  options("options", more, ["domain", "table"]);
  const { domain, table = "main" } = more;
  const all = list("route", domain);
  return table === "all" ? all : all.filter((route) => route.table === table);
}

/**
 * The route that packets to an address would take, their source included: the kernel's own answer. What cannot be
 * reached is ENETUNREACH or EHOSTUNREACH.
 *
 * @example
 * findRoute("127.0.0.1").preferredSource // "127.0.0.1"
 */
export function findRoute(
  destination: string | InternetAddress | Internet6Address,
  more: { readonly source?: string | undefined; readonly interface?: number | string | undefined } = {},
): Route {
  options("options", more, ["source", "interface"]);
  let text = destination as string;
  let outputIndex = more.interface;
  if (destination instanceof InternetAddress) {
    text = formatIpv4(destination.ip);
  } else if (destination instanceof Internet6Address) {
    text = formatIpv6(destination.ip);
    if (destination.scopeId !== 0) outputIndex ??= destination.scopeId;
  }
  const [route] = RouteExchange.get({ kind: "route", destination: text, source: more.source, outputIndex }).perform();
  // The kernel answers with a route, or refuses.
  return route as Route;
}
