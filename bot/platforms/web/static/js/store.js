/**
 * The messages the page knows, by id and revision. Applying anything twice, or late, changes nothing.
 * @typedef {import("./types.js").Message} Message
 */

export class MessageStore {
  /** @type {Map<string, Message>} */
  #byId = new Map();
  /** @type {Map<string, number>} removed ids and the revision that removed them */
  #gone = new Map();
  /** @type {Set<string>} client ids of own messages */
  #echoed = new Set();
  /** the highest revision seen: where to continue after a reconnect */
  rev = 0;
  /** whether the court has messages older than the oldest one here */
  hasOlder = false;

  /** @returns {Message[]} in the order of the conversation */
  ordered() {
    return [...this.#byId.values()].sort((a, b) => a.seq - b.seq);
  }

  /** @returns {number} the lowest seq here, infinite while empty */
  oldestSeq() {
    return Math.min(Infinity, ...[...this.#byId.values()].map((message) => message.seq));
  }

  /** @param {string} id @returns {Message|undefined} */
  get(id) {
    return this.#byId.get(id);
  }

  /** @param {string} client @returns {boolean} whether an own message with this client id has been echoed */
  hasEcho(client) {
    return this.#echoed.has(client);
  }

  /** @param {number} rev */
  noteRev(rev) {
    if (rev > this.rev) this.rev = rev;
  }

  /**
   * Takes a message from the live stream or from catching up.
   * @param {Message} message
   * @returns {"added"|"changed"|"ignored"} ignored: already known, removed, or older than what has been loaded
   */
  apply(message) {
    this.noteRev(message.rev);
    const unloaded = this.hasOlder && message.seq < this.oldestSeq() && !this.#byId.has(message.id);
    return unloaded ? "ignored" : this.#put(message);
  }

  /**
   * Takes one message of a page of older ones, which says nothing about the live stream's revision.
   * @param {Message} message
   * @returns {"added"|"changed"|"ignored"}
   */
  applyOlder(message) {
    return this.#put(message);
  }

  /** @param {Message} message @returns {"added"|"changed"|"ignored"} */
  #put(message) {
    if ((this.#gone.get(message.id) ?? -1) >= message.rev) return "ignored";
    const known = this.#byId.get(message.id);
    if (known && known.rev >= message.rev) return "ignored";
    this.#byId.set(message.id, message);
    if (message.client) this.#echoed.add(message.client);
    return known ? "changed" : "added";
  }

  /**
   * @param {string} id
   * @param {number} rev
   * @returns {boolean} whether it was there
   */
  remove(id, rev) {
    this.noteRev(rev);
    this.#gone.set(id, Math.max(rev, this.#gone.get(id) ?? -1));
    const known = this.#byId.get(id);
    return Boolean(known && known.rev <= rev && this.#byId.delete(id));
  }

  /** Forgets all content, as when the page locks. */
  clear() {
    this.#byId.clear();
    this.#gone.clear();
    this.#echoed.clear();
    this.rev = 0;
    this.hasOlder = false;
  }

  /**
   * The hint of the newest question: of the newest message that still waits for an answer of some kind. The court
   * judges by the same rule whether what is typed now is a secret.
   * @returns {{placeholder?: string, secret?: boolean}|null}
   */
  question() {
    const asking = this.ordered().findLast((message) => message.from !== "me" && asks(message));
    return asking?.input ?? null;
  }
}

/** @param {Message} message @returns {boolean} */
function asks(message) {
  return !message.closed && Boolean(message.buttons?.length || message.nav?.length || message.form || message.input);
}
