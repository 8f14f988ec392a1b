import { execFile } from "node:child_process";
import { homedir } from "node:os";
import { promisify } from "node:util";
import { openHosts } from "#hosts/hosts.ts";
import { hostContract } from "./contract.ts";
const run = promisify(execFile);
const environment = { platform: process.platform, home: homedir(), variables: process.env };
const socket = "/tmp/lsp/podman.sock";
hostContract("Podman", async () => (await openHosts([{ name: "pod", url: `podman://${socket}` }], environment)).find("pod"),
  async (...words) => (await run("docker", ["--host", `unix://${socket}`, ...words])).stdout.trim());
