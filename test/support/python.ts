/** Asks python3, a second opinion that shares no code with us. */
import { spawnSync } from "node:child_process";

/** Runs a program that prints one JSON value; gives the value. */
export function askPython<T>(program: string, input = ""): T {
  const { stdout, stderr, status } = spawnSync("python3", ["-c", program], { encoding: "utf8", input });
  if (status !== 0) throw new Error(`python3: ${stderr}`);
  return JSON.parse(stdout) as T;
}
