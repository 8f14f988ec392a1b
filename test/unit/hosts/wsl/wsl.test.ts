import { describe, expect, test } from "vitest";
import { Problem } from "#core/problem.ts";
import { StdioError } from "#hosts/stdio/failure.ts";
import { distributionNames, ipv4Addresses, networkingMode, wslToken, wslVersion } from "#hosts/wsl/answers.ts";
import { wslProblem } from "#hosts/wsl/problems.ts";
import { candidates } from "#hosts/wsl/reach.ts";
import { inside, wslProgram, wslTarget } from "#hosts/wsl/target.ts";

const target = (text: string) => wslTarget(new URL(text));
const ubuntu = target("wsl://Ubuntu");

describe("a wsl URL", () => {
  test("names a distribution and a user", () => {
    expect(target("wsl://Ubuntu-24.04?user=ann")).toEqual({ distribution: "Ubuntu-24.04", user: "ann" });
    expect(target("wsl:")).toEqual({ distribution: undefined, user: "root" });
    expect(inside(ubuntu, "root", ["docker"])).toEqual(["-d", "Ubuntu", "-u", "root", "--exec", "docker"]);
    expect(inside(target("wsl:"), "root", ["docker"])).toEqual(["-u", "root", "--exec", "docker"]);
  });

  test.for(["wsl://-u", "wsl://--shutdown", "wsl://a%20b", "wsl://Ubuntu?user=-x", "wsl://Ubuntu?user=a b"])(
    "that could be read as an option is refused: %s",
    (text) => {
      expect(() => target(text)).toThrow(Problem);
    },
  );

  test("starts wsl.exe by its whole path on Windows, and asks for UTF-8 from either side", () => {
    const windows = wslProgram({ platform: "win32", home: "", variables: { SystemRoot: "C:\\Windows" } }, []);
    expect(windows).toMatchObject({ command: "C:\\Windows\\System32\\wsl.exe", env: { WSL_UTF8: "1" } });
    expect(windows.env).not.toHaveProperty("WSLENV");
    const inner = wslProgram({ platform: "linux", home: "", variables: { WSLENV: "WT_SESSION::" } }, []);
    expect(inner).toMatchObject({ command: "wsl.exe", env: { WSL_UTF8: "1", WSLENV: "WT_SESSION:::WSL_UTF8" } });
  });
});

test("answers are read in any language", () => {
  expect(distributionNames("Ubuntu\r\nDebian\r\n\r\n")).toEqual(["Ubuntu", "Debian"]);
  expect(wslVersion("WSL version: 2.6.1.0\r\nKernel version: 6.6.87.2-1\r\n")).toBe("2.6.1.0");
  expect(wslVersion("WSL 版本： 2.0.9.0\r\n内核版本： 5.15.133.1-1\r\n")).toBe("2.0.9.0");
  expect(wslVersion("Invalid command line")).toBeUndefined();
  expect(wslToken("Fehlercode: Wsl/Service/CreateVm/HCS/HCS_E_HYPERV_NOT_INSTALLED")).toBe(
    "HCS_E_HYPERV_NOT_INSTALLED",
  );
  expect(wslToken("错误代码: Wsl/WSL_E_USER_NOT_FOUND\r\n")).toBe("WSL_E_USER_NOT_FOUND");
  expect(wslToken("no token")).toBeUndefined();
  expect(networkingMode("mirrored\n")).toBe("mirrored");
  expect(networkingMode("")).toBe("nat");
  expect(ipv4Addresses("172.20.3.4 172.17.0.1 fd00::1 \n")).toEqual(["172.20.3.4", "172.17.0.1"]);
});

test("where a port may be reached depends on the networking mode", () => {
  const addresses = ["172.20.3.4", "172.17.0.1"];
  expect(candidates("nat", addresses, true)).toEqual([
    { address: "127.0.0.1", from: "programs on this Windows machine" },
    { address: "172.20.3.4", from: "this Windows machine, until WSL is started again" },
  ]);
  expect(candidates("mirrored", ["192.168.1.7"], false)).toEqual([
    { address: "127.0.0.1", from: "programs on this Windows machine" },
    { address: "192.168.1.7", from: "the network, where Windows' firewall lets it through" },
  ]);
  expect(candidates("nat", [], false)).toEqual([{ address: "127.0.0.1", from: "programs in this distribution" }]);
  expect(candidates("none", addresses, true)).toHaveLength(1);
});

test("every way WSL says no has a sentence and a line to type", () => {
  const wsl = (token: string) => `文字\r\n错误代码: Wsl/Service/${token}`;
  const said: readonly (readonly [string, number])[] = [
    ["The Windows Subsystem for Linux is not installed. You can install by running 'wsl.exe --install'.", 1],
    [wsl("WSL_E_DISTRO_NOT_FOUND"), 4_294_967_295],
    [wsl("WSL_E_DEFAULT_DISTRO_NOT_FOUND"), 4_294_967_295],
    [wsl("WSL_E_USER_NOT_FOUND"), 4_294_967_295],
    [wsl("CreateInstance/CreateVm/HCS/HCS_E_SERVICE_NOT_AVAILABLE"), 4_294_967_295],
    [wsl("CreateInstance/CreateVm/HCS/0x80370102"), 4_294_967_295],
    [wsl("E_UNEXPECTED"), 4_294_967_295],
    ["<3>WSL (9 - Relay) ERROR: CreateProcessCommon:640: execvpe(docker) failed: No such file or directory", 1],
    ["The command 'docker' could not be found in this WSL 2 distro.", 1],
    ["failed to open the raw stream connection: dial unix /var/run/docker.sock: connect: no such file or directory", 1],
    ["something else", 3],
  ];
  const problems = said.map(([words, exitCode]) => {
    const failure = { program: "wsl.exe", exitCode, signal: null, code: undefined, said: words, begun: false };
    const { message, hint } = wslProblem(new StdioError(failure), ubuntu, ["Debian", "docker-desktop"]);
    return `${message}\n  ${hint}`;
  });
  expect(problems.join("\n")).toMatchInlineSnapshot(`
    "WSL is not installed on this Windows.
      As administrator: wsl --install
    WSL has no distribution Ubuntu.
      There are Debian. Another is installed by wsl --install -d Ubuntu
    WSL has no distribution yet.
      wsl --install -d Ubuntu
    There is no user root in the WSL distribution Ubuntu.
      Write wsl://Ubuntu?user=root
    WSL is not switched on in this Windows, or its virtual machine cannot start.
      As administrator: wsl --install --no-distribution, then restart Windows. Virtualization must be on in the firmware.
    WSL is not switched on in this Windows, or its virtual machine cannot start.
      As administrator: wsl --install --no-distribution, then restart Windows. Virtualization must be on in the firmware.
    WSL could not start the WSL distribution Ubuntu (exit code 4294967295): 文字 错误代码: Wsl/Service/E_UNEXPECTED
      wsl --status and wsl --update say more.
    There is no Docker in the WSL distribution Ubuntu.
      wsl -d Ubuntu -u root -- apt install -y docker.io. With Docker Desktop: Settings, Resources, WSL integration.
    There is no Docker in the WSL distribution Ubuntu.
      wsl -d Ubuntu -u root -- apt install -y docker.io. With Docker Desktop: Settings, Resources, WSL integration.
    Docker is not running in the WSL distribution Ubuntu.
      /host start starts it, or wsl -d Ubuntu -u root -- service docker start
    Docker did not answer in the WSL distribution Ubuntu (exit code 3): something else
      Try: wsl -d Ubuntu -u root -- docker version"
  `);
});
