/** What each thread of `serveThreads` runs. */
import "./index.ts";
import { runThread } from "./reactor/thread.ts";

await runThread();
