/* The voice of one zone: announcements spoken one after another, never over each other, none lost. Draws nothing.

   new Speaker({board, volume, times, once_when_waiting_above, oldest_seconds}, changed).start()
     .state     "starting" | "running" | "blocked" (the browser wants a touch first: call enable()) | "failed"
     .caption   the announcement being spoken, or null;  .waiting  how many are still to come

   An announcement is judged by its age when it is first heard of, and again after the sound was blocked or the server could
   not give the recording: what is older than a minute is not spoken then. One that merely waits its turn is never dropped.
   It is said twice, or once while more than three wait. Which ones were spoken survives a reload of the page. */

import { follow, serverNow } from "/static/shared/live.js";

const GAP_MS = 700;
const RESUME_MS = 800;
const FETCH_AGAIN_MS = 1000;
const CAPTION_SECONDS = 4; // how long a sentence stands that cannot be heard
const ENDED_LATE_MS = 3000;
const TIMES_FIELD = 6; // of an announcement's name: see displays/voice.py

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

/** The recording that says it so many times, chime first; and whether one recording can: a name of another make is played again. */
function said(wav, times) {
  const fields = wav.split("~");
  if (fields.length <= TIMES_FIELD + 1) return [wav, false];
  fields[TIMES_FIELD] = String(times);
  return [fields.join("~"), true];
}

export class Speaker {
  constructor(settings, changed = () => {}) {
    this.settings = settings;
    this.changed = changed;
    this.volume = settings.volume;
    this.queue = [];
    this.spoken = this.remembered();
    this.state = "starting";
    this.caption = null;
    this.busy = false;
    this.context = null;
  }

  start() {
    this.ready().then(() => this.changed());
    this.handle = follow(this.settings.board, { onData: (data) => this.hear(data) });
    return this;
  }

  get waiting() { return this.queue.length; }

  /** To be called from a touch or a click, which is what the browser waits for. */
  async enable() {
    await this.ready();
    this.run();
    this.changed();
  }

  hear({ announcements = [], volume }) {
    if (typeof volume === "number" && volume >= 0 && volume <= 1) this.setVolume(volume);
    const inOrder = [...announcements].sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
    for (const announcement of inOrder) {
      if (this.spoken.has(announcement.id) || this.queue.some(({ id }) => id === announcement.id) || this.caption?.id === announcement.id) continue;
      if (this.isOld(announcement)) { this.remember(announcement); continue; }
      this.queue.push(announcement);
    }
    this.run();
  }

  setVolume(volume) {
    this.volume = volume;
    if (this.gain) this.gain.gain.value = volume;
  }

  isOld({ at }) { return serverNow() - Date.parse(at) > this.settings.oldest_seconds * 1000; }

  async run() {
    if (this.busy) return;
    this.busy = true;
    try {
      while (this.queue.length) {
        if (this.volume > 0 && !(await this.ready())) { this.changed(); return; }
        if (this.wasHeldUp) {
          this.wasHeldUp = false;
          this.queue.filter((late) => this.isOld(late)).forEach((late) => this.remember(late));
          this.queue = this.queue.filter((late) => !this.isOld(late));
          if (!this.queue.length) break;
        }
        const announcement = this.queue.shift();
        this.caption = announcement;
        this.changed();
        await this.say(announcement);
        this.remember(announcement);
        await pause(GAP_MS);
      }
    } finally {
      this.busy = false;
      this.caption = null;
      this.changed();
    }
    if (this.queue.length && this.state === "running") this.run();
  }

  async say(announcement) {
    if (this.volume <= 0 || !announcement.wav) { await pause(CAPTION_SECONDS * 1000); return; }
    const times = this.queue.length > this.settings.once_when_waiting_above ? 1 : this.settings.times;
    const [address, inOne] = said(announcement.wav, times);
    const sound = await this.fetch(address, announcement);
    if (!sound) { await pause(CAPTION_SECONDS * 1000); return; }
    for (let time = 0; time < (inOne ? 1 : times); time += 1) {
      if (time) await pause(GAP_MS);
      await this.play(sound);
    }
  }

  /** The decoded recording, or null: asked for again while the announcement is young, unless the server says it has none. */
  async fetch(address, announcement) {
    for (;;) {
      try {
        const answer = await fetch(address);
        if (answer.ok) {
          const sound = await this.context.decodeAudioData(await answer.arrayBuffer());
          this.enter("running");
          return sound;
        }
        if (answer.status < 500) break;
      } catch (problem) {
        if (problem?.name === "EncodingError") break;
      }
      this.wasHeldUp = true;
      if (this.isOld(announcement)) break;
      await pause(FETCH_AGAIN_MS);
    }
    this.enter("failed");
    return null;
  }

  play(sound) {
    return new Promise((done) => {
      const source = this.context.createBufferSource();
      source.buffer = sound;
      source.connect(this.gain);
      // A device that is pulled out may never say that it has ended; the next call must be spoken all the same.
      const late = setTimeout(done, sound.duration * 1000 + ENDED_LATE_MS);
      source.onended = () => { clearTimeout(late); done(); };
      source.start();
    });
  }

  async ready() {
    try {
      if (!this.context) {
        this.context = new AudioContext();
        this.gain = this.context.createGain();
        this.gain.gain.value = this.volume;
        this.gain.connect(this.context.destination);
      }
      if (this.context.state !== "running") await Promise.race([this.context.resume(), pause(RESUME_MS)]);
      const running = this.context.state === "running";
      if (!running) this.wasHeldUp = true;
      if (!running || this.state !== "failed") this.enter(running ? "running" : "blocked");
      return running;
    } catch {
      this.context = null;
      this.wasHeldUp = true;
      this.enter("failed");
      return false;
    }
  }

  enter(state) {
    document.documentElement.dataset.sound = state;
    if (this.state === state) return;
    this.state = state;
    this.changed();
  }

  /* What was spoken, kept for twice the age at which nothing is spoken any more. */

  get shelf() { return `spoken:${this.settings.board}`; }

  remembered() {
    try {
      return new Map(JSON.parse(sessionStorage.getItem(this.shelf) ?? "[]"));
    } catch {
      return new Map();
    }
  }

  remember({ id, at }) {
    this.spoken.set(id, Date.parse(at) || serverNow());
    const oldest = serverNow() - 2000 * this.settings.oldest_seconds;
    for (const [known, since] of this.spoken) if (since < oldest) this.spoken.delete(known);
    try {
      sessionStorage.setItem(this.shelf, JSON.stringify([...this.spoken]));
    } catch {
      // A full or forbidden store only means that a reload may say the last calls once more.
    }
  }
}
