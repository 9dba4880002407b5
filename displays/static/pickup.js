/* The collection board: whose certificate is ready, and at which window it is paid and collected. */

import { Pager, freshness, isFresh } from "./calls.js";
import { Icon, Panel, Said, Screen, html, page, show, useEffect, useMemo, useRef, useState, windowOf, words } from "./parts.js";
import { setSizes } from "./sizes.js";

const sizes = setSizes(page.geometry);
const COLUMN_LETTERS = 6.2; // a number, the arrow and the window's figure, in type sizes of a row
const COLUMN_LETTERS_NAMED = 8.4; // and where a window has a name only
const numberOf = (entry) => entry.number ?? entry;
const LAST_MAX = 4;
const GROW_MAX = 1.3;

function useGrid(letters) {
  const grid = useRef(null);
  const [room, setRoom] = useState({ columns: 1, rows: 5, height: sizes["row-height"] });
  useEffect(() => {
    const measure = () => {
      if (!grid.current) return;
      const columns = Math.max(1, Math.floor(grid.current.clientWidth / (sizes.row * letters)));
      const rows = Math.max(1, Math.floor(grid.current.clientHeight / (sizes["row-height"] * 1.1)));
      const height = Math.min(grid.current.clientHeight / rows / 1.1, sizes["row-height"] * GROW_MAX);
      setRoom((before) => (before.columns === columns && before.rows === rows && before.height === height ? before : { columns, rows, height }));
    };
    const observer = new ResizeObserver(measure);
    observer.observe(grid.current);
    addEventListener("resize", measure);
    return () => { observer.disconnect(); removeEventListener("resize", measure); };
  }, [letters]);
  return [grid, room];
}

function Ready({ entry, fresh, look }) {
  const { figure, rest } = windowOf(entry);
  return html`<li class="ready ${look}" data-number=${entry.number} data-fresh=${fresh}>
    <strong class="number">${entry.number}</strong>
    <span class="where"><${Icon} name="arrow" />${figure ? html`<b>${figure}</b>` : html`<span class="where-rest">${rest}</span>`}</span>
  </li>`;
}

function Pickup({ data, now, live }) {
  const pager = useMemo(() => new Pager(), []);
  const ready = [...(data.ready ?? [])].sort((one, other) => Date.parse(other.since) - Date.parse(one.since));
  const [grid, { columns, rows, height }] = useGrid(ready.every((entry) => windowOf(entry).figure) ? COLUMN_LETTERS : COLUMN_LETTERS_NAMED);
  const asCall = ({ since }) => ({ state: "CALLED", called_at: since });
  const isNew = (entry) => live && isFresh(asCall(entry), now, page.highlight_seconds);
  const look = (entry) => (live ? freshness(asCall(entry), now, page.highlight_seconds) : "");
  const taken = pager.take(ready, columns * rows, now, numberOf, ready.filter(isNew));
  const last = (data.last ?? []).slice(0, LAST_MAX).map(numberOf);
  return html`
    <header class="title"><${Said} k="pickup.title" /><span class="hint"><${Said} k="pickup.hint" /></span></header>
    <div class="grid" ref=${grid}>
      ${ready.length
        ? html`<ul key=${taken.turn} data-columns=${columns} style=${{ gridTemplateColumns: `repeat(${columns}, 1fr)`, "--row-height": `${height}px` }} aria-label=${words("pickup.title")}>
            ${taken.items.map((entry) => html`<${Ready} entry=${entry} fresh=${isNew(entry)} look=${look(entry)} key=${entry.number} />`)}</ul>`
        : html`<${Panel} icon="check" k="pickup.none" hint="pickup.none_hint" />`}
    </div>
    ${last.length || taken.pages > 1 ? html`<aside class="last" aria-label=${words("pickup.last")}>
      ${last.length ? html`<${Said} k="pickup.last" /> <span class="last-numbers">${last.map((number) => html`<b key=${number}>${number}</b>`)}</span>` : null}
      ${taken.pages > 1 ? html`<span class="pages" aria-label=${words("call.page", taken)}>${taken.page}/${taken.pages}</span>` : null}
    </aside>` : null}`;
}

show(html`<${Screen} name="pickup" board=${page.board}>${(data, now, live) => html`<${Pickup} data=${data} now=${now} live=${live} />`}<//>`);
