// What came out, in words first: effects with their intervals, or the levels of a single result.
import { arms, baseline, colour, effects, last, placeName, result, series, times, total, variable } from "./data.js";
import { el, select, svg, table } from "./dom.js";
import { section } from "./figure.js";
import { percent, range, show, signed, withUnit } from "./numbers.js";

const headline = ["firms", "employment", "startups", "approvals", "sales", "reputation"];
const ending = times[last];

// ---- Effects ----

function findings(policy, place) {
    return effects.findings.filter((f) => f.policy === policy.name && f.place === place);
}

// The region where it acts if it is one; else all such regions; else the whole world.
function mainPlace(policy) {
    const there = [...new Set(effects.findings.filter((f) => f.policy === policy.name).map((f) => f.place))];
    if (policy.acts_in.length === 1 && there.includes(policy.acts_in[0])) return policy.acts_in[0];
    return ["where it acts", "all regions"].find((p) => there.includes(p)) ?? there[0];
}

function placeLabel(name) {
    return result.regions.find((r) => r.name === name)?.label ?? name;
}

function verdict(f) {
    if (f.pairs_that_differ === 0) return "same";
    if (f.mean_effect.low > 0) return "up";
    if (f.mean_effect.high < 0) return "down";
    return "unsure";
}

const signs = { up: "▲", down: "▼", unsure: "≈", same: "=" };

function title(f) {
    return f.long_name.charAt(0).toUpperCase() + f.long_name.slice(1);
}

function card(f) {
    const e = f.mean_effect, kind = verdict(f);
    const words = {
        same: "no run differs",
        unsure: "cannot be told from chance",
        up: `more in ${percent(f.better.value)} of the pairs of runs`,
        down: `less in ${percent(1 - f.better.value)} of the pairs of runs`,
    }[kind];
    return el("li", { class: `card ${kind}` },
        el("span", { class: "what" }, title(f)),
        el("span", { class: "big" }, el("span", { class: "sign", "aria-hidden": "true" }, signs[kind] + " "),
            kind === "same" ? "no change" : signed(e.value)),
        el("span", { class: "unit" }, kind === "same" ? "" : withUnit("", f.unit).trim()),
        el("span", { class: "detail" },
            `${show(f.with_policy.mean)} instead of ${show(f.baseline.mean)} on average` +
            (Number.isFinite(e.low) && kind !== "same" ? `; 95 % interval ${range(e.low, e.high, signed)}` : "")),
        el("span", { class: "detail" }, words));
}

function sentence(f, place) {
    const e = f.mean_effect, where = `in ${placeLabel(place)}`, what = f.long_name;
    switch (verdict(f)) {
    case "same": return `It does not change ${what} ${where}: no run differs.`;
    case "unsure": return `Its effect on ${what} ${where} cannot be told from chance: ${signed(e.value)} on average, and anything from ${range(e.low, e.high, signed)} would agree with the runs.`;
    default: {
        const more = e.value > 0 ? "more" : "fewer", part = Math.abs(e.value) / f.baseline.mean;
        return `By ${ending} there are ${withUnit(show(Math.abs(e.value)), f.unit)} ${more} ${what} ${where} than without it` +
            (Number.isFinite(part) ? ` (${percent(part)})` : "") +
            `: ${show(f.with_policy.mean)} instead of ${show(f.baseline.mean)} on average; with 95 % confidence the difference lies between ${signed(e.low)} and ${signed(e.high)}.`;
    }
    }
}

function oneWorld(f) {
    const s = f.one_world;
    if (verdict(f) === "same" || !Number.isFinite(s.low) || s.low === null) return null;
    return `Single histories differ much more than averages: in 95 % of the pairs of runs the difference in ${f.long_name} lies between ${signed(s.low)} and ${signed(s.high)}.`;
}

function elsewhere(policy) {
    const f = findings(policy, "elsewhere").find((x) => x.outcome === "firms");
    if (!f) return null;
    if (verdict(f) === "down") return `Elsewhere there are ${show(-f.mean_effect.value)} fewer firms (${range(f.mean_effect.low, f.mean_effect.high, signed)}): part of the gain is displaced.`;
    if (verdict(f) === "up") return `Elsewhere there are ${show(f.mean_effect.value)} more firms, too (${range(f.mean_effect.low, f.mean_effect.high, signed)}).`;
    return "Elsewhere no change in firms can be told from chance.";
}

function cost(policy) {
    const c = policy.public_cost;
    if (!c || c.value === null || c.value === 0) return "No difference in public cost is booked.";
    return `It costs the public ${show(Math.abs(c.value))} million $ ${c.value > 0 ? "more" : "less"} in all, over ${baseline.years} years, not discounted.`;
}

