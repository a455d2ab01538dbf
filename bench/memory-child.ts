/** Makes calls that would block, as many as it is told, and says what that did to the heap. Needs --expose-gc. */
import { Socket, SocketDomain, SocketType, WouldBlock } from "berkeley-sockets";

const calls = Number(process.argv[2]);
const [socket, peer] = Socket.pair(SocketDomain.unix, SocketType.stream);

function receive(count: number): void {
  for (let index = 0; index < count; index++) {
    if (!(socket.receive(64) instanceof WouldBlock)) throw new Error("something came");
  }
}

function settled(): { heap: number; resident: number } {
  for (let index = 0; index < 4; index++) globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  return { heap: heapUsed, resident: rss };
}

if (globalThis.gc === undefined) throw new Error("needs --expose-gc");
receive(100_000); // compiled now; and so is settled
settled();
const before = settled();
receive(calls);
const after = settled();
console.log(
  JSON.stringify({
    heapBefore: before.heap,
    heapAfter: after.heap,
    residentBefore: before.resident,
    residentAfter: after.resident,
  }),
);
socket.close();
peer.close();
