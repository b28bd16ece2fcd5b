// The studio's page: see README.md for what it asks the program. Picks the view by the address.
import { watchWidth } from "../shared/charts.js";
import { el } from "../shared/dom.js";
import { beginStudent, classStudent } from "./class_student.js";
import { classTeacher } from "./class_teacher.js";
import { stop } from "./clock.js";
import { fetchChartsSoon } from "./fetch_charts.js";
import { chooseLanguage, language, languages, t } from "./language.js";
import { recall, remember } from "./kept.js";
import { problem } from "./problem.js";
import { begin, emit, session } from "./session.js";
import { studio } from "./studio.js";

const place = "agglo.large";
const root = document.getElementById("studio"), head = document.getElementById("top");
const isStudent = location.pathname === "/join"; // the address of a class, not of the owner
let view = isStudent ? classStudent : studio;

// Between the studio and its class.
function classButton() {
    const other = view === studio ? classTeacher : studio;
    return el("button", { type: "button", class: "quiet", id: "class", onclick: () => { stop(); view = other; build(); } }, t(view === studio ? "class.open" : "class.close"));
}

// Large type: as chosen, else on screens that are seen from afar.
function isLarge() {
    const kept = localStorage.getItem(place);
    return kept === null ? innerWidth >= 1800 : kept === "true";
}

function sizeLetters() {
    document.documentElement.classList.toggle("large", isLarge());
}

function header() {
    const list = el("select", { id: "language", onchange: () => {
        remember(root);
        chooseLanguage(Object.keys(languages)[list.selectedIndex]);
        build();
        document.getElementById("language").focus();
    } },
        Object.entries(languages).map(([code, name]) => el("option", { lang: code, value: code }, name)));
    list.selectedIndex = Object.keys(languages).indexOf(language());
    const large = el("button", { type: "button", class: "quiet", "aria-pressed": String(isLarge()), onclick: () => {
        localStorage.setItem(place, String(!isLarge()));
        sizeLetters();
        header();
        emit("letters");
        dispatchEvent(new Event("resize")); // charts have another width now
        document.getElementById("large").focus();
    }, id: "large" }, t("large"));
    head.replaceChildren(el("a", { class: "skip", href: "#studio" }, t("skip")), el("span", { class: "brand" }, t("brand")),
        el("span", { class: "tools" }, isStudent || !session.descriptors ? null : classButton(), large, el("label", { class: "labelled" }, el("span", { class: "out-of-sight" }, t("language")), list)));
}

function build() {
    document.title = t("title");
    sizeLetters();
    header();
    view(root);
    recall(root);
}

async function start() {
    chooseLanguage(language());
    header();
    fetchChartsSoon();
    try {
        await (isStudent ? beginStudent() : begin());
        build();
        watchWidth();
    } catch (error) {
        root.replaceChildren(problem(error));
    }
}

start();
