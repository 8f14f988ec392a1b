import type { Sent } from "../sent.ts";

const FILES = 10;
const FILE = /^files\[(\d+)\]$/;

/** How a form is made: one `payload_json`, and files called `files[0]`, `files[1]`, … */
export function formFaults({ files, parts = [] }: Sent): readonly string[] {
  const numbers = parts.flatMap((name) => FILE.exec(name)?.[1] ?? []).map(Number);
  const others = parts.filter((name) => name !== "payload_json" && !FILE.test(name));
  return [
    ...(parts.filter((name) => name === "payload_json").length === 1 ? [] : ["the form has not one payload_json"]),
    ...others.map((name) => `the form's part ${name} is not known`),
    // Discord takes any numbers; the rules below take them for places.
    ...(numbers.every((number, index) => number === index) ? [] : ["the form's files are not numbered from 0 on"]),
    ...(files.length > FILES ? [`${files.length} files: ${FILES} are the most`] : []),
    ...files.filter(({ name }) => name === "").map(() => "a file has no name"),
  ];
}
