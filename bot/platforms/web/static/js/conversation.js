/** The conversation on the page: what the court said, what was said to it and is still on its way, kept in step. */

import { Unreachable, api } from "./api.js";
import { announce } from "./announce.js";
import { Outbox } from "./outbox.js";
import { MessageStore } from "./store.js";
import { Uploads } from "./upload.js";
import { Log } from "./view/log.js";
import { advanceUpload, drawEntry, drawUpload, stateOf } from "./view/pending.js";

/**
 * @typedef {import("./types.js").Message} Message
 * @typedef {import("./types.js").Entry} Entry
 * @typedef {import("./types.js").Upload} Upload
 */

const PAGE = 50;
const BUSY_AT_MOST = 6000;

const FIRST_WAIT = 500;
const LONGEST_WAIT = 15000;

/**
 * @template T
 * @param {() => Promise<T>} ask
 * @param {() => void} onUnreachable told at every failure
 * @returns {Promise<T>}
 */
async function untilReached(ask, onUnreachable) {
  for (let wait = FIRST_WAIT; ; wait = Math.min(wait * 2, LONGEST_WAIT)) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      onUnreachable();
      await new Promise((resolve) => setTimeout(resolve, wait * (0.75 + Math.random() * 0.5)));
    }
  }
}

export class Conversation {
  store = new MessageStore();

  /**
   * @param {object} parts
   * @param {HTMLElement} parts.list
   * @param {string} parts.account
   * @param {(text: string) => void} parts.onCommand a command pressed in the court's words
   * @param {(message: Message) => void} parts.onNew something new from the court
   * @param {() => void} parts.onOwn something new of one's own
   * @param {() => void} parts.onSent something reached the court
   * @param {(error: Error) => void} parts.onShut
   */
  constructor(parts) {
    this.parts = parts;
    this.log = new Log(parts.list, {
      press: (message, button) => this.outbox.add({ kind: "press", token: button.token, label: button.label, message: message.id }),
      submit: (message, values, secret) => this.outbox.add({ kind: "form", token: message.form?.submit.token, values, message: message.id, secret }),
      command: parts.onCommand,
    });
    const { account, onShut } = parts;
    this.outbox = new Outbox({ account, send: api.send, onShut, onChange: (entry, gone) => this.#entryChanged(entry, gone) });
    this.uploads = new Uploads({ onShut, onChange: (upload, gone) => this.#uploadChanged(upload, gone) });
  }

  /** The newest page of messages; without a connection it is tried until there is one. @param {() => void} onUnreachable */
  async open(onUnreachable) {
    const { messages, rev, more } = await untilReached(() => api.newest(PAGE), onUnreachable);
    for (const message of messages) this.#takeQuietly(message);
    this.store.noteRev(rev);
    this.store.hasOlder = more;
  }

  /** @returns {Promise<(() => void)|null>} what puts a page of older messages in, null when there is none */
  async older() {
    if (!this.store.hasOlder) return null;
    const { messages, more } = await api.before(this.store.oldestSeq(), PAGE);
    return () => {
      this.store.hasOlder = more;
      for (const message of messages) if (this.store.applyOlder(message) !== "ignored") this.log.put(message);
      this.log.settle();
    };
  }

  /** @param {{messages: Message[], removed?: {id: string, rev: number}[], rev: number}} answer what was missed */
  catchUp({ messages, removed = [], rev }) {
    messages.forEach((message) => this.take(message));
    removed.forEach((removal) => this.remove(removal));
    this.store.noteRev(rev);
  }

  /** A new or amended message. @param {Message} message */
  take(message) {
    const outcome = this.#takeQuietly(message);
    if (outcome !== "added") return;
    if (message.from === "me") return this.parts.onOwn();
    announce(message);
    this.parts.onNew(message);
  }

  /** @param {{id: string, rev: number}} removal */
  remove({ id, rev }) {
    if (this.store.remove(id, rev)) this.log.remove(id);
  }

  /** @returns {boolean} whether something has not reached the court */
  hasUnsent() {
    return this.outbox.hasUnsent() || this.uploads.hasUnsent();
  }

  /** A stop overtakes everything that was still on its way, but not words: they may hold the safeword. */
  stopActs() {
    this.outbox.dropActs();
    this.uploads.dropAll();
  }

  /** Tries again what waits. */
  wake() {
    this.outbox.wake();
    this.uploads.wake();
  }

  /** Takes all content off the page. */
  clear() {
    this.log.clear();
    this.store.clear();
  }

  /** @param {Message} message */
  #takeQuietly(message) {
    const outcome = this.store.apply(message);
    if (outcome === "ignored") return outcome;
    if (message.client) {
      this.outbox.drop(message.client);
      this.uploads.drop(message.client);
    }
    this.log.put(message);
    return outcome;
  }

  /** @param {Entry} entry @param {boolean} gone */
  #entryChanged(entry, gone) {
    if (entry.state === "sent") this.parts.onSent();
    if (entry.message) return this.#pressChanged(entry, entry.message, gone);
    if (gone || this.store.hasEcho(entry.id)) this.log.dropPending(entry.id);
    else this.log.putPending(entry.id, drawEntry(entry, this.outbox));
  }

  /** A press or a form shows how it fares below its message. @param {Entry} entry @param {string} id @param {boolean} gone */
  #pressChanged(entry, id, gone) {
    const message = this.store.get(id);
    if (entry.state === "refused" && message) {
      this.log.put(message);
      this.log.notePress(id, stateOf(entry));
    } else if (gone) {
      this.log.notePress(id, "");
      setTimeout(() => this.log.freePress(id), BUSY_AT_MOST);
    } else if (entry.state === "retrying") this.log.notePress(id, stateOf(entry));
  }

  /** @param {Upload} upload @param {boolean} gone */
  #uploadChanged(upload, gone) {
    if (upload.state === "sent") this.parts.onSent();
    if (gone || this.store.hasEcho(upload.id)) this.log.dropPending(upload.id);
    else if (!advanceUpload(this.log.pending(upload.id), upload)) this.log.putPending(upload.id, drawUpload(upload, this.uploads));
  }
}
