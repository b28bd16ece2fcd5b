// Walks through the studio: node studio.mjs MODULES CHROMIUM SOURCE FOLDER ADDRESS
// Prints what it finds wrong, one fault a line, and what it measures on lines that begin with "#".
// Pictures and the scenario it saves (saved.json, with the hash of the page in saved.hash) go to FOLDER.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [modules, chromium, source, folder, address] = process.argv.slice(2);
const { japaneseErrors } = await import(pathToFileURL(join(source, "tools/pages/studio/texts_errors.js")).href);
const playwright = createRequire(join(modules, "any.js"))("playwright-core");
const origin = new URL(address).origin, token = new URL(address).hash.replace("#token=", "");
const faults = [];

function check(holds, words) {
    if (!holds) faults.push(words);
}

const browser = await playwright.chromium.launch({
    executablePath: chromium,
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--enable-precise-memory-info"],
});

// A tab that may ask the program and nobody else; `charts` answers for it when the charts are asked for.
async function open(options = {}, charts = null) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: "en-GB", acceptDownloads: true, ...options });
    const tab = await context.newPage();
    tab.setDefaultTimeout(30000);
    await tab.route("**/*", (route) => {
        const asked = route.request().url();
        if (asked.startsWith(origin) || asked.startsWith("blob:") || asked.startsWith("data:")) return route.continue();
        faults.push(`asks for ${asked}`);
        return route.abort();
    });
    if (charts) await tab.route("**/charts.js", charts);
    tab.on("console", (message) => {
        const isRefusal = /status of 400/.test(message.text()) || (charts && /integrity/.test(message.text()));
        if (["error", "warning"].includes(message.type()) && !isRefusal) faults.push(`console: ${message.text()}`);
    });
    tab.on("pageerror", (error) => faults.push(`script: ${error.message}`));
    await tab.addInitScript(() => {
        window.longest = 0; // ms
        new PerformanceObserver((list) => {
            for (const task of list.getEntries()) window.longest = Math.max(window.longest, task.duration);
        }).observe({ type: "longtask", buffered: true });
    });
    for (const side of ["A", "B"])
        await fetch(`${origin}/api/sides/${side}`, { method: "DELETE", headers: { "X-Agglo-Token": token } });
    await tab.goto(address);
    await tab.waitForSelector(".suggestion");
    return tab;
}

const picture = (tab, name, more = {}) => tab.screenshot({ path: join(folder, `${name}.png`), ...more });
const overflow = (tab) => tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
const shownStep = (tab) => tab.locator("#step").inputValue().then(Number);
const isRunning = (tab) => tab.locator("#go.on").count().then((count) => count === 1);
const hash = async (tab) => {
    await tab.click("#tab-files");
    return tab.locator("#panel-files code").last().textContent();
};

async function until(tab, step) {
    await tab.waitForFunction((to) => Number(document.getElementById("step")?.value) >= to, step, { timeout: 20000 });
}

async function choose(tab, id) {
    await tab.click(`#suggested-${id}`);
    await tab.waitForSelector(".controls");
}

async function settled(tab) {
    await tab.waitForFunction(() => !document.querySelector("#go.on"));
    await tab.waitForTimeout(150);
}

// ---- The catalogue of texts against what the program says ----

