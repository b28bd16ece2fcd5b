// A teacher and two students in a browser: node class.mjs MODULES CHROMIUM ADDRESS ALONE FOLDER
// ALONE is the address of a studio that serves nobody else.
// Prints what it finds wrong, one fault a line; pictures go to FOLDER.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [modules, chromium, address, alone, folder] = process.argv.slice(2);
const playwright = createRequire(join(modules, "any.js"))("playwright-core");
const jsqr = createRequire(join(modules, "any.js"))("jsqr");
const faults = [];
const browser = await playwright.chromium.launch({
    executablePath: chromium,
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
});

function check(holds, words) {
    if (!holds) faults.push(words);
}

// A browser of somebody's own. `expected`: what the console may say.
async function open(name, url, options, expected = /^$/) {
    const context = await browser.newContext({ locale: "en-GB", ...options });
    const tab = await context.newPage();
    tab.setDefaultTimeout(20000);
    tab.on("console", (message) => {
        if (["error", "warning"].includes(message.type()) && !expected.test(message.text())) faults.push(`${name}: console: ${message.text()}`);
    });
    tab.on("pageerror", (error) => faults.push(`${name}: script: ${error.message}`));
    tab.on("request", (request) => {
        const to = new URL(request.url());
        if (!["127.0.0.1", "127.0.0.2"].includes(to.hostname) && !["data:", "blob:"].includes(to.protocol)) faults.push(`${name}: asks for ${to}`);
    });
    await tab.goto(url);
    return tab;
}

