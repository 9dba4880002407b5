/* Who meets whom above chance, and who has done which types: for the director. Words that accuse nobody. Read only when it is opened. */

import { html } from "htm/preact";
import { useState } from "preact/hooks";

import { useView } from "../hooks.js";
import { pair, sectionOf } from "../texts.js";
import { Button, Section } from "../ui.js";

const p = sectionOf("console.pairs");

export function PairsSection({ opened = false }) {
  const [open, setOpen] = useState(opened);
  const view = useView(open ? "pairs" : "", {}, "");
  return html`
    <${Section} id="pairs" title=${p("title")}>
      ${open && view.data ? html`${view.data.kinds.map((k) => html`<${Kind} key=${k.kind} row=${k} since=${view.data.since} />`)}<${Skills} data=${view.data} />`
        : html`<${Button} kind="secondary" onPress=${() => setOpen(true)}>${p("open")}</${Button}>`}
    </${Section}>`;
}

function Kind({ row, since }) {
  return html`<h3>${p(row.kind)}</h3><p class="small">${p("lead", { compared: row.compared, meetings: row.meetings, since })}</p>
    ${row.pairs.length ? html`<table class="lines"><caption class="visually-hidden">${p(row.kind)}</caption>
      <thead><tr><th scope="col">${p(row.kind)}</th><th scope="col" class="num">${p("met")}</th><th scope="col" class="num">${p("expected")}</th><th scope="col">${p("cases")}</th></tr></thead>
      <tbody>${row.pairs.map((f) => html`<tr key=${f.one + f.other_no}><th scope="row">${f.one} · ${f.other} <span class="small">${f.other_no}</span></th><td class="num">${f.met}</td><td class="num">${f.expected}</td><td class="small">${f.cases.map((c) => `${c.case_no} (${c.day})`).join(" · ")}</td></tr>`)}</tbody></table>`
      : html`<p class="mark fine">✓ ${p("none")}</p>`}`;
}

function Skills({ data }) {
  return html`<h3>${p("skills")}</h3>
    <table class="lines"><caption class="visually-hidden">${p("skills")}</caption>
      <thead><tr><th scope="col">${p("person")}</th><th scope="col">${p("type")}</th><th scope="col" class="num">${p("accepted")}</th><th scope="col" class="num">${p("approved")}</th><th scope="col" class="num">${p("returned")}</th><th scope="col">${p("first")}</th><th scope="col">${p("latest")}</th></tr></thead>
      <tbody>${data.skills.map((s) => html`
        ${s.types.map((k) => html`<tr key=${s.staff_no + k.type}><th scope="row">${s.name} <span class="small">${s.staff_no}</span></th><td>${pair(k, "type")}</td><td class="num">${k.accepted}</td><td class="num">${k.approved}</td><td class="num">${k.returned}</td><td>${k.first}</td><td>${k.latest}</td></tr>`)}
        ${s.growth.length ? html`<tr key=${`${s.staff_no}g`}><th scope="row">${s.name} <span class="small">${s.staff_no}</span></th><td colspan="6" class="small"><details><summary>${p("growth", { weeks: data.weeks, count: s.growth.length })}</summary>${s.growth.map((k) => pair(k, "type")).join(" · ")}</details></td></tr>` : null}`)}</tbody></table>`;
}
