import type { Connection, HostKind } from "./kind.ts";
import { StdioAgent } from "./stdio/agent.ts";
import { newMark, scriptWithMark } from "./stdio/end-mark.ts";
import { Starts } from "./stdio/starts.ts";
import { Keeper } from "./wsl/keeper.ts";
import { WslPower } from "./wsl/power.ts";
import { inside, wslProgram, wslTarget } from "./wsl/target.ts";
import { Wsl } from "./wsl/wsl.ts";

/**
 * `wsl://Ubuntu?user=root`: Docker in a distribution of WSL, from Windows or from another distribution. `wsl` alone is
 * the default distribution.
 *
 * No port is opened for Docker and none of Windows' networking is between: `wsl.exe` carries the bytes.
 */
const wsl: HostKind = {
  async connect(url, environment): Promise<Connection> {
    const target = wslTarget(url);
    const control = new Wsl(target, environment);
    const keeper = new Keeper(wslProgram(environment, inside(target, target.user, ["cat"])));
    const starts = new Starts();
    const power = new WslPower(control, keeper, starts);
    const mark = newMark();
    const marked = ["sh", "-c", scriptWithMark(DIAL, mark)];
    const stdio = {
      program: wslProgram(environment, inside(target, target.user, DIAL)),
      marked: { program: wslProgram(environment, inside(target, target.user, marked)), mark },
      explain: control.problem.bind(control),
      starts,
      refusal: power.refusal.bind(power),
    };
    return {
      kind: "wsl",
      url: `wsl://${target.distribution ?? ""}`,
      host: "docker",
      slowToOpen: true,
      agent: (options) => new StdioAgent(stdio, options),
      // WSL hands what listens on its loopback to Windows' loopback, with NAT (localhostForwarding) as when mirrored.
      address: "127.0.0.1",
      bind: "127.0.0.1",
      local: false,
      power,
      close: () => void keeper.release(),
    };
  },
};

export default wsl;

const DIAL = ["docker", "system", "dial-stdio"];
