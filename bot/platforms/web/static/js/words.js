/** Every sentence the page itself says, in one place, so that they can be read together and translated. */

export const W = {
  you: "You",
  court: "The Court",
  safetyMark: "Safety · out of character",
  deskMark: "The desk",
  justAMoment: "just a moment",

  sending: "sending…",
  willRetry: "not sent yet, will be tried again",
  refused: (/** @type {string} */ sentence) => `refused: ${sentence}`,
  refusedPlain: "The court did not take this.",
  sendAgain: "Send again",
  remove: "Remove",
  uploading: (/** @type {number} */ percent) => (percent < 100 ? `sending… ${percent} %` : "sent, being looked through…"),
  cancelUpload: "Cancel sending",
  leaveUnsent: "Something is not sent yet. Log out and drop it?",

  offline: "No connection. What you write is kept and sent as soon as it is back.",
  reconnecting: "The connection is gone; trying again.",
  back: "Connected again.",

  stopSending: "Stopping…",
  stopHeard: "Stopped. Nothing more is asked of you.",
  stopUnheard: "The court has not heard it yet: no connection. It is being sent again and again.",

  moods: {
    open: "",
    yellow: "Yellow: nothing new is asked today",
    held: "On hold: nothing is sent",
    stopped: "Stopped: nothing is asked of you",
    paused: "On holiday: nothing is asked of you",
  },
  writing: (/** @type {string} */ name) => `${name} is writing`,
  newMessages: (/** @type {number} */ count) => (count === 1 ? "1 new message" : `${count} new messages`),

  idle: "The page was left alone for a while.",
  hidden: "Hidden",
  hiddenText: "Nobody sees the conversation. Messages still arrive.",
  showAgain: "Show again",
  locking: "Locking…",
  lockedTitle: "Locked",
  lockedOffline: "Covered here. The court could not be told yet: no connection.",

  placeholder: "Write a message",
  secretPlaceholder: "Typed hidden",
  captionPlaceholder: "Add a word to it",

  noRecording: "This browser cannot record. Send an audio file with the plus button instead.",
  recordingDenied: "The microphone is closed to this page. Allow it in the browser's settings, then press again.",
  recordingFailed: "The microphone stopped. What was recorded is kept below.",
  recording: "Recording",
  discard: "Discard",
  done: "Done",
  sendVoice: "Send the voice note",
  voiceNote: "Voice note",

  cannotPlay: "This browser cannot play it.",
  pictureGone: "The picture is no longer here.",
  reveal: "Covered photo. Press to look.",
  openPicture: "Open the picture",

  fieldRequired: "Please fill this in.",
  pickOne: "Please pick one.",
  pickSome: "Please pick at least one.",
  notANumber: "Please give a number.",
  atLeast: (/** @type {string|number} */ min) => `Not below ${min}.`,
  atMost: (/** @type {string|number} */ max) => `Not above ${max}.`,
  tooShort: (/** @type {number} */ min) => `At least ${min} characters.`,
  tooLong: (/** @type {number} */ max) => `At most ${max} characters.`,
  notADate: "Please give a date.",
  notATime: "Please give a time.",
  formHasErrors: (/** @type {number} */ count) => (count === 1 ? "One answer is missing or not right." : `${count} answers are missing or not right.`),

  noCommand: "No command of that name.",
  groups: /** @type {Record<string, string>} */ ({ play: "Play", me: "You", safety: "Safety", private: "Private", operator: "Operators" }),
};
