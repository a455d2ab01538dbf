/** Echoes by so many threads on one port (the argument). A line is answered by how many connections each thread has. */
import { createInterface } from "node:readline";
import { InternetAddress } from "berkeley-sockets";
import { serveThreads } from "berkeley-sockets/reactor";

const threads = await serveThreads(new URL("./thread-echo.js", import.meta.url), {
  threads: Number(process.argv[2]),
  host: "127.0.0.1",
  port: 0,
  backlog: 4096,
});
if (!(threads.address instanceof InternetAddress)) throw new Error("no address");
createInterface({ input: process.stdin })
  .on("line", async () => console.log((await threads.counters()).map(({ connections }) => connections).join(" ")))
  .on("close", () => process.exit());
console.log(`ready ${threads.address.port}`);
