/* The hall's time in the page: the server's clock is the truth, the machine's own only carries it forward. */

let offset = 0; // milliseconds the server is ahead of this machine
let live = null; // once there is a live link, its clock: it has heard many times, so one late answer does not set it wrong

/** Takes the server's "now" as seen in an answer; until a live link knows better. */
export function setServerTime(iso) {
  const at = Date.parse(iso);
  if (!Number.isNaN(at)) offset = at - Date.now();
}

export function followClock(clock) {
  live = clock;
}

export function now() {
  return live ? live() : Date.now() + offset;
}

const day = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai", dateStyle: "short" });
const minute = new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Shanghai", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const second = new Intl.DateTimeFormat("en-GB", {
  timeZone: "Asia/Shanghai", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23",
});

export function dayOf(value) {
  const at = new Date(value);
  return Number.isNaN(at.getTime()) ? "" : day.format(at);
}

export function timeOf(value) {
  const at = new Date(value);
  return value == null || Number.isNaN(at.getTime()) ? "" : minute.format(at);
}

export function secondsOf(value) {
  const at = new Date(value);
  return Number.isNaN(at.getTime()) ? "" : second.format(at);
}

/** "11:20" when it is today, "2099-10-14 09:45" on any other day. */
export function whenOf(value) {
  if (!value) return "";
  return dayOf(value) === dayOf(now()) ? timeOf(value) : `${dayOf(value)} ${timeOf(value)}`;
}

export function fullOf(value) {
  return value ? `${dayOf(value)} ${secondsOf(value)}` : "";
}

/** "2014年10月13日09时20分", as papers write it; without the time when only a day is given. */
export function hanTime(value) {
  if (!value) return "";
  const [year, month, dayOfMonth] = dayOf(value).split("-").map(Number);
  const [hour, min] = timeOf(value).split(":");
  return `${year}年${month}月${dayOfMonth}日${String(value).includes("T") ? `${hour}时${min}分` : ""}`;
}

export function minutesSince(value) {
  return Math.max(0, Math.floor((now() - Date.parse(value)) / 60000));
}

export function secondsUntil(value) {
  return Math.max(0, Math.ceil((Date.parse(value) - now()) / 1000));
}

/** Working minutes used up now: what the server counted at `at`, plus what has run since, never past the end of the opening interval. */
export function elapsedMinutes(clock, at = clock?.at) {
  if (!clock) return null;
  if (!clock.running) return clock.elapsed_minutes;
  const until = clock.runs_until ? Math.min(now(), Date.parse(clock.runs_until)) : now();
  return clock.elapsed_minutes + Math.max(0, Math.floor((until - Date.parse(at)) / 60000));
}

/** ok, amber (50 %), warn (75 %), red (87.5 %), over (100 %) or paused; the percentages are the hall's (domain.md 5.4). */
export function levelOf(clock, percents, at) {
  if (!clock || !clock.promise_minutes) return "none";
  if (!clock.running) return clock.level || "paused"; // stopped, ended or outside opening hours: the hall says which
  const used = (elapsedMinutes(clock, at) / clock.promise_minutes) * 100;
  const names = ["amber", "warn", "red", "over"];
  let level = "ok";
  percents.forEach((edge, i) => {
    if (used >= edge) level = names[i];
  });
  return level;
}
