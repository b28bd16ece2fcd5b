// Runs the sides: so many steps a second, or as many as come. One request at a time; the frames of
// the browser are the clock, so a page that nobody sees stands still.
import { emit, goTo, isBusy, sides } from "./session.js";

// Steps a second; the last: as many as can be computed.
export const speeds = [1, 2, 4, 12, 40, Infinity];
export const clock = { isRunning: false, speed: 3, target: null, failed: null };

const goal = 60; // ms that a request may take at the highest speed
const mostSteps = 200;
let due = 0, before = 0, chunk = 2;

export function shownStep() {
    return Math.max(0, ...sides().map((side) => side.numbers.step));
}

export function lastStep() {
    return Math.max(0, ...sides().map((side) => side.info.steps));
}

export function isComplete() {
    return shownStep() >= lastStep();
}

function fail(error) {
    clock.isRunning = false;
    clock.failed = error;
    emit("clock");
}

async function advanceBy(count) {
    const begun = performance.now();
    await goTo(Math.min(shownStep() + count, clock.target ?? Infinity, lastStep()));
    const took = performance.now() - begun;
    chunk = Math.max(1, Math.min(mostSteps, 2 * chunk, Math.round((chunk * goal) / Math.max(took, 1))));
    if (isComplete() || (clock.target !== null && shownStep() >= clock.target)) stop();
}

function tick(time) {
    if (!clock.isRunning) return;
    requestAnimationFrame(tick);
    const speed = clock.target === null ? speeds[clock.speed] : Infinity;
    due = speed === Infinity ? chunk : Math.min(due + ((time - before) / 1000) * speed, speed);
    before = time;
    if (isBusy() || due < 1) return;
    const count = Math.floor(due);
    due -= count;
    advanceBy(count).catch(fail);
}

function begin(target) {
    clock.target = target;
    clock.failed = null;
    if (clock.isRunning) return;
    clock.isRunning = true;
    due = 1; // the first step at once
    before = performance.now();
    requestAnimationFrame(tick);
    emit("clock");
}

export function stop() {
    if (!clock.isRunning) return;
    clock.isRunning = false;
    clock.target = null;
    emit("clock");
}

// From the end it begins anew.
export async function run() {
    if (sides().length === 0) return;
    if (isComplete()) await goTo(0).catch(fail);
    begin(null);
}

export function runOrPause() {
    if (clock.isRunning) stop();
    else run();
}

// A press that comes while another is still computed is left out.
export function move(steps) {
    stop();
    const to = Math.max(0, Math.min(lastStep(), shownStep() + steps));
    if (!isBusy() && to !== shownStep()) goTo(to).catch(fail);
}

export function moveTo(step) {
    if (step > shownStep()) begin(step);
    else {
        stop();
        goTo(step).catch(fail);
    }
}

export function chooseSpeed(index) {
    clock.speed = index;
    emit("clock");
}
