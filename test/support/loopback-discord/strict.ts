import { afterAll, afterEach, beforeEach, expect } from "vitest";
import { watchConnections } from "./connections.ts";
import { takeViolations } from "./violations.ts";

/**
 * For every test there is: what broke Discord's rules fails it, and so does a connection that leaves this machine. Nobody has to
 * ask for it.
 */
beforeEach(watchConnections);
afterEach(none);
afterAll(none);

function none(): void {
  expect(takeViolations(), "what Discord would refuse, and connections to elsewhere").toEqual([]);
}
