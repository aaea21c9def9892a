/** Keeps the newest message in view while one is there, and asks for older ones at the top. */

import { find } from "./dom.js";
import { W } from "./words.js";

const NEAR = 96;
const EARLY = 400;
/** so many pixels of what came before stay in view */
const ABOVE = 12;

export class Scroll {
  #stuck = true;
  /** the newest message is longer than the page and shown from its beginning */
  #begun = false;
  /** something was pressed: what comes next is its answer, and is shown wherever the button stood */
  #awaits = false;
  #fresh = 0;
  /** where it was scrolled to when last looked at */
  #top = 0;
  #loading = false;

  /** @param {{loadOlder: () => Promise<(() => void)|null>}} parts loadOlder fetches, and resolves to what puts them on the page */
  constructor({ loadOlder }) {
    this.box = /** @type {HTMLElement} */ (find("#scroller"));
    this.pill = /** @type {HTMLElement} */ (find("#pill"));
    this.loadOlder = loadOlder;
    this.box.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    this.pill.addEventListener("click", () => this.toEnd());
    find("#composer-text").addEventListener("keydown", (event) => this.#page(/** @type {KeyboardEvent} */ (event)));
    find("#log").addEventListener("click", (event) => this.#pressed(/** @type {HTMLElement} */ (event.target)));
    const watch = new ResizeObserver(() => this.#stuck && this.#jump());
    watch.observe(this.box);
    for (const child of this.box.children) watch.observe(child);
  }

  /** @returns {boolean} whether the newest message, or its beginning, is in view */
  get atEnd() {
    return this.#stuck || this.#begun;
  }

  /** Something new came in below: a form or a text longer than the page is shown from its beginning. */
  noteFresh() {
    if (this.#stuck || this.#awaits) return this.toNewest();
    this.#begun = false;
    this.#fresh += 1;
    this.#showPill();
  }

  /** Goes to the newest message. */
  toEnd() {
    this.#stuck = true;
    this.#awaits = false;
    this.#fresh = 0;
    this.#showPill();
    this.#jump();
  }

  /** Goes to the beginning of the newest message if it is longer than the page, to the end otherwise. */
  toNewest() {
    this.toEnd();
    const newest = /** @type {HTMLElement|null} */ (find("#log").lastElementChild);
    if (!newest || newest.matches(".from-me") || newest.offsetHeight <= this.box.clientHeight) return;
    this.#stuck = false;
    this.#begun = true;
    this.box.scrollTop += newest.getBoundingClientRect().top - this.box.getBoundingClientRect().top - ABOVE;
    this.#top = this.box.scrollTop;
    this.#showPill();
  }

  /** @param {HTMLElement} target */
  #pressed(target) {
    if (target.closest(".chip, [type=submit]")) this.#awaits = true;
  }

  /** The page keys move the conversation while one is writing. @param {KeyboardEvent} event */
  #page(event) {
    const step = { PageUp: -0.85, PageDown: 0.85 }[event.key];
    if (!step) return;
    event.preventDefault();
    this.box.scrollBy({ top: step * this.box.clientHeight });
  }

  #jump() {
    this.box.scrollTop = this.box.scrollHeight;
  }

  /** Only a move upwards lets go of the end: content that grew is not the reader's doing. */
  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.box;
    const movedUp = scrollTop < this.#top - 1;
    this.#top = scrollTop;
    if (scrollHeight - scrollTop - clientHeight < NEAR) this.#stuck = true;
    else if (movedUp) this.#stuck = false;
    if (this.#stuck) this.#fresh = 0;
    this.#showPill();
    if (scrollTop < EARLY) this.#fetchOlder();
  }

  async #fetchOlder() {
    if (this.#loading) return;
    this.#loading = true;
    try {
      const insert = await this.loadOlder();
      const height = this.box.scrollHeight;
      insert?.();
      if (!this.#stuck) this.box.scrollTop += this.box.scrollHeight - height;
    } finally {
      this.#loading = false;
    }
  }

  #showPill() {
    const far = this.box.scrollHeight - this.box.scrollTop - this.box.clientHeight > this.box.clientHeight * 0.6;
    this.pill.hidden = this.#stuck || !(far || this.#fresh);
    const words = /** @type {HTMLElement} */ (this.pill.querySelector("span"));
    words.textContent = this.#fresh ? W.newMessages(this.#fresh) : "To the newest";
    this.pill.classList.toggle("fresh", this.#fresh > 0);
  }
}
