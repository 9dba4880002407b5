/* Home service at the desk, with a guide, at the collection counter and before the director: what is booked, booking itself, the certificates
   that are handed out, the week. Who may be visited and when, the server says. */

import { html } from "htm/preact";
import { useState } from "preact/hooks";

import { actLabel, actRow, useDesk, useView } from "../hooks.js";
import { pair, sectionOf, t } from "../texts.js";
import { timeOf } from "../time.js";
import { Button, Choices, Control, Dialog, Nothing, Radios, Section, Tick } from "../ui.js";

export const h = sectionOf("home.console");

/** What the board says of home service; a console that shows none of it has no such part. */
export const homeOf = (board) => board.home || { crew: false, waiting: 0, offered: false, mark: "" };

/** The button of the desk and of a guide. `onReview` is called with the pre-review of a visit. */
export function HomeButton({ onReview = null }) {
  const { board } = useDesk();
  const [open, setOpen] = useState(false);
  if (!homeOf(board).offered) return null;
  return html`<${Button} onPress=${() => setOpen(true)}>${h("open")}</${Button}>
    ${open ? html`<${HomeDialog} onReview=${onReview} onClose=${() => setOpen(false)} />` : null}`;
}

function HomeDialog({ onReview, onClose }) {
  const [booking, setBooking] = useState(false);
  return booking ? html`<${BookDialog} onClose=${() => setBooking(false)} />` : html`
    <${Dialog} title=${h("title")} wide=${true} onClose=${onClose}>
      <${Visits} view="home_visits" onReview=${onReview && ((id) => { onReview(id); onClose(); })} />
      <${Choices} confirm=${h("book")} cancel=${t("common.close")} onConfirm=${() => setBooking(true)} onCancel=${onClose} />
    </${Dialog}>`;
}

/** The rows of a view of visits, each with what this seat may do about it. */
export function Visits({ view, onReview = null, empty = h("none") }) {
  const { board, run, busy, round, problem } = useDesk();
  const said = useView(view, {}, `${homeOf(board).mark}/${round}`);
  const [moving, move] = useState(null);
  const rows = said.data?.rows || [];
  async function press(row, name) {
    if (name === "move_home_visit") { move(row); return; }
    const answer = await run(name, { visit_id: row.visit_id }, { scene: `${row.visit_id}/${row.state}/${row.custody}`, done: t(`done.${name}`) });
    if (answer && name === "open_home_review") onReview?.(answer.review_id);
  }
  return html`
    ${said.problem ? html`<p class="problem" role="alert">${said.problem.message}</p>` : null}
    ${problem && !moving ? html`<p class="problem" role="alert">${problem.message}</p>` : null}
    ${rows.length ? html`<ul class="plain help visits">${rows.map((row) => html`<li key=${row.visit_id} data-visit=${row.visit_id}><${VisitLine} row=${row} />
      <div class="row-of-buttons">${row.acts.filter((one) => one.act !== "agree_home_visit" && (one.act !== "open_home_review" || onReview)).map((one) => html`<${Button} key=${one.act} kind=${one.act === "cancel_home_visit" ? "quiet" : "secondary"} busy=${busy[one.act]}
        off=${!one.enabled} why=${pair(one.why_not, "message")} onPress=${() => press(row, one.act)}>${actLabel(one.act)}</${Button}>`)}</div></li>`)}</ul>`
      : said.data ? html`<${Nothing}>${empty}</${Nothing}>` : null}
    ${moving ? html`<${MoveDialog} row=${moving} onClose=${() => move(null)} />` : null}`;
}

export function VisitLine({ row }) {
  return html`<p class="visit-line"><b>${pair(row, "when")}</b> <span class="chip">${pair(row, "kind")}</span> <span class=${`chip state ${row.state}`}>${pair(row, "state")}</span>${row.late ? html` <span class="chip odd">${h("late")}</span>` : null}</p>
    <p>${[row.name, pair(row, "area"), pair(row, "type"), row.number, pair(row, "ground"), pair(row, "crew")].filter(Boolean).join(" · ")}</p>
    <p class="small">${[row.review ? h(`review_${row.review}`) : "", row.kind === "DELIVERY" ? pair(row, "custody_words") : "", pair(row, "outcome")].filter(Boolean).join(" · ")}</p>`;
}

