import { receive } from "../../async.ts";
import { NetlinkAddress, NetlinkGroup, Socket, SocketCondition, SocketDomain, SocketType } from "../../index.ts";
import { listAddresses, listLinks, listRoutes, readRouteMessages } from "../../netlink.ts";
import { SO_RCVBUF } from "../../options.ts";
import { type Call, type Command, json, quiet, UsageError } from "../command.ts";
import { Interrupted } from "../interrupt.ts";
import { type Entry, type Kind, Known, tellChange } from "../monitor/changes.ts";
import { cut } from "../width.ts";

const ROOM = 1 << 16;
const BUFFER = 1 << 20;
const kinds: Readonly<Record<string, Kind>> = { links: "link", addresses: "address", routes: "route" };

/** What there is: after the groups were joined, so that nothing falls between. */
function everything(): Known {
  return new Known([...listLinks(), ...listAddresses(), ...listRoutes({ table: "all" })]);
}

function open(): Socket {
  const { link, internetAddress, internet6Address, internetRoute, internet6Route } = NetlinkGroup;
  const socket = Socket.create(SocketDomain.netlink, SocketType.raw);
  try {
    socket.setOption(SO_RCVBUF, BUFFER);
    socket.bind(NetlinkAddress.forGroups(link, internetAddress, internet6Address, internetRoute, internet6Route));
  } catch (error) {
    socket.close();
    throw error;
  }
  return socket;
}

/** Tells changes as they come; gives how many. */
async function follow(call: Call, socket: Socket, names: readonly string[], told: { changes: number }): Promise<void> {
  const wanted = new Set(names.map((name) => kinds[name] as Kind));
  const count = call.integer("count", 1, Number.MAX_SAFE_INTEGER) ?? Number.POSITIVE_INFINITY;
  let known = everything();
  call.note(`listening for changes of ${names.join(", ")}; Ctrl-C ends it`);
  for (;;) {
    let bytes: Uint8Array;
    try {
      bytes = await receive(socket, ROOM, { signal: call.signal });
    } catch (error) {
      if (!(error instanceof SocketCondition) || error.code !== "ENOBUFS") throw error;
      call.note("changes came faster than they could be read; some were lost");
      known = everything();
      continue;
    }
    for (const message of readRouteMessages(bytes)) {
      if (message.kind !== "link" && message.kind !== "address" && message.kind !== "route") continue;
      const change = known.take(message satisfies Entry);
      if (change === undefined || !wanted.has(change.kind)) continue;
      const time = new Date().toISOString();
      if (call.flag("json")) {
        const { entry, ...rest } = change;
        const domain = "domain" in entry ? { domain: entry.domain.name } : {};
        await call.printEvent({ time, ...rest, entry: { ...entry, ...domain } });
      } else {
        await call.print([cut(`${time.slice(11, 23)} ${tellChange(change, known)}`, call.width)]);
      }
      told.changes += 1;
      if (told.changes === count) return;
    }
  }
}

async function run(call: Call): Promise<number> {
  const unknown = call.positionals.find((name) => kinds[name] === undefined);
  if (unknown !== undefined) throw new UsageError(`there are ${Object.keys(kinds).join(", ")}, not '${unknown}'`);
  const names = call.positionals.length === 0 ? Object.keys(kinds) : call.positionals;
  const told = { changes: 0 };
  const start = performance.now();
  using socket = open();
  try {
    await follow(call, socket, names, told);
  } catch (error) {
    if (error instanceof Interrupted) {
      const seconds = Math.round(performance.now() - start) / 1000;
      call.note(`${told.changes} changes in ${seconds} s`);
    }
    throw error;
  }
  return 0;
}

export const command: Command = {
  usage: ["[OPTIONS] [links | addresses | routes]..."],
  details: [
    "Tells of changes to this machine's network as the kernel makes them: interfaces, their addresses, routes; all of " +
      "them unless told which. Of what changed, both the old value and the new are shown. It needs no privilege, and " +
      "sees the network namespace that it runs in.",
  ],
  options: {
    count: { short: "c", value: "N", help: "end after N changes" },
    quiet,
    json,
  },
  positionals: [0, 3],
  candidates: [Object.keys(kinds)],
  examples: [
    ["bsock monitor", "everything; try: ip link add v0 type veth peer name v1"],
    ["bsock monitor addresses routes", "addresses and routes only"],
    ["bsock monitor --json -c 1 links | jq .entry.name", "wait for one change, for programs"],
  ],
  run,
};
