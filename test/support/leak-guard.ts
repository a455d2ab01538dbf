/**
 * Imported by every test file: compares the process's descriptors before the file's first test and after
 * its last. A test that leaves one open fails its file.
 */
import assert from "node:assert/strict";
import { readdirSync, readlinkSync } from "node:fs";
import { after, before } from "node:test";
import { setTimeout } from "node:timers/promises";
import { openDescriptors } from "berkeley-sockets/testing";

function socketDescriptors(): string[] {
  return readdirSync("/proc/self/fd").flatMap((fd) => {
    try {
      const target = readlinkSync(`/proc/self/fd/${fd}`);
      return target.startsWith("socket:") ? [`${fd} ${target}`] : [];
    } catch {
      return []; // the descriptor that read the directory
    }
  });
}

if (process.platform === "linux") {
  let atStart: string[] = [];
  before(() => {
    atStart = socketDescriptors();
  });
  after(async () => {
    if (process.env["BERKELEY_POLLER"] === "poll") {
      // The default loop's own socket pair is no leak; it would stay to the end of the process.
      const { EventLoop } = await import("berkeley-sockets/async");
      EventLoop.default.close();
    }
    assert.deepEqual(openDescriptors(), [], "sockets left open");
    // What Node closes itself (a child's pipes, a node:net socket) it closes some turns later.
    const leftOver = (): string[] => socketDescriptors().filter((entry) => !atStart.includes(entry));
    for (let turns = 0; turns < 2000 && leftOver().length > 0; turns++) await setTimeout(5);
    assert.deepEqual(leftOver(), [], `descriptors left open by ${process.argv[1]}`);
  });
}
