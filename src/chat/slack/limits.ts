/**
 * What Slack takes, and the smaller figures we keep to. Where Slack's own sources differ, the lowest is here.
 * Sources: docs.slack.dev/reference/block-kit, @slack/types 3.2.0, bolt-js#2509, docs.slack.dev/apis/web-api/rate-limits.
 */

/** Blocks in a message; in a modal and on the home page. */
export const MESSAGE_BLOCKS = 50;
export const VIEW_BLOCKS = 100;

/** All blocks of a message as JSON. Slack does not say; `msg_blocks_too_long` was seen from about 13,200 (bolt-js#2509). */
export const MESSAGE_CHARACTERS = 12_000;

/** Ours: what is never left out keeps to these, so that all of it has room in one message. */
export const PROBLEM_CHARACTERS = 1_200;
export const HINT_CHARACTERS = 500;
export const QUESTION_CHARACTERS = 1_200;
export const NOTE_CHARACTERS = 200;

/**
 * The text beside the blocks: shown in notifications and by screen readers. Slack recommends 4,000 at most, and escaping makes
 * up to five characters of one.
 */
export const FALLBACK_CHARACTERS = 800;

export const TITLE_CHARACTERS = 300;
export const SECTION_CHARACTERS = 3_000;
export const PLACEHOLDER_CHARACTERS = 150;

/** A `table` block: rows with the header, columns, characters in all cells; one such block a message. */
export const TABLE_ROWS = 100;
export const TABLE_COLUMNS = 20;
export const TABLE_CHARACTERS = 6_000;
/** Ours: a cell longer than this makes a table nobody can read. */
export const CELL_CHARACTERS = 300;

/** A log longer than this is a file, and its end stands in the message. Ours: about a screen. */
export const LOG_CHARACTERS = 2_500;

export const BUTTONS_PER_BLOCK = 25;
/** Ours: what all buttons together may take of a message, as JSON. */
export const BUTTONS_CHARACTERS = 3_500;
export const BUTTON_TEXT_CHARACTERS = 75;
export const BUTTON_VALUE_CHARACTERS = 2_000;
export const CONFIRM_TITLE_CHARACTERS = 100;
export const CONFIRM_TEXT_CHARACTERS = 300;
export const CONFIRM_BUTTON_CHARACTERS = 30;

export const MODAL_TITLE_CHARACTERS = 24;
export const LABEL_CHARACTERS = 2_000;
export const SELECT_OPTIONS = 100;
/** Text and value of an option. Slack's page says 150 for the value, its types say 75. */
export const OPTION_CHARACTERS = 75;
export const INPUT_CHARACTERS = 3_000;

/** A response_url: posts, and how long it lives. */
export const RESPONSE_URL_POSTS = 5;
export const RESPONSE_URL_MS = 30 * 60_000;

/** chat.postMessage: one a second a channel. chat.update is tier 3: 50 a minute a workspace. */
export const POST_INTERVAL_MS = 1_000;
export const EDITS_PER_MINUTE = 50;

/** Slash commands of an app, and the texts of one. */
export const MANIFEST_COMMANDS = 50;
export const MANIFEST_COMMAND_CHARACTERS = 32;
export const MANIFEST_DESCRIPTION_CHARACTERS = 2_000;
export const MANIFEST_USAGE_CHARACTERS = 1_000;
export const MANIFEST_APP_DESCRIPTION_CHARACTERS = 140;
