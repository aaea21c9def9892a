/** The quick commands beside the conversation, where there is room for them. */

import { el, find } from "./dom.js";

const WANTED = ["tasks", "proof", "me", "confess", "voice", "scenes", "settings", "help"];
const OPERATOR = ["desk", "assign", "members"];

/**
 * @param {import("./types.js").Command[]} commands
 * @param {(text: string) => void} say
 */
export function showSideCommands(commands, say) {
  const byName = new Map(commands.map((command) => [command.name, command]));
  const shown = [...OPERATOR, ...WANTED].filter((name) => byName.has(name)).slice(0, 9);
  const rows = shown.map((name) =>
    el("li", {}, el("button", { type: "button", class: "side-command", onclick: () => say(`/${name}`) },
      el("b", { text: `/${name}` }), el("span", { text: byName.get(name)?.description ?? "" }))));
  find("#side-commands").replaceChildren(el("ul", {}, ...rows));
}
