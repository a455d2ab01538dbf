/** Every call of multicast, on whatever socket and interface it is given. */
import {
  blockSource,
  interfaceIndex,
  joinGroup,
  joinSourceGroup,
  leaveGroup,
  leaveSourceGroup,
  Socket,
  SocketDomain,
  SocketType,
  setMulticastInterface,
  setSourceFilter,
  sourceFilter,
  unblockSource,
} from "berkeley-sockets";
import { emulatorLacks } from "./emulator.ts";
import type { Ready, Row } from "./error-rows.ts";
import { loopbackInterface } from "./probe.ts";

const group = "239.77.3.1";
const source = "127.0.0.1";

type Call = (socket: Socket, given: string | number) => unknown;

export const multicastCalls: Readonly<Record<string, Call>> = {
  joinGroup: (socket, given) => joinGroup(socket, group, { interface: given }),
  leaveGroup: (socket, given) => leaveGroup(socket, group, { interface: given }),
  joinSourceGroup: (socket, given) => joinSourceGroup(socket, group, source, { interface: given }),
  leaveSourceGroup: (socket, given) => leaveSourceGroup(socket, group, source, { interface: given }),
  blockSource: (socket, given) => blockSource(socket, group, source, { interface: given }),
  unblockSource: (socket, given) => unblockSource(socket, group, source, { interface: given }),
  setSourceFilter: (socket, given) =>
    setSourceFilter(socket, group, { mode: "include", sources: [source] }, { interface: given }),
  sourceFilter: (socket, given) => sourceFilter(socket, group, { interface: given }),
  setMulticastInterface: (socket, given) => setMulticastInterface(socket, given),
};

/** Skips where no group can be joined by its interface. */
export function withoutGroups(): string | false {
  const attempt = (): void => {
    const socket = Socket.create(SocketDomain.internet, SocketType.datagram);
    try {
      joinGroup(socket, group, { interface: 1 });
    } finally {
      socket.close();
    }
  };
  return emulatorLacks("groups by interface", attempt);
}

const syscallOf = (who: string): "getsockopt" | "setsockopt" => (who === "sourceFilter" ? "getsockopt" : "setsockopt");

/** For test/unit/throw-sites.test.ts: the call, with the interface by index and by name. */
export function multicastDrivers(
  withSocket: (use: (socket: Socket) => unknown) => () => unknown,
): Record<string, () => unknown> {
  const drivers: Record<string, () => unknown> = {};
  for (const [who, call] of Object.entries(multicastCalls)) {
    drivers[`${who} ${syscallOf(who)}`] = withSocket((socket) => call(socket, 1));
    drivers[`${who} if_nametoindex`] = withSocket((socket) => call(socket, loopbackInterface));
  }
  return drivers;
}

/** For error-rows.ts. */
export function multicastRows(onFresh: (call: (socket: Socket) => unknown) => () => Ready, errors: string): Row[] {
  return Object.entries(multicastCalls).flatMap(([who, call]): Row[] => [
    {
      syscall: syscallOf(who),
      who,
      about: who === "setMulticastInterface" ? /^ interface 1$/ : /^ 239\.77\.3\.1 on interface 1$/,
      errors: `${errors} EADDRINUSE EADDRNOTAVAIL ENODEV EPROTO`,
      ready: onFresh((socket) => call(socket, 1)),
    },
    {
      syscall: "if_nametoindex",
      who,
      about: new RegExp(`^ ${loopbackInterface}$`),
      errors: "ENODEV EMFILE",
      ready: onFresh((socket) => call(socket, loopbackInterface)),
    },
  ]);
}

/** Each call on a socket, with an interface by index. */
export function multicastOn(socket: Socket): Record<string, () => unknown> {
  return Object.fromEntries(Object.entries(multicastCalls).map(([who, call]) => [who, () => call(socket, 1)]));
}

/** What each call needs to have come before it, on loopback. */
const first: Readonly<Record<string, readonly string[]>> = {
  leaveGroup: ["joinGroup"],
  leaveSourceGroup: ["joinSourceGroup"],
  blockSource: ["joinGroup"],
  unblockSource: ["joinGroup", "blockSource"],
  setSourceFilter: ["joinGroup"],
  sourceFilter: ["joinGroup"],
};

/** For call-count.test.ts: the calls on a socket that is ready for them. */
export function multicastCounts(
  on: (make: () => Socket, action: (socket: Socket) => unknown) => () => number,
): Record<string, () => number> {
  const counts: Record<string, () => number> = {};
  const lo = interfaceIndex(loopbackInterface);
  for (const [who, call] of Object.entries(multicastCalls)) {
    const make = (): Socket => {
      const socket = Socket.create(SocketDomain.internet, SocketType.datagram);
      for (const each of first[who] ?? []) multicastCalls[each]?.(socket, loopbackInterface);
      return socket;
    };
    counts[who] = on(make, (socket) => call(socket, lo));
  }
  return counts;
}