async function lookAtTexts() {
    const load = (name) => import(pathToFileURL(join(source, "tools/pages/studio", name)));
    const { texts } = await load("texts.js"), { japanese } = await load("texts_model.js");
    const ask = async (path) => (await fetch(origin + path, { headers: { "X-Agglo-Token": token } })).json();
    const said = await ask("/api/descriptors"), scenarios = await ask("/api/scenarios");
    const cjk = /[\u3040-\u30ff\u4e00-\u9fff]/;
    const both = (key) => check(texts[key]?.en !== undefined && texts[key]?.ja !== undefined, `no text ${key}`);
    const inJapanese = (key) => check(cjk.test(japanese[key] ?? ""), `no Japanese of ${key}`);
    for (const [key, of] of Object.entries(texts)) check(of.en !== undefined && of.ja !== undefined, `${key} lacks a language`);
    const units = new Set();
    for (const policy of said.policies) {
        both(`policy.${policy.name}`);
        both(`group.${policy.group}`);
        inJapanese(`policy.${policy.name}`);
        check(!/[a-z]{3,} [a-z]{2,}/.test(policy.cost) || japanese[`cost.${policy.name}`], `no Japanese of the cost of ${policy.name}`);
        for (const of of policy.params) {
            units.add(of.unit);
            both(`argument.${of.name}`);
            check(japanese[`argument.${policy.name}.${of.name}`] ?? japanese[`argument.${of.name}`], `no Japanese of ${policy.name}.${of.name}`);
        }
    }
    for (const of of said.parameters) { units.add(of.unit); both(`group.${of.group}`); inJapanese(`parameter.${of.name}`); }
    for (const of of said.links) { units.add(of.unit); both(`link.${of.name}`); inJapanese(`link.${of.name}`); }
    for (const of of said.states) both(`state.${of.number}`);
    for (const of of said.outputs) if (of.name !== "flux") { units.add(of.unit); both(`output.${of.name}`); }
    for (const of of said.event_types) inJapanese(`event.${of.name}`);
    for (const kind of said.kinds) both(`kind.${kind}`);
    for (const unit of units) both(`unit.${unit}`);
    for (const of of scenarios) {
        both(`group.${of.group}`);
        const policy = /^policies\/(\w+)\.json$/.exec(of.path)?.[1];
        if (!(`policy.${policy}` in texts)) { inJapanese(`scenario.${of.path}`); inJapanese(`question.${of.path}`); }
    }
}

// ---- A walk ----

async function start() {
    const other = await open();
    await picture(other, "choose");
    await other.context().close();
    const begun = Date.now(), tab = await open();
    await choose(tab, "world");
    await tab.click("#go");
    await until(tab, 2);
    const took = Date.now() - begun;
    await tab.waitForFunction(() => document.querySelectorAll(".trend canvas").length === document.querySelectorAll(".trend").length);
    console.log(`# ${took} ms from opening the page to a running picture, with two clicks`);
    console.log(`# longest task until its charts are drawn: ${Math.round(await tab.evaluate(() => window.longest))} ms`);
    check(!tab.url().includes(token), "the token stays in the address bar");
    return tab;
}

// Space, arrows: the same step has the same hash.
async function useTime(tab) {
    await tab.keyboard.press("Space");
    await settled(tab);
    check(!(await isRunning(tab)), "space does not pause");
    const step = await shownStep(tab), before = await hash(tab);
    await tab.locator("h2").first().click();
    await tab.keyboard.press("ArrowLeft");
    await tab.waitForFunction((to) => Number(document.getElementById("step").value) === to, step - 1);
    check(await hash(tab) !== before, "a step back shows the same state");
    await tab.locator("h2").first().click();
    await tab.keyboard.press("ArrowRight");
    await until(tab, step);
    check(await hash(tab) === before, "a step back and one forward give another state");
    await tab.locator("#region").selectOption({ index: 1 });
    check((await tab.locator(".trends-card .where").textContent()) !== "", "no region above the charts");
    await tab.locator("#region").selectOption({ index: 0 });
}

async function changeLever(tab) {
    await tab.click("#tab-levers");
    const gain = tab.locator("#panel-levers .field").nth(9).locator("input");
    await gain.fill("-1");
    await gain.press("Enter");
    await tab.locator("#panel-levers .field-error li").first().waitFor();
    check(await gain.inputValue() === "-1", "what was typed is lost");
    await picture(tab, "refused");
    await gain.fill("0.5");
    await gain.press("Enter");
    await tab.waitForFunction(() => document.querySelector(".side strong").textContent.includes("changed"));
    check(await tab.locator("#panel-levers .field.changed").count() === 1, "the lever is not marked as changed");
}

