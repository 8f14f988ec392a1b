import { expect, test } from "vitest";
import { createEgress } from "#chat/discord/egress.ts";
import { createRest } from "#chat/discord/rest.ts";
import { startDiscord } from "#test/support/loopback-discord/server.ts";
import { APPLICATION, CHANNEL, GUILD, TOKEN } from "#test/support/loopback-discord/state.ts";
import { loadOracle } from "#test/support/loopback-discord/validate.ts";
import type { Asked } from "#test/support/loopback-discord/validate.ts";
import { takeViolations } from "#test/support/loopback-discord/violations.ts";

/** The judge of all other tests is judged here: what it has to refuse, and that nothing gets past it. */
const oracle = await loadOracle();

const [PUT, CALLBACK, EDIT, POST] = [
  `PUT /applications/${APPLICATION}/guilds/${GUILD}/commands`,
  "POST /interactions/1/token/callback",
  `PATCH /webhooks/${APPLICATION}/token/messages/@original`,
  `POST /channels/${CHANNEL}/messages`,
];
const FOLLOW = `POST /webhooks/${APPLICATION}/token`;
const [EPHEMERAL, V2] = [64, 32_768];
type More = Partial<Pick<Asked, "files" | "parts" | "before">> & { readonly query?: string };

function faults(call: string, json: unknown, { query = "", ...more }: More = {}): readonly string[] {
  const [method = "", path = ""] = call.split(" ");
  return oracle.faultsOf({ files: [], ...more, method, path, json, query: new URLSearchParams(query) });
}

const many = <T>(count: number, make: (index: number) => T) => Array.from({ length: count }, (_, index) => make(index));
const option = (more: object = {}) => ({ type: 3, name: "kind", description: "which", ...more });
const verb = (more: object = {}) => ({ type: 1, name: "up", description: "start", ...more });
const group = (...options: readonly object[]) => ({ type: 2, name: "net", description: "group", options });
const db = (more: object = {}) => ({ type: 1, name: "db", description: "databases", ...more });
const choice = (more: object = {}) => ({ name: "a", value: "a", ...more });
const text = (content = "hello") => ({ type: 10, content });
const button = (more: object = {}) => ({ type: 2, style: 2, label: "Stop", custom_id: "stop", ...more });
const link = (more: object = {}) => ({ type: 2, style: 5, label: "Docs", url: "https://example.com", ...more });
const menu = (more: object = {}) => ({ type: 3, custom_id: "menu", options: [{ label: "a", value: "a" }], ...more });
const row = (...components: readonly object[]) => ({ type: 1, components });
const panel = (...components: readonly object[]) => ({ flags: V2, components: [{ type: 17, components }] });
const reply = (data: object) => ({ type: 4, data });
const suggest = (...choices: readonly object[]) => ({ type: 8, data: { choices } });
const input = (more: object = {}) => ({ type: 4, custom_id: "name", style: 1, ...more });
const label = (component: object, more: object = {}) => ({ type: 18, label: "Name", component, ...more });
const form = (...components: readonly object[]) => ({ type: 9, data: { custom_id: "form", title: "Run", components } });
const file = (name: string, size = 1) => ({ name, bytes: new Uint8Array(size) });
const shown = (name: string) => ({ type: 13, file: { url: `attachment://${name}` } });
const attached = (id: string, filename: string) => ({ attachments: [{ id, filename }] });
const log = { files: [file("a.log")], parts: ["payload_json", "files[0]"] };

test.each<[string, string, unknown, More?]>([
  [
    "a command with subcommands, a group and options",
    PUT,
    [db({ options: [verb({ options: [option()] }), group(verb())] })],
  ],
  ["a command only for some", PUT, [db({ default_member_permissions: "32" })]],
  ["a name in another alphabet", PUT, [db({ name: "데이터", name_localizations: { ko: "데이터" } })]],
  ["an entry of the context menu", PUT, [db(), { type: 3, name: "Report this" }]],
  ["a promise to the caller", CALLBACK, { type: 5, data: { flags: EPHEMERAL } }],
  ["a promise to the channel", CALLBACK, { type: 5 }, { query: "with_response=false" }],
  ["a promise to change a message", CALLBACK, { type: 6 }],
  ["a panel with buttons and a menu", CALLBACK, reply(panel(text(), row(button(), link()), row(menu())))],
  ["what discord.js adds to a message", EDIT, { content: "a", tts: false, nonce: "1", enforce_nonce: false }],
  ["a file that a component shows", EDIT, { ...panel(shown("a.log")), ...attached("0", "a.log") }, log],
  ["a file that stays", EDIT, panel(shown("a.log")), { before: { flags: V2, files: [file("a.log")] } }],
  ["what a message had is taken away as it becomes a panel", EDIT, { ...panel(text()), content: null, embeds: [] }],
  ["suggestions", CALLBACK, suggest(choice(), choice({ name_localizations: { ko: "가" } }))],
  ["a form", CALLBACK, form(label(input()), label(menu({ min_values: 0, required: false })), text())],
])("2. taken: %s", (_, call, json, more) => {
  expect(faults(call, json, more)).toEqual([]);
});

