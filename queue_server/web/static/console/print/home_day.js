/* The day sheet of a crew on paper: the way, whom to find where, what to take along. It holds addresses and comes back to be destroyed. */

import { html } from "htm/preact";

import { h } from "../parts/home.js";
import { pair } from "../texts.js";
import { fullOf, now } from "../time.js";

export function HomeDay({ day }) {
  return html`
    <article class="letter case-paper home-sheet">
      <div class="case-title"><p class="big"><b>${h("sheet_title")}</b> ${pair(day, "crew")}</p><p>${pair(day, "day_name")} · ${day.day} · ${day.members.map((m) => `${m.name} ${m.staff_no}`).join("、")}</p></div>
      <table class="lines"><caption class="visually-hidden">${h("sheet_title")}</caption>
        <tbody>${day.rows.map((row, n) => html`<tr key=${row.visit_id}><td class="num">${n + 1}</td><th scope="row">${pair(row, "when")}<div>${pair(row, "kind")} · ${pair(row, "type")} ${row.number}</div></th>
          <td><b>${row.name}</b> ${row.phone}<div>${pair(row, "area")} ${row.address}</div></td><td>□</td></tr>`)}</tbody></table>
      <section class="paper-block"><h2>${h("kit")}</h2><p>${day.papers.map((p) => `${p.type_no} ${h("forms", { count: p.count })}`).join("、")}</p>
        <ul class="kit-list">${day.kit.map((item) => html`<li key=${item.id}>□ ${pair(item, "name")}</li>`)}</ul></section>
      <p class="signing">${h("members")}：＿＿＿＿＿＿　＿＿＿＿＿＿</p>
      <p class="fine-print">${h("sheet_lead")} ${fullOf(now())}</p>
    </article>`;
}
