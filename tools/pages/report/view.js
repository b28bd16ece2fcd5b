// What all figures show at once: a place, and the runs of one scenario where a figure shows one.
import { arms } from "./data.js";

export const view = { place: 0, arm: arms.length - 1 };
const listeners = [];

// Draws now and whenever the view changes.
export function whenViewed(draw) {
    listeners.push(draw);
    draw();
}

export function change(values) {
    Object.assign(view, values);
    for (const draw of listeners) draw();
}
