// Formats native/*.[ch], or with --check says which files are not formatted.
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const files = readdirSync(`${root}/native`).filter((name) => /\.[ch]$/.test(name) && name !== "constants.c");
const mode = process.argv.includes("--check") ? ["--dry-run", "-Werror"] : ["-i"];
const { status } = spawnSync("node_modules/.bin/clang-format", [...mode, ...files.map((name) => `native/${name}`)], {
  cwd: root,
  stdio: "inherit",
});
process.exitCode = status ?? 1;
