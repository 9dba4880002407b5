/* What rings at this seat: the alarms in words, the bell with its mute and its caption. Those that only inform lie folded beneath. */

import { html } from "htm/preact";
import { useEffect, useState } from "preact/hooks";

import { bellCaption, bellState, mute, onBell, ring } from "../bell.js";
import { useDesk, useSecondHand } from "../hooks.js";
import { pair, t } from "../texts.js";
import { secondsUntil } from "../time.js";
import { Button } from "../ui.js";

function useBell() {
  const [, redraw] = useState(0);
  useEffect(() => onBell(() => redraw((n) => n + 1)), []);
}

const isOpen = (alarm) => !alarm.acknowledged_by && !alarm.closed;
const numbersOf = (alarm) => [alarm.number, alarm.case_no].filter(Boolean).join(" · ");

export function Alarms() {
  useSecondHand();
  const { board } = useDesk();
  const open = (board?.alarms || []).filter(isOpen);
  const sounding = open.map((alarm) => alarm.alarm_id).join();
  useEffect(() => { if (board) ring(open); }, [sounding, Boolean(board)]);
  const loud = open.filter((alarm) => alarm.level !== "INFO");
  const quiet = open.filter((alarm) => alarm.level === "INFO");
  return html`
    ${loud.length ? html`<section class="alarms" aria-label=${t("alarm.title")} role="alert">${loud.map((alarm) => html`<${Alarm} key=${alarm.alarm_id} alarm=${alarm} />`)}</section>` : null}
    ${quiet.length ? html`<details class="alarms quiet-alarms"><summary>${t("alarm.quiet", { count: quiet.length })} <span>${pair(quiet[quiet.length - 1], "title")} ${numbersOf(quiet[quiet.length - 1])}</span></summary>
        ${quiet.map((alarm) => html`<${Alarm} key=${alarm.alarm_id} alarm=${alarm} />`)}</details>` : null}`;
}

function Alarm({ alarm }) {
  const { run, busy } = useDesk();
  return html`
    <div class=${`alarm ${alarm.level}`} data-kind=${alarm.kind}>
      <span class="sign" aria-hidden="true">${alarm.level === "RED" ? "✕" : "!"}</span>
      <div class="grow"><b>${t(`alarm.${alarm.level}`)} · ${pair(alarm, "title")}</b> <span>${numbersOf(alarm)}</span>
        <span class="words">${pair(alarm, "text")}</span>
        ${alarm.escalated_zh ? html`<span class="words passed-on"><b>${pair(alarm, "escalated")}</b></span>` : null}</div>
      ${alarm.escalates_at ? html`<span class="small">${t("alarm.escalates", { seconds: secondsUntil(alarm.escalates_at) })}</span>` : null}
      <${Button} busy=${busy.acknowledge_alarm} onPress=${() => run("acknowledge_alarm", { alarm_id: alarm.alarm_id })}>${t("act.acknowledge_alarm")}</${Button}>
    </div>`;
}

/** Whether the bell sounds here, and the switch for it. */
export function BellButton() {
  useBell();
  const state = bellState();
  return html`<button type="button" class=${`bell ${state}`} aria-pressed=${state === "muted" ? "true" : "false"} data-bell=${state} onClick=${() => mute(state !== "muted")}>
    <span aria-hidden="true">${state === "on" ? "♪" : "✕"}</span> ${t(`bell.${state}`)}</button>`;
}

/** What the bell has just said, in words; under a lock only that it rang. */
export function BellCaption({ locked = false }) {
  useBell();
  const said = bellCaption();
  if (!said) return null;
  const what = locked ? t("bell.locked") : said.alarms.map((alarm) => [pair(alarm, "title"), numbersOf(alarm)].filter(Boolean).join(" ")).join(" · ");
  return html`<p class="bell-caption" data-heard=${said.heard}><span aria-hidden="true">♪</span> ${t(`bell.said.${said.heard}`, { level: t(`alarm.${said.level}`) })} ${what}</p>`;
}
