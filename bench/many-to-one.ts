/** Many senders of datagrams, and one server on a core of its own that answers each. */
import { compileC, script } from "./compile.ts";
import { Field, type Rival, type ServerEffort } from "./field.ts";
import { askForWindow } from "./load.ts";
import type { Machine, Runtime } from "./machine.ts";
import { Rounds } from "./rounds.ts";
import { manyToOne, senders } from "./server-trials.ts";

/** On their way from each sender: few enough for a socket's usual room, which would drop the rest. */
const DEPTH = 4;

async function start(field: Field, runtimes: readonly Runtime[], { foreigners }: ServerEffort): Promise<Rival[]> {
  const { bun } = foreigners;
  const plain = await field.start("plain C, datagrams", [compileC("plain-datagrams")]);
  const rivals: Rival[] = [{ driver: "c", runtimes, process: plain }];
  if (bun !== undefined) rivals.push(await field.foreign("bun", [bun.path, script("serve-bun-datagrams")], runtimes));
  for (const runtime of runtimes) {
    rivals.push(await field.server("reactor", runtime, "serve-datagrams", "reactor"));
    rivals.push(await field.server("net", runtime, "serve-datagrams", "net"));
  }
  return rivals;
}

export function roundsOfMany(
  machine: Machine,
  runtimes: readonly Runtime[],
  effort: ServerEffort,
  say: (text: string) => void,
): Promise<Rounds> {
  return Field.with(machine, async (field) => {
    const rivals = await start(field, runtimes, effort);
    const load = await field.start("load of datagrams", [compileC("load-datagrams")], true);
    const noted = new Rounds();
    for (let round = -effort.warmUpRounds; round < effort.rounds; round++) {
      say(`udp, many to one: ${round < 0 ? "warm-up" : `round ${round + 1} of ${effort.rounds}`}`);
      for (const { name, size } of manyToOne) {
        for (const { driver, process, runtimes: whose } of rivals) {
          const question = `keep ${process.greeting} ${process.pid} ${effort.milliseconds} ${senders} ${DEPTH} ${size}`;
          const { count, cpu, wall } = await askForWindow(load, question);
          if (round < 0) continue;
          noted.note(whose, name, driver, cpu / count);
          noted.note(whose, `${name}-rate`, driver, (count / wall) * 1e9);
        }
      }
    }
    return noted;
  });
}
