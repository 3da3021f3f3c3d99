import "./styles/theme.css";
import "./styles/page.css";
import "./styles/print.css";
import { comparison } from "./comparison";
import { h } from "./page/dom";
import { study } from "./study";
import { type Document } from "./views/views";

const page = document.getElementById("page") as HTMLElement;
const data = JSON.parse(document.getElementById("data")?.textContent || "null") as Document | null;

if (data === null)
  page.append(h("main", {}, h("h1", {}, "An empty report"), h("p", {}, "This is the page without a study: recoop report fills it.")));
else if (data.kind === "study") page.append(...study(data).nodes);
else page.append(...comparison(data));