const overflow = (tab) => tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
const picture = (tab, name) => tab.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
const phone = { viewport: { width: 375, height: 740 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };

async function downloads(tab, id) {
    const [file] = await Promise.all([tab.waitForEvent("download"), tab.locator(id).click()]);
    return readFileSync(await file.path(), "utf8");
}

// What is typed stays in other letters and in another language.
async function keepForm(teacher) {
    const [scenario, region, outcome] = [0, 1, 2].map((k) => teacher.locator(".class-form select").nth(k));
    const regions = (count) => teacher.waitForFunction((of) => document.querySelectorAll(".class-form select")[1].options.length === of, count);
    const before = await scenario.inputValue();
    await scenario.selectOption("hubs/world_of_four.json");
    await regions(4);
    await region.selectOption({ index: 2 });
    await outcome.selectOption("employment");
    await teacher.locator(".class-form [type=number]").nth(1).fill("17");
    const choices = () => teacher.locator(".class-form").evaluate((form) => [...form.querySelectorAll("input, select")].map((of) => of.value).join());
    const chosen = await choices();
    await teacher.locator("#large").click();
    check(await choices() === chosen, "large type loses the form of a class");
    await teacher.locator("#large").click();
    for (const [language, word] of [["日本語", "授業"], ["English", "Start"]]) {
        await teacher.locator("#language").selectOption({ label: language });
        await teacher.locator("#class-start", { hasText: word }).waitFor();
        await regions(4);
        check(await choices() === chosen, `the form of a class is lost in ${language}`);
    }
    await scenario.selectOption(before);
    await regions(1);
    await outcome.selectOption("firms");
}

async function startClass(teacher) {
    await teacher.locator("#class").click();
    await teacher.locator("#class-start").waitFor();
    check(await teacher.locator("#class-only-here").count() === 0, "the page says that nobody else can join");
    await teacher.waitForFunction(() => document.querySelectorAll(".class-form select")[1].options.length > 0);
    await picture(teacher, "teacher_start");
    await teacher.getByLabel("Budget of a package").fill("-1");
    await teacher.locator("#class-start").click();
    check(await teacher.locator("#class-code").count() === 0, "a class with a budget below 0");
    await teacher.getByLabel("Budget of a package").fill("120");
    await keepForm(teacher);
    await teacher.locator("#class-start").click();
    return (await teacher.locator("#class-code").textContent()).trim();
}

// What a camera reads from the teacher's screen.
async function scan(teacher) {
    const { pixels, side } = await teacher.locator(".door-picture").evaluate(async (picture) => {
        const side = 400, image = new Image(side, side);
        image.src = "data:image/svg+xml," + encodeURIComponent(new XMLSerializer().serializeToString(picture));
        await image.decode();
        const canvas = new OffscreenCanvas(side, side), context = canvas.getContext("2d");
        context.drawImage(image, 0, 0, side, side);
        return { pixels: [...context.getImageData(0, 0, side, side).data], side };
    });
    return jsqr(Uint8ClampedArray.from(pixels), side, side)?.data;
}

async function joinAs(tab, code, name) {
    await tab.getByLabel("Code of the class").fill("WRONG1");
    await tab.getByLabel("Your name").fill(name);
    await tab.locator("#join").click();
    check((await tab.locator(".problem").textContent()).includes("not the code"), "a wrong code is not explained");
    await tab.getByLabel("Code of the class").fill(code.toLowerCase());
    await tab.keyboard.press("Enter");
    await tab.locator("#submit").waitFor();
}

async function add(tab, words, name) {
    await tab.locator(".adder [type=search]").fill(words);
    await tab.locator(".adder details.choice:visible summary", { hasText: name }).first().click();
    await tab.getByRole("button", { name: `Add ${name}` }).click();
    await tab.locator(".order strong", { hasText: name }).waitFor();
}

const used = (tab, pattern) => tab.waitForFunction((text) => new RegExp(text).test(document.querySelector(".used").textContent), pattern);

// On a phone: over the budget first, then not.
async function composeByTouch(tab) {
    await add(tab, "network organ", "Network organisation");
    await used(tab, "^102 of 120");
    const size = tab.locator(".order [type=number]").first();
    await size.fill("40");
    await used(tab, "over the budget");
    check(await tab.locator("#submit").isDisabled(), "a package over the budget can be submitted");
    await picture(tab, "student_over");
    await size.fill("-3");
    await tab.locator(".field-error li").first().waitFor();
    check((await tab.locator(".field-error").first().textContent()).includes("out of range"), "a wrong value is not explained");
    await size.fill("12");
    await used(tab, "^102 of 120");
    check((await overflow(tab)) <= 0, "composing is wider than a phone");
    await tab.locator("#submit").click();
    await tab.locator(".result .effect").waitFor();
}

// By keyboard alone: search, open, add, change by arrow keys, submit.
async function composeByKeys(tab) {
    await tab.locator(".adder [type=search]").focus();
    await tab.keyboard.type("incubator");
    const choice = tab.locator(".adder details.choice:visible summary", { hasText: "Incubator" }).first();
    for (let k = 0; k < 12 && !(await choice.evaluate((node) => node === document.activeElement)); k++) await tab.keyboard.press("Tab");
    await tab.keyboard.press("Enter");
    await tab.keyboard.press("Tab");
    await tab.keyboard.press("Enter");
    const slider = tab.locator(".order [type=range]").first();
    await slider.focus();
    const before = await tab.locator(".order [type=number]").first().inputValue();
    await tab.keyboard.press("ArrowLeft");
    check(await tab.locator(".order [type=number]").first().inputValue() !== before, "arrow keys do not move the lever");
    await tab.waitForFunction(() => !document.querySelector("#submit").disabled);
    await tab.locator("#submit").focus();
    await tab.keyboard.press("Enter");
    await tab.locator(".result .effect").waitFor();
}

// Dots come a few at a time, but paper gets them all.
async function printDots(teacher) {
    await teacher.evaluate(() => {
        const count = () => {
            const layers = [...document.querySelectorAll(".chart canvas")], { width, height } = layers[0];
            const pen = Object.assign(document.createElement("canvas"), { width, height }).getContext("2d");
            for (const layer of layers) pen.drawImage(layer, 0, 0);
            const { data } = pen.getImageData(0, 0, width, height);
            return data.filter((_, i) => i % 4 === 2 && data[i + 1] > 60 && data[i] > data[i - 2] + 50).length;
        };
        window.blue = { onScreen: count() };
        addEventListener("beforeprint", () => { window.blue.onPaper = count(); });
    });
    await teacher.pdf();
    const { onScreen, onPaper } = await teacher.evaluate(() => window.blue);
    check(onPaper > 0.75 * onScreen, `paper has ${onPaper} dots' pixels, the screen ${onScreen}`);
}

const trying = await open("teacher without a network", alone, { viewport: { width: 1280, height: 800 } });
await trying.locator("#class").click();
await trying.locator("#class-only-here").waitFor();
await picture(trying, "teacher_alone");
await trying.locator("#class").click();
await trying.locator("#suggested-world").waitFor(); // back in the studio

const teacher = await open("teacher", address, { viewport: { width: 1920, height: 1080 } }, /status of 400/);
const code = await startClass(teacher);
check(/^[A-Z0-9]{6}$/.test(code), `the code is ${code}`);
const place = `http://${(await teacher.locator(".address").textContent()).trim()}`;
await picture(teacher, "teacher_waits");

const refused = /status of (403|400)|ERR_CONNECTION_REFUSED/; // the last when the class has ended
const scanned = await scan(teacher);
check(scanned === `${place}#${code}`, `the QR code says ${scanned}`);
const one = await open("student on a phone", scanned ?? place, phone, refused);
check((await one.getByLabel("Code of the class").inputValue()) === code, "the scanned code is not filled in");
await picture(one, "student_join");
check((await overflow(one)) <= 0, "joining is wider than a phone");
await one.getByLabel("Your name").fill("Aik");
await one.locator("#language").selectOption({ label: "日本語" });
check((await one.locator(".class-join input").nth(1).inputValue()) === "Aik", "another language loses a name that is being typed");
await one.locator("#language").selectOption({ label: "English" });
await joinAs(one, code, "Aiko");
const two = await open("student at a desk", place, { viewport: { width: 1280, height: 800 } }, refused);
await joinAs(two, code, "<b>Bo</b> =1+1");
await composeByTouch(one);
await composeByKeys(two);

const sentence = await one.locator(".result .effect").first().textContent();
check(/Firms at the end: [\d.]+ more. 95.% interval of the change: [−+\d.]+ to [−+\d.]+\./.test(sentence), `the result says: ${sentence}`);
await one.reload();
await one.locator(".result .effect").waitFor();
check((await one.locator(".order strong").textContent()) === "Network organisation", "the draft is lost when the page is loaded again");
await one.waitForFunction(() => document.querySelectorAll(".league tbody tr").length === 2);
check(await one.locator(".league .own").count() === 1, "the own line of the league is not marked");
await one.locator(".chart canvas").first().waitFor();
await picture(one, "student_result");
await picture(two, "student_desk");
await one.locator("#language").selectOption({ label: "日本語" });
await one.locator("#submit").waitFor();
const japanese = await one.locator("main").innerText();
check(/パッケージを提出/.test(japanese) && !/undefined|NaN|\[object/.test(japanese), "the Japanese page is not whole");
check((await overflow(one)) <= 0, "the Japanese page is wider than a phone");
await picture(one, "student_japanese");

await teacher.waitForFunction(() => document.querySelectorAll(".league").length === 2 && document.querySelectorAll(".league tbody tr").length === 4);
check(await teacher.locator("main b").count() === 0, "a name is taken for markup");
check(await teacher.locator(".names li").count() === 2, "not two names");
check((await overflow(teacher)) <= 0, "the teacher's page is wider than the screen");
await teacher.locator("summary", { hasText: "All packages" }).click();
await teacher.locator("details tbody tr").first().waitFor();
check(await teacher.locator("details tbody tr").count() === 2, "the table of packages is not whole");
await picture(teacher, "teacher_results");
await printDots(teacher);
const text = await teacher.locator("main").innerText();
check(!/undefined|NaN|\[object/.test(text), "the teacher's page is not whole");
const saved = JSON.parse(await downloads(teacher, "#class-json"));
check(saved.packages.length === 2 && saved.packages[0].differences.length === 40, "the JSON is not whole");
const lines = (await downloads(teacher, "#class-csv")).split("\r\n");
check(lines.length === 4 && lines[1].split('"').length > 2 && lines[0].startsWith("\ufeffpackage,student,status"), "the CSV is not whole");

await teacher.locator("#language").selectOption({ label: "日本語" });
await teacher.locator("#class-code").waitFor();
await picture(teacher, "teacher_japanese");
await teacher.locator("#class-end").click();
await teacher.locator("#class-end-yes").click();
await teacher.locator("#class-start").waitFor();
await two.locator(".hold", { hasText: "does not answer" }).waitFor();
await browser.close();
for (const fault of new Set(faults)) console.log(fault);
process.exit(faults.length > 0 ? 1 : 0);
