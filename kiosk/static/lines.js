// Where a line may end. Chinese ends its lines at punctuation, so that no word is torn; a phrase longer than its line may end anywhere,
// but never so that the next line begins with a comma or in the middle of a figure.

const TEXTS = "h1, .lead, .show b";

export function settleLines(root) {
  for (const text of root.querySelectorAll(TEXTS)) {
    text.removeAttribute("data-long");
    text.style.overflowWrap = "normal";
    const long = text.scrollWidth > text.clientWidth + 1 && text.clientWidth > 0;
    text.style.overflowWrap = "";
    text.toggleAttribute("data-long", long);
  }
}
