/* What the supervisor reads of the whole hall's control: the stages of a period with the time between them, each figure open to its
   cases, and the one list of what may ring. Counts nothing itself. */

import { html } from "htm/preact";
import { useState } from "preact/hooks";

import { useDesk, useView } from "../hooks.js";
import { dayOf, now, whenOf } from "../time.js";
import { pair, t } from "../texts.js";
import { Button, Section, Trouble } from "../ui.js";

const WEEK_MS = 6 * 24 * 3600 * 1000;

export function StageFigures() {
  const { round } = useDesk();
  const [week, showWeek] = useState(false);
  const [open, setOpen] = useState("");
  const [minute, look] = useState(0);
  const period = { first: dayOf(week ? now() - WEEK_MS : now()), last: dayOf(now()) };
  const view = useView("stages", open ? { ...period, open } : period, `${round}/${minute}`);
  const [before, keep] = useState(null);
  if (view.data && view.data !== before) keep(view.data);
  const shown = view.data || before;
  return html`
    <${Section} id="hall-stages" title=${t("stages.hall_title")} note=${t("stages.hall_note", { count: shown?.cases ?? 0 })}>
      <div class="period" role="group" aria-label=${t("stages.period")}>
        <${Button} kind=${week ? "quiet" : "secondary"} onPress=${() => showWeek(false)}>${t("stages.today")}</${Button}>
        <${Button} kind=${week ? "secondary" : "quiet"} onPress=${() => showWeek(true)}>${t("stages.week")}</${Button}>
        <${Button} kind="quiet" onPress=${() => look(minute + 1)}>${t("stages.again")}</${Button}></div>
      <${Trouble} problem=${view.problem} />
      ${shown ? html`<${StageSpreads} stages=${shown.stages} open=${open} onOpen=${setOpen} />` : html`<p class="nothing" role="status">${t("common.loading")}</p>`}
      ${open && shown?.opened ? html`<${Behind} opened=${shown.opened} onClose=${() => setOpen("")} />` : null}
    </${Section}>`;
}

function StageSpreads({ stages, open, onOpen }) {
  const figure = (row, part) => {
    const of = row[part];
    const name = `${row.stage}.${part}`;
    if (!of.cases) return html`<td class="num">–</td>`;
    return html`<td class="num"><button type="button" class="figure-link" data-open=${name} aria-pressed=${open === name ? "true" : "false"} title=${t("stages.open_of", { stage: pair(row, "stage"), part: t(`stages.${part}`) })} onClick=${() => onOpen(open === name ? "" : name)}>
      <b>${of.median}</b> / ${of.ninth_tenth} / ${of.longest}</button>${part === "all" && of.over_budget ? html` <span class="mark odd"><span aria-hidden="true">!</span> ${t("stages.over_count", { count: of.over_budget })}</span>` : null}</td>`;
  };
  return html`
    <table class="lines"><caption>${t("stages.how")}</caption>
      <thead><tr><th scope="col">${t("stages.stage")}</th><th scope="col" class="num">${t("stages.between")}</th><th scope="col" class="num">${t("stages.work")}</th><th scope="col" class="num">${t("stages.all")}</th>
        <th scope="col" class="num">${t("stages.budget")}</th><th scope="col" class="num">${t("stages.now_in")}</th></tr></thead>
      <tbody>${stages.map((row) => html`<tr key=${row.stage} data-stage=${row.stage}><th scope="row">${pair(row, "stage")}</th>${figure(row, "between")}${figure(row, "work")}${figure(row, "all")}<td class="num">${row.budget_minutes}</td><td class="num">${row.running}</td></tr>`)}</tbody></table>`;
}

function Behind({ opened, onClose }) {
  const seat = encodeURIComponent(document.documentElement.dataset.seat);
  return html`
    <div class="card" id="stage-cases"><p><b>${pair(opened, "stage")} · ${pair(opened, "part")}</b> ${t("stages.cases", { count: opened.count })} <${Button} kind="quiet" onPress=${onClose}>${t("common.close")}</${Button}></p>
      <table class="lines"><caption class="visually-hidden">${t("stages.cases", { count: opened.count })}</caption>
        <thead><tr><th scope="col">${t("stages.case")}</th><th scope="col" class="num">${t("stages.minutes")}</th><th scope="col">${t("stages.began")}</th><th scope="col">${t("stages.ended")}</th></tr></thead>
        <tbody>${opened.rows.map((row) => html`<tr key=${row.case_id}><th scope="row"><a href=${`/print/case/${encodeURIComponent(row.case_id)}?seat=${seat}`} target="_blank" rel="noopener">${row.case_no}</a></th>
          <td class="num">${row.minutes}${row.over ? html` <span class="mark odd"><span aria-hidden="true">!</span> ${t("stages.over")}</span>` : null}</td><td>${whenOf(row.began_at)}</td><td>${whenOf(row.ended_at)}</td></tr>`)}</tbody></table></div>`;
}

/** One list of what may ring: when, how loud, for whom, answered or not, and where it climbs (Q4). */
export function AlarmRules() {
  const [shown, show] = useState(false);
  const view = useView(shown ? "alarm_rules" : null, {});
  return html`
    <${Section} id="alarm-rules" title=${t("rings.title")} note=${t("rings.note")}>
      <p><${Button} kind="secondary" onPress=${() => show(!shown)}>${t(shown ? "rings.hide" : "rings.show")}</${Button}></p>
      ${shown && view.data ? html`<table class="lines rings"><caption class="visually-hidden">${t("rings.title")}</caption>
        <thead><tr><th scope="col">${t("rings.what")}</th><th scope="col">${t("rings.when")}</th><th scope="col">${t("rings.who")}</th><th scope="col">${t("rings.answer")}</th><th scope="col">${t("rings.climbs")}</th><th scope="col">${t("rings.line")}</th><th scope="col" class="num">${t("rings.standing")}</th></tr></thead>
        <tbody>${view.data.rules.map((r) => html`<tr key=${r.kind} data-kind=${r.kind}><th scope="row"><span class=${`mark ${r.level === "RED" ? "bad" : r.level === "AMBER" ? "odd" : ""}`}><span aria-hidden="true">${r.level === "RED" ? "✕" : r.level === "AMBER" ? "!" : "i"}</span> ${t(`alarm.${r.level}`)}</span> ${pair(r, "title")}${r.sound ? html` <span class="small">♪ ${t("rings.sound")}</span>` : null}</th>
          <td>${pair(r, "when")}</td><td>${pair(r, "owners")}</td><td>${t(r.must_answer ? "rings.must" : "rings.need_not")}</td><td>${pair(r, "climbs")}</td><td>${pair(r, "line")}</td><td class="num">${r.standing}</td></tr>`)}</tbody></table>` : null}
    </${Section}>`;
}
