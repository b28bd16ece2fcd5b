// What happened lately, and why.
import { ask } from "./api.js";
import { el } from "../shared/dom.js";
import { hasText, language, t } from "./language.js";
import { dateOf, eventName, linkName, regionName } from "./names.js";
import { painter } from "./paint.js";
import { problem } from "./problem.js";
import { editedSide, on, session } from "./session.js";

const most = 60;
// By what they are about; those of `small` are many and come only when asked for.
const topics = {
    firms: ["anchor_entry", "entry", "industry_entry", "spinout", "spinoff", "supplier_founding", "fellow_founding", "refounding", "graduation", "promotion", "demotion", "home_base"],
    ends: ["failed", "acquired", "floated", "moved", "departure"],
    products: ["approval"],
    policies: ["policy_start", "research_site", "fund", "anchor_entry", "departure"],
    small: ["project", "project_failed", "round", "licence", "kind"],
};
let topic = "main", onlyHere = false;

function isWanted(event) {
    if (onlyHere && event.region !== session.region) return false;
    return topic === "main" ? !topics.small.includes(event.type) : topics[topic].includes(event.type);
}

function link(number) {
    const of = number ? session.descriptors.links[number - 1] : null;
    return of ? t("feed.link", { number, name: linkName(of) }) : null;
}

function text(event) {
    return eventName(session.descriptors.event_types.find((of) => of.name === event.type) ?? { name: event.type });
}

function place(side, region) {
    const of = side.info.regions[region];
    return of && side.info.regions.length > 1 ? regionName(of) : null;
}

function rootText(root) {
    return language() === "ja" && hasText(`root.${root.kind}`) ? t(`root.${root.kind}`) : t("feed.root", { text: root.text });
}

function chain(side, { chain: steps, root }) {
    return el("ol", { class: "chain" },
        steps.map((of) => el("li", {}, el("span", { class: "when" }, dateOf(of.time, side.info.step_months)), " ", text(of),
            of.link ? el("span", { class: "link-name" }, link(of.link)) : null)),
        root ? el("li", { class: "root" }, rootText(root)) : null);
}

function item(side, event) {
    const answer = el("div", {});
    const why = el("button", { type: "button", class: "quiet", "aria-expanded": "false", "aria-label": t("feed.whyNamed", { name: text(event) }) }, t("feed.why"));
    why.addEventListener("click", async () => {
        if (answer.childElementCount > 0) {
            answer.replaceChildren();
            return why.setAttribute("aria-expanded", "false");
        }
        why.setAttribute("aria-expanded", "true");
        try {
            answer.replaceChildren(chain(side, await ask("GET", `/api/sides/${side.id}/why?event=${event.event}`)));
        } catch (error) {
            answer.replaceChildren(problem(error));
        }
    });
    return el("li", {}, el("div", { class: "event" },
        el("span", { class: "when" }, dateOf(event.time, side.info.step_months)),
        el("span", { class: "what" }, text(event), event.link ? el("span", { class: "link-name" }, link(event.link)) : null,
            place(side, event.region) ? el("span", { class: "where" }, place(side, event.region)) : null), why), answer);
}

export function feed() {
    const list = el("ul", { class: "plain events" }), count = el("p", { class: "note" });
    const choose = el("select", { id: "topic", onchange: () => { topic = choose.value; draw(); } },
        ["main", ...Object.keys(topics)].map((name) => el("option", { value: name }, t(`feed.${name}`))));
    const here = el("input", { type: "checkbox", id: "here", onchange: () => { onlyHere = here.checked; draw(); } });
    choose.value = topic;
    here.checked = onlyHere;
    let isShown = false, drawn = new Map(), of = null;
    const draw = painter(() => {
        if (!isShown) return;
        const side = editedSide(), { events, leftOff } = side.numbers;
        if (of !== side) drawn = new Map();
        of = side;
        const wanted = events.filter(isWanted).slice(-most).reverse();
        // Items that stay are kept, and what was asked of them with them.
        drawn = new Map(wanted.map((event) => [event.event, drawn.get(event.event) ?? item(side, event)]));
        list.replaceChildren(...drawn.values());
        count.textContent = wanted.length === 0 ? t("feed.none") : leftOff > 0 ? t("feed.leftOff", { count: leftOff }) : "";
    });
    on("frames sides edited region", draw);
    const node = el("div", {}, el("div", { class: "choices" }, el("label", { class: "labelled" }, el("span", {}, t("feed.show")), choose),
        el("label", { class: "check" }, here, " ", t("feed.here"))), count, list);
    return { node, start: draw, show: (shown) => { isShown = shown; draw(); } };
}
