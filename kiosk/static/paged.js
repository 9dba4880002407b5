// A list that is turned page by page and never scrolled (guarantees UX-10): as many rows as fit, measured as they are.

import { html, useEffect, useLayoutEffect, useRef, useState } from "./dom.js";
import { Icon } from "./icons.js";
import { Press } from "./press.js";

const PAGER_MM = 21;

// Where a list stands: which page, and where its pages begin. A page that reacts to it holds one and hands it to Paged.
export function usePager() {
  const [at, turnTo] = useState(0);
  const [breaks, setBreaks] = useState([0]);
  const page = Math.min(at, breaks.length - 1);
  return { page, pages: breaks.length, from: breaks[page], until: breaks[page + 1], turnTo, breaks, setBreaks };
}

// ``rows``: one node each, with a key. ``pager``: of a page that has its own.
export function Paged({ rows, words, class: name = "", list = false, pager = null }) {
  const box = useRef(null);
  const measure = useRef(null);
  const own = usePager();
  const { page, pages, from, until, turnTo, setBreaks } = pager ?? own;
  const [, setSize] = useState("");

  useEffect(() => {
    const watcher = new ResizeObserver(() => setSize(`${box.current?.clientWidth}x${box.current?.clientHeight}`));
    watcher.observe(box.current);
    document.fonts.ready.then(() => setSize((now) => `${now} `));
    return () => watcher.disconnect();
  }, []);
  // After every drawing: letters may have grown, or the list changed.
  useLayoutEffect(() => {
    const found = pageBreaks(box.current, measure.current);
    setBreaks((now) => (now.join() === found.join() ? now : found));
  });

  const shown = rows.slice(from, until ?? rows.length);
  const part = list ? "ol" : "div";
  return html`<div class=${`paged ${name}`} ref=${box}>
    <div class="paged-measure" aria-hidden="true" inert ref=${measure}>${rows}</div>
    <${part} class="paged-rows">${shown}<//>
    ${pages > 1 &&
    html`<div class="pager">
      <${Press} class="key" disabled=${page === 0} onPress=${() => turnTo(page - 1)}>
        <${Icon} name="back" />${words.before}
      <//>
      <p aria-live="polite">${words.page_of.replace("{page}", page + 1).replace("{pages}", pages)}</p>
      <${Press} class="key" disabled=${page === pages - 1} onPress=${() => turnTo(page + 1)}>
        ${words.more}<${Icon} name="forward" />
      <//>
    </div>`}
  </div>`;
}

// Where each page begins. A row that is higher than the box still gets a page of its own: it is shown, not dropped.
function pageBreaks(box, measure) {
  const gap = parseFloat(getComputedStyle(measure).rowGap) || 0;
  const heights = [...measure.children].map((row) => row.getBoundingClientRect().height);
  const whole = heights.reduce((sum, height) => sum + height + gap, -gap);
  const room = box.clientHeight;
  if (whole <= room + 0.5) return [0];
  const pager = PAGER_MM * parseFloat(getComputedStyle(document.documentElement).getPropertyValue("--mm"));
  const breaks = [0];
  let used = 0;
  heights.forEach((height, n) => {
    if (used && used + gap + height > room - pager - gap) {
      breaks.push(n);
      used = 0;
    }
    used += (used ? gap : 0) + height;
  });
  return breaks;
}
