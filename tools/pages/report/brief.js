// What came out, in words first: effects with their intervals, or the levels of a single result.
import { arms, baseline, colour, effects, last, placeName, plainName, result, series, times, total, variable } from "./data.js";
import { el, select, svg, table } from "../shared/dom.js";
import { section } from "./figure.js";
import { beside, capital, change, percent, range, show, unit } from "../shared/numbers.js";

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

function nameOf(f) {
    return plainName(f.outcome, f.long_name);
}

// What stands behind a number: "million $ a year"; a unit that the name says already is left out.
function unitOf(f) {
    return f.outcome === "employment" ? "" : unit(f.unit);
}

function isTotal(name) {
    return variable(name)?.unit === "1/yr" || name === "public_cost";
}

function card(f) {
    const e = change(f.mean_effect), kind = verdict(f);
    const words = {
        same: "no run differs",
        unsure: "cannot be told from chance",
        up: `more in ${percent(f.better.value)} of the pairs of runs`,
        down: `less in ${percent(1 - f.better.value)} of the pairs of runs`,
    }[kind];
    return el("li", { class: `card ${kind}` },
        el("span", { class: "what" }, capital(nameOf(f))),
        el("span", { class: "big" }, el("span", { class: "sign", "aria-hidden": "true" }, signs[kind] + " "),
            kind === "same" ? "no change" : e.value),
        el("span", { class: "unit" }, `${unitOf(f)} ${isTotal(f.outcome) ? `in ${baseline.years} years` : `in ${ending}`}`.trim()),
        el("span", { class: "detail" },
            `${beside(f.with_policy.mean, e)} instead of ${beside(f.baseline.mean, e)} on average` +
            (kind !== "same" ? `; 95 % interval ${e.low} to ${e.high}` : "")),
        el("span", { class: "detail" }, words));
}

function sentence(f, place) {
    const e = change(f.mean_effect), where = `in ${placeLabel(place)}`, what = nameOf(f);
    switch (verdict(f)) {
    case "same": return `It does not change ${what} ${where}: no run differs.`;
    case "unsure": return `Its effect on ${what} ${where} cannot be told from chance: ${e.value} on average, and anything from ${e.low} to ${e.high} would agree with the runs.`;
    default: {
        const more = f.mean_effect.value > 0 ? "more" : "fewer", part = Math.abs(f.mean_effect.value) / f.baseline.mean;
        return `By ${ending} there are ${e.size} ${more} ${what} ${where} than without it` +
            (Number.isFinite(part) ? ` (${percent(part)})` : "") +
            `: ${beside(f.with_policy.mean, e)} instead of ${beside(f.baseline.mean, e)} on average. With 95 % confidence the difference lies between ${e.low} and ${e.high}.`;
    }
    }
}

function oneWorld(f) {
    const s = change(f.one_world);
    if (verdict(f) === "same" || s.low === "–") return null;
    return `That is the average. History happens once: in 95 % of the pairs of runs the difference in ${nameOf(f)} lies between ${s.low} and ${s.high}.`;
}

function elsewhere(policy) {
    const f = findings(policy, "elsewhere").find((x) => x.outcome === "firms");
    if (!f) return null;
    const e = change(f.mean_effect);
    if (verdict(f) === "down") return `Elsewhere there are ${e.size} fewer firms (${e.low} to ${e.high}): they are missing there.`;
    if (verdict(f) === "up") return `Elsewhere there are ${e.size} more firms (${e.low} to ${e.high}).`;
    return "Elsewhere no change in firms can be told from chance.";
}

function cost(policy) {
    const c = policy.public_cost;
    if (!c || c.value === null || c.value === 0) return "No difference in public cost is booked.";
    return `It costs the public ${show(Math.abs(c.value))} million $ ${c.value > 0 ? "more" : "less"} in all, over ${baseline.years} years, not discounted.`;
}

function inBrackets(e) {
    return `${e.value} (${e.low} to ${e.high})`;
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
        ` ${e.value > 0 ? "+" : ""}${show((100 * e.value) / base)} %`);
}

function effectTable(policy, place) {
    const list = findings(policy, place);
    const parts = list.map((f) => Math.max(Math.abs(f.mean_effect.low), Math.abs(f.mean_effect.high)) / Math.abs(f.baseline.mean))
        .filter((x) => Number.isFinite(x)).sort((a, b) => a - b);
    const limit = Math.min(2, parts[Math.floor(0.85 * (parts.length - 1))] || 1) * 1.1;
    const rows = list.map((f) => [
        f.unit === "1" ? f.long_name : `${f.long_name} (${unit(f.unit)})`, show(f.baseline.mean), show(f.with_policy.mean),
        f.pairs_that_differ === 0 ? "no run differs" : inBrackets(change(f.mean_effect)),
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
    if (isTotal(name) && t) return [t.low, null, t.median, null, t.high];
    return q ? q.map((line) => line[last]) : null;
}

function levelCard(name) {
    const v = variable(name), q = levelRow(0, name, 0);
    if (!v || !q) return null;
    return el("li", { class: "card same" },
        el("span", { class: "what" }, capital(plainName(name, v.title))),
        el("span", { class: "big" }, show(q[2])),
        el("span", { class: "unit" }, isTotal(name) ? `${name === "public_cost" ? "million $ " : ""}in ${baseline.years} years` : `${unit(v.unit)} in ${ending}`.trim()),
        el("span", { class: "detail" }, `median; 90 % of the runs: ${range(q[0], q[4])}`));
}

function levels() {
    const names = ["firms", "employment", "startups", "approvals", "sales", "public_cost"];
    const few = baseline.replicates < 20 ? " These are few runs: ranges are rough." : "";
    const q = levelRow(0, "firms", 0);
    return [
        el("p", { class: "words" }, baseline.replicates > 1
            ? `In half of the ${baseline.replicates} runs there are more than ${show(q[2])} firms in ${placeName(0)} in ${ending}; 90 % of the runs end between ${show(q[0])} and ${show(q[4])}. Runs differ by chance alone: the scenario is the same.${few}`
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
