/** Puts the chat together. Everything of substance lives in the other modules. */

import { Locked, LoggedOut, api } from "./api.js";
import { Composer, understand } from "./composer.js";
import { Conversation } from "./conversation.js";
import { find } from "./dom.js";
import { dropCurtain, liftCurtain, lockForGood, watchIdle } from "./lock.js";
import { Scroll } from "./scroll.js";
import { showSideCommands } from "./side.js";
import { LiveLine } from "./socket.js";
import { forgetStop, startStopButtons } from "./stop.js";
import { startThemeSwitches } from "./theme.js";
import { Unread } from "./unread.js";
import { fitToKeyboard } from "./viewport.js";
import { showBanner, showLine, showState, showTyping } from "./view/header.js";
import { closeLightbox } from "./view/lightbox.js";
import { isPlaying, silence } from "./view/player.js";
import { knowCommands } from "./view/text.js";
import { W } from "./words.js";

const STOP_SHOWN = 8000;
const { account = "", idleMinutes = "15", name = "" } = document.body.dataset;

let locked = false;
let lineIsUp = false;

const talk = new Conversation({ list: find("#log"), account, onCommand: say, onNew: newMessage, onOwn: () => scroll.toEnd(), onSent: heardWithoutLine, onShut: shut });
const scroll = new Scroll({ loadOlder });
const unread = new Unread({ inView: () => scroll.atEnd });
const composer = new Composer({
  onSay: say,
  onFiles: (files, caption) => sendFiles(files, caption),
  onVoice: (file, seconds) => sendFiles([file], "", { voice: true, seconds }),
});
const line = new LiveLine({ rev: () => talk.store.rev, onCatchUp: caughtUp, onEvent: heard, onLine: lineChanged, onShut: shut });

/** @param {string} text @param {boolean} [secret] */
function say(text, secret = false) {
  talk.outbox.add({ ...understand(text), secret });
  scroll.toEnd();
}

/** @param {File[]} files @param {string} caption @param {{voice?: boolean, seconds?: number}} [about] */
function sendFiles(files, caption, about) {
  talk.uploads.add(files, caption, about);
  scroll.toEnd();
}

function newMessage() {
  showTyping(false);
  scroll.noteFresh();
  unread.note();
}

/** The line is down but requests get through: ask for the answer. */
function heardWithoutLine() {
  if (!lineIsUp) line.catchUp().catch(() => {});
}

/** @param {Parameters<Conversation["catchUp"]>[0]} answer */
function caughtUp(answer) {
  if (locked) return;
  talk.catchUp(answer);
  composer.ask(talk.store.question());
}

/** @param {any} event what the socket says */
function heard(event) {
  if (locked) return;
  if (event.type === "message") talk.take(event.message);
  else if (event.type === "remove") talk.remove(event);
  else if (event.type === "typing") showTyping(event.on);
  else if (event.type === "state") stateChanged(event);
  else if (event.type === "locked") shut(new Locked());
  composer.ask(talk.store.question());
}

/** What can be commanded changes with one's standing. @param {import("./types.js").CourtState} state */
function stateChanged(state) {
  showState(state);
  learnCommands().catch(() => {});
}

/** The line says how things stand by itself when it opens: asked for beside it, an older answer could come later. @param {boolean} up */
function lineChanged(up) {
  lineIsUp = up;
  document.body.dataset.line = up ? "up" : "down";
  showLine(up);
  if (up) talk.wake();
}

/** @returns {Promise<(() => void)|null>} */
async function loadOlder() {
  if (!talk.store.hasOlder || locked) return null;
  const sign = /** @type {HTMLElement} */ (find("#older"));
  sign.hidden = false;
  try {
    return await talk.older();
  } catch {
    return null;
  } finally {
    sign.hidden = true;
  }
}

/** @param {Error} error */
function shut(error) {
  if (error instanceof LoggedOut) location.assign("/login");
  else if (error instanceof Locked) cover(() => location.replace("/unlock"));
}

/** Takes the conversation off the page for good; only the password brings it back. @param {() => void} then */
function cover(then) {
  if (locked) return;
  locked = true;
  line.close();
  silence();
  closeLightbox();
  composer.clear();
  talk.uploads.dropAll();
  talk.clear();
  unread.clear();
  dropCurtain({ title: W.lockedTitle, text: W.locking, open: "Unlock", onOpen: () => {} });
  then();
}

/** Covers the page until the next press: for somebody coming into the room. */
function hideForNow() {
  if (locked) return;
  silence();
  closeLightbox();
  const onOpen = (/** @type {Event} */ event) => {
    event.preventDefault();
    liftCurtain();
    composer.field.focus();
  };
  dropCurtain({ title: W.hidden, text: W.hiddenText, open: W.showAgain, onOpen });
}

async function learnCommands() {
  const commands = await api.commands();
  composer.commands.know(commands);
  knowCommands(commands.map((/** @type {{name: string}} */ command) => command.name));
  showSideCommands(commands, say);
}

/** The stop overtakes everything that was on its way to the court. */
function onStop() {
  talk.stopActs();
  composer.recorder.discard();
  closeLightbox();
  silence();
}

async function start() {
  showState({ name });
  startThemeSwitches();
  fitToKeyboard();
  startStopButtons({ onPress: onStop, onReport: (words, done) => showBanner(words, done ? STOP_SHOWN : 0) });
  talk.outbox.start();
  await learnCommands().catch(() => {});
  await talk.open(() => showLine(false)).catch(shut);
  composer.ask(talk.store.question());
  scroll.toNewest();
  line.now();
}

find("#hide").addEventListener("click", hideForNow);
find("#lock-now").addEventListener("click", () => cover(lockForGood));
find("#logout").addEventListener("submit", (event) => {
  if (talk.hasUnsent() && !confirm(W.leaveUnsent)) return event.preventDefault();
  talk.outbox.clear();
  talk.uploads.dropAll();
  forgetStop();
});
window.addEventListener("keydown", (event) => {
  if (event.altKey && event.code === "KeyQ") hideForNow();
});
window.addEventListener("pageshow", (event) => event.persisted && location.reload());
watchIdle({
  minutes: Number(idleMinutes),
  occupied: () => isPlaying() || composer.recorder.recording || talk.uploads.hasUnsent(),
  onIdle: () => cover(lockForGood),
  onShut: shut,
});
start();
