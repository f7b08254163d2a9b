// The six things a person can do (README), in a real browser: phone and desktop, Chinese and English, once without script.
import { readFileSync } from "node:fs";
import { assert, finish, parseRun, sampleCity, serve, sheets, sleep, test, until } from "../journeys/kit.mjs";
import { expectRefusal, launch, open } from "./kit.mjs";

const message = "要20个数控车工,9月到岗,包吃住,6500,会看图,临清";
const browser = await launch();

// VARIANT=0,3 picks some; the run script divides them among two browsers.
const chosen = process.env.VARIANT?.split(",").map(Number);
const variants = [
    { width: 360, language: "zh-CN", sheet: "needs" },
    { width: 1280, language: "zh-CN", sheet: "organisations" },
    { width: 360, language: "en", sheet: "offers" },
    { width: 1280, language: "en", sheet: "needs", dark: true },
    { width: 360, language: "zh-CN", sheet: "offers", script: false },
].filter((_, index) => chosen === undefined || chosen.includes(index));

const number = (text) => Number(text.replace(/[^\d.]/g, ""));
const press = (person, selector) => Promise.all([person.page.waitForNavigation(), person.page.locator(selector).first().click()]);

async function searches(person) {
    const { page } = person;
    await person.visit("/", "start");
    await page.fill("main input[name=q]", "焊工");
    await press(person, "main form button[type=submit]");
    await person.look("search");
    const marks = await page.locator("main .rows mark").allTextContents();
    assert.ok(marks.length > 3 && marks.some((text) => text.includes("焊工")), `highlighted: ${marks.slice(0, 5)}`);
    const count = async (words) => (await page.goto(`/search?q=${encodeURIComponent(words)}`), number(await page.locator(".list-head p").first().textContent()));
    const [simplified, traditional, pinyin, initials, one] = [await count("数控"), await count("數控"), await count("shukong"), await count("sk"), await count("轴")];
    assert.equal(traditional, simplified);
    assert.ok(simplified > 20 && pinyin > 20 && initials > 20 && one > 20, [simplified, pinyin, initials, one].join());
    assert.ok(await count("qqqzzzxxx") === 0 || await page.locator(".empty").count() > 0);
    await person.look("search-empty");
}

async function filters(person) {
    const { page } = person;
    await page.goto("/search?q=数控");
    const whole = number(await page.locator(".list-head p").first().textContent());
    const fold = page.locator(".filters-fold");
    if (await fold.getAttribute("open") === null) {
        await fold.locator("> summary").click();
    }
    const offers = page.locator("label.choice", { has: page.locator("input[name=side][value=offer]") });
    const said = number(await offers.locator(".count").textContent());
    await offers.locator("input").click(); // applied at once; without script the button does it
    if (person.script === false) {
        await page.locator(".filters button[type=submit]").click();
    }
    await page.waitForURL(/side=offer/);
    assert.equal(number(await page.locator(".list-head p").first().textContent()), said, "the count beside a filter is what it gives");
    assert.ok(said < whole);
    await person.look("search-filtered");
    await press(person, "a[rel=next]");
    const second = await page.locator(".row-title a").first().getAttribute("href");
    const shared = page.url();
    await page.goto("/about");
    await page.goto(shared);
    assert.equal(await page.locator(".row-title a").first().getAttribute("href"), second, "the address of a page can be shared");
    assert.ok(await page.locator("a[rel=prev], nav.pages a").count() > 0);
}

async function imports(person, sheet) {
    const { page } = person;
    await person.visit("/office/imports", "imports");
    await page.check(`input[name=kind][value=${sheet}]`);
    await page.setInputFiles("input[type=file]", sheets()[sheet]);
    await press(person, "main form.form button[type=submit]");
    await person.look("import-preview");
    const refused = await page.locator(".import-refused tbody tr").count();
    assert.ok(refused >= 4, `${refused} reasons`);
    for (const reason of await page.locator(".import-refused tbody td:last-child").allTextContents()) {
        assert.ok(reason.trim().length > 4, "each refused cell has its reason");
    }
    const [download] = await Promise.all([page.waitForEvent("download"), page.locator("a[href$='refused.xlsx']").click()]);
    assert.match(readFileSync(await download.path()).subarray(0, 2).toString(), /^PK/);
    await press(person, "form[action$='/confirm'] button");
    await until(async () => {
        await page.goto(page.url());
        return await page.locator(".notice-done").count() > 0;
    }, 20000, "the import is done");
    await person.look("import-done");
    await page.goto("/office/imports");
    await page.check(`input[name=kind][value=${sheet}]`);
    await page.setInputFiles("input[type=file]", sheets()[sheet]);
    await press(person, "main form.form button[type=submit]");
    await press(person, "form[action$='/confirm'] button");
    await until(async () => {
        await page.goto(page.url());
        return await page.locator(".notice-done").count() > 0;
    }, 20000, "the second import is done");
    assert.match(await page.locator(".notice-done p").textContent(), /(新增|added|created|new)\D{0,8}0|0 (new|added|created)/i, "the same file twice makes nothing new");
}