async function addPolicy(tab) {
    await tab.click("#tab-policies");
    await tab.fill("#panel-policies [type=search]", "biodesign");
    const choice = tab.locator("details.choice:visible").first();
    await choice.locator("summary").click();
    const form = choice.locator("form"), inputs = form.locator("input");
    const size = inputs.last();
    check(Math.abs(Number(await inputs.first().inputValue()) - 1980 - (await shownStep(tab)) / 4) < 0.26, "the policy does not begin now");
    await size.fill("-5");
    await form.locator(".main").click();
    await form.locator(".field-error li").first().waitFor();
    check(await size.inputValue() === "-5", "what was typed is lost");
    await picture(tab, "policy");
    await size.fill("25");
    await form.locator(".main").click();
    await tab.locator("#panel-policies [role=status]", { hasText: "Biodesign" }).waitFor();
    const focused = () => tab.evaluate(() => document.activeElement.tagName);
    check(await focused() === "SUMMARY", "the focus is lost when a policy is added");
    await tab.waitForTimeout(200);
    const list = tab.locator(".running");
    check((await list.allTextContents()).some((text) => text.includes("25 people")), "the policy is not in the list");
    const count = await list.count();
    await list.first().locator("button").last().click();
    await tab.waitForFunction((of) => document.querySelectorAll(".running").length === of, count - 1);
    check(await focused() !== "BODY", "the focus is lost when a policy is removed");
}

async function askWhy(tab) {
    await tab.click("#tab-events");
    await tab.locator("#panel-events .events button").first().click();
    await tab.locator("#panel-events .chain .root").waitFor();
    await picture(tab, "events");
    await tab.click("#tab-network");
    await tab.click("#panel-network .main");
    await tab.locator("#panel-network canvas").waitFor();
    await tab.waitForTimeout(700);
    await picture(tab, "network");
}

async function toTheEnd(tab) {
    await tab.locator("#step").focus();
    await tab.keyboard.press("End");
    await tab.locator("#go", { hasText: "Run again" }).waitFor();
    await settled(tab);
}

async function saveAndOpen(tab) {
    await tab.locator("#speed").selectOption({ index: 5 });
    await toTheEnd(tab);
    const shown = await hash(tab);
    const [download] = await Promise.all([tab.waitForEvent("download"), tab.click("#save")]);
    await download.saveAs(join(folder, "saved.json"));
    writeFileSync(join(folder, "saved.hash"), shown);
    await picture(tab, "end", { fullPage: true });
    await tab.setInputFiles("#open-A", join(folder, "saved.json"));
    await tab.waitForFunction(() => document.getElementById("step").value === "0");
    await toTheEnd(tab);
    check(await hash(tab) === shown, "the saved scenario gives another state");
    const [report] = await Promise.all([tab.waitForEvent("download"), tab.locator("#panel-files input[type=number]").fill("2").then(() => tab.click("#report"))]);
    await report.saveAs(join(folder, "report.html"));
    const [result] = await Promise.all([tab.waitForEvent("download"), tab.click("#result")]);
    await result.saveAs(join(folder, "result.h5"));
    check(readFileSync(join(folder, "result.h5")).subarray(1, 4).toString() === "HDF", "the result is none");
    check(readFileSync(join(folder, "report.html"), "utf8").includes("<!DOCTYPE html>"), "the report is none");
}

