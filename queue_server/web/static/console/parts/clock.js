/* The case clock as it stands this second: minutes used of the promise, when it is due, and why it stands still. */

import { html } from "htm/preact";

import { useDesk, useSecondHand } from "../hooks.js";
import { pair, t } from "../texts.js";
import { dayOf, elapsedMinutes, levelOf, minutesSince, whenOf } from "../time.js";
import { Level } from "../ui.js";

function standing(clock, used, ended) {
  if (ended) return t("clock.ended", { minutes: used });
  if (clock.level === "paused") return t("clock.paused", { why: pair(clock, "paused_why") });
  return clock.due_at ? t("clock.due", { when: whenOf(clock.due_at) }) : "";
}

export function CaseClock({ clock, at, ended = false }) {
  useSecondHand();
  const { settings } = useDesk();
  if (!clock) return null;
  if (clock.kind === "STATUTORY" || !clock.promise_minutes) return html`<${LawfulLimit} clock=${clock} />`;
  const used = elapsedMinutes(clock, at);
  const level = levelOf(clock, settings.reminder_percents, at);
  return html`
    <div class=${`clock ${level}`} data-level=${level}>
      <div class="small">${t("clock.title")} <${Level} level=${level} /></div>
      <div class="figures"><b>${used}</b> / ${clock.promise_minutes} ${t("clock.minutes")}</div>
      <progress max=${clock.promise_minutes} value=${Math.min(used, clock.promise_minutes)} aria-label=${t("clock.bar", { used, promise: clock.promise_minutes })}></progress>
      <div class="small">${standing(clock, used, ended)}</div>
      ${clock.calendar_zh && !ended ? html`<div class="small" data-calendar="unknown"><b><span aria-hidden="true">!</span> ${pair(clock, "calendar")}</b></div>` : null}
    </div>`;
}

/** A case without a promise: the last lawful moment, if the law sets one. */
function LawfulLimit({ clock }) {
  return html`
    <div class=${`clock ${clock.level}`} data-level=${clock.level}>
      <div class="small">${t("clock.lawful")} <${Level} level=${clock.level} /></div>
      <div class="words"><b>${clock.due_at ? t("clock.due", { when: whenOf(clock.due_at) }) : t("clock.no_limit")}</b></div>
      ${clock.calendar_zh ? html`<div class="small" data-calendar="unknown"><b><span aria-hidden="true">!</span> ${pair(clock, "calendar")}</b></div>` : null}
      ${clock.running || !clock.paused_since ? null : html`<div class="small">${t("clock.paused", { why: pair(clock, "paused_why") })}</div>`}
    </div>`;
}

/** Before acceptance no promise runs; the page says what would be promised if accepted now. */
export function PromiseIfAccepted({ due, since }) {
  useSecondHand();
  if (!due) return null;
  return html`
    <div class=${`clock ${due.today ? "" : "amber"}`}>
      <div class="small">${t("clock.not_started")}</div>
      <div class="words"><b>${pair(due, "text")}</b></div>
      ${due.today ? null : html`<div class="small"><b>${t("clock.say_so")}</b></div>`}
      ${since ? html`<div class="small">${t("clock.serving", { minutes: minutesSince(since) })}</div>` : null}
    </div>`;
}

export function RowClock({ row, at }) {
  const { settings } = useDesk();
  if (row.promise_minutes == null) return html`<span class="small">${row.since ? t("list.since", { minutes: minutesSince(row.since) }) : ""}</span>`;
  if (!row.instant) return html`<span class="row-clock"><${Level} level=${row.level} /> <span class="figures">${row.due_at ? dayOf(row.due_at).slice(5) : ""}</span></span>`;
  const level = levelOf(row, settings.reminder_percents, at);
  return html`<span class="row-clock"><${Level} level=${level} /> <span class="figures">${elapsedMinutes(row, at)}/${row.promise_minutes}</span></span>`;
}
