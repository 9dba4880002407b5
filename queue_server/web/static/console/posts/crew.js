/* The tablet of a crew on the road: today's visits in the order of the way, the kit, who has which certificate. What lies on the table is the
   window's own page, and a delivery the counter's own: the acts and checks are the same as in the hall. */

import { html } from "htm/preact";
import { useState } from "preact/hooks";

import { actLabel, useDesk, useView } from "../hooks.js";
import { h, homeOf, MoveDialog, VisitLine } from "../parts/home.js";
import { SlipDialog } from "../parts/paper.js";
import { ActionBar } from "../shell.js";
import { pair, t } from "../texts.js";
import { timeOf } from "../time.js";
import { Button, Choices, Dialog, Nothing, Radios, Tick, Trouble } from "../ui.js";
import { IssuerPost } from "./behind.js";
import { WindowPost } from "./window.js";

/** The post as the hall has it, or the crew's page where the seat belongs to one. */
export function withCrew(Post) {
  return function Seat() {
    const { board } = useDesk();
    return homeOf(board).crew ? html`<${CrewPost} />` : html`<${Post} />`;
  };
}

export function CrewPost() {
  const { board, round, run, busy, me } = useDesk();
  const [inside, setInside] = useState(true);
  const [delivering, deliver] = useState(null);
  const [asking, ask] = useState(null);
  const [packed, setPacked] = useState([]);
  const [slip, setSlip] = useState(null);
  const said = useView("home_day", {}, `${homeOf(board).mark}/${round}`);
  const day = said.data;
  const atTable = me.seat.post === "ACCEPTOR" && board.ticket;
  if (atTable && inside) {
    return html`<${WindowPost} onSlip=${setSlip} beside=${html`<aside class="rail crew-rail" aria-label=${h("title")}><${Button} onPress=${() => setInside(false)}>${h("back_to_day")}</${Button}></aside>`} />`;
  }
  const carried = delivering && day?.rows.find((row) => row.visit_id === delivering && row.state === "STARTED");
  if (carried) {
    const start = { case_id: carried.case_id, number: carried.number };
    return html`<${IssuerPost} start=${start} onLeave=${() => deliver(null)} leave=${h("back_to_day")} />`;
  }
  if (!day) return html`<div class="guide crew"><${Trouble} problem=${said.problem} /><p class="nothing" role="status">${t("common.loading")}</p></div>`;
  async function press(row, name) {
    if (DIALOGS[name]) { ask({ name, row }); return; }
    const answer = await run(name, { visit_id: row.visit_id }, { scene: `${row.visit_id}/${row.state}/${row.custody}/${row.tries}`, done: t(`done.${name}`) });
    if (answer && name === "begin_home_service") setInside(true);
  }
  const out = Boolean(day.out_since);
  const kit = day.kit.map((item) => item.id);
  const open = kit.filter((id) => !packed.includes(id));
  const mayLeave = day.mine && !out && me.seat.post === "ACCEPTOR";
  const primary = atTable ? html`<${Button} cmd="primary" kind="primary" onPress=${() => setInside(true)}>${h("to_table")}</${Button}>`
    : mayLeave ? html`<${Button} cmd="primary" kind="primary" busy=${busy.set_out} off=${open.length > 0} why=${h("kit")} onPress=${() => run("set_out", { kit }, { scene: day.day, done: t("done.set_out") })}>${actLabel("set_out")}</${Button}>`
    : html`<${Button} cmd="primary" kind="primary" busy=${busy.come_back} off=${!out || !day.mine} why=${day.mine ? t("common.not_now") : h("not_yours")} onPress=${() => run("come_back", {}, { scene: `${day.out_since}`, done: t("done.come_back") })}>${actLabel("come_back")}</${Button}>`;
  const Asking = asking && DIALOGS[asking.name];
  return html`
    <div class="guide crew">
      <div class="guide-main">
        <h2>${h("day_title")} <span class="small">${pair(day, "day_name")} · ${pair(day, "crew")}</span></h2>
        ${day.members.length ? day.mine ? null : html`<p class="card standing odd">${h("not_yours")}</p>` : html`<p class="card standing odd">${h("nobody_planned")}</p>`}
        ${day.rows.length ? day.rows.map((row, n) => html`<${Visit} key=${row.visit_id} row=${row} no=${n + 1} onAct=${press} onDeliver=${() => deliver(row.visit_id)} issuer=${me.seat.post === "ISSUER"} />`) : html`<${Nothing}>${h("no_visits")}</${Nothing}>`}
      </div>
      <aside class="guide-side" aria-label=${h("members")}>
        <section class="card"><h2>${h("members")}</h2>${day.members.map((m) => html`<p key=${m.staff_no}><b>${m.name}</b> <span class="small">${m.staff_no}</span></p>`)}
          ${out ? html`<p>${h("out_since", { time: timeOf(day.out_since) })}</p>` : day.back_at ? html`<p>${h("back_at", { time: timeOf(day.back_at) })}</p>` : null}</section>
        <section class="card kit"><h2>${h("kit")}</h2>
          ${day.papers.map((p) => html`<p key=${p.type_no}>${p.type_no} ${pair(p, "type")} · ${h("forms", { count: p.count })}</p>`)}
          <div class="ticks flat">${day.kit.map((item) => html`<${Tick} key=${item.id} label=${pair(item, "name")} checked=${item.packed || packed.includes(item.id)} disabled=${!mayLeave} onChange=${(on) => setPacked(on ? [...packed, item.id] : packed.filter((id) => id !== item.id))} />`)}</div></section>
      </aside>
    </div>
    <${ActionBar} primary=${primary} others=${day.mine && day.rows.length ? html`<a class="button secondary" href=${`/print/home_day/${day.day}?seat=${encodeURIComponent(me.seat.id)}`} target="_blank" rel="noopener">${h("print_day")}</a>` : null}
      note=${atTable ? html`<span class="small">${h("on_table", { number: board.ticket.number })}</span>` : null} />
    ${Asking ? html`<${Asking} row=${asking.row} reasons=${day.break_off} onClose=${() => ask(null)} />` : null}
    ${slip ? html`<${SlipDialog} ...${slip} onDone=${() => setSlip(null)} />` : null}`;
}

