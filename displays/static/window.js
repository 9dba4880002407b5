/* The small screen over one window: whose number is wanted or served here. Nothing of the person, nothing of the case. */

import { freshness, isFresh } from "./calls.js";
import { Icon, Pair, Said, Screen, html, page, show, windowOf, words } from "./parts.js";

const SAYS = {
  CLOSED: { k: "window.closed", hint: "window.closed_hint", icon: "cross" },
  IDLE: { k: "window.idle", hint: "window.idle_hint", icon: "check" },
  CALLED: { k: "window.called", icon: "bell" },
  SERVING: { k: "window.serving", icon: "person" },
  PAUSED: { k: "window.paused", hint: "window.paused_hint", icon: "pause" },
};
const ASSIGNED = "ASSIGNED"; // a choice the console has not answered yet: nothing the public may act upon

function Window({ data, now, live }) {
  const state = data.state === ASSIGNED ? "IDLE" : data.state in SAYS ? data.state : "CLOSED";
  const { zh, en } = windowOf({ window_id: page.place, window_label: data.label, window_label_en: data.label_en });
  const { k, hint, icon } = SAYS[state];
  const numbered = (state === "CALLED" || state === "SERVING") && data.number;
  const fresh = live && isFresh(data, now, page.highlight_seconds);
  const again = state === "CALLED" && data.call_no > 1 ? (data.call_no <= 3 ? `call.again_${data.call_no}` : "call.again_more") : null;
  return html`
    <header class="name"><${Pair} pair=${{ zh, en }} />${data.staff_no ? html`<span class="officer">${words("window.officer", { staff_no: data.staff_no })}</span>` : null}</header>
    <section class="state state-${state.toLowerCase()} ${live ? freshness(data, now, page.highlight_seconds) : ""} ${numbered ? "numbered" : ""}" key=${`${state}:${data.number}:${data.call_no}`} data-state=${state} data-fresh=${fresh}>
      ${numbered ? html`<strong class="number">${data.number}</strong>` : null}
      <p class="doing"><${Icon} name=${icon} /><${Said} k=${k} /></p>
      ${again ? html`<p class="again"><${Said} k=${again} v=${{ n: data.call_no }} /></p>` : null}
      ${hint && !numbered ? html`<p class="hint"><${Said} k=${hint} /></p>` : null}
    </section>`;
}

show(html`<${Screen} name="window" board=${page.board}>${(data, now, live) => html`<${Window} data=${data} now=${now} live=${live} />`}<//>`);
