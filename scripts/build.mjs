// Builds everything that is stale: the add-on, the bundled dist/ with its types, and, in a checkout,
// tests, examples and benches into build/. With --quiet it speaks only of errors.
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

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
  const common = {
    absWorkingDir: root,
    outdir: "dist",
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    packages: "external",
    keepNames: true,
    logLevel: "warning",
  };
  // What package.json exports, by where it is written.
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const entries = Object.values(manifest.exports).flatMap((entry) =>
    entry.types === undefined ? [] : [entry.default.replace(/^\.\/dist\//, "src/").replace(/\.js$/, ".ts")],
  );
  // One file an entry with shared chunks: forty small files would cost four times the start-up.
  await build({
    ...common,
    entryPoints: entries,
    outbase: "src",
    splitting: true,
    chunkNames: "shared-[hash]",
  });
  // A program is bundled by itself: among the entries it would only split them into more chunks.
  await build({ ...common, entryPoints: ["src/tour.ts", "src/bsock.ts"] });
  chmodSync(join(root, "dist", "bsock.js"), 0o755);
  mkdirSync(join(root, "build"), { recursive: true });
  writeFileSync(stamp, "");
}
if (!quiet) console.log(fresh ? "up to date" : "built build/ and dist/");
