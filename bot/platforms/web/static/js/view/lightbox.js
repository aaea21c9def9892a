/** Photos in full, in a dialog of the browser's own: it traps focus, and Esc closes it. */

import { el, icon, iconButton } from "../dom.js";
import { W } from "../words.js";

/**
 * @param {import("../types.js").Medium[]} photos
 * @param {number} start which one first
 */
export function openLightbox(photos, start) {
  let at = start;
  const picture = el("img", { class: "lightbox-picture", draggable: "false" });
  const caption = el("p", { class: "lightbox-caption" });
  const dialog = el("dialog", { class: "lightbox", "aria-label": "Picture" });
  const show = (/** @type {number} */ index) => {
    at = (index + photos.length) % photos.length;
    picture.src = photos[at].url;
    picture.alt = photos[at].alt || "Photo";
    caption.textContent = photos.length > 1 ? `${at + 1} of ${photos.length}` : "";
  };
  const close = iconButton("close", "Close", () => dialog.close(), { class: "icon-button lightbox-close" });
  dialog.append(close, picture, caption, stopButton());
  if (photos.length > 1) {
    dialog.append(
      iconButton("left", "The one before", () => show(at - 1), { class: "icon-button lightbox-left" }),
      iconButton("right", "The next one", () => show(at + 1), { class: "icon-button lightbox-right" }),
    );
    dialog.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
      if (event.key === "ArrowLeft") show(at - 1);
      if (event.key === "ArrowRight") show(at + 1);
    });
  }
  picture.addEventListener("error", () => (caption.textContent = W.pictureGone));
  if (photos[start].protected) picture.addEventListener("contextmenu", (/** @type {Event} */ event) => event.preventDefault());
  dialog.addEventListener("click", (/** @type {Event} */ event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  show(start);
  dialog.showModal();
  close.focus();
}

/** The stop button is in reach here too: a dialog covers the one of the page. */
function stopButton() {
  return el("a", { class: "stop-button", href: "/stop", role: "button", "data-stop": true, "aria-label": "Stop everything now" }, icon("stop"), el("span", { text: "Stop" }));
}

/** Closes an open one, as when the page is covered. */
export function closeLightbox() {
  for (const dialog of document.querySelectorAll("dialog.lightbox")) /** @type {HTMLDialogElement} */ (dialog).close();
}

