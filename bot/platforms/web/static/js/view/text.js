/** Plain text as paragraphs; commands in the court's words can be pressed, links only lead into this same court. */

import { el } from "../dom.js";

const PRESSABLE = /(^|[\s(])(\/[a-z]{2,20})(?![\w/])|(https?:\/\/[^\s<>"]+)/g;

/** @type {Set<string>} */
const known = new Set();

/** @param {string[]} names the commands this member may use */
export function knowCommands(names) {
  known.clear();
  for (const name of names) known.add(name);
}

/**
 * @param {string} text
 * @param {((command: string) => void)|null} onCommand null: draw commands as plain words
 * @returns {HTMLElement[]}
 */
export function paragraphs(text, onCommand) {
  const parts = text.split(/\n{2,}/).filter((part) => part.trim());
  return parts.map((part) => el("p", {}, ...pieces(part, onCommand)));
}

/** @param {string} part @param {((command: string) => void)|null} onCommand @returns {(Node|string)[]} */
function pieces(part, onCommand) {
  const made = [];
  let from = 0;
  for (const match of onCommand ? part.matchAll(PRESSABLE) : []) {
    const node = match[2] ? commandPiece(match[2], onCommand) : linkPiece(match[3]);
    if (!node) continue;
    const start = match.index + (match[1]?.length ?? 0);
    made.push(part.slice(from, start), node);
    from = match.index + match[0].length;
  }
  return [...made, part.slice(from)];
}

/** @param {string} word @param {((command: string) => void)|null} onCommand */
function commandPiece(word, onCommand) {
  if (!known.has(word.slice(1))) return null;
  return el("button", { type: "button", class: "in-text", text: word, onclick: () => onCommand?.(word) });
}

/** @param {string} address */
function linkPiece(address) {
  if (!address.startsWith(`${location.origin}/`)) return null;
  return el("a", { href: address, rel: "noopener noreferrer", text: address });
}
