/**
 * ifmonitor: tells what happens to this machine's interfaces, their addresses and its routes, as it happens: a
 * cable pulled, an address given, a route gone. No privilege is needed. As `ip monitor`.
 *
 *     node build/examples/ifmonitor.js [options]      unbuilt: node examples/ifmonitor.ts [options]
 *
 * What it shows: a netlink socket in some groups, and the kernel's route messages, read by berkeley-sockets/netlink.
 */
import { parseArgs } from "node:util";
import {
  interfaceName,
  NetlinkAddress,
  NetlinkGroup,
  Socket,
  SocketCondition,
  SocketDomain,
  SocketType,
} from "berkeley-sockets";
import { receive } from "berkeley-sockets/async";
import {
  type InterfaceAddress,
  type Link,
  listAddresses,
  listLinks,
  type Route,
  readRouteMessages,
} from "berkeley-sockets/netlink";

const help = `usage: ifmonitor [options]
  -i, --interface NAME   of this interface alone
  -r, --routes           of routes too
  -l, --list             begin with what there is
      --json             one JSON value a line`;

type Change = Link | InterfaceAddress | Route;

/** The name of an interface; of one that is gone already, its number. */
function nameOf(index: number): string {
  try {
    return interfaceName(index);
  } catch (error) {
    if (error instanceof SocketCondition) return `#${index}`;
    throw error;
  }
}

/** The interface that a change is about; a route may go out by none. */
function interfaceOf(change: Change): string {
  if (change.kind === "link") return change.name;
  const index = change.kind === "address" ? change.index : change.outputIndex;
  return index === undefined ? "" : nameOf(index);
}

/** One line, as people read it. */
function describe(change: Change): string {
  const verb = change.removed ? "gone" : "is";
  const name = interfaceOf(change);
  if (change.kind === "link") {
    const { state, mtu, address, deviceKind, flags } = change;
    const facts = [deviceKind, flags.includes("up") ? "up" : "down", `state ${state}`, `mtu ${mtu}`, address];
    return `link ${verb} ${name}: ${facts.filter((fact) => fact !== undefined).join(", ")}`;
  }
  if (change.kind === "address") {
    return `address ${verb} ${change.address}/${change.prefixLength} on ${name}`;
  }
  const { destination, prefixLength, gateway, table } = change;
  const by = gateway === undefined ? "" : ` by ${gateway}`;
  return `route ${verb} ${destination}/${prefixLength}${by} on ${name || "none"}, table ${table}`;
}

/** One line, as programs read it. */
function json(change: Change): string {
  return JSON.stringify(change, (_name, value: unknown) => {
    if (typeof value === "bigint") return String(value);
    if (value instanceof SocketDomain) return value.name;
    return value instanceof Uint8Array ? Buffer.from(value).toString("hex") : value;
  });
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      interface: { type: "string", short: "i" },
      routes: { type: "boolean", short: "r" },
      list: { type: "boolean", short: "l" },
      json: { type: "boolean" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help) return console.log(help);
  const show = (change: Change): void => {
    if (values.interface !== undefined && interfaceOf(change) !== values.interface) return;
    console.log(values.json ? json(change) : describe(change));
  };
  const list = (): void => [...listLinks(), ...listAddresses()].forEach(show);

  const socket = Socket.create(SocketDomain.netlink, SocketType.raw);
  process.once("SIGINT", () => process.exit());
  const groups = [NetlinkGroup.link, NetlinkGroup.internetAddress, NetlinkGroup.internet6Address];
  if (values.routes) groups.push(NetlinkGroup.internetRoute, NetlinkGroup.internet6Route);
  // First the groups, then the list: what changes in between comes twice, but is not missed.
  socket.bind(NetlinkAddress.forGroups(...groups));
  if (values.list) list();
  console.error("listening");

  for (;;) {
    try {
      const messages = readRouteMessages(await receive(socket, 65536));
      for (const message of messages) {
        if (message.kind === "link" || message.kind === "address" || message.kind === "route") show(message);
      }
    } catch (error) {
      if (!(error instanceof SocketCondition) || error.code !== "ENOBUFS") throw error;
      console.error("changes came faster than they were read; this is what there is now");
      list();
    }
  }
}

try {
  await main();
} catch (error) {
  console.error(`ifmonitor: ${error instanceof Error ? error.message : error}`);
  process.exit(1);
}
