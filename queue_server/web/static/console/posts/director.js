/* The director: the figures of this moment with their age, alarms with owner and time, and the cases that need a second signature.
   Medians and tails, not means; no ranking of people. */

import { html } from "htm/preact";
import { useState } from "preact/hooks";

import { useBoard, useDesk, useSecondHand } from "../hooks.js";
import { FeedbackLists, Undelivered } from "../parts/aftercare.js";
import { AppointmentsSection } from "../parts/appointments.js";
import { PapersGiven, Standing, Visits } from "../parts/case_file.js";
import { CaseControl } from "../parts/control.js";
import { CountersignDialog, WordsDialog } from "../parts/dialogs.js";
import { DocumentList } from "../parts/documents.js";
import { FieldList } from "../parts/fields.js";
import { AlarmRules, StageFigures } from "../parts/hall_control.js";
import { HomeWeek } from "../parts/home.js";
import { LaneButton, LaneLists, LineRules } from "../parts/lanes.js";
import { Signatures } from "../parts/paper.js";
import { RegisterPanel } from "../parts/register.js";
import { PairsSection } from "../parts/pairs.js";
import { PostsSection } from "../parts/posts_board.js";
import { RotaSection } from "../parts/rota.js";
import { RoundsSection } from "../parts/rounds.js";
import { CasePost } from "../parts/worklist.js";
import { HallNotices } from "../parts/hall_notices.js";
import { pair, sectionOf, t } from "../texts.js";
import { dayOf, now, secondsOf, secondsUntil, timeOf, whenOf } from "../time.js";
import { Button, Level, Section } from "../ui.js";
import { ReturnHaltedDialog } from "./registrar.js";

const OLD_AFTER_SECONDS = 10;

const DIALOGS = {
  countersign_return: ({ item, onClose }) => html`<${CountersignDialog} act="countersign_return" item=${item} lead=${item.return ? pair(item.return, "text") : t("countersign.return_lead")} onClose=${onClose} />`,
  countersign_resume: ({ item, onClose }) => html`<${WordsDialog} act="countersign_resume" body=${{ case_id: item.case_id }} lead=${t("countersign.resume_lead")} required=${false} onClose=${onClose} />`,
  agree_suspension: ({ item, onClose }) => html`<${CountersignDialog} act="agree_suspension" item=${item} lead=${t("countersign.suspension_lead")} onClose=${onClose} />`,
  confirm_lapse: ({ item, onClose }) => html`<${WordsDialog} act="confirm_lapse" body=${{ case_id: item.case_id }} lead=${t("countersign.lapse_lead")} required=${false} onClose=${onClose} />`,
  return_halted: ReturnHaltedDialog,
  resume_halted: ({ item, onClose }) => html`<${WordsDialog} act="resume_halted" body=${{ case_id: item.case_id }} lead=${t("resume_halted.lead")} onClose=${onClose} />`,
};
/** What stands on the long page below, by the section's id: where its title is among the texts. */
const ON_THE_PAGE = [
  ["alarms", "console.director", "alarms"], ["windows", "console.director", "windows"], ["lines", "console.posts", "lines"], ["seats", "console.posts", "seats"],
  ["appointments", "appointments.console", "title"], ["rota", "console.rota", "title"], ["home", "home.console", "week_title"],
  ["rounds", "standards.console", "title"], ["pairs", "console.pairs", "title"], ["hall-notices", "console.hall_notices", "title"],
  ["hall-stages", "console.stages", "hall_title"], ["alarm-rules", "console.rings", "title"],
];
const LISTS = ["to_countersign", "to_agree", "lapsing", "halted", "over", "near", "suspended"];

export function DirectorPost() {
  const supervisor = useBoard("supervisor");
  const data = supervisor.data;
  const lists = data?.lists || {};
  return html`<${CasePost} names=${LISTS} lists=${lists} at=${supervisor.at} title=${t("director.lists")} panel=${DirectorPanel} bodyOf=${(name, item) => ({ case_id: item.case_id })} dialogs=${DIALOGS}
    before=${data ? html`<${Figures} data=${data} at=${supervisor.at} />` : html`<p class="nothing" role="status">${t("connection.waiting")}</p>`}
    resting=${data ? html`<${Board} data=${data} />` : null} />`;
}

