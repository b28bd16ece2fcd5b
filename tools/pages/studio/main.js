// The studio's page: see README.md for what it asks the program. Picks the view by the address.
import { use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { watchWidth } from "../shared/charts.js";
import { el } from "../shared/dom.js";
import { chooseLanguage, language, languages, t } from "./language.js";
import { problem } from "./problem.js";
import { begin } from "./session.js";
import { studio } from "./studio.js";

use([CanvasRenderer]);

const place = "agglo.large";
const root = document.getElementById("studio"), head = document.getElementById("top");
let view = studio;

// Large type: as chosen, else on screens that are seen from afar.
function isLarge() {
    const kept = localStorage.getItem(place);
    return kept === null ? innerWidth >= 1800 : kept === "true";
}

function header() {
    const list = el("select", { id: "language", onchange: () => { chooseLanguage(Object.keys(languages)[list.selectedIndex]); build(); } },
        Object.entries(languages).map(([code, name]) => el("option", { lang: code }, name)));
    list.selectedIndex = Object.keys(languages).indexOf(language());
    const large = el("button", { type: "button", class: "quiet", "aria-pressed": String(isLarge()), onclick: () => {
        localStorage.setItem(place, String(!isLarge()));
        build();
    } }, t("large"));
    head.replaceChildren(el("a", { class: "skip", href: "#studio" }, t("skip")), el("span", { class: "brand" }, t("brand")),
        el("span", { class: "tools" }, large, el("label", { class: "labelled" }, el("span", { class: "out-of-sight" }, t("language")), list)));
}

function build() {
    document.title = t("title");
    document.documentElement.classList.toggle("large", isLarge());
    header();
    view(root);
}

async function start() {
    chooseLanguage(language());
    header();
    try {
        await begin();
        build();
        watchWidth();
    } catch (error) {
        root.replaceChildren(problem(error));
    }
}

start();
