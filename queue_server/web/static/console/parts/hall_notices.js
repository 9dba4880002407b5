/* The notices beside the calls: the hall's ready texts and own words, each shown or paused, with the last hand on it (UX-26).
   The hall checks every word; this page only says what it answered. */

import { html } from "htm/preact";
import { useState } from "preact/hooks";

import { useDesk, useView } from "../hooks.js";
import { pair, t } from "../texts.js";
import { whenOf } from "../time.js";
import { Button, Control, Section } from "../ui.js";

const EMPTY = { zh: "", en: "" };

export function HallNotices() {
  const { run, busy, round } = useDesk();
  const [again, look] = useState(0);
  const [form, setForm] = useState(EMPTY);
  const view = useView("hall_notices", {}, `${round}/${again}`);
  const [before, keep] = useState(null);
  if (view.data && view.data !== before) keep(view.data);
  const shown = view.data || before;
  const press = async (act, body) => { const said = await run(act, body); look(again + 1); return said; };
  const add = async (event) => { event.preventDefault(); if (await press("add_hall_notice", form)) setForm(EMPTY); };
  const fill = (name) => (event) => setForm({ ...form, [name]: event.currentTarget.value });
  if (!shown) return html`<${Section} id="hall-notices" title=${t("hall_notices.title")}><p class="nothing" role="status">${t("common.loading")}</p></${Section}>`;
  const last = (n) => (n.by ? t("hall_notices.last", { name: n.by.name, time: whenOf(n.at) }) : "");
  return html`
    <${Section} id="hall-notices" title=${t("hall_notices.title")}>
      <p class="small">${t("hall_notices.lead")}</p>
      <table class="lines"><caption class="visually-hidden">${t("hall_notices.title")}</caption>
        <thead><tr><th scope="col">${t("hall_notices.notice")}</th><th scope="col">${t("hall_notices.state")}</th><th scope="col">${t("hall_notices.acts")}</th></tr></thead>
        <tbody>${shown.notices.map((n) => html`<tr key=${n.notice_id} data-notice=${n.notice_id}>
          <th scope="row"><span lang="zh-CN">${n.text_zh}</span><div class="small" lang="en">${n.text_en}</div></th>
          <td><span class=${`mark ${n.paused ? "odd" : "fine"}`}><span aria-hidden="true">${n.paused ? "‖" : "✓"}</span> ${t(n.paused ? "hall_notices.paused" : "hall_notices.shown")}</span>
            <div class="small">${t(n.ready ? "hall_notices.ready" : "hall_notices.own")} ${last(n)}</div></td>
          <td class="row-acts">${n.paused
            ? html`<${Button} kind="secondary small" busy=${busy.resume_hall_notice} label=${t("hall_notices.resume_of", { what: pair(n, "text") })} onPress=${() => press("resume_hall_notice", { notice_id: n.notice_id })}>${t("hall_notices.resume")}</${Button}>`
            : html`<${Button} kind="secondary small" busy=${busy.pause_hall_notice} label=${t("hall_notices.pause_of", { what: pair(n, "text") })} onPress=${() => press("pause_hall_notice", { notice_id: n.notice_id })}>${t("hall_notices.pause")}</${Button}>`}
            ${n.ready ? null : html` <${Button} kind="quiet small" busy=${busy.withdraw_hall_notice} label=${t("hall_notices.withdraw_of", { what: pair(n, "text") })} onPress=${() => press("withdraw_hall_notice", { notice_id: n.notice_id })}>${t("hall_notices.withdraw")}</${Button}>`}</td></tr>`)}</tbody></table>
      <form class="notice-form" onSubmit=${add}>
        <${Control} label=${t("hall_notices.zh", { count: shown.zh_max })}>${(a) => html`<input ...${a} name="zh" lang="zh-CN" maxlength=${shown.zh_max} value=${form.zh} onInput=${fill("zh")} />`}</${Control}>
        <${Control} label=${t("hall_notices.en", { count: shown.en_max })}>${(a) => html`<input ...${a} name="en" lang="en" maxlength=${shown.en_max} value=${form.en} onInput=${fill("en")} />`}</${Control}>
        <p><${Button} kind="secondary" busy=${busy.add_hall_notice} off=${!form.zh.trim() || !form.en.trim()} why=${t("common.fill_all")} onPress=${add}>${t("hall_notices.add")}</${Button}></p>
      </form>
    </${Section}>`;
}
