/**
 * Moves messages, and says by V8's sampling heap profiler what was allocated for them. Arguments: `stream` serves echoes
 * to the load; `datagram` and `train` send to themselves. Lines: `begin INTERVAL`; `move COUNT`, which is for datagrams;
 * `count` gives the messages up to now; `end` gives the profile.
 */
import { Session } from "node:inspector";
import { createInterface } from "node:readline";
import { InternetAddress, Socket, SocketDomain, SocketType, WouldBlock } from "berkeley-sockets";
import { Counter, DatagramBatch, serve } from "berkeley-sockets/reactor";

interface ProfileNode {
  readonly callFrame: { readonly functionName: string; readonly url: string };
  readonly selfSize: number;
  readonly children: readonly ProfileNode[];
}

/** What moves messages. */
interface Mover {
  readonly greeting: number;
  /** Messages up to now. */
  readonly count: number;
  move(count: number): void;
}

function stream(): Mover {
  const server = serve({
    host: "127.0.0.1",
    port: 0,
    handlers: { data: (connection, bytes) => connection.write(bytes) },
  });
  if (!(server.address instanceof InternetAddress)) throw new Error("no address");
  return {
    greeting: server.address.port,
    get count() {
      return server.counters[Counter.received] as number;
    },
    move: () => {},
  };
}

function datagrams(trains: boolean): Mover {
  const socket = Socket.create(SocketDomain.internet, SocketType.datagram);
  socket.bind(InternetAddress.loopback(0));
  socket.connect(socket.localAddress as InternetAddress);
  const [count, length] = trains ? [46, 1400] : [64, 100];
  const batch = new DatagramBatch(socket, trains ? { count: 4, gro: true } : { count, gso: false });
  // A variable that grows past 2^31 would be an object of its own at each step.
  const bytes = new Float64Array(1);
  const take = (packet: { readonly length: number }): void => {
    bytes[0] = (bytes[0] as number) + packet.length;
  };
  return {
    greeting: 0,
    get count() {
      return batch.counters.received;
    },
    move(more) {
      const until = batch.counters.received + more;
      while (batch.counters.received < until) {
        for (let index = 0; index < count; index++) batch.reserve(length);
        batch.send();
        while (!(batch.receiveEach(take) instanceof WouldBlock));
      }
      if (bytes[0] !== length * batch.counters.received) throw new Error("not what was sent");
    },
  };
}

const makers: Readonly<Record<string, () => Mover>> = {
  stream,
  datagram: () => datagrams(false),
  train: () => datagrams(true),
};
const mover = makers[process.argv[2] ?? ""]?.();
if (mover === undefined) throw new Error(`no way ${process.argv[2]}`);

const session = new Session();
session.connect();

/** Asks the profiler, which answers within the call. */
function ask(method: string, params: object = {}): unknown {
  let answer: unknown;
  session.post(method, params, (error, result) => {
    if (error !== null) throw error;
    answer = result;
  });
  return answer;
}

/** The allocations by function, in bytes. */
function sites(head: ProfileNode): Record<string, number> {
  const found: Record<string, number> = {};
  const visit = ({ callFrame, selfSize, children }: ProfileNode): void => {
    const name = callFrame.functionName === "" ? "anonymous" : callFrame.functionName;
    // The bundle's own file names are of no meaning.
    const site = callFrame.url.startsWith("node:") ? `${name} of ${callFrame.url}` : name;
    if (selfSize > 0) found[site] = (found[site] ?? 0) + selfSize;
    for (const child of children) visit(child);
  };
  visit(head);
  return found;
}

createInterface({ input: process.stdin })
  .on("line", (line) => {
    const [order, argument] = line.split(" ");
    if (order === "move") mover.move(Number(argument));
    else if (order === "begin") {
      ask("HeapProfiler.startSampling", {
        samplingInterval: Number(argument),
        includeObjectsCollectedByMajorGC: true,
        includeObjectsCollectedByMinorGC: true,
      });
    } else if (order === "end") {
      const { profile } = ask("HeapProfiler.stopSampling") as { profile: { head: ProfileNode } };
      console.log(JSON.stringify(sites(profile.head)));
      return;
    }
    console.log(mover.count);
  })
  .on("close", () => process.exit());
console.log(`ready ${mover.greeting}`);
