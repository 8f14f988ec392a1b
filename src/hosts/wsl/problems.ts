import { Problem } from "#core/problem.ts";
import { didYouMean } from "#core/suggest.ts";
import { dockerTrouble, type DockerTrouble, type StdioError } from "../stdio/failure.ts";
import { oneLine } from "../stdio/output.ts";
import { wslToken } from "./answers.ts";
import { describeTarget, typed, type WslTarget } from "./target.ts";

interface Told {
  readonly message: string;
  readonly hint: string;
}

const NOT_ENABLED: Told = {
  message: "WSL is not switched on in this Windows, or its virtual machine cannot start.",
  hint: "As administrator: wsl --install --no-distribution, then restart Windows. Virtualization must be on in the firmware.",
};

/**
 * What WSL's error tokens mean (microsoft/WSL, src/windows/common/wslutil.cpp, g_commonErrors). The text around them is
 * in the language of Windows.
 */
const TOKENS: Readonly<Record<string, (target: WslTarget) => Told>> = {
  WSL_E_DEFAULT_DISTRO_NOT_FOUND: () => ({
    message: "WSL has no distribution yet.",
    hint: "wsl --install -d Ubuntu",
  }),
  WSL_E_USER_NOT_FOUND: ({ user, distribution }) => ({
    message: `There is no user ${user} in ${describeTarget({ user, distribution })}.`,
    hint: `Write wsl://${distribution ?? ""}?user=root`,
  }),
  WSL_E_WSL_OPTIONAL_COMPONENT_REQUIRED: () => NOT_ENABLED,
  WSL_E_VIRTUAL_MACHINE_PLATFORM_REQUIRED: () => NOT_ENABLED,
  HCS_E_HYPERV_NOT_INSTALLED: () => NOT_ENABLED,
  HCS_E_SERVICE_NOT_AVAILABLE: () => NOT_ENABLED,
  REGDB_E_CLASSNOTREG: () => ({
    message: "The installation of WSL is broken.",
    hint: "As administrator: wsl --update, or uninstall Windows Subsystem for Linux in Settings and run wsl --install",
  }),
  E_ACCESSDENIED: (target) => ({
    message: `Windows does not let the bot's user start ${describeTarget(target)}.`,
    hint: "Distributions belong to the Windows user that installed them: run the bot as that user.",
  }),
};

const DOCKER: Readonly<Record<DockerTrouble, (target: WslTarget) => Told>> = {
  "not-installed": (target) => ({
    message: `There is no Docker in ${describeTarget(target)}.`,
    hint: `${typed(target, "apt install -y docker.io")}. With Docker Desktop: Settings, Resources, WSL integration.`,
  }),
  "not-running": (target) => ({
    message: `Docker is not running in ${describeTarget(target)}.`,
    hint: `/host start starts it, or ${typed(target, "service docker start")}`,
  }),
  forbidden: (target) => ({
    message: `In ${describeTarget(target)}, ${target.user} may not use Docker.`,
    hint: `${typed(target, `usermod -aG docker ${target.user}`)}, or write user=root in the settings.`,
  }),
  "too-old": (target) => ({
    message: `The docker command in ${describeTarget(target)} is too old.`,
    hint: "Docker 20.10 or newer is needed there.",
  }),
};

/** Whether the distribution is one that WSL does not have: then it is worth asking which ones it has. */
export function isUnknownDistribution({ failure }: StdioError): boolean {
  return wslToken(failure.said) === "WSL_E_DISTRO_NOT_FOUND";
}

/**
 * What a failed `wsl.exe` means for the caller. Pure.
 *
 * @param known The distributions there are, when somebody asked.
 */
export function wslProblem(error: StdioError, target: WslTarget, known: readonly string[] = []): Problem {
  const { code, said, exitCode, begun } = error.failure;
  const token = wslToken(said) ?? /\b0x80370102\b/.exec(said)?.[0];
  const told =
    code !== undefined
      ? notStarted(code)
      : isUnknownDistribution(error)
        ? unknownDistribution(target, known)
        : (byToken(token, target) ?? notInstalled(said) ?? inDistribution(error, target));
  if (told) return new Problem("host-unreachable", told.message, { hint: told.hint, cause: error });
  // -1 as Windows and as a POSIX shim give it: WSL's own failure, not that of what ran in it.
  const own = exitCode === 4_294_967_295 || exitCode === 255 || token !== undefined;
  const message = begun
    ? `The connection to Docker in ${describeTarget(target)} broke off: WSL was stopped or updated.`
    : `${own ? "WSL could not start" : "Docker did not answer in"} ${describeTarget(target)} (exit code ${exitCode}): ${oneLine(said) || "it said nothing"}`;
  return new Problem("host-unreachable", message, {
    hint: own && !begun ? "wsl --status and wsl --update say more." : `Try: ${typed(target, "docker version")}`,
    cause: error,
  });
}

function byToken(token: string | undefined, target: WslTarget): Told | undefined {
  if (token === "0x80370102") return NOT_ENABLED;
  return token === undefined ? undefined : TOKENS[token]?.(target);
}

function notStarted(code: string): Told {
  return code === "ENOENT"
    ? {
        message: "There is no wsl.exe here: this is not Windows with WSL, or not seen from inside of WSL.",
        hint: "On Windows, as administrator: wsl --install. In WSL: [interop] enabled=true in /etc/wsl.conf",
      }
    : { message: `wsl.exe cannot be started (${code}).`, hint: "Try: wsl --status" };
}

/** The wsl.exe that comes with Windows before WSL does has no token, but names the command in every language. */
function notInstalled(said: string): Told | undefined {
  if (wslToken(said) !== undefined || !/wsl(?:\.exe)? --install|aka\.ms\/wslinstall/i.test(said)) return undefined;
  return { message: "WSL is not installed on this Windows.", hint: "As administrator: wsl --install" };
}

function unknownDistribution({ distribution = "" }: WslTarget, known: readonly string[]): Told {
  const names = known.filter((name) => !name.startsWith("docker-desktop"));
  return {
    message: `WSL has no distribution ${distribution}.${didYouMean(distribution, names)}`,
    hint:
      names.length > 0
        ? `There are ${names.join(", ")}. Another is installed by wsl --install -d ${distribution}`
        : `wsl --install -d ${distribution}`,
  };
}

function inDistribution({ failure }: StdioError, target: WslTarget): Told | undefined {
  const trouble = dockerTrouble(failure);
  return trouble && DOCKER[trouble](target);
}