async function pastes(person) {
    const { page } = person;
    await person.visit("/listings/message", "message");
    await page.fill("[name=message]", message);
    await press(person, "main form button[type=submit]");
    await person.look("drafts");
    const value = (name) => page.locator(`[name="1-${name}"]`).inputValue();
    assert.deepEqual([await value("title"), await value("headcount"), await value("start_day"), await value("county_code"), await value("lodging")],
        ["数控车工", "20", "2027-09-01", "371581", "yes"]);
    await page.fill('[name="1-headcount"]', "许多许多");
    expectRefusal(person, "/listings/message/confirm");
    await press(person, "main form.form button[type=submit]");
    assert.equal(await page.locator('[name="1-headcount"]').getAttribute("aria-invalid"), "true");
    assert.equal(await value("title"), "数控车工", "nothing typed is lost");
    await person.look("drafts-wrong");
    await page.fill('[name="1-headcount"]', "22");
    await press(person, "main form.form button[type=submit]");
    await person.look("message-posted");
    assert.ok((await page.locator("main").textContent()).includes("数控车工"));
}

async function posts(person) {
    const { page } = person;
    await person.visit("/listings/new?side=need", "listing-new");
    expectRefusal(person, "/listings");
    await page.fill("[name=headcount]", "一大批人");
    await press(person, "main form.form button[value=open]");
    assert.ok(await page.locator("#summary a").count() >= 2, "every wrong field is named at the top");
    await person.look("listing-wrong");
    await page.fill("[name=title]", "加工中心操作工");
    await page.fill("[name=headcount]", "12");
    await page.fill("[name=skills]", "看图、编程");
    await page.fill("[name=pay]", "6-8k");
    await page.fill("[name=body]", "两班倒，包吃住。<b>不要</b>脚本 <script>alert(1)</script>。");
    await press(person, "main form.form button[value=open]");
    await person.look("listing-posted");
    assert.equal(await page.locator("h1").textContent(), "加工中心操作工");
    assert.ok((await page.locator("main").innerText()).includes("<script>alert(1)</script>"), "HTML is shown as text");
    const address = page.url();
    await until(async () => {
        await page.goto(address);
        return await page.locator(".match-score").count() > 0;
    }, 10000, "the new need has its offers");
    await page.goto("/search?q=加工中心操作工");
    assert.ok(await page.locator(`.rows a[href="${new URL(address).pathname}"]`).count() > 0, "found at once");
}

async function fits(person, pair) {
    const { page } = person;
    await person.visit(`/listings/${pair.need}`, "need");
    const scores = (await page.locator(".score-number").allTextContents()).map(Number);
    assert.ok(scores.length >= 3 && scores.every((score, index) => index === 0 || score <= scores[index - 1]), scores.join());
    if (await page.locator("details.match-why").first().getAttribute("open") === null) {
        await page.locator("details.match-why > summary").first().click();
    }
    assert.ok(await page.locator("details.match-why").first().locator("mark").count() >= 2, "the fragments that matched are marked on both sides");
    assert.ok(await page.locator(".changes").first().locator("li").count() >= 1);
    const points = (await page.locator("details.match-why").first().locator("tbody tr td:nth-child(2)").allTextContents()).map(number);
    assert.equal(Math.round(points.reduce((sum, value) => sum + value * 10, 0)), Math.round(scores[0] * 10), "the score is the sum of its points");
    await person.visit(`/listings/${pair.offer}`, "offer");
    await person.visit(`/fits/${pair.need}/${pair.offer}`, "pair");
    await person.visit("/unmet", "unmet");
    assert.ok(await page.locator("main tbody tr").count() > 3);
}

