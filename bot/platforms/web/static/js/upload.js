/** Files on their way: one XHR per album (fetch cannot tell progress), tried again with the same id until the court has it. */

import { Locked, LoggedOut, Refused, csrfToken, errorFor } from "./api.js";
import { newClientId } from "./dom.js";

const FIRST_WAIT = 1500;
const LONGEST_WAIT = 30000;
const ECHO_PATIENCE = 60000;

/** @typedef {import("./types.js").Upload} Upload */

export class Uploads {
  /** @type {Map<string, {upload: Upload, request: XMLHttpRequest|null, timer: any, failures: number}>} */
  #running = new Map();

  /**
   * @param {object} parts
   * @param {(upload: Upload, gone: boolean) => void} parts.onChange
   * @param {(error: Error) => void} parts.onShut
   */
  constructor({ onChange, onShut }) {
    this.onChange = onChange;
    this.onShut = onShut;
    window.addEventListener("beforeunload", (event) => {
      if (this.hasUnsent()) event.preventDefault();
    });
    window.addEventListener("online", () => this.wake());
  }

  /** @returns {boolean} */
  hasUnsent() {
    return [...this.#running.values()].some(({ upload }) => upload.state === "sending" || upload.state === "retrying");
  }

  /**
   * @param {File[]} files
   * @param {string} caption
   * @param {{voice?: boolean, seconds?: number}} [about]
   */
  add(files, caption, { voice = false, seconds } = {}) {
    /** @type {Upload} */
    const upload = { id: newClientId(), files, caption, voice, seconds, progress: 0, at: Date.now(), state: "sending" };
    this.#running.set(upload.id, { upload, request: null, timer: 0, failures: 0 });
    this.#send(upload.id);
  }

  /** @param {string} id */
  again(id) {
    this.#send(id);
  }

  /** Cancels what is under way, forgets what is done or dismissed. @param {string} id */
  drop(id) {
    const run = this.#running.get(id);
    if (!run) return;
    this.#running.delete(id);
    clearTimeout(run.timer);
    run.request?.abort();
    this.onChange(run.upload, true);
  }

  /** A stop takes uploads under way with it. */
  dropAll() {
    for (const id of [...this.#running.keys()]) this.drop(id);
  }

  /** Tries waiting ones now. */
  wake() {
    for (const [id, { upload }] of this.#running) if (upload.state === "retrying") this.#send(id);
  }

  /** @param {string} id */
  #send(id) {
    const run = this.#running.get(id);
    if (!run) return;
    clearTimeout(run.timer);
    const request = new XMLHttpRequest();
    run.request = request;
    this.#set(run.upload, "sending", 0);
    request.open("POST", "/api/upload");
    request.setRequestHeader("X-CSRF", csrfToken());
    request.upload.onprogress = (event) => this.#set(run.upload, "sending", Math.floor((100 * event.loaded) / (event.total || 1)));
    request.onload = () => this.#answered(id, request);
    request.onerror = () => this.#failed(id, errorFor(0, "", null));
    request.send(body(run.upload));
  }

  /** @param {string} id @param {XMLHttpRequest} request */
  #answered(id, request) {
    const run = this.#running.get(id);
    if (!run) return;
    if (request.status < 200 || request.status > 299) return this.#failed(id, errorFor(request.status, sentence(request), request.getResponseHeader("retry-after")));
    this.#set(run.upload, "sent", 100);
    run.timer = setTimeout(() => this.drop(id), ECHO_PATIENCE);
  }

  /** @param {string} id @param {Error & {wait?: number}} error */
  #failed(id, error) {
    const run = this.#running.get(id);
    if (!run) return;
    if (error instanceof Refused) return this.#set(run.upload, "refused", 0, error.message);
    this.#set(run.upload, "retrying", 0, error.message);
    if (error instanceof LoggedOut || error instanceof Locked) return this.onShut(error);
    run.failures += 1;
    const wait = error.wait || Math.min(FIRST_WAIT * 2 ** (run.failures - 1), LONGEST_WAIT);
    run.timer = setTimeout(() => this.#send(id), wait * (0.75 + Math.random() * 0.5));
  }

  /** @param {Upload} upload @param {Upload["state"]} state @param {number} progress @param {string} [note] */
  #set(upload, state, progress, note = "") {
    Object.assign(upload, { state, progress, note: note || upload.note, late: upload.late || state === "retrying" });
    this.onChange(upload, false);
  }
}

/** @param {Upload} upload @returns {FormData} */
function body(upload) {
  const form = new FormData();
  form.set("id", upload.id);
  form.set("caption", upload.caption);
  if (upload.voice) form.set("voice", "1");
  for (const file of upload.files) form.append("file", file, file.name);
  return form;
}

/** @param {XMLHttpRequest} request @returns {string} */
function sentence(request) {
  try {
    return JSON.parse(request.responseText).error ?? "";
  } catch {
    return "";
  }
}
