// Builds everything that is stale: the add-on, the bundled dist/ with its types, and, in a checkout,
// tests, examples and benches into build/. With --quiet it speaks only of errors.
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";
import { rollup } from "rollup";

const root = fileURLToPath(new URL("..", import.meta.url));
const quiet = process.argv.includes("--quiet");

function run(command, ...args) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}

function newest(folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((latest, entry) => Math.max(latest, statSync(join(entry.parentPath, entry.name)).mtimeMs), 0);
}

/** A module, and all that it imports. */
function reached(from, imports) {
  const found = new Set([from]);
  for (const each of found) for (const next of imports(each)) found.add(next);
  return found;
}

run(process.execPath, "scripts/build-native.mjs");

const stamp = join(root, "build", "stamp");
const inputs = ["src", "test", "bench", "examples"].filter((folder) => existsSync(join(root, folder)));
const latest = Math.max(
  ...inputs.map(newest),
  ...["tsconfig.json", "package.json", "scripts/build.mjs"].map((path) => statSync(join(root, path)).mtimeMs),
);
const fresh = existsSync(stamp) && existsSync(join(root, "dist", "index.js")) && statSync(stamp).mtimeMs >= latest;

if (!fresh) {
  for (const stale of ["dist", ...inputs.map((folder) => `build/${folder}`)]) {
    rmSync(join(root, stale), { recursive: true, force: true });
  }
  const tsc = join(root, "node_modules", ".bin", "tsc");
  run(tsc, "--project", "tsconfig.json", "--declaration", "false", "--isolatedDeclarations", "false");
  run(tsc, "--project", "tsconfig.dist.json");
  const target = "node20";
  // What package.json exports, by where it is written; and the file that threads run.
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const entries = Object.values(manifest.exports).flatMap((entry) =>
    entry.types === undefined ? [] : [entry.default.replace(/^\.\/dist\/|\.js$/g, "")],
  );
  entries.push("reactor-thread");
  // One file an entry with shared chunks: forty small files would cost four times the start-up. Rollup leaves classes
  // and functions as they are declared, so that they need nothing at start-up to keep their names.
  const library = await rollup({
    input: Object.fromEntries(entries.map((name) => [name, join(root, "build", "src", `${name}.js`)])),
    external: /^node:/,
    onwarn(warning, warn) {
      // It is of TypeScript's helpers for `using`, which look for others' of their name.
      if (warning.code !== "THIS_IS_UNDEFINED") warn(warning);
    },
    plugins: [
      {
        name: "without comments",
        renderChunk: async (code) => ({
          ...(await transform(code, { target, format: "esm", platform: "node", minifySyntax: true })),
          map: null,
        }),
      },
    ],
  });
  // What `berkeley-sockets` needs is one chunk, whoever else shares parts of it.
  let core;
  await library.write({
    dir: join(root, "dist"),
    chunkFileNames: "shared-[hash].js",
    minifyInternalExports: false,
    manualChunks(id, { getModuleInfo }) {
      core ??= reached(join(root, "build", "src", "index.js"), (each) => getModuleInfo(each).importedIds);
      return core.has(id) && !id.endsWith("/index.js") ? "core" : undefined;
    },
  });
  await library.close();
  // A program is bundled by itself: among the entries it would only split them into more chunks.
  await build({
    absWorkingDir: root,
    entryPoints: ["src/tour.ts", "src/bsock.ts"],
    outdir: "dist",
    bundle: true,
    format: "esm",
    platform: "node",
    target,
    packages: "external",
    keepNames: true,
    minifySyntax: true,
    minifyWhitespace: true,
    logLevel: "warning",
  });
  chmodSync(join(root, "dist", "bsock.js"), 0o755);
  mkdirSync(join(root, "build"), { recursive: true });
  writeFileSync(stamp, "");
}
if (!quiet) console.log(fresh ? "up to date" : "built build/ and dist/");