async function weighs(person) {
    const { page } = person;
    await person.visit("/office/weights", "weights");
    await page.fill("[name=trade]", "40");
    await page.fill("[name=distance]", "9");
    if (person.script === false) {
        await press(person, "button[formaction$='preview']");
    } else {
        await page.waitForSelector("#preview table");
    }
    await person.look("weights-preview");
    assert.ok(await page.locator("main table tbody tr").count() > 0, "the preview says what changes");
    await page.goto("/office/weights");
    assert.equal(await page.locator("[name=trade]").inputValue(), "43", "a preview saves nothing");
    await page.fill("[name=trade]", "42");
    await page.fill("[name=distance]", "7");
    await Promise.all([page.waitForNavigation(), page.locator("form.form button[type=submit]:not([formaction])").click()]);
    await person.look("weights-saved");
    await page.goto("/office/weights");
    assert.equal(await page.locator("[name=trade]").inputValue(), "42");
    await person.visit("/office/crosswalk", "crosswalk");
    await person.visit("/organisations/new", "organisation-new");
}

async function organisations(person, pair) {
    const { page } = person;
    await person.visit("/organisations", "organisations");
    await person.visit(`/organisations/${pair.school}`, "school");
    assert.ok(await page.locator("main table").count() >= 2, "programmes and equipment");
    assert.match(await page.locator("main").innerText(), /66\d{4}|46\d{4}/, "majors by their code");
    await person.visit(`/organisations/${pair.firm}`, "firm");
    assert.ok(await page.locator("main .row").count() > 0, "its open listings");
}

async function charts(person) {
    const { page } = person;
    await page.goto("/insight");
    if (person.script !== false) {
        await page.waitForSelector(".chart canvas, .chart svg");
        await sleep(300);
    }
    await person.look("insight");
    assert.ok(await page.locator("main table tbody tr").count() > 10, "the table stands beside the chart");
    const before = page.url();
    await page.selectOption("main select >> nth=0", { index: 2 });
    if (person.script === false) {
        await page.locator("main form button[type=submit]").click();
    }
    await page.waitForURL((url) => url.href !== before);
    await person.look("insight-county");
}

async function settles(person) {
    for (const path of ["about", "accessibility", "sign-in"]) {
        await person.visit(`/${path}`, path);
    }
    expectRefusal(person, "/listings/0000000000007");
    expectRefusal(person, "/nothing-here");
    await person.visit("/listings/0000000000007", "not-found");
    await person.visit("/nothing-here", "no-page");
    expectRefusal(person, "/sign-in");
    await person.page.goto("/sign-in");
    await person.page.fill("[name=login]", "office");
    await person.page.fill("[name=password]", "not the password");
    await press(person, "main form button[type=submit]");
    await person.look("sign-in-wrong");
}

async function choosePair(db) {
    const fit = parseRun(["fit", "--all", "--top", "1", "--db", db]).fits.find(({ matches }) => matches[0]?.score > 75 && matches[0].offer.title.includes("班"));
    return { need: fit.need.id, offer: fit.matches[0].offer.id, firm: fit.need.organisation_id, school: fit.matches[0].offer.organisation_id };
}

for (const variant of variants) {
    const as = `(${variant.width} px, ${variant.language}${variant.dark ? ", dark" : ""}${variant.script === false ? ", without script" : ""})`;
    const db = sampleCity();
    const server = await serve(db);
    const pair = await choosePair(db);
    const people = {};
    for (const who of ["visitor", "factory", "office"]) {
        people[who] = Object.assign(await open(browser, server, variant), { script: variant.script });
        if (who !== "visitor") {
            await people[who].signIn(who);
        }
    }
    await test(`1. a visitor searches: Chinese, one character, traditional, pinyin; hits are marked ${as}`, () => searches(people.visitor));
    await test(`1. filters give what their counts say, pages go on, addresses can be shared ${as}`, () => filters(people.visitor));
    await test(`2. the office drops ${variant.sheet}, sees reasons by cell, confirms, and drops it again ${as}`, () => imports(people.office, variant.sheet));
    await test(`3. a factory pastes a message, mends the draft, posts it ${as}`, () => pastes(people.factory));
    await test(`3. a factory posts by the form; wrong fields are told, text stays text, the need has its offers at once ${as}`, () => posts(people.factory));
    await test(`4. a need shows its offers: points, marked words, changes; side by side; unmet demand ${as}`, () => fits(people.visitor, pair));
    await test(`4. the office previews weights before it saves them ${as}`, () => weighs(people.office));
    await test(`5. pages of a school and a firm ${as}`, () => organisations(people.visitor, pair));
    await test(`6. supply against demand: chart and table ${as}`, () => charts(people.visitor));
    await test(`the quiet pages, what is not there, a wrong password ${as}`, () => settles(people.visitor));
    await Promise.all(Object.values(people).map((person) => person.close()));
    await server.stop();
}

await browser.close();
await finish();
