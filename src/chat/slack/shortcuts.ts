/** Shortcuts of the app: the manifest declares them and the listeners answer them. */
export const shortcuts = {
  open: {
    callbackId: "longshore_open",
    type: "global",
    name: "Run a command",
    description: "Choose a command and fill in its form",
  },
  thread: {
    callbackId: "longshore_thread",
    type: "message",
    name: "Run a command here",
    description: "Run a command and answer in this thread, where slash commands do not work",
  },
} as const;

/** Events of the app. Mentions need a scope more, so the manifest has them only when asked. */
export const events = { home: "app_home_opened", mention: "app_mention" } as const;
