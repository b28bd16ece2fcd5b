// How far to trust it: stylised facts, what is uncertain, where the numbers come from, how to make
// them again.
import { arms, facts, result } from "./data.js";
import { el, table } from "../shared/dom.js";
import { section } from "./figure.js";
import { range, shellWord, show } from "../shared/numbers.js";

// ---- Stylised facts ----

const marks = { "in band": "✓ in the band", below: "▼ below the band", above: "▲ above the band", "cannot be told": "? cannot be told" };

function band(f) {
    return f.band_high === null ? `${show(f.band_low)} or more` : range(f.band_low, f.band_high);
}

function factBlock(fact) {
    const found = facts.findings.filter((f) => f.fact === fact.fact && f.verdict !== "not applicable");
    if (found.length === 0) return null;
    const rows = found.map((f) => [f.meaning, show(f.value), f.low === null ? "–" : range(f.low, f.high), band(f),
        marks[f.verdict] + (f.missing ? `: missing ${f.missing}` : ""), ...(arms.length > 1 ? [f.file ?? ""] : [])]);
    return el("div", { class: "fact" }, el("h3", {}, `${fact.fact}. ${fact.statement}`),
        table(["Measure", "Value", "5 to 95 %", "Band", "Verdict", ...(arms.length > 1 ? ["File"] : [])], rows),
        el("p", { class: "note" }, `Band after: ${fact.source}`));
}

export function stylised() {
    const blocks = facts.facts.map(factBlock).filter((b) => b !== null);
    const left = facts.facts.filter((fact) => facts.findings.filter((f) => f.fact === fact.fact).every((f) => f.verdict === "not applicable"));
    const judged = facts.findings.filter((f) => ["in band", "below", "above"].includes(f.verdict));
    const inside = judged.filter((f) => f.verdict === "in band").length;
    const words = judged.length === 0
        ? "No fact can be judged by these results; a verdict rests on at least 50 runs of 30 years after the first ten, and some facts need snapshots of all firms."
        : `${inside} of the ${judged.length} measures that these results allow lie in the band that observations give.`;
    return {
        node: section("facts", "Does it look like the real world?",
            el("p", { class: "words" }, words),
            blocks.length ? el("details", { class: "more" }, el("summary", {}, "Measures, bands and sources"), blocks) : null,
            left.length ? el("p", { class: "note" }, `Not judged, because the results are of another kind: ${left.map((f) => f.statement).join("; ")}.`) : null),
        start: () => {},
    };
}

// ---- Limits ----

export function limits() {
    const uncertain = (arms[0].provenance.uncertain_parameters ?? "").split(" ").filter((name) => name !== "");
    return {
        node: section("limits", "What is uncertain",
            el("ul", {},
                el("li", {}, "Chance: the same scenario can end differently. Bands show how much."),
                el("li", {}, `Parameters: ${uncertain.length} of them are not identified by data, the critical mass above all. Bands and intervals on this page do not contain that; `,
                    el("code", {}, "agglo compare --over uncertain"), " draws them as well."),
                el("li", {}, "Costs of policies are assumptions unless a source is named."),
                el("li", {}, "The model itself: what it leaves out, no interval shows.")),
            el("details", { class: "more" }, el("summary", {}, "The parameters that are uncertain"),
                el("p", {}, uncertain.join(", ")))),
        start: () => {},
    };
}

// ---- Provenance ----

const labels = { command: "Made by", seed: "Seed", state_hash: "Hash of the final states", identity: "Identity of the scenario",
    model_version: "Rules", agglo_version: "Program", compiler: "Compiler", libraries: "Libraries" };

function provenance(arm) {
    const rows = Object.entries(labels).filter(([key]) => arm.provenance[key]).map(([key, label]) => [label, arm.provenance[key]]);
    return el("div", {}, el("h3", {}, arm.path),
        table(["", ""], [["Scenario", arm.title], ["Sources", arm.source ?? ""], ["Runs", String(arm.replicates)], ...rows], { class: "plain" }));
}

function fileName(arm) {
    return `${arm.name.replace(/[^A-Za-z0-9_-]/g, "_")}.json`;
}

function download(arm) {
    const address = URL.createObjectURL(new Blob([arm.scenario, "\n"], { type: "application/json" }));
    el("a", { href: address, download: fileName(arm) }).click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
}

function commands() {
    const runs = arms.map((arm) => `agglo run ${fileName(arm)} -o ${shellWord(arm.path)}`);
    return [...runs, result.command].join("\n");
}

export function origin() {
    return {
        node: section("origin", "Where the numbers come from",
            el("h3", {}, "To make it again"),
            el("p", {}, `With Agglo ${result.version}: save the scenario${arms.length > 1 ? "s" : ""}, then`),
            el("pre", { tabindex: "0" }, commands()),
            el("p", { class: "buttons" }, arms.map((arm) =>
                el("button", { type: "button", onclick: () => download(arm) }, `Save ${fileName(arm)}`))),
            el("p", { class: "note" }, "The same program and rules give the same bits, on any number of threads: compare the hash of the final states, which the first lines print."),
            arms.map(provenance),
            arms.map((arm) => el("details", { class: "more" }, el("summary", {}, `The scenario ${arm.name} in full`),
                el("pre", { tabindex: "0" }, JSON.stringify(JSON.parse(arm.scenario), null, 2))))),
        start: () => {},
    };
}
