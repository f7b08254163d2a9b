// kill -9 at any moment: what was answered with success is there after the restart, and the database is whole.
//
// Two people of the sample city write through the forms of the site without pause; the server is killed 50 times at a
// moment drawn by chance, started again on the same file and asked. SEED=… repeats the moments; ROUNDS=… changes 50.
import { spawnSync } from "node:child_process";
import { assert, finish, query, sampleCity, serve, sleep, test, Visitor } from "../journeys/kit.mjs";

const rounds = Number(process.env.ROUNDS ?? 50);
let seed = Number(process.env.SEED ?? Date.now() % 1000000);
console.log(`# SEED=${seed}`);
const chance = () => (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648;

const db = sampleCity();
const acknowledged = []; // {title, id}: answered with a redirect to the listing
const sent = new Map(); // title → how often it was sent
let number = 0;

function fields(visitor, title) {
    return { token: visitor.submission, version: "1", side: visitor.side, organisation: visitor.organisation, title,
             kind: visitor.side === "need" ? "talent" : "class", status: "open", headcount: "3", body: "倒班，看图纸。".repeat(40) };
}

async function signIn(server, login, side) {
    const visitor = await new Visitor(server).signIn(login);
    await openForm(Object.assign(visitor, { side }));
    return visitor;
}

async function openForm(visitor) {
    const form = (await visitor.page(`/listings/new?side=${visitor.side}`)).text;
    visitor.organisation = /<option value="([0-9A-Z]{13})"/.exec(form)[1];
    visitor.submission = /name="token" value="([^"]+)"/.exec(form)[1];
}

async function write(visitor, state) {
    while (!state.dead) {
        const title = `数控车工 第${++number}号`;
        try {
            sent.set(title, 1);
            const answer = await visitor.send("/listings", fields(visitor, title));
            assert.equal(answer.status, 303, `${answer.status}: ${answer.text.slice(0, 200)}`);
            acknowledged.push({ title, id: /\/listings\/([0-9A-Z]{13})/.exec(answer.location)[1] });
            await openForm(visitor);
        } catch (error) {
            if (state.dead || !(error instanceof assert.AssertionError)) {
                return; // the connection ended with the server
            }
            throw error;
        }
    }
}

let lost = [];
let broken = [];
await test(`kill -9 at ${rounds} random moments of writing: every acknowledged listing is there, the database whole each time`, async () => {
    const visitors = [];
    for (let round = 0; round < rounds; round++) {
        const server = await serve(db);
        if (round === 0) {
            visitors.push(await signIn(server, "factory", "need"), await signIn(server, "school", "offer"));
        } else {
            for (const visitor of visitors) {
                visitor.base = server.base; // signed in still: sessions outlive the process
                await openForm(visitor);
            }
        }
        const state = { dead: false };
        const writing = visitors.map((visitor) => write(visitor, state));
        await sleep(20 + chance() * 400);
        state.dead = true;
        await server.kill();
        await Promise.all(writing);
        const check = spawnSync("sqlite3", [db, "PRAGMA integrity_check"], { encoding: "utf8" });
        if (check.stdout.trim() !== "ok") {
            broken.push(`round ${round}: ${check.stdout}${check.stderr}`);
        }
        const there = new Set(query(db, "SELECT title FROM listing").split("\n"));
        lost.push(...acknowledged.filter(({ title }) => !there.has(title)).map(({ title }) => `round ${round}: ${title}`));
    }
    assert.deepEqual(broken, []);
    assert.deepEqual(lost, []);
    assert.ok(acknowledged.length >= rounds * 2, `only ${acknowledged.length} writes`);
    console.log(`#   ${acknowledged.length} acknowledged, ${sent.size} sent`);
});

await test("after all that nothing stands twice, every listing has its trail and can be found, and fit knows it", async () => {
    assert.equal(query(db, "SELECT count(*) FROM (SELECT title FROM listing WHERE title LIKE '数控车工 第%号' GROUP BY title HAVING count(*) > 1)"), "0");
    assert.equal(query(db, "SELECT count(*) FROM listing l WHERE title LIKE '数控车工 第%号' AND NOT EXISTS (SELECT 1 FROM listing_revision r WHERE r.region_id = l.region_id AND r.listing_id = l.id)"), "0");
    const server = await serve(db);
    const visitor = new Visitor(server);
    for (const { id, title } of acknowledged.slice(-5)) {
        const document = await visitor.document(`/listings/${id}`);
        assert.ok(JSON.stringify(document).includes(title));
    }
    const { title } = acknowledged.at(-1);
    const found = await visitor.document(`/search?q=${encodeURIComponent(title)}`);
    assert.ok(found.listings.some((listing) => listing.title === title), "found by its title");
    assert.equal(await server.stop(), 0);
});

await finish();
