/** Round trip times, as ping(8) sums them up. */

export interface RoundTrips {
  readonly min: number;
  readonly avg: number;
  readonly max: number;
  /** The standard deviation. */
  readonly mdev: number;
}

export interface Statistics {
  readonly transmitted: number;
  readonly received: number;
  readonly duplicates: number;
  readonly errors: number;
  /** Percent of the requests that nobody answered. */
  readonly loss: number;
  /** From the first request on. */
  readonly milliseconds: number;
  readonly rtt: RoundTrips | null;
}

const rounded = (value: number): number => Math.round(value * 1000) / 1000;

/** Milliseconds as ping prints them. */
export function tellTime(value: number): string {
  return value < 10
    ? value.toFixed(3)
    : value < 100
      ? value.toFixed(2)
      : value < 1000
        ? value.toFixed(1)
        : String(Math.round(value));
}

/** Counts what is sent and what comes. */
export class Tally {
  transmitted = 0;
  received = 0;
  duplicates = 0;
  errors = 0;
  readonly #start: number = performance.now();
  readonly #times: number[] = [];

  reply(milliseconds: number): void {
    this.received += 1;
    this.#times.push(milliseconds);
  }

  statistics(): Statistics {
    const { transmitted, received, duplicates, errors } = this;
    const loss = transmitted === 0 ? 0 : rounded((100 * (transmitted - received)) / transmitted);
    const milliseconds = Math.round(performance.now() - this.#start);
    return { transmitted, received, duplicates, errors, loss, milliseconds, rtt: this.#roundTrips() };
  }

  #roundTrips(): RoundTrips | null {
    const times = this.#times;
    if (times.length === 0) return null;
    const avg = times.reduce((sum, time) => sum + time, 0) / times.length;
    const squares = times.reduce((sum, time) => sum + (time - avg) ** 2, 0) / times.length;
    const [min, max] = times.reduce(([low, high], time) => [Math.min(low, time), Math.max(high, time)], [avg, avg]);
    return { min: rounded(min), avg: rounded(avg), max: rounded(max), mdev: rounded(Math.sqrt(squares)) };
  }
}

/** The lines at the end. */
export function tellStatistics(host: string, told: Statistics): string[] {
  const { transmitted, received, duplicates, errors, loss, milliseconds, rtt } = told;
  const more = [
    ...(duplicates > 0 ? [`+${duplicates} duplicates`] : []),
    ...(errors > 0 ? [`+${errors} errors`] : []),
  ].map((each) => `, ${each}`);
  const percent = Number.isInteger(loss) ? loss : loss.toFixed(4).replace(/0+$/, "");
  return [
    "",
    `--- ${host} ping statistics ---`,
    `${transmitted} packets transmitted, ${received} received${more.join("")}, ${percent}% packet loss, time ${milliseconds}ms`,
    ...(rtt === null
      ? []
      : [
          `rtt min/avg/max/mdev = ${[rtt.min, rtt.avg, rtt.max, rtt.mdev].map((each) => each.toFixed(3)).join("/")} ms`,
        ]),
  ];
}
