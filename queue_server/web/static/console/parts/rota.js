/* The rota of a week, for whoever supervises or leads a window: who sits where on which day, what is wrong with it, who is due to
   move, absences, and who sits elsewhere today. It is drawn as a proposal, changed with a reason, and signed. */

import { html } from "htm/preact";
import { useState } from "preact/hooks";

import { useDesk, useView } from "../hooks.js";
import { pair, sectionOf, t } from "../texts.js";
import { timeOf, whenOf } from "../time.js";
import { Button, Choices, Control, Dialog, Radios, Section } from "../ui.js";
import { Words } from "./dialogs.js";

const r = sectionOf("console.rota");
const short = (day) => day.slice(5);

/** Print this section alone. */
function printed() {
  document.body.dataset.print = "rota";
  window.print();
  delete document.body.dataset.print;
}

export function RotaSection() {
  const { board, round, run, busy } = useDesk();
  const [week, setWeek] = useState("");
  const [asking, ask] = useState(null);
  const leads = board?.posts?.leads;
  const view = useView(leads ? "rota" : "", week ? { week } : {}, `${board?.posts?.mark || ""}/${round}/${week}`);
  if (!leads || !view.data) return null;
  const data = view.data;
  const draw = (seed) => run("draw_rota", { monday: data.week, seed }, { done: t("done.draw_rota") });
  return html`
    <${Section} id="rota" title=${r("title")} note=${`${data.week} · ${pair(data, "state")}`}>
      <div class="choices rota-head">
        <label>${r("week")} <select value=${data.week} onChange=${(e) => setWeek(e.currentTarget.value)}>${data.weeks.map((w) => html`<option key=${w.week} value=${w.week}>${w.week} · ${pair(w, "state")}</option>`)}</select></label>
        ${data.may && data.state !== "PUBLISHED" ? html`<${Button} kind="secondary" busy=${busy.draw_rota} onPress=${() => draw(data.state === "NONE" ? 0 : data.seed + 1)}>${data.state === "NONE" ? r("draw") : r("draw_again")}</${Button}>` : null}
        ${data.may && data.state === "DRAWN" ? html`<${Button} kind="secondary" onPress=${() => ask({ kind: "sign" })}>${r("sign")}</${Button}>` : null}
        ${data.may ? html`<${Button} kind="quiet" onPress=${() => ask({ kind: "absence" })}>${r("absence")}</${Button}>` : null}
        ${data.state !== "NONE" ? html`<${Button} kind="quiet" onPress=${printed}>${r("print")}</${Button}>` : null}
      </div>
      ${data.published_at ? html`<p class="small rota-signed">${r("signed", { name: data.published_by, time: whenOf(data.published_at) })}</p>` : data.drawn_at ? html`<p class="small rota-signed">${r("drawn", { name: data.drawn_by, time: whenOf(data.drawn_at) })}</p>` : null}
      ${data.state !== "NONE" ? html`<${Faults} data=${data} /><${Plan} data=${data} ask=${ask} />` : null}
      ${data.free.length ? html`<p class="small">${r("free", { names: data.free.map((f) => f.name).join(" ") })}</p>` : null}
      <${Off} rows=${data.off_rota} /><${Absences} rows=${data.absences} may=${data.may} /><${Due} rows=${data.due} /><${Changes} rows=${data.changes} />
    </${Section}>
    ${asking ? html`<${RotaDialog} key=${asking.kind + (asking.seat || "")} asked=${asking} data=${data} onClose=${() => ask(null)} />` : null}`;
}

function Faults({ data }) {
  const rows = [...data.lacks.map((l) => ({ ...l, stops: true })), ...data.faults.filter((f) => f.kind !== "POST_EMPTY")];
  if (!rows.length) return html`<p class="mark fine">✓ ${r("sound")}</p>`;
  return html`<ul class="plain">${rows.map((f, i) => html`<li key=${i}><span class=${`mark ${f.stops ? "bad" : "odd"}`}><span aria-hidden="true">${f.stops ? "✕" : "!"}</span> ${f.stops ? r("stops") : r("told")}</span> ${pair(f, "text")}</li>`)}</ul>`;
}

/** One line per seat; a day on which somebody else sits there stands out with his name. */
function Plan({ data, ask }) {
  const who = (seat, day) => seat.stints.find((s) => s.days.includes(day));
  return html`
    <table class="lines rota-plan"><caption class="visually-hidden">${r("title")}</caption>
      <thead><tr><th scope="col">${r("seat")}</th>${data.days.map((d) => html`<th key=${d} scope="col">${short(d)}</th>`)}${data.may ? html`<th scope="col" class="no-print">${t("act.change_rota")}</th>` : null}</tr></thead>
      <tbody>${data.seats.map((s) => html`<tr key=${s.seat} data-rota-seat=${s.seat}><th scope="row">${pair(s, "label")}</th>
        ${data.days.map((d) => html`<td key=${d}>${who(s, d) ? html`${who(s, d).name} <span class="small">${who(s, d).staff_no}</span>` : html`<span class="mark odd">—</span>`}</td>`)}
        ${data.may ? html`<td class="no-print"><${Button} kind="secondary small" label=${r("change", { seat: pair(s, "label") })} onPress=${() => ask({ kind: "change", seat: s.seat, post: s.post, label: pair(s, "label") })}>${t("act.change_rota")}</${Button}></td>` : null}</tr>`)}</tbody></table>`;
}

function Table({ title, heads, rows }) {
  if (!rows.length) return null;
  return html`<h3>${title}</h3><table class="lines"><caption class="visually-hidden">${title}</caption>
    <thead><tr>${heads.map((h) => html`<th key=${h} scope="col">${h}</th>`)}</tr></thead><tbody>${rows.map((cells, i) => html`<tr key=${i}>${cells.map((c, n) => html`<td key=${n}>${c}</td>`)}</tr>`)}</tbody></table>`;
}

