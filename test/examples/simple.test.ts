/** The guide to `berkeley-sockets/simple`, and the blocking HTTP client. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test } from "node:test";
import { finished, firstLine, runNode, spawnPython } from "../support/child.ts";
import { root } from "../support/compile.ts";
import { testGuide } from "../support/guide.ts";
import { withoutProgram } from "../support/probe.ts";

testGuide("simple.md", { withoutProgram: ["Descriptors", "A whole program"] });

describe("examples/http-client.ts", () => {
  const client = join(root, "build", "examples", "http-client.js");

  test("gets a page from python's server", { skip: withoutProgram("python3") }, async () => {
    const server = spawnPython(`
import http.server
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = ("you asked for " + self.path + " of " + self.headers["Host"] + " \\u20ac\\n").encode() * 10000
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *args): pass
server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
print(server.server_address[1])
server.serve_forever()`);
    const end = finished(server);
    try {
      const { code, out, err } = await runNode(client, "127.0.0.1", "/some/page", await firstLine(server));
      assert.equal(code, 0, err);
      assert.match(err, /^HTTP\/1\.0 200 OK\n(.*\n)*Content-Length: \d+\n$/);
      assert.equal(out, "you asked for /some/page of 127.0.0.1 €\n".repeat(10_000));
    } finally {
      server.kill();
      await end;
    }
  });

  test("tells what went wrong", async () => {
    const { code, out, err } = await runNode(client, "127.0.0.1", "/", "1");
    assert.deepEqual([code, out], [1, ""]);
    assert.equal(
      err,
      "no connection: connect ECONNREFUSED 127.0.0.1:1\n  connect ECONNREFUSED 127.0.0.1:1: Connection refused\n",
    );
  });
});
