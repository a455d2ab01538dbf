/** All that the doctor looks at once the library is loaded. */
import { families, internetProtocols } from "./families.ts";
import type { Finding } from "./finding.ts";
import { limits, missingNames } from "./limits.ts";
import { names } from "./names.ts";
import { network } from "./network.ts";
import { waiting } from "./waiting.ts";

export async function examine(): Promise<Finding[]> {
  return [
    ...families(),
    ...internetProtocols(),
    ...(await network()),
    ...(await waiting()),
    ...(await names()),
    ...limits(),
    ...missingNames(),
  ];
}