/** Every figure with its age; older than ten seconds is marked in words. */
function Figures({ data }) {
  useSecondHand();
  return html`
    <section class="figures-row" aria-label=${t("director.figures")}>
      ${data.figures.slice(0, 7).map((f) => {
        const age = Math.max(0, Math.floor((now() - Date.parse(f.at)) / 1000));
        const old = age > OLD_AFTER_SECONDS;
        return html`<div key=${f.key} class=${`figure ${f.level} ${old ? "old" : ""}`} data-figure=${f.key} data-age=${age}>
          <span class="figure-name">${pair(f, "label")}</span><span class="figure-value"><b>${f.value ?? "–"}</b> ${pair(f, "unit")}</span>
          ${f.level !== "ok" ? html`<span class=${`mark ${f.level === "red" ? "bad" : "odd"}`}><span aria-hidden="true">${f.level === "red" ? "▲" : "!"}</span> ${pair(f, "why") || t(`figure.${f.level}`)}</span>` : null}
          <span class="age">${old ? html`<b><span aria-hidden="true">!</span> ${t("figure.old", { seconds: age })}</b>` : t("figure.age", { seconds: age })}</span></div>`;
      })}
    </section>`;
}

function Board({ data }) {
  return html`
    <nav class="page-index" aria-label=${t("director.on_the_page")}>${ON_THE_PAGE.map(([id, section, title]) => html`<a key=${id} href=${`#${id}`}>${sectionOf(section)(title)}</a>`)}</nav>
    <div class="columns">
      <div class="col main-col"><${AlarmList} alarms=${data.alarms} /><${Undelivered} quiet=${true} /><${LaneLists} /><${FeedbackLists} /><${Windows} windows=${data.windows} /></div>
      <div class="col side-col"><${States} states=${data.states} /><${Today} data=${data} /><${LineRules} /><${Heads} heads=${data.heads || []} /><p><${LaneButton} /></p></div>
    </div>
    <${PostsSection} /><${AppointmentsSection} /><${RotaSection} /><${HomeWeek} /><${RoundsSection} /><${PairsSection} /><${HallNotices} /><${StageFigures} /><${AlarmRules} />`;
}

function AlarmList({ alarms }) {
  useSecondHand();
  const { run, busy } = useDesk();
  const [closing, close] = useState(null);
  const open = alarms.filter((a) => !a.closed);
  return html`
    <${Section} id="alarms" title=${t("director.alarms")} note=${t("director.open_alarms", { count: open.length })}>
      ${open.length ? html`<table class="lines alarm-table"><caption class="visually-hidden">${t("director.alarms")}</caption>
        <thead><tr><th scope="col">${t("director.what")}</th><th scope="col">${t("director.owner")}</th><th scope="col">${t("director.since")}</th><th scope="col">${t("director.act")}</th></tr></thead>
        <tbody>${open.map((a) => html`<tr key=${a.alarm_id} data-alarm=${a.alarm_id}><th scope="row"><span class=${`mark ${a.level === "RED" ? "bad" : "odd"}`}><span aria-hidden="true">${a.level === "RED" ? "✕" : "!"}</span> ${t(`alarm.${a.level}`)}</span> <b>${pair(a, "title")}</b>
            <div class="small">${[a.number, a.case_no].filter(Boolean).join(" · ")} ${pair(a, "text")}</div></th>
          <td>${a.acknowledged_by ? t("director.taken", { name: a.acknowledged_by }) : html`${pair(a, "owner") || "–"}<div class="small"><b>${t("director.unacknowledged")}</b></div>`}</td>
          <td>${dayOf(a.at) === dayOf(now()) ? secondsOf(a.at) : whenOf(a.at)}${a.escalated_zh ? html`<div class="small"><b>${pair(a, "escalated")}</b></div>` : null}${a.escalates_at && !a.acknowledged_by ? html`<div class="small">${t("alarm.escalates", { seconds: secondsUntil(a.escalates_at) })}</div>` : null}</td>
          <td><${Button} kind="secondary small" busy=${busy.close_alarm} label=${t("director.close_of", { what: pair(a, "title") })} onPress=${() => close(a)}>${t("act.close_alarm")}</${Button}></td></tr>`)}</tbody></table>`
        : html`<p class="mark fine">✓ ${t("director.no_alarm")}</p>`}
      ${closing ? html`<${WordsDialog} act="close_alarm" field="reason" body=${{ alarm_id: closing.alarm_id }} lead=${t("director.close_lead")} label=${t("common.reason")} onClose=${() => close(null)} />` : null}
    </${Section}>`;
}

