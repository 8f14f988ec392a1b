import type {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  ButtonStyle,
  ComponentType,
  InteractionContextType,
  MessageFlags,
  TextInputStyle,
} from "discord.js";

/**
 * The numbers of Discord's API that we send and read. discord.js has them too, but loading it takes a third of a second,
 * and nothing here needs it: its types are gone at run time.
 */
export const commandTypes = {
  chatInput: 1 satisfies ApplicationCommandType.ChatInput,
} as const;

export const optionTypes = {
  subcommand: 1 satisfies ApplicationCommandOptionType.Subcommand,
  group: 2 satisfies ApplicationCommandOptionType.SubcommandGroup,
  text: 3 satisfies ApplicationCommandOptionType.String,
  integer: 4 satisfies ApplicationCommandOptionType.Integer,
  boolean: 5 satisfies ApplicationCommandOptionType.Boolean,
  number: 10 satisfies ApplicationCommandOptionType.Number,
} as const;

/** In guilds, installed by a guild. */
export const contexts = { guild: 0 satisfies InteractionContextType.Guild } as const;
export const installs = { guild: 0 satisfies ApplicationIntegrationType.GuildInstall } as const;

export const componentTypes = {
  row: 1 satisfies ComponentType.ActionRow,
  button: 2 satisfies ComponentType.Button,
  select: 3 satisfies ComponentType.StringSelect,
  textInput: 4 satisfies ComponentType.TextInput,
  text: 10 satisfies ComponentType.TextDisplay,
  gallery: 12 satisfies ComponentType.MediaGallery,
  file: 13 satisfies ComponentType.File,
  container: 17 satisfies ComponentType.Container,
  label: 18 satisfies ComponentType.Label,
  upload: 19 satisfies ComponentType.FileUpload,
} as const;

export const buttonStyles = {
  secondary: 2 satisfies ButtonStyle.Secondary,
  danger: 4 satisfies ButtonStyle.Danger,
} as const;

export const inputStyles = {
  short: 1 satisfies TextInputStyle.Short,
  paragraph: 2 satisfies TextInputStyle.Paragraph,
} as const;

/** The message is made of components alone. */
export const COMPONENTS_V2 = 32_768 satisfies MessageFlags.IsComponentsV2;
