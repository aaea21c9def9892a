/** One message as a list item: who speaks, what is said, what hangs on it, what can be pressed. */

import { el, icon } from "../dom.js";
import { clockTime } from "../time.js";
import { W } from "../words.js";
import { chips } from "./chips.js";
import { drawForm } from "./form.js";
import { drawMedia } from "./media.js";
import { drawMeter } from "./meters.js";
import { paragraphs } from "./text.js";

/**
 * What pressing things does; given by the page.
 * @typedef {object} Acts
 * @property {(message: Message, button: import("../types.js").Button) => void} press
 * @property {(message: Message, values: Record<string, string|string[]>, secret: boolean) => void} submit
 * @property {(command: string) => void} command
 *
 * @typedef {import("../types.js").Message} Message
 */

/**
 * @param {Message} message
 * @param {Acts} acts
 * @param {Record<string, string|string[]>} [typed] what was typed into its form before it was amended
 * @returns {HTMLLIElement}
 */
export function drawMessage(message, acts, typed = {}) {
  const who = message.from === "me" ? W.you : message.name;
  const article = el("article", { class: "message", "aria-label": `${who}, ${clockTime(message.at)}` }, mark(message), ...content(message, acts, typed));
  return el("li", { class: `entry from-${message.from}`, "data-id": message.id, "data-seq": message.seq, "data-at": message.at, "data-speaker": speaker(message) },
    portrait(message),
    el("div", { class: "said" }, el("p", { class: "who", "aria-hidden": "true", text: message.name }), article, ...below(message, acts)));
}

/** @param {Message} message @returns {string} messages of one speaker in a row are drawn as one group */
export function speaker(message) {
  return `${message.from}/${message.persona ?? ""}/${message.name}`;
}

/** @param {Message} message */
function portrait(message) {
  if (message.from === "persona" && message.persona) return image(`/art/${encodeURIComponent(message.persona)}.svg`);
  return message.from === "court" ? image("/static/art/court.svg") : null;
}

/** @param {string} src */
function image(src) {
  return el("img", { class: "portrait", src, alt: "", width: 40, height: 40 });
}

/** What says, beside the colour, that this is not the persona speaking. @param {Message} message */
function mark(message) {
  if (message.from === "safety") return el("p", { class: "mark" }, icon("care"), W.safetyMark);
  return message.from === "desk" ? el("p", { class: "mark" }, icon("desk"), W.deskMark) : null;
}

/** @param {Message} message @param {Acts} acts @param {Record<string, string|string[]>} typed @returns {(Node|null)[]} */
function content(message, acts, typed) {
  const own = message.from === "me";
  const closed = Boolean(message.closed);
  const form = message.form && drawForm(message.form, { closed, typed, onSubmit: (values, secret) => acts.submit(message, values, secret) });
  return [
    message.text ? el("div", { class: "text" }, ...paragraphs(message.text, own ? null : acts.command)) : null,
    ...drawMedia(message.media ?? []),
    meters(message),
    form || null,
    el("time", { class: "at", datetime: message.at, text: clockTime(message.at) }),
  ];
}

/** @param {Message} message */
function meters(message) {
  // What is over or stands still has no time left that could run out.
  const shown = (message.meters ?? []).filter((meter) => !(message.closed && meter.until));
  if (!shown.length) return null;
  return el("div", { class: "meters" }, ...shown.map((meter) => drawMeter(meter, message.at)));
}

/** @param {Message} message @param {Acts} acts @returns {(Node|null)[]} */
function below(message, acts) {
  const shared = { closed: Boolean(message.closed), onPress: (/** @type {import("../types.js").Button} */ button) => acts.press(message, button) };
  return [
    chips(message.buttons ?? [], { ...shared, label: "Answers", key: "b" }),
    chips(message.nav ?? [], { ...shared, label: "Around", key: "n", small: true }),
    el("p", { class: "press-note", role: "status" }),
  ];
}
