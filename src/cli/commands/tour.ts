import { endByBrokenPipe } from "../broken-pipe.ts";
import { type Call, type Command, json } from "../command.ts";
import { takeTour } from "../tour/tour.ts";

function run(call: Call): Promise<number> {
  // Whoever reads may have had enough: bsock tour | head
  process.stdout.on("error", endByBrokenPipe);
  return takeTour(process.stdout, process.env, call.flag("json"));
}

export const command: Command = {
  usage: ["[--json]"],
  details: [
    "Shows the library at work on this machine: calls as they are written in TypeScript, and what came of each. " +
      "Nothing leaves the machine but what its resolver asks.",
  ],
  options: { json },
  positionals: [0, 0],
  examples: [
    ["bsock tour | less -R", "page by page"],
    ["FORCE_COLOR=1 bsock tour | less -R", "in colours"],
  ],
  run,
};