/** Half days with room, as large buttons of one choice. */
function Halves({ kind, area, value, onChange }) {
  const { round } = useDesk();
  const said = useView(area ? "home_booking" : null, { kind, area }, round);
  if (!area) return html`<p class="small">${h("pick_area")}</p>`;
  if (!said.data) return html`<p class="nothing" role="status">${t("common.loading")}</p>`;
  return html`<${Control} label=${h("when")} required=${true}>${(a) => html`<select ...${a} name="half" value=${value} onChange=${(e) => onChange(e.currentTarget.value)}><option value="">${t("common.choose")}</option>
    ${said.data.halves.map((one) => html`<option key=${`${one.day}/${one.half}`} value=${`${one.day}/${one.half}`} disabled=${!one.free}>${pair(one, "name")}${one.free ? "" : ` · ${h("full")}`}</option>`)}</select>`}</${Control}>`;
}

const GROUNDS = ["AGE", "ILLNESS", "DISABILITY", "SPECIAL"];
const EMPTY = { kind: "ONSITE", area: "", when: "", type: "", number: "", ground: "AGE", proof: "", seen: false, reason: "", name: "", document: "", phone: "", address: "", telephone: false };

export function BookDialog({ onClose }) {
  const { run, busy, problem } = useDesk();
  const [form, setForm] = useState(EMPTY);
  const [done, setDone] = useState("");
  const offer = useView("home_booking", { kind: form.kind }, 0);
  const set = (more) => setForm({ ...form, ...more });
  const text = (name) => (e) => set({ [name]: e.currentTarget.value });
  const byProof = ["ILLNESS", "DISABILITY"].includes(form.ground);
  const what = form.kind === "DELIVERY" ? form.number.trim() : form.number.trim() || form.type;
  const ready = what && form.area && form.when && form.name.trim() && form.document.trim() && form.address.trim()
    && (!byProof || (form.proof.trim() && form.seen)) && (form.ground !== "SPECIAL" || form.reason.trim());
  async function send() {
    const [day, half] = form.when.split("/");
    const said = await run("book_home_visit", {
      kind: form.kind, type_code: form.kind === "ONSITE" && !form.number.trim() ? form.type : "", number: form.number.trim(), name: form.name.trim(), document_no: form.document.trim(),
      phone: form.phone.trim(), ground: form.ground, proof: byProof ? form.proof.trim() : "", proof_seen: byProof && form.seen, reason: form.ground === "SPECIAL" ? form.reason.trim() : "",
      day, half, area: form.area, address: form.address.trim(), by_telephone: form.telephone,
    }, { done: t("done.book_home_visit") });
    if (said) setDone(said.asked ? h("asked") : h("booked", { when: said.when }));
  }
  if (done) {
    return html`<${Dialog} title=${h("book")} onClose=${onClose}><p class="big" role="status"><span class="mark fine">✓</span> ${done}</p>
      <div class="choices"><${Button} extra=${{ "data-first": "" }} onPress=${onClose}>${t("common.close")}</${Button}></div></${Dialog}>`;
  }
  const areas = offer.data?.areas || [];
  return html`
    <${Dialog} title=${h("book")} wide=${true} onClose=${onClose}>
      <${Radios} legend=${h("kind")} name="kind" first=${true} required=${true} value=${form.kind} onChange=${(kind) => set({ kind, when: "" })} options=${["ONSITE", "DELIVERY"].map((k) => ({ value: k, label: h(`kind_${k}`) }))} />
      <div class="grid two">
        ${form.kind === "ONSITE" ? html`<${Control} label=${h("business")} required=${!form.number.trim()}>${(a) => html`<select ...${a} name="type" value=${form.type} onChange=${text("type")}><option value="">${t("common.choose")}</option>${(offer.data?.types || []).map((one) => html`<option key=${one.no} value=${one.no}>${one.no} ${pair(one, "name")}</option>`)}</select>`}</${Control}>` : null}
        <${Control} label=${form.kind === "DELIVERY" ? h("number_delivery") : h("number")} required=${form.kind === "DELIVERY"}>${(a) => html`<input ...${a} name="number" maxlength="40" value=${form.number} onInput=${text("number")} />`}</${Control}>
        <${Control} label=${h("area")} required=${true} path="area">${(a) => html`<select ...${a} name="area" value=${form.area} onChange=${(e) => set({ area: e.currentTarget.value, when: "" })}><option value="">${t("common.choose")}</option>${areas.map((one) => html`<option key=${one.area} value=${one.area}>${pair(one, "name")}</option>`)}</select>`}</${Control}>
        <${Halves} kind=${form.kind} area=${form.area} value=${form.when} onChange=${(when) => set({ when })} />
        <${Control} label=${h("name")} required=${true} path="name">${(a) => html`<input ...${a} name="who" maxlength="60" value=${form.name} onInput=${text("name")} />`}</${Control}>
        <${Control} label=${h("document_no")} required=${true} path="document_no">${(a) => html`<input ...${a} name="document" maxlength="30" spellcheck="false" value=${form.document} onInput=${text("document")} />`}</${Control}>
        <${Control} label=${h("phone")} hint=${h("phone_hint")} path="phone">${(a) => html`<input ...${a} name="phone" inputmode="tel" maxlength="20" value=${form.phone} onInput=${text("phone")} />`}</${Control}>
        <${Control} label=${h("address")} hint=${h("address_hint")} required=${true} path="address">${(a) => html`<input ...${a} name="address" maxlength="200" value=${form.address} onInput=${text("address")} />`}</${Control}>
      </div>
      <${Radios} legend=${h("ground")} name="ground" required=${true} value=${form.ground} onChange=${(ground) => set({ ground })} options=${GROUNDS.map((g) => ({ value: g, label: h(`ground_${g}`, { age: offer.data?.age ?? "" }) }))} />
      ${byProof ? html`<${Control} label=${h("proof")} hint=${h("proof_hint")} required=${true} wide=${true}>${(a) => html`<input ...${a} name="proof" maxlength="200" value=${form.proof} onInput=${text("proof")} />`}</${Control}>
        <${Tick} label=${h("proof_seen")} checked=${form.seen} onChange=${(seen) => set({ seen })} />` : null}
      ${form.ground === "SPECIAL" ? html`<${Control} label=${h("reason")} required=${true} wide=${true}>${(a) => html`<textarea ...${a} name="reason" rows="2" maxlength="300" value=${form.reason} onInput=${text("reason")}></textarea>`}</${Control}>` : null}
      <${Tick} label=${h("by_telephone")} checked=${form.telephone} onChange=${(telephone) => set({ telephone })} />
      ${problem ? html`<p class="problem" role="alert">${problem.message}</p>` : null}
      <${Choices} confirm=${h("book")} busy=${busy.book_home_visit} off=${!ready} why=${t("common.fill_all")} onConfirm=${send} onCancel=${onClose} />
    </${Dialog}>`;
}

