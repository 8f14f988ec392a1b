/**
 * What Discord takes, and the smaller figures we keep to. Lengths are UTF-16 units: Discord does not say what it counts, and
 * this is the stricter. Sources: docs.discord.com/developers, discord-api-types 0.38, the guide of discord.js.
 */

/** Slash commands of one scope; options, subcommands or groups of one level. */
export const COMMANDS = 100;
export const COMMAND_OPTIONS = 25;
/** Names, descriptions and choices of one command with all its subcommands. */
export const COMMAND_CHARACTERS = 8_000;
export const DESCRIPTION_CHARACTERS = 100;
/** Choices of an option, offered at registration or while somebody types; a choice's name and its value. */
export const CHOICES = 25;
export const CHOICE_CHARACTERS = 100;
/** Lower case where there is one; Discord allows the alphabets of all languages. */
export const NAME_PATTERN = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;

/** Components of a message, counted with those inside others; characters of all texts together. */
export const MESSAGE_COMPONENTS = 40;
export const MESSAGE_CHARACTERS = 4_000;
/** Ids in `allowed_mentions`; ours is less, as each takes 24 characters of the text. */
export const MENTIONS = 40;
/** Ours: what is never left out keeps to these, so that all of it has room in one message. */
export const TITLE_CHARACTERS = 250;
export const PROBLEM_CHARACTERS = 700;
export const HINT_CHARACTERS = 500;
export const QUESTION_CHARACTERS = 600;
/** Of all secrets of a message together. */
export const SECRET_CHARACTERS = 1_500;

/** Ours: a log longer than this is a file, and its end stands in the message. About a phone's screen. */
export const LOG_CHARACTERS = 1_500;

/**
 * Ours: a table whose lines are longer is a list instead. An embed on a desktop broke lines at 40 (discord.js#3030), and a phone
 * shows about 42 of a code block before it has to be pushed sideways.
 */
export const TABLE_COLUMNS = 40;
/** Ours: what one table may take of a message; the rest of its rows are a file. */
export const TABLE_CHARACTERS = 2_200;
/** Ours: a cell longer than this makes a list nobody can read. */
export const CELL_CHARACTERS = 200;

export const BUTTONS_PER_ROW = 5;
export const BUTTON_LABEL_CHARACTERS = 80;
export const CUSTOM_ID_CHARACTERS = 100;
export const SELECT_OPTIONS = 25;
/** Of an option: its label, its value and its description. */
export const SELECT_TEXT_CHARACTERS = 100;

export const ALT_CHARACTERS = 1_024;
export const ATTACHMENTS = 10;
/** Of one file, where an interaction does not say (`attachment_size_limit`): what a server without boosts takes. */
export const ATTACHMENT_BYTES = 10 * 1_024 * 1_024;
/** All of a request. Discord names no exact figure for its frame; a mebibyte is left for it. */
export const REQUEST_BYTES = 24 * 1_024 * 1_024;
/** Ours: packing more than this would hold up everything else for seconds. */
export const PACKED_BYTES = 64 * 1_024 * 1_024;

export const MODAL_TITLE_CHARACTERS = 45;
export const MODAL_FIELDS = 5;
export const LABEL_CHARACTERS = 45;
export const LABEL_DESCRIPTION_CHARACTERS = 100;
export const INPUT_CHARACTERS = 4_000;
export const INPUT_PLACEHOLDER_CHARACTERS = 100;

/** Ours: the longest text taken from a file somebody sends. A line is not read beyond 16,000 characters anyway. */
export const UPLOAD_BYTES = 64 * 1_024;

/** Ours: an edit of a message, and posts in a channel, are this far apart. Discord tells its own limits with each answer. */
export const INTERVAL_MS = 1_000;
/** Edits are limited for each interaction by itself, so all of them together are not. */
export const EDITS_PER_MINUTE = 6_000;
