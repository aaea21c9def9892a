/** How many messages came while nobody looked; shown in the title as a number and nothing else. */

import { showUnread } from "./view/header.js";

export class Unread {
  #count = 0;

  /** @param {{inView: () => boolean}} parts inView: whether the newest message can be seen */
  constructor({ inView }) {
    this.inView = inView;
    for (const sign of ["focus", "pointerdown", "keydown"]) window.addEventListener(sign, () => this.#look());
    document.addEventListener("visibilitychange", () => this.#look());
    document.addEventListener("scroll", () => this.#look(), { capture: true, passive: true });
  }

  /** A message came in. */
  note() {
    if (this.#watched()) return;
    this.#count += 1;
    showUnread(this.#count);
  }

  /** Back to none. */
  clear() {
    this.#count = 0;
    showUnread(0);
  }

  #watched() {
    return !document.hidden && document.hasFocus() && this.inView();
  }

  #look() {
    if (this.#count && this.#watched()) this.clear();
  }
}
