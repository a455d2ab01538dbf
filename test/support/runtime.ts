/** The runtime that the tests run on, and how a program is started on the same one. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../..", import.meta.url));

export const onBun: boolean = process.versions["bun"] !== undefined;
export const onDeno: boolean = process.versions["deno"] !== undefined;

/** Whether it runs on musl, whose loader and libc are one file, under one of these names. */
export const onMusl: boolean =
  process.platform === "linux" && /\/ld-musl-|-linux-musl\/libc\.so/.test(readFileSync("/proc/self/maps", "latin1"));

/** The reason to skip what is glibc's; `false` where it is not musl. */
export const muslDiffers = (reason: string): string | false => onMusl && `musl: ${reason}`;
/** The reason to skip what Bun cannot do; `false` elsewhere. */
export const bunLacks = (reason: string): string | false => onBun && `Bun: ${reason}`;
/** The reason to skip what Deno cannot do; `false` elsewhere. */
export const denoLacks = (reason: string): string | false => onDeno && `Deno: ${reason}`;

/** Skips what needs a thread's sockets closed when it is terminated. */
export const terminatedThreadKeepsSockets: string | false = denoLacks(
  "a worker that is terminated runs no clean-up of add-ons",
);

/** What stands before the runtime's own name, where another program runs it: an emulator (scripts/platforms.mjs). */
const before: readonly string[] = JSON.parse(process.env["BERKELEY_RUN_BEFORE"] ?? "[]");
export const emulated: boolean = before.length > 0;

/** A file with a module's text, in the package's folder so that it finds the package. */
function fileOf(source: string): string {
  const folder = join(root, "build", "inline");
  const path = join(folder, `${createHash("sha256").update(source).digest("hex").slice(0, 16)}.mjs`);
  if (existsSync(path)) return path;
  mkdirSync(folder, { recursive: true });
  // As with --eval, the first argument comes behind the runtime's name. Another test may write the same file.
  writeFileSync(`${path}.${process.pid}`, `process.argv.splice(1, 1);${source}`);
  renameSync(`${path}.${process.pid}`, path);
  return path;
}

/** Node's flags as this runtime has them. */
function flagsFor(flags: readonly string[]): readonly string[] {
  if (!onDeno) return flags;
  return ["run", "--allow-all", "--no-check", ...flags.map((flag) => `--v8-flags=${flag}`)];
}

/** The words of a command that runs a script. */
export function scriptCommand(path: string, args: readonly string[] = [], flags: readonly string[] = []): string[] {
  return [...before, process.execPath, ...flagsFor(flags), path, ...args];
}

/** The words of a command that runs a module given as text. Only Node takes one on its command line. */
export function moduleCommand(source: string, args: readonly string[] = [], flags: readonly string[] = []): string[] {
  if (onBun || onDeno) return scriptCommand(fileOf(source), args, flags);
  return [...before, process.execPath, ...flags, "--input-type=module", "--eval", source, ...args];
}

/** The words of a command that runs a test file alone; in-namespace.ts reads what it prints. */
export function testCommand(path: string): string[] {
  if (onBun) return [...before, process.execPath, "test", path];
  if (onDeno) return [...before, process.execPath, "test", "--allow-all", "--no-check", "--reporter=tap", path];
  return [...before, process.execPath, "--test-reporter=tap", path];
}