// What is no scenario changes nothing; what looks like markup is text.
async function openOthers(tab) {
    writeFileSync(join(folder, "none.json"), "{\"regions\": 3}");
    const name = await tab.locator(".side strong").textContent();
    await tab.setInputFiles("#open-A", join(folder, "none.json"));
    await tab.locator("#panel-files .problem li").first().waitFor();
    check(await tab.locator(".side strong").textContent() === name, "a file that is no scenario changes the side");
    const document = JSON.parse(readFileSync(join(source, "scenarios/japan/marginal_prefecture.json"), "utf8"));
    const evil = "</script><script>throw 1</script><img src=x onerror='throw 2'>";
    Object.assign(document, { name: evil, description: evil, source: evil });
    document.regions[0].label = evil;
    writeFileSync(join(folder, "evil.json"), JSON.stringify(document));
    await tab.setInputFiles("#open-A", join(folder, "evil.json"));
    await tab.locator(".side strong", { hasText: "<img src=x" }).waitFor();
    check(await tab.locator("main img, main script").count() === 0, "markup of a scenario becomes elements");
    await tab.click("#choose-A");
    await choose(tab, "world");
    await tab.locator("#speed").selectOption({ index: 5 });
}

async function compare(tab) {
    await tab.click("#compare");
    await tab.fill(".chooser [type=search]", "boston university");
    await tab.locator(".scenario:visible").first().click();
    await tab.waitForSelector("#choose-B");
    await tab.waitForTimeout(400);
    check(await tab.locator("svg.loop").count() === 2, "no second diagram");
    check(await tab.locator(".trend .value-B").count() > 3, "the charts do not show side B");
    check(await tab.locator(".trend canvas").count() === await tab.locator(".trend").count(), "a chart is empty");
    await picture(tab, "compare", { fullPage: true });
    check(await overflow(tab) <= 0, "two sides are wider than a desktop");
}

// ---- Speed and memory ----

async function measure(tab) {
    const heap = async () => {
        const session = await tab.context().newCDPSession(tab);
        await session.send("HeapProfiler.collectGarbage");
        const { usedSize } = await session.send("Runtime.getHeapUsage");
        await session.detach();
        return usedSize / 1e6;
    };
    const once = async () => {
        await tab.click("#first");
        await tab.waitForFunction(() => document.getElementById("step").value === "0");
        const begun = Date.now();
        await tab.click("#go");
        await until(tab, 160);
        await settled(tab);
        return (1000 * 160) / (Date.now() - begun - 150);
    };
    await once();
    const before = await heap(), speeds = []; // collecting garbage is a long task of its own
    await tab.waitForTimeout(100);
    await tab.evaluate(() => { window.longest = 0; });
    for (let k = 0; k < 4; k++) speeds.push(await once());
    const longest = Math.round(await tab.evaluate(() => window.longest));
    const after = await heap();
    console.log(`# ${Math.round(Math.max(...speeds))} quarters a second at the highest speed; longest task ${longest} ms`);
    console.log(`# heap after ${160 * speeds.length} steps more: ${before.toFixed(1)} to ${after.toFixed(1)} MB`);
    check(after < before + 10, `the heap grows from ${before} to ${after} MB`);
}

// ---- Languages, phones, keyboards ----

// Errors that the catalogue knows and no source file says any more.
function staleErrors() {
    const folders = ["models", "models/scenario", "tools/studio"];
    const files = folders.flatMap((of) => readdirSync(join(source, of)).filter((name) => name.endsWith(".c")).map((name) => join(source, of, name)));
    const text = files.map((file) => readFileSync(file, "utf8")).join("\n").replace(/"\s*\n\s*"/g, "");
    return Object.keys(japaneseErrors).filter((english) => !text.includes(`"${english}`));
}

// Texts on the page without a Japanese letter, though they have English words.
function untranslated(tab) {
    return tab.evaluate(() => {
        const found = [], walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            if (node.parentElement.closest("[lang=en], code, pre, title, [hidden]")) continue;
            const text = node.textContent.trim();
            if (/[A-Za-z]{3,}/.test(text) && text !== "III" && !/[\u3040-\u30ff\u4e00-\u9fff]/.test(text)) found.push(text.slice(0, 80));
        }
        return found;
    });
}

