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
export const outputName = (output) => named(`output.${output.name}`, capital(output.long_name ?? output.name));
export const policyName = (policy) => named(`policy.${policy}`, plain(policy));
export const policyMeaning = (policy) => told(`policy.${policy.name}`, policy.meaning);
export const policyCost = (policy) => told(`cost.${policy.name}`, policy.cost);
export const groupName = (group) => named(`group.${group}`, plain(group));
export const argumentName = (name) => named(`argument.${name}`, name);
export const kindName = (kind) => named(`kind.${kind}`, plain(kind));
export const eventName = (type) => named(`event.${type}`, plain(type));
export const parameterMeaning = (parameter) => told(`parameter.${parameter.name}`, parameter.meaning);
export const regionName = (region) => told(`region.${region.label}`, region.label);
export const scenarioName = (of) => told(`scenario.${of.path ?? of.scenario}`, of.name);

export function argumentMeaning(policy, of) {
    return told(`argument.${policy.name}.${of.name}`, told(`argument.${of.name}`, of.meaning));
}

// A scenario's own words; in Japanese its question, and of a single policy what it does.
export function scenarioWords(of) {
    if (language() === "en") return of.description;
    const policy = /^policies\/(\w+)\.json$/.exec(of.path ?? of.scenario ?? "")?.[1];
    return told(`question.${of.path ?? of.scenario}`, policy && hasText(`policy.${policy}`) ? told(`policy.${policy}`, of.description) : of.description);
}

// Side A or B with what it runs.
export function sideTitle(side) {
    const name = scenarioName(side.info);
    return side.info.is_changed ? t("side.changed", { name }) : name;
}
