import { formatHardwareAddress, hardwareAddress, LONGEST_HARDWARE_ADDRESS } from "../address/hardware-text.ts";
import { interfaceNumber } from "../address/interface.ts";
import { boolean, cText, integer, MAX_UINT32 } from "../core/check.ts";
import { type Layout, placeOf } from "../core/struct.ts";
import { Attributes } from "./attributes.ts";
import { Names, number } from "./names.ts";
import type { Action } from "./request.ts";
import { MessageWriter, type NetlinkAttribute, payload } from "./wire.ts";

/** What an interface is and may: IFF_UP and its siblings. See netdevice(7). */
export type LinkFlag =
  | "up"
  | "broadcast"
  | "debug"
  | "loopback"
  | "pointToPoint"
  | "noTrailers"
  | "running"
  | "noArp"
  | "promiscuous"
  | "allMulticast"
  | "master"
  | "slave"
  | "multicast"
  | "portSelect"
  | "autoMedia"
  | "dynamic"
  | "lowerUp"
  | "dormant"
  | "echo";

/** Whether an interface can carry packets (RFC 2863). */
export type LinkState = "unknown" | "notPresent" | "down" | "lowerLayerDown" | "testing" | "dormant" | "up";

const flagNames: Names<LinkFlag> = new Names({
  up: "IFF_UP",
  broadcast: "IFF_BROADCAST",
  debug: "IFF_DEBUG",
  loopback: "IFF_LOOPBACK",
  pointToPoint: "IFF_POINTOPOINT",
  noTrailers: "IFF_NOTRAILERS",
  running: "IFF_RUNNING",
  noArp: "IFF_NOARP",
  promiscuous: "IFF_PROMISC",
  allMulticast: "IFF_ALLMULTI",
  master: "IFF_MASTER",
  slave: "IFF_SLAVE",
  multicast: "IFF_MULTICAST",
  portSelect: "IFF_PORTSEL",
  autoMedia: "IFF_AUTOMEDIA",
  dynamic: "IFF_DYNAMIC",
  lowerUp: "IFF_LOWER_UP",
  dormant: "IFF_DORMANT",
  echo: "IFF_ECHO",
});

const states: Names<LinkState> = new Names({
  unknown: "IF_OPER_UNKNOWN",
  notPresent: "IF_OPER_NOTPRESENT",
  down: "IF_OPER_DOWN",
  lowerLayerDown: "IF_OPER_LOWERLAYERDOWN",
  testing: "IF_OPER_TESTING",
  dormant: "IF_OPER_DORMANT",
  up: "IF_OPER_UP",
});

/** What an interface has carried since it was made. */
export interface LinkStatistics {
  readonly receivedPackets: bigint;
  readonly sentPackets: bigint;
  readonly receivedBytes: bigint;
  readonly sentBytes: bigint;
  readonly receiveErrors: bigint;
  readonly sendErrors: bigint;
  readonly receiveDrops: bigint;
  readonly sendDrops: bigint;
  readonly multicasts: bigint;
  readonly collisions: bigint;
}

const counters: Readonly<Record<keyof LinkStatistics, string>> = {
  receivedPackets: "rx_packets",
  sentPackets: "tx_packets",
  receivedBytes: "rx_bytes",
  sentBytes: "tx_bytes",
  receiveErrors: "rx_errors",
  sendErrors: "tx_errors",
  receiveDrops: "rx_dropped",
  sendDrops: "tx_dropped",
  multicasts: "multicast",
  collisions: "collisions",
};