export function MoveDialog({ row, onClose }) {
  const { run, busy, problem } = useDesk();
  const [when, setWhen] = useState("");
  async function send() {
    const [day, half] = when.split("/");
    if (await run("move_home_visit", { visit_id: row.visit_id, day, half }, { done: t("done.move_home_visit") })) onClose();
  }
  return html`
    <${Dialog} title=${actLabel("move_home_visit")} onClose=${onClose}>
      <p>${pair(row, "when")} · ${pair(row, "kind")}</p>
      <${Halves} kind=${row.kind} area=${row.area} value=${when} onChange=${setWhen} />
      ${problem ? html`<p class="problem" role="alert">${problem.message}</p>` : null}
      <${Choices} confirm=${actLabel("move_home_visit")} busy=${busy.move_home_visit} off=${!when} why=${t("common.fill_all")} onConfirm=${send} onCancel=${onClose} />
    </${Dialog}>`;
}

/** At the collection counter: today's deliveries to hand out, and what the crews bring back. */
export function HomeCounter() {
  const { board } = useDesk();
  if (!homeOf(board).waiting) return null;
  return html`<${Section} id="home" title=${h("counter_title")}><${Visits} view="home_visits" empty=${h("counter_none")} /></${Section}>`;
}

/** The director's week: kept, late, missed; who goes; special needs that wait for his word. Names no citizen. */
export function HomeWeek() {
  const { board, round, run, busy } = useDesk();
  const [week, setWeek] = useState("");
  const [planning, plan] = useState(null);
  const [answering, answer] = useState(null);
  const said = useView(homeOf(board).offered ? "home_week" : null, week ? { week } : {}, `${homeOf(board).mark}/${round}`);
  const data = said.data;
  if (!data) return null;
  return html`
    <${Section} id="home" title=${h("week_title")} note=${data.asked.length ? `${h("asked_title")} ${data.asked.length}` : ""}>
      <p>${h("figures", data.figures)}</p>
      ${data.asked.length ? html`<h3>${h("asked_title")}</h3><ul class="plain help">${data.asked.map((row) => html`<li key=${row.visit_id} data-visit=${row.visit_id}><${VisitLine} row=${row} /><p>${row.reason}</p>
        ${actRow(row.acts, "agree_home_visit") ? html`<div class="row-of-buttons"><${Button} onPress=${() => answer({ row, agree: true })}>${h("agree")}</${Button}><${Button} kind="danger" onPress=${() => answer({ row, agree: false })}>${h("refuse")}</${Button}></div>` : null}</li>`)}</ul>` : null}
      <table class="lines home-week"><caption class="visually-hidden">${h("week_title")}</caption><tbody>${data.days.flatMap((day) => day.crews.map((crew) => html`
        <tr key=${`${day.day}/${crew.crew_id}`}><th scope="row">${pair(day, "name")}<div class="small">${pair(crew, "crew")}</div></th>
          <td>${crew.halves.map((half) => html`<div key=${half.half}>${h("minutes", { half: pair(half, "name"), visits: half.visits, minutes: half.minutes, minutes_max: half.minutes_max })}</div>`)}</td>
          <td>${crew.members.length ? crew.members.map((m) => html`<div key=${m.staff_no}>${m.name} <span class="small">${m.staff_no}</span></div>`) : html`<span class="mark odd">○ ${h("nobody")}</span>`}${crew.out_since ? html`<div class="small">${h("out_since", { time: timeOf(crew.out_since) })}</div>` : crew.back_at ? html`<div class="small">${h("back_at", { time: timeOf(crew.back_at) })}</div>` : null}</td>
          <td>${data.may_plan && !crew.out_since ? html`<${Button} kind="secondary small" label=${`${h("plan")} ${day.day} ${pair(crew, "crew")}`} onPress=${() => plan({ day, crew })}>${h("plan")}</${Button}>` : null}</td></tr>`))}</tbody></table>
      ${data.rows.length ? html`<ul class="plain visits">${data.rows.map((row) => html`<li key=${row.visit_id}><${VisitLine} row=${row} /></li>`)}</ul>` : html`<p class="small">${h("none")}</p>`}
      <div class="row-of-buttons"><${Button} kind="quiet" onPress=${() => setWeek(data.before)}>${h("week_before")}</${Button}><${Button} kind="quiet" onPress=${() => setWeek(data.after)}>${h("week_after")}</${Button}></div>
      ${planning ? html`<${PlanDialog} data=${data} ...${planning} onClose=${() => plan(null)} />` : null}
      ${answering ? html`<${AgreeDialog} ...${answering} run=${run} busy=${busy} onClose=${() => answer(null)} />` : null}
    </${Section}>`;
}

