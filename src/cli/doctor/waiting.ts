/** How this runtime waits: the poller, and what brings readiness to JavaScript. */
import { readable } from "../../async.ts";
import { Socket, SocketDomain, SocketType } from "../../index.ts";
import { system, waker } from "../../sys/system.ts";
import { messageOf } from "../failure.ts";
import { type Finding, Section } from "./finding.ts";

const PATIENCE = 2000;
const ROUNDS = 20;

/** Windows makes no pairs of Unix sockets, others make none but these. */
const PAIRED = process.platform === "win32" ? SocketDomain.internet : SocketDomain.unix;

/** The median time from a byte's sending to its awaited arrival, in microseconds. */
async function wakeTime(): Promise<number> {
  const [near, far] = Socket.pair(PAIRED, SocketType.stream);
  try {
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const woken = readable(far, { timeout: PATIENCE });
      const start = performance.now();
      near.send(new Uint8Array(1));
      await woken;
      times.push(performance.now() - start);
      far.receive(1);
    }
    return 1000 * (times.sort((a, b) => a - b)[ROUNDS / 2] as number);
  } finally {
    near.close();
    far.close();
  }
}

/** Makes a loop of its own, to see what it is made of. */
function inspectLoop(section: Section): void {
  const { BERKELEY_POLLER: poller, BERKELEY_WAKER: chosen } = process.env;
  const loop = system.loopCreate(poller !== "poll");
  if (loop < 0) {
    section.fails("poller", "none", `errno ${-loop}`);
    return;
  }
  const lasting = waker.lasting(loop);
  section.ok("poller", lasting ? "epoll" : "poll(2)", poller === undefined ? undefined : `BERKELEY_POLLER=${poller}`);
  const onNode = process.versions["bun"] === undefined && process.versions["deno"] === undefined;
  const started = waker.start(loop, () => undefined, onNode && chosen !== "thread");
  waker.close(loop);
  if (started < 0) section.fails("waker", "none", `errno ${-started}`);
  else
    section.ok(
      "waker",
      started === 1 ? "libuv's loop" : "a thread",
      chosen === undefined ? undefined : `BERKELEY_WAKER=${chosen}`,
    );
}

export async function waiting(): Promise<Finding[]> {
  const section = new Section("waiting");
  inspectLoop(section);
  try {
    section.ok("wake-up", `${Math.round(await wakeTime())} µs from a byte sent to its awaited arrival`);
  } catch (error) {
    section.fails("wake-up", "awaited operations do not complete", messageOf(error));
  }
  return section.findings;
}
