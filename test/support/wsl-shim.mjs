#!/usr/bin/env node
// A wsl.exe for machines that have none. It behaves as the real one is documented to (microsoft/WSL, MicrosoftDocs/WSL):
// its own messages on stdout, in UTF-16LE unless WSL_UTF8=1 and its version is new enough to look; exit code -1 for
// failures of its own and the program's otherwise; `-l -q`; `--exec` without a shell. What runs "in the distribution"
// runs here, so `docker` is the real one.
//
// WSL_SHIM names a folder with state.json: { distributions, running, language, utf8, version, update, users, idleMs,
// path, mode }. What the shim changes (running, version) is written back.
import { spawn } from "node:child_process";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.env["WSL_SHIM"] ?? "";
const file = join(folder, "state.json");
const state = JSON.parse(readFileSync(file, "utf8"));
const words = process.argv.slice(2);

const TEXTS = {
  en: {
    unknown: "There is no distribution with the supplied name.",
    none: "Windows Subsystem for Linux has no installed distributions.",
    user: "User not found.",
    code: "Error code: ",
    version: "WSL version: ",
    updating: "Updating Windows Subsystem for Linux to version: ",
    newest: "The most recent version of Windows Subsystem for Linux is already installed.",
    default: "Default Distribution: ",
    missing: "The Windows Subsystem for Linux is not installed. You can install by running 'wsl.exe --install'.",
    usage: "Invalid command line argument: ",
  },
  zh: {
    unknown: "不存在具有所提供名称的分发。",
    none: "适用于 Linux 的 Windows 子系统没有已安装的分发版。",
    user: "找不到用户。",
    code: "错误代码: ",
    version: "WSL 版本： ",
    updating: "正在将适用于 Linux 的 Windows 子系统更新到版本: ",
    newest: "已安装最新版本的适用于 Linux 的 Windows 子系统。",
    default: "默认分发: ",
    missing: "未安装适用于 Linux 的 Windows 子系统。可通过运行“wsl.exe --install”进行安装。",
    usage: "命令行参数无效: ",
  },
};
const texts = TEXTS[state.language === "zh" ? "zh" : "en"];

/** @param {string} text */
function say(text) {
  const utf8 = process.env["WSL_UTF8"] === "1" && state.utf8 !== false;
  process.stdout.write(Buffer.from(`${text}\r\n`, utf8 ? "utf8" : "utf16le"));
}

/** @param {string} text @param {string} [token] */
function fail(text, token) {
  say(text);
  if (token) say(`${texts.code}Wsl/Service/${token}`);
  process.exitCode = 255; // what a POSIX system makes of -1
}

/** @param {object} change */
function save(change) {
  const next = `${file}.${process.pid}`;
  writeFileSync(next, JSON.stringify({ ...JSON.parse(readFileSync(file, "utf8")), ...change }));
  renameSync(next, file);
}

if (state.installed === false) fail(texts.missing);
else if (words.includes("-l") || words.includes("--list")) list();
else if (words[0] === "--status") say(`${texts.default}${state.distributions[0] ?? ""}`);
else if (words[0] === "--version") version();
else if (words[0] === "--update") update();
else if (words[0] === "--terminate") terminate(words[1] ?? "");
else if (words[0] === "--shutdown") save({ running: [] });
else runInside();

function list() {
  const all = words.includes("--running") ? state.running : state.distributions;
  if (all.length === 0 && !words.includes("--running")) fail(texts.none, "WSL_E_DEFAULT_DISTRO_NOT_FOUND");
  else if (words.includes("-q")) for (const name of all) say(name);
  else fail(texts.usage, "WSL_E_INVALID_USAGE"); // nobody should read the table, whose states are localised
}

function version() {
  if (state.version) say(`${texts.version}${state.version}`);
  else fail(texts.usage, "E_INVALIDARG");
}

function update() {
  if (state.update === undefined) return say(texts.newest);
  if (state.update === "denied") return fail("Access is denied.", "E_ACCESSDENIED");
  say(`${texts.updating}${state.update}`);
  save({ version: state.update, running: [], update: undefined });
}

/** @param {string} name */
function terminate(name) {
  if (!state.distributions.includes(name)) return fail(texts.unknown, "WSL_E_DISTRO_NOT_FOUND");
  save({ running: state.running.filter((/** @type {string} */ other) => other !== name) });
}

function runInside() {
  const at = words.indexOf("--exec");
  const named = words.indexOf("-d");
  const asked = words.indexOf("-u");
  const name = named >= 0 && named < at ? (words[named + 1] ?? "") : state.distributions[0];
  const user = asked >= 0 && asked < at ? words[asked + 1] : "root";
  if (name === undefined) return fail(texts.none, "WSL_E_DEFAULT_DISTRO_NOT_FOUND");
  if (!state.distributions.includes(name)) return fail(texts.unknown, "WSL_E_DISTRO_NOT_FOUND");
  if (!(state.users ?? ["root"]).includes(user)) return fail(texts.user, "WSL_E_USER_NOT_FOUND");
  if (at < 0) return fail(texts.usage, "WSL_E_INVALID_USAGE");
  if (!state.running.includes(name)) save({ running: [...state.running, name] });
  const [program = "", ...args] = words.slice(at + 1);
  if (program === "wslinfo") return void process.stdout.write(`${state.mode ?? "nat"}\n`);
  const env = { ...process.env, PATH: state.path ?? process.env["PATH"] };
  const child = spawn(program, args, { stdio: "inherit", env });
  child.on("error", () => {
    process.stderr.write(
      `<3>WSL (9 - Relay) ERROR: CreateProcessCommon:640: execvpe(${program}) failed: No such file or directory\n`,
    );
    process.exitCode = 1;
  });
  child.on("exit", (code, signal) => {
    process.exitCode = code ?? 128;
    if (signal) process.exit();
  });
  // wsl.exe that is ended takes its relay with it.
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  watchParent(child);
}

/** The distribution ends when the shim's state says that it does not run any more: `--terminate`, `--shutdown`, an update. */
/** @param {import("node:child_process").ChildProcess} child */
function watchParent(child) {
  const name = words[words.indexOf("-d") + 1];
  const look = setInterval(() => {
    const { running } = JSON.parse(readFileSync(file, "utf8"));
    if (words.includes("-d") && !running.includes(name)) child.kill("SIGKILL");
  }, 100);
  child.on("exit", () => clearInterval(look));
  child.on("error", () => clearInterval(look));
}
