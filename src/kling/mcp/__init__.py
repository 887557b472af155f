"""The MCP server: what an agent can ask of kling, over standard input and output or HTTP on this machine."""
