// From fit to answer in a real browser: the school asks from a fit, the factory proposes changes, the school accepts, the thread is
// printed. Phone and desktop, both languages.
import { join } from "node:path";
import { assert, finish, query, root, sampleCity, serve, test } from "../journeys/kit.mjs";
import { launch, open } from "./kit.mjs";

const browser = await launch();
const variants = [{ width: 360, language: "zh-CN" }, { width: 1280, language: "en" }];
const press = (person, selector) => Promise.all([person.page.waitForNavigation(), person.page.locator(selector).first().click()]);
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const idText = (id) => { let rest = BigInt(id), text = ""; for (let at = 0; at < 13; at++) { text = alphabet[Number(rest & 31n)] + text; rest >>= 5n; } return text; };
const listingOf = (db, login, side) => query(db, `SELECT CAST(l.id AS text) AS id FROM listing l JOIN membership m ON m.organisation_id = l.organisation_id
    JOIN person p ON p.id = m.person_id WHERE p.login = '${login}' AND l.side = '${side}' AND l.status = 'open' ORDER BY l.id LIMIT 1`)
    .toString().match(/\d+/)[0];

for (const variant of variants) {
    await test(`a request goes from a fit to an answer, ${variant.width} px, ${variant.language}`, async () => {
        const db = sampleCity();
        const server = await serve(db);
        const need = idText(listingOf(db, "factory", "need")), offer = idText(listingOf(db, "school", "offer"));
        const school = await open(browser, server, variant), factory = await open(browser, server, variant);
        await school.signIn("school");
        await factory.signIn("factory");
        await school.page.goto(`/fits/${need}/${offer}`);
        await press(school, `a[href='/fits/${need}/${offer}/request']`);
        await school.look("request-new");
        await school.page.selectOption("[name=cooperation]", "order_class");
        await school.page.fill("[name=headcount]", "30");
        await school.page.fill("[name=note]", "<b>愿意</b>先来参观");
        await press(school, "main form button[type=submit]");
        await school.look("request-asked");
        const url = new URL(school.page.url()).pathname;
        await factory.visit("/waiting", "waiting");
        await press(factory, `a[href='${url}']`);
        await factory.look("request-answer");
        assert.match(await factory.page.locator("main").innerText(), /<b>愿意<\/b>/);
        await factory.page.locator("details:has([value=counter]) summary").click();
        await factory.page.selectOption("[name=cooperation]", "internship");
        await press(factory, "details:has([value=counter]) button[type=submit]");
        await school.page.goto(url);
        await school.page.fill("#field-body", "何时可以参观？");
        await press(school, "form[action$='/messages'] button[type=submit]");
        await press(school, "button[value=accept]");
        await school.look("request-accepted");
        await factory.visit("/requests", "requests");
        await press(school, "main a[href^='/threads/']");
        await school.look("thread");
        assert.ok(await school.page.locator(".timeline li").count() >= 4);
        await school.page.emulateMedia({ media: "print" });
        await school.page.pdf({ path: join(root, `build/screenshots/thread-${variant.width}-${variant.language}.pdf`), format: "A4" });
        await Promise.all([school, factory].map((person) => person.close()));
        await server.stop();
    });
}
await browser.close();
await finish();