/** A network interface, as the kernel tells of it. What it does not tell is `undefined`. */
export interface Link {
  readonly kind: "link";
  /** Whether this is the news that the interface is gone. */
  readonly removed: boolean;
  readonly index: number;
  readonly name: string;
  /** A text that somebody gave it. */
  readonly alias: string | undefined;
  /** The kind of hardware, by the numbers of ARP: 1 for Ethernet, 772 for loopback. */
  readonly hardwareType: number;
  /** What it is where it is no hardware: `veth`, `bridge`, `vlan` and so on. */
  readonly deviceKind: string | undefined;
  /** The hardware address, such as `02:00:5e:10:00:00`. */
  readonly address: string | undefined;
  /** The hardware address that reaches everybody; the other end's on a point-to-point link. */
  readonly broadcast: string | undefined;
  /** The largest packet, in bytes. */
  readonly mtu: number | undefined;
  readonly state: LinkState | number | undefined;
  readonly flags: readonly LinkFlag[];
  /** The same as the kernel's number. */
  readonly flagBits: number;
  readonly carrier: boolean | undefined;
  /** The bridge or bond that it belongs to. */
  readonly masterIndex: number | undefined;
  /** The interface it stands on, or its other end; of another network namespace where `lowerNamespace` is told. */
  readonly lowerIndex: number | undefined;
  readonly lowerNamespace: number | undefined;
  /** The queueing discipline. */
  readonly queueing: string | undefined;
  /** Packets that may wait to be sent. */
  readonly transmitQueueLength: number | undefined;
  readonly group: number | undefined;
  /** How many want to hear every frame. */
  readonly promiscuity: number | undefined;
  readonly statistics: LinkStatistics | undefined;
  /** The attributes that are not told above, as bytes; not enumerable, so that printing the entry shows the rest. */
  readonly unknownAttributes: readonly NetlinkAttribute[];
}

function statistics(layout: Layout, data: Uint8Array): LinkStatistics | undefined {
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  const entries: [string, bigint][] = [];
  for (const [name, member] of Object.entries(counters)) {
    const { offset, width } = placeOf(layout, `rtnl_link_stats64.${member}`);
    if (offset + width > data.length) return undefined;
    entries.push([name, view.getBigUint64(offset, layout.littleEndian)]);
  }
  return Object.freeze(Object.fromEntries(entries)) as unknown as LinkStatistics;
}

/** Whether a message about links is about one as such, and not of a bridge or of IPv6 about it. */
export function isPlainLink(layout: Layout, data: Uint8Array): boolean {
  return payload(layout, "ifinfomsg", data)("ifi_family") === 0;
}

export function decodeLink(layout: Layout, data: Uint8Array, removed: boolean): Link {
  const member = payload(layout, "ifinfomsg", data);
  const attributes = new Attributes(layout, data, placeOf(layout, "ifinfomsg").width);
  const flagBits = member("ifi_flags");
  const carrier = attributes.unsigned(number("IFLA_CARRIER"));
  const state = attributes.unsigned(number("IFLA_OPERSTATE"));
  const lowerNamespace = attributes.unsigned(number("IFLA_LINK_NETNSID"));
  return attributes.entry<Link>({
    kind: "link",
    removed,
    index: member("ifi_index"),
    name: attributes.text(number("IFLA_IFNAME")) ?? "",
    alias: attributes.text(number("IFLA_IFALIAS")),
    hardwareType: member("ifi_type"),
    deviceKind: attributes.take(number("IFLA_LINKINFO"), (inner) =>
      new Attributes(layout, inner).text(number("IFLA_INFO_KIND")),
    ),
    address: attributes.take(number("IFLA_ADDRESS"), formatHardwareAddress),
    broadcast: attributes.take(number("IFLA_BROADCAST"), formatHardwareAddress),
    mtu: attributes.unsigned(number("IFLA_MTU")),
    state: state === undefined ? undefined : states.nameOf(state),
    flags: flagNames.namesIn(flagBits),
    flagBits,
    carrier: carrier === undefined ? undefined : carrier !== 0,
    masterIndex: attributes.unsigned(number("IFLA_MASTER")),
    lowerIndex: attributes.unsigned(number("IFLA_LINK")),
    lowerNamespace: lowerNamespace === undefined ? undefined : lowerNamespace | 0,
    queueing: attributes.text(number("IFLA_QDISC")),
    transmitQueueLength: attributes.unsigned(number("IFLA_TXQLEN")),
    group: attributes.unsigned(number("IFLA_GROUP")),
    promiscuity: attributes.unsigned(number("IFLA_PROMISCUITY")),
    statistics: attributes.take(number("IFLA_STATS64"), (inner) => statistics(layout, inner)),
  });
}

