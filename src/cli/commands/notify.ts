import { TimeoutCondition } from "../../async.ts";
import { type Call, type Command, Failure, json, quiet, UsageError } from "../command.ts";
import { assignments, barrier, managerAddress, tellManager } from "../notify/notifier.ts";

const TIMEOUT = 5000;

/** The process to speak for: a number, or `auto` for who called us. */
function pidOf(call: Call): number | undefined {
  if (call.text("pid") === "auto") return process.ppid;
  return call.integer("pid", 1, 2 ** 31 - 1);
}

async function run(call: Call): Promise<number> {
  const pid = pidOf(call);
  const timeout = call.pause("timeout", 1) ?? TIMEOUT;
  const given = assignments(call.positionals);
  const named = given.some((each) => each.startsWith("MAINPID="));
  const lines = pid === undefined || named ? given : [...given, `MAINPID=${pid}`];
  if (lines.length === 0 && !call.flag("barrier")) throw new UsageError("what is to be told? such as READY=1");
  const address = managerAddress(process.env);
  const start = performance.now();
  const asPid = lines.length === 0 || tellManager(address, lines, pid);
  if (!asPid) {
    call.note(
      `speaking for process ${pid} needs CAP_SYS_ADMIN; told as process ${process.pid}, which a manager takes ` +
        "with NotifyAccess=all",
    );
  }
  if (call.flag("barrier")) {
    try {
      await barrier(address, timeout, call.signal);
    } catch (error) {
      if (!(error instanceof TimeoutCondition)) throw error;
      throw new Failure(`the manager at ${address} has not come to the barrier within ${timeout} ms`);
    }
  }
  if (call.flag("json")) {
    const milliseconds = Math.round((performance.now() - start) * 1000) / 1000;
    await call.printJson({
      address: String(address),
      sent: lines,
      pid: asPid ? (pid ?? process.pid) : process.pid,
      barrier: call.flag("barrier"),
      milliseconds,
    });
  }
  return 0;
}

export const command: Command = {
  usage: ["[OPTIONS] NAME=VALUE..."],
  details: [
    "Tells the service manager how a service is, as sd_notify(3) does: all assignments in one datagram, to the socket " +
      "that the environment's NOTIFY_SOCKET names. Known ones are READY=1, RELOADING=1, STOPPING=1, STATUS=, ERRNO=, " +
      "MAINPID=, WATCHDOG=1, EXTEND_TIMEOUT_USEC=; the manager's manual has the rest.",
    "A manager may have to look up who is speaking while this process is still there: --barrier waits until it has.",
  ],
  options: {
    pid: { value: "PID", help: "speak for process PID, and tell it as MAINPID; auto is the process that called bsock" },
    barrier: { short: "b", help: "wait until the manager has handled all of it" },
    timeout: { value: "MS", help: `wait MS milliseconds for the barrier (${TIMEOUT})` },
    quiet,
    json,
  },
  positionals: [0, 64],
  candidates: [["READY=1", "RELOADING=1", "STOPPING=1", "WATCHDOG=1", "STATUS=", "MAINPID=", "ERRNO="]],
  examples: [
    ['bsock notify READY=1 STATUS="serving on 8000"', "in a service of Type=notify"],
    ["bsock notify --barrier STOPPING=1", "and wait until the manager knows"],
    ["bsock notify --pid auto READY=1", "for the script that calls it"],
  ],
  run,
};
