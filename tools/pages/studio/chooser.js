// The first view: which world to look at.
import { el } from "../shared/dom.js";
import { openButton } from "./files.js";
import { language, t } from "./language.js";
import { searchField } from "./field.js";
import { groupName, scenarioName, scenarioWords } from "./names.js";
import { problem } from "./problem.js";
import { close, open, session } from "./session.js";

const order = ["hubs", "japan", "classroom", "packages", "policies"]; // others follow
// What to begin with; two: side by side.
const suggested = [
    { id: "world", sides: ["hubs/world_of_four.json"] },
    { id: "hub", sides: ["hubs/nuremberg.json"] },
    { id: "compare", sides: ["japan/marginal_prefecture.json", "policies/network_org.json"] },
    { id: "japan", sides: ["japan/prefectures.json"] },
];

function facts(of) {
    return t("choose.facts", { regions: of.regions, years: of.years });
}

// The first sentence, which is the question it asks.
function question(of) {
    const words = scenarioWords(of);
    return language() === "ja" ? words : /^.*?[.?!](?=\s|$)/.exec(words)?.[0] ?? words;
}

function row(of, choose) {
    const node = el("li", {}, el("button", { type: "button", class: "scenario", onclick: () => choose([of.path]) },
        el("strong", {}, scenarioName(of)), el("span", { class: "question" }, question(of)), el("span", { class: "facts" }, facts(of))));
    return { node, words: [of.path, of.name, of.description, scenarioName(of), scenarioWords(of)].join(" ").toLowerCase() };
}

function card({ id, sides }, choose) {
    const first = session.scenarios.find((of) => of.path === sides[0]);
    if (!first) return null;
    return el("li", {}, el("button", { type: "button", class: "suggestion", id: `suggested-${id}`, onclick: () => choose(sides, true) },
        el("strong", {}, t(`choose.${id}`)), el("span", { class: "question" }, t(`choose.${id}Words`)),
        el("span", { class: "facts" }, sides.length > 1 ? t("choose.two") : facts(first))));
}

// Chooses for side `id`; `done` is called when it is there.
export function chooser(id, done, cancel) {
    const wrong = el("div", {}), empty = el("p", { class: "note" }, t("search.none"));
    // What is suggested begins afresh; else the other side stays.
    const choose = async (paths, isFresh = false) => {
        wrong.replaceChildren();
        node.setAttribute("aria-busy", "true");
        try {
            await open(id, { scenario: paths[0] });
            if (isFresh && session.sides.B) await close("B");
            if (paths[1]) await open("B", { scenario: paths[1] });
            done();
        } catch (error) {
            wrong.replaceChildren(problem(error));
        }
        node.removeAttribute("aria-busy");
    };
    const all = [...new Set(session.scenarios.map((of) => of.group))];
    const names = [...order.filter((name) => all.includes(name)), ...all.filter((name) => !order.includes(name))];
    const groups = names.map((name) => {
        const items = session.scenarios.filter((of) => of.group === name).map((of) => row(of, choose));
        return { items, node: el("details", { class: "group", "data-keep": name, open: names.indexOf(name) === 0 }, el("summary", {}, groupName(name), el("span", { class: "count" }, String(items.length))), el("ul", { class: "plain scenarios" }, items.map((item) => item.node))) };
    });
    const isFirst = id === "A" && !session.sides.A;
    const node = el("div", { class: "chooser", "data-keep": "chooser" },
        el("h1", {}, id === "A" ? t("choose.title") : t("choose.titleB")), el("p", { class: "lead" }, id === "A" ? t("choose.lead") : t("choose.leadB")),
        cancel ? el("p", {}, el("button", { type: "button", onclick: cancel }, t("cancel"))) : null, wrong,
        id === "A" ? el("ul", { class: "plain suggestions" }, suggested.map((of) => card(of, choose))) : null,
        el("div", { class: "choose-all" }, el("h2", {}, t("choose.all")), openButton(id, done)),
        searchField(t("choose.search"), groups, empty), empty, groups.map((of) => of.node),
        isFirst ? el("p", { class: "caution" }, t("choose.caution")) : null);
    return node;
}
