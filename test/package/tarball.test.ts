import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { linksOf } from "../support/markdown.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "bs-package-"));
const project = join(folder, "project");
const bin = (name: string): string => join(root, "node_modules", ".bin", name);

function run(command: string, args: string[], cwd = project, env: NodeJS.ProcessEnv = process.env): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: "utf8", env });
  assert.equal(error, undefined);
  assert.equal(status, 0, `${command} ${args.join(" ")}\n${stdout}\n${stderr}`);
  return stdout;
}

const example = `
  const [a, b] = Socket.pair(SocketDomain.unix, SocketType.stream);
  a.send(Buffer.from("works"));
  console.log(Buffer.from(b.receive(10)).toString());
  a.close(); b.close();`;

describe("the packed tarball", () => {
  let tarball = "";
  let files: string[] = [];

  before(() => {
    const printed = run("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", folder], root);
    const [packed] = JSON.parse(printed) as [{ filename: string; files: { path: string }[] }];
    tarball = join(folder, packed.filename);
    files = packed.files.map(({ path }) => path);
    mkdirSync(project);
    writeFileSync(join(project, "package.json"), JSON.stringify({ name: "empty", private: true, type: "module" }));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("has what users need and nothing that builds at their install", () => {
    const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    for (const script of ["preinstall", "install", "postinstall"]) assert.equal(manifest.scripts[script], undefined);
    assert.ok(!files.some((path) => path.endsWith("binding.gyp")));
    for (const wanted of [
      "dist/index.js",
      "dist/options.js",
      "dist/netlink.js",
      "dist/interop.js",
      "dist/testing.js",
      "dist/compat/unix-dgram.js",
      "dist/compat/node-unix-socket.js",
      "dist/bsock.js",
      "man/bsock.1",
      "docs/simple.md",
      "docs/async.md",
      "examples/echo-bot.ts",
      "native/os.h",
      "README.md",
      "LICENSE",
    ]) {
      assert.ok(files.includes(wanted), `no ${wanted}`);
    }
    assert.ok(!files.some((path) => /^(test|bench|src|build)\//.test(path)), files.join("\n"));
    // A checkout may have no prebuilt binaries; each of them takes less than 60 kB of the tarball.
    const binaries = files.filter((path) => path.startsWith("prebuilds/")).length;
    assert.ok(statSync(tarball).size < 850_000 + 60_000 * binaries, `${statSync(tarball).size} bytes`);
  });

  it("has what its documents link to", () => {
    // These two are about the repository, and lead into its sources.
    const pages = files.filter((path) => path.endsWith(".md") && !/^docs\/(ARCHITECTURE|performance)\.md$/.test(path));
    assert.ok(pages.length >= 8, pages.join());
    for (const page of pages) {
      for (const { target } of linksOf(page, readFileSync(join(root, page), "utf8"))) {
        assert.ok(files.includes(target), `${page} links to ${target}`);
      }
    }
  });

  it("passes publint and attw", () => {
    run(bin("publint"), [tarball, "--strict"]);
    run(bin("attw"), [tarball, "--profile", "esm-only"]);
  });

  it("installs, says how to build where no binary fits, builds, and works from ESM and CommonJS", () => {
    run("npm", ["install", "--no-audit", "--no-fund", "--offline", tarball]);
    rmSync(join(project, "node_modules", "berkeley-sockets", "prebuilds"), { recursive: true, force: true });
    writeFileSync(
      join(project, "esm.mjs"),
      `import { Socket, SocketDomain, SocketType } from "berkeley-sockets";${example}`,
    );
    writeFileSync(
      join(project, "common.cjs"),
      `import("berkeley-sockets").then(({ Socket, SocketDomain, SocketType }) => {${example}});`,
    );
    const { status, stderr } = spawnSync(process.execPath, ["esm.mjs"], { cwd: project, encoding: "utf8" });
    assert.notEqual(status, 0);
    assert.match(stderr, /npx berkeley-sockets build/);
    run("npx", ["--no-install", "berkeley-sockets", "build"], project, {
      ...process.env,
      // An installed package has no node-api-headers beside it unless the project has; here it is ours.
      NODE_PATH: join(root, "node_modules"),
    });
    assert.equal(run(process.execPath, ["esm.mjs"]), "works\n");
    assert.equal(run(process.execPath, ["common.cjs"]), "works\n");
    assert.equal(run("npx", ["--no-install", "bsock", "protocols", "tcp", "--json"]).includes('"number": 6'), true);
  });

  it("has types that a strict program compiles against", () => {
    writeFileSync(
      join(project, "typed.ts"),
      `import { Socket, SocketDomain, SocketType, type WouldBlock } from "berkeley-sockets";
       import { SO_RCVBUF } from "berkeley-sockets/options";
       import { systemCallCount } from "berkeley-sockets/testing";
       import unixDgram, { createSocket } from "berkeley-sockets/compat/unix-dgram";
       import { SeqpacketServer } from "berkeley-sockets/compat/node-unix-socket";
       export const same: boolean = unixDgram.createSocket === createSocket && new SeqpacketServer().address() === "";
       import { borrowNetSocket, toReadableStream } from "berkeley-sockets/interop";
       import { connect } from "node:net";
       export const borrowed: Socket = borrowNetSocket(connect(1));
       export const stream: ReadableStream<Uint8Array<ArrayBuffer>> = toReadableStream(borrowed);
       const socket: Socket = Socket.create(SocketDomain.internet, SocketType.stream);
       export const size: number = socket.getOption(SO_RCVBUF) + systemCallCount();
       export const got: Uint8Array<ArrayBuffer> | WouldBlock = socket.receive(1);`,
    );
    const options = [
      "--strict",
      "--noEmit",
      "--module",
      "nodenext",
      "--target",
      "es2022",
      "--lib",
      "es2023,esnext.disposable",
    ];
    // The library's own declarations are checked too; beside Node's types they need nothing.
    run(bin("tsc"), [
      ...options,
      "--types",
      "node",
      "--typeRoots",
      join(root, "node_modules", "@types"),
      "--skipLibCheck",
      "false",
      "--ignoreConfig",
      "typed.ts",
    ]);
  });
});

describe("the add-on", () => {
  const addon = join(root, "build", "native", "berkeley-sockets.node");

  it("is small, and links nothing of libuv", () => {
    assert.ok(statSync(addon).size <= 150_000, `${statSync(addon).size} bytes`);
    const symbols = run("nm", ["-D", "--undefined-only", addon], root);
    assert.doesNotMatch(symbols, / uv_/);
  });

  it("exports its entry points alone", () => {
    const exported = run("nm", ["-D", "--defined-only", addon], root)
      .trim()
      .split("\n")
      .map((line) => line.split(" ").at(-1));
    assert.deepEqual(exported.sort(), ["napi_register_module_v1", "node_api_module_get_api_version_v1"]);
  });
});