function PlanDialog({ data, day, crew, onClose }) {
  const { run, busy, problem } = useDesk();
  const [acceptor, setAcceptor] = useState("");
  const [second, setSecond] = useState("");
  const names = (rows) => html`<option value="">${t("common.choose")}</option>${rows.map((one) => html`<option key=${one.staff_no} value=${one.staff_no}>${one.name} ${one.staff_no}</option>`)}`;
  async function send() {
    if (await run("plan_crew", { crew_id: crew.crew_id, day: day.day, acceptor_no: acceptor, second_no: second }, { done: t("done.plan_crew") })) onClose();
  }
  return html`
    <${Dialog} title=${h("plan_title")} onClose=${onClose}>
      <p>${pair(day, "name")} · ${pair(crew, "crew")}</p>
      <${Control} label=${h("acceptor")} required=${true}>${(a) => html`<select ...${a} name="acceptor" data-first="" value=${acceptor} onChange=${(e) => setAcceptor(e.currentTarget.value)}>${names(data.acceptors)}</select>`}</${Control}>
      <${Control} label=${h("second")} required=${true}>${(a) => html`<select ...${a} name="second" value=${second} onChange=${(e) => setSecond(e.currentTarget.value)}>${names(data.seconds)}</select>`}</${Control}>
      ${problem ? html`<p class="problem" role="alert">${problem.message}</p>` : null}
      <${Choices} confirm=${actLabel("plan_crew")} busy=${busy.plan_crew} off=${!acceptor || !second} why=${t("common.fill_all")} onConfirm=${send} onCancel=${onClose} />
    </${Dialog}>`;
}

function AgreeDialog({ row, agree, run, busy, onClose }) {
  const [words, setWords] = useState("");
  async function send() {
    if (await run("agree_home_visit", { visit_id: row.visit_id, agree, words: words.trim() }, { done: t("done.agree_home_visit") })) onClose();
  }
  return html`
    <${Dialog} title=${agree ? h("agree") : h("refuse")} onClose=${onClose}>
      <p>${pair(row, "when")} · ${row.reason}</p>
      <${Control} label=${t("common.reason")} required=${true} wide=${true}>${(a) => html`<textarea ...${a} data-first="" rows="2" maxlength="300" value=${words} onInput=${(e) => setWords(e.currentTarget.value)}></textarea>`}</${Control}>
      <${Choices} confirm=${agree ? h("agree") : h("refuse")} danger=${!agree} busy=${busy.agree_home_visit} off=${!words.trim()} why=${t("common.fill_all")} onConfirm=${send} onCancel=${onClose} />
    </${Dialog}>`;
}
