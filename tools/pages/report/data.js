// What the program put into the page, and how it is called.

function read(id) {
    return JSON.parse(document.getElementById(`data-${id}`).textContent);
}

export const result = read("result");
export const effects = read("effects"); // null: one result, or too few runs for pairs
export const facts = read("facts");
export const explained = read("explained"); // null: not given

export const arms = result.arms;
export const baseline = arms[0];
export const times = result.times;
export const last = times.length - 1;
export const hasPolicy = arms.length > 1;

// Safe for the colour-blind (Okabe and Ito): the baseline is grey, policies are coloured.
const colours = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#8c6d00", "#56b4e9", "#000000"];
export function colour(arm) {
    return !hasPolicy ? colours[0] : arm === 0 ? "#6b6b6b" : colours[(arm - 1) % colours.length];
}

export function armName(arm) {
    return hasPolicy && arm === 0 ? `${arms[0].name} (baseline)` : arms[arm].name;
}

// The i-th place with series: a region, or all of them together.
export function placeName(i) {
    const region = result.places[i];
    return region < 0 ? "all regions" : result.regions[region].label;
}

// In plain words, where the model's own are for those who know it.
const plain = {
    firms: "firms", employment: "people employed", startups: "start-ups", approvals: "products launched",
    sales: "sales", exports: "sales abroad", anchors: "anchor firms", reputation: "reputation",
    entrepreneurship: "entrepreneurial environment", innovation: "innovation environment",
    agglomeration: "firm agglomeration", anchor_demand: "outside demand of anchor firms",
    public_cost: "public cost",
};
export function plainName(name, otherwise) {
    return plain[name] ?? otherwise;
}

const variables = new Map(result.variables.map((v) => [v.name, v]));
export function variable(name) {
    return variables.get(name);
}

// Quantiles of a variable: [5, 25, 50, 75, 95 %][time], or null if an older file lacks it.
export function series(arm, name, place) {
    return arms[arm].series[name]?.[place] ?? null;
}

// Means over the runs of each element of a variable: [element][time].
export function means(arm, name, place) {
    return arms[arm].means[name][place];
}

// Of a total over the run: {low, median, high, mean}, or null.
export function total(arm, name, place) {
    const of = arms[arm].totals[name]?.[place];
    return of ? { low: of[0], median: of[2], high: of[4], mean: of[5] } : null;
}
