#!/usr/bin/env node
// Builds the add-on from native/ with a plain C compiler: no node-gyp, python, make or network.
//   node scripts/build-native.mjs [--out FILE] [--sanitize]
// In an installed package: npx berkeley-sockets build
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, realpathSync, renameSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values } = parseArgs({
  allowPositionals: true, // "build"
  options: {
    out: { type: "string" },
    sanitize: { type: "boolean", default: false },
    force: { type: "boolean", default: false },
  },
});

function findHeaders() {
  const besideNode = join(dirname(dirname(realpathSync(process.execPath))), "include", "node");
  const tried = [besideNode];
  try {
    const manifest = createRequire(import.meta.url).resolve("node-api-headers/package.json");
    tried.unshift(join(dirname(manifest), "include"));
  } catch {}
  const found = tried.find((path) => existsSync(join(path, "node_api.h")));
  if (found !== undefined) return found;
  throw new Error(`node_api.h not found (looked in ${tried.join(", ")}); try: npm install node-api-headers`);
}

function findCompiler() {
  const wanted = [process.env.CC, "cc", "gcc", "clang"].filter(Boolean);
  for (const command of wanted) {
    try {
      execFileSync(command, ["--version"], { stdio: "ignore" });
      return command;
    } catch {}
  }
  throw new Error(`no C compiler found (looked for ${wanted.join(", ")}); install one or set CC`);
}

function newest(paths) {
  return Math.max(...paths.map((path) => statSync(path).mtimeMs));
}

const native = join(root, "native");
const out = resolve(values.out ?? join(root, "build", "native", "berkeley-sockets.node"));
const inputs = readdirSync(native)
  .filter((name) => /\.[ch]$/.test(name))
  .map((name) => join(native, name));
const sources = inputs.filter((path) => path.endsWith(".c"));

const fresh = existsSync(out) && statSync(out).mtimeMs > newest([...inputs, fileURLToPath(import.meta.url)]);
if (!fresh || values.force || values.sanitize) {
  mkdirSync(dirname(out), { recursive: true });
  const temporary = `${out}.${process.pid}`;
  const darwin = process.platform === "darwin";
  const mode = values.sanitize
    ? ["-O1", "-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-fno-omit-frame-pointer"]
    : // Nothing is thrown through C, so that nobody unwinds it: a tenth of the size.
      ["-O2", "-fno-asynchronous-unwind-tables", darwin ? "-Wl,-x" : "-s"];
  execFileSync(
    findCompiler(),
    [
      "-std=c11",
      "-Wall",
      "-Wextra",
      "-Werror",
      "-fvisibility=hidden",
      "-fPIC",
      "-pthread",
      "-shared",
      "-D_GNU_SOURCE",
      "-DNAPI_VERSION=8",
      ...(darwin ? ["-undefined", "dynamic_lookup", "-DBERKELEY_SA_LEN"] : ["-Wl,-z,nodelete"]),
      ...mode,
      `-I${findHeaders()}`,
      ...sources,
      "-o",
      temporary,
    ],
    { stdio: "inherit" },
  );
  // A running process may have the old file mapped: put the new one in its place whole.
  renameSync(temporary, out);
}
