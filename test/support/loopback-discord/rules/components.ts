import { twins } from "./twins.ts";

/** Any component of a message or of a form. */
export interface Component {
  readonly type: number;
  readonly id?: number | null;
  readonly custom_id?: string | null;
  readonly style?: number;
  readonly label?: string | null;
  readonly url?: string | null;
  readonly sku_id?: string | null;
  readonly emoji?: unknown;
  readonly content?: string;
  readonly components?: readonly Component[];
  readonly component?: Component;
  readonly accessory?: Component;
  readonly options?: readonly { readonly value: string; readonly default?: boolean | null }[];
  readonly min_values?: number | null;
  readonly max_values?: number | null;
  readonly min_length?: number | null;
  readonly max_length?: number | null;
  readonly value?: string | null;
  readonly required?: boolean | null;
  readonly file?: { readonly url: string };
  readonly media?: { readonly url: string };
  readonly items?: readonly { readonly media: { readonly url: string } }[];
}

export const [ROW, BUTTON, SELECT, TEXT_INPUT, TEXT] = [1, 2, 3, 4, 10];
const [LINK, PREMIUM] = [5, 6];
const SELECTS = new Set([SELECT, 5, 6, 7, 8]);
const BUTTONS_PER_ROW = 5;

/** It and all that are in it, with their places. */
export function everything(component: Component, at: string): readonly (readonly [Component, string])[] {
  const { components = [], component: child, accessory } = component;
  return [
    [component, at],
    ...components.flatMap((one, index) => everything(one, `${at}/components/${index}`)),
    ...(child ? everything(child, `${at}/component`) : []),
    ...(accessory ? everything(accessory, `${at}/accessory`) : []),
  ];
}

/** What holds for the components of one message or form together. */
export function treeFaults(all: readonly (readonly [Component, string])[]): readonly string[] {
  const ids = all.flatMap(([{ custom_id }]) => (typeof custom_id === "string" ? [custom_id] : []));
  const numbers = all.flatMap(([{ id }]) => (typeof id === "number" && id > 0 ? [String(id)] : []));
  return [
    ...twins(ids).map((id) => `/components two have the custom_id ${id}`),
    ...twins(numbers).map((id) => `/components two have the id ${id}`),
    ...all.flatMap(([component, at]) => ownFaults(component).map((fault) => `${at}${fault}`)),
  ];
}

function ownFaults(component: Component): readonly string[] {
  if (component.type === ROW) return rowFaults(component);
  if (component.type === BUTTON) return buttonFaults(component);
  return SELECTS.has(component.type) ? selectFaults(component) : [];
}

function rowFaults({ components = [] }: Component): readonly string[] {
  const buttons = components.filter(({ type }) => type === BUTTON).length;
  if (buttons > BUTTONS_PER_ROW) return [`/components ${buttons} buttons: ${BUTTONS_PER_ROW} are the most of a row`];
  return buttons === components.length || components.length === 1
    ? []
    : ["/components a row has buttons, or one of another kind"];
}

/** A link has an address and no id; every other one the other way round. */
function buttonFaults({ style, custom_id, url, sku_id, label, emoji }: Component): readonly string[] {
  const is = (value: unknown) => value !== undefined && value !== null && value !== "";
  if (style === PREMIUM)
    return is(sku_id) && !is(custom_id) && !is(url) && !is(label) ? [] : [" is sold, which takes a sku_id alone"];
  const faults: string[] = [];
  if (style === LINK && !is(url)) faults.push("/url must be there");
  if (style === LINK && is(custom_id)) faults.push("/custom_id is not for a link");
  if (style !== LINK && !is(custom_id)) faults.push("/custom_id must be there");
  if (style !== LINK && is(url)) faults.push("/url is for a link");
  if (!is(label) && !is(emoji)) faults.push("/label must be there, or an emoji");
  return faults;
}

function selectFaults({ type, options = [], min_values, max_values, required }: Component): readonly string[] {
  const faults = twins(options.map(({ value }) => value)).map((value) => `/options two have the value ${value}`);
  const [least, most] = [min_values ?? 1, max_values ?? 1];
  if (least > most) faults.push("/max_values is below min_values");
  if (type === SELECT && most > options.length) faults.push("/max_values is more than there are");
  if (options.filter((option) => option.default === true).length > most) faults.push("/options too many are chosen");
  if (min_values === 0 && required === true) faults.push("/min_values is 0, but one is required");
  return faults;
}
