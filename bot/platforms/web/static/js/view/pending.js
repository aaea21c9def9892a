/** One's own messages before the court has echoed them, with a quiet word on where they are. */

import { el, icon } from "../dom.js";
import { clockTime } from "../time.js";
import { W } from "../words.js";
import { paragraphs } from "./text.js";

const DOTS = "•••";

/**
 * @typedef {import("../types.js").Entry} Entry
 * @typedef {import("../types.js").Upload} Upload
 * @param {Entry} entry
 * @param {{again: (id: string) => void, drop: (id: string) => void}} acts
 * @returns {HTMLLIElement}
 */
export function drawEntry(entry, acts) {
  const words = entry.secret ? DOTS : (entry.text ?? "");
  return frame(entry, [el("div", { class: "text" }, ...paragraphs(words, null))], stateOf(entry), acts);
}

/**
 * @param {Upload} upload
 * @param {{again: (id: string) => void, drop: (id: string) => void}} acts
 * @returns {HTMLLIElement}
 */
export function drawUpload(upload, acts) {
  const bar = el("progress", { max: 100, value: upload.progress, "aria-label": "Sent so far" });
  const names = upload.files.map((file) => el("p", { class: "upload-name" }, icon(upload.voice ? "mic" : "file"), upload.voice ? W.voiceNote : file.name));
  const text = upload.caption && el("div", { class: "text" }, ...paragraphs(upload.caption, null));
  const cancel = el("button", { type: "button", class: "link", text: W.cancelUpload, onclick: () => acts.drop(upload.id) });
  const busy = upload.state === "sending" || upload.state === "retrying";
  const content = [...names, text, busy && bar, busy && upload.progress < 100 && cancel];
  return frame(upload, content, upload.state === "sending" && !upload.late ? W.uploading(upload.progress) : stateOf(upload), acts);
}

/**
 * Moves the bar of a drawn upload on, so that its cancel button stays the same button under the finger.
 * @param {HTMLLIElement|undefined} item
 * @param {Upload} upload
 * @returns {boolean} whether that was enough; else it has to be drawn anew
 */
export function advanceUpload(item, upload) {
  const bar = item?.querySelector("progress");
  const words = item?.querySelector(".send-state span");
  if (!bar || !words || item?.dataset.state !== upload.state || upload.progress >= 100) return false;
  bar.value = upload.progress;
  words.textContent = W.uploading(upload.progress);
  return true;
}

/** @param {Entry|Upload} item @returns {string} */
export function stateOf(item) {
  if (item.state === "refused") return W.refused(item.note ?? "");
  if (item.state === "sent") return "";
  return item.late ? item.note || W.willRetry : W.sending;
}

/**
 * @param {Entry|Upload} item
 * @param {any[]} content
 * @param {string} words
 * @param {{again: (id: string) => void, drop: (id: string) => void}} acts
 */
function frame(item, content, words, acts) {
  const article = el("article", { class: "message", "aria-label": `${W.you}, ${words || "sent"}` }, ...content,
    el("time", { class: "at", text: clockTime(item.at) }));
  const refused = item.state === "refused" && el("p", { class: "refused-acts" },
    el("button", { type: "button", class: "link", text: W.sendAgain, onclick: () => acts.again(item.id) }),
    el("button", { type: "button", class: "link", text: W.remove, onclick: () => acts.drop(item.id) }));
  const state = el("p", { class: "send-state", role: item.state === "refused" ? "alert" : null }, words && icon(item.state === "refused" ? "note" : "clock"), words && el("span", { text: words }));
  return el("li", { class: `entry from-me pending ${item.state}`, "data-client": item.id, "data-state": item.state, "data-at": new Date(item.at).toISOString(), "data-speaker": "me//" },
    el("div", { class: "said" }, article, state, refused));
}
