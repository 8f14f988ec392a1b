/** The name that the letters we bring along are registered by: a server has no fonts of its own. */
export const FONT = "Longshore";
