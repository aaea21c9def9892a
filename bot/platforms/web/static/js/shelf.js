/**
 * Where unsent entries outlive the page: one key each in localStorage, so that tabs never overwrite each other's.
 * A browser that closes its storage to us makes this a shelf that keeps nothing.
 * @typedef {import("./types.js").Entry} Entry
 */

export class Shelf {
  /** @param {string} account */
  constructor(account) {
    this.prefix = `court.out.${account}.`;
  }

  /** Keeps an entry; what is secret is never kept. @param {Entry} entry */
  keep(entry) {
    if (entry.secret) return;
    try {
      localStorage.setItem(this.prefix + entry.id, JSON.stringify(entry));
    } catch {
      // Closed or full: it lives as long as the page does.
    }
  }

  /** @param {string} id */
  drop(id) {
    try {
      localStorage.removeItem(this.prefix + id);
    } catch {
      // Nothing was kept then.
    }
  }

  /** @param {string} id @returns {boolean} */
  holds(id) {
    try {
      return localStorage.getItem(this.prefix + id) !== null;
    } catch {
      return false;
    }
  }

  /** @returns {Entry[]} what is there, oldest first */
  all() {
    try {
      const keys = Object.keys(localStorage).filter((key) => key.startsWith(this.prefix));
      return keys.map((key) => this.#read(localStorage.getItem(key))).filter((entry) => entry !== null).sort((a, b) => a.at - b.at);
    } catch {
      return [];
    }
  }

  /**
   * Listens for what other tabs put here or take away.
   * @param {(id: string, entry: Entry|null) => void} changed null: taken away
   */
  watch(changed) {
    window.addEventListener("storage", (event) => {
      if (event.key?.startsWith(this.prefix)) changed(event.key.slice(this.prefix.length), this.#read(event.newValue));
    });
  }

  /** @param {string|null} stored @returns {Entry|null} */
  #read(stored) {
    try {
      const entry = JSON.parse(stored ?? "null");
      return entry?.id ? entry : null;
    } catch {
      return null;
    }
  }
}
