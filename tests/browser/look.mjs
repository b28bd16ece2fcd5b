// Opens a page without a network and looks at it: node look.mjs MODULES CHROMIUM PAGE FOLDER
// Prints what it finds wrong, one fault a line; pictures go to FOLDER.
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [modules, chromium, page, folder] = process.argv.slice(2);
const playwright = createRequire(join(modules, "any.js"))("playwright-core");
const faults = [];

const browser = await playwright.chromium.launch({
    executablePath: chromium,
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
});

// A tab that may open the file and nothing else.
async function open(options) {
    const context = await browser.newContext({ offline: true, ...options });
    const tab = await context.newPage();
    await tab.route("**/*", (route) => {
        const address = route.request().url();
        if (address.startsWith("file:") || address.startsWith("blob:") || address.startsWith("data:")) return route.continue();
        faults.push(`asks for ${address}`);
        return route.abort();
    });
    tab.on("console", (message) => {
        if (["error", "warning"].includes(message.type())) faults.push(`console: ${message.text()}`);
    });
    tab.on("pageerror", (error) => faults.push(`script: ${error.message}`));
    tab.on("dialog", (dialog) => { faults.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
    await tab.goto(pathToFileURL(page).href);
    return tab;
}

function check(holds, words) {
    if (!holds) faults.push(words);
}

// Wider than the screen?
async function overflow(tab) {
    return tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

async function lookAtDesktop() {
    const tab = await open({ viewport: { width: 1280, height: 900 } });
    for (const id of ["brief", "setting", "trends", "loop", "kinds", "pipeline", "exits", "facts", "limits", "origin"])
        check(await tab.locator(`section#${id} h2`).count() === 1, `no section ${id}`);
    check(await tab.locator("script[src], link, img, iframe").count() === 0, "elements that load from outside");
    const figures = await tab.locator("figure").count();
    check(figures >= 10, `only ${figures} figures`);
    check(await tab.locator("figure details.numbers").count() === figures, "a figure without its table");
    const ids = await tab.evaluate(() => [...document.querySelectorAll("[id]")].map((node) => node.id));
    check(new Set(ids).size === ids.length, "two elements of one id");
    check(await tab.locator(".chart:not(:has(svg path))").count() === 0, "an empty chart");
    check(await tab.locator("[role=img]:not([aria-label])").count() === 0, "a drawing without a name");
    check((await overflow(tab)) <= 0, "the page is wider than a desktop");
    await tab.screenshot({ path: join(folder, "desktop.png"), fullPage: true });
    await useByKeyboard(tab);
    await openTables(tab);
    await tab.context().close();
}

// The year of the diagram by arrow keys, the place by letters, a table by Enter.
async function useByKeyboard(tab) {
    const year = tab.locator("#loop input[type=range]");
    const before = await tab.locator("#loop svg").innerHTML();
    await year.focus();
    await tab.keyboard.press("Home");
    check(await tab.locator("#loop svg").innerHTML() !== before, "the slider does not change the diagram");
    check(/^\d{4}/.test(await year.getAttribute("aria-valuetext")), "the slider does not say its year");
    await tab.keyboard.press("ArrowRight");
    const place = tab.locator("#controls select").first();
    if (await place.count() > 0) {
        await place.focus();
        const name = await tab.locator("#trends .place").textContent();
        await tab.keyboard.press("ArrowDown");
        await tab.keyboard.press("ArrowUp");
        check(await tab.locator("#trends .place").textContent() === name, "the place does not follow the keys");
    }
    const summary = tab.locator("#loop details.numbers summary");
    await summary.focus();
    await tab.keyboard.press("Enter");
    await tab.locator("#loop details.numbers tbody tr").first().waitFor({ timeout: 5000 }).catch(() => {});
    check(await tab.locator("#loop details.numbers tbody tr").count() === 23, "the diagram's table is not whole");
}

async function openTables(tab) {
    await tab.evaluate(() => document.querySelectorAll("details").forEach((d) => { d.open = true; }));
    await tab.waitForTimeout(300);
    const empty = await tab.evaluate(() =>
        [...document.querySelectorAll("figure details.numbers")].filter((d) => d.querySelectorAll("td").length === 0).length);
    check(empty === 0, `${empty} tables are empty`);
    const wrong = await tab.evaluate(() => (document.querySelector("main").textContent.match(/NaN|undefined|\[object|Infinity/g) ?? []).length);
    check(wrong === 0, `${wrong} times NaN, undefined or the like`);
}

async function lookAtOthers() {
    const phone = await open({ viewport: { width: 375, height: 812 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true });
    check((await overflow(phone)) <= 0, "the page is wider than a phone");
    await phone.screenshot({ path: join(folder, "phone.png"), fullPage: true });
    const projector = await open({ viewport: { width: 1920, height: 1080 } });
    await projector.screenshot({ path: join(folder, "projector.png") });
    const paper = await open({ viewport: { width: 1280, height: 900 } });
    await paper.pdf({ path: join(folder, "print.pdf"), format: "A4", preferCSSPageSize: true, printBackground: false });
}

await lookAtDesktop();
await lookAtOthers();
await browser.close();
for (const fault of new Set(faults)) console.log(fault);
process.exit(faults.length > 0 ? 1 : 0);
