/** What statsd-sink.ts beside it is told, line by line, and the tables of it. There are no sockets here. */

/** NAME:VALUE|TYPE, then perhaps |@RATE and |#TAGS, of which the tags count as part of the name. */
const line = /^([^:|]+):([^|]+)\|(c|g|ms|h|s)(?:\|@(\d*\.?\d+(?:e-?\d+)?))?(?:\|#([^|]*))?$/;
const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
/** Of one timer so many values are kept, a fair choice where there were more; what is not of percentiles is exact. */
const mostSamples = 10_000;

/** Values that came under one name. */
class Timer {
  /** How many there were before some were left out by sampling. */
  count = 0;
  #seen = 0;
  #sum = 0;
  #least = Number.POSITIVE_INFINITY;
  #most = Number.NEGATIVE_INFINITY;
  readonly #samples: number[] = [];

  add(value: number, rate: number): void {
    this.count += 1 / rate;
    this.#seen += 1;
    this.#sum += value;
    this.#least = Math.min(this.#least, value);
    this.#most = Math.max(this.#most, value);
    if (this.#samples.length < mostSamples) this.#samples.push(value);
    else {
      // Each of those seen has the same chance to be among those kept.
      const place = Math.floor(Math.random() * this.#seen);
      if (place < mostSamples) this.#samples[place] = value;
    }
  }

  /** The count, the least, the mean, the percentiles, and the most. */
  summary(percentiles: readonly number[]): number[] {
    const sorted = Float64Array.from(this.#samples).sort();
    const ranks = percentiles.map((percent) => Math.max(1, Math.ceil((percent / 100) * sorted.length)));
    const middle = ranks.map((rank) => sorted[rank - 1] ?? Number.NaN);
    return [this.count, this.#least, this.#sum / this.#seen, ...middle, this.#most];
  }
}

function numberOf(text: string): number {
  return number.test(text) ? Number(text) : Number.NaN;
}

export class Metrics {
  lines = 0;
  /** Lines that say nothing. */
  bad = 0;
  readonly #counters = new Map<string, number>();
  readonly #gauges = new Map<string, number>();
  readonly #timers = new Map<string, Timer>();
  readonly #sets = new Map<string, Set<string>>();

  /** Takes what a datagram brought, which may be several lines. */
  take(text: string): void {
    for (let at = 0, end = 0; at < text.length; at = end + 1) {
      end = text.indexOf("\n", at);
      if (end < 0) end = text.length;
      if (end === at) continue;
      this.lines += 1;
      if (!this.#takeLine(text.slice(at, end))) this.bad += 1;
    }
  }

  #takeLine(text: string): boolean {
    const [, plain = "", value = "", type, rateText = "1", tags] = line.exec(text) ?? [];
    const rate = Number(rateText);
    if (type === undefined || !(rate > 0 && rate <= 1)) return false;
    const name = tags === undefined ? plain : `${plain}{${tags}}`;
    if (type === "s") {
      this.#sets.set(name, (this.#sets.get(name) ?? new Set()).add(value));
      return true;
    }
    const amount = numberOf(value);
    if (!Number.isFinite(amount)) return false;
    if (type === "c") this.#counters.set(name, (this.#counters.get(name) ?? 0) + amount / rate);
    else if (type === "g") {
      // With a sign it is a change. A gauge below nothing has to be set to nothing first.
      const before = /^[+-]/.test(value) ? (this.#gauges.get(name) ?? 0) : 0;
      this.#gauges.set(name, before + amount);
    } else {
      const timer = this.#timers.get(name) ?? new Timer();
      this.#timers.set(name, timer);
      timer.add(amount, rate);
    }
    return true;
  }

  /** Everything that came in so many seconds, as tables; all but gauges begins anew. */
  flush(seconds: number, percentiles: readonly number[]): string {
    const rows = <T>(map: ReadonlyMap<string, T>, cells: (value: T) => readonly number[]): string[][] =>
      [...map]
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([name, value]) => [name, ...cells(value).map(shown)]);
    const text = [
      `${this.lines} lines in ${shown(seconds)} s, ${this.bad} bad`,
      table(
        ["counter", "count", "per s"],
        rows(this.#counters, (value) => [value, value / seconds]),
      ),
      table(
        ["gauge", "value"],
        rows(this.#gauges, (value) => [value]),
      ),
      table(
        ["timer", "count", "min", "mean", ...percentiles.map((percent) => `p${percent}`), "max"],
        rows(this.#timers, (timer) => timer.summary(percentiles)),
      ),
      table(
        ["set", "different"],
        rows(this.#sets, ({ size }) => [size]),
      ),
    ];
    for (const each of [this.#counters, this.#timers, this.#sets]) each.clear();
    this.lines = this.bad = 0;
    return `${text.filter((each) => each !== "").join("\n\n")}\n`;
  }
}

function shown(value: number): string {
  return String(Number(value.toFixed(3)));
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return "";
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  // Names begin under each other, numbers end so.
  const pad = (cell: string, column: number): string =>
    column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
  return all.map((row) => row.map(pad).join("  ")).join("\n");
}
