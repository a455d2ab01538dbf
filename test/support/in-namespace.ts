/**
 * Tests in a network namespace of their own: the test file starts itself again inside one, and tells what its
 * tests came to there, one by one. Nothing that is sent in it can leave it.
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { describe, it, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { finished } from "./child.ts";
import { withoutProgram } from "./probe.ts";
import { onBun, onDeno, testCommand } from "./runtime.ts";
import { newNamespace, withoutNamespace } from "./unshare.ts";

const MARK = "BERKELEY_TEST_NAMESPACE";

/** Skips where there are no network namespaces, or no pairs of virtual interfaces. */
function withoutCables(): string | false {
  return withoutProgram("ip", "-V") || withoutNamespace("ip link add name v0 type veth peer name v1");
}

interface Outcome {
  readonly name: string;
  readonly result: "ok" | "not ok";
  /** The reason, if it was skipped. */
  readonly skipped?: string | undefined;
}

/** What Bun and Deno print: a line a test, Deno of groups too; neither tells why one was skipped. */
function plainOutcomes(output: string): Outcome[] {
  const line = onDeno
    ? /^ +(?<result>not ok|ok) \d+ - (?<name>.*?)(?<skipped> # SKIP)?$/gm
    : /^\((?<result>pass|fail|skip)\) (?<name>.*?)(?: \[[\d.]+m?s\])?$/gm;
  return [...output.matchAll(line)].map(({ groups = {} }) => {
    const { result = "", name = "", skipped } = groups;
    const without = skipped !== undefined || result === "skip";
    return { name, result: /^(ok|pass|skip)$/.test(result) ? "ok" : "not ok", ...(without && { skipped: "in there" }) };
  });
}

/** The tests of a file as Node's TAP tells them: those that hold no others, by the names of all that hold them. */
function nestedOutcomes(output: string): Outcome[] {
  const outcomes: Outcome[] = [];
  const around: { readonly name: string; holds: boolean }[] = [];
  const lines = output.matchAll(
    /^ *(?:# Subtest: (?<name>.*)|(?<result>not ok|ok) \d+ - .*?(?:# SKIP ?(?<skipped>.*))?)$/gm,
  );
  for (const { groups = {} } of lines) {
    const { name, result, skipped } = groups;
    if (name !== undefined) {
      for (const each of around) each.holds = true;
      around.push({ name, holds: false });
      continue;
    }
    const path = around.map((each) => each.name).slice(1);
    if (around.pop()?.holds !== false || path.length === 0) continue;
    outcomes.push({ name: path.join(", "), result: result === "ok" ? "ok" : "not ok", skipped });
  }
  return outcomes;
}

/** Tells each of them as a test of this file. */
async function tell(t: TestContext, outcomes: readonly Outcome[], output: string): Promise<void> {
  for (const { name, result, skipped } of outcomes) {
    await t.test(name, { skip: skipped ?? false }, () => assert.equal(result, "ok", output));
  }
}

/** Describes tests that run in a namespace; `body` is called there alone. */
export function inNamespace(url: string, name: string, body: () => void): void {
  if (process.env[MARK] !== undefined) {
    describe(name, body);
    return;
  }
  const skip = withoutCables();
  it(name, { skip }, async (t) => {
    const env: NodeJS.ProcessEnv = { ...process.env, [MARK]: "1" };
    delete env["NODE_TEST_CONTEXT"]; // it is no part of this run's reporting
    const preload = env["LD_PRELOAD"] ?? "";
    // The programs that make the namespace run without the sanitizers' libraries, Node with them.
    const script = 'ip link set lo up && LD_PRELOAD="$0" exec "$@"';
    const child = spawn("unshare", [...newNamespace, "sh", "-c", script, preload, ...testCommand(fileURLToPath(url))], {
      env: { ...env, LD_PRELOAD: "" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const { code, out, err } = await finished(child, 100_000);
    const outcomes = onBun || onDeno ? plainOutcomes(out + err) : nestedOutcomes(out);
    await tell(t, outcomes, out + err);
    assert.equal(code, 0, out + err);
    assert.ok(
      outcomes.some(({ result, skipped }) => result === "ok" && skipped === undefined),
      out + err,
    );
  });
}
