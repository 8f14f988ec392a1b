import { homedir } from "node:os";
import { openHosts } from "#hosts/hosts.ts";
import { hostContract, LOCAL } from "./contract.ts";

const environment = { platform: process.platform, home: homedir(), variables: process.env };

hostContract(LOCAL, async () => {
  const hosts = await openHosts([{ name: "local", url: "docker" }], environment);
  return hosts.find("local");
});
