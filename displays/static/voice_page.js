/* A page that only speaks, with its words on the screen: for a loudspeaker box without a board of its own. */

import { Caption, useVoice } from "./voice_caption.js";
import { Icon, Pair, Panel, Said, Screen, html, page, show, words, zoneOf } from "./parts.js";

function Voice() {
  const voice = useVoice();
  const zone = zoneOf(page.place) ?? { zh: page.place, en: page.place };
  return html`<${Screen} name="voice" board=${page.board}>${() => html`
    <header class="name"><${Said} k="voice.zone" /> <${Pair} pair=${zone} /></header>
    <div class="saying">
      ${voice?.caption
        ? html`<${Caption} voice=${voice} />`
        : html`<${Panel} icon="sound" k=${voice?.state === "failed" ? "voice.failed" : "voice.quiet"} />`}
      ${voice?.state === "blocked" && !voice.caption ? html`<${Caption} voice=${voice} />` : null}
    </div>
    <p class="more">${voice?.waiting ? words("voice.waiting", { n: voice.waiting }) : voice?.state === "running" ? words("voice.ready") : ""} <${Icon} name="sound" /></p>
  `}<//>`;
}

show(html`<${Voice} />`);
