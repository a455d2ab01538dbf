/** The guide to messages: each of its programs, compiled as it stands there and run; its table of kinds. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as options from "berkeley-sockets/options";
import { ControlFormat } from "../../src/bsd/control/format.ts";
import { systemLayout } from "../../src/core/struct.ts";
import { constants } from "../../src/sys/constants.ts";
import { testGuide } from "../support/guide.ts";
import { codeIn, readDocument, tableWith } from "../support/markdown.ts";

const guide = readDocument("messages.md");
testGuide("messages.md", {
  withoutProgram: ["All kinds"],
  inAnyOrder: (source) => source.includes("for (const control of"),
});

describe("docs/messages.md", () => {
  test("its table has every kind that there is, and tells truly which can be sent", () => {
    const rows = tableWith("messages.md", "kind", "sockets").rows.map(([kind = "", , sent = ""]) => ({
      kind: codeIn(kind)[0] as string,
      sent: sent.startsWith("yes"),
    }));
    const format = new ControlFormat({ layout: systemLayout, constants, receive: () => assert.fail() });
    assert.deepEqual(rows.map(({ kind }) => kind).sort(), [...format.kinds].sort());
    for (const { kind, sent } of rows) assert.equal(format.sends(kind), sent, kind);
  });

  test("the options that it names are in berkeley-sockets/options, or will be", () => {
    const named = new Set(
      [...guide.matchAll(/`((?:SO|IP|IPV6|TCP|UDP)_[A-Z0-9_]+)`/g)].map(([, name]) => String(name)),
    );
    const missing = [...named].filter((name) => !(name in options) && !(name in constants));
    assert.deepEqual(missing, ["IP_PASSSEC"]);
  });
});
