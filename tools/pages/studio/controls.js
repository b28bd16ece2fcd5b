// Run, pause, step, step back, speed, and the year that is shown.
import { el, svg } from "../shared/dom.js";
import { chooseSpeed, clock, isComplete, lastStep, move, moveTo, runOrPause, shownStep, speeds } from "./clock.js";
import { t } from "./language.js";
import { dateOf, shortName } from "./names.js";
import { painter } from "./paint.js";
import { problem } from "./problem.js";
import { chooseRegion, on, session, sides } from "./session.js";

const shapes = {
    first: "M5 4v16M20 4 9 12l11 8z", back: "M18 4 6 12l12 8z", forward: "M4 4l11 8-11 8zM20 4v16",
    run: "M6 3.5 20 12 6 20.5z", pause: "M8 4v16M16 4v16", again: "M19 12a7 7 0 1 1-2-5M17.500 2v5.500h-5.500",
};

function icon(name) {
    return svg("svg", { viewBox: "0 0 24 24", class: `icon ${name}`, "aria-hidden": "true" }, svg("path", { d: shapes[name] }));
}

function button(name, label, act) {
    return el("button", { type: "button", class: "round", id: name, "aria-label": label, title: label, onclick: act }, icon(name));
}

function speedName(speed) {
    return speed === Infinity ? t("speed.most") : t(session.sides.A.info.step_months === 3 ? "speed.quarters" : "speed.steps", { count: speed });
}

function speedChoice() {
    const list = el("select", { id: "speed", onchange: () => chooseSpeed(list.selectedIndex) });
    const fill = () => {
        list.replaceChildren(...speeds.map((speed) => el("option", {}, speedName(speed))));
        list.selectedIndex = clock.speed;
    };
    fill();
    on("sides", fill);
    return el("label", { class: "labelled" }, el("span", {}, t("speed")), list);
}

function regionChoice() {
    const list = el("select", { id: "region", onchange: () => chooseRegion(list.selectedIndex) });
    const node = el("label", { class: "labelled" }, el("span", {}, t("region")), list);
    const fill = () => {
        list.replaceChildren(...session.sides.A.info.regions.map((region) => el("option", {}, shortName(region))));
        list.selectedIndex = session.region;
        node.hidden = list.options.length < 2;
    };
    fill();
    on("sides region", fill);
    return node;
}

// The year, large, and a slider to any step.
function scrubber() {
    const shown = el("output", { class: "date", for: "step" });
    const input = el("input", { id: "step", type: "range", min: 0, step: 1, "aria-label": t("clock.step"), onchange: () => moveTo(Number(input.value)) });
    let isHeld = false;
    input.addEventListener("pointerdown", () => { isHeld = true; });
    window.addEventListener("pointerup", () => { isHeld = false; });
    const draw = () => {
        const { info, numbers } = sides().reduce((a, b) => (b.info.steps > a.info.steps ? b : a));
        const date = dateOf(numbers.time, info.step_months);
        shown.textContent = date;
        input.max = lastStep();
        if (!isHeld) input.value = shownStep();
        input.setAttribute("aria-valuetext", date);
    };
    return { nodes: [shown, input], draw };
}

// Says what happens, also to those who cannot see it; not at every step.
function status() {
    const node = el("p", { class: "out-of-sight", role: "status", "aria-live": "polite" });
    const show = () => {
        const year = sides().length ? dateOf(sides()[0].numbers.time, sides()[0].info.step_months) : "";
        const text = clock.failed ? "" : clock.isRunning ? t("clock.running") : isComplete() ? t("clock.complete", { year })
            : shownStep() === 0 ? t("clock.ready") : t("clock.paused", { year });
        if (node.textContent !== text) node.textContent = text;
    };
    return { node, show };
}

function keys(event) {
    const target = event.target;
    if (event.ctrlKey || event.altKey || event.metaKey || !document.querySelector(".controls")) return;
    if (target.closest("input, select, textarea, dialog, [role=tab]")) return;
    const isPressed = target.closest("button, a, summary");
    if (event.key === " " && !isPressed) runOrPause();
    else if (event.key === "ArrowRight") move(1);
    else if (event.key === "ArrowLeft") move(-1);
    else return;
    event.preventDefault();
}
document.addEventListener("keydown", keys);

export function controls() {
    const go = el("button", { type: "button", class: "go", id: "go", title: t("clock.key"), onclick: runOrPause });
    const { nodes, draw } = scrubber(), said = status(), wrong = el("div", { class: "wrong" });
    let shown = "";
    const drawClock = () => {
        const name = clock.isRunning ? "pause" : isComplete() ? "again" : "run";
        if (name !== shown) go.replaceChildren(icon(name), t(`clock.${name}`));
        shown = name;
        go.classList.toggle("on", clock.isRunning);
        wrong.replaceChildren(...(clock.failed ? [problem(clock.failed)] : []));
        said.show();
    };
    const drawNow = painter(() => { draw(); drawClock(); });
    on("sides frames clock", drawNow);
    const node = el("div", { class: "controls", role: "group", "aria-label": t("clock.controls") },
        el("div", { class: "buttons" },
            button("first", t("clock.first"), () => moveTo(0)), button("back", t("clock.back"), () => move(-1)),
            go, button("forward", t("clock.forward"), () => move(1))),
        el("div", { class: "time" }, ...nodes), speedChoice(), regionChoice(), said.node, wrong);
    return { nodes: [node], start: drawNow };
}
