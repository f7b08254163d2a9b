// What only few see, in a real browser: the administrator's settings and table of rights, the auditor's log, a merge and its undo,
// one's own data, a listing closed by the clock with the owner's appeal and the office's decision, the office's help in a request.
// Phone and desktop, both languages.
import { spawnSync } from "node:child_process";
import { assert, finish, mustRun, password, query, sampleCity, serve, test, until } from "../journeys/kit.mjs";
import { expectRefusal, launch, open } from "./kit.mjs";

const browser = await launch();
const variants = [{ width: 360, language: "zh-CN" }, { width: 1280, language: "en" }];
const press = (person, selector) => Promise.all([person.page.waitForNavigation(), person.page.locator(selector).first().click()]);
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const idText = (id) => { let rest = BigInt(id), text = ""; for (let at = 0; at < 13; at++) { text = alphabet[Number(rest & 31n)] + text; rest >>= 5n; } return text; };
const numbers = (db, sql) => query(db, sql).split("\n");

function addPerson(db, login, role) {
    mustRun(["user", "add", login, "--db", db, "--role", role, "--name", login, "--password-stdin"], { input: `${password}\n` });
}

function write(db, sql) {
    const done = spawnSync("sqlite3", [db, sql], { encoding: "utf8" });
    assert.equal(done.status, 0, done.stderr);
}

// An organisation as an import of names alone leaves it: the office can merge it into the one it is.
const withoutCode = (db) => write(db, `UPDATE organisation SET credit_code = '' WHERE id = (SELECT max(o.id) FROM organisation o
    WHERE o.kind = 'enterprise' AND NOT EXISTS (SELECT 1 FROM membership m WHERE m.organisation_id = o.id))`);

const listingsOf = (db, login, side) => numbers(db, `SELECT l.id FROM listing l JOIN membership m ON m.organisation_id = l.organisation_id
    JOIN person p ON p.id = m.person_id WHERE p.login = '${login}' AND l.side = '${side}' AND l.status = 'open' ORDER BY l.id`);

async function settings(person) {
    await person.visit("/office", "office");
    await person.visit("/office/permissions", "permissions");
    await person.visit("/office/settings", "settings");
    await person.page.fill("[name='request.term_days']", "0");
    expectRefusal(person, "/office/settings");
    await press(person, "main form[action='/office/settings'] button[type=submit]");
    await person.look("settings-wrong");
    await person.visit("/office/security", "security");
    const field = person.page.locator("main form input[type=text], main form input[inputmode=numeric]").first();
    const usual = await field.inputValue();
    await field.fill("many");
    expectRefusal(person, "/office/security");
    await press(person, "main form[action='/office/security'] button[type=submit]");
    await person.look("security-wrong");
    await field.fill(usual);
    await press(person, "main form[action='/office/security'] button[type=submit]");
    await person.look("security-saved");
}

async function logRead(person) {
    await person.visit("/audit", "audit");
    await person.page.fill("[name=action]", "session.open");
    await press(person, "main form button[type=submit]");
    await person.look("audit-filtered");
    await person.visit("/audit?action=no.such", "audit-empty");
}

async function mergeAndBack(person, db) {
    const [from, into] = numbers(db, "SELECT id FROM organisation WHERE kind = 'enterprise' ORDER BY credit_code, id LIMIT 2").map(idText);
    await person.visit("/office/merge", "merge");
    await person.page.fill("[name=from]", from);
    await person.page.fill("[name=into]", into);
    await press(person, "main form[method=get] button[type=submit]");
    await person.look("merge-preview");
    await press(person, "main form[action='/office/merge'][method=post] button[type=submit]");
    await person.look("merge-done");
    await press(person, "main form[action$='/undo'] button[type=submit]");
    await person.look("merge-undone");
}

// Three requests nobody answered: their terms are put into the past, the clock of the next start finds them.
async function expire(server, db, school, need, offers) {
    for (const offer of offers) {
        await school.page.goto(`/fits/${need}/${offer}/request`);
        await school.page.selectOption("[name=cooperation]", "order_class");
        await press(school, "main form[action='/requests'] button[type=submit]");
    }
    await server.stop();
    write(db, "UPDATE cooperation_request SET due_ms = 1000, next_ms = 1000 WHERE status = 'open'");
    const again = await serve(db, { port: server.port });
    await until(() => query(db, "SELECT count(*) FROM listing_closure") === "1", 20000, "the listing is closed");
    return again;
}

async function appealAndDecision(factory, office, need) {
    const address = `/listings/${need}/closure`;
    await factory.visit(address, "closure");
    await factory.page.fill("[name=text]", "负责人出差，三份申请都没有看到。");
    await press(factory, "main form[action$='/appeal'] button[type=submit]");
    await factory.look("closure-appealed");
    await office.visit(address, "closure-decide");
    await office.page.fill("[name=text]", "情况属实，恢复公开。");
    await press(office, "main button[value=open]");
    await office.look("closure-reopened");
}

async function help(school, factory, office, need, offer) {
    await school.page.goto(`/fits/${need}/${offer}/request`);
    await school.page.selectOption("[name=cooperation]", "internship");
    await press(school, "main form[action='/requests'] button[type=submit]");
    const address = new URL(school.page.url()).pathname;
    await factory.page.goto(address);
    await factory.page.locator("details:has([value=counter]) summary").click();
    await factory.page.fill("[name=headcount]", "many");
    expectRefusal(factory, `${address}/step`);
    await press(factory, "details:has([value=counter]) button[type=submit]");
    await factory.look("request-counter-wrong");
    assert.equal(await factory.page.inputValue("[name=headcount]"), "many");
    await factory.page.locator("details:has(form[action$='/help']) summary").click();
    await press(factory, "form[action$='/help'] button[type=submit]");
    await office.visit("/waiting", "waiting-office");
    await press(office, `main a[href='${address}']`);
    await office.look("request-help");
    await press(office, "form[action$='/handled'] button[type=submit]");
}

for (const variant of variants) {
    await test(`settings, log, merge, own data, appeal and help, ${variant.width} px, ${variant.language}`, async () => {
        const db = sampleCity();
        addPerson(db, "admin", "administrator");
        addPerson(db, "auditor", "auditor");
        withoutCode(db);
        let server = await serve(db);
        const people = Object.fromEntries(await Promise.all(["admin", "auditor", "office", "school", "factory"].map(async (login) => {
            const person = await open(browser, server, variant);
            await person.signIn(login);
            return [login, person];
        })));
        const need = idText(listingsOf(db, "factory", "need")[0]);
        const offers = listingsOf(db, "school", "offer").map(idText);
        await settings(people.admin);
        await mergeAndBack(people.admin, db);
        server = await expire(server, db, people.school, need, offers.slice(0, 3));
        await appealAndDecision(people.factory, people.office, need);
        await help(people.school, people.factory, people.office, need, offers[0]);
        await people.school.visit("/requests", "requests-several");
        await people.factory.visit(`/listings/${need}/history`, "listing-history");
        await people.factory.visit("/account/data", "own-data");
        await logRead(people.auditor);
        await Promise.all(Object.values(people).map((person) => person.close()));
        await server.stop();
    }, 300000);
}
await browser.close();
await finish();
