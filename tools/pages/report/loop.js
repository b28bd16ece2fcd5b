// The causal loop diagram: five states with their index, eighteen links as thick as their flux.
// Fluxes have units of their own, so an arrow is compared with the largest flux of its own link, in
// any year and scenario of the same place.
import { armName, arms, last, means, placeName, result, times } from "./data.js";
import { slider } from "../shared/dom.js";
import { figure, section } from "./figure.js";
import { loopDrawing } from "../shared/loop_drawing.js";
import { show, unit } from "../shared/numbers.js";
import { view, whenViewed } from "./view.js";

const isNarrow = matchMedia("(max-width: 40rem)").matches;

// By place and link.
const largest = result.places.map((_, place) => result.links.map((_, k) =>
    Math.max(0, ...arms.flatMap((_, arm) => means(arm, "flux", place)[k]).map(Math.abs))));

// Its part of the largest flux of the link, and that in words.
function carried(link, k, time) {
    const flux = means(view.arm, "flux", view.place)[k][time], most = largest[view.place][k];
    const share = flux === null || most === 0 ? 0 : Math.abs(flux) / most;
    const now = flux === null ? "" : `${show(flux)} ${unit(link.unit)}, ${Math.round(100 * share)} % of its largest.`;
    return { share, words: `Link ${link.number}: ${link.mechanism} ${now}` };
}

function stateNow(of, time) {
    const before = view.arm > 0 ? means(0, of.variable, view.place)[0][time] : null;
    return {
        roman: of.number, lines: of.name.split(" "), value: show(means(view.arm, of.variable, view.place)[0][time]),
        before: before === null ? "" : `base ${show(before)}`,
    };
}

function numbers(time) {
    const head = ["Link", "From", "To", "What causes what", "Unit", ...arms.map((_, a) => armName(a))];
    const rows = result.links.map((link, k) => [
        `${link.number} ${link.name.replaceAll("_", " ")}`,
        result.states[link.from].name, result.states[link.to].name, link.mechanism, link.unit,
        ...arms.map((_, a) => show(means(a, "flux", view.place)[k][time]))]);
    const states = result.states.map((of) => [`${of.number} ${of.name}`, "", "", "index, mean", "1",
        ...arms.map((_, a) => show(means(a, of.variable, view.place)[0][time]))]);
    return { head, rows: [...states, ...rows] };
}

export function loop() {
    let time = last;
    const drawing = loopDrawing(result.links, isNarrow);
    const redraw = () => {
        const where = `${placeName(view.place)}, ${times[time]}, ${armName(view.arm)}`;
        drawing.update({
            where, label: `Causal loop diagram: ${where}. The table has all numbers.`,
            links: result.links.map((link, k) => carried(link, k, time)),
            states: result.states.map((of) => stateNow(of, time)),
        });
        made.refresh();
    };
    const choices = [slider("Year:", times, last, (i) => { time = i; redraw(); })];
    const made = figure({
        title: "Which links carry how much",
        note: "Each arrow is as thick as its flux (mean over the runs) relative to the largest that this link reaches here in any year and scenario. Its colour is that of the state it comes from; in the circles stand the indices of the states (means over the runs). Dashed: the link carries nothing.",
        controls: choices, drawing: drawing.node, numbers: () => numbers(time),
    });
    return {
        node: section("loop", "The causal loops", made.node),
        start: () => whenViewed(redraw),
    };
}
