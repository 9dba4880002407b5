/* The page of the quality line: what waits to be checked, one check beside its whole case, tasks, draws, figures, fault cases.
   Decides nothing: whose check it is, and what must be answered, the server says. */

import { html } from "htm/preact";
import { useState } from "preact/hooks";

import { useDesk, useView } from "../hooks.js";
import { CheckPage, complete, openItems, payloadOf } from "../quality/check.js";
import { WordsAsk } from "../quality/dialogs.js";
import { DrawTable, Figures, RecentTable } from "../quality/draws.js";
import { FaultList } from "../quality/faults.js";
import { OutcomePlace } from "../quality/outcome.js";
import { TaskList } from "../quality/tasks.js";
import { LaneLists } from "../parts/lanes.js";
import { PairsSection } from "../parts/pairs.js";
import { RoundsSection } from "../parts/rounds.js";
import { ActionBar } from "../shell.js";
import { pair, t } from "../texts.js";
import { Button, Nothing, Trouble } from "../ui.js";

const PLACES = ["draws", "tasks", "recent", "figures", "outcome"];
// The director has rounds and pairs on his own page; the bureau reads no pairs.
const placesOf = (post) => (post === "DIRECTOR" ? [...PLACES, "faults"] : post === "BUREAU" ? [...PLACES, "rounds", "faults"] : [...PLACES, "rounds", "pairs"]);

export function QualityPost() {
  const { me, board, run, busy, round } = useDesk();
  const [openId, setOpenId] = useState(null);
  const [place, setPlace] = useState("draws");
  const [form, setForm] = useState({});
  const [asking, ask] = useState(false);
  const moved = `${board.quality?.rev ?? 0}/${round}`;
  const list = useView("checks", {}, moved);
  const one = useView(openId ? "check" : null, { check_id: openId }, moved);
  const check = one.data?.check || null;
  const rows = list.data || { mine: [], others: [], nobody: [], tasks: [], draws: [], recent: [] };
  const places = placesOf(me.seat.post);
  const next = rows.mine.find((row) => row.check_id !== openId) || null;
  function choose(id) {
    setOpenId(id);
    setForm({});
    document.getElementById("work")?.focus();
  }
  async function record() {
    const said = await run("record_check", payloadOf(check, form), { scene: check.check_id, done: t("quality.done.record_check") });
    if (said) setForm({});
  }
  const ready = check?.may && complete(check, form);
  return html`
    <div class="desk with-rail">
      <${Rail} rows=${rows} open=${openId} onOpen=${choose} />
      <div class="middle">
        <${Trouble} problem=${list.problem || one.problem} />
        ${openId && check ? html`<${CheckPage} check=${check} form=${form} setForm=${setForm} seat=${me.seat.id} />`
          : openId && !one.problem ? html`<p class="nothing" role="status">${t("common.loading")}</p>`
          : html`${me.seat.post === "DIRECTOR" ? null : html`<${LaneLists} quiet=${true} />`}<${Places} places=${places} place=${place} onPlace=${setPlace} counts=${{ tasks: rows.tasks.length }} />
            ${list.data ? html`<${Place} place=${place} rows=${rows} moved=${moved} onOpen=${choose} />` : html`<p class="nothing" role="status">${t("common.loading")}</p>`}`}
      </div>
    </div>
    <${ActionBar}
      note=${openId ? html`<${Button} kind="quiet" onPress=${() => choose(null)}>${t("quality.page.back")}</${Button}>` : null}
      others=${check && !check.record && check.mine ? [html`<${Button} key="other" busy=${busy.reassign_check} onPress=${() => ask(true)}>${t("quality.act.reassign_check")}</${Button}>`] : []}
      primary=${check?.may ? html`<${Button} key="p" cmd="primary" kind="primary" busy=${busy.record_check} off=${!ready} why=${t("quality.page.open_items", { count: openItems(check, form) })}
          onPress=${record} onOff=${() => document.querySelector("[data-open-item] input")?.focus()}>${t("quality.act.record_check")}</${Button}>`
        : html`<${Button} key="p" cmd="primary" kind="primary" off=${!next} why=${t("quality.page.none_mine")} onPress=${() => choose(next.check_id)}>${t("quality.page.open_next")}</${Button}>`} />
    ${asking && check ? html`<${WordsAsk} act="reassign_check" body=${{ check_id: check.check_id }} onClose=${() => ask(false)} />` : null}`;
}

