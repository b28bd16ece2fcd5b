// What states, links, outputs, policies and the like are called in the language of the page.
import { capital } from "../shared/numbers.js";
import { hasText, language, named, t, told } from "./language.js";

export const colours = { A: "#0072b2", B: "#d55e00", base: "#6b6b6b" };

const plain = (name) => capital(name.replaceAll("_", " "));

export function yearOf(time) {
    return time === null ? "–" : String(Math.floor(time + 1e-9));
}

// "1987, 2nd quarter"
export function dateOf(time, stepMonths) {
    if (time === null) return "–";
    const year = yearOf(time), month = Math.round((time - Math.floor(time + 1e-9)) * 12);
    if (stepMonths === 12) return year;
    return stepMonths === 3 ? t("date.quarter", { year, quarter: month / 3 + 1 }) : t("date.month", { year, month: month + 1 });
}

export const stateName = (state) => named(`state.${state.number}`, state.name);
export const linkName = (link) => named(`link.${link.name}`, plain(link.name));
export const linkMeaning = (link) => told(`link.${link.name}`, link.mechanism);

// An output, or a part of one: "approvals.II".
export function outputName(output) {
    const [name, part] = output.name.split("."), whole = named(`output.${name}`, capital(output.long_name ?? name));
    return part === undefined ? whole : t("trends.part", { name: whole, part: named(`part.${part}`, named(`kind.${part}`, part)) });
}

export const policyName = (policy) => named(`policy.${policy}`, plain(policy));
export const policyMeaning = (policy) => told(`policy.${policy.name}`, policy.meaning);
export const policyCost = (policy) => told(`cost.${policy.name}`, policy.cost);
export const groupName = (group) => named(`group.${group}`, plain(group));
export const argumentName = (name) => named(`argument.${name}`, name);
export const kindName = (kind) => named(`kind.${kind}`, plain(kind));
export const tieName = (kind) => named(`tie.${kind}`, plain(kind));
export const eventName = (type) => told(`event.${type.name}`, capital(type.meaning ?? type.name));
export const parameterMeaning = (parameter) => told(`parameter.${parameter.name}`, parameter.meaning);
export const regionName = (region) => told(`region.${region.label}`, region.label);

// Without what a label has in brackets.
export const shortName = (region) => regionName(region).replace(/ *[((].*/, "");

export function argumentMeaning(policy, of) {
    return told(`argument.${policy.name}.${of.name}`, told(`argument.${of.name}`, of.meaning));
}

// A scenario's name and its own words; in Japanese its question, and of a single policy what it does.
const policyOf = (of) => /^policies\/(\w+)\.json$/.exec(of.path ?? of.scenario ?? "")?.[1];

export function scenarioName(of) {
    const policy = policyOf(of);
    if (language() === "ja" && hasText(`policy.${policy}`)) return named(`policy.${policy}`);
    return told(`scenario.${of.path ?? of.scenario}`, of.name);
}

export function scenarioWords(of) {
    if (language() === "en") return of.description;
    const policy = policyOf(of);
    return told(`question.${of.path ?? of.scenario}`, hasText(`policy.${policy}`) ? told(`policy.${policy}`, of.description) : of.description);
}

// Side A or B with what it runs.
export function sideTitle(side) {
    const name = scenarioName(side.info);
    return side.info.is_changed ? t("side.changed", { name }) : name;
}
