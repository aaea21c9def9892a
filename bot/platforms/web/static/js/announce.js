/** Tells a screen reader about new messages, and only about new ones: safety at once, the rest politely. */

import { el, find } from "./dom.js";
import { W } from "./words.js";

const KEPT = 20000;
const LONGEST = 500;
const KINDS = { photo: "a photo", voice: "a voice note", file: "a file", card: "a picture" };

/** @param {import("./types.js").Message} message */
export function announce(message) {
  const speaker = message.from === "safety" ? W.safetyMark : message.name;
  const media = (message.media ?? []).map(({ kind }) => KINDS[kind]);
  const buttons = message.buttons?.length ?? 0;
  const answers = buttons && !message.closed ? [`${buttons} ${buttons === 1 ? "answer" : "answers"} to choose from`] : [];
  const form = message.form && !message.closed ? ["a form"] : [];
  const parts = [message.text.slice(0, LONGEST).trim(), ...media, ...form, ...answers].filter(Boolean);
  const words = parts.map((part) => (/[.!?…:]$/.test(part) ? part : `${part}.`)).join(" ");
  const line = el("p", { text: `${speaker}: ${words}` });
  find(message.from === "safety" ? "#alert" : "#announcer").append(line);
  setTimeout(() => line.remove(), KEPT);
}
