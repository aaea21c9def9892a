/** What can hang on a message: photos, cards, voice notes, files. */

import { el, icon } from "../dom.js";
import { fileSize } from "../time.js";
import { W } from "../words.js";
import { openLightbox } from "./lightbox.js";
import { drawPlayer } from "./player.js";

/**
 * @typedef {import("../types.js").Medium} Medium
 * @param {Medium[]} media
 * @returns {HTMLElement[]}
 */
export function drawMedia(media) {
  const photos = media.filter((medium) => medium.kind === "photo");
  const rest = media.filter((medium) => medium.kind !== "photo");
  const drawn = rest.map((medium) => (medium.kind === "voice" ? drawVoice : medium.kind === "card" ? drawCard : drawFile)(medium));
  return photos.length ? [drawPhotos(photos), ...drawn] : drawn;
}

/** @param {Medium[]} photos */
function drawPhotos(photos) {
  const tiles = photos.map((photo, index) => drawPhoto(photo, () => openLightbox(photos, index)));
  return el("div", { class: photos.length > 1 ? "photos album" : "photos" }, ...tiles);
}

/** @param {Medium} photo @param {() => void} open */
function drawPhoto(photo, open) {
  const label = photo.spoiler ? W.reveal : `${W.openPicture}: ${photo.alt || "photo"}`;
  const button = el("button", { type: "button", class: photo.spoiler ? "photo covered" : "photo", "aria-label": label, onclick: open }, picture(photo));
  if (photo.spoiler) button.append(el("span", { class: "cover", "aria-hidden": "true" }, icon("eye"), el("span", { text: "Press to look" })));
  return button;
}

/** @param {Medium} medium */
function picture(medium) {
  const image = el("img", {
    src: medium.url, alt: medium.spoiler ? "" : medium.alt || "Photo", loading: "lazy", decoding: "async", draggable: "false",
    width: medium.width || null, height: medium.height || null,
  });
  if (medium.protected) image.addEventListener("contextmenu", (/** @type {Event} */ event) => event.preventDefault());
  image.addEventListener("error", () => image.replaceWith(el("span", { class: "picture-gone", text: W.pictureGone })));
  return image;
}

/** @param {Medium} card */
function drawCard(card) {
  return el("button", { type: "button", class: "card", onclick: () => openLightbox([card], 0) }, picture(card));
}

/** @param {Medium} voice */
function drawVoice(voice) {
  const transcript = voice.transcript && el("details", { class: "transcript" }, el("summary", { text: "In words" }), el("p", { text: voice.transcript }));
  return el("div", { class: "voice" }, voiceName(voice), drawPlayer(voice), transcript);
}

/** A recording that somebody named says so; "voice.webm" is no name. @param {Medium} voice */
function voiceName(voice) {
  return voice.name && !/\.\w{2,4}$/.test(voice.name) ? el("p", { class: "voice-name", "aria-hidden": "true", text: voice.name }) : null;
}

/** @param {Medium} file */
function drawFile(file) {
  return el("a", { class: "file", href: file.url, download: file.name || "file", rel: "noopener" },
    icon("file"),
    el("span", { class: "file-words" }, el("b", { text: file.name || "File" }), el("span", { text: file.size ? fileSize(file.size) : "" })),
    icon("download"));
}