function Windows({ windows }) {
  return html`
    <${Section} id="windows" title=${t("director.windows")}>
      <table class="lines"><caption class="visually-hidden">${t("director.windows")}</caption>
        <thead><tr><th scope="col">${t("director.window")}</th><th scope="col">${t("director.state")}</th><th scope="col">${t("director.number")}</th><th scope="col">${t("director.since")}</th><th scope="col" class="num">${t("director.served")}</th><th scope="col">${t("director.staff")}</th></tr></thead>
        <tbody>${windows.map((w) => html`<tr key=${w.window_id}><th scope="row">${pair(w, "label")}</th><td><span class=${`chip state ${w.state}`}>${t(`window.state.${w.state}`)}</span></td><td><b>${w.number || "—"}</b></td><td>${timeOf(w.since)}</td><td class="num">${w.served_today}</td>
          <td>${w.staff.map((s) => html`<div key=${s.staff_no + s.post}>${s.name} <span class="small">${t(`post.${s.post}`)}${s.connected ? "" : ` · ${t("director.not_connected")}`}</span></div>`)}${w.advice_zh ? html`<div class="warn-line"><span aria-hidden="true">!</span> ${pair(w, "advice")}</div>` : null}</td></tr>`)}</tbody></table>
    </${Section}>`;
}

function States({ states }) {
  return html`
    <${Section} id="states" title=${t("director.states")}>
      <table class="lines"><caption class="visually-hidden">${t("director.states")}</caption>
        <thead><tr><th scope="col">${t("director.state")}</th><th scope="col" class="num">${t("director.cases")}</th><th scope="col">${t("director.levels")}</th></tr></thead>
        <tbody>${states.map((s) => html`<tr key=${s.state}><th scope="row">${pair(s, "state")}</th><td class="num">${s.count}</td><td>${["amber", "red", "over"].filter((l) => s[l]).map((l) => html`<span key=${l} class="level-count"><${Level} level=${l} /> ${s[l]}</span> `)}</td></tr>`)}</tbody></table>
    </${Section}>`;
}

function Today({ data }) {
  const day = data.today;
  const sample = (name) => t("director.sample_of", { done: data.samples[name].done, due: data.samples[name].due });
  return html`
    <${Section} id="today" title=${t("director.today")}>
      <dl class="facts"><div class="fact"><dt>${t("director.served")}</dt><dd>${day.served}</dd></div><div class="fact"><dt>${t("director.done")}</dt><dd>${day.done}</dd></div>
        <div class="fact"><dt>${t("director.on_time")}</dt><dd>${day.on_time_percent == null ? "–" : `${day.on_time_percent} %`}</dd></div>
        <div class="fact"><dt>${t("director.first_time")}</dt><dd>${day.first_time_complete_percent == null ? "–" : `${day.first_time_complete_percent} %`}</dd></div>
        <div class="fact"><dt>${t("director.second_notices")}</dt><dd>${day.second_notices}</dd></div>
        <div class="fact"><dt>${t("director.samples")}</dt><dd>${t("director.daily")} ${sample("daily")} · ${t("director.weekly")} ${sample("weekly")} · ${t("director.quarterly")} ${sample("quarterly")}</dd></div></dl>
      <p class="small">${pair(data, "hours")}</p>
    </${Section}>`;
}

/** The heads of the last days: on paper for two signatures and on the director's telephone. */
function Heads({ heads }) {
  return html`
    <${Section} id="heads" title=${t("director.heads")}>
      ${heads.length ? html`<ul class="plain heads">${heads.map((h) => html`<li key=${h.day} data-seq=${h.seq}><b>${h.day}</b> <span class="small">${t("director.head_event", { seq: h.seq })}</span>
          <div class="small hash">${h.head.match(/.{1,8}/g).join(" ")}</div><div class="small">${pair(h, "paper")} · ${pair(h, "sent")}</div></li>`)}</ul>` : html`<p class="small">${t("director.no_head")}</p>`}
      <p class="small">${t("director.heads_lead")}</p>
    </${Section}>`;
}

function DirectorPanel({ item, refs }) {
  return html`
    <div class="columns"><div class="col main-col"><${Standing} item=${item} /><${CaseControl} item=${item} />
      <${Section} id="signatures" title=${t("signature.title")}><${Signatures} signatures=${item.signatures} /></${Section}>
      <${Section} id="documents" title=${t("case.documents")}><${DocumentList} documents=${item.documents} total=${item.pages_total} /></${Section}></div>
      <div class="col side-col"><${Section} id="register" title=${t("case.register")}><${RegisterPanel} item=${item} refs=${refs} mayLook=${false} /></${Section}>
        <${Visits} item=${item} /><${PapersGiven} item=${item} />
        <${Section} id="form" title=${t("case.application")}><${FieldList} fields=${item.fields} /></${Section}></div></div>`;
}
