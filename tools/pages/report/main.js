// Puts the page together.
import { BarChart } from "echarts/charts";
import { SVGRenderer } from "echarts/renderers";
import { brief } from "./brief.js";
import { drawWith, watchWidth } from "../shared/charts.js";
import { exits, kinds, pipeline } from "./composition.js";
import { armName, arms, baseline, hasPolicy, placeName, result } from "./data.js";
import { el, select } from "../shared/dom.js";
import { init, use } from "../shared/echarts.js";
import { limits, origin, stylised } from "./evidence.js";
import { loop } from "./loop.js";
import { map } from "./map.js";
import { setting } from "./setting.js";
import { shares } from "./shares.js";
import { trends } from "./trends.js";
import { change, view } from "./view.js";

use([BarChart, SVGRenderer]);
drawWith(init);
const policies = arms.slice(1);

function question() {
    if (policies.length === 0) return baseline.title;
    if (policies.length > 1) return `${baseline.title}: ${policies.length} alternatives`;
    return policies[0].title === baseline.title ? `${baseline.title}: ${policies[0].name}` : policies[0].title;
}

// A scenario's own words, once each.
function descriptions() {
    const seen = new Set();
    return [...policies, baseline].filter((arm) => arm.description && !seen.has(arm.description) && seen.add(arm.description))
        .map((arm) => {
            const isBase = hasPolicy && arm === baseline;
            return el(isBase ? "details" : "div", { class: "question" },
                isBase ? el("summary", {}, `The baseline: ${arm.title}`) : policies.length > 1 && arm.title !== baseline.title ? el("h3", {}, arm.title) : null,
                el("p", {}, arm.description),
                arm.source ? el("p", { class: "note" }, `Sources: ${arm.source}`) : null);
        });
}

function header() {
    document.title = `${question()} – Agglo report`;
    document.getElementById("top").append(
        el("p", { class: "kicker" }, "Agglo report · how medical-technology clusters form"),
        el("h1", {}, question()),
        policies.length > 1 ? el("p", { class: "against" }, "What would each of them change?") : "",
        policies.length === 1 ? el("p", { class: "against" }, `What would it change? Compared with: ${baseline.title}`) : "",
        ...descriptions());
}

function controls() {
    const bar = document.getElementById("controls");
    if (result.places.length > 1)
        bar.append(select("Place:", result.places.map((_, i) => placeName(i)), view.place, (place) => change({ place })));
    if (hasPolicy)
        bar.append(select("Scenario:", arms.map((_, i) => armName(i)), view.arm, (arm) => change({ arm })));
    if (bar.childElementCount === 0) bar.remove();
}

function build() {
    const sections = [brief(), setting(), trends(), loop(), map(), kinds(), pipeline(), exits(), shares(), stylised(), limits(), origin()]
        .filter((part) => part !== null);
    header();
    document.getElementById("contents").append(el("ol", {}, sections.map(({ node }) =>
        el("li", {}, el("a", { href: `#${node.id}` }, node.querySelector("h2").textContent)))));
    controls();
    document.getElementById("sections").append(...sections.map((part) => part.node));
    for (const part of sections) part.start(); // charts need their width
    watchWidth();
}

build();
