/** Talking to the court over HTTP; every failure becomes one of four errors the page knows how to show. */

import { noteServerTime } from "./time.js";
import { W } from "./words.js";

/** The session is gone: only the log-in page helps. */
export class LoggedOut extends Error {}

/** The session is locked: only the password helps. */
export class Locked extends Error {}

/** The court said no; the message is its sentence. */
export class Refused extends Error {}

/** Not heard, or not now: the same request may be tried again after `wait` milliseconds (0: as you see fit). */
export class Unreachable extends Error {
  /** @param {string} [sentence] @param {number} [wait] */
  constructor(sentence = "", wait = 0) {
    super(sentence);
    this.wait = wait;
  }
}

const TRY_LATER = new Set([408, 425]);
const LONGEST_WAIT = 60;

/** @returns {string} */
export function csrfToken() {
  return document.querySelector('meta[name="csrf"]')?.getAttribute("content") ?? "";
}

/**
 * Turns an answer that is not a success into its error.
 * @param {number} status
 * @param {string} sentence what the court said about it, if anything
 * @param {string|null} retryAfter the header, in seconds
 * @returns {Error}
 */
export function errorFor(status, sentence, retryAfter) {
  if (status === 401) return new LoggedOut();
  if (status === 423) return new Locked();
  const wait = Number(retryAfter);
  if (status === 429 && wait > 0 && wait <= LONGEST_WAIT) return new Unreachable(sentence, wait * 1000);
  if (status >= 500 || status === 0 || TRY_LATER.has(status)) return new Unreachable();
  return new Refused(sentence || W.refusedPlain);
}

/**
 * @param {string} path
 * @param {{body?: unknown, post?: boolean, timeout?: number}} [options] timeout in milliseconds
 * @returns {Promise<any>} the JSON answer
 * @throws {LoggedOut|Locked|Refused|Unreachable}
 */
async function ask(path, { body, post = false, timeout = 20000 } = {}) {
  /** @type {Record<string, string>} */
  const headers = post ? { "Content-Type": "application/json", "X-CSRF": csrfToken() } : {};
  let answer;
  try {
    answer = await fetch(path, {
      method: post ? "POST" : "GET",
      headers,
      body: post ? JSON.stringify(body ?? {}) : undefined,
      credentials: "same-origin",
      cache: "no-store",
      signal: AbortSignal.timeout(timeout),
    });
  } catch {
    throw new Unreachable();
  }
  noteServerTime(answer.headers.get("date"));
  const json = await answer.json().catch(() => null);
  if (!answer.ok) throw errorFor(answer.status, json?.error ?? "", answer.headers.get("retry-after"));
  if (json === null) throw new Unreachable();
  return json;
}

const NEWEST = Number.MAX_SAFE_INTEGER;

export const api = {
  /** The newest messages. @param {number} limit */
  newest: (limit) => ask(`/api/messages?before=${NEWEST}&limit=${limit}`),
  /** @param {number} seq @param {number} limit */
  before: (seq, limit) => ask(`/api/messages?before=${seq}&limit=${limit}`),
  /** @param {number} rev */
  after: (rev) => ask(`/api/messages?after=${rev}&limit=200`),
  /** @param {Record<string, unknown>} body */
  send: (body) => ask("/api/send", { post: true, body }),
  /** @param {string} id */
  stop: (id) => ask("/api/stop", { post: true, body: { id }, timeout: 6000 }),
  commands: () => ask("/api/commands"),
  state: () => ask("/api/state"),
  seen: () => ask("/api/seen", { post: true }),
  lock: () => ask("/api/lock", { post: true, timeout: 6000 }),
};
