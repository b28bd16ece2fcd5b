// Time series: the policy in front of the baseline; median, half of the runs, nine tenths of them.
import { band, chart, common, line, tip, tipLines, valueAxis, yearAxis } from "../shared/charts.js";
import { armName, arms, colour, placeName, plainName, result, series, times, variable } from "./data.js";
import { el, select } from "../shared/dom.js";
import { figure, section } from "./figure.js";
import { axisUnit, capital, range, show } from "../shared/numbers.js";
import { view, whenViewed } from "./view.js";

const standard = ["firms", "employment", "startups", "sales", "approvals", "anchors", "entrepreneurship", "reputation"];

// Bands of the baseline and of the chosen policy; of further policies the median only.
function layers(name) {
    return arms.flatMap((_, arm) => {
        const q = series(arm, name, view.place);
        if (!q) return [];
        const of = colour(arm), front = arm === view.arm || arm === 0;
        const dashes = arm === 0 && arms.length > 1 ? "dashed" : "solid";
        return [
            ...(front ? [band(times, q[0], q[4], of, 0.16), band(times, q[1], q[3], of, 0.26)] : []),
            line(times, q[2], of, { lineStyle: { color: of, width: front ? 2.4 : 1.5, type: dashes } }),
        ];
    });
}

function describe(name, i) {
    return arms.flatMap((_, arm) => {
        const q = series(arm, name, view.place);
        if (!q || q[2][i] === null) return [];
        return [[colour(arm), `${armName(arm)}: ${show(q[2][i])} (${range(q[0][i], q[4][i])})`]];
    });
}

function numbers(name) {
    const head = ["Year", ...arms.flatMap((_, arm) =>
        ["5 %", "25 %", "median", "75 %", "95 %"].map((q) => `${armName(arm)}, ${q}`))];
    const rows = times.map((year, i) => [String(year),
        ...arms.flatMap((_, arm) => {
            const q = series(arm, name, view.place);
            return [0, 1, 2, 3, 4].map((k) => (q ? show(q[k][i]) : "–"));
        })]);
    return { head, rows };
}

function draw(drawn, name) {
    drawn.draw({
        ...common,
        xAxis: yearAxis(times),
        yAxis: valueAxis(axisUnit(variable(name).unit), { scale: false }),
        tooltip: tip((items) => {
            const i = times.indexOf(items[0].value[0]);
            return tipLines(String(times[i]), describe(name, i));
        }),
        series: layers(name),
    });
}

function panel(name) {
    const title = capital(plainName(name, variable(name).title));
    const drawn = chart(190, `${title} over time, as lines with bands`);
    const made = figure({ title, drawing: drawn.node, numbers: () => numbers(name), small: true });
    return { node: made.node, show: () => { draw(drawn, name); made.refresh(); } };
}

function chosenPanel() {
    const names = result.variables.map((v) => v.name);
    let name = names.includes("venture_invested") ? "venture_invested" : names[0];
    const drawn = chart(300, "The variable that is chosen over time, as lines with bands");
    const redraw = () => { draw(drawn, name); made.refresh(); };
    const made = figure({
        title: "Any other variable",
        controls: select("Variable:", result.variables.map((v) => v.title), names.indexOf(name),
            (i) => { name = names[i]; redraw(); }),
        drawing: drawn.node,
        numbers: () => numbers(name),
    });
    made.node.classList.add("optional");
    return { node: made.node, show: redraw };
}

function legend() {
    return el("p", { class: "legend" },
        arms.map((_, arm) => el("span", {},
            el("span", { class: arm === 0 && arms.length > 1 ? "dash" : "rule", style: `border-color:${colour(arm)}` }),
            armName(arm))),
        el("span", {}, "line: median · dark band: half of the runs · light band: 90 % of the runs"));
}

export function trends() {
    const panels = standard.filter(variable).map(panel);
    const more = chosenPanel();
    const place = el("p", { class: "place" });
    const node = section("trends", "Over time", place, legend(),
        el("div", { class: "grid" }, panels.map((p) => p.node)), more.node);
    return {
        node,
        start: () => whenViewed(() => {
            place.textContent = `Shown: ${placeName(view.place)}.`;
            [...panels, more].forEach((p) => p.show());
        }),
    };
}
