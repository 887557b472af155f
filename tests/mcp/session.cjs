// A session of the TypeScript SDK with the server: node session.cjs PYTHON; the SDK is found by NODE_PATH.
const { Client } = require("@modelcontextprotocol/sdk/client/index.js");
const { StdioClientTransport } = require("@modelcontextprotocol/sdk/client/stdio.js");
const { StreamableHTTPClientTransport } = require("@modelcontextprotocol/sdk/client/streamableHttp.js");

async function main([python, url, token]) {
  const client = new Client({ name: "session", version: "1" });
  const headers = { authorization: `Bearer ${token}` };
  await client.connect(
    url
      ? new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } })
      : new StdioClientTransport({ command: python, args: ["-m", "kling", "mcp", "--sandbox"], env: process.env }),
  );
  const call = async (name, args) => (await client.callTool({ name, arguments: args })).structuredContent;
  const asked = { prompt: "A red kite climbs. Static camera.", duration: 3, mode: "std" };
  const { result } = await call("estimate", asked);
  const made = await call("generate", { ...asked, quote_token: result.quote_token });
  let done;
  do done = await call("wait", { id: made.result.external_task_id });
  while (!done.ok);
  const refused = await call("generate", { ...asked, duration: 99 });
  const { tools } = await client.listTools();
  console.log(JSON.stringify({ tools: tools.length, done, refused }));
  await client.close();
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error);
  process.exit(1);
});
