/**
 * A peer on a thread of its own, for tests whose own thread blocks. It borrows a descriptor of the test's, or
 * connects for itself, and does what its steps say, waiting where it must.
 */
import { once } from "node:events";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { ReceiveFromOption, ShutdownMethod, Socket, SocketAddress, SocketType, WouldBlock } from "berkeley-sockets";

export type Step =
  /** Milliseconds to let pass. */
  | readonly ["wait", number]
  | readonly ["send", string]
  /** Receives this many bytes (or messages of this many bytes in all), or up to the end. */
  | readonly ["drain", number]
  /** Accepts one connection and closes it. */
  | readonly ["accept"]
  /** Makes a socket of the type and connects it. */
  | readonly ["connect", Uint8Array, number]
  /** Ends this half of the connection. */
  | readonly ["end"]
  /** Receives once with these flags and tells the text. */
  | readonly ["receive", number]
  | readonly ["close"];

export interface Peer {
  /** What the steps told, once all are done. */
  readonly finished: Promise<Told>;
  /** Resolves with what was told, or `undefined` after so many milliseconds; then the thread is stopped. */
  within(milliseconds: number): Promise<Told | undefined>;
}

export interface Told {
  /** Bytes that were drained. */
  drained: number;
  /** What `accept` and `receive` came to: text, or an error's code. */
  outcomes: string[];
}

interface Task {
  readonly peerThread: true;
  readonly fd: number;
  readonly steps: readonly Step[];
}

/** Starts the steps on a thread; with `fd` ≥ 0 they begin with that descriptor, borrowed. */
export function startPeer(fd: number, steps: readonly Step[]): Peer {
  const task: Task = { peerThread: true, fd, steps };
  const worker = new Worker(new URL(import.meta.url), { workerData: task });
  const told = once(worker, "message").then(([message]) => message as Told);
  const exited = once(worker, "exit");
  const finished = told.then(async (message) => {
    await exited;
    return message;
  });
  finished.catch(() => {}); // whoever waits for it hears of it
  return {
    finished,
    async within(milliseconds) {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<undefined>((resolve) => {
        timer = setTimeout(() => resolve(undefined), milliseconds);
      });
      const result = await Promise.race([finished, late]);
      clearTimeout(timer);
      if (result === undefined) await worker.terminate();
      return result;
    },
  };
}

function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

function perform({ fd, steps }: Task): Told {
  const told: Told = { drained: 0, outcomes: [] };
  const attempt = (action: () => string): void => {
    try {
      told.outcomes.push(action());
    } catch (error) {
      told.outcomes.push((error as { code?: string }).code ?? String(error));
    }
  };
  let current = fd >= 0 ? Socket.borrow(fd) : undefined;
  const socket = (): Socket => {
    if (current === undefined) throw new Error("this peer has no socket");
    current.setNonblocking(false);
    return current;
  };
  for (const step of steps) {
    if (step[0] === "wait") pause(step[1]);
    else if (step[0] === "send") socket().send(Buffer.from(step[1]));
    else if (step[0] === "end") socket().shutdown(ShutdownMethod.write);
    else if (step[0] === "close") socket().close();
    else if (step[0] === "accept") {
      attempt(() => {
        const [accepted, condition] = socket().accept();
        accepted?.close();
        return condition instanceof WouldBlock ? condition.code : "accepted";
      });
    } else if (step[0] === "receive") {
      attempt(() => {
        const data = socket().receive(1000, new ReceiveFromOption("flags", step[1]));
        return data instanceof WouldBlock ? data.code : Buffer.from(data).toString();
      });
    } else if (step[0] === "connect") {
      const address = SocketAddress.decode(step[1]);
      current = Socket.create(address.domain, new SocketType("given", step[2]));
      socket().connect(address);
    } else {
      for (let left = step[1]; left > 0; ) {
        const data = socket().receive(Math.min(left, 1 << 20));
        if (data instanceof WouldBlock || data.length === 0) break;
        left -= data.length;
        told.drained += data.length;
      }
    }
  }
  return told;
}

if (!isMainThread && (workerData as Partial<Task> | undefined)?.peerThread === true) {
  parentPort?.postMessage(perform(workerData as Task));
}
