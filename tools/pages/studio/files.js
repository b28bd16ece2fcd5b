// The scenario behind a side: what it says of itself, saving and opening it, results, reports.
import { ask, askFile, save } from "./api.js";
import { el } from "../shared/dom.js";
import { field, numberInput } from "./field.js";
import { inEnglish, language, t } from "./language.js";
import { scenarioWords, sideTitle } from "./names.js";
import { problem } from "./problem.js";
import { shellWord } from "../shared/numbers.js";
import { editedSide, inTurn, on, open } from "./session.js";

function fileName(side, ending) {
    const base = (side.info.scenario ?? "").replace(/^.*\//, "").replace(/\.json$/, "") || side.info.name.toLowerCase().replace(/[^a-z0-9]+/g, "_");
    return `${base || "scenario"}_${side.id}.${ending}`;
}

// A button that works and says so; faults stand below it.
function worker(label, work, more = {}) {
    const wrong = el("div", {}), button = el("button", { type: "button", ...more }, label);
    button.addEventListener("click", async () => {
        wrong.replaceChildren();
        button.setAttribute("aria-busy", "true");
        button.disabled = true;
        try {
            await work();
        } catch (error) {
            wrong.replaceChildren(problem(error));
        }
        button.disabled = false;
        button.removeAttribute("aria-busy");
    });
    return el("div", { class: "work" }, button, wrong);
}

export function openButton(id, opened) {
    const wrong = el("div", {}), name = `open-${id}`;
    const input = el("input", { type: "file", accept: ".json,application/json", id: name, class: "file" });
    input.addEventListener("change", async () => {
        wrong.replaceChildren();
        try {
            const text = await input.files[0].text();
            let document;
            try {
                document = JSON.parse(text);
            } catch (error) {
                throw Object.assign(new Error(error.message), { errors: [{ what: error.message, path: input.files[0].name }] });
            }
            await open(id, { document });
            opened();
        } catch (error) {
            wrong.replaceChildren(problem(error));
        }
        input.value = "";
    });
    return el("div", { class: "work" }, input, el("label", { for: name, class: "button" }, t("files.open")), wrong);
}

export function files() {
    const title = el("h3", {}), words = el("p", {}), source = el("p", { class: "note" });
    const more = el("details", {}, el("summary", {}, t("files.original")), el("p", inEnglish));
    const hash = el("code", {}), command = el("pre", {}), opener = el("div", {}), warnings = el("ul", { class: "warnings" });
    const replicates = field({ name: "replicates", label: t("files.replicates"), input: numberInput(20, { is_integer: true }), note: t("files.replicatesNote") });
    Object.assign(replicates.input, { min: 1, max: 1000 });
    const count = () => ({ replicates: Number(replicates.input.value) || 20 });
    let side = editedSide();
    const saveScenario = async () => save(new Blob([JSON.stringify(await ask("GET", `/api/sides/${side.id}/scenario`), null, 2) + "\n"], { type: "application/json" }), fileName(side, "json"));
    const saveFile = (kind, ending) => async () => save(await inTurn(() => askFile("POST", `/api/sides/${side.id}/${kind}`, count())), fileName(side, ending));
    const drawHash = () => { hash.textContent = editedSide().info.hash; };
    const draw = () => {
        side = editedSide();
        title.textContent = `${side.id}: ${sideTitle(side)}`;
        words.textContent = scenarioWords(side.info);
        more.hidden = language() === "en";
        more.lastChild.textContent = side.info.description;
        source.replaceChildren(t("policy.source"), el("span", inEnglish, side.info.source ?? "–"));
        command.replaceChildren(`agglo run ${shellWord(fileName(side, "json"))} `, el("span", { class: "whole" }, "--replicates 1"));
        warnings.replaceChildren(...(side.info.warnings ?? []).map((of) => el("li", inEnglish, `${of.path ? `${of.path}: ` : ""}${of.what}`)));
        opener.replaceChildren(openButton(side.id, () => {}));
        drawHash();
    };
    on("sides edited", draw);
    on("frames", drawHash);
    const node = el("div", {}, title, words, more, source, warnings,
        el("h3", {}, t("files.keep")), el("p", { class: "note" }, t("files.keepNote")),
        worker(t("files.save"), saveScenario, { class: "main", id: "save" }), opener,
        el("h3", {}, t("files.results")), el("p", { class: "note" }, t("files.resultsNote")), replicates.node,
        el("div", { class: "buttons" }, worker(t("files.result"), saveFile("result", "h5"), { id: "result" }), worker(t("files.report"), saveFile("report", "html"), { id: "report" })),
        el("h3", {}, t("files.same")), el("p", { class: "note" }, t("files.sameNote")), command,
        el("p", { class: "note" }, t("files.hash"), " ", hash));
    return { node, start: draw };
}