test.each<[string, string, unknown, More?]>([
  ["a call that there is not", "POST /applications/1/comands", {}],
  ["a query that there is not", EDIT, { content: "a" }, { query: "wiat=true" }],
  ["a query that is no yes or no", FOLLOW, { content: "a" }, { query: "wait=maybe" }],
  ["a body where none belongs", "GET /users/@me/guilds", { a: 1 }],
  ["a misspelt key", EDIT, { contnet: "a" }],
  ["a misspelt key inside", EDIT, panel({ ...text(), contnet: "a" })],
  ["a misspelt key of a command's option", PUT, [db({ options: [option({ requierd: true })] })]],
  ["a misspelt key of a suggestion", CALLBACK, suggest({ ...choice(), vaule: "a" })],
  // Commands.
  ["a capital in a name", PUT, [db({ name: "Db" })]],
  ["a blank in a name", PUT, [db({ name: "d b" })]],
  ["a capital in an option's name", PUT, [db({ options: [option({ name: "Kind" })] })]],
  ["a name of 33", PUT, [db({ name: "a".repeat(33) })]],
  ["no description", PUT, [{ type: 1, name: "db" }]],
  ["an empty description", PUT, [db({ description: "" })]],
  ["a description of 101", PUT, [db({ description: "x".repeat(101) })]],
  [
    "an option's description of 51 characters that are two units each",
    PUT,
    [db({ options: [option({ description: "🐳".repeat(51) })] })],
  ],
  ["required after optional", PUT, [db({ options: [option(), option({ name: "name", required: true })] })]],
  ["two commands of one name", PUT, [db(), db()]],
  ["two options of one name", PUT, [db({ options: [option(), option()] })]],
  [
    "two options of one name in Korean",
    PUT,
    [
      db({
        options: [
          option({ name_localizations: { ko: "가" } }),
          option({ name: "b", name_localizations: { ko: "가" } }),
        ],
      }),
    ],
  ],
  [
    "an option that is called in Korean as another one is",
    PUT,
    [db({ options: [option({ name_localizations: { ko: "name" } }), option({ name: "name" })] })],
  ],
  ["subcommands and options", PUT, [db({ options: [verb(), option()] })]],
  ["a subcommand in a subcommand", PUT, [db({ options: [verb({ options: [verb()] })] })]],
  ["a group in a group", PUT, [db({ options: [group(group(verb()))] })]],
  ["an option in a group", PUT, [db({ options: [group(option())] })]],
  ["an empty group", PUT, [db({ options: [group()] })]],
  ["choices that complete", PUT, [db({ options: [option({ autocomplete: true, choices: [choice()] })] })]],
  ["two choices of one name", PUT, [db({ options: [option({ choices: [choice(), choice({ value: "b" })] })] })]],
  ["a choice's value of 101", PUT, [db({ options: [option({ choices: [choice({ value: "x".repeat(101) })] })] })]],
  ["a text as the choice of a number", PUT, [db({ options: [option({ type: 4, choices: [choice()] })] })]],
  ["26 choices", PUT, [db({ options: [option({ choices: many(26, (i) => choice({ name: `${i}` })) })] })]],
  ["26 options", PUT, [db({ options: many(26, (i) => option({ name: `o${i}` })) })]],
  ["nothing between least and most", PUT, [db({ options: [option({ type: 4, min_value: 2, max_value: 1 })] })]],
  ["a whole number beyond 2^53", PUT, [db({ options: [option({ type: 4, max_value: 2 ** 53 })] })]],
  ["a longest text below the shortest", PUT, [db({ options: [option({ min_length: 9, max_length: 3 })] })]],
  [
    "more than 8000 characters in all",
    PUT,
    [
      db({
        options: many(25, (n) =>
          verb({ name: `v${n}`, options: many(4, (i) => option({ name: `o${i}`, description: "x".repeat(90) })) }),
        ),
      }),
    ],
  ],
  [
    "8000 characters counted in the longest language",
    PUT,
    [
      db({
        options: many(25, (n) =>
          verb({
            name: `v${n}`,
            options: many(4, (i) =>
              option({ name: `o${i}`, description: "x", description_localizations: { ko: "x".repeat(90) } }),
            ),
          }),
        ),
      }),
    ],
  ],
  ["a language that there is not", PUT, [db({ name_localizations: { kr: "데이터" } })]],
  ["101 commands", PUT, many(101, (i) => db({ name: `c${i}` }))],
  ["16 entries of the context menu", PUT, many(16, (i) => ({ type: 3, name: `Report ${i}` }))],
  ["an entry of the context menu with a description", PUT, [{ type: 3, name: "Report", description: "x" }]],
  ["permissions in words", PUT, [db({ default_member_permissions: "MANAGE_GUILD" })]],
  // Acknowledging.
  ["an answer of no kind", CALLBACK, { type: 99 }],
  ["a promise made of components", CALLBACK, { type: 5, data: { flags: V2 | EPHEMERAL } }],
  ["a promise that says something", CALLBACK, { type: 5, data: { content: "soon" } }],
  ["26 suggestions", CALLBACK, suggest(...many(26, (i) => choice({ name: `${i}` })))],
  ["a suggestion's value of 101", CALLBACK, suggest(choice({ value: "x".repeat(101) }))],
  ["a suggestion's name of 101", CALLBACK, suggest(choice({ name: "x".repeat(101) }))],
  ["an empty suggestion", CALLBACK, suggest(choice({ name: "" }))],
  ["a suggestion in a language that there is not", CALLBACK, suggest(choice({ name_localizations: { kr: "가" } }))],
  // Messages.
  ["an empty message", POST, {}],
  ["an empty message of texts", FOLLOW, { content: "", embeds: [] }],
  ["a panel of nothing", CALLBACK, reply({ flags: V2, components: [] })],
  ["an empty text in a panel", FOLLOW, panel(text(""))],
  ["a text of 2001", POST, { content: "x".repeat(2_001) }],
  ["a text of 1001 characters that are two units each", FOLLOW, { content: "🐳".repeat(1_001) }],
  ["6001 characters of embeds", POST, { embeds: many(2, () => ({ description: "x".repeat(3_001) })) }],
  ["4001 characters of texts in a panel", FOLLOW, panel(text("x".repeat(2_000)), text("x".repeat(2_001)))],
  ["41 components, counted with those inside", EDIT, panel(...many(40, () => text()))],
  [
    "41 components of rows and buttons",
    EDIT,
    panel(...many(7, (r) => row(...many(5, (b) => button({ custom_id: `${r}.${b}` }))))),
  ],
  ["six rows without a panel", POST, { content: "a", components: many(6, (i) => row(button({ custom_id: `${i}` }))) }],
  ["six buttons in a row", FOLLOW, panel(row(...many(6, (i) => button({ custom_id: `${i}` }))))],
  ["a button beside a menu", FOLLOW, panel(row(button(), menu()))],
  ["a panel with content", FOLLOW, { ...panel(text()), content: "a" }],
  ["a panel with embeds", EDIT, { ...panel(text()), embeds: [{ title: "a" }] }],
  ["a panel without its flag", FOLLOW, { components: [text()] }],
  ["an unknown flag", POST, { content: "a", flags: 1 << 20 }],
  ["a message of the bot's own for somebody alone", POST, { content: "a", flags: EPHEMERAL }],
  ["an edit that changes who sees it", EDIT, { content: "a", flags: EPHEMERAL }],
  ["two buttons of one custom_id", FOLLOW, panel(row(button(), button()))],
  ["a custom_id of 101", FOLLOW, panel(row(button({ custom_id: "x".repeat(101) })))],
  ["a button without a custom_id", FOLLOW, panel(row(button({ custom_id: undefined })))],
  ["a button that nothing stands on", FOLLOW, panel(row(button({ label: "" })))],
  ["a link with a custom_id", FOLLOW, panel(row(link({ custom_id: "a" })))],
  ["a link to nowhere", FOLLOW, panel(row(link({ url: undefined })))],
  ["a button with an address", FOLLOW, panel(row(button({ url: "https://example.com" })))],
  ["two choices of one value", FOLLOW, panel(row(menu({ options: many(2, () => ({ label: "a", value: "a" })) })))],
  ["26 choices in a menu", FOLLOW, panel(row(menu({ options: many(26, (i) => ({ label: "a", value: `${i}` })) })))],
  ["more to choose than there is", FOLLOW, panel(row(menu({ max_values: 2 })))],
  ["a section with nothing beside it", FOLLOW, panel({ type: 9, components: [text()] })],
  ["a container in a container", FOLLOW, panel({ type: 17, components: [text()] })],
  ["a component of no kind", FOLLOW, panel({ type: 99 })],
  ["users parsed and named", POST, { content: "a", allowed_mentions: { parse: ["users"], users: ["1"] } }],
  // Files.
  ["a file that no component shows", EDIT, { ...panel(text()), ...attached("0", "a.log") }, log],
  ["a component that shows a file which is not there", EDIT, panel(shown("b.log"))],
  ["a file that is not named", FOLLOW, { content: "a" }, log],
  ["a name without its file", FOLLOW, { content: "a", ...attached("0", "a.log") }],
  ["a file of another name", FOLLOW, { content: "a", ...attached("0", "b.log") }, log],
  ["a file's id that is a number", EDIT, { content: "a", attachments: [{ id: 0, filename: "a.log" }] }, log],
  [
    "two files of one name",
    FOLLOW,
    { content: "a", attachments: [{ id: "0" }, { id: "1" }] },
    { files: [file("a"), file("a")], parts: ["payload_json", "files[0]", "files[1]"] },
  ],
  [
    "a file beyond 10 MiB",
    FOLLOW,
    { content: "a", ...attached("0", "a.log") },
    { ...log, files: [file("a.log", 10_485_761)] },
  ],
  [
    "a file's name that Discord changes",
    FOLLOW,
    { content: "a", ...attached("0", "a b.log") },
    { ...log, files: [file("a b.log")] },
  ],
  ["a form's part that is not known", FOLLOW, { content: "a" }, { files: [], parts: ["payload_json", "flies[0]"] }],
  ["a form without its payload", FOLLOW, { content: "a", ...attached("0", "a.log") }, { ...log, parts: ["files[0]"] }],
  ["a form where none is taken", PUT, [db()], { parts: ["payload_json"] }],
  // Forms.
  ["six fields", CALLBACK, form(...many(6, (i) => label(input({ custom_id: `${i}` }))))],
  ["two fields of one custom_id", CALLBACK, form(label(input()), label(input()))],
  ["a title of 46", CALLBACK, { type: 9, data: { ...form(label(input())).data, title: "x".repeat(46) } }],
  ["a label of 46", CALLBACK, form(label(input(), { label: "x".repeat(46) }))],
  ["a value longer than what may be typed", CALLBACK, form(label(input({ value: "abc", max_length: 2 })))],
  ["a menu that needs nothing and is needed", CALLBACK, form(label(menu({ min_values: 0 })))],
  ["a button in a form", CALLBACK, form(label(button()))],
])("2. refused: %s", (_, call, json, more) => {
  expect(faults(call, JSON.parse(JSON.stringify(json)), more)).not.toEqual([]);
});

test("2. a misspelt key that the real client sends is answered as Discord does, and fails the test, whatever the test makes of the answer", async () => {
  const discord = await startDiscord();
  const egress = createEgress({ apiUrl: discord.apiUrl, timeoutMs: 5_000, signal: new AbortController().signal });
  const rest = createRest(discord.apiUrl, egress, TOKEN);
  const send = () => rest.post(`/channels/${CHANNEL}/messages`, { body: { contnet: "hello" } });
  await expect(send()).rejects.toMatchObject({ status: 400, code: 50_035 });
  discord.fault = () => ({ kind: "status", status: 500, body: {} });
  await expect(send()).rejects.toMatchObject({ status: 500 });
  const fault = `POST /channels/${CHANNEL}/messages: / must NOT have additional properties: contnet`;
  // What the tear-down of every test looks at.
  expect(takeViolations()).toEqual([fault, fault]);
  expect(discord.workspace.messages).toEqual([]);
  rest.clearHandlerSweeper();
  rest.clearHashSweeper();
  await discord.close();
});
