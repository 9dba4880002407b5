/* What is being said, in letters, for those who cannot hear it; and the button for a browser that will not sound unasked. */

import { Icon, Pair, Said, html, page, useEffect, useState } from "./parts.js";
import { Speaker } from "./voice.js";

/** The voice of the page's zone, or null where the page has none. Draws the component anew when something changes. */
export function useVoice() {
  const [voice, setVoice] = useState(null);
  useEffect(() => {
    if (!page.voice) return;
    const speaker = new Speaker(page.voice, () => setVoice({ speaker, state: speaker.state, caption: speaker.caption, waiting: speaker.waiting }));
    speaker.start();
  }, []);
  return voice;
}

const wordsOf = ({ text_zh: zh, text_en: en, texts }) => ({ zh: zh ?? texts?.["zh-CN"] ?? "", en: en ?? texts?.en ?? "" });

export function Caption({ voice }) {
  const { caption, state, speaker } = voice;
  return html`<aside class="caption" aria-live="off">
    ${state === "blocked"
      ? html`<button class="enable" type="button" onClick=${() => speaker.enable()}><${Icon} name="sound" /><${Said} k="voice.enable" /></button>`
      : html`<${Icon} name="sound" />`}
    ${caption ? html`<p class="caption-said"><${Pair} pair=${wordsOf(caption)} /></p>` : null}
  </aside>`;
}

export const wantsRoom = (voice) => Boolean(voice && (voice.caption || voice.state === "blocked"));
