import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Problem } from "#core/problem.ts";
import { dialArguments, forwardArguments } from "#hosts/ssh/arguments.ts";
import { sshProblem } from "#hosts/ssh/problems.ts";
import { sshTarget } from "#hosts/ssh/target.ts";
import { StdioError } from "#hosts/stdio/failure.ts";

const target = (text: string) => sshTarget(new URL(text));

describe("an ssh URL", () => {
  test("becomes words for ssh, the host after two dashes", () => {
    expect(dialArguments(target("ssh://ops@build.example:2222?socket=/run/user/1000/docker.sock")).join(" ")).toBe(
      "-T -a -x -o BatchMode=yes -o StrictHostKeyChecking=yes -o ConnectTimeout=10 -o ServerAliveInterval=15 " +
        "-o ServerAliveCountMax=3 -o RemoteCommand=none -o PermitLocalCommand=no -o ClearAllForwardings=yes -p 2222 " +
        "-l ops -- build.example docker --host unix:///run/user/1000/docker.sock system dial-stdio",
    );
    expect(dialArguments(target("ssh://build?config=/etc/longshore/ssh")).slice(0, 2)).toEqual([
      "-F",
      "/etc/longshore/ssh",
    ]);
    expect(forwardArguments(target("ssh://[::1]"), 4000, 20_001).slice(-5)).toEqual([
      "-L",
      "127.0.0.1:4000:127.0.0.1:20001",
      "--",
      "::1",
      "cat",
    ]);
  });

  test("with a socket as its path is what Docker's own command takes", () => {
    expect(target("ssh://ops@build/run/docker.sock").socket).toBe("/run/docker.sock");
  });

  test.for([
    "ssh://-oProxyCommand=x",
    "ssh://ops@-oProxyCommand=x",
    "ssh://-l@build",
    "ssh://ops:password@build",
    "ssh://",
    "ssh://a%20b",
    "ssh://ops@build?socket=/run/docker.sock;id",
    "ssh://ops@build?socket=$(id)",
    "ssh://ops@build/run/%60id%60",
    "ssh://ops@build?config=relative",
    "ssh://ops@build?forward=0.0.0.0",
    "ssh://ops@build?forward=yes",
    "ssh://o%20ps@build",
    "ssh://%ff@build",
  ])("that could be read as something else is refused: %s", (text) => {
    const url = URL.parse(text);
    if (url) expect(() => sshTarget(url)).toThrow(Problem);
  });

  test("never gives words that a shell or ssh would read as its own", () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true }), fc.string(), (web, socket) => {
        const url = URL.parse(`${web.replace(/^https?/, "ssh")}?socket=${encodeURIComponent(socket)}`);
        if (!url) return;
        try {
          const words = dialArguments(sshTarget(url));
          const remote = words.slice(words.indexOf("--") + 1);
          for (const word of remote) expect(word).toMatch(/^[\w./:@+%-]+$/);
          expect(remote[0]).not.toMatch(/^-/);
        } catch (error) {
          expect(error).toBeInstanceOf(Problem);
        }
      }),
    );
  });
});

test("every way ssh says no has a sentence and a line to type", () => {
  const said: readonly (readonly [string, number])[] = [
    ["@@@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @@@\nHost key verification failed.", 255],
    ["No ED25519 host key is known for build and you have requested strict checking.", 255],
    ["ops@build: Permission denied (publickey).", 255],
    ["ssh: Could not resolve hostname build: Name or service not known", 255],
    ["ssh: connect to host build port 22: Connection refused", 255],
    ["ssh: connect to host build port 22: No route to host", 255],
    ["kex_exchange_identification: Connection closed by remote host", 255],
    ["Unable to negotiate with 10.0.0.5 port 22: no matching key exchange method found.", 255],
    ["/etc/ssh: line 1: Bad configuration option: x", 255],
    ["bash: docker: command not found", 127],
    ["failed to open the raw stream connection: dial unix /var/run/docker.sock: connect: connection refused", 1],
    ["permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock", 1],
    ["nothing known", 3],
  ];
  const problems = said.map(([words, exitCode]) => {
    const failure = { program: "ssh", exitCode, signal: null, code: undefined, said: words, begun: false };
    const { message, hint } = sshProblem(new StdioError(failure), target("ssh://ops@build"));
    return `${message}\n  ${hint}`;
  });
  expect(problems.join("\n")).toMatchInlineSnapshot(`
    "The host key of build is not the one it had before: it was set up anew, or somebody stands in between.
      When you know why: ssh-keygen -R build, then ssh ops@build and compare the fingerprint.
    The host key of build is not known to the user that runs the bot.
      As that user, once: ssh ops@build and compare the fingerprint before you say yes.
    build does not let the bot log in: no key it was shown is accepted.
      As the user that runs the bot: ssh-copy-id ops@build. A key with a passphrase has to be in an agent: ssh-add
    The name build is not known: neither to DNS nor to the ssh configuration.
      Look at the spelling, or at what this does: ssh ops@build
    Nothing listens for ssh on build, port 22.
      There: sudo systemctl start ssh. Another port is written ssh://USER@HOST:PORT
    The host build cannot be reached for ssh.
      Is it on, and the network or VPN up? ssh ops@build
    build ended the connection before the login: too many logins at a time, or it speaks no ssh there.
      Try: ssh ops@build. In its sshd_config, MaxStartups and MaxSessions limit logins.
    ssh here and on build have no method in common.
      This says which: ssh -v ops@build
    ssh cannot read its configuration.
      This says which line: ssh -G ops@build
    There is no docker command on build for the user that ssh logs in.
      Install Docker there, or look whether it is on the PATH without a login: ssh ops@build 'command -v docker'
    Docker is not running on build.
      ssh ops@build sudo systemctl start docker
    On build, ops may not use Docker.
      There: sudo usermod -aG docker ops. Or run rootless Docker and name its socket: ?socket=/run/user/1000/docker.sock
    ssh gave no way to Docker on build (exit code 3): nothing known
      Try what the bot does: ssh ops@build docker version"
  `);
});
