/* Waits of people without a telephone and of elders beside the others', with what may honestly be said. Counts nothing itself. */

import { html } from "htm/preact";

import { useView } from "../hooks.js";
import { pair, sectionOf } from "../texts.js";
import { Nothing, Section, Trouble } from "../ui.js";

const p = sectionOf("parity.console");
const TONE = { LONGER: "bad", SHORTER: "odd", NO_DIFFERENCE: "fine", TOO_FEW: "odd" };
const SIGN = { LONGER: "✕", SHORTER: "!", NO_DIFFERENCE: "✓", TOO_FEW: "–" };
const figure = (value) => (value == null ? "–" : value.toFixed(1));

export function Parity({ period, moved }) {
  const view = useView("parity", period, moved);
  const data = view.data;
  return html`
    <${Section} id="parity" title=${p("title")} note=${data ? `${data.first} – ${data.last}` : null}>
      <${Trouble} problem=${view.problem} />
      ${data && !data.comparisons.length ? html`<${Nothing}>${p("none")}</${Nothing}>` : null}
      ${data?.comparisons.length ? html`
        <p class="small">${p("lead", { chance: data.chance_max })}</p>
        <table class="lines"><caption class="visually-hidden">${p("title")}</caption>
          <thead><tr><th scope="col">${p("lane")}</th><th scope="col">${p("who")}</th><th scope="col" class="num">${p("people")}</th><th scope="col" class="num">${p("median")}</th><th scope="col" class="num">${p("p90")}</th><th scope="col">${p("result")}</th></tr></thead>
          ${data.comparisons.map((c) => html`<tbody key=${c.lane + c.question} data-parity=${`${c.lane}/${c.question}`}>
            <tr><th scope="rowgroup" rowspan="2">${pair(c, "lane")}</th><td>${pair(c, "group_name")}</td><td class="num">${c.group.people}</td><td class="num">${figure(c.group.median)}</td><td class="num">${figure(c.group.p90)}</td>
              <td rowspan="2"><span class=${`mark ${TONE[c.verdict]}`}><span aria-hidden="true">${SIGN[c.verdict]}</span> ${pair(c, "verdict")}</span>
                <div class="small">${[c.chance == null ? "" : p("chance", { chance: c.chance.toFixed(3) }), c.unknown ? p("unknown", { count: c.unknown }) : ""].filter(Boolean).join(" · ")}</div></td></tr>
            <tr><td>${pair(c, "others_name")}</td><td class="num">${c.others.people}</td><td class="num">${figure(c.others.median)}</td><td class="num">${figure(c.others.p90)}</td></tr></tbody>`)}</table>` : null}
    </${Section}>`;
}
