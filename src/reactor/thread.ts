/** A thread's side of `serveThreads`. */
import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { serve } from "./serve.ts";
import type { ThreadAnswer, ThreadQuestion, ThreadTask } from "./threads.ts";

/** Serves, until it is told to close. */
export async function runThread(): Promise<void> {
  const port = parentPort as MessagePort;
  const task = workerData as ThreadTask;
  const { handlers: given, options } = (await import(task.module)) as { handlers: unknown; options?: object };
  const handlers = typeof given === "function" ? await given(task.data) : given;
  const server = serve({ ...options, ...task.serve, reusePort: true, handlers });
  const tell = (answer: ThreadAnswer): void => port.postMessage(answer);
  port.on("message", (question: ThreadQuestion) => {
    if (question.ask === "counters") {
      tell({ told: "counters", counters: server.counters.slice(), connections: server.connections });
      return;
    }
    void server.close(question.options).then(() => port.close());
  });
  tell({ told: "ready", address: server.address.encode() });
}
