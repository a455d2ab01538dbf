/** What the servers in JavaScript have in common: they say where they are, tell their memory, end with their input. */
import { createInterface } from "node:readline";

/** Bytes that JavaScript has in use, collected, on its heap and off it. */
function bytesInUse(): number {
  if (globalThis.gc === undefined) throw new Error("needs --expose-gc");
  for (let index = 0; index < 6; index++) globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Says that the server is there; answers each line by a collection and what is then in use. */
export function serveOn(port: number): void {
  console.log(`ready ${port}`);
  createInterface({ input: process.stdin })
    .on("line", () => {
      bytesInUse(); // what finalizers let go of is only collected the next time
      setTimeout(() => console.log(bytesInUse()), 50);
    })
    .on("close", () => process.exit());
}
