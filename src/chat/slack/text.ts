export { clean, cut, endOf, inline } from "../text.ts";

/** For the fields where Slack reads markup. There a raw `<!channel>` in a log line pings everybody. */
export function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
