// The owner's view: choose a scenario, then look at it and change it.
import { el } from "../shared/dom.js";
import { chooser } from "./chooser.js";
import { stop } from "./clock.js";
import { controls } from "./controls.js";
import { feed } from "./feed.js";
import { files } from "./files.js";
import { recall } from "./kept.js";
import { t } from "./language.js";
import { levers } from "./levers.js";
import { colours, sideTitle } from "./names.js";
import { network } from "./network.js";
import { picture } from "./picture.js";
import { policies } from "./policies.js";
import { close, editedSide, emit, forgetListeners, on, session, sides } from "./session.js";
import { trends } from "./trends.js";

const tabs = { policies, levers, events: feed, network, files };
let choosing, tab = "policies"; // choosing: the side that is chosen for, null: none

// ---- The sides' names ----

function sideBar(choose) {
    const node = el("div", { class: "sides" });
    const draw = () => node.replaceChildren(
        ...sides().map((side) => el("div", { class: "side", style: `--own:${colours[side.id]}` },
            el("span", { class: "letter" }, side.id), el("strong", {}, sideTitle(side)),
            el("button", { type: "button", class: "quiet", id: `choose-${side.id}`, onclick: () => choose(side.id), "aria-label": t("side.chooseNamed", { side: side.id }) }, t("side.choose")),
            side.id === "B" ? el("button", { type: "button", class: "quiet", onclick: () => close("B"), "aria-label": t("side.closeNamed") }, t("side.close")) : null)),
        session.sides.B ? "" : el("button", { type: "button", id: "compare", onclick: () => choose("B") }, t("side.compare")));
    on("sides", draw);
    draw();
    return node;
}

// ---- The panel ----

function editedChoice() {
    const node = el("div", { class: "edited", role: "radiogroup", "aria-label": t("side.edited") });
    const draw = () => {
        node.hidden = sides().length < 2;
        node.replaceChildren(el("span", {}, t("side.edited")), ...sides().map((side) => {
            const input = el("input", { type: "radio", name: "edited", id: `edit-${side.id}`, onchange: () => { session.edited = side.id; emit("edited"); } });
            input.checked = side === editedSide();
            return el("label", {}, input, ` ${side.id}`);
        }));
    };
    on("sides edited", draw);
    draw();
    return node;
}

// Tabs as the keyboard expects them: arrows choose, Tab goes on into the panel. What is in one is built
// when it is looked at for the first time.
function panel() {
    const made = Object.keys(tabs).map((name) => {
        const head = el("button", { type: "button", role: "tab", id: `tab-${name}`, "aria-controls": `panel-${name}`, onclick: () => choose(name) }, t(`tab.${name}`));
        return { name, head, body: el("div", { role: "tabpanel", id: `panel-${name}`, "data-keep": name, "aria-labelledby": `tab-${name}` }), of: null };
    });
    const build = (one) => {
        one.of = tabs[one.name]();
        one.body.append(one.of.node);
        one.of.start();
        recall(one.body);
    };
    const choose = (name) => {
        tab = name;
        for (const one of made) {
            const isChosen = one.name === name;
            if (isChosen && !one.of) build(one);
            one.head.setAttribute("aria-selected", String(isChosen));
            one.head.tabIndex = isChosen ? 0 : -1;
            one.body.hidden = !isChosen;
            one.of?.show?.(isChosen);
        }
    };
    const move = (event) => {
        const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (!by) return;
        const at = made.findIndex((one) => one.name === tab), to = made[(at + by + made.length) % made.length];
        choose(to.name);
        to.head.focus();
        event.preventDefault();
    };
    const node = el("aside", { class: "panel card", "data-keep": "panel", "aria-label": t("panel") },
        el("div", { class: "tabs", role: "tablist", onkeydown: move }, made.map((one) => one.head)), editedChoice(), made.map((one) => one.body));
    return { node, start: () => choose(tab) };
}

// ---- Views ----

function chooseView(root) {
    const isFirst = !session.sides.A;
    const back = () => { choosing = null; studio(root); };
    root.replaceChildren(chooser(choosing, back, isFirst ? null : back));
}

function runView(root) {
    const parts = [controls(), picture(), trends()], side = panel();
    root.replaceChildren(sideBar((id) => { stop(); choosing = id; studio(root); }),
        ...parts[0].nodes, el("div", { class: "studio" }, el("div", { class: "stage" }, parts[1].nodes, parts[2].nodes), side.node));
    for (const part of [...parts, side]) part.start();
    document.getElementById("go").focus();
}

// Builds the view anew, also in another language; what was computed stays.
export function studio(root) {
    forgetListeners();
    if (choosing === undefined) choosing = session.sides.A ? null : "A";
    if (choosing) chooseView(root);
    else runView(root);
    window.scrollTo(0, 0);
}
