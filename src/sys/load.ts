/**
 * Finds the add-on's binary and loads it: the one that `BERKELEY_ADDON` names and no other, else one built on this
 * machine, else the prebuilt one that fits. When none does, says what was tried and what came of it.
 */
import { fileURLToPath } from "node:url";
import { faultOf } from "./binary.ts";
import { fs, here, require } from "./builtin.ts";

/** The package's folder, seen from dist/, src/sys/ and build/src/sys/; and a bundle's, with `prebuilds/` beside it. */
const ROOTS = ["../", "../../", "../../../", "./"];
const NAME = "berkeley-sockets.node";
const BUILT = `build/native/${NAME}`;
const PLATFORM = `${process.platform}-${process.arch}`;
// Which libc there is need not be asked: a binary for the other one does not load (native/os_posix.c sees to it).
const PREBUILT = (process.platform === "linux" ? ["-glibc", "-musl"] : [""]).map(
  (libc) => `prebuilds/${PLATFORM}${libc}/${NAME}`,
);
/** What each prebuilt binary for Linux has: scripts/prebuild.mjs fills them up to it. */
const WHOLE = 147_456;

/** Opens the add-on. Node's require would take three times as long for the same. */
function open(path: string): unknown {
  if (process.versions["bun"] !== undefined || process.versions["deno"] !== undefined) return require(path);
  const module: { exports: unknown } = { exports: {} };
  process.dlopen(module, path);
  return module.exports;
}

function reasonOf(path: string, error: unknown): string {
  let fault: string | undefined;
  try {
    fault = faultOf(path);
  } catch {} // what the loader said is all there is to say
  return fault ?? (error instanceof Error ? error.message : String(error));
}

function failure(lines: readonly string[], cause: unknown): Error {
  return new Error(`berkeley-sockets: no add-on for ${PLATFORM}\n  ${lines.join("\n  ")}`, { cause });
}

/** Node's permission model; no other binary would fare better. */
function disabled(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === "ERR_DLOPEN_DISABLED";
}

const NOT_ALLOWED =
  "this process may not load add-ons: not with --no-addons, and beside --permission only with --allow-addons";

function attempt(path: string): { readonly addon: unknown } | { readonly error: unknown } {
  try {
    return { addon: open(path) };
  } catch (error) {
    if (disabled(error)) throw failure([`${path}: ${NOT_ALLOWED}`], error);
    return { error };
  }
}

/** What the add-on exports. */
export function load(): unknown {
  const chosen = process.env["BERKELEY_ADDON"];
  if (chosen !== undefined && chosen !== "") {
    const outcome = attempt(chosen);
    if ("addon" in outcome) return outcome.addon;
    throw failure([`${chosen}, which BERKELEY_ADDON names: ${reasonOf(chosen, outcome.error)}`], outcome.error);
  }
  const refused: string[] = [];
  let cause: unknown;
  for (const root of ROOTS) {
    for (const file of [BUILT, ...PREBUILT]) {
      const path = fileURLToPath(new URL(root + file, here));
      let size: number | undefined;
      try {
        size = fs().statSync(path, { throwIfNoEntry: false })?.size;
        if (size === undefined) continue;
      } catch (error) {
        cause = error;
        refused.push(`${path}: ${reasonOf(path, error)}`);
        continue;
      }
      // Linux's loader would not refuse a file that ends too early, but kill the process.
      if (process.platform === "linux" && file !== BUILT && size < WHOLE) {
        refused.push(`${path}: ${reasonOf(path, `truncated: it has ${size} bytes of ${WHOLE}`)}`);
        continue;
      }
      const outcome = attempt(path);
      if ("addon" in outcome) return outcome.addon;
      cause = outcome.error;
      refused.push(`${path}: ${reasonOf(path, outcome.error)}`);
    }
  }
  const folders = ROOTS.map((root) => fileURLToPath(new URL(root, here)));
  throw failure(
    [
      ...refused,
      `looked for ${[BUILT, ...PREBUILT].join(", ")}`,
      `in ${folders.join(", ")}`,
      "build it from source, which takes a C compiler: npx berkeley-sockets build",
    ],
    cause,
  );
}
