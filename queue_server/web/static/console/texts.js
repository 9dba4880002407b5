/* The words of the consoles: loads the text files, answers a sentence by its key, and switches language. Holds no state of a case. */

const KEPT = "lideng.console.lang";
const books = {};
const listeners = new Set();
let lang = localStorage.getItem(KEPT) || document.documentElement.lang || "zh-CN";

export const LANGUAGES = ["zh-CN", "en"];

export async function loadTexts() {
  await Promise.all(
    LANGUAGES.map(async (one) => {
      const answer = await fetch(`/api/texts/${one}.json`);
      if (!answer.ok) throw new Error(`texts ${one}: ${answer.status}`);
      books[one] = await answer.json();
    }),
  );
  setLanguage(LANGUAGES.includes(lang) ? lang : "zh-CN");
}

export function language() {
  return lang;
}

export function setLanguage(next) {
  lang = next;
  localStorage.setItem(KEPT, next);
  document.documentElement.lang = next;
  for (const tell of listeners) tell(next);
}

export function onLanguage(tell) {
  listeners.add(tell);
  return () => listeners.delete(tell);
}

function look(book, key) {
  return key.split(".").reduce((at, step) => (at && typeof at === "object" ? at[step] : undefined), book);
}

function find(one, key) {
  const own = look(books[one]?.console, key);
  return typeof own === "string" ? own : look(books[one], key);
}

/** The sentence for `key` in section `console`, else for a key that begins with its section (quality.…), its {placeholders} filled. An unknown key shows itself, so that it is seen and mended. */
export function t(key, values = {}) {
  const found = find(lang, key) ?? find("zh-CN", key);
  if (typeof found !== "string") return key;
  return found.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** The same for the sentences of a slice that keeps its words in a section of its own: `sectionOf("aftercare.console")("call.title")`. */
export function sectionOf(section) {
  return (key, values = {}) => {
    const found = look(books[lang], `${section}.${key}`) ?? look(books["zh-CN"], `${section}.${key}`);
    return typeof found === "string" ? found.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole)) : key;
  };
}

export function hasText(key) {
  return typeof find(lang, key) === "string";
}

/** The `<name>_zh` / `<name>_en` pair of a row, in the language now chosen; falls back to the other one rather than to nothing. */
export function pair(row, name) {
  if (!row) return "";
  const [first, second] = lang === "en" ? ["en", "zh"] : ["zh", "en"];
  return row[`${name}_${first}`] || row[`${name}_${second}`] || "";
}
