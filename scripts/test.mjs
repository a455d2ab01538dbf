// npm test: everything that must hold before a change may land, in the order of the quickest first.
//   node scripts/test.mjs                 all of it
//   node scripts/test.mjs unit fault      only these test folders, after a build
//   node scripts/test.mjs --sanitize      the test folders with the add-on under ASan and UBSan
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const root = fileURLToPath(new URL("..", import.meta.url));
const { values, positionals } = parseArgs({ allowPositionals: true, options: { sanitize: { type: "boolean" } } });

/** Runs a step; whether it went well. */
function attempt(name, command, args, env = {}) {
  console.log(`\n── ${name}`);
  const start = performance.now();
  const { status, signal } = spawnSync(command, args, { cwd: root, stdio: "inherit", env: { ...process.env, ...env } });
  const end = status === 0 ? `: ${((performance.now() - start) / 1000).toFixed(1)} s` : ` failed (${signal ?? status})`;
  console.log(`── ${name}${end}`);
  return status === 0;
}

function step(...how) {
  if (!attempt(...how)) process.exit(1);
}

const bin = (name) => join(root, "node_modules", ".bin", name);
const folders = ["unit", "conformance", "fault", "process", "interop", "types", "examples", "package"];
// What is about files and types, not about calls, would learn nothing from the sanitizers.
const called = ["unit", "conformance", "fault", "process", "interop"];
const chosen = positionals.length > 0 ? positionals : values.sanitize ? called : folders;
const unknown = chosen.find((name) => !folders.includes(name));
if (unknown !== undefined) throw new Error(`no test folder ${unknown}; there are ${folders.join(", ")}`);

if (positionals.length === 0 && !values.sanitize) {
  step("generated files are fresh", process.execPath, ["scripts/generate.mjs", "--check"]);
  step("format, lint, rooms", bin("biome"), ["ci", "--error-on-warnings", "."]);
  step("C format", process.execPath, ["scripts/format-c.mjs", "--check"]);
  step("types", bin("tsc"), ["--noEmit"]);
}
step("build", process.execPath, ["scripts/build.mjs"]);
if (positionals.length === 0 && !values.sanitize) {
  step("API report", process.execPath, ["scripts/api-report.mjs", "--check"]);
  step("options document", process.execPath, ["scripts/options-document.mjs", "--check"]);
  step("manual page", process.execPath, ["scripts/manual.mjs", "--check"]);
  step("platforms", process.execPath, ["scripts/platforms.mjs", "--check"]);
}

const env = {};
if (values.sanitize) {
  const addon = join(root, "build", "sanitize", "berkeley-sockets.node");
  step("sanitized add-on", process.execPath, ["scripts/build-native.mjs", "--sanitize", "--out", addon]);
  const library = (name) =>
    execFileSync(process.env.CC ?? "cc", [`-print-file-name=${name}`], { encoding: "utf8" }).trim();
  env.BERKELEY_ADDON = addon;
  env.LD_PRELOAD = `${library("libasan.so")}:${library("libubsan.so")}`;
  // The runtime itself leaks at exit by design; our descriptors and memory are counted by the tests.
  env.ASAN_OPTIONS = "detect_leaks=0:handle_segv=0:allow_user_segv_handler=1";
}

const files = chosen.flatMap((folder) => {
  const path = join("build", "test", folder);
  if (!existsSync(join(root, path))) return [];
  return readdirSync(join(root, path))
    .filter((name) => name.endsWith(".test.js"))
    .map((name) => join(path, name));
});
// The limit of a file. Those that start many processes take a minute under the sanitizers, more on a busy machine.
const limit = values.sanitize ? 400_000 : 300_000;
// What a busy machine may bring about once: another process that took the port, a child that was starved.
const MOST_UNLUCKY = 3;
const failures = join(root, "build", "failed-files");
const counted = join(root, "build", "test-counts.json");
const unlucky = [];

function runOnce(name, paths, concurrency, more) {
  const reporters = [
    ["spec", "stdout"],
    [join(root, "scripts", "failed-files.mjs"), failures],
    [join(root, "scripts", "test-counts.mjs"), counted],
  ].flatMap(([reporter, to]) => [`--test-reporter=${reporter}`, `--test-reporter-destination=${to}`]);
  const flags = ["--expose-gc", "--test", `--test-concurrency=${concurrency}`, `--test-timeout=${limit}`];
  return attempt(name, process.execPath, [...flags, ...reporters, ...paths], { ...env, ...more });
}

/** Keeps what all the tests came to on this Node, for its row in docs/platforms.md (scripts/platforms.mjs). */
function keepCounts({ passed, failed, skipped }) {
  const folder = join(root, "build", "platforms");
  mkdirSync(folder, { recursive: true });
  // What failed the first time passed the second time, or we would not be here.
  const row = { runtime: process.versions.node, folders, files: files.length, passed: passed + failed };
  writeFileSync(join(folder, "npm-test.json"), JSON.stringify({ ...row, failed: 0, skipped }));
}

/** Runs test files. A few that failed are run once more, alone: what fails twice is wrong, what does not is told. */
function run(name, paths, more = {}) {
  const well = runOnce(name, paths, 2, more);
  const counts = JSON.parse(readFileSync(counted, "utf8"));
  if (well) return counts;
  const failed = readFileSync(failures, "utf8").split("\n").filter(Boolean);
  const again = `${name}: once more, alone`;
  if (failed.length === 0 || failed.length > MOST_UNLUCKY || !runOnce(again, failed, 1, more)) process.exit(1);
  unlucky.push(...failed.map((file) => `${relative(root, file)} (${name})`));
  return counts;
}
const counts = run(`tests: ${chosen.join(", ")}`, files);
if (positionals.length === 0 && !values.sanitize) keepCounts(counts);

// The other poller and the other waker, for whatever waits in an event loop.
const looped = files.filter((path) =>
  /berkeley-sockets\/(async|reactor)|bsock/.test(readFileSync(join(root, path), "utf8")),
);
if (looped.length > 0) {
  run("tests again: poll(2) and a thread", looped, { BERKELEY_POLLER: "poll", BERKELEY_WAKER: "thread" });
  run("tests again: epoll(7) and a thread", looped, { BERKELEY_WAKER: "thread" });
}

if (unlucky.length > 0) console.log(`\n── failed once, and passed alone:\n${unlucky.join("\n")}`);
