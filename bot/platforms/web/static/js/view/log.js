/** The list of messages: keeps the order, groups speakers, separates days, and replaces in place without losing focus or typed words. */

import { el } from "../dom.js";
import { dayKey, dayName } from "../time.js";
import { typedValues } from "./form.js";
import { drawMessage } from "./message.js";

const GROUP_WITHIN = 5 * 60000;

export class Log {
  /** @type {Map<string, HTMLLIElement>} */
  #items = new Map();
  /** @type {Map<string, HTMLLIElement>} own messages not echoed yet, by client id */
  #pending = new Map();
  #decorating = false;

  /**
   * @param {HTMLElement} list
   * @param {import("./message.js").Acts} acts
   */
  constructor(list, acts) {
    this.list = list;
    this.acts = acts;
  }

  /** @param {import("../types.js").Message} message */
  put(message) {
    const old = this.#items.get(message.id);
    const fresh = drawMessage(message, this.acts, old ? typedValues(old.querySelector("form")) : {});
    this.#items.set(message.id, fresh);
    if (old && Number(old.dataset.seq) === message.seq) replaceKeepingFocus(old, fresh);
    else {
      old?.remove();
      this.list.insertBefore(fresh, this.#following(message.seq));
    }
    if (message.client) this.dropPending(message.client);
    this.#decorateSoon();
  }

  /** @param {string} id */
  remove(id) {
    this.#items.get(id)?.remove();
    this.#items.delete(id);
    this.#decorateSoon();
  }

  /** @param {string} client @param {HTMLLIElement} item */
  putPending(client, item) {
    const old = this.#pending.get(client);
    this.#pending.set(client, item);
    if (old) replaceKeepingFocus(old, item);
    else this.list.append(item);
    this.#decorateSoon();
  }

  /** @param {string} client @returns {HTMLLIElement|undefined} */
  pending(client) {
    return this.#pending.get(client);
  }

  /** @param {string} client */
  dropPending(client) {
    this.#pending.get(client)?.remove();
    this.#pending.delete(client);
    this.#decorateSoon();
  }

  /** Says below a message how a press on it fares. @param {string} id @param {string} words */
  notePress(id, words) {
    const note = this.#items.get(id)?.querySelector(".press-note");
    if (note) note.textContent = words;
  }

  /** Lets the buttons of a message be pressed again. @param {string} id */
  freePress(id) {
    for (const busy of this.#items.get(id)?.querySelectorAll("[aria-busy]") ?? []) busy.removeAttribute("aria-busy");
  }

  /** Takes everything off the page. */
  clear() {
    this.#items.clear();
    this.#pending.clear();
    this.list.replaceChildren();
  }

  /** @param {number} seq @returns {Element|null} the item a message with this seq goes before */
  #following(seq) {
    let next = null;
    for (let item = this.list.lastElementChild; item; item = item.previousElementSibling) {
      const other = Number(/** @type {HTMLElement} */ (item).dataset.seq ?? Infinity);
      if (other < seq) break;
      next = item;
    }
    return next;
  }

  /** Finishes the looks at once, for those who measure. */
  settle() {
    this.#decorate();
  }

  #decorateSoon() {
    if (this.#decorating) return;
    this.#decorating = true;
    queueMicrotask(() => {
      this.#decorating = false;
      this.#decorate();
    });
  }

  #decorate() {
    /** @type {HTMLElement|null} */
    let previous = null;
    for (const item of /** @type {HTMLElement[]} */ ([...this.list.children])) {
      const at = item.dataset.at ?? "";
      const newDay = !previous || dayKey(previous.dataset.at ?? "") !== dayKey(at);
      const near = previous && Date.parse(at) - Date.parse(previous.dataset.at ?? "") < GROUP_WITHIN;
      const sameVoice = !newDay && near && voice(previous) === voice(item);
      item.classList.toggle("first", !sameVoice);
      markDay(item, newDay ? dayName(at) : "");
      previous = item;
    }
  }
}

/** @param {HTMLElement|null} item */
function voice(item) {
  const speaker = item?.dataset.speaker ?? "";
  return speaker.startsWith("me/") ? "me" : speaker;
}

/** @param {HTMLElement} item @param {string} name empty for none */
function markDay(item, name) {
  const mark = item.querySelector(":scope > .day");
  if (!name) mark?.remove();
  else if (!mark) item.prepend(el("h2", { class: "day" }, el("span", { text: name })));
  else if (mark.textContent !== name) mark.replaceChildren(el("span", { text: name }));
}

/**
 * @param {HTMLElement} old
 * @param {HTMLElement} fresh
 */
function replaceKeepingFocus(old, fresh) {
  const active = old.contains(document.activeElement) ? /** @type {HTMLElement} */ (document.activeElement) : null;
  const place = active && placeOf(old, active);
  const selection = active instanceof HTMLInputElement || active instanceof HTMLTextAreaElement ? [active.selectionStart, active.selectionEnd] : null;
  fresh.classList.add("still");
  old.replaceWith(fresh);
  if (!place) return;
  const target = /** @type {HTMLElement|null} */ (place.key ? fresh.querySelector(`[data-key="${place.key}"]`) : focusables(fresh)[place.index]);
  target?.focus({ preventScroll: true });
  if (selection && (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) && selection[0] !== null) target.setSelectionRange(selection[0], selection[1]);
}

/** @param {HTMLElement} item @param {HTMLElement} active */
function placeOf(item, active) {
  return { key: active.dataset.key, index: focusables(item).indexOf(active) };
}

/** @param {HTMLElement} item @returns {HTMLElement[]} */
function focusables(item) {
  return [...item.querySelectorAll("button, input, select, textarea, a[href], [tabindex]")].map((node) => /** @type {HTMLElement} */ (node));
}
