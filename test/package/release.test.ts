/** What a release is made of, and what it refuses before it has changed anything. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { root } from "../support/compile.ts";

const folder = mkdtempSync(join(tmpdir(), "bs-release-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const { name, version, dependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

function script(file: string, ...args: string[]): { status: number | null; stderr: string } {
  return spawnSync(process.execPath, [join(root, "scripts", file), ...args], { cwd: root, encoding: "utf8" });
}

test("the list of parts names this package, and nothing else: it has no dependencies", () => {
  const file = join(folder, "sbom.json");
  const { status, stderr } = script("sbom.mjs", file);
  assert.equal(status, 0, stderr);
  const { bomFormat, metadata, components } = JSON.parse(readFileSync(file, "utf8"));
  assert.deepEqual(
    [bomFormat, metadata.component.name, metadata.component.version, metadata.component.type],
    ["CycloneDX", name, version, "library"],
  );
  assert.deepEqual([components, dependencies], [[], undefined]);
});

test("a version that is none, or does not come after, is refused, and nothing is changed", () => {
  const manifest = (): string => readFileSync(join(root, "package.json"), "utf8");
  const before = manifest();
  for (const [args, words] of [
    [[], /give one version/],
    [["1.2.3", "1.2.4"], /give one version/],
    [["1.2"], /1\.2 is no version/],
    [["0.0.1"], /0\.0\.1 does not come after/],
  ] as const) {
    const { status, stderr } = script("release.mjs", ...args);
    assert.equal(status, 1);
    assert.match(stderr, words);
  }
  assert.equal(manifest(), before);
});
