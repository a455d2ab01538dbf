#!/usr/bin/env node
// Builds the add-on from native/ with a plain C compiler: no node-gyp, python, make or network.
//   node scripts/build-native.mjs [--out FILE] [--sanitize]
// In an installed package: npx berkeley-sockets build
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { compileArguments, findHeaders, libraries, nativeInputs } from "./native-compile.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values } = parseArgs({
  allowPositionals: true, // "build"
  options: {
    out: { type: "string" },
    sanitize: { type: "boolean", default: false },
    force: { type: "boolean", default: false },
  },
});

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

const out = resolve(values.out ?? join(root, "build", "native", "berkeley-sockets.node"));
const { sources, headers } = nativeInputs(root);
const inputs = [...sources, ...headers, fileURLToPath(import.meta.url)];

const fresh = existsSync(out) && statSync(out).mtimeMs > newest(inputs);
if (!fresh || values.force || values.sanitize) {
  mkdirSync(dirname(out), { recursive: true });
  const temporary = `${out}.${process.pid}`;
  const darwin = process.platform === "darwin";
  const mode = values.sanitize
    ? ["-O1", "-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-fno-omit-frame-pointer"]
    : // Nothing is thrown through C, so that nobody unwinds it: a tenth of the size.
      ["-O2", "-fno-asynchronous-unwind-tables", darwin ? "-Wl,-x" : "-s"];
  const how = compileArguments({ platform: process.platform, headers: findHeaders(), mode });
  execFileSync(findCompiler(), [...how, ...sources, ...libraries(process.platform), "-o", temporary], {
    stdio: "inherit",
  });
  // A running process may have the old file mapped: put the new one in its place whole.
  renameSync(temporary, out);
}
