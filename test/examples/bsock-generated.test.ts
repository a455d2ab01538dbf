/** What is generated of the commands' declarations: completion for three shells, and the manual page. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { interfaceNames } from "berkeley-sockets";
import { commands } from "../../src/cli/commands.ts";
import { type Json, json, run } from "../support/bsock.ts";
import { root } from "../support/compile.ts";
import { foreignEnv, withoutProgram } from "../support/probe.ts";

const names = commands.map(({ name }) => name);

function shell(program: string, args: string[], script = ""): string {
  const { status, stdout, stderr } = spawnSync(program, args, { input: script, encoding: "utf8", env: foreignEnv });
  assert.deepEqual([status, stderr], [0, ""]);
  return stdout;
}

describe("bsock completion bash", { skip: withoutProgram("bash") }, () => {
  /** What bash offers for the last of these words. */
  async function offered(...words: string[]): Promise<string[]> {
    const { out } = await run(["completion", "bash"]);
    const script = `${out}
COMP_WORDS=(bsock "$@")
COMP_CWORD=$#
_bsock
printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { status, stdout, stderr } = spawnSync("bash", ["--norc", "-uc", script, "bash", ...words], {
      encoding: "utf8",
    });
    assert.deepEqual([status, stderr], [0, ""]);
    return stdout.split("\n").filter((line) => line !== "");
  }

  it("commands, options, values, interfaces, files", async () => {
    assert.deepEqual((await offered("")).sort(), [...names, "--help", "--version", "help"].sort());
    assert.deepEqual(await offered("mo"), ["monitor"]);
    assert.deepEqual(await offered("help", "sn"), ["sniff"]);
    assert.deepEqual(await offered("ping", "--co"), ["--count"]);
    assert.deepEqual(await offered("ping", "-c", ""), []);
    assert.deepEqual((await offered("sniff", "-i", "")).sort(), [...interfaceNames()].sort());
    assert.deepEqual(await offered("sniff", "--interface", "=", "l"), ["lo"]);
    assert.deepEqual(await offered("options", "--type", "unix-"), ["unix-datagram", "unix-seqpacket"]);
    assert.deepEqual(await offered("monitor", "links", "ad"), ["addresses"]);
    assert.deepEqual(await offered("completion", "f"), ["fish"]);
    assert.deepEqual(await offered("sniff", "-w", join(root, "README")), [join(root, "README.md")]);
  });

  it("is what complete(1) runs for bsock", async () => {
    const { out } = await run(["completion", "bash"]);
    assert.equal(shell("bash", ["-s"], `${out}\ncomplete -p bsock`), "complete -F _bsock bsock\n");
  });
});

describe("bsock completion for other shells", () => {
  it("fish completes", { skip: withoutProgram("fish") }, async () => {
    const { out } = await run(["completion", "fish"]);
    const offered = (line: string): string[] =>
      shell("fish", ["--no-config", "-c", `${out}\ncomplete -C '${line}'`])
        .trimEnd()
        .split("\n")
        .map((each) => each.split("\t")[0] ?? "");
    assert.deepEqual(offered("bsock mo"), ["monitor"]);
    assert.deepEqual(offered("bsock ping --cou"), ["--count"]);
    assert.deepEqual(offered("bsock options --type unix-"), ["unix-datagram", "unix-seqpacket"]);
    assert.deepEqual(offered("bsock sniff -i lo"), ["lo"]);
  });

  it("zsh takes it, loaded and called", { skip: withoutProgram("zsh") }, async () => {
    const { out } = await run(["completion", "zsh"]);
    assert.equal(out.split("\n", 1)[0], "#compdef bsock");
    const told = shell("zsh", ["-f", "-s"], `autoload -Uz compinit && compinit -u -D\n${out}\nprint $_comps[bsock]`);
    assert.equal(told, "_bsock\n");
  });

  it("other shells are unknown; --json gives the declarations", async () => {
    const { code, err } = await run(["completion", "tcsh"]);
    assert.equal(code, 2);
    assert.match(err, /^bsock: there are bash, zsh, fish, not 'tcsh' /);
    const { commands: told } = await json<{ commands: Json[] }>("completion");
    assert.deepEqual(
      told.map(({ name }) => name),
      names,
    );
  });
});

describe("man/bsock.1", () => {
  const path = join(root, "man", "bsock.1");
  const page = readFileSync(path, "utf8");

  it("is in the package, and made from what the commands say today", async () => {
    const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Json;
    assert.equal(manifest["man"], "man/bsock.1");
    assert.ok((manifest["files"] as string[]).includes("man"));
    const { manualPage } = await import("../../src/cli/manual.ts");
    assert.equal(page, await manualPage(manifest["version"] as string), "stale: npm run man");
  });

  it("has every command with every option, in ASCII", async () => {
    assert.match(page, /^[\n -~]*$/);
    for (const { name, load } of commands) {
      const section = page.split(`.SS bsock ${name}\n`)[1]?.split(/^\.S[SH] /m, 1)[0] ?? "";
      for (const option of Object.keys((await load()).command.options)) {
        assert.ok(section.includes(`\\fB\\-\\-${option.replaceAll("-", "\\-")}\\fR`), `${name} ${option}`);
      }
    }
  });

  for (const [program, ...args] of [
    ["groff", "-man", "-Tutf8", "-ww"],
    ["mandoc", "-T", "lint", "-W", "warning"],
  ] as const) {
    it(`${program} has nothing to say against it`, { skip: withoutProgram(program) }, () => {
      const { status, stdout, stderr } = spawnSync(program, [...args, path], { encoding: "utf8", env: foreignEnv });
      assert.equal(status, 0, stdout + stderr);
      assert.equal(program === "groff" ? stderr : stdout + stderr, "");
    });
  }
});
