/** docs/origins.md: every name of the second founding document is told, and its counterpart is there. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import * as awaited from "berkeley-sockets/async";
import * as blocking from "berkeley-sockets/simple";
import { codeIn, tablesOf } from "../support/markdown.ts";

const names: Readonly<Record<string, readonly string[]>> = {
  "berkeley-sockets/simple": `
    connect-to-ipv4-host connect-to-ipv6-host connect-to-unix-host listen-on-ipv4-socket listen-on-ipv6-socket
    listen-on-unix-socket accept-ipv4-connection accept-ipv6-connection accept-unix-connection ipv4-address->string
    ipv6-address->string set-fd-non-blocking set-fd-blocking set-ignore-sigpipe connect-condition? listen-condition?
    accept-condition? shutdown close-fd write-bytevector write-string get-errno`
    .trim()
    .split(/\s+/),
  "berkeley-sockets/async": `
    await-connect-to-ipv4-host! await-connect-to-ipv6-host! await-connect-to-unix-host! await-accept-ipv4-connection!
    await-accept-ipv6-connection! await-accept-unix-connection!`
    .trim()
    .split(/\s+/),
};
const entries: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "berkeley-sockets/simple": blocking,
  "berkeley-sockets/async": awaited,
};

test("there are 22 and 6 names", () => {
  assert.equal(names["berkeley-sockets/simple"]?.length, 22);
  assert.equal(names["berkeley-sockets/async"]?.length, 6);
});

/** The parameters that a function of the document is said to have, and has. */
function parameters(value: unknown): string[] {
  const source = Function.prototype.toString.call(value);
  const list = /\(([^)]*)\)/.exec(source)?.[1] ?? "";
  // The bundler adds a digit to a name that hides another.
  return list.split(",").flatMap((parameter) => /^\s*(\w+?)\d*\b/.exec(parameter)?.[1] ?? []);
}

for (const [entry, expected] of Object.entries(names)) {
  const table = tablesOf("origins.md").find(({ header }) => header[1] === entry);

  test(`${entry}: each name has a row of its own, in the founding document's order`, () => {
    assert.deepEqual(
      table?.rows.map((row) => codeIn(row[0] ?? "").join()),
      expected,
    );
  });

  for (const row of table?.rows ?? []) {
    const [counterpart = ""] = codeIn(row[1] ?? "");
    test(`${codeIn(row[0] ?? "").join()} → ${counterpart}`, () => {
      assert.equal(row.length, 3);
      assert.match(row[2] ?? "", /\w/);
      const [, type] = /^value instanceof (\w+)$/.exec(counterpart) ?? [];
      if (type !== undefined) {
        assert.equal(typeof entries[entry]?.[type], "function");
        return;
      }
      const [, name = "", list = ""] = /^(\w+)\(([\w, ]*)\)$/.exec(counterpart) ?? [];
      const value = entries[entry]?.[name];
      assert.equal(typeof value, "function");
      assert.deepEqual(
        list.split(", ").filter((parameter) => parameter !== ""),
        parameters(value),
      );
    });
  }
}
