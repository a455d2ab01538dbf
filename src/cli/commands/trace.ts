import { getNameInfo } from "../../async.ts";
import { Internet6Address, InternetAddress, NameInfoOption } from "../../index.ts";
import { type Call, type Command, json } from "../command.ts";
import { addressOf, hostText, versionOptions } from "../host.ts";
import { Interrupted, linkedTo } from "../interrupt.ts";
import { tellTime } from "../ping/statistics.ts";
import { type Answer, Tracer } from "../trace/tracer.ts";

const HOPS = 30;
const PROBES = 3;
const TIMEOUT = 1000;
const PORT = 33434;
const SIZE = 32;
const LOOKUP = 2000;

/** Names of addresses, each looked up once. */
class Names {
  readonly #names = new Map<string, Promise<string | null>>();

  of(address: string, signal: AbortSignal): Promise<string | null> {
    const known = this.#names.get(address);
    if (known !== undefined) return known;
    const asked = this.#ask(address, signal);
    this.#names.set(address, asked);
    return asked;
  }

  async #ask(text: string, signal: AbortSignal): Promise<string | null> {
    try {
      const address = text.includes(":") ? Internet6Address.from(text, 0) : InternetAddress.from(text, 0);
      const { host } = await getNameInfo(address, { flags: [NameInfoOption.nameRequired], signal, timeout: LOOKUP });
      return host;
    } catch {
      return null; // it has none, or nobody says
    }
  }
}

/** The answers of one hop as a line: each router once, with its times. */
function tellHop(
  hop: number,
  answers: readonly (Answer | undefined)[],
  names: ReadonlyMap<string, string | null>,
): string {
  let before: string | undefined;
  const parts = answers.flatMap((answer) => {
    if (answer === undefined) return ["*"];
    const { address, milliseconds, remark } = answer;
    const name = names.get(address);
    const who = address === before ? [] : [name == null ? address : `${name} (${address})`];
    before = address;
    return [...who, `${tellTime(milliseconds)} ms`, ...(remark === undefined ? [] : [`(${remark})`])];
  });
  return `${String(hop).padStart(2)}  ${parts.join("  ")}`;
}

interface Plan {
  readonly first: number;
  readonly most: number;
  readonly probes: number;
  readonly timeout: number;
}

function planOf(call: Call): Plan {
  return {
    first: call.integer("first", 1, 255) ?? 1,
    most: call.integer("max-hops", 1, 255) ?? HOPS,
    probes: call.integer("probes", 1, 10) ?? PROBES,
    timeout: call.pause("timeout", 1) ?? TIMEOUT,
  };
}

/** Hop by hop; gives the number of the last one, and whether it was the destination. */
async function follow(call: Call, tracer: Tracer, plan: Plan, told: { hops: number; reached: boolean }): Promise<void> {
  const names = new Names();
  for (let hop = plan.first; hop <= plan.most; hop++) {
    const sent = Array.from({ length: plan.probes }, () => tracer.probe(hop, plan.timeout));
    const answers = await Promise.all(sent);
    if (call.signal.aborted) throw call.signal.reason;
    const addresses = [...new Set(answers.flatMap((answer) => answer?.address ?? []))];
    const asked = call.flag("numeric") ? [] : addresses.filter((address) => /[.:]/.test(address));
    const found = new Map(
      await Promise.all(asked.map(async (each) => [each, await names.of(each, call.signal)] as const)),
    );
    told.hops = hop;
    told.reached = answers.some((answer) => answer?.reached === true);
    if (call.flag("json")) {
      const probes = answers.map((answer) =>
        answer === undefined
          ? { address: null, name: null, milliseconds: null, remark: null }
          : {
              address: answer.address,
              name: found.get(answer.address) ?? null,
              milliseconds: Math.round(answer.milliseconds * 1000) / 1000,
              remark: answer.remark ?? null,
            },
      );
      await call.printEvent({ event: "hop", hop, reached: told.reached, probes });
    } else {
      await call.print([tellHop(hop, answers, found)]);
    }
    const heard = answers.filter((answer) => answer !== undefined);
    const refused = heard.length > 0 && heard.every(({ remark }) => remark !== undefined);
    if (told.reached || refused) return;
  }
}

async function run(call: Call): Promise<number> {
  const plan = planOf(call);
  const port = call.integer("port", 1, 65535) ?? PORT;
  const size = call.integer("size", 0, 65000) ?? SIZE;
  const [host = ""] = call.positionals;
  const address = await addressOf(call, host);
  const text = hostText(address);
  const tracer = new Tracer(address, port, size);
  const end = linkedTo(call.signal);
  const told = { hops: 0, reached: false };
  let interrupted: Interrupted | undefined;
  try {
    if (!call.flag("json"))
      await call.print([`trace to ${host} (${text}), ${plan.most} hops at most, ${size} bytes of data`]);
    await Promise.race([tracer.listen(end.signal), follow(call, tracer, plan, told)]);
  } catch (error) {
    if (!(call.signal.reason instanceof Interrupted)) throw error;
    interrupted = call.signal.reason;
  } finally {
    end.abort();
    tracer.close();
  }
  const { hops, reached } = told;
  if (call.flag("json")) await call.printEvent({ event: "statistics", host, address: text, hops, reached });
  else
    await call.print([`${host} ${reached ? "reached" : "not reached"} after ${hops} ${hops === 1 ? "hop" : "hops"}`]);
  if (interrupted !== undefined) throw interrupted;
  return reached ? 0 : 1;
}

export const command: Command = {
  usage: ["[OPTIONS] HOST"],
  details: [
    "Finds the routers on the way to HOST: datagrams of UDP are sent that live for one hop, for two, and so on, and who " +
      "drops them says so. It needs no privilege: the answers come by the socket's own error queue. A * is a probe that " +
      "nobody answered in time. The exit code is 1 when HOST was not reached.",
  ],
  options: {
    ...versionOptions,
    first: { short: "f", value: "N", help: "begin with N hops (1)" },
    "max-hops": { short: "m", value: "N", help: `give up after N hops (${HOPS})` },
    probes: { short: "p", value: "N", help: `N probes for each hop (${PROBES})` },
    timeout: { short: "w", value: "MS", help: `wait MS milliseconds for answers (${TIMEOUT})` },
    port: { value: "PORT", help: `the first probe's port; each next one goes to the next (${PORT})` },
    size: { short: "s", value: "BYTES", help: `so many bytes of data in each (${SIZE})` },
    numeric: { short: "n", help: "addresses only: look no names up" },
    json,
  },
  positionals: [1, 1],
  candidates: ["host"],
  examples: [
    ["bsock trace example.org", "the way to a host"],
    ["bsock trace -6 -n -m 10 example.org", "over IPv6, without names, ten hops at most"],
    ["bsock trace --json example.org | jq 'select(.event == \"hop\").probes[0].address'", "for programs"],
  ],
  run,
};
