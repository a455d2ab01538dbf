/** What was measured of servers, as a table. */
import type { ServersResult } from "./results.ts";
import { driverTitles, type ServerMeasure, serverMeasures } from "./server-trials.ts";
import { median, ratios } from "./statistics.ts";
import { judge, table } from "./table.ts";

function number(value: number): string {
  return Math.round(value).toLocaleString("en");
}

/** The ratio's median, with its range. */
function told(values: readonly number[]): string {
  const range = `${Math.min(...values).toFixed(2)}–${Math.max(...values).toFixed(2)}`;
  return `${median(values).toFixed(2)} (${range})`;
}

/** What a driver is called here. */
export function titleOf(measure: ServerMeasure, driver: string): string {
  return measure.titles?.[driver] ?? driverTitles[driver] ?? driver;
}

type Rounds = Readonly<Record<string, readonly number[]>>;

/** What must hold of a driver, and whether it does. */
function goals(result: ServersResult, measure: ServerMeasure, rounds: Rounds, driver: string): string {
  const verdictOn = (value: number, bound: number): [string, string] =>
    measure.moreIsBetter ? ["≥", judge(bound, value)] : ["≤", judge(value, bound)];
  const goal = measure.targets.flatMap(({ driver: whose, against, of, bound }) => {
    if (against === undefined) {
      const own = rounds[driver];
      if (whose !== driver || own === undefined) return [];
      const [sign, verdict] = verdictOn(median(own), bound);
      return [`${sign} ${number(bound)}: ${verdict}`];
    }
    const other = of === undefined ? rounds : result.measures.find(({ name }) => name === of)?.rounds;
    const [values, yardstick] = [rounds[driver], other?.[against]];
    if (whose !== driver || values === undefined || yardstick === undefined) return [];
    const ratio = median(ratios(values, yardstick));
    const [sign, verdict] = verdictOn(ratio, bound);
    const than = of === undefined ? (against === "c" ? "C" : titleOf(measure, against)) : "the above";
    return [`${sign} ${bound} × ${than}: ${of === undefined ? "" : `${ratio.toFixed(2)}, `}${verdict}`];
  });
  return goal.join("; ");
}

/** `yardsticks`: whom all are held against. */
function rowsOf(result: ServersResult, measure: ServerMeasure, yardsticks: readonly string[]): string[][] {
  const rounds = result.measures.find(({ name }) => name === measure.name)?.rounds;
  if (rounds === undefined) return [];
  const drivers = Object.keys(driverTitles).filter((driver) => rounds[driver] !== undefined);
  return drivers.map((driver, index) => {
    const values = rounds[driver] ?? [];
    const against = (yardstick: string): string => {
      const other = rounds[yardstick];
      return other === undefined || driver === yardstick ? "" : told(ratios(values, other));
    };
    const best = (measure.moreIsBetter ? Math.max : Math.min)(...values);
    return [
      index === 0 ? `${measure.title}: ${measure.unit}` : "",
      titleOf(measure, driver),
      `${number(median(values))} (${number(best)})`,
      ...yardsticks.map(against),
      goals(result, measure, rounds, driver),
    ];
  });
}

export function serversTable(result: ServersResult): string {
  const measures = serverMeasures.filter(({ kind }) => kind === result.kind);
  const heads = {
    c: "C",
    redis: "redis-server",
    net: result.kind === "udp" ? "`node:dgram`" : "`node:net`",
    bun: "Bun",
  };
  const measured = ([driver]: readonly [string, string]): boolean =>
    result.measures.some(({ rounds }) => rounds[driver] !== undefined);
  const yardsticks = Object.entries(heads).filter(measured);
  return table(
    [
      "what",
      "by",
      "median (best)",
      ...yardsticks.map(([, title], index) => `× ${title}${index === 0 ? ": median (least–most)" : ""}`),
      "target",
    ],
    measures.flatMap((measure) =>
      rowsOf(
        result,
        measure,
        yardsticks.map(([driver]) => driver),
      ),
    ),
  );
}
