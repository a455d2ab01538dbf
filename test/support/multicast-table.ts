/** The rows of multicast options, all on loopback: ip(7), ipv6(7), RFC 3678. */
import { interfaceIndex, type Socket } from "berkeley-sockets";
import * as options from "berkeley-sockets/options";
import type { Row } from "./option-table.ts";
import { loopbackInterface } from "./probe.ts";

const lo = interfaceIndex(loopbackInterface);
const udp = ["internet datagram", "internet6 datagram"]; // on Linux internet6 sockets have the options of IPv4 too
const udp6 = ["internet6 datagram"];

const group = "239.255.77.1";
const source = "127.0.0.1";
const byAddress = { group, source, address: "127.0.0.1" };
const byIndex = { group, source, interface: lo };
const byIndex6 = { group: "ff05::7701", source: "::1", interface: lo };
const plain = { group, interface: lo };
const plain6 = { group: "ff05::7701", interface: lo };

const join = (socket: Socket): void => socket.setOption(options.MCAST_JOIN_GROUP, plain);
const join6 = (socket: Socket): void => socket.setOption(options.IPV6_MCAST_JOIN_GROUP, plain6);
const joinSource = (socket: Socket): void => socket.setOption(options.MCAST_JOIN_SOURCE_GROUP, byIndex);
const joinSource6 = (socket: Socket): void => socket.setOption(options.IPV6_MCAST_JOIN_SOURCE_GROUP, byIndex6);
function block(socket: Socket): void {
  join(socket);
  socket.setOption(options.MCAST_BLOCK_SOURCE, byIndex);
}
function block6(socket: Socket): void {
  join6(socket);
  socket.setOption(options.IPV6_MCAST_BLOCK_SOURCE, byIndex6);
}

const row = (kinds: readonly string[], value: unknown, prepare?: Row["prepare"], readFails = "ENOPROTOOPT"): Row => ({
  kinds,
  readFails,
  set: [[value]],
  ...(prepare === undefined ? {} : { prepare }),
});
const filter = { mode: "include", sources: [source, "127.0.0.2"] } as const;
const filter6 = { mode: "exclude", sources: ["::1"] } as const;

export const multicastTable: Record<string, Row> = {
  IP_ADD_MEMBERSHIP: {
    ...row(udp, plain),
    set: [
      [plain],
      [{ group: "239.255.77.2", address: "127.0.0.1" }],
      [{ group: "239.255.77.3", interface: lo, address: source }],
    ],
  },
  IP_ADD_SOURCE_MEMBERSHIP: { ...row(udp, byAddress), set: [[byAddress], [{ ...byAddress, source: "127.0.0.2" }]] },
  IP_BLOCK_SOURCE: row(udp, byAddress, join),
  IP_DROP_MEMBERSHIP: row(udp, plain, join),
  IP_DROP_SOURCE_MEMBERSHIP: row(udp, byAddress, joinSource),
  IP_MSFILTER: row(udp, { ...filter, group, address: "127.0.0.1" }, join, "EINVAL"),
  IP_MULTICAST_IF: {
    kinds: udp,
    initial: { address: "0.0.0.0" },
    set: [
      [{ address: "127.0.0.1" }],
      [lo, { address: "0.0.0.0" }], // the kernel keeps the index to itself
      [{ interface: lo, address: "127.0.0.1" }, { address: "127.0.0.1" }],
      [0, { address: "0.0.0.0" }],
    ],
  },
  IP_UNBLOCK_SOURCE: row(udp, byAddress, block),
  IPV6_JOIN_GROUP: { ...row(udp6, plain6), set: [[plain6], [{ group: `ff02::7702%${lo}` }]] },
  IPV6_LEAVE_GROUP: row(udp6, plain6, join6),
  IPV6_MCAST_BLOCK_SOURCE: row(udp6, byIndex6, join6),
  IPV6_MCAST_JOIN_GROUP: row(udp6, plain6),
  IPV6_MCAST_JOIN_SOURCE_GROUP: row(udp6, byIndex6),
  IPV6_MCAST_LEAVE_GROUP: row(udp6, plain6, join6),
  IPV6_MCAST_LEAVE_SOURCE_GROUP: row(udp6, byIndex6, joinSource6),
  IPV6_MCAST_MSFILTER: row(udp6, { ...filter6, ...plain6 }, join6, "EINVAL"),
  IPV6_MCAST_UNBLOCK_SOURCE: row(udp6, byIndex6, block6),
  IPV6_MULTICAST_IF: { kinds: udp6, initial: 0, set: [[lo], [0]] },
  MCAST_BLOCK_SOURCE: row(udp, byIndex, join),
  MCAST_JOIN_GROUP: row(udp, plain),
  MCAST_JOIN_SOURCE_GROUP: row(udp, byIndex),
  MCAST_LEAVE_GROUP: row(udp, plain, join),
  MCAST_LEAVE_SOURCE_GROUP: row(udp, byIndex, joinSource),
  MCAST_MSFILTER: row(udp, { ...filter, ...plain }, join, "EINVAL"),
  MCAST_UNBLOCK_SOURCE: row(udp, byIndex, block),
};
