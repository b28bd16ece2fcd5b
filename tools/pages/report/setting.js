// What was run: regions, length, runs; what differs from the base; who intervenes when, at what cost.
import { chart, common, tip, tipLines, valueAxis, yearAxis } from "../shared/charts.js";
import { armName, arms, baseline, hasPolicy, means, placeName, result, times } from "./data.js";
import { el, table } from "../shared/dom.js";
import { figure, section } from "./figure.js";
import { range, show, unit } from "../shared/numbers.js";
import { view, whenViewed } from "./view.js";

// Tol's muted palette, safe for the colour-blind, one colour for each type of policy on the page.
const muted = ["#332288", "#88ccee", "#44aa99", "#117733", "#999933", "#ddcc77", "#cc6677", "#882255", "#aa4499"];
const first = baseline.start, end = baseline.start + baseline.years;

const ordered = arms.flatMap((arm) => arm.interventions.map((order) => order.type)).sort();
const palette = [...new Set([...ordered, ...result.policies])];

function typeColour(type) {
    return muted[palette.indexOf(type) % muted.length];
}

// The second of a type is called type#2.
function orderName(order) {
    return order.name.replaceAll("_", " ").replace(/#(\d+)$/, " ($1)");
}

// ---- Frame ----

function frame() {
    const shown = result.regions.slice(0, 50);
    const rows = shown.map((r) => [r.label, r.market, `${show(r.population)} million`, show(r.firms),
        show(r.universities), show(r.hospitals), show(r.funds)]);
    return [
        el("p", {}, `${result.regions.length} region${result.regions.length > 1 ? "s" : ""}, ${first} to ${end}, in steps of ${baseline.step_months} months; ` +
            arms.map((arm) => `${arm.replicates} run${arm.replicates > 1 ? "s" : ""} of ${arm.name}`).join(", ") +
            (hasPolicy ? ". Runs of one number share their random numbers, so that what differs between them is what the policy does." : ".")),
        el("details", { class: "numbers" }, el("summary", {}, "The regions at the start"),
            table(["Region", "Home market", "Population", "Firms", "Universities", "Hospitals", "Funds"], rows),
            shown.length < result.regions.length ? el("p", { class: "note" }, `The first ${shown.length} of ${result.regions.length}.`) : null),
    ];
}

// ---- Differences ----

// What differs between two interventions of one name, as rows of the table.
function changes(there, here) {
    const of = (order) => new Map([["type", order.type], ["regions", order.regions.join(", ")], ["from", String(order.from)],
        ["until", order.until === null ? "the end" : String(order.until)], ["ramp_years", show(order.ramp_years)],
        ...order.values.map((v) => [v.name, show(v.value)])]);
    const before = of(there);
    return [...of(here)].filter(([name, value]) => before.get(name) !== value)
        .map(([name, value]) => [`interventions.${here.name}.${name}`, before.get(name) ?? "–", value]);
}

function differences(arm) {
    const of = arms[arm];
    const base = of.base ?? "the model's standard values";
    const removed = of.removed ?? [], added = of.base === null ? [] : of.interventions.filter((o) => !o.is_shared);
    const twin = (list, order) => list.find((o) => o.name === order.name);
    const rows = [...of.differences.map((d) => [d.path, d.base, d.here]),
        ...added.filter((o) => twin(removed, o)).flatMap((o) => changes(twin(removed, o), o))];
    const isNew = added.filter((o) => !twin(removed, o)), isGone = removed.filter((o) => !twin(added, o));
    return el("div", { class: "differences" },
        el("h4", {}, `${armName(arm)} against ${base}`),
        isNew.length ? el("p", {}, `Interventions that are new: ${isNew.map(orderName).join(", ")}.`) : null,
        isGone.length ? el("p", {}, `Interventions that are left out: ${isGone.map(orderName).join(", ")}.`) : null,
        rows.length ? table(["What", "There", "Here"], rows)
            : el("p", {}, of.base === null ? "All parameters and links have their standard values." : "Nothing else differs."),
        of.has_more_differences ? el("p", { class: "note" }, "There are more differences than are shown.") : null);
}

function allDifferences() {
    const shown = arms.map((_, arm) => arm).filter((arm) => arm > 0 || !hasPolicy);
    return el("div", {}, el("h3", {}, "What differs"), shown.map(differences));
}

// ---- Interventions ----

function when(order) {
    const until = order.until === null || order.until >= end ? "the end" : String(order.until);
    const text = order.is_event ? `${order.from}` : `${order.from} to ${until}`;
    if (!order.when) return text;
    const c = order.when;
    return `${text}, once ${c.index} in ${c.region} is ${c.above !== null ? `above ${show(c.above)}` : `below ${show(c.below)}`}`;
}

function values(order) {
    return order.values.filter((v) => v.value !== null && v.value !== 0)
        .map((v) => `${v.name.replaceAll("_", " ")} ${show(v.value)}${unit(v.unit) ? " " + unit(v.unit) : ""}`).join(", ");
}

function bar(order, arm) {
    const from = Math.max(0, (order.from - first) / (end - first));
    const until = order.until === null ? 1 : Math.min(1, (order.until - first) / (end - first));
    const width = order.is_event ? 0 : Math.max(0.004, until - from);
    const isNew = arm > 0 && !order.is_shared;
    return el("li", { class: isNew ? "own" : "" },
        el("div", { class: "order" }, el("strong", {}, orderName(order)), ` ${order.regions.length > 3 ? `${order.regions.length} regions` : order.regions.join(", ")}, ${when(order)}`,
            isNew ? el("span", { class: "new" }, arms[0].interventions.some((o) => o.name === order.name) ? "changed" : "not in the baseline") : null),
        el("div", { class: "track" },
            el("div", { class: order.is_event ? "event" : "bar", style: `left:${100 * from}%;width:${100 * width}%;background:${typeColour(order.type)}` })),
        el("div", { class: "values" }, `${order.summary.replaceAll("`", "")} `, el("span", {}, values(order))));
}

function bars(orders, arm) {
    return [el("ol", {}, orders.slice(0, 40).map((order) => bar(order, arm))),
        orders.length > 40 ? el("p", { class: "note" }, `The first 40 of ${orders.length} interventions.`) : null];
}

function timeline(arm) {
    const orders = arms[arm].interventions;
    const shared = arm > 0 ? orders.filter((order) => order.is_shared) : [];
    const own = orders.filter((order) => !shared.includes(order));
    return el("div", { class: "timeline" },
        el("h4", {}, armName(arm)),
        orders.length === 0 ? el("p", {}, "Nothing intervenes.") : own.length ? bars(own, arm) : null,
        shared.length ? el("details", { class: "more" }, el("summary", {}, `${shared.length} as in the baseline`), bars(shared, arm)) : null,
        own.length ? el("div", { class: "scale", "aria-hidden": "true" }, el("span", {}, String(first)), el("span", {}, String((first + end) / 2)), el("span", {}, String(end))) : null);
}

// ---- Cost ----

// Types of policy that cost something in any scenario and place that is shown.
function spenders() {
    return result.policies.map((name, k) => ({ name, k })).filter(({ k }) =>
        arms.some((arm) => arm.means.public_cost.some((place) => place[k].some((x) => x > 0))));
}

function costFigure() {
    const types = spenders();
    if (types.length === 0) return { node: el("p", {}, "No public cost is booked."), start: () => {} };
    const drawn = chart(250, "Public cost a year by type of policy, as stacked bars");
    const line = (k) => means(view.arm, "public_cost", view.place)[k];
    const numbers = () => ({
        head: ["Year", ...arms.flatMap((_, a) => types.map((t) => `${armName(a)}, ${t.name}`))],
        rows: times.map((year, i) => [String(year), ...arms.flatMap((_, a) => types.map((t) => show(means(a, "public_cost", view.place)[t.k][i])))]),
    });
    const made = figure({
        title: "Public cost by type of policy",
        note: "Million $ a year, mean over the runs. Most costs are assumptions unless a source is named.",
        drawing: drawn.node, numbers,
    });
    const legend = el("p", { class: "legend" }, types.map((t) =>
        el("span", {}, el("span", { class: "swatch", style: `background:${typeColour(t.name)}` }), t.name.replaceAll("_", " "))));
    made.node.querySelector("figcaption").append(legend);
    const where = made.node.querySelector("figcaption p");
    const redraw = () => {
        where.textContent = `${armName(view.arm)}, ${placeName(view.place)}: million $ a year, mean over the runs. Sizes of costs are assumptions unless a source is named.`;
        drawn.draw({
            ...common, xAxis: yearAxis(times), yAxis: valueAxis("million $ a year"),
            tooltip: tip((items) => {
                const i = times.indexOf(items[0].value[0]);
                return tipLines(String(times[i]), types.map((t) => [typeColour(t.name), `${t.name}: ${show(line(t.k)[i])}`]));
            }),
            series: types.map((t) => ({
                type: "bar", stack: "cost", barCategoryGap: "20%", itemStyle: { color: typeColour(t.name) },
                data: times.map((year, i) => [year, line(t.k)[i]]),
            })),
        });
        made.refresh();
    };
    return { node: made.node, start: () => whenViewed(redraw) };
}

function costSentence() {
    const parts = arms.map((arm, a) => {
        const t = arm.totals.public_cost?.[0];
        return t ? `${armName(a)}: ${show(t[5])} million $${t[0] === t[4] ? "" : ` (90 % of the runs: ${range(t[0], t[4])})`}` : null;
    }).filter(Boolean);
    return el("p", {}, `Public cost in all, ${placeName(0)}: ${parts.join("; ")}.`);
}

export function setting() {
    const cost = costFigure();
    return {
        node: section("setting", "What was run", frame(), allDifferences(),
            el("h3", {}, "Who intervenes when"), arms.map((_, arm) => timeline(arm)), costSentence(), cost.node),
        start: cost.start,
    };
}

