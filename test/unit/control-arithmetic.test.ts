/** Where control messages lie, compared with what this machine's C compiler makes of CMSG_LEN and its like. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import type { ControlMessage } from "../../src/bsd/control/messages.ts";
import { ControlRoom } from "../../src/bsd/control/room.ts";
import { ControlWriter } from "../../src/bsd/control/writer.ts";
import { controlFormat } from "../../src/bsd/message.ts";
import { foreignEnv, withoutProgram } from "../support/probe.ts";

const folder = mkdtempSync(join(tmpdir(), "bs-cmsg-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const LONGEST = 4096;
const { arithmetic } = controlFormat();

/** Compiles a C program and runs it; gives what it printed. */
function runC(name: string, source: string, input?: Uint8Array): Buffer {
  const path = join(folder, name);
  writeFileSync(`${path}.c`, source);
  const built = spawnSync("cc", ["-o", path, `${path}.c`], { encoding: "utf8", env: foreignEnv });
  assert.equal(built.status, 0, built.stderr);
  // From a file: Deno writes all of an input before it reads what comes out, which here has no room.
  writeFileSync(`${path}.in`, input ?? "");
  const { status, stdout } = spawnSync("sh", ["-c", 'exec "$0" < "$0.in"', path], {
    maxBuffer: 1 << 26,
    env: foreignEnv,
  });
  assert.equal(status, 0);
  return stdout;
}

const skip = withoutProgram("cc");
const headers = "#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n#include <sys/socket.h>\n";
const ROOM = 1 << 20;

test(`CMSG_LEN and CMSG_SPACE of every length from 0 to ${LONGEST}`, { skip }, () => {
  const told = runC(
    "lengths",
    `${headers}int main(void) {
      for (int n = 0; n <= ${LONGEST}; n++) printf("%zu %zu\\n", (size_t)CMSG_LEN(n), (size_t)CMSG_SPACE(n));
    }`,
  )
    .toString()
    .trimEnd()
    .split("\n");
  assert.equal(told.length, LONGEST + 1);
  for (const [bytes, line] of told.entries()) {
    assert.equal(`${arithmetic.length(bytes)} ${arithmetic.space(bytes)}`, line, `${bytes} bytes`);
  }
});

/** Messages of so many bytes each, told apart by level, type and content. */
function messagesOf(lengths: readonly number[]): ControlMessage[] {
  return lengths.map((length, index) => ({
    kind: "unknown",
    level: 1000 + index,
    type: index,
    bytes: new Uint8Array(length).fill(index + 1),
  }));
}

function written(messages: readonly ControlMessage[]): Uint8Array {
  const writer = new ControlWriter(arithmetic);
  controlFormat().write(writer, messages, { domain: undefined, type: undefined, socket: "", address: undefined });
  return writer.bytes.slice(0, writer.length);
}

test("what we write, C's CMSG_FIRSTHDR and CMSG_NXTHDR read, with data of every length", { skip }, () => {
  const groups = Array.from({ length: LONGEST + 1 }, (_, length) => written(messagesOf([length, 3, length])));
  const input = Buffer.concat(groups.flatMap((bytes) => [Buffer.from(Int32Array.of(bytes.length).buffer), bytes]));
  const told = runC(
    "reader",
    `${headers}int main(void) {
      int length;
      char *control = malloc(${ROOM});
      while (fread(&length, sizeof length, 1, stdin) == 1) {
        if (length > 0 && fread(control, length, 1, stdin) != 1) return 1;
        struct msghdr header = {.msg_control = control, .msg_controllen = length};
        for (struct cmsghdr *each = CMSG_FIRSTHDR(&header); each != NULL; each = CMSG_NXTHDR(&header, each)) {
          size_t size = each->cmsg_len - CMSG_LEN(0);
          for (size_t at = 0; at < size; at++) if (CMSG_DATA(each)[at] != each->cmsg_type + 1) return 2;
          printf("%d/%d/%zu ", each->cmsg_level, each->cmsg_type, size);
        }
        printf("\\n");
      }
    }`,
    input,
  )
    .toString()
    .split("\n")
    .slice(0, -1);
  assert.equal(told.length, LONGEST + 1);
  for (const [length, line] of told.entries()) {
    assert.equal(line, `1000/0/${length} 1001/1/3 1002/2/${length} `);
  }
});

test("what C writes, we read, with data of every length; and byte for byte it is what we write", { skip }, () => {
  const output = runC(
    "writer",
    `${headers}int main(void) {
      char *control = malloc(${ROOM});
      for (int n = 0; n <= ${LONGEST}; n++) {
        int lengths[] = {n, 5};
        struct msghdr header = {.msg_control = control, .msg_controllen = CMSG_SPACE(n) + CMSG_SPACE(5)};
        memset(control, 0, header.msg_controllen);
        struct cmsghdr *each = CMSG_FIRSTHDR(&header);
        for (int index = 0; index < 2; index++, each = CMSG_NXTHDR(&header, each)) {
          each->cmsg_level = 1000 + index;
          each->cmsg_type = index;
          each->cmsg_len = CMSG_LEN(lengths[index]);
          memset(CMSG_DATA(each), index + 1, lengths[index]);
        }
        int length = header.msg_controllen;
        fwrite(&length, sizeof length, 1, stdout);
        fwrite(control, length, 1, stdout);
      }
    }`,
  );
  let at = 0;
  for (let length = 0; length <= LONGEST; length++) {
    const size = output.readInt32LE(at);
    const bytes = output.subarray(at + 4, at + 4 + size);
    at += 4 + size;
    const messages = messagesOf([length, 5]);
    assert.ok(bytes.equals(written(messages)), `${length} bytes`);
    const room = new ControlRoom(size);
    room.bytes.set(bytes);
    assert.deepEqual(controlFormat().read(room, size), messages);
  }
  assert.equal(at, output.length);
});

test("control data that ends anywhere: the messages that are whole are read, and nothing behind them", () => {
  const lengths = [0, 1, 4, 7, 8, 9, 100, 253 * 4, 2000];
  const messages = messagesOf(lengths);
  const bytes = written(messages);
  const room = new ControlRoom(bytes.length);
  room.bytes.set(bytes);
  for (let end = 0; end <= bytes.length; end++) {
    let whole = 0;
    let at = 0;
    for (const length of lengths) {
      if (at + arithmetic.length(length) > end) break;
      whole += 1;
      at += arithmetic.space(length);
    }
    assert.deepEqual(controlFormat().read(room, end), messages.slice(0, whole), `${end} bytes`);
  }
});
