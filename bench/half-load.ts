/** How long answers take when messages come at half the rate that plain C can bear, the same rate for all. */
import type { Field, Rival } from "./field.ts";
import { median } from "./statistics.ts";

const CONNECTIONS = 100;

/** Half of the messages a second that a server answers when as many are on their way as there are connections. */
export async function halfOf(field: Field, { process }: Rival, milliseconds: number): Promise<number> {
  const rates: number[] = [];
  await field.load.open(process, CONNECTIONS);
  for (let turn = 0; turn < 5; turn++) {
    const { count, wall } = await field.load.echo(process, milliseconds);
    rates.push((count / wall) * 1e9);
  }
  await field.load.shut(process);
  return Math.round(median(rates) / 2);
}

/** The rare ones want many messages: four windows' worth. */
export async function latenciesAt(
  rate: number,
  field: Field,
  { process }: Rival,
  milliseconds: number,
): Promise<Record<string, number>> {
  await field.load.open(process, CONNECTIONS);
  const { count, cpu, wall, latencies } = await field.load.due(process, 4 * milliseconds, rate);
  await field.load.shut(process);
  const [p50, p99, p999, longest] = latencies.map((each) => each / 1e3) as [number, number, number, number];
  return { p50, p99, p999, longest, rate: (count / wall) * 1e9, cpu: cpu / count };
}
