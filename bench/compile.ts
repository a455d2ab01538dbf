/** The rivals and the load in C, compiled on the spot. */
import { execFileSync } from "node:child_process";
import { mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { compiler } from "./machine.ts";
import { root } from "./results.ts";

const flags = ["-std=c11", "-O2", "-Wall", "-Wextra", "-Werror", "-D_GNU_SOURCE", "-pthread"];

/** Compiles `bench/<name>.c`; gives the program's path. It appears at once as a whole: others may do the same. */
export function compileC(name: string): string {
  const out = join(root, "build", "bench", name);
  mkdirSync(join(root, "build", "bench"), { recursive: true });
  const made = `${out}.${process.pid}`;
  execFileSync(compiler, [...flags, join(root, "bench", `${name}.c`), "-o", made], { stdio: "inherit" });
  renameSync(made, out);
  return out;
}

/** The path of a compiled script of the bench. */
export function script(name: string): string {
  return join(root, "build", "bench", `${name}.js`);
}
