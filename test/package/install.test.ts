/**
 * The packed tarball with its prebuilt binaries, in an empty project where there is no compiler: every way in
 * which programs come to use it.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { WHOLE } from "../support/package-copy.ts";
import { notRoot, withoutProgram } from "../support/probe.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "bs-install-"));
const project = join(folder, "project");
const tools = join(folder, "bin");
after(() => rmSync(folder, { recursive: true, force: true }));

const environment = { PATH: tools, HOME: folder, TMPDIR: folder, npm_config_cache: join(folder, "cache") };

function run(command: string, args: string[], cwd: string, env: NodeJS.ProcessEnv = environment): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: "utf8", env });
  assert.equal(error, undefined);
  assert.equal(status, 0, `${command} ${args.join(" ")}\n${stdout}\n${stderr}`);
  return stdout;
}

const use = `
  const [a, b] = Socket.pair(SocketDomain.unix, SocketType.stream);
  a.send(Buffer.from("works"));
  console.log(Buffer.from(b.receive(10)).toString());
  a.close(); b.close();`;
const programs = {
  "esm.mjs": `import { Socket, SocketDomain, SocketType } from "berkeley-sockets";${use}`,
  "common.cjs": `import("berkeley-sockets").then(({ Socket, SocketDomain, SocketType }) => {${use}});`,
  "worker.mjs": `
    import { Worker } from "node:worker_threads";
    const worker = new Worker(new URL("esm.mjs", import.meta.url));
    worker.on("error", (error) => { throw error; });`,
  "awaited.mjs": `
    import { Socket, SocketDomain, SocketType } from "berkeley-sockets";
    import { receive, send } from "berkeley-sockets/async";
    const [a, b] = Socket.pair(SocketDomain.unix, SocketType.stream);
    const received = receive(b, 10);
    await send(a, Buffer.from("works"));
    console.log(Buffer.from(await received).toString());
    a.close(); b.close();`,
};

const missing = spawnSync(process.execPath, [join(root, "scripts", "prebuild.mjs"), "--check"], { encoding: "utf8" });
const skip = missing.status === 0 ? false : "prebuilt binaries are missing or stale: npm run prebuild";
const npm = spawnSync("npm", ["root", "--global"], { encoding: "utf8" });
const npmProgram = npm.status === 0 ? join(npm.stdout.trim(), "npm", "bin", "npm-cli.js") : "";
const withoutNpm = existsSync(npmProgram) ? false : "npm is not beside Node";

describe("the packed tarball, without a compiler", { skip: skip || withoutNpm }, () => {
  before(() => {
    mkdirSync(tools);
    symlinkSync(process.execPath, join(tools, "node"));
    mkdirSync(project);
    writeFileSync(join(project, "package.json"), JSON.stringify({ name: "empty", private: true }));
    const printed = run("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", folder], root, process.env);
    const [packed] = JSON.parse(printed) as [{ filename: string; files: { path: string }[] }];
    const binaries = packed.files.map(({ path }) => path).filter((path) => path.endsWith(".node"));
    assert.deepEqual(binaries.map((path) => path.split("/")[1]).sort(), [
      "darwin-arm64",
      "darwin-x64",
      "linux-arm64-glibc",
      "linux-arm64-musl",
      "linux-x64-glibc",
      "linux-x64-musl",
      "win32-x64",
    ]);
    const tarball = join(folder, packed.filename);
    run(join(tools, "node"), [npmProgram, "install", "--no-audit", "--no-fund", "--offline", tarball], project);
    for (const [name, text] of Object.entries(programs)) writeFileSync(join(project, name), text);
  });

  it("installs no script and no compiler's work", () => {
    const installed = join(project, "node_modules", "berkeley-sockets");
    assert.deepEqual(readdirSync(tools), ["node"]);
    assert.ok(!existsSync(join(installed, "build")));
    assert.deepEqual(
      readdirSync(join(project, "node_modules")).filter((name) => !name.startsWith(".")),
      ["berkeley-sockets"],
    );
  });

  it("works from ESM, from CommonJS, in a worker, and awaited", () => {
    for (const name of ["esm.mjs", "common.cjs", "worker.mjs", "awaited.mjs"]) {
      assert.equal(run(join(tools, "node"), [name], project), "works\n", name);
    }
  });

  it("works bundled by esbuild into one file of either kind, with prebuilds/ copied beside it", () => {
    for (const format of ["esm", "cjs"]) {
      const out = join(folder, `bundle-${format}`);
      const file = join(out, format === "esm" ? "app.mjs" : "app.cjs");
      const how = ["--bundle", "--platform=node", `--format=${format}`, "--log-override:empty-import-meta=silent"];
      run(
        join(root, "node_modules", ".bin", "esbuild"),
        ["esm.mjs", ...how, `--outfile=${file}`],
        project,
        process.env,
      );
      cpSync(join(project, "node_modules", "berkeley-sockets", "prebuilds"), join(out, "prebuilds"), {
        recursive: true,
      });
      assert.equal(run(join(tools, "node"), [file], out), "works\n");
      rmSync(join(out, "prebuilds"), { recursive: true });
      const { status, stderr } = spawnSync(process.execPath, [file], { cwd: out, encoding: "utf8", env: environment });
      assert.equal(status, 1);
      assert.ok(stderr.includes(`${out}/`), stderr);
    }
  });

  it("works in a root with nothing but Node", {
    skip: notRoot || withoutProgram("chroot") || withoutProgram("ldd"),
  }, () => {
    const empty = join(folder, "empty");
    const libraries = run("ldd", [process.execPath], root, process.env).match(/\/\S+(?= \()/g) ?? [];
    for (const path of [process.execPath, ...libraries]) {
      mkdirSync(join(empty, dirname(path)), { recursive: true });
      cpSync(realpathSync(path), join(empty, path));
    }
    cpSync(project, join(empty, "project"), { recursive: true });
    assert.equal(run("chroot", [empty, process.execPath, "/project/esm.mjs"], root, process.env), "works\n");
  });
});

describe("the prebuilt binaries", { skip }, () => {
  const files =
    skip === false
      ? readdirSync(join(root, "prebuilds")).map((name) => join(root, "prebuilds", name, "berkeley-sockets.node"))
      : [];
  const linux = files.filter((path) => basename(dirname(path)).startsWith("linux-"));

  it("are small, and tell nothing of the machine that built them", () => {
    for (const file of files) {
      assert.ok(statSync(file).size <= 150_000, file);
      const text = readFileSync(file).toString("latin1");
      for (const path of [root, tmpdir(), process.env["HOME"] ?? "/root"]) assert.ok(!text.includes(`${path}/`), file);
    }
    for (const file of linux) assert.equal(statSync(file).size, WHOLE, file);
  });

  it("need glibc 2.28 at the most, and no libuv", { skip: withoutProgram("readelf") }, () => {
    for (const file of linux) {
      const symbols = run("readelf", ["--dyn-syms", "--wide", file], root, process.env);
      assert.doesNotMatch(symbols, / uv_/);
      const versions = [...symbols.matchAll(/GLIBC_2\.(\d+)/g)].map(([, minor]) => Number(minor));
      assert.ok(
        versions.every((minor) => minor <= 28),
        `${file}: ${versions.join()}`,
      );
      // What keeps one for glibc from loading where musl is.
      assert.equal(symbols.includes("gnu_get_libc_version"), file.includes("glibc"), file);
    }
  });
});
