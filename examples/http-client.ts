/**
 * A blocking HTTP client: connects, asks for one page, prints it, and is done.
 *
 *     node build/examples/http-client.js HOST [PATH [PORT]]
 */
import { BufferedSocket, ConnectCondition, connectToHost, TimeoutCondition } from "berkeley-sockets/simple";

const [host = "localhost", path = "/", port = "0"] = process.argv.slice(2);
const timeout = 10_000;

function get(): void {
  // A port of 0 leaves it to the service's name.
  using server = new BufferedSocket(connectToHost(host, "http", Number(port), { timeout }), { lineEnding: "crlf" });
  server.writeString(`GET ${path} HTTP/1.0\nHost: ${host}\nUser-Agent: berkeley-sockets\n\n`, { timeout });

  console.error(server.readLine({ timeout }) ?? "no answer");
  for (let header = server.readLine({ timeout }); header; header = server.readLine({ timeout })) console.error(header);

  // HTTP/1.0 closes the connection behind the page.
  const page = server.readAll({ timeout });
  if (page !== undefined) process.stdout.write(page);
}

try {
  get();
} catch (error) {
  if (error instanceof TimeoutCondition) console.error(`${host} took more than ${timeout / 1000} s: ${error.message}`);
  else if (error instanceof ConnectCondition) {
    console.error(`no connection: ${error.message}`);
    for (const attempt of error.errors) console.error(`  ${attempt.message}: ${attempt.text}`);
  } else throw error;
  process.exitCode = 1;
}
