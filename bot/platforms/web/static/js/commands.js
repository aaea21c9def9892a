/** The command list: opens by its button or by typing "/", filters while typing, and is walked with the arrow keys. */

import { el, find } from "./dom.js";
import { W } from "./words.js";

/** @typedef {import("./types.js").Command} Command */

export class CommandList {
  /** @type {Command[]} */
  #all = [];
  /** @type {Command[]} */
  #shown = [];
  #at = 0;
  #word = "";
  /** whether the choice was made with the arrows */
  #walked = false;

  /** @param {{text: HTMLTextAreaElement, onPick: (command: Command) => void, onComplete: (command: Command) => void}} parts */
  constructor({ text, onPick, onComplete }) {
    this.panel = /** @type {HTMLElement} */ (find("#command-panel"));
    this.button = /** @type {HTMLElement} */ (find("#commands-button"));
    this.text = text;
    this.onPick = onPick;
    this.onComplete = onComplete;
    this.button.addEventListener("click", () => (this.open ? this.close(true) : this.#openByButton()));
    this.panel.addEventListener("keydown", (event) => this.#inPanel(event));
    document.addEventListener("pointerdown", (event) => {
      const target = /** @type {Node} */ (event.target);
      if (this.open && ![this.panel, this.button, this.text].some((own) => own.contains(target))) this.close(false);
    });
  }

  /** @param {Command[]} commands */
  know(commands) {
    this.#all = commands;
  }

  /** @returns {boolean} */
  get open() {
    return !this.panel.hidden;
  }

  /** Follows what is typed: a slash and a beginning of a name open it, anything else closes it. @param {string} typed */
  follow(typed) {
    const match = /^\/(\S*)$/.exec(typed);
    if (match) this.#show(match[1].toLowerCase());
    else this.close(false);
  }

  /**
   * A key pressed in the composer while it is open. Enter sends a name typed in full or walked to; of a mere
   * beginning it only completes the name: "/re" must not become "/red" by itself.
   * @param {KeyboardEvent} event
   * @returns {boolean} whether it was used up here
   */
  key(event) {
    if (!this.open) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const chosen = this.#shown[this.#at];
    if (step) this.#move(step);
    else if (event.key === "Escape") this.close(true);
    else if (event.key === "Enter" && !event.shiftKey && chosen && (this.#walked || chosen.name === this.#word)) this.#pick(chosen);
    else if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey && chosen) this.onComplete(chosen);
    else return false;
    event.preventDefault();
    return true;
  }

  /** @param {boolean} refocus */
  close(refocus) {
    if (!this.open) return;
    this.panel.hidden = true;
    this.button.setAttribute("aria-expanded", "false");
    this.text.removeAttribute("aria-activedescendant");
    if (refocus) this.text.focus();
  }

  #openByButton() {
    this.#show("");
    this.#walked = true;
    this.panel.focus();
  }

  /** @param {KeyboardEvent} event a key while the list itself has the focus */
  #inPanel(event) {
    if (this.key(event)) return;
    if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) {
      this.text.value = event.key === "/" ? "/" : `/${event.key}`;
      this.text.focus();
      this.text.dispatchEvent(new Event("input", { bubbles: true }));
      event.preventDefault();
    }
  }

  /** @param {string} word */
  #show(word) {
    const begins = this.#all.filter(({ name }) => name.startsWith(word));
    const holds = this.#all.filter((command) => word.length > 1 && !begins.includes(command) && `${command.name} ${command.description}`.toLowerCase().includes(word));
    this.#shown = [...begins, ...holds];
    this.panel.replaceChildren(...(this.#shown.length ? this.#rows() : [el("p", { class: "command-none", role: "status", text: W.noCommand })]));
    if (word !== this.#word || !this.open) {
      this.#at = Math.max(0, this.#shown.findIndex(({ name }) => name === word));
      this.#walked = false;
    }
    this.#word = word;
    this.panel.hidden = false;
    this.button.setAttribute("aria-expanded", "true");
    this.#mark();
  }

  /** @returns {HTMLElement[]} */
  #rows() {
    const groups = [...new Set(this.#shown.map(({ group }) => group))];
    this.#shown = groups.flatMap((group) => this.#shown.filter((command) => command.group === group));
    return groups.map((group) => {
      const rows = this.#shown.filter((command) => command.group === group).map((command) => this.#row(command));
      return el("div", { role: "group", "aria-label": W.groups[group] ?? group }, el("p", { class: "command-group", "aria-hidden": "true", text: W.groups[group] ?? group }), ...rows);
    });
  }

  /** @param {Command} command */
  #row(command) {
    return el("div", { role: "option", id: `command-${command.name}`, class: "command", "aria-selected": "false", onclick: () => this.#pick(command) },
      el("b", { text: `/${command.name}` }), " ", el("span", { text: command.description }));
  }

  /** @param {number} step */
  #move(step) {
    if (!this.#shown.length) return;
    this.#walked = true;
    this.#at = (this.#at + step + this.#shown.length) % this.#shown.length;
    this.#mark();
  }

  #mark() {
    const id = this.#shown[this.#at] ? `command-${this.#shown[this.#at].name}` : "";
    for (const row of this.panel.querySelectorAll("[role=option]")) {
      row.setAttribute("aria-selected", String(row.id === id));
      if (row.id === id) row.scrollIntoView({ block: "nearest" });
    }
    for (const owner of [this.text, this.panel]) {
      if (id) owner.setAttribute("aria-activedescendant", id);
      else owner.removeAttribute("aria-activedescendant");
    }
  }

  /** @param {Command} command */
  #pick(command) {
    this.close(true);
    this.onPick(command);
  }
}
