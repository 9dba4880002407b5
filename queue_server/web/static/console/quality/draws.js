/* The draws as everybody may know them, the checks recorded lately, and the month's figures. Reading only. */

import { html } from "htm/preact";

import { pair, t } from "../texts.js";
import { fullOf } from "../time.js";
import { Nothing, Section } from "../ui.js";
import { GRADE_TONE } from "./findings.js";

export function DrawTable({ draws }) {
  if (!draws.length) return html`<${Nothing}>${t("quality.page.no_draws")}</${Nothing}>`;
  return html`
    <${Section} id="draws" title=${t("quality.place.draws")} note=${t("quality.page.draws_note")}>
      ${draws.map((d) => html`
        <article key=${d.sample + d.period} class=${`draw ${d.level}`} data-draw=${`${d.sample}:${d.period}`}>
          <div class="head"><h3>${pair(d, "sample")} ${d.period}</h3><span class=${`mark ${d.state === "DRAWN" ? "fine" : "odd"}`}>${d.state === "DRAWN" ? "✓" : "○"} ${pair(d, "state")}</span>
            <span class="small">${t("quality.page.draw_rule", { percent: d.percent, post: pair(d, "post") })}</span></div>
          <dl class="facts proof">
            <div class="fact"><dt>${t("quality.page.commitment")}</dt><dd><span class="hash">${d.commitment}</span> <span class="small">${fullOf(d.committed_at)}</span></dd></div>
            ${d.state === "DRAWN" ? html`
              <div class="fact"><dt>${t("quality.page.population")}</dt><dd>${t("quality.page.population_of", { count: d.population })} <span class="hash">${d.population_hash}</span></dd></div>
              <div class="fact"><dt>${t("quality.page.seed")}</dt><dd><span class="hash">${d.seed}</span> <span class="small">${fullOf(d.drawn_at)}</span></dd></div>
              <div class="fact"><dt>${t("quality.page.nonce")}</dt><dd><span class="hash">${d.nonce}</span></dd></div>
              <div class="fact"><dt>${t("quality.page.sample")}</dt><dd>${t("quality.page.sample_of", { drawn: d.drawn, done: d.done, due: d.due_on })}</dd></div>` : html`
              <div class="fact"><dt>${t("quality.page.seed")}</dt><dd>${t("quality.page.sealed", { day: d.last_day })}</dd></div>`}
          </dl>
        </article>`)}
      <p class="small">${t("quality.page.repeat")} <code>lideng draw --verify</code></p>
    </${Section}>`;
}

export function RecentTable({ rows, onOpen }) {
  if (!rows.length) return html`<${Nothing}>${t("quality.page.no_recent")}</${Nothing}>`;
  return html`
    <${Section} id="recent" title=${t("quality.place.recent")}>
      <table class="lines"><caption class="visually-hidden">${t("quality.place.recent")}</caption>
        <thead><tr><th scope="col">${t("quality.field.case")}</th><th scope="col">${t("quality.field.sample")}</th><th scope="col">${t("quality.field.result")}</th><th scope="col">${t("quality.field.checker")}</th></tr></thead>
        <tbody>${rows.map((r) => html`<tr key=${r.check_id}><th scope="row"><button type="button" class="link" onClick=${() => onOpen(r.check_id)}>${r.case_no}</button></th><td>${pair(r, "sample")} ${r.period}</td>
          <td><span class=${`mark ${GRADE_TONE[r.result]}`}>${pair(r, "result")}</span></td><td>${r.by?.name || ""} <span class="small">${fullOf(r.at)}</span></td></tr>`)}</tbody></table>
    </${Section}>`;
}

const percent = (value) => (value == null ? "–" : `${value} %`);

/** The figures of a month: each with what it is counted out of. */
const listed = (rows, name) => rows.map((row) => `${pair(row, name)} ${row.count}`).join(" · ") || "–";

