/* The plain console for a post that has no page of its own: find a case, read its file, acknowledge alarms. */

import { html } from "htm/preact";
import { useRef } from "preact/hooks";

import { ActionBar } from "../shell.js";
import { useDesk } from "../hooks.js";
import { HallNotices } from "../parts/hall_notices.js";
import { pair, t } from "../texts.js";
import { Button, Control, Nothing, Trouble } from "../ui.js";
import { useFinder } from "./guide.js";

export function PlainPost() {
  const { me, busy } = useDesk();
  const finder = useFinder();
  const box = useRef(null);
  return html`
    <div class="plain-post">
      <form class="card find" role="search" onSubmit=${(e) => { e.preventDefault(); finder.find("number"); }}>
        <p>${t("plain.lead", { post: t(`post.${me.seat.post}`) })}</p>
        <${Control} label=${t("plain.label")}>${(a) => html`<input ...${a} ref=${box} type="search" maxlength="60" value=${finder.query} onInput=${(e) => finder.setQuery(e.currentTarget.value)} />`}</${Control}>
      </form>
      <${Trouble} problem=${finder.problem} />
      ${finder.results ? (finder.results.length ? finder.results.map((row) => html`
        <article class="card found" key=${row.case_id || row.ticket_id}><div class="found-head"><span class="strip-number">${row.number || "—"}</span><div><h2>${row.type ? pair(row.type, "name") : ""}</h2><span class="small">${row.case_no || ""}</span></div><span class="chip state">${pair(row, "state")}</span></div>
          <p>${pair(row, "where")}</p>
          ${row.case_id ? html`<p><a class="button secondary" href=${`/print/case/${encodeURIComponent(row.case_id)}?seat=${encodeURIComponent(me.seat.id)}`} target="_blank" rel="noopener">${t("case.print")}</a></p>` : null}</article>`)
        : html`<${Nothing}>${t("guide.nothing")}</${Nothing}>`) : null}
      ${me.seat.post === "ADMIN" ? html`<${HallNotices} />` : null}
    </div>
    <${ActionBar} primary=${html`<${Button} cmd="primary" kind="primary" busy=${busy.find_person} off=${!finder.query.trim()} why=${t("guide.type_first")} onPress=${() => finder.find("number")} onOff=${() => box.current?.focus()}>${t("guide.find")}</${Button}>`} />`;
}
