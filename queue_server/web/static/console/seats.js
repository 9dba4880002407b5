/* The list of seats, in the chosen language. */

import { t } from "./texts.js";
import { putWords } from "./words_in_page.js";

await putWords();
document.title = t("seats.title");