/** One person's month in a row: acts, cases weighed by their type, and how they went, each out of how many. */
export function PersonTable({ rows }) {
  return html`
    <table class="lines" data-persons><caption class="visually-hidden">${t("quality.persons.title")}</caption>
      <thead><tr><th scope="col">${t("quality.field.person")}</th><th scope="col">${t("quality.persons.acts")}</th><th scope="col" class="num">${t("quality.persons.weighed")}</th><th scope="col" class="num">${t("quality.persons.kept")}</th>
        <th scope="col" class="num">${t("quality.persons.satisfied")}</th><th scope="col">${t("quality.persons.findings")}</th><th scope="col" class="num">${t("quality.persons.second_notices")}</th><th scope="col" class="num">${t("quality.persons.spoiled")}</th></tr></thead>
      <tbody>${rows.map((r) => html`<tr key=${r.staff_id} data-person=${r.person?.staff_no || ""}><th scope="row">${r.person?.name || ""} ${r.person?.staff_no || ""}</th><td class="small">${listed(r.acts, "act")}</td>
        <td class="num">${r.cases ? html`${r.weighed}<div class="small">${t("quality.persons.of_cases", { count: r.cases })}</div>` : "–"}</td><td class="num">${r.ready ? `${r.kept} / ${r.ready}` : "–"}</td><td class="num">${r.answered ? `${r.satisfied} / ${r.answered}` : "–"}</td>
        <td class="small">${listed(r.findings, "grade")}</td><td class="num">${r.second_notices}</td><td class="num">${r.spoiled}</td></tr>`)}</tbody></table>`;
}

export function Figures({ figures }) {
  const { visits, findings } = figures;
  return html`
    <div class="columns"><div class="col main-col">
      <${Section} id="pre-review" title=${t("quality.page.pre_review")} note=${figures.month}>
        <p class="small">${t("quality.page.pre_review_note")}</p>
        ${figures.pre_review.length ? html`<table class="lines"><caption class="visually-hidden">${t("quality.page.pre_review")}</caption>
          <thead><tr><th scope="col">${t("quality.field.person")}</th><th scope="col" class="num">${t("quality.page.passes")}</th><th scope="col" class="num">${t("quality.page.charged")}</th><th scope="col" class="num">%</th><th scope="col">${t("quality.page.charged_for")}</th></tr></thead>
          <tbody>${figures.pre_review.map((r) => html`<tr key=${r.staff_id}><th scope="row">${r.person ? `${r.person.name} ${r.person.staff_no}` : t("quality.page.by_kiosk")}</th><td class="num">${r.passes}</td><td class="num">${r.charged}</td><td class="num">${percent(r.percent)}</td>
            <td>${r.kinds.map((k) => html`<div key=${k.kind}>${pair(k, "kind")} ${k.count}</div>`)}<span class="small">${r.cases.join(" ")}</span></td></tr>`)}</tbody></table>` : null}
        <p>${t("quality.page.pre_review_all", { passes: figures.pre_review_all.passes, charged: figures.pre_review_all.charged, percent: percent(figures.pre_review_all.percent) })}</p>
      </${Section}>
      ${figures.persons?.length ? html`<${Section} id="persons" title=${t("quality.persons.title")} note=${figures.month}><p class="small">${t("quality.persons.note")}</p><${PersonTable} rows=${figures.persons} /></${Section}>` : null}</div>
      <div class="col side-col">
        <${Section} id="visits" title=${t("quality.page.visits_title")} note=${figures.month}>
          ${visits.cases ? html`<p class="big"><b>${visits.average}</b> ${t("quality.page.visits_average", { visits: visits.visits, cases: visits.cases })}</p>
            <p>${t("quality.page.visits_once", { percent: percent(visits.once_percent), most: visits.most })}</p>
            <table class="lines"><caption class="visually-hidden">${t("quality.page.visits_title")}</caption><thead><tr><th scope="col">${t("quality.page.visits_title")}</th><th scope="col" class="num">${t("director.cases")}</th></tr></thead>
            <tbody>${visits.by_visits.map((v) => html`<tr key=${v.visits}><th scope="row">${v.visits}</th><td class="num">${v.cases}</td></tr>`)}</tbody></table>` : html`<p class="small">${t("quality.page.no_visits")}</p>`}
        </${Section}>
        <${Section} id="found" title=${t("quality.page.findings")} note=${figures.month}>
          <p>${t("quality.page.findings_of", { findings: findings.findings, checks: findings.checks })}</p>
          <ul class="plain">${findings.by_grade.map((g) => html`<li key=${g.grade}>${pair(g, "grade")} ${g.count}</li>`)}${findings.by_item.map((g) => html`<li key=${g.item}>${pair(g, "item")} ${g.count}</li>`)}</ul>
        </${Section}></div></div>`;
}
