import { z } from "zod";

const form = /^(?:(?:slack|discord|terminal|[a-z]+):[^\s/*@&#]+\/(?:[@&#]?[A-Za-z0-9_.-]+|\*)|terminal:\*)$/;

/** One entry of ADMINS, OPERATORS and VIEWERS: an id of a person, a group, a role or a channel, never a name. */
export const grant = z.string().regex(form, {
  error: ({ input }) =>
    `${JSON.stringify(input)} is not one of slack:T012/U345, slack:T012/@S345 (user group), discord:98/76, ` +
    "discord:98/&76 (role), slack:T012/#C345 (channel)",
});
