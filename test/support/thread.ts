/** Code that runs in a thread of its own, since this one blocks. */
import { once } from "node:events";
import { Worker } from "node:worker_threads";

const entries = ["berkeley-sockets", "berkeley-sockets/options", "berkeley-sockets/simple"];

/** A thread that has begun; `result` is what its code returned. */
export interface Thread {
  readonly result: Promise<unknown>;
  terminate(): Promise<unknown>;
}

/**
 * Starts a thread: `code` is the body of an async function that sees the package's names, `data` and
 * `sleep(ms)`. It has begun, but may not have done anything, when the promise resolves.
 */
export async function startThread(code: string, data?: unknown): Promise<Thread> {
  // A data: module cannot resolve the package's name, so it is told where it is.
  const urls = JSON.stringify(entries.map((entry) => import.meta.resolve(entry)));
  const source = `
    import { parentPort, workerData as data } from "node:worker_threads";
    import { setTimeout as sleep } from "node:timers/promises";
    const names = Object.assign({}, ...(await Promise.all(${urls}.map((url) => import(url)))));
    const AsyncFunction = (async () => {}).constructor;
    const run = new AsyncFunction("data", "sleep", ...Object.keys(names), ${JSON.stringify(code)});
    parentPort.postMessage("begun");
    const value = await run(data, sleep, ...Object.values(names));
    parentPort.postMessage({ value });
  `;
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(source)}`), { workerData: data });
  const failed = new Promise<never>((_, reject) => worker.once("error", reject));
  failed.catch(() => {}); // who waits for it is told
  // One listener from the first: both messages may come in one turn.
  let tell: (value: unknown) => void = () => {};
  const finished = new Promise<unknown>((resolve) => {
    tell = resolve;
  });
  const begun = new Promise<void>((resolve) => {
    worker.on("message", (message: "begun" | { value: unknown }) => {
      if (message === "begun") resolve();
      else tell(message.value);
    });
  });
  await Promise.race([begun, failed]);
  const ended = once(worker, "exit");
  const result = Promise.race([finished, failed]).then(async (value) => {
    await ended;
    return value;
  });
  result.catch(() => {}); // who asks for it is told
  return { result, terminate: () => worker.terminate() };
}
