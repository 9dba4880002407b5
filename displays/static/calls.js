/* Which calls stand where, and for how long. Pure: a snapshot and the time in, an arrangement out; draws nothing. */

export const HEADLINE_SECONDS = 4; // two units of information, two seconds each
export const HEADLINE_SECONDS_CROWDED = 2;
export const CROWDED = 5;
export const OLD_SECONDS = 10;
export const PAGE_SECONDS = 8;
export const PINNED_MAX = 2;

export const callKey = (call) => `${call.ticket_id ?? call.number}:${call.call_no ?? 1}`;
const calledAt = (call) => Date.parse(call.called_at) || 0;
const newestFirst = (one, other) => calledAt(other) - calledAt(one) || (one.number < other.number ? 1 : -1);

export const isCalled = (call) => call.state === "CALLED";

export const PULSE_SECONDS = 5;

/** New: called within the last seconds by the server's clock, whenever this screen came to hear of it. */
export function isFresh(call, now, seconds) {
  const age = (now - calledAt(call)) / 1000;
  return isCalled(call) && age < seconds && age > -5;
}

/** The class names of what is new: coloured, and for its first five seconds pulsing, wherever it stands meanwhile. */
export function freshness(call, now, seconds) {
  if (!isFresh(call, now, seconds)) return "";
  return isFresh(call, now, PULSE_SECONDS) ? "fresh pulsing" : "fresh";
}

/**
 * The one call in large letters, and those that still wait for it. Every call has its turn there, in the order of calling,
 * for at least four seconds (two when many come at once), so that nobody is overtaken before he could read his number.
 */
export class Headline {
  constructor() {
    this.had = new Set(); // keys of the calls that had their turn
    this.known = new Set(); // keys of all calls this screen has heard of
    this.key = null;
    this.since = 0;
  }

  take(calls, now) {
    this.since = Math.min(this.since, now); // the hall's clock may have been set back
    const inOrder = calls.filter(isCalled).sort((one, other) => newestFirst(other, one));
    const present = new Map(inOrder.map((call) => [callKey(call), call]));
    for (const call of inOrder) {
      // What was called long before this screen heard of it gets no turn: it is not news.
      if (!this.known.has(callKey(call)) && now - calledAt(call) > OLD_SECONDS * 1000) this.had.add(callKey(call));
    }
    this.known = new Set(present.keys());
    this.had = new Set([...this.had].filter((key) => present.has(key)));
    const waiting = inOrder.filter((call) => !this.had.has(callKey(call)));
    const stay = (waiting.length > CROWDED ? HEADLINE_SECONDS_CROWDED : HEADLINE_SECONDS) * 1000;
    const over = !present.has(this.key) || (waiting.length > 0 && now - this.since >= stay);
    if (over) {
      const next = waiting.shift() ?? inOrder.at(-1);
      this.key = next ? callKey(next) : null;
      this.since = now;
      if (next) this.had.add(this.key);
    }
    return { current: present.get(this.key) ?? null, waiting };
  }
}

/** Cuts a list that is too long into pages: each stays at least eight seconds, and whoever was shown longest ago comes next. */
export class Pager {
  constructor(seconds = PAGE_SECONDS) {
    this.milliseconds = seconds * 1000;
    this.shown = new Map(); // key -> the turn in which it was shown last
    this.page = null;
    this.room = 0;
    this.turn = 0;
    this.since = 0;
  }

  /** The items of the page due now. `keep` holds what must be on every page; it takes the first places. */
  take(items, room, now, key, keep = []) {
    if (items.length <= room) {
      this.page = null;
      this.shown.clear();
      return { items, page: 1, pages: 1, turn: 0 };
    }
    const present = new Map(items.map((item) => [key(item), item]));
    for (const known of [...this.shown.keys()]) if (!present.has(known)) this.shown.delete(known);
    this.since = Math.min(this.since, now);
    const due = this.page === null || room !== this.room || now - this.since >= this.milliseconds || !this.page.some((known) => present.has(known));
    if (due) {
      this.room = room;
      this.turn += 1;
      this.since = now;
      const longestAgoFirst = [...present.keys()].sort((one, other) => (this.shown.get(one) ?? 0) - (this.shown.get(other) ?? 0));
      this.page = longestAgoFirst.slice(0, room);
      for (const known of this.page) this.shown.set(known, this.turn);
    }
    const pinned = keep.slice(0, Math.max(0, room - 1));
    const pinnedKeys = new Set(pinned.map(key));
    const rest = this.page.filter((known) => present.has(known) && !pinnedKeys.has(known)).map((known) => present.get(known));
    // What a pinned call pushes off this page has not been read: it comes first on the next one.
    for (const pushed of rest.slice(room - pinned.length)) this.shown.delete(key(pushed));
    const pages = Math.ceil(items.length / room);
    return { items: [...pinned, ...rest.slice(0, room - pinned.length)], page: ((this.turn - 1) % pages) + 1, pages, turn: this.turn };
  }
}

/** The rows beneath the headline: who is called, newest first; then, where places are free, who is being served. */
export function rows(calls, now, room, pager, current, waiting) {
  const others = calls.filter((call) => isCalled(call) && call !== current).sort(newestFirst);
  const pinned = waiting.length <= PINNED_MAX ? waiting.slice().reverse() : [];
  const taken = pager.take(others, room, now, callKey, pinned);
  const serving = calls.filter((call) => !isCalled(call)).sort(newestFirst);
  const free = taken.pages === 1 ? Math.max(0, room - taken.items.length) : 0;
  return { ...taken, items: [...taken.items, ...serving.slice(0, free)] };
}
