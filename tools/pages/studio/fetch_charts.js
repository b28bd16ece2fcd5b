// Apache ECharts is most of what the page runs on, and the first view does without. So it is fetched
// beside that, and the browser reads it apart from the page's own work. Its hash (build.mjs) says that it
// is what the page was built with.
import { drawWith } from "../shared/charts.js";
import { el } from "../shared/dom.js";
import { t } from "./language.js";
import { problem } from "./problem.js";

let found;
// Fulfilled once charts can be drawn.
export const charts = new Promise((done) => { found = done; });

function fetchCharts() {
    const script = el("script", {
        src: "/charts.js", integrity: CHARTS_INTEGRITY,
        onload: () => { drawWith(globalThis.echarts.init); found(); },
        onerror: () => document.getElementById("top").after(problem(new Error(t("charts.missing")))),
    });
    document.head.append(script);
}

// When the page's head is on the screen.
export function fetchChartsSoon() {
    requestAnimationFrame(() => setTimeout(fetchCharts));
}
