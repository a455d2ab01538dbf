/** The words for ICMP's messages, of both versions. RFC 792, RFC 4443. */

const unreachable4: Readonly<Record<number, string>> = {
  0: "network unreachable",
  1: "host unreachable",
  2: "protocol unreachable",
  3: "port unreachable",
  4: "fragmentation needed",
  5: "source route failed",
  6: "network unknown",
  9: "network prohibited",
  10: "host prohibited",
  13: "communication prohibited",
};
const unreachable6: Readonly<Record<number, string>> = {
  0: "no route",
  1: "communication prohibited",
  2: "beyond scope",
  3: "address unreachable",
  4: "port unreachable",
  5: "failed policy",
  6: "route rejected",
};
const types4: Readonly<Record<number, string>> = {
  0: "echo reply",
  3: "unreachable",
  4: "source quench",
  5: "redirect",
  8: "echo request",
  9: "router advertisement",
  10: "router solicitation",
  11: "time exceeded",
  12: "parameter problem",
  13: "timestamp request",
  14: "timestamp reply",
};
const types6: Readonly<Record<number, string>> = {
  1: "unreachable",
  2: "packet too big",
  3: "time exceeded",
  4: "parameter problem",
  128: "echo request",
  129: "echo reply",
  130: "multicast listener query",
  131: "multicast listener report",
  132: "multicast listener done",
  133: "router solicitation",
  134: "router advertisement",
  135: "neighbor solicitation",
  136: "neighbor advertisement",
  137: "redirect",
  143: "multicast listener report v2",
};

/** A message by its type and code. */
export function icmpName(version: 4 | 6, type: number, code: number): string {
  const detail = version === 4 ? type === 3 && unreachable4[code] : type === 1 && unreachable6[code];
  if (typeof detail === "string") return detail;
  if (type === (version === 4 ? 11 : 3)) return code === 0 ? "time exceeded" : "reassembly time exceeded";
  return (version === 4 ? types4 : types6)[type] ?? `type ${type} code ${code}`;
}
