/** Files chosen and not sent yet: previews above the composer, from the button, a drop or the clipboard. */

import { el, find, icon, iconButton } from "./dom.js";
import { fileSize } from "./time.js";

export class Tray {
  /** @type {{file: File, preview: string}[]} */
  #chosen = [];

  /** @param {{onChange: () => void}} parts */
  constructor({ onChange }) {
    this.box = /** @type {HTMLElement} */ (find("#tray"));
    this.onChange = onChange;
    const input = /** @type {HTMLInputElement} */ (find("#files"));
    find("#attach").addEventListener("click", () => input.click());
    input.addEventListener("change", () => {
      this.add([...(input.files ?? [])]);
      input.value = "";
    });
    this.#takeDrops(/** @type {HTMLElement} */ (find("#drop")));
  }

  /** @returns {boolean} */
  get empty() {
    return this.#chosen.length === 0;
  }

  /** @param {File[]} files empty files are ones the browser could not read, folders among them */
  add(files) {
    for (const file of files.filter(({ size }) => size > 0)) this.#chosen.push({ file, preview: file.type.startsWith("image/") ? URL.createObjectURL(file) : "" });
    this.#show();
  }

  /** @returns {File[]} all of them; the tray is empty after it */
  take() {
    const files = this.#chosen.map(({ file }) => file);
    for (const { preview } of this.#chosen) URL.revokeObjectURL(preview);
    this.#chosen = [];
    this.#show();
    return files;
  }

  /** @param {ClipboardEvent} event a paste into the composer @returns {boolean} whether it held files */
  paste(event) {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length) this.add(files);
    return files.length > 0;
  }

  #show() {
    this.box.hidden = this.empty;
    this.box.replaceChildren(...this.#chosen.map((item, index) => this.#tile(item, index)));
    this.onChange();
  }

  /** @param {{file: File, preview: string}} item @param {number} index */
  #tile({ file, preview }, index) {
    const remove = iconButton("close", `Take ${file.name} away`, () => this.#remove(index), { class: "icon-button tile-remove" });
    const words = el("span", { class: "tile-words" }, el("b", { text: file.name }), el("span", { text: fileSize(file.size) }));
    const image = preview && el("img", { src: preview, alt: "" });
    if (image) image.addEventListener("error", () => image.replaceWith(icon("file")));
    return el("div", { class: "tile" }, image || icon(file.type.startsWith("audio/") ? "mic" : "file"), words, remove);
  }

  /** @param {number} index */
  #remove(index) {
    const [{ preview }] = this.#chosen.splice(index, 1);
    URL.revokeObjectURL(preview);
    this.#show();
    const next = /** @type {HTMLElement|null} */ (this.box.querySelector(".tile-remove"));
    (next ?? /** @type {HTMLElement} */ (find("#attach"))).focus();
  }

  /** @param {HTMLElement} sign */
  #takeDrops(sign) {
    let depth = 0;
    const holdsFiles = (/** @type {DragEvent} */ event) => event.dataTransfer?.types.includes("Files");
    const show = (/** @type {number} */ to) => {
      depth = Math.max(0, to);
      sign.hidden = depth === 0;
    };
    window.addEventListener("dragenter", (event) => holdsFiles(event) && show(depth + 1));
    window.addEventListener("dragleave", (event) => holdsFiles(event) && show(depth - 1));
    window.addEventListener("dragover", (event) => holdsFiles(event) && event.preventDefault());
    window.addEventListener("drop", (event) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      show(0);
      this.add([...(event.dataTransfer?.files ?? [])]);
    });
  }
}
