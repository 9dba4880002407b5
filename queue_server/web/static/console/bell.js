/* The bell of a console: one short tone, made here without any file, for each alarm that sounds; once for each alarm at this seat,
   never two at a time. What it said stands in words as long as it matters, for whoever cannot hear it or has muted it (domain.md 5.4). */

const TONES = { // [hertz, begins after seconds, lasts seconds]: red falls and rises, amber rises once
  RED: [[880, 0, 0.2], [622, 0.24, 0.2], [880, 0.48, 0.36]],
  AMBER: [[622, 0, 0.18], [784, 0.22, 0.3]],
};
const LOUDNESS = 0.25;
const BREATH_SECONDS = 0.6; // between two tones
const REMEMBERED_MAX = 300;
const CAPTION_SECONDS = 20;
const PATIENCE_MS = 700;

let seat = "";
let muted = false;
let rung = []; // alarms that have sounded at this seat, kept on the machine so that a page opened anew does not ring again
let waiting = []; // alarms that are to sound
let playing = false;
let sound = null; // the AudioContext; it sleeps between two tones
let allowed = false; // the browser has let it sound
let doubted = false; // it has been asked for some time and has not
let caption = null; // { alarms, level, heard: "rang" | "muted" | "blocked" }
let forget = 0;
const listeners = new Set();

function tell() {
  for (const listener of listeners) listener();
}

export function onBell(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function place() {
  return `lideng.console.bell.${seat}`;
}

function keep() {
  localStorage.setItem(place(), JSON.stringify({ muted, rung: rung.slice(-REMEMBERED_MAX) }));
}

/** Take up the bell of a seat: whether it is muted there, and what has rung. */
export function hangBell(name) {
  seat = name;
  try {
    const kept = JSON.parse(localStorage.getItem(place()) || "{}");
    muted = kept.muted === true;
    rung = Array.isArray(kept.rung) ? kept.rung : [];
  } catch {
    muted = false;
    rung = [];
  }
  wake();
  tell();
}

/** "on", "muted", "blocked" (the browser wants a touch of the page first) or "none" (this machine makes no sound). */
export function bellState() {
  if (muted) return "muted";
  if (!window.AudioContext) return "none";
  return allowed || !doubted ? "on" : "blocked";
}

export function bellCaption() {
  return caption;
}

export function mute(next) {
  muted = next;
  if (muted) waiting = [];
  keep();
  if (!muted) wake();
  tell();
}

function nameOf(alarm) {
  return `${alarm.alarm_id}@${alarm.at}`; // a hall begun anew counts its alarms from the beginning
}

function levelOf(alarms) {
  return alarms.some((alarm) => alarm.level === "RED") ? "RED" : "AMBER";
}

function say(alarms, heard) {
  caption = { alarms, level: levelOf(alarms), heard };
  clearTimeout(forget);
  if (heard !== "blocked") forget = setTimeout(() => { caption = null; tell(); }, CAPTION_SECONDS * 1000);
  tell();
}

/** Ask the browser for sound. Without a touch of the page it may make us wait: then the sign says so. */
function wake() {
  if (!window.AudioContext || muted) return;
  if (!sound) {
    sound = new AudioContext();
    setTimeout(() => { doubted = !allowed; tell(); }, PATIENCE_MS);
  }
  sound.resume().then(() => {
    if (!allowed) {
      allowed = true;
      tell();
    }
    play();
  }, () => {});
}

function rest() {
  if (!playing && !waiting.length && sound.state === "running") sound.suspend().catch(() => {});
}

/** The open alarms of the console, whenever they are drawn: those that sound and have not yet at this seat, ring. */
export function ring(alarms) {
  const fresh = alarms.filter((alarm) => alarm.sound && !rung.includes(nameOf(alarm)));
  const gone = waiting.filter((alarm) => !alarms.some((one) => nameOf(one) === nameOf(alarm)));
  if (gone.length) {
    waiting = waiting.filter((alarm) => !gone.includes(alarm)); // answered before it could sound
    if (!waiting.length && caption?.heard === "blocked") { caption = null; tell(); }
  }
  if (!fresh.length) return;
  rung.push(...fresh.map(nameOf));
  keep();
  if (muted || !window.AudioContext) {
    say(fresh, "muted");
    return;
  }
  waiting.push(...fresh);
  if (!allowed) say(waiting, "blocked");
  wake();
}

function play() {
  if (playing || !sound || sound.state !== "running") return;
  if (!waiting.length) {
    rest();
    return;
  }
  const now = waiting.splice(0); // several that came together make one tone
  playing = true;
  const lasts = tone(TONES[levelOf(now)]);
  say(now, "rang");
  setTimeout(() => { playing = false; play(); }, (lasts + BREATH_SECONDS) * 1000);
}

function tone(notes) {
  const begins = sound.currentTime + 0.02;
  for (const [hertz, after, lasts] of notes) {
    const voice = sound.createOscillator();
    const volume = sound.createGain();
    voice.type = "triangle";
    voice.frequency.value = hertz;
    volume.gain.setValueAtTime(0, begins + after);
    volume.gain.linearRampToValueAtTime(LOUDNESS, begins + after + 0.02);
    volume.gain.setValueAtTime(LOUDNESS, begins + after + lasts - 0.05);
    volume.gain.linearRampToValueAtTime(0, begins + after + lasts);
    voice.connect(volume).connect(sound.destination);
    voice.start(begins + after);
    voice.stop(begins + after + lasts);
  }
  const [, after, lasts] = notes[notes.length - 1];
  return after + lasts;
}

for (const sign of ["pointerdown", "keydown"]) document.addEventListener(sign, () => { if (!allowed) wake(); }, { capture: true, passive: true });