// A line of numbers as a dot with its interval, relative to the baseline's mean.
function whisker(f, limit) {
    const base = Math.abs(f.baseline.mean), e = f.mean_effect;
    if (!(base > 0) || !Number.isFinite(e.low) || e.low === null) return "–";
    const x = (v) => 80 + 76 * Math.max(-1, Math.min(1, v / base / limit));
    const of = { up: "#0072b2", down: "#d55e00" }[verdict(f)] ?? "#6b6b6b";
    return el("span", { class: "whisker" }, svg("svg", { viewBox: "0 0 160 18", width: 160, height: 18, "aria-hidden": "true" },
        svg("path", { d: "M80,0 V18", stroke: "#999" }),
        svg("path", { d: `M${x(e.low)},9 H${x(e.high)}`, stroke: of, "stroke-width": 3 }),
        svg("circle", { cx: x(e.value), cy: 9, r: 4.5, fill: of })),
        ` ${signed((100 * e.value) / f.baseline.mean)} %`);
}

function effectTable(policy, place) {
    const list = findings(policy, place);
    const parts = list.map((f) => Math.max(Math.abs(f.mean_effect.low), Math.abs(f.mean_effect.high)) / Math.abs(f.baseline.mean))
        .filter((x) => Number.isFinite(x)).sort((a, b) => a - b);
    const limit = Math.min(2, parts[Math.floor(0.85 * (parts.length - 1))] || 1) * 1.1;
    const rows = list.map((f) => [
        withUnit(f.long_name, f.unit === "1" ? "1" : `(${f.unit})`), show(f.baseline.mean), show(f.with_policy.mean),
        f.pairs_that_differ === 0 ? "no run differs" : `${signed(f.mean_effect.value)} (${range(f.mean_effect.low, f.mean_effect.high, signed)})`,
        f.pairs_that_differ === 0 ? "" : whisker(f, limit),
        percent(f.better.value)]);
    return table(["Outcome", "Baseline", "With it", "Change (95 % interval)", "Relative to the baseline", "Better in"], rows, { class: "effects" });
}

function policyBlock(policy, number) {
    const main = mainPlace(policy), list = findings(policy, main);
    const firms = list.find((f) => f.outcome === "firms");
    const places = [...new Set(effects.findings.filter((f) => f.policy === policy.name).map((f) => f.place))];
    const holder = el("div", {}, effectTable(policy, main));
    const words = [firms ? sentence(firms, main) : null, firms ? oneWorld(firms) : null, elsewhere(policy), cost(policy)];
    return el("div", { class: "policy", style: `--own:${colour(number + 1)}` },
        el("h3", {}, arms[number + 1].title === baseline.title ? policy.name : arms[number + 1].title),
        words.filter((w) => w !== null).map((w) => el("p", { class: "words" }, w)),
        el("p", { class: "place" }, `Changes in ${placeLabel(main)}, on average over ${effects.pairs} pairs of runs:`),
        el("ul", { class: "cards" }, headline.map((name) => list.find((f) => f.outcome === name)).filter(Boolean).map(card)),
        el("details", { class: "more" }, el("summary", {}, "All outcomes, all places"),
            places.length > 1 ? select("Place:", places.map(placeLabel), places.indexOf(main),
                (i) => holder.replaceChildren(effectTable(policy, places[i]))) : null,
            holder,
            el("p", { class: "note" }, "Intervals: bias-corrected bootstrap of pairs of runs that share their random numbers; “better”: share of pairs in which it is more (of burdens: less), ties half.")));
}

// ---- Levels ----

function levelRow(arm, name, place) {
    const q = series(arm, name, place), t = total(arm, name, place);
    if (variable(name).unit === "1/yr" && t) return [t.low, null, t.median, null, t.high];
    return q ? q.map((line) => line[last]) : null;
}

function levelCard(name) {
    const v = variable(name), q = levelRow(0, name, 0);
    if (!v || !q) return null;
    const isTotal = v.unit === "1/yr";
    return el("li", { class: "card same" },
        el("span", { class: "what" }, v.title.charAt(0).toUpperCase() + v.title.slice(1)),
        el("span", { class: "big" }, show(q[2])),
        el("span", { class: "unit" }, isTotal ? `in ${baseline.years} years` : `${withUnit("", v.unit)} in ${ending}`.trim()),
        el("span", { class: "detail" }, `median; 90 % of the runs: ${range(q[0], q[4])}`));
}

function levels() {
    const names = ["firms", "employment", "startups", "approvals", "sales", "public_cost"];
    const q = levelRow(0, "firms", 0);
    return [
        el("p", { class: "words" }, baseline.replicates > 1
            ? `In half of the ${baseline.replicates} runs there are more than ${show(q[2])} firms in ${placeName(0)} in ${ending}; 90 % of the runs end between ${show(q[0])} and ${show(q[4])}. Runs differ by chance alone: the scenario is the same.`
            : `One run: ${show(q[2])} firms in ${placeName(0)} in ${ending}. Nothing can be said about chance; run it with --replicates 20 or more.`),
        el("ul", { class: "cards" }, names.map(levelCard)),
    ];
}

export function brief() {
    const blocks = effects ? effects.policies.map(policyBlock)
        : arms.length > 1 ? [el("p", { class: "words" }, "Effects need two or more runs of every scenario: run them with --replicates 20 or more. The figures show the runs there are.")]
            : levels();
    return {
        node: section("brief", "In brief", blocks,
            el("p", { class: "caution" }, "These are experiments with a model, not forecasts: they show what would follow if the model were right. ",
                el("a", { href: "#limits" }, "What is uncertain"))),
        start: () => {},
    };
}