function Visit({ row, no, onAct, onDeliver, issuer }) {
  const { busy } = useDesk();
  return html`
    <article class="card found visit" data-visit=${row.visit_id} aria-label=${`${no} ${row.name || ""}`}>
      <div class="found-head"><span class="strip-number">${no}</span><div><${VisitLine} row=${row} /></div></div>
      ${row.address ? html`<p class="big"><b>${row.address}</b></p>` : null}
      ${row.phone ? html`<p>${h("phone_of")} <a class="phone-link" href=${`tel:${row.phone}`}>${row.phone}</a></p>` : null}
      <div class="row-of-buttons">${row.acts.map((one) => html`<${Button} key=${one.act} kind=${one.primary ? "secondary chosen" : "secondary"} busy=${busy[one.act]} off=${!one.enabled} why=${pair(one.why_not, "message")} onPress=${() => onAct(row, one.act)}>${actLabel(one.act)}</${Button}>`)}
        ${issuer && row.kind === "DELIVERY" && row.state === "STARTED" ? html`<${Button} kind="secondary chosen" onPress=${onDeliver}>${h("deliver")}</${Button}>` : null}</div>
    </article>`;
}

function BreakOffDialog({ row, reasons, onClose }) {
  const { run, busy } = useDesk();
  const [reason, setReason] = useState("");
  async function send() {
    if (await run("break_off_visit", { visit_id: row.visit_id, reason }, { done: t("done.break_off_visit") })) onClose();
  }
  return html`
    <${Dialog} title=${actLabel("break_off_visit")} onClose=${onClose}>
      <p>${h("break_lead")}</p>
      <${Radios} legend=${h("break_reason")} name="break" first=${true} required=${true} value=${reason} onChange=${setReason} options=${reasons.map((r) => ({ value: r.code, label: pair(r, "label") }))} />
      <${Choices} confirm=${actLabel("break_off_visit")} busy=${busy.break_off_visit} off=${!reason} why=${t("common.fill_all")} onConfirm=${send} onCancel=${onClose} />
    </${Dialog}>`;
}

function NobodyDialog({ row, onClose }) {
  const { run, busy } = useDesk();
  async function send() {
    if (await run("nobody_home", { visit_id: row.visit_id }, { done: t("done.nobody_home") })) onClose();
  }
  return html`<${Dialog} title=${actLabel("nobody_home")} onClose=${onClose}><p>${h("nobody_lead")}</p><${Choices} confirm=${actLabel("nobody_home")} busy=${busy.nobody_home} onConfirm=${send} onCancel=${onClose} /></${Dialog}>`;
}

const DIALOGS = { break_off_visit: BreakOffDialog, nobody_home: NobodyDialog, move_home_visit: MoveDialog };
