/** Where one writes: grows with the text, sends with Enter, hides what is secret, and holds files and recordings. */

import { CommandList } from "./commands.js";
import { find } from "./dom.js";
import { Recorder } from "./recorder.js";
import { Tray } from "./tray.js";
import { W } from "./words.js";

const COMMAND = /^\/([a-z][a-z_]*)(?:@\S+)?(?:\s+([\s\S]*))?$/i;

/**
 * @param {string} text
 * @returns {{kind: "text"|"command", text: string, command?: string, args?: string}}
 */
export function understand(text) {
  const match = COMMAND.exec(text);
  if (!match) return { kind: "text", text };
  return { kind: "command", text, command: match[1].toLowerCase(), args: (match[2] ?? "").trim() };
}

export class Composer {
  #secret = false;
  #hint = W.placeholder;

  /**
   * @param {object} parts
   * @param {(text: string, secret: boolean) => void} parts.onSay
   * @param {(files: File[], caption: string) => void} parts.onFiles
   * @param {(file: File, seconds: number) => void} parts.onVoice
   */
  constructor({ onSay, onFiles, onVoice }) {
    this.form = /** @type {HTMLFormElement} */ (find("#composer"));
    this.text = /** @type {HTMLTextAreaElement} */ (find("#composer-text"));
    this.secretInput = /** @type {HTMLInputElement} */ (find("#composer-secret"));
    this.onSay = onSay;
    this.onFiles = onFiles;
    this.tray = new Tray({ onChange: () => this.#refresh() });
    this.recorder = new Recorder({ onSend: onVoice, onChange: () => this.#refresh() });
    this.commands = new CommandList({
      text: this.text,
      onPick: (command) => this.#sayCommand(command.name),
      onComplete: (command) => this.#fill(`/${command.name} `),
    });
    this.form.addEventListener("submit", (event) => this.#submit(event));
    this.text.addEventListener("input", () => this.#typed());
    this.text.addEventListener("keydown", (event) => this.#key(event));
    this.text.addEventListener("paste", (event) => this.tray.paste(event) && event.preventDefault());
    this.#refresh();
  }

  /** @returns {HTMLInputElement|HTMLTextAreaElement} the one in use */
  get field() {
    return this.#secret ? this.secretInput : this.text;
  }

  /** @param {{placeholder?: string, secret?: boolean}|null} input what the newest question asks for */
  ask(input) {
    const secret = Boolean(input?.secret);
    this.#hint = input?.placeholder || W.placeholder;
    this.secretInput.placeholder = input?.placeholder || W.secretPlaceholder;
    if (secret !== this.#secret) this.#turnSecret(secret);
    this.#refresh();
  }

  /** Throws away what is written, chosen and recorded. */
  clear() {
    this.text.value = "";
    this.secretInput.value = "";
    this.tray.take();
    this.recorder.discard();
    this.commands.close(false);
    this.#typed();
  }

  /** @param {boolean} secret */
  #turnSecret(secret) {
    const focused = document.activeElement === this.field;
    this.#secret = secret;
    this.text.hidden = secret;
    this.secretInput.hidden = !secret;
    this.secretInput.value = "";
    this.commands.close(false);
    if (focused) this.field.focus();
  }

  /** @param {Event} event */
  #submit(event) {
    event.preventDefault();
    const text = this.field.value.trim();
    if (!text && this.tray.empty) return;
    this.field.value = "";
    if (!this.tray.empty) this.onFiles(this.tray.take(), text);
    else this.onSay(text, this.#secret);
    this.#typed();
    this.field.focus();
  }

  /** @param {string} name */
  #sayCommand(name) {
    this.text.value = "";
    this.#typed();
    this.onSay(`/${name}`, false);
  }

  /** @param {string} text */
  #fill(text) {
    this.text.value = text;
    this.text.focus();
    this.#typed();
  }

  #typed() {
    this.text.style.height = "auto";
    this.text.style.height = `${this.text.scrollHeight + 2}px`;
    this.commands.follow(this.#secret ? "" : this.text.value);
    this.#refresh();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.isComposing || this.commands.key(event)) return;
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    this.form.requestSubmit();
  }

  /** Either the microphone or the arrow: whichever makes sense now. */
  #refresh() {
    const something = this.#secret || Boolean(this.text.value.trim()) || !this.tray?.empty;
    /** @type {HTMLElement} */ (find("#send")).hidden = !something;
    /** @type {HTMLElement} */ (find("#record")).hidden = something;
    this.form.classList.toggle("has-text", Boolean(this.field.value.trim()) && !this.commands?.open);
    this.text.placeholder = this.tray?.empty === false ? W.captionPlaceholder : this.#hint;
  }
}
