/**
 * What was said or pressed and the court has not confirmed: kept across reloads, sent in order, one at a time, with the
 * same id until the court has it. Secret answers are held in memory only.
 * @typedef {import("./types.js").Entry} Entry
 */

import { Locked, LoggedOut, Refused, Unreachable } from "./api.js";
import { newClientId } from "./dom.js";
import { Shelf } from "./shelf.js";

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30000;
const ECHO_PATIENCE = 10000;
const FOREIGN_PATIENCE = 4000;
/** what the court repeats as a message of one's own; presses and forms show their effect instead */
const ECHOED = new Set(["text", "command"]);
const BODY = ["id", "kind", "text", "command", "args", "token", "values"];

export class Outbox {
  /** @type {Map<string, Entry>} in order of writing */
  #entries = new Map();
  /** @type {Map<string, number>} ids that another tab wrote and will most likely send itself, and until when to leave them to it */
  #foreign = new Map();
  #draining = false;
  #failures = 0;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  #timer;

  /**
   * @param {object} parts
   * @param {string} parts.account whose messages these are
   * @param {(body: Record<string, unknown>) => Promise<unknown>} parts.send
   * @param {(entry: Entry, gone: boolean) => void} parts.onChange told about every change of an entry
   * @param {(error: Error) => void} parts.onShut the session is locked or gone; the entries stay
   */
  constructor({ account, send, onChange, onShut }) {
    this.shelf = new Shelf(account);
    this.send = send;
    this.onChange = onChange;
    this.onShut = onShut;
    this.shelf.watch((id, entry) => this.#otherTab(id, entry));
  }

  /** Picks up what an earlier page of this account left. */
  start() {
    for (const entry of this.shelf.all()) this.#adopt(entry);
    this.wake();
  }

  /** @returns {Entry[]} */
  entries() {
    return [...this.#entries.values()];
  }

  /** @returns {boolean} whether something has not reached the court */
  hasUnsent() {
    return this.entries().some((entry) => entry.state !== "sent");
  }

  /**
   * @param {Omit<Entry, "id"|"at"|"state">} said
   * @returns {Entry}
   */
  add(said) {
    const entry = /** @type {Entry} */ ({ ...said, id: newClientId(), at: Date.now(), state: "waiting" });
    this.#entries.set(entry.id, entry);
    this.shelf.keep(entry);
    this.onChange(entry, false);
    this.wake();
    return entry;
  }

  /** Sends a refused entry again, under the same id. @param {string} id */
  again(id) {
    const entry = this.#entries.get(id);
    if (entry) this.#set(entry, "waiting");
    this.wake();
  }

  /** Drops an entry: dismissed by the writer, or echoed by the court. @param {string} id */
  drop(id) {
    const entry = this.#entries.get(id);
    if (!entry) return;
    this.#entries.delete(id);
    this.shelf.drop(id);
    this.onChange(entry, true);
  }

  /** The stop overtakes everything: presses, commands and forms not sent yet are not sent any more. Words are. */
  dropActs() {
    for (const entry of this.entries()) if (entry.kind !== "text" && entry.state !== "sent") this.drop(entry.id);
  }

  /** Forgets all of it, as at a log-out. */
  clear() {
    for (const entry of this.entries()) this.drop(entry.id);
  }

  /** Tries now: the connection is back, or something new was said. */
  wake() {
    clearTimeout(this.#timer);
    if (!this.#draining) this.#drain();
  }

  async #drain() {
    this.#draining = true;
    let next = this.#next();
    while (next && (await this.#oneTabOnly(next))) next = this.#next();
    this.#draining = false;
  }

  /** @returns {Entry|undefined} */
  #next() {
    const due = (/** @type {Entry} */ { id }) => Date.now() >= (this.#foreign.get(id) ?? 0);
    return this.entries().find((entry) => (entry.state === "waiting" || entry.state === "retrying") && due(entry));
  }

  /** Only one tab sends at a time where the browser can arrange it; elsewhere the same id makes it harmless. @param {Entry} entry */
  #oneTabOnly(entry) {
    const attempt = () => this.#attempt(entry);
    return navigator.locks ? navigator.locks.request(this.shelf.prefix, attempt) : attempt();
  }

  /** @param {Entry} entry @returns {Promise<boolean>} whether to go on with the next one */
  async #attempt(entry) {
    if (this.#foreign.has(entry.id) && !this.shelf.holds(entry.id)) this.#sentElsewhere(entry);
    if (!this.#entries.has(entry.id) || entry.state === "sent") return true;
    this.#set(entry, "sending", entry.note);
    try {
      await this.send(Object.fromEntries(BODY.filter((key) => key in entry).map((key) => [key, entry[/** @type {keyof Entry} */ (key)]])));
    } catch (error) {
      return this.#failed(entry, /** @type {Error} */ (error));
    }
    this.#failures = 0;
    if (this.#entries.has(entry.id)) this.#confirmed(entry);
    return true;
  }

  /** @param {Entry} entry */
  #confirmed(entry) {
    this.shelf.drop(entry.id);
    this.#set(entry, "sent");
    if (!ECHOED.has(entry.kind)) this.drop(entry.id);
  }

  /** @param {Entry} entry @param {Error} error @returns {boolean} */
  #failed(entry, error) {
    if (error instanceof Refused) {
      this.#set(entry, "refused", error.message);
      if (!ECHOED.has(entry.kind)) this.drop(entry.id);
      return true;
    }
    entry.late = true;
    this.#set(entry, "retrying", error.message);
    if (error instanceof LoggedOut || error instanceof Locked) {
      this.onShut(error);
      return false;
    }
    this.#failures += 1;
    const wait = (error instanceof Unreachable && error.wait) || Math.min(FIRST_WAIT * 2 ** (this.#failures - 1), LONGEST_WAIT);
    this.#timer = setTimeout(() => this.wake(), wait * (0.75 + Math.random() * 0.5));
    return false;
  }

  /** @param {Entry} entry @param {Entry["state"]} state @param {string} [note] */
  #set(entry, state, note = "") {
    entry.state = state;
    entry.note = note;
    if (state !== "sent") this.shelf.keep(entry);
    if (this.#entries.has(entry.id)) this.onChange(entry, false);
  }

  /** @param {Entry} entry */
  #adopt(entry) {
    if (this.#entries.has(entry.id)) return;
    if (entry.state !== "refused") entry.state = "waiting";
    this.#entries.set(entry.id, entry);
    this.onChange(entry, false);
  }

  /** Another tab of the same account wrote something, or got it confirmed. @param {string} id @param {Entry|null} entry */
  #otherTab(id, entry) {
    const known = this.#entries.get(id);
    if (entry && !known) {
      this.#foreign.set(id, Date.now() + FOREIGN_PATIENCE);
      this.#adopt(entry);
      setTimeout(() => this.wake(), FOREIGN_PATIENCE);
    }
    if (!entry && known) this.#sentElsewhere(known);
  }

  /** The echo will come over the line; if the entry was dismissed over there instead, none does. @param {Entry} entry */
  #sentElsewhere(entry) {
    if (entry.state === "sent") return;
    entry.state = "sent";
    this.onChange(entry, false);
    setTimeout(() => this.drop(entry.id), ECHO_PATIENCE);
  }
}
