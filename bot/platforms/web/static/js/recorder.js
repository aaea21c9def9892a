/** Recording a voice note: microphone, timer, level, then listening to it before it is sent. */

import { el, find, icon } from "./dom.js";
import { minutesSeconds } from "./time.js";
import { drawPlayer, silence } from "./view/player.js";
import { W } from "./words.js";

const KINDS = [["audio/webm;codecs=opus", "webm"], ["audio/mp4", "mp4"]];
const LONGEST = 15 * 60;
const LEVEL_BARS = 28;

export class Recorder {
  /** @type {MediaRecorder|null} */
  #recorder = null;
  #busy = false;
  /** the address of the recording that is being listened to */
  #listening = "";

  /** @param {{onSend: (file: File, seconds: number) => void, onChange: () => void}} parts */
  constructor({ onSend, onChange }) {
    this.box = /** @type {HTMLElement} */ (find("#recorder"));
    this.button = /** @type {HTMLElement} */ (find("#record"));
    this.onSend = onSend;
    this.onChange = onChange;
    this.button.addEventListener("click", () => this.#start());
  }

  /** @returns {boolean} whether the microphone is open */
  get recording() {
    return this.#recorder !== null;
  }

  /** Closes everything and keeps nothing, as when the page is covered or stopped. */
  discard() {
    const recorder = this.#recorder;
    this.#recorder = null;
    if (recorder && recorder.state !== "inactive") recorder.stop();
    this.#close();
  }

  async #start() {
    if (this.#busy) return;
    this.#busy = true;
    try {
      await this.#record();
    } catch (error) {
      this.#say(/** @type {Error} */ (error).name === "NotAllowedError" ? W.recordingDenied : W.noRecording);
    } finally {
      this.#busy = false;
    }
  }

  async #record() {
    const kind = KINDS.find(([mime]) => globalThis.MediaRecorder?.isTypeSupported(mime));
    if (!kind || !navigator.mediaDevices) return this.#say(W.noRecording);
    const stream = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true } });
    const recorder = new MediaRecorder(stream, { mimeType: kind[0], audioBitsPerSecond: 48000 });
    this.#recorder = recorder;
    /** @type {Blob[]} */
    const parts = [];
    const meter = new Level(stream);
    const began = performance.now();
    recorder.ondataavailable = (event) => event.data.size && parts.push(event.data);
    recorder.onstop = () => {
      const seconds = (performance.now() - began) / 1000;
      for (const track of stream.getTracks()) track.stop();
      meter.close();
      const wanted = this.#recorder === recorder;
      this.#recorder = null;
      if (wanted && parts.length) this.#review(new File(parts, `voice.${kind[1]}`, { type: kind[0].split(";")[0] }), seconds, meter.peaks());
    };
    recorder.start(1000);
    this.#showRecording(recorder, meter, began);
  }

  /** @param {MediaRecorder} recorder @param {Level} meter @param {number} began */
  #showRecording(recorder, meter, began) {
    const clock = el("span", { class: "record-clock", role: "timer", "aria-label": "Recorded", text: "0:00" });
    const done = el("button", { type: "button", class: "button primary", text: W.done, onclick: () => recorder.stop() });
    const drop = el("button", { type: "button", class: "button", text: W.discard, onclick: () => this.#discardByHand() });
    this.#open(el("span", { class: "record-sign" }, el("i", { "aria-hidden": "true" }), W.recording), clock, meter.view, drop, done);
    done.focus();
    const tick = () => {
      if (this.#recorder !== recorder) return;
      const seconds = (performance.now() - began) / 1000;
      clock.textContent = minutesSeconds(seconds);
      meter.draw();
      if (seconds > LONGEST) recorder.stop();
      else requestAnimationFrame(tick);
    };
    tick();
  }

  /** @param {File} file @param {number} seconds @param {number[]} peaks */
  #review(file, seconds, peaks) {
    this.#listening = URL.createObjectURL(file);
    const player = drawPlayer({ url: this.#listening, seconds, peaks, name: W.voiceNote });
    const send = el("button", { type: "button", class: "button primary", "aria-label": W.sendVoice }, icon("send"), "Send");
    send.addEventListener("click", () => {
      this.#close();
      this.onSend(file, seconds);
    });
    const drop = el("button", { type: "button", class: "button", text: W.discard, onclick: () => this.#discardByHand() });
    this.#open(player, drop, send);
    send.focus();
  }

  #discardByHand() {
    this.discard();
    this.button.focus();
  }

  /** @param {string} words */
  #say(words) {
    const close = el("button", { type: "button", class: "button", text: "All right", onclick: () => this.#discardByHand() });
    this.#open(el("p", { role: "alert", text: words }), close);
    close.focus();
  }

  /** @param {...Node} content */
  #open(...content) {
    this.box.replaceChildren(...content);
    this.box.hidden = false;
    this.onChange();
  }

  #close() {
    silence();
    if (this.#listening) URL.revokeObjectURL(this.#listening);
    this.#listening = "";
    this.box.hidden = true;
    this.box.replaceChildren();
    this.onChange();
  }
}

/** How loud it is, now and over the whole recording. */
class Level {
  /** @type {number[]} */
  #heard = [];

  /** @param {MediaStream} stream */
  constructor(stream) {
    this.context = new AudioContext();
    this.analyser = this.context.createAnalyser();
    this.analyser.fftSize = 1024;
    this.context.createMediaStreamSource(stream).connect(this.analyser);
    this.samples = new Float32Array(this.analyser.fftSize);
    this.bars = Array.from({ length: LEVEL_BARS }, () => el("i"));
    this.view = el("span", { class: "record-level", "aria-hidden": "true" }, ...this.bars);
  }

  draw() {
    this.analyser.getFloatTimeDomainData(this.samples);
    const loudest = this.samples.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0);
    this.#heard.push(Math.min(100, Math.round(Math.sqrt(loudest) * 100)));
    const shown = this.#heard.slice(-LEVEL_BARS);
    this.bars.forEach((bar, index) => bar.style.setProperty("--level", String((shown[index + shown.length - LEVEL_BARS] ?? 0) / 100)));
  }

  /** @returns {number[]} 0..100 each */
  peaks() {
    return this.#heard;
  }

  close() {
    this.context.close();
  }
}