const Off = ({ rows }) => html`<${Table} title=${r("off")} heads=${[r("who"), r("planned"), r("sits"), r("reason")]} rows=${rows.map((o) => [`${o.name} ${o.staff_no}`, pair(o, "planned_label"), `${pair(o, "seat_label")} ${timeOf(o.at)}`, [pair(o, "reason"), o.words].filter(Boolean).join(" · ") || r("no_reason")])} />`;

function Absences({ rows, may }) {
  const { run, busy } = useDesk();
  const withdraw = (a) => html`<${Button} kind="quiet" busy=${busy.withdraw_absence} label=${`${t("act.withdraw_absence")} ${a.name}`} onPress=${() => run("withdraw_absence", { absence_id: a.absence_id }, { done: t("done.withdraw_absence") })}>${t("act.withdraw_absence")}</${Button}>`;
  return html`<${Table} title=${r("absences")} heads=${[r("who"), r("first"), r("last"), r("kind"), ...(may ? [t("act.withdraw_absence")] : [])]} rows=${rows.map((a) => [`${a.name} ${a.staff_no}`, a.first, a.last, pair(a, "kind"), ...(may ? [withdraw(a)] : [])])} />`;
}

const Due = ({ rows }) => rows.length ? html`<${Table} title=${r("due")} heads=${[r("who"), r("seat"), r("weeks"), r("due_by")]} rows=${rows.map((d) => [`${d.name} ${d.staff_no}`, pair(d, "place"), d.weeks, html`${d.due}${d.over ? html` <span class="mark odd">! ${r("over")}</span>` : null}`])} />` : html`<p class="small">${r("no_due")}</p>`;
const Changes = ({ rows }) => html`<${Table} title=${r("changes")} heads=${[r("seat"), r("person"), r("first"), r("last"), r("reason"), r("who")]} rows=${rows.map((c) => [pair(c, "seat"), c.name, c.first, c.last, [pair(c, "reason"), c.words].filter(Boolean).join(" · "), `${c.by} ${whenOf(c.at)}`])} />`;

const ACT_OF = { sign: "publish_rota", absence: "note_absence", change: "change_rota" };

function RotaDialog({ asked, data, onClose }) {
  const { run, busy, problem } = useDesk();
  const [form, setForm] = useState({ staff_no: "", reason: "", kind: "LEAVE", first: "", last: "", words: "" });
  const set = (more) => setForm({ ...form, ...more });
  const act = ACT_OF[asked.kind];
  const change = asked.kind === "change";
  const people = data.people.filter((p) => !change || p.posts.includes(asked.post));
  const dates = form.first && form.last;
  const ready = asked.kind === "sign" || (form.staff_no && (change ? form.reason && (form.reason !== "OTHER" || form.words.trim()) && Boolean(form.first) === Boolean(form.last) : dates));
  async function send() {
    const body = asked.kind === "sign" ? { week: data.week } : change
      ? { week: data.week, seat: asked.seat, staff_no: form.staff_no, reason: form.reason, words: form.words.trim(), ...(dates ? { first: form.first, last: form.last } : {}) }
      : { staff_no: form.staff_no, first: form.first, last: form.last, kind: form.kind };
    if (await run(act, body, { done: t(`done.${act}`) })) onClose();
  }
  return html`
    <${Dialog} title=${asked.kind === "sign" ? `${r("sign")} ${data.week}` : change ? r("change", { seat: asked.label }) : r("absence")} onClose=${onClose}>
      ${asked.kind === "sign" ? html`<p>${r("sign_lead")}</p>` : html`
        ${change ? html`<p class="small">${r("change_lead")}</p>` : null}
        <${Control} label=${change ? r("person") : r("who")} required=${true}>${(a) => html`<select ...${a} value=${form.staff_no} onChange=${(e) => set({ staff_no: e.currentTarget.value })}><option value=""></option>${people.map((p) => html`<option key=${p.staff_no} value=${p.staff_no}>${p.name} ${p.staff_no}</option>`)}</select>`}</${Control}>
        ${change ? html`<${Radios} legend=${r("reason")} name="rota" required=${true} options=${data.choices.reasons.map((c) => ({ value: c.code, label: pair(c, "label") }))} value=${form.reason} onChange=${(reason) => set({ reason })} />
          <p class="small">${r("all_days")}</p>` : html`<${Radios} legend=${r("kind")} name="away" required=${true} options=${data.choices.kinds.map((c) => ({ value: c.code, label: pair(c, "label") }))} value=${form.kind} onChange=${(kind) => set({ kind })} />`}
        <${Control} label=${r("first")} required=${!change}>${(a) => html`<input ...${a} type="date" value=${form.first} onInput=${(e) => set({ first: e.currentTarget.value })} />`}</${Control}>
        <${Control} label=${r("last")} required=${!change}>${(a) => html`<input ...${a} type="date" min=${form.first} value=${form.last} onInput=${(e) => set({ last: e.currentTarget.value })} />`}</${Control}>
        ${change ? html`<${Words} required=${form.reason === "OTHER"} value=${form.words} onInput=${(words) => set({ words })} />` : null}`}
      ${problem ? html`<p class="problem" role="alert">${problem.message}</p>` : null}
      <${Choices} confirm=${t(`act.${act}`)} busy=${busy[act]} off=${!ready} why=${t("common.fill_all")} onConfirm=${send} onCancel=${onClose} />
    </${Dialog}>`;
}