function Rail({ rows, open, onOpen }) {
  return html`
    <nav class="rail" aria-label=${t("quality.page.list")}>
      <div class="rail-head"><h2>${t("quality.page.list")}</h2></div>
      ${["mine", "nobody", "others"].map((name) => html`
        <section key=${name} class="work-group" aria-label=${t(`quality.page.${name}`)}>
          <h3>${t(`quality.page.${name}`)} <span class="count">${rows[name].length}</span></h3>
          ${rows[name].length ? html`<ul>${rows[name].map((row) => html`
            <li key=${row.check_id}><button type="button" class=${`work ${row.check_id === open ? "open" : ""} ${row.level}`} aria-current=${row.check_id === open ? "true" : undefined} data-check=${row.check_id} onClick=${() => onOpen(row.check_id)}>
              <span class="line"><b class="number">${row.case_no}</b></span>
              <span class="line"><span class="name">${pair(row.type, "name")}</span></span>
              <span class="line small">${pair(row, "sample")} · ${row.level === "over" ? t("quality.page.overdue", { day: row.due_on }) : t("quality.page.due", { day: row.due_on })}${name === "others" && row.checker ? ` · ${row.checker.name}` : ""}</span>
              ${row.reasons.length ? html`<span class="line small">${row.reasons.map((r) => pair(r, "label")).join("、")}</span>` : null}
            </button></li>`)}</ul>` : html`<p class="small empty">${t("list.empty")}</p>`}
        </section>`)}
    </nav>`;
}

function Places({ places, place, onPlace, counts }) {
  return html`
    <div class="places" role="group" aria-label=${t("quality.page.places")}>
      ${places.map((name) => html`<button type="button" key=${name} class=${`place ${name === place ? "here" : ""}`} aria-pressed=${name === place ? "true" : "false"} onClick=${() => onPlace(name)}>${t(`quality.place.${name}`)}${counts[name] ? html` <span class="count">${counts[name]}</span>` : null}</button>`)}
    </div>`;
}

function Place({ place, rows, moved, onOpen }) {
  if (place === "tasks") return rows.tasks.length ? html`<${TaskList} tasks=${rows.tasks} />` : html`<${Nothing}>${t("quality.page.no_tasks")}</${Nothing}>`;
  if (place === "recent") return html`<${RecentTable} rows=${rows.recent} onOpen=${onOpen} />`;
  if (place === "figures") return html`<${FiguresPlace} moved=${moved} />`;
  if (place === "outcome") return html`<${OutcomePlace} moved=${moved} />`;
  if (place === "pairs") return html`<${PairsSection} opened=${true} />`;
  if (place === "rounds") return html`<${RoundsSection} opened=${true} />`;
  if (place === "faults") return html`<${FaultsPlace} moved=${moved} />`;
  return html`<${DrawTable} draws=${rows.draws} />`;
}

function FiguresPlace({ moved }) {
  const view = useView("quality_figures", {}, moved);
  return view.data ? html`<${Figures} figures=${view.data} />` : html`<p class="nothing" role="status">${t("common.loading")}</p>`;
}

function FaultsPlace({ moved }) {
  const view = useView("faults", {}, moved);
  return view.data ? html`<${FaultList} faults=${view.data.faults} choices=${view.data.choices} empty=${t("quality.page.no_faults")} />` : html`<p class="nothing" role="status">${t("common.loading")}</p>`;
}

/** The director's own page with the quality line beside it: one switch at the top. */
export function withQuality(Post) {
  return function PostWithQuality() {
    const { board } = useDesk();
    const [side, setSide] = useState("hall");
    const waits = (board.quality?.checks || 0) + (board.quality?.to_verify || 0);
    return html`
      <div class="sides" role="group" aria-label=${t("quality.page.sides")}>
        <button type="button" class=${`place ${side === "hall" ? "here" : ""}`} aria-pressed=${side === "hall" ? "true" : "false"} onClick=${() => setSide("hall")}>${t("quality.page.hall_side")}</button>
        <button type="button" class=${`place ${side === "quality" ? "here" : ""}`} aria-pressed=${side === "quality" ? "true" : "false"} data-side="quality" onClick=${() => setSide("quality")}>${t("quality.page.quality_side")}${waits ? html` <span class="count">${waits}</span>` : null}</button>
      </div>
      ${side === "hall" ? html`<${Post} />` : html`<${QualityPost} />`}`;
  };
}