/** What is asked about an interface, or asked of it. Members that are not given stay as they are. */
export interface LinkRequest {
  readonly kind: "link";
  /** The interface, by index or by name. */
  readonly index?: number | string | undefined;
  /** Its name where no index is given; else the name that it shall have. */
  readonly name?: string | undefined;
  readonly alias?: string | undefined;
  /** What to make: `veth`, `bridge`, `dummy` and so on. */
  readonly deviceKind?: string | undefined;
  readonly address?: string | Uint8Array | undefined;
  readonly broadcast?: string | Uint8Array | undefined;
  readonly mtu?: number | undefined;
  /** Whether it is in use. */
  readonly up?: boolean | undefined;
  /** The bridge or bond to put it into, by index or by name; 0 takes it out. */
  readonly masterIndex?: number | string | undefined;
  /** The interface that it shall stand on. */
  readonly lowerIndex?: number | string | undefined;
  readonly transmitQueueLength?: number | undefined;
  readonly group?: number | undefined;
  /** Further attributes, as the kernel takes them. */
  readonly attributes?: readonly NetlinkAttribute[] | undefined;
}

const LONGEST_NAME = 15;

function hardware(argument: string, value: string | Uint8Array): Uint8Array {
  return hardwareAddress(argument, value, LONGEST_HARDWARE_ADDRESS);
}

/** `struct ifinfomsg` and its attributes: all that is given to make or change, what tells which one to ask or delete. */
export function encodeLink(layout: Layout, action: Action, given: LinkRequest): MessageWriter {
  const { index, name, up } = given;
  const writer = new MessageWriter(layout);
  const bit = up !== undefined && boolean("entry.up", up) ? number("IFF_UP") : 0;
  const change = up === undefined ? 0 : number("IFF_UP");
  const found = index === undefined ? 0 : interfaceNumber("RouteExchange", "entry.index", index);
  const sets = action !== "get" && action !== "delete";
  writer.struct("ifinfomsg", sets ? { ifi_index: found, ifi_flags: bit, ifi_change: change } : { ifi_index: found });
  if (name !== undefined && (sets || index === undefined)) {
    const text = cText("entry.name", name);
    integer("the length of entry.name", text.length, 1, LONGEST_NAME);
    writer.text(number("IFLA_IFNAME"), text);
  }
  if (!sets) return writer;
  const unsigned = (member: "mtu" | "transmitQueueLength" | "group", type: number): void => {
    const value = given[member];
    if (value !== undefined) writer.unsigned(type, integer(`entry.${member}`, value, 0, MAX_UINT32));
  };
  const other = (member: "masterIndex" | "lowerIndex", type: number): void => {
    const value = given[member];
    if (value !== undefined) writer.unsigned(type, interfaceNumber("RouteExchange", `entry.${member}`, value));
  };
  if (given.alias !== undefined) writer.text(number("IFLA_IFALIAS"), cText("entry.alias", given.alias));
  if (given.address !== undefined) writer.attribute(number("IFLA_ADDRESS"), hardware("entry.address", given.address));
  if (given.broadcast !== undefined) {
    writer.attribute(number("IFLA_BROADCAST"), hardware("entry.broadcast", given.broadcast));
  }
  unsigned("mtu", number("IFLA_MTU"));
  unsigned("transmitQueueLength", number("IFLA_TXQLEN"));
  unsigned("group", number("IFLA_GROUP"));
  other("masterIndex", number("IFLA_MASTER"));
  other("lowerIndex", number("IFLA_LINK"));
  const { deviceKind } = given;
  if (deviceKind !== undefined) {
    const text = cText("entry.deviceKind", deviceKind);
    writer.nested(number("IFLA_LINKINFO"), (inner) => inner.text(number("IFLA_INFO_KIND"), text));
  }
  return writer;
}