async function lookInJapanese() {
    const tab = await open({ locale: "ja-JP", viewport: { width: 1920, height: 1080 } });
    const faulty = async (where) => { for (const text of await untranslated(tab)) faults.push(`${where} in Japanese: ${text}`); };
    await picture(tab, "choose_ja");
    await tab.evaluate(() => document.querySelectorAll("details").forEach((of) => { of.open = true; }));
    await faulty("choosing");
    await choose(tab, "compare");
    await tab.click("#go");
    await until(tab, 60);
    await tab.keyboard.press("Space");
    for (const name of ["policies", "levers", "events", "network", "files"]) {
        await tab.click(`#tab-${name}`);
        if (name === "levers") await tab.evaluate(() => document.querySelectorAll("#panel-levers details").forEach((of) => { of.open = true; }));
        if (name === "events") await tab.locator("#panel-events .events button").first().click();
        await tab.waitForTimeout(200);
        await faulty(name);
        await picture(tab, `${name}_ja`);
    }
    await tab.selectOption("#language", "en");
    check((await tab.locator("#go").textContent()) === "Run", "the language does not change");
    const date = await tab.locator(".date").textContent();
    await tab.reload();
    await tab.waitForSelector(".controls .icon");
    check((await tab.locator("#go").textContent()) === "Run", "the language is not kept");
    check((await tab.locator(".date").textContent()) === date, "the session is lost when the page is opened again");
    check(await tab.locator("svg.loop").count() === 2, "a side is lost when the page is opened again");
    await tab.context().close();
}

// The first view waits for no charts; charts that come late are drawn, other scripts in their place never.
async function lackCharts() {
    let come;
    const late = await open({}, async (route) => {
        await new Promise((done) => { come = done; });
        await route.continue();
    });
    await choose(late, "world");
    await late.click("#go");
    await until(late, 2);
    check(await late.locator("svg.loop").count() === 1, "no diagram without charts");
    check((await late.locator(".value-A").first().textContent()) !== "", "no numbers without charts");
    check(await late.locator(".trend canvas").count() === 0, "charts before they came");
    come();
    await late.waitForFunction(() => document.querySelectorAll(".trend canvas").length === document.querySelectorAll(".trend").length);
    await late.context().close();
    const other = await open({}, (route) => route.fulfill({ contentType: "text/javascript", body: "document.title = 'other';" }));
    await other.locator(".problem", { hasText: "charts did not come" }).waitFor();
    check(await other.title() !== "other", "a script that is not the page's runs");
    await other.context().close();
}

// What is typed and not sent stays when the letters grow and when the language is another one.
async function keepForms() {
    const tab = await open();
    await choose(tab, "compare"); // B has a policy to be changed
    const panel = (name) => tab.locator(`#panel-${name}`);
    await tab.click("#tab-levers");
    const gain = panel("levers").locator(".field input").nth(9);
    await gain.fill("-1");
    await gain.press("Enter");
    await panel("levers").locator(".field-error li").first().waitFor();
    await tab.click("#tab-policies");
    await panel("policies").locator(".running button").first().click();
    const changed = panel("policies").locator(".running form input").last(), search = panel("policies").locator("[type=search]");
    await changed.fill("7");
    await search.fill("incubator");
    const choice = panel("policies").locator("details.choice:visible").first();
    await choice.locator("summary").click();
    const added = choice.locator("form input").last();
    await added.fill("33");
    const look = async (when) => {
        check(await changed.inputValue() === "7", `${when}: a change of a policy is lost`);
        check(await search.inputValue() === "incubator", `${when}: what is looked for is lost`);
        check(await added.isVisible() && await added.inputValue() === "33", `${when}: a policy that was being added is lost`);
    };
    await tab.click("#large");
    check(await tab.evaluate(() => document.documentElement.classList.contains("large")), "the type does not grow");
    await look("in large type");
    await tab.selectOption("#language", "ja");
    await look("in Japanese");
    await tab.click("#tab-levers");
    await panel("levers").locator(".field-error li").first().waitFor();
    check(await gain.inputValue() === "-1", "a lever that was refused is lost");
    const told = await panel("levers").locator(".field-error li").first().textContent();
    check(told === "値が有効範囲の外です。 現在の値:-1。 期待される値:0~1000000。", `the error in Japanese: ${told}`);
    await tab.selectOption("#language", "en");
    await tab.click("#tab-policies");
    await look("back in English");
    await choice.locator("form .main").click();
    await tab.waitForFunction(() => document.querySelectorAll(".running").length === 2);
    check((await panel("policies").locator(".running").allTextContents()).some((text) => text.includes("33")), "what was kept is not what is added");
    await tab.context().close();
}

