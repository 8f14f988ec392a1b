import { defaultsWithin, RunPolicy, type RunContext } from "#core/docker-run/run-policy.ts";

/** Nothing beyond the ordinary is allowed. */
export const strict: RunPolicy = RunPolicy.parse({});

export const context: RunContext = {
  labels: { "longshore.lease": "l1", "longshore.owner": "slack:T1/U1" },
  address: "127.0.0.1",
  network: "longshore",
  image: { user: "", exposedPorts: [80] },
  defaults: defaultsWithin(strict),
  freePorts: [20_001, 20_002, 20_003],
  ownContainers: ["mine"],
};
