/**
 * The live line. Every (re)connect first asks for what was missed, then listens: nothing is lost, and whatever comes
 * twice is dropped by the store.
 */

import { Locked, LoggedOut, Refused, Unreachable, api } from "./api.js";

const PING_EVERY = 25000;
const PONG_WITHIN = 6000;
const FIRST_WAIT = 500;
const LONGEST_WAIT = 20000;

export class LiveLine {
  /** @type {WebSocket|null} */
  #socket = null;
  #failures = 0;
  /** a ping is under way and nothing has been heard since */
  #unanswered = false;
  #closed = false;
  #connecting = false;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  #timer;

  /**
   * @param {object} parts
   * @param {() => number} parts.rev the highest revision the page has
   * @param {(answer: any) => void} parts.onCatchUp an answer of GET /api/messages?after=
   * @param {(event: any) => void} parts.onEvent what the socket says
   * @param {(up: boolean) => void} parts.onLine
   * @param {(error: Error) => void} parts.onShut the session is locked or gone
   */
  constructor(parts) {
    this.parts = parts;
    setInterval(() => this.#ping(), PING_EVERY);
    window.addEventListener("online", () => this.now());
    document.addEventListener("visibilitychange", () => document.hidden || this.#wakeUp());
  }

  /** Connects now instead of at the end of a wait. */
  now() {
    if (this.#closed || this.#connecting || this.#socket) return;
    clearTimeout(this.#timer);
    this.#connect();
  }

  /** Hangs up for good. */
  close() {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#socket?.close();
  }

  /** Asks for what was missed without the socket, as after a send while the line is down. */
  async catchUp() {
    for (let more = true; more && !this.#closed; ) {
      const before = this.parts.rev();
      const answer = await api.after(before);
      this.parts.onCatchUp(answer);
      more = answer.more && this.parts.rev() > before;
    }
  }

  async #connect() {
    this.#connecting = true;
    try {
      await this.catchUp();
      if (!this.#closed) this.#listen();
    } catch (error) {
      this.#lost(/** @type {Error} */ (error));
    } finally {
      this.#connecting = false;
    }
  }

  #listen() {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}/ws?after=${this.parts.rev()}`);
    this.#socket = socket;
    this.#unanswered = false;
    socket.onopen = () => {
      this.#failures = 0;
      this.parts.onLine(true);
    };
    socket.onmessage = (message) => this.#heard(message.data);
    socket.onclose = () => {
      if (this.#socket === socket) this.#lost(null);
    };
  }

  /** @param {string} data */
  #heard(data) {
    this.#unanswered = false;
    const event = JSON.parse(data);
    if (event.type === "pong") return;
    if (event.type === "bye") this.#socket?.close();
    else this.parts.onEvent(event);
  }

  /** @param {Error|null} error */
  #lost(error) {
    this.#socket = null;
    if (this.#closed) return;
    if (error instanceof LoggedOut || error instanceof Locked) {
      this.parts.onShut(error);
      return;
    }
    if (error && !(error instanceof Unreachable || error instanceof Refused)) console.error(error);
    this.parts.onLine(false);
    this.#failures += 1;
    const slow = error instanceof Refused ? LONGEST_WAIT : FIRST_WAIT * 2 ** (this.#failures - 1);
    this.#timer = setTimeout(() => this.now(), Math.min(slow, LONGEST_WAIT) * (0.5 + Math.random()));
  }

  /** Browsers slow timers of hidden pages down, so silence is measured in pings, not in seconds. */
  #ping() {
    const socket = this.#socket;
    if (!socket || socket.readyState === WebSocket.CONNECTING) return;
    if (this.#unanswered) this.#dropSilent(socket);
    else if (socket.readyState === WebSocket.OPEN) {
      this.#unanswered = true;
      socket.send('{"type":"ping"}');
    }
  }

  /** A laptop that slept has a socket that looks open and is not. */
  #wakeUp() {
    const socket = this.#socket;
    if (!socket) return this.now();
    this.#unanswered = false;
    this.#ping();
    setTimeout(() => this.#unanswered && this.#socket === socket && this.#dropSilent(socket), PONG_WITHIN);
  }

  /** @param {WebSocket} socket */
  #dropSilent(socket) {
    socket.onclose = null;
    socket.close();
    this.#lost(null);
  }
}