async function lookOnPhone() {
    const tab = await open({ viewport: { width: 360, height: 740 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true });
    check(await overflow(tab) <= 0, "the choice is wider than a phone");
    await picture(tab, "choose_phone");
    await choose(tab, "world");
    await tab.click("#go");
    await until(tab, 20);
    await tab.click("#go");
    await picture(tab, "phone");
    await tab.evaluate(() => document.querySelectorAll("details").forEach((of) => { of.open = true; }));
    for (const name of ["policies", "levers", "events", "network", "files"]) {
        await tab.click(`#tab-${name}`);
        check(await overflow(tab) <= 0, `${name} is wider than a phone`);
        if (name === "policies") await picture(tab, "policies_phone");
    }
    await tab.context().close();
}

async function useKeyboard() {
    const tab = await open({ reducedMotion: "reduce" });
    const focused = () => tab.evaluate(() => document.activeElement.id);
    const goTo = async (id) => {
        for (let k = 0; k < 60 && await focused() !== id; k++) await tab.keyboard.press("Tab");
        check(await focused() === id, `${id} cannot be reached by Tab`);
    };
    await goTo("suggested-world");
    check(await tab.evaluate(() => getComputedStyle(document.activeElement).outlineStyle) === "solid", "the focus cannot be seen");
    await tab.keyboard.press("Enter");
    await tab.waitForSelector(".controls");
    check(await focused() === "go", "the focus is not where it runs");
    await tab.keyboard.press("Space");
    await until(tab, 2);
    await tab.keyboard.press("Space");
    await settled(tab);
    await goTo("tab-policies");
    await tab.keyboard.press("ArrowRight");
    check(await focused() === "tab-levers", "arrows do not choose tabs");
    check(await tab.locator("#panel-levers").isVisible(), "the tab does not open");
    await tab.locator("footer summary").first().focus();
    for (let k = 0; k < 25; k++) {
        await tab.keyboard.press("Shift+Tab");
        const hidden = await tab.evaluate(() => {
            const box = document.activeElement.getBoundingClientRect();
            const seen = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height / 2, 20));
            return seen && (seen.contains(document.activeElement) || document.activeElement.contains(seen)) ? null : document.activeElement.outerHTML.slice(0, 80);
        });
        check(hidden === null, `the focus is behind something: ${hidden}`);
    }
    const nameless = await tab.evaluate(() => [...document.querySelectorAll("button, input, select")]
        .filter((of) => !(of.textContent.trim() || of.ariaLabel || of.labels?.length)).length);
    check(nameless === 0, `${nameless} controls have no name`);
    await tab.context().close();
}

await lookAtTexts();
for (const text of staleErrors()) faults.push(`no source says "${text}" any more`);
const tab = await start();
await useTime(tab);
await changeLever(tab);
await addPolicy(tab);
await askWhy(tab);
await saveAndOpen(tab);
await openOthers(tab);
await measure(tab);
await compare(tab);
await tab.context().close();
await lookInJapanese();
await keepForms();
await lackCharts();
await lookOnPhone();
await useKeyboard();
await browser.close();
for (const fault of new Set(faults)) console.log(fault);
process.exit(faults.length > 0 ? 1 : 0);
